"""Commands as a shell starts them, each a process of its own, and what they read and write."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from import_files import limits, written

from kcn_map import Atlas

#: Verbs whose result is a file.
WRITING = {
    "build": "build --data {atlas} --out {out}/map.html",
    "export of a layer": "export --format gpkg --data {atlas} --out {out}/a.gpkg",
    "export of layers": "export --format shp --data {atlas} --out {out}/layers",
    "export of a picture": "export --format png --data {atlas} --out {out}/a.png",
    "query": "query --format xlsx --data {atlas} --out {out}/a.xlsx",
    "new": "new {out}/fresh",
    "extract": "extract {map} --out {out}/fresh",
    "verify": "verify {map}",
    "import": "import {shape} --layer zones --yes --data {copy}",
    "import of a workbook": "import {book} --yes --data {copy}",
}
Place = dict[str, Path]


@pytest.fixture(scope="session")
def shell_made(atlas_folder: Path, built_map: Path, tmp_path_factory: pytest.TempPathFactory) -> Place:
    top = tmp_path_factory.mktemp("ends")
    flawed = Path(shutil.copytree(atlas_folder, top / "flawed"))
    table = flawed / "zones.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("Lương Sơn", "Đá Đỏ"), encoding="utf-8")
    return {
        "atlas": atlas_folder, "flawed": flawed, "map": built_map, "shape": written(top / "a.gpkg", limits()),
        "book": Atlas.load(atlas_folder).export(top / "a.xlsx", "xlsx"),
    }  # fmt: skip


@pytest.fixture
def shell_place(shell_made: Place, copy_of_atlas: Path, tmp_path: Path) -> Place:
    (tmp_path / "out").mkdir()
    return {**shell_made, "copy": copy_of_atlas, "out": tmp_path / "out"}


def command(words: str, place: Place) -> list[str]:
    return [sys.executable, "-m", "kcn_map", *words.format(**place).split()]


def run(words: str, place: Place, redirected: str = "", most: int = 0, **env: str) -> tuple[int, bytes, bytes]:
    """Exit code, stdout and stderr of a command, redirected as the shell does it; it may have `most` files open."""
    limit = f"ulimit -n {most}; " if most else ""
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    done = subprocess.run(
        ["bash", "-c", f"{limit}{shlex.join(command(words, place))} {redirected}"],
        capture_output=True, stdin=subprocess.DEVNULL, env={**buffered, "KCN_MAP_LANG": "vi", **env},
    )  # fmt: skip
    assert b"Traceback" not in done.stderr and b"Exception" not in done.stderr, done.stderr
    return done.returncode, done.stdout, done.stderr


def restore(folder: Path, kept: dict[str, bytes | None]) -> None:
    """Have in a folder what `machine_faults.content` gave."""
    shutil.rmtree(folder)
    folder.mkdir()
    for name, found in kept.items():
        (folder / name).mkdir() if found is None else (folder / name).write_bytes(found)
