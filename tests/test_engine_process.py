"""What is started beside the tests ends with them, however they end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from engines import process, until

#: A program that starts another and writes down both numbers.
PROGRAM = 'sleep 600 & echo $$ $! >"$HOME/numbers"; wait'
STARTER = """
import sys
from pathlib import Path
from engines import process
with process.run(Path(sys.argv[1]), "/bin/sh", "-c", sys.argv[2]):
    sys.stdin.read()
"""


def numbers(folder: Path) -> list[int]:
    path = folder / "numbers"
    return [int(word) for word in path.read_text().split()] if path.exists() else []


def runs(number: int) -> bool:
    """Whether a process is there and no zombie that waits for its parent to ask."""
    with suppress(OSError):
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_killed_run_leaves_nothing_behind(tmp_path: Path, end: signal.Signals) -> None:
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER, tmp_path, PROGRAM],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent)},
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    started = until(lambda: numbers(tmp_path), lambda: "the program has not started")
    assert all(map(runs, started))
    starter.send_signal(end)
    starter.communicate()
    until(lambda: not any(map(runs, started)), lambda: f"still there: {started}")


def test_a_program_that_ends_at_once_is_told_with_what_it_said(tmp_path: Path) -> None:
    with (
        pytest.raises(AssertionError, match="no such display"),
        process.run(tmp_path, "/bin/sh", "-c", "echo no such display; exit 1") as child,
    ):
        process.answer(child, tmp_path, lambda: None)
