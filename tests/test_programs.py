"""The set-up of the programs that the tests run, with an apt-get that only writes down what it is asked for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import programs
import pytest

#: Stands for apt-get and for sudo.
FAKES = {
    "apt-get": """#!/bin/sh
echo "$@" >>"$ASKED"
case "$*" in *--print-uris*) printf "'http://deb/%s' %s %s \\n" a.deb a.deb 1500000 b.deb b.deb 500001;; esac
""",
    "sudo": '#!/bin/sh\nexec "$@"\n',
}


@pytest.fixture
def bare_path(tmp_path: Path) -> Path:
    """A folder for PATH with every program but WebKit's driver and LibreOffice."""
    folder = tmp_path / "bin"
    folder.mkdir()
    there = [p.commands[0] for name, p in programs.PROGRAMS.items() if name not in ("webkit", "soffice")]
    for name, text in {**dict.fromkeys(there, "#!/bin/sh\n"), **FAKES}.items():
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)
    return folder


def set_up(path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, programs.__file__, *arguments],
        env={"PATH": str(path), "ASKED": str(path.parent / "asked")},
        capture_output=True,
        encoding="utf-8",
    )


def test_what_is_missing_is_named_then_installed(bare_path: Path) -> None:
    done = set_up(bare_path, "--install")
    assert done.stderr.splitlines()[0].endswith(
        "need webkit, soffice: apt-get installs webkit2gtk-driver libreoffice-calc-nogui"
    )
    assert done.stderr.splitlines()[1] == "2 packages, 2 MB to download"
    words = "install --yes --no-install-recommends webkit2gtk-driver libreoffice-calc-nogui"
    asked = ["--quiet update", f"--quiet=2 --print-uris {words}", f"--quiet {words}"]
    assert (bare_path.parent / "asked").read_text().splitlines() == asked


def test_a_package_that_debian_has_renamed_is_found(bare_path: Path) -> None:
    refusing = 'case "$*" in *webkit2gtk-driver*) exit 100;; esac\n'
    (bare_path / "apt-get").write_text(FAKES["apt-get"] + refusing)
    done = set_up(bare_path, "--install")
    assert done.stderr.splitlines()[1] == "2 packages, 2 MB to download"
    asked = (bare_path.parent / "asked").read_text().splitlines()
    assert asked[-1] == "--quiet install --yes --no-install-recommends webkitgtk-webdriver libreoffice-calc-nogui"


@pytest.mark.parametrize("apt_get", [None, "#!/bin/sh\nexit 100\n"], ids=["no apt-get", "apt-get fails"])
def test_what_stays_missing_fails_the_set_up_in_a_sentence_each(bare_path: Path, apt_get: str | None) -> None:
    if apt_get is None:
        (bare_path / "apt-get").unlink()
    else:
        (bare_path / "apt-get").write_text(apt_get)
    done = set_up(bare_path, "--install")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    told = [line for line in done.stderr.splitlines() if line.startswith("make: no ")]
    assert [line.split(",")[0] for line in told] == ["make: no WebKitWebDriver", "make: no soffice"]
    assert "sudo apt-get install webkit2gtk-driver; or name it: KCN_MAP_WEBKIT=" in told[0]
    assert done.stderr.splitlines()[-1].endswith("apt-get install webkit2gtk-driver libreoffice-calc-nogui")


def test_who_is_neither_root_nor_has_sudo_is_told_the_packages(bare_path: Path) -> None:
    (bare_path / "sudo").unlink()
    script = (
        "import os, runpy, sys\n"
        "os.geteuid = lambda: 1000\n"
        f"sys.argv = [{programs.__file__!r}, '--install']\n"
        f"runpy.run_path({programs.__file__!r}, run_name='__main__')\n"
    )
    environment = {"PATH": str(bare_path), "ASKED": str(bare_path.parent / "asked")}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, encoding="utf-8")
    assert done.returncode == 1
    assert "only root or who has sudo can install packages" in done.stderr
    assert done.stderr.splitlines()[-1].endswith("apt-get install webkit2gtk-driver libreoffice-calc-nogui")


def test_nothing_is_installed_where_all_is_there(bare_path: Path) -> None:
    for name in ("WebKitWebDriver", "soffice"):
        (bare_path / name).write_text("#!/bin/sh\n")
        (bare_path / name).chmod(0o755)
    done = set_up(bare_path, "--install")
    assert (done.returncode, done.stderr) == (0, "")
    assert not (bare_path.parent / "asked").exists()
