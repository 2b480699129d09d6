"""The command `kcn-map`, the same as `python -m kcn_map`: streams and signals first, then the verbs."""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
from contextlib import suppress


def run() -> object:
    """Run the command that the arguments ask for."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # there is nothing to undo yet, and nobody wants a traceback
    from kcn_map.io.interrupts import handle_signals

    gc.disable()  # it would take a fifth of a run at hundreds of thousands of positions; watch, which stays, has it
    atexit.register(gc.freeze)  # skip the collection at exit as well
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy would start threads that have nothing to do
    handle_signals()  # the imports that follow take their time
    open_streams()
    from kcn_map.cli import main

    return main()


def open_streams() -> None:
    """Have three streams of UTF-8, whatever the locale says and whichever the caller has closed.

    A file that is opened would else take the place of a closed one, and what libraries print would go into it. Nobody
    asked for messages that stderr was closed to; results that stdout was closed to are missed.
    """
    for number in range(3):
        with suppress(OSError):
            os.fstat(number)
            continue
        os.open(os.devnull, os.O_RDONLY if number == 1 else os.O_RDWR)  # it gets the lowest free number
    sys.stdin = sys.stdin or os.fdopen(0, closefd=False)
    sys.stdout = sys.stdout or os.fdopen(1, "w", closefd=False)
    sys.stderr = sys.stderr or os.fdopen(2, "w", buffering=1, closefd=False)
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]


if __name__ == "__main__":
    run()
