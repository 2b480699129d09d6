"""Edits of a built map: its data and its data package, as they stand in the page."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from kcn_map.page import columnar

DATA, PACKAGE = ('<script type="application/json" id="atlas-' + name + '">' for name in ("data", "package"))


def span(html: str, marker: str) -> tuple[int, int]:
    start = html.index(marker) + len(marker)
    return start, html.index("</script>", start)


def repacked(html: str, change: Callable[[dict[str, Any]], None]) -> str:
    """The page with another package."""
    start, end = span(html, PACKAGE)
    found = json.loads(html[start:end])
    change(found)
    return html[:start] + json.dumps(found) + html[end:]


def plain(html: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The data and the package of a page."""
    data, found = (json.loads(html[slice(*span(html, marker))]) for marker in (DATA, PACKAGE))
    return columnar.unpack(data), found
