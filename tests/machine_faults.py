"""A machine that fails on order, at the n-th call that writes, and a place where verbs run on it."""

from __future__ import annotations

import builtins
import io
import json
import os
import shutil
import stat
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import made_province
import pytest
from click.testing import CliRunner, Result
from import_files import SOURCES, ZONES, edited, put

import kcn_map
from kcn_map import Atlas
from kcn_map.cli import main

OLD = ("map.html", "a.gpkg", "a.kml", "a.xlsx", "a.png", "a.svg", "a.pdf", "a.zip", "a.csv")
OLD_LAYERS = ("zones.shp", "zones_points.dbf", "zones.fgb", "sources.csv", "notes.csv", "mine.txt")
#: All by which Python writes. What GDAL, SQLite and Typst write by themselves, a limit on the size of files stops.
CALLS = ("mkdir", "replace", "rename", "link", "symlink", "fsync", "write", "sendfile", "truncate")
PACKAGE = str(Path(kcn_map.__file__).parent)

#: What writes: {atlas}, {map}, {book} and {shape} are read, the rest is written.
WRITING = {
    "build": "build --data {atlas} --out {out}/map.html",
    "import of a workbook": "import {book} --yes --data {atlas}",
    "import of a layer": "import {shape} --layer zones --id-field id --yes --data {atlas}",
    "new": "new {out}/fresh",
    "extract": "extract {map} --out {out}/fresh",
    **{f"export {style}": f"export --format {style} --data {{atlas}} --out {{out}}/a.{style}"
       for style in ("gpkg", "kml", "xlsx", "png", "svg", "pdf")},
    **{f"export {style}": f"export --format {style} --data {{atlas}} --out {{out}}/layers"
       for style in ("fgb", "shp", "csv")},
    "export into a new folder": "export --format csv --data {atlas} --out {out}/fresh",
    "export into a ZIP": "export --format shp --data {atlas} --out {out}/a.zip",
    "query": "query --format gpkg --data {atlas} --out {out}/a.gpkg",
    "districts": "districts --format csv --data {atlas} --out {out}/a.csv",
}  # fmt: skip
#: What writes nothing that stays.
READING = {"check": "check --data {atlas}", "verify": "verify {map}", "diff": "diff {map} {atlas}"}


class Machine:
    """Counts the calls that write, and fails at one of them: `fail_at` 0 is none. A full disk stays full."""

    def __init__(self, fail_at: int = 0, fault: BaseException | None = None, lasting: bool = False) -> None:
        self.count, self.fail_at, self.fault, self.lasting = 0, fail_at, fault, lasting
        self.calls: dict[tuple[object, ...], list[int]] = defaultdict(list)

    def step(self) -> bool:
        """Whether the call that comes is to fail."""
        self.count += 1
        if self.fault is None:
            self.calls[_called_from()].append(self.count)
        return self.fault is not None and (self.count == self.fail_at or (self.lasting and self.count > self.fail_at))

    def calling(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def called(*args: Any, **kwargs: Any) -> Any:
            if self.step():
                raise self.named(args[0])
            return call(*args, **kwargs)

        return called

    def opening(self, opened: Callable[..., Any]) -> Callable[..., Any]:
        def called(file: Any, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
            if not set(mode) & set("wax+") or _is_pipe(file):  # a question to another process is on no disk
                return opened(file, mode, *args, **kwargs)
            if self.step():
                raise self.named(file)
            return _File(opened(file, mode, *args, **kwargs), self)

        return called

    def named(self, place: Any) -> BaseException:
        """The fault; an OSError names the file as the system's own do, but for those about an open one."""
        if isinstance(self.fault, OSError) and not isinstance(place, int):
            return OSError(self.fault.errno, self.fault.strerror, os.fspath(place))
        assert self.fault is not None
        return self.fault

    @contextmanager
    def running(self) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, "fsync", lambda handle: None)  # no power fails here, and the disk would be waited for
            for name in CALLS:
                patch.setattr(os, name, self.calling(getattr(os, name)))
            for module in (builtins, io):
                patch.setattr(module, "open", self.opening(module.open))
            yield


def _is_pipe(file: Any) -> bool:
    return isinstance(file, int) and stat.S_ISFIFO(os.fstat(file).st_mode)


def _called_from() -> tuple[object, ...]:
    """Which call writes, and the two lines of the package that led to it last."""
    frame, lines = sys._getframe(2), []
    call = frame.f_code
    while frame.f_back and len(lines) < 2:
        frame = frame.f_back
        if frame.f_code.co_filename.startswith(PACKAGE):
            lines.append((frame.f_code, frame.f_lineno))
    return call, *lines


class _File:
    """An open file that takes half of what it is given, and fails then."""

    def __init__(self, file: Any, machine: Machine) -> None:
        self._file, self._machine = file, machine

    def write(self, content: Any) -> Any:
        if self._machine.step():
            self._file.write(content[: len(content) // 2])
            raise self._machine.named(0)
        return self._file.write(content)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> _File:
        return self

    def __exit__(self, *reason: object) -> None:
        self._file.close()


def content(folder: Path) -> dict[str, bytes | None]:
    """All below a folder: files with their bytes, folders with None."""
    return {
        path.relative_to(folder).as_posix(): None if path.is_dir() else path.read_bytes()
        for path in sorted(folder.rglob("*"))
    }


def left_in(temporary: Path) -> list[Path]:
    """What is left among the temporary files, but for the empty one that imports lock."""
    return [path for path in temporary.iterdir() if path.suffix != ".lock" or path.stat().st_size]


class Place:
    """An atlas, what is imported into it, and outputs of an earlier run; as it was again after `reset`."""

    def __init__(self, top: Path) -> None:
        self.work, self.temp, self.out = top / "work", top / "temp", top / "work" / "out"
        self.temp.mkdir()
        (self.out / "layers").mkdir(parents=True)
        for path in (*(self.out / name for name in OLD), *(self.out / "layers" / name for name in OLD_LAYERS)):
            path.write_bytes(b"old")
        self.paths = {"out": self.out, "atlas": made_province.make(self.work / "atlas"), "map": top / "map.html"}
        Atlas.load(self.paths["atlas"]).save(self.paths["map"])
        self.paths |= {"shape": top / "z.geojson", "book": edited(self.paths["atlas"], top, change)}
        ring = [[108.045, 12.545], [108.055, 12.545], [108.055, 12.555], [108.045, 12.555], [108.045, 12.545]]
        shape = made_province.feature({"id": "z-1"}, {"type": "Polygon", "coordinates": [ring]})
        self.paths["shape"].write_text(json.dumps({"type": "FeatureCollection", "features": [shape]}))
        self.before = content(self.work)

    def reset(self) -> None:
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir()
        for name, kept in self.before.items():
            (self.work / name).mkdir() if kept is None else (self.work / name).write_bytes(kept)

    def temporary(self) -> list[Path]:
        return left_in(self.temp)

    def run(self, words: str) -> Result:
        return run(*(word.format(**self.paths) for word in words.split()))

    def clean(self, words: str) -> tuple[list[int], dict[str, bytes | None]]:
        """Where to let a verb fail, and what there is when nothing fails.

        Of the calls that each line of the code makes, these are the first and the last.
        """
        self.reset()
        machine = Machine()
        with machine.running():
            done = self.run(words)
        assert done.exit_code == 0, done.output
        return sorted({n for calls in machine.calls.values() for n in (calls[0], calls[-1])}), content(self.work)


def change(book: Any) -> None:
    put(book[ZONES], 2, "Tên tiếng Anh", "Another name")
    put(book[SOURCES], 2, "Tên bài", "Another title")


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [*map(str, words), "--lang", "en"])


@pytest.fixture(scope="session")
def faulty_place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return Place(tmp_path_factory.mktemp("faults"))


@pytest.fixture
def place(faulty_place: Place, monkeypatch: pytest.MonkeyPatch) -> Place:
    """The place as it was at first."""
    faulty_place.reset()
    monkeypatch.setattr(tempfile, "tempdir", str(faulty_place.temp))
    return faulty_place
