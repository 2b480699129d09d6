"""Places that are none: folders, pipes, devices and links that lead nowhere, as files of the atlas and as arguments."""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from machine_faults import READING, WRITING, Place, run
from shipped_schema import FILES

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="no FIFO, other errors"),
    pytest.mark.usefixtures("gdal_here", "within_seconds"),
]


def directory(path: Path) -> None:
    path.mkdir()


def nowhere(path: Path) -> None:
    path.symlink_to("nothing at all")


def loop(path: Path) -> None:
    path.symlink_to(path.name)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


ODD: dict[str, Callable[[Path], None]] = {
    "folder": directory, "link to nothing": nowhere, "link to itself": loop, "pipe": os.mkfifo, "device": device,
}  # fmt: skip


KINDS = [*ODD, "unreadable", "no folder"]
#: All read the atlas through one door. Beside `check` one of them looks at each file, with the next kind the next one:
#: each meets every file in two kinds.
OTHERS = (WRITING["build"], WRITING["import of a workbook"], READING["diff"])


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_plain_file_of_the_atlas_is_named(kind: str, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    atlas, opened = place.paths["atlas"], open
    there = [name for name in FILES if (atlas / name).exists()]
    names = there if kind != "no folder" else ("base/water.geojson", "base/roads.geojson")
    for turn, name in enumerate(names, KINDS.index(kind)):
        place.reset()
        with monkeypatch.context() as patch:
            if kind == "unreadable":

                def refuse(file: Any, *args: Any, hidden: Path = atlas / name, **kwargs: Any) -> Any:
                    if file == hidden:
                        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(file))
                    return opened(file, *args, **kwargs)

                patch.setattr("io.open", refuse)
            elif kind == "no folder":
                shutil.rmtree(atlas / "base")
                (atlas / "base").write_bytes(b"")
            else:
                (atlas / name).unlink()
                ODD[kind](atlas / name)
            for words in (READING["check"], OTHERS[turn % len(OTHERS)]):
                done = place.run(words)
                assert isinstance(done.exception, SystemExit), (name, words, done.exception)
                assert done.exit_code in (1, 2) and name in done.output, (name, words, done.output)
                assert "file-unreadable" in done.output, (name, words, done.output)
        assert (place.out / "map.html").read_bytes() == b"old"


ARGUMENTS = (
    "build --data {odd} --out {out}/a.html",
    "build --data {atlas} --out {odd}",
    "build --data {atlas} --out {odd}/a.html",
    "new {odd}",
    "extract {odd} --out {out}/fresh",
    "extract {map} --out {odd}",
    "verify {odd}",
    "diff {odd} {atlas}",
    "diff {atlas} {odd}",
    "check --data {odd}",
    "query --data {atlas} --format xlsx --out {odd}",
    "export --data {atlas} --format gpkg --out {odd}",
    "export --data {atlas} --format csv --out {odd}",
    "export --data {atlas} --format csv --out {odd}/fresh",
    *(f"import {{odd}}{suffix} --layer zones --data {{atlas}}" for suffix in (".geojson", ".gpkg", ".csv", ".zip")),
    "import {odd}.xlsx --data {atlas}",
)
#: Where an odd place is a good one: a folder for several files, a link to a place that is not there yet.
GOOD = {
    "folder": (
        "new {odd}",
        "extract {map} --out {odd}",
        "build --data {atlas} --out {odd}/a.html",
        "export --data {atlas} --format csv --out {odd}",
        "export --data {atlas} --format csv --out {odd}/fresh",
    ),
    "link to nothing": (
        "new {odd}",
        "extract {map} --out {odd}",
        "build --data {atlas} --out {odd}",
        "build --data {atlas} --out {odd}/a.html",
        "query --data {atlas} --format xlsx --out {odd}",
        "export --data {atlas} --format gpkg --out {odd}",
        "export --data {atlas} --format csv --out {odd}",
        "export --data {atlas} --format csv --out {odd}/fresh",
    ),
}


@pytest.mark.parametrize("kind", ODD)
def test_an_odd_argument_is_told(kind: str, place: Place) -> None:
    for words in ARGUMENTS:
        place.reset()
        for suffix in ("", ".geojson", ".gpkg", ".csv", ".zip", ".xlsx"):
            ODD[kind](place.work / f"odd{suffix}")
        before = {path.name for path in place.work.iterdir()}
        done = run(*(word.format(**place.paths, odd=place.work / "odd") for word in words.split()))
        good = words in GOOD.get(kind, ())
        assert good or isinstance(done.exception, SystemExit), (words, done.exception)
        assert done.exit_code == (0 if good else 2), (words, done.output)
        assert re.search("odd|atlas.toml", done.output), (words, done.output)
        assert good or {path.name for path in place.work.iterdir()} == before, words
