"""Machines that fail: full disks, lost disks, interrupts. Old or new, nothing beside it, and it is told."""

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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import Result
from machine_faults import READING, WRITING, Machine, Place, content

from kcn_map.io.files import PENDING, PREFIX
from kcn_map.text.reasons import reason

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="no limits on files, other errors"),
    pytest.mark.usefixtures("gdal_here"),
]

FAULTS = tuple(OSError(code, os.strerror(code)) for code in (errno.ENOSPC, errno.EROFS, errno.EIO))


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


@pytest.mark.parametrize("verb", [*WRITING, *READING])
def test_a_fault_at_any_write_leaves_the_old_or_the_new(verb: str, place: Place) -> None:
    words = {**WRITING, **READING}[verb]
    numbers, after = place.clean(words)
    assert (after != place.before) == (verb in WRITING)
    for number in numbers:
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


@pytest.mark.parametrize("size", [0, 600])
def test_a_full_disk_leaves_the_old(size: int, place: Place) -> None:
    for verb, words in WRITING.items():
        with files_of_at_most(size):
            done = place.run(words)
        assert isinstance(done.exception, SystemExit), (verb, done.exception)
        assert done.exit_code == 2 and "Can't write /" in done.output and "free space" in done.output, verb
        assert content(place.work) == place.before, verb
        assert place.temporary() == [], verb


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


def test_a_folder_that_may_not_be_written_stays_as_it_is(place: Place, tmp_path: Path) -> None:
    top = tmp_path / "top"
    paths = {name: top / name for name in ("out", "atlas")}
    paths |= {name: top / f"{name}{place.paths[name].suffix}" for name in ("map", "book", "shape")}
    try:
        shutil.copytree(place.work, top)
        for name in ("map", "book", "shape"):
            shutil.copy(place.paths[name], paths[name])
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
