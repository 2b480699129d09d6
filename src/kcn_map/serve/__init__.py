"""Watch: an atlas folder, built anew after every edit, and shown in the browser by a server for this machine alone.

The flow is that of a build; what is added is when (changes), once more (rebuild), and where to (served, server).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from kcn_map.core.model import LANGUAGES
from kcn_map.io.files import output_path
from kcn_map.reading import arguments
from kcn_map.serve.live_page import Stage
from kcn_map.serve.rebuilder import Result, Workshop
from kcn_map.serve.server import PortTaken, serve
from kcn_map.serve.watch_events import wakes

if TYPE_CHECKING:
    from kcn_map.core.model import Lang

__all__ = ["PortTaken", "Result", "follow", "watch"]


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

    Port 0 takes any free one. `started` is told the address, `built` each result. A mistake in the
    data never ends it. Raises PortTaken, AmongInputs, and UsageError for a port that is none.
    """
    port = arguments.whole("port", port, 0, 65535)
    output_path(out, folder)
    stop, stage = stop or Event(), Stage(lang or LANGUAGES[0])
    with ExitStack() as stack:
        started(stack.enter_context(serve(stage, port)))

        def show(result: Result) -> None:
            stage.show(result)
            built(result)

        workshop = Workshop(folder, out, lang, show)
        follow(wakes(folder, stop), workshop)


def follow(signs: Iterable[object], workshop: Workshop) -> None:
    """Build at once, then at each sign of a change if there has been one. Any iterable of anything gives signs."""
    workshop.look()
    for _ in signs:
        workshop.look()
