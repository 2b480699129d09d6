"""The Chromium that the tests run: found on this machine, or installed as a Debian package.

`python tests/chromium.py` prints its path; with `--install` it is brought first if there is none.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
PACKAGES = ("chromium", "fonts-dejavu-core")
MISSING = (
    "The page's tests need Chromium or Google Chrome and found none. Install one, "
    "or name it: KCN_MAP_CHROMIUM=/path/to/chromium make test"
)


def find() -> Path | None:
    """The browser named by KCN_MAP_CHROMIUM, else the first one on the machine, else None."""
    if named := os.environ.get("KCN_MAP_CHROMIUM"):
        return Path(named) if shutil.which(named) else None
    on_path = next(filter(None, map(shutil.which, NAMES)), None)
    if on_path:
        return Path(on_path)
    return MAC if MAC.exists() else None


def install(*packages: str) -> None:
    """Bring Debian's packages, as root or by sudo. Raises OSError or CalledProcessError if it can't."""
    rights = [] if os.geteuid() == 0 else ["sudo"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        subprocess.run([*rights, "apt-get", "--quiet", *command], check=True, env=environment, stdout=sys.stderr)


def main() -> None:
    if "--install" in sys.argv and find() is None and shutil.which("apt-get"):
        try:
            install(*PACKAGES)
        except (OSError, subprocess.CalledProcessError) as error:
            print(error, file=sys.stderr)
    found = find()
    if found is None:
        sys.exit(MISSING)
    if "--install" not in sys.argv:
        print(found)


if __name__ == "__main__":
    main()
