"""Runs that a signal ends: what they have begun is undone, and the exit code is 128 and the number of the signal.

Nothing is raised where the signal comes: libraries swallow exceptions in callbacks, or print them.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, TypeVar

Made = TypeVar("Made")

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
#: Exit code when the reader of stdout has gone, as the shell reports it.
BROKEN_PIPE = 128 + 13

_undo: list[Callable[[], object]] = []
#: How many things are being made at the moment, and the signal that waits until they are.
_making = 0
_waiting: int | None = None


def handle_signals() -> None:
    """Have signals end the run from now on; those that are ignored (by nohup, or behind &) still are."""
    for name in SIGNALS:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _ended)


def raise_interrupts() -> None:
    """Have Ctrl-C raise KeyboardInterrupt again, for a run whose good end it is."""
    if signal.getsignal(signal.SIGINT) is _ended:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@contextmanager
def undone(make: Callable[[], Made], undo: Callable[[Made], object]) -> Iterator[Made]:
    """What `make` makes; where a signal ends the run within the block, `undo` takes it away."""
    global _making
    _making += 1
    try:
        made = make()
        entry = partial(undo, made)
        _undo.append(entry)
    finally:
        _making -= 1
    if _waiting is not None:
        _end(_waiting)
    try:
        yield made
    finally:
        _undo.remove(entry)


def _ended(number: int, frame: Any) -> None:
    global _waiting
    if _making:
        _waiting = number
    else:
        _end(number)


def _end(number: int) -> None:
    for entry in reversed(tuple(_undo)):
        with suppress(Exception):
            entry()
    os._exit(128 + number)
