"""Programs that run beside the tests and end with them, and all that they have started with them."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from engines import until

#: Runs a program, and kills its own process group when that ends, or when what started it is gone: a test run that is
#: itself killed can't clean up, but its end of the pipe closes.
GUARD = '("$@"; kill -9 0) & read -r _; kill -9 0'

KEPT = ("PATH", "LD_LIBRARY_PATH", "TMPDIR")

T = TypeVar("T")


@contextmanager
def run(folder: Path, *command: str | Path, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program with the folder for its home and its log; at the end its whole process group is killed."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    with (folder / "log").open("wb") as log:
        child = subprocess.Popen(
            ["/bin/sh", "-c", GUARD, "sh", *command],
            env={**kept, "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder), **environment},
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield child
    finally:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.communicate()


def answer(child: subprocess.Popen[bytes], folder: Path, ask: Callable[[], T | None]) -> T:
    """What a program that was just started answers. Raises AssertionError, with its log, if it ends or is silent."""

    def told() -> str:
        return f"{child.args!r}: {(folder / 'log').read_text(errors='replace')}"

    def ask_the_living() -> T | None:
        assert child.poll() is None, f"ended: {told()}"
        return ask()

    found = until(ask_the_living, told)
    assert found is not None
    return found
