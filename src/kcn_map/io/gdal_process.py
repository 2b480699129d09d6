"""GDAL in a process of its own, for a command that checks layers: it loads and reads while this one does its work.

It is started before there is anything to ask. Answers are digests, so that none ever waits for room in a pipe. It ends
with its stdin: with the command, however that ends.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from kcn_map.io import gdal
from kcn_map.io.interrupts import undone

_CHILD = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from kcn_map.io.gdal_process import main; main()"

#: A file, and a field of its first layer.
Question = tuple[Path, str]

_running: subprocess.Popen[bytes] | None = None
_waiting: list[Question] = []


@contextmanager
def running() -> Iterator[None]:
    """Have the process within the block. Where none can be started, `answer` has None."""
    global _running
    with ExitStack() as stack:
        with suppress(OSError):
            _running = stack.enter_context(undone(_start, subprocess.Popen.kill))
        try:
            yield
        finally:
            if _running is not None:
                _running.kill()
                _running.__exit__(None, None, None)  # closes the pipes and waits for the end
                _running = None
                _waiting.clear()


def _start() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-P", "-c", _CHILD, json.dumps(sys.path)]
    null, pipe, env = subprocess.DEVNULL, subprocess.PIPE, {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    return subprocess.Popen(command, bufsize=0, env=env, stdin=pipe, stdout=pipe, stderr=null)


def ask(questions: Sequence[Question]) -> None:
    """Have the process read a field of the first layer of each file; what it has been asked is not asked again.

    It ends where a question does not come whole, and where it was asked for what is no longer wanted: that may take it
    as long as it likes.
    """
    if _running is None or _running.stdin is None:
        return
    if not set(_waiting) <= set(questions):
        _running.kill()
    for question in questions:
        if question not in _waiting:
            _waiting.append(question)
            line, written = json.dumps(list(map(str, question))).encode() + b"\n", 0
            with suppress(OSError):
                written = _running.stdin.write(line) or 0
            if written < len(line):
                _running.kill()  # half a question has no answer, which would be waited for


def answer(question: Question) -> str | None:
    """The digest of what `gdal.keys` found, of questions in their order; None where it failed, or the process did."""
    if _running is None or _running.stdout is None or question not in _waiting:
        return None
    line = b""
    for _ in range(_waiting.index(question) + 1):
        _waiting.pop(0)
        line = _running.stdout.readline()
    return line.decode().strip() or None


def digest(values: Sequence[Any]) -> str:
    """The same for equal values."""
    return sha256(json.dumps(values).encode()).hexdigest()


def main() -> None:
    """The other process."""
    gdal.default_engine()  # this loads it
    result = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what GDAL prints is no answer
    for line in sys.stdin:
        path, field = json.loads(line)
        found = ""
        with suppress(Exception):  # whatever it is, the one who asked meets it as well
            found = digest(gdal.keys(Path(path), field))
        print(found, file=result, flush=True)
