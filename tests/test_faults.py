"""Machines that fail: full disks, lost disks, interrupts, odd files. Old or new, nothing beside it, and it is told."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from machine_faults import Machine, Place, content, run
from shipped_schema import FILES

from kcn_map.io.files import PENDING, PREFIX
from kcn_map.text.reasons import reason

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no limits on files, no FIFO, other errors")

FAULTS = tuple(OSError(code, os.strerror(code)) for code in (errno.ENOSPC, errno.EROFS, errno.EIO))

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
#: They take long, and are one file in the end.
PICTURES = ("export png", "export svg", "export pdf")
#: What writes nothing that stays.
READING = {"check": "check --data {atlas}", "verify": "verify {map}", "diff": "diff {map} {atlas}"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return Place(tmp_path_factory.mktemp("faults"))


@pytest.fixture
def place(made: Place, monkeypatch: pytest.MonkeyPatch) -> Place:
    made.reset()
    monkeypatch.setattr(tempfile, "tempdir", str(made.temp))
    return made


def assert_told(done: Result, place: Place, fault: BaseException) -> None:
    """Exit code and message instead of a traceback; what is named is a place that the reader knows."""
    assert isinstance(done.exception, SystemExit), repr(done.exception)
    if isinstance(fault, KeyboardInterrupt):
        assert done.exit_code == 1 and "Aborted!" in done.output
        return
    assert done.exit_code == 2
    told = re.search(rf"Can't write (\S+): {reason(fault)['en']}\. See to free space", done.output)
    assert told and PREFIX not in told[1], done.output
    assert told[1] == str(place.temp) or told[1].startswith(str(place.work)), done.output


@pytest.mark.usefixtures("gdal_here")
@pytest.mark.parametrize("verb", [*WRITING, *READING])
def test_a_fault_at_any_write_leaves_the_old_or_the_new(verb: str, place: Place) -> None:
    words = {**WRITING, **READING}[verb]
    count, after = place.clean(words)
    assert (after != place.before) == (verb in WRITING)
    for number in points(count, 3 if verb in PICTURES else 18):
        interrupt = [KeyboardInterrupt()] if number % 2 else []  # every other time: it goes the same ways
        for fault in (FAULTS[number % len(FAULTS)], *interrupt):
            place.reset()
            with Machine(number, fault, lasting=isinstance(fault, OSError)).running():
                done = place.run(words)
            assert_told(done, place, fault)
            assert place.temporary() == []
            left = content(place.work)
            if left not in (place.before, after):  # several files that go together were on their way
                assert any(PENDING in name for name in left), (number, fault)
                assert set(left.items()) <= {*place.before.items(), *after.items()} | of_pending(left), (number, fault)
                assert place.run(words).exit_code == 0
                assert content(place.work) == after


def points(count: int, last: int) -> list[int]:
    """Some four of the writes and the last ones, which bring the files into place; all where they are no more."""
    return sorted({*range(1, count + 1, -(-count // 4) or 1), *range(max(1, count - last + 1), count + 1)})


def of_pending(left: dict[str, bytes | None]) -> set[tuple[str, bytes | None]]:
    return {(name, kept) for name, kept in left.items() if PENDING in name}


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """A disk that is full after so many bytes of a file, for GDAL, SQLite and Python alike."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    told = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    compiled, sys.dont_write_bytecode = sys.dont_write_bytecode, True  # Python 3.11 keeps the half of a module
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, told)
        sys.dont_write_bytecode = compiled


@pytest.mark.usefixtures("gdal_here")
@pytest.mark.parametrize("size", [0, 600])
def test_a_full_disk_leaves_the_old(size: int, place: Place) -> None:
    for verb, words in WRITING.items():
        with files_of_at_most(size):
            done = place.run(words)
        assert isinstance(done.exception, SystemExit), (verb, done.exception)
        assert done.exit_code == 2 and "Can't write /" in done.output and "free space" in done.output, verb
        assert content(place.work) == place.before, verb
        assert place.temporary() == [], verb


#: Verbs that answer on stdout: with more than a buffer of Python's holds, with less, and with one line.
ANSWERING = ("--help", "--version", "check", "check --format json", "query --format csv", "show z-1", "districts")


def on_full_disk(words: str, made: Place, **streams: Any) -> subprocess.CompletedProcess[str]:
    data = [] if words.startswith("--") else ["--data", str(made.paths["atlas"])]
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    command = [sys.executable, "-m", "kcn_map", *words.split(), *data]
    return subprocess.run(command, encoding="utf-8", env=buffered, **streams)


@pytest.mark.parametrize("words", ANSWERING)
def test_results_that_find_no_room_are_told(words: str, made: Place) -> None:
    with Path("/dev/full").open("w") as full:
        done = on_full_disk(words, made, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 2, done.stderr
    assert "Không ghi được kết quả (stdout): đĩa đã đầy" in done.stderr
    assert "Traceback" not in done.stderr and "Exception" not in done.stderr


@pytest.mark.parametrize("words", ["check", "query --district nowhere", "query --min-area much", "no-verb"])
@pytest.mark.parametrize("both", [False, True], ids=["stderr", "stdout and stderr"])
def test_messages_that_find_no_room_end_with_2(words: str, both: bool, made: Place) -> None:
    with Path("/dev/full").open("w") as full:
        done = on_full_disk(words, made, stdout=full if both else subprocess.DEVNULL, stderr=full)
    assert done.returncode == 2


#: Without root's right to write anywhere, where the test has it. It may read on: the checkout may be in a folder that
#: no other user can enter.
WITHOUT_RIGHTS = """
import ctypes, json, sys
from click.testing import CliRunner
from kcn_map.cli import main

if sys.platform == "linux":
    CAP_DAC_OVERRIDE, VERSION_3 = 1, 0x20080522
    libc = ctypes.CDLL(None, use_errno=True)
    header, sets = (ctypes.c_uint32 * 2)(VERSION_3, 0), (ctypes.c_uint32 * 6)()
    assert libc.capget(header, sets) == 0
    for index in (0, 1):  # effective and permitted
        sets[index] &= ~(1 << CAP_DAC_OVERRIDE)
    assert libc.capset(header, sets) == 0, ctypes.get_errno()
def run(words):
    done = CliRunner().invoke(main, [*words, "--lang", "en"])
    return [done.exit_code, done.output, repr(done.exception)]
print(json.dumps([run(words) for words in json.loads(sys.stdin.read())]))
"""


def test_a_folder_that_may_not_be_written_stays_as_it_is(made: Place, tmp_path: Path) -> None:
    made.reset()
    top = tmp_path / "top"
    paths = {name: top / name for name in ("out", "atlas")}
    paths |= {name: top / f"{name}{made.paths[name].suffix}" for name in ("map", "book", "shape")}
    try:
        shutil.copytree(made.work, top)
        for name in ("map", "book", "shape"):
            shutil.copy(made.paths[name], paths[name])
        before = content(top)
        runs = [words.format(**paths).split() for words in WRITING.values()]
        for folder in folders(top):
            folder.chmod(0o555)
        done = subprocess.run(
            [sys.executable, "-c", WITHOUT_RIGHTS], input=json.dumps(runs), capture_output=True,
            encoding="utf-8", env={**os.environ, "TMPDIR": tempfile.gettempdir()},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        for words, (code, output, error) in zip(runs, json.loads(done.stdout), strict=True):
            assert (code, error) == (2, "SystemExit(2)"), (words, output, error)
            assert re.search(rf"Can't write {top}\S*: permission denied\. See", output), output
        assert content(top) == before
    finally:
        for folder in folders(top):
            folder.chmod(0o755)


def folders(top: Path) -> list[Path]:
    return [top, *(path for path in top.rglob("*") if path.is_dir())]


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


@pytest.fixture
def within_seconds() -> Iterator[None]:
    """A pipe that is waited for ends the test."""

    def waited(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, waited)
    signal.alarm(30)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.usefixtures("within_seconds")
@pytest.mark.parametrize("kind", [*ODD, "no folder", "unreadable"])
def test_what_is_no_plain_file_of_the_atlas_is_named(kind: str, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    atlas, opened = place.paths["atlas"], open
    for name in FILES if kind != "no folder" else ("base/water.geojson", "base/roads.geojson"):
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
            for words in ("check --data {atlas}", WRITING["build"], WRITING["import of a workbook"], READING["diff"]):
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


@pytest.mark.usefixtures("within_seconds")
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
