"""The programs that people open exports with: GDAL's own tools and LibreOffice, found on this machine or installed.

`python tests/desktop.py --install` brings Debian's packages for those that are not there.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import chromium

#: Program → Debian's package of it.
PROGRAMS = {"ogr2ogr": "gdal-bin", "soffice": "libreoffice-calc-nogui"}
MAC = {"soffice": Path("/Applications/LibreOffice.app/Contents/MacOS/soffice")}


def find(name: str) -> Path | None:
    on_path = shutil.which(name)
    if on_path:
        return Path(on_path)
    return MAC[name] if name in MAC and MAC[name].exists() else None


def program(name: str) -> Path:
    """The program. Raises AssertionError, which says how to get it, where it is not there."""
    found = find(name)
    assert found, f"The tests of exports need {name} (GDAL's tools, LibreOffice) and did not find it. Install it."
    return found


def main() -> None:
    missing = [name for name in PROGRAMS if find(name) is None]
    if "--install" in sys.argv and missing and shutil.which("apt-get"):
        try:
            chromium.install(*(PROGRAMS[name] for name in missing))
        except (OSError, subprocess.CalledProcessError) as error:
            print(error, file=sys.stderr)
    for name in PROGRAMS:
        program(name)


if __name__ == "__main__":
    main()
