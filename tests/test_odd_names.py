"""Files and folders named to do harm: what a name holds reaches no terminal, and begins no line of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from import_files import limits, written

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no such names")

NAMES = {
    "line": b"a\n0 errors, 0 warnings.", "escape": b"\x1b]0;x\x07\x1b[31mred", "bell": b"\x07",
    "turned": "a\u202eb".encode(),
    "no UTF-8": b"\xff\xfe", "C1": b"\xc2\x9b31m", "quotes": b"a\"'{path}%s", "option": b"-x", "command": b"::error::x",
}  # fmt: skip
VERBS = {
    "check": "check --data {x}", "check for GitHub": "check --format github --data {x}",
    "no folder": "check --data {x}.no",
    "build": "build --data {x} --out {x}.html", "among inputs": "build --data {x} --out {x}/a.html",
    "query": "query --data {x} --out {x}.csv", "no format": "query --data {x} --out {x}.y", "diff": "diff {x} {x}",
    "verify": "verify {x}.no", "extract": "extract {x}.no --out {x}.new", "new": "new {x}", "new one": "new {x}.n",
    "import": "import {x}.gpkg --layer zones --data {x} --dry-run",
    "no import": "import {x}.no --layer zones --data {x}",
    "export": "export --data {x} --format csv --out {x}.csv", "export of a layer": "export --data {x} --out {x}.kml",
}  # fmt: skip


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("odd") / "a.gpkg", limits())


@pytest.mark.parametrize("name", NAMES)
def test_a_name_does_nothing_but_name(name: str, file: Path, atlas_folder: Path, tmp_path: Path) -> None:
    try:
        folder = tmp_path / os.fsdecode(NAMES[name])
        shutil.copytree(atlas_folder, folder)
    except OSError:
        pytest.skip("the disk has no such names")
    shutil.copy(file, f"{folder}.gpkg")
    lead = "./" if name == "option" else ""
    for verb, words in VERBS.items():
        done = subprocess.run(
            [sys.executable, "-m", "kcn_map", *(w.replace("{x}", lead + folder.name) for w in words.split())],
            cwd=tmp_path, capture_output=True, stdin=subprocess.DEVNULL, env={**os.environ, "KCN_MAP_LANG": "en"},
        )  # fmt: skip
        said = (done.stdout + done.stderr).decode("utf-8")
        assert done.returncode in (0, 1, 2) and "Traceback" not in said, (verb, said)
        assert all(char == "\n" or char.isprintable() for char in said), (verb, said)
        assert "\n0 errors, 0 warnings." not in said, (verb, said)
