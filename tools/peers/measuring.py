"""Builds timed as whole processes, and the pages that they made, opened in Chromium."""

from __future__ import annotations

import gzip
import os
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from looks import Look, looked_at
from playwright.sync_api import Browser

#: A build is given up after the first, and timed no more once it has taken the second in all.
LIMIT_S, ENOUGH_S = 30, 6


@dataclass(frozen=True, slots=True)
class Outcome:
    """Medians of one tool at one size; `failure` says why there are none."""

    seconds: float = 0.0
    memory_mb: float = 0.0
    size: int = 0
    packed: int = 0
    look: Look | None = None
    failure: str = ""


def measured(command: list[str], out: Path, browser: Browser, rounds: int, fragment: str = "") -> Outcome:
    times, memory = [], 0.0
    for _ in range(rounds):
        out.unlink(missing_ok=True)
        start = time.perf_counter()
        with (
            tempfile.TemporaryFile() as said,
            subprocess.Popen(command, stdout=said, stderr=said, cwd=out.parent) as run,
        ):
            while run.poll() is None and time.perf_counter() - start < LIMIT_S:
                memory = max(memory, _resident_mb(run.pid))
                time.sleep(0.02)
            run.kill()
            said.seek(0)
            words = said.read().decode("utf-8", "replace").strip().splitlines()
        times.append(time.perf_counter() - start)
        if times[-1] >= LIMIT_S:
            return Outcome(failure=f"> {LIMIT_S} s")
        if run.returncode or not out.exists():
            return Outcome(failure=(words or ["?"])[-1][:120].replace("|", "/"))
        if sum(times) > ENOUGH_S:
            break
    return opened(out, browser, statistics.median(times), memory, fragment)


def opened(out: Path, browser: Browser, seconds: float = 0.0, memory: float = 0.0, fragment: str = "") -> Outcome:
    content = out.read_bytes()
    return Outcome(seconds, memory, len(content), len(gzip.compress(content, 9)), looked_at(out, browser, fragment))


def _resident_mb(process: int) -> float:
    """Of the process and those that it has started, as it is now; the highest of many looks is near its peak."""
    place = Path(f"/proc/{process}")
    try:
        pages = int((place / "statm").read_text(encoding="ascii").split()[1])
        children = (place / "task" / str(process) / "children").read_text(encoding="ascii").split()
    except (OSError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6 + sum(_resident_mb(int(child)) for child in children)
