"""Work in a copy of this process, beside it: the copy has all that was read, and what it makes comes back as text."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

from kcn_map.io.interrupts import SIGNALS, undone


@dataclass
class Copy:
    """A copy of this process at work."""

    pid: int
    pipe: BinaryIO
    ended: bool = False

    def result(self) -> str | None:
        """What it made, once it is done; None where it failed."""
        content = self.pipe.read()
        _, status = os.waitpid(self.pid, 0)
        self.ended = True
        return content.decode("utf-8") if status == 0 else None

    def end(self) -> None:
        if not self.ended:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self.ended = True
        self.pipe.close()


@contextmanager
def beside(work: Callable[[], str]) -> Iterator[Copy | None]:
    """Have `work` done by a copy within the block. None where no copy can be had, or none is safe.

    A process is copied with the one thread that asks for it: where there are others, what they have locked stays
    locked in the copy. Systems but Linux have libraries that do not stand being copied.
    """
    if sys.platform != "linux" or threading.active_count() > 1:
        yield None
        return
    try:
        made = undone(partial(_start, work), Copy.end)
        copy = made.__enter__()
    except OSError:
        yield None
        return
    try:
        yield copy
    finally:
        copy.end()
        made.__exit__(None, None, None)


def _start(work: Callable[[], str]) -> Copy:
    reading, writing = os.pipe()
    try:
        pid = os.fork()
    except OSError:
        os.close(reading)
        os.close(writing)
        raise
    if pid == 0:
        _work(work, reading, writing)
    os.close(writing)
    return Copy(pid, os.fdopen(reading, "rb"))


def _work(work: Callable[[], str], reading: int, writing: int) -> None:
    """The copy: it says nothing, undoes nothing of the other's, and ends here, whatever happens."""
    status = 1
    try:
        for name in SIGNALS:
            signal.signal(getattr(signal, name), signal.SIG_DFL)
        os.close(reading)
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(work().encode("utf-8"))
        status = 0
    finally:
        os._exit(status)
