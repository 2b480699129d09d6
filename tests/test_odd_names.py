"""Files and folders named to do harm: what a name holds reaches no terminal, and begins no line of its own."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from conftest import Run
from import_files import limits, written

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no such names")

#: What is bad at the beginning of a line, at that of an argument, and anywhere.
NAMES = {
    "command": b"::error::x",
    "option": b"-x",
    "anything": b"a\n0 errors, 0 warnings.\n::error::x\x1b];x\x07\x1b[31mred\xe2\x80\xae\xff\xfe\xc2\x9b31m\"'{path}%s",
}
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
def test_a_name_does_nothing_but_name(name: str, file: Path, atlas_folder: Path, tmp_path: Path, kcn_map: Run) -> None:
    try:
        folder = tmp_path / os.fsdecode(NAMES[name])
        shutil.copytree(atlas_folder, folder)
    except OSError:
        pytest.skip("the disk has no such names")
    shutil.copy(file, f"{folder}.gpkg")
    lead = "./" if name == "option" else ""
    for verb, words in VERBS.items():
        arguments = [word.replace("{x}", lead + folder.name) for word in words.split()]
        done = kcn_map(*arguments, cwd=tmp_path, env={"KCN_MAP_LANG": "en"})
        said = done.stdout + done.stderr
        assert done.returncode in (0, 1, 2) and "Traceback" not in said, (verb, said)
        assert verb not in ("check", "build") or done.returncode == 0, (verb, said)  # GDAL reads names of UTF-8 alone
        assert all(char == "\n" or char.isprintable() for char in said), (verb, said)
        assert "\n0 errors, 0 warnings." not in said and "\n::error::x" not in said, (verb, said)
