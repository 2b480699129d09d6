"""Events after which a folder may have changed. Whether it has, the rebuilder finds out by comparing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event

#: Quiet for so long, an edit is taken to be done; a burst is waited for so much longer.
QUIET_MS = 30
BURST_MS = 300
#: An event comes at least this often: some network drives report no changes.
IDLE_MS = 1000
#: While there is no folder to watch, or the system can't watch it.
PAUSE_S = 0.3


def watch_events(folder: Path, stop: Event) -> Iterator[None]:
    """Yields whenever the folder should be compared, until `stop` is set. The folder may go and come back."""
    import watchfiles

    while not stop.is_set():
        watched = _identity(folder)
        try:
            for _ in watchfiles.watch(
                folder, watch_filter=None, step=QUIET_MS, debounce=BURST_MS, rust_timeout=IDLE_MS,
                yield_on_timeout=True, stop_event=stop,
            ):  # fmt: skip
                yield
                if _identity(folder) != watched:
                    break
        except (OSError, RuntimeError):  # no such folder, or one that the system can not watch
            stop.wait(PAUSE_S)
            yield


def _identity(folder: Path) -> tuple[int, int] | None:
    """What distinguishes a folder from another that has taken its name; None where there is none."""
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
