"""Signs that something in a folder may have changed. What has changed, and whether, the workshop sees for itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event

#: Quiet for so long, an edit is taken to be done; a burst is waited for so much longer.
QUIET_MS = 30
BURST_MS = 300
#: Without a sign from the system the folder is looked at this often: some network drives give none.
IDLE_MS = 1000
#: While there is no folder to watch, or the system can't watch it.
PAUSE_S = 0.3


def wakes(folder: Path, stop: Event) -> Iterator[None]:
    """Yields whenever a look at the folder is due, until `stop` is set. The folder may go and come back."""
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
    """What tells a folder from another that has taken its name; None where there is none."""
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
