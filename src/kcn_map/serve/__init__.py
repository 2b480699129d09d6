"""Watch: an atlas folder, built anew after every edit, and shown in the browser by a server for this machine alone.

The flow is that of a build; `file_events` says when to repeat it, `rebuilder` does, `live_page` and `server` show it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from kcn_map.io.files import output_path
from kcn_map.reading import arguments, languages_of
from kcn_map.serve.file_events import watch_events
from kcn_map.serve.live_page import LivePage
from kcn_map.serve.rebuilder import Rebuilder, Result
from kcn_map.serve.server import PortTaken, serve

if TYPE_CHECKING:
    from kcn_map.core.settings import Lang

__all__ = ["PortTaken", "Result", "run", "watch"]


def watch(
    folder: Path,
    out: Path,
    *,
    port: int,
    lang: Lang | None,
    started: Callable[[str], None],
    built: Callable[[Result], None],
    stop: Event | None = None,
) -> None:
    """Build the map into `out`, serve it, and build it again after every edit, until `stop` is set or interrupted.

    Port 0 takes any free one. `started` is called with the address, `built` with each result. A mistake in the
    data never ends it. Raises PortTaken, AmongInputs, and UsageError for a port that is none.
    """
    port = arguments.whole("port", port, 0, 65535)
    output_path(out, folder)
    stop, live_page = stop or Event(), LivePage(lang or languages_of(folder)[0])
    with ExitStack() as stack:
        started(stack.enter_context(serve(live_page, port)))

        def show(result: Result) -> None:
            live_page.show(result)
            built(result)

        rebuilder = Rebuilder(folder, out, lang, show)
        run(watch_events(folder, stop), rebuilder)


def run(events: Iterable[object], rebuilder: Rebuilder) -> None:
    """Build at once, then after each event if the folder has changed. The events themselves say nothing."""
    rebuilder.rebuild_if_changed()
    for _ in events:
        rebuilder.rebuild_if_changed()
