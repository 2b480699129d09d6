"""The programs that the tests run: found on this machine, or installed as Debian packages.

`python tests/programs.py --install` says which are missing, installs their packages with apt-get, and fails with a
sentence for each one that still can't be found.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Program:
    """What the tests need a program for, the names of its command, and Debian's packages of it."""

    purpose: str
    commands: tuple[str, ...]
    packages: tuple[str, ...]


PROGRAMS = {
    "chromium": Program(
        "the page in Chromium",
        (  # the shell is the same engine without the windows of a desktop, which take a fifth of the time
            *("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        ),
        ("chromium-headless-shell", "fonts-dejavu-core"),
    ),
    "firefox": Program(
        "the page in Firefox",
        ("firefox-esr", "firefox", "/Applications/Firefox.app/Contents/MacOS/firefox"),
        ("firefox-esr",),
    ),
    "webkit": Program("the page in WebKit", ("WebKitWebDriver",), ("webkit2gtk-driver",)),
    "xvfb": Program("WebKit's window", ("Xvfb",), ("xvfb",)),
    "git": Program("`diff` between revisions", ("git",), ("git",)),
    "ogr2ogr": Program("exports opened with GDAL", ("ogr2ogr",), ("gdal-bin",)),
    "soffice": Program(
        "exports opened with LibreOffice",
        ("soffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice"),
        ("libreoffice-calc-nogui",),
    ),
}


#: What Debian calls some of these packages after Debian 13.
RENAMED = {"webkit2gtk-driver": "webkitgtk-webdriver"}


class Missing(Exception):
    """A program is not there; the text says what needs it and how to get it."""


def find(name: str) -> Path | None:
    """The program named by KCN_MAP_<NAME>, else the first of its commands on this machine, else None."""
    named = os.environ.get(variable(name))
    found = next(filter(None, map(shutil.which, [named] if named else PROGRAMS[name].commands)), None)
    return Path(found) if found else None


def program(name: str) -> Path:
    """The program. Raises Missing where there is none."""
    found = find(name)
    if found is None:
        wanted = PROGRAMS[name]
        raise Missing(
            f"no {wanted.commands[0]}, for tests of {wanted.purpose}. "
            f"Debian: sudo apt-get install {shlex.join(wanted.packages)}; or name it: {variable(name)}=/path/to/it"
        )
    return found


def variable(name: str) -> str:
    """The environment variable that names a program."""
    return f"KCN_MAP_{name.upper()}"


def install(names: list[str]) -> None:
    """Install the programs' Debian packages, as root or with sudo; says beforehand which, and how large they are."""
    rights = [] if os.geteuid() == 0 else ["sudo"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}

    def apt_get(*words: str, **options: Any) -> Any:
        return subprocess.run([*rights, "apt-get", *words], check=True, env=environment, **options)

    packages = packages_of(names)
    print(f"The tests need {', '.join(names)}: apt-get installs {' '.join(packages)}", file=sys.stderr)
    apt_get("--quiet", "update", stdout=sys.stderr)
    wanted = ["install", "--yes", "--no-install-recommends"]

    def addresses() -> str:
        return str(
            apt_get("--quiet=2", "--print-uris", *wanted, *packages, stdout=subprocess.PIPE, encoding="utf-8").stdout
        )

    try:
        files = addresses()
    except subprocess.CalledProcessError:
        packages = [RENAMED.get(package, package) for package in packages]
        files = addresses()
    sizes = [int(size) for size in re.findall(r"^'\S+' \S+ (\d+)", files, re.MULTILINE)]
    print(f"{len(sizes)} packages, {sum(sizes) / 1e6:.0f} MB to download", file=sys.stderr)
    apt_get("--quiet", *wanted, *packages, stdout=sys.stderr)


def packages_of(names: Iterable[str]) -> list[str]:
    return [package for name in names for package in PROGRAMS[name].packages]


def main() -> None:
    missing = [name for name in PROGRAMS if find(name) is None]
    if "--install" in sys.argv and missing and shutil.which("apt-get"):
        try:
            install(missing)
        except FileNotFoundError:
            print("make: only root or who has sudo can install packages", file=sys.stderr)
        except (OSError, subprocess.CalledProcessError) as error:
            print(error, file=sys.stderr)
    lacking = []
    for name in missing:
        try:
            program(name)
        except Missing as error:
            lacking.append(f"make: {error}")
    if lacking:
        everything = shlex.join(packages_of(name for name in missing if find(name) is None))
        sys.exit("\n".join([*lacking, f"make: all at once, by who may: apt-get install {everything}"]))


if __name__ == "__main__":
    main()
