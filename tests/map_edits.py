"""Edits of a built map: its data and its data package, as they stand in the page."""

from __future__ import annotations

import base64
import bz2
import json
from collections.abc import Callable
from typing import Any

from kcn_map.page import columnar, embedded_package

DATA, PACKAGE = ('<script type="application/json" id="atlas-' + name + '">' for name in ("data", "package"))


def span(html: str, marker: str) -> tuple[int, int]:
    start = html.index(marker) + len(marker)
    return start, html.index("</script>", start)


def repacked(html: str, change: Callable[[dict[str, Any]], None]) -> str:
    """The page with another package: `change` is given its files as texts."""
    start, end = span(html, PACKAGE)
    found = json.loads(html[start:end])
    found["files"] = embedded_package.texts(found["files"], plain(html)[0])
    change(found)
    if isinstance(found.get("files"), dict):
        found["files"] = stream(json.dumps(found["files"]))
    return html[:start] + json.dumps(found) + html[end:]


def stream(text: str) -> str:
    """A text as the package has its files."""
    return base64.b64encode(bz2.compress(text.encode("utf-8", "surrogatepass"))).decode("ascii")


def plain(html: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The data and the package of a page."""
    data, found = (json.loads(html[slice(*span(html, marker))]) for marker in (DATA, PACKAGE))
    return columnar.unpack(data), found
