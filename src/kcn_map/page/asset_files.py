"""The page's own files: template, styles and scripts, in the folder assets beside this file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kcn_map.cartography import theme
from kcn_map.page import minify

#: More areas than these the page draws on one canvas, by a script of its own; fewer are an element each.
CANVAS_THRESHOLD = 300


def template() -> str:
    """page.html, with its places in double braces."""
    return _text("page.html").rstrip()


def start() -> str:
    """The script that runs before anything is on the screen."""
    return minify.script(_text(_manifest()["start"]))


def scripts(areas: int, *, has_fields: bool = False) -> list[str]:
    """The page's scripts in the order in which they build on one another, for levels of at most so many areas."""
    found = _manifest()
    canvas, fields = [found["canvas"]] * (areas > CANVAS_THRESHOLD), found["fields"] if has_fields else []
    return [minify.script(_text(name)) for name in [*canvas, *fields, *found["js"]]]


def script(areas: int, *, has_fields: bool = False) -> str:
    """All of them as one."""
    return ";".join(scripts(areas, has_fields=has_fields))


def styles() -> list[str]:
    """The page's colours and style sheets in the order of the cascade."""
    return [minify.style(theme.style_sheet()), *(minify.style(_text(name)) for name in _manifest()["css"])]


def _manifest() -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(_text("manifest.json"))
    return found


def _text(name: str) -> str:
    """A file's text with plain line ends: a browser hashes scripts after it has made them so."""
    text = Path(__file__).with_name("assets").joinpath(name).read_text(encoding="utf-8")
    return text.replace("\r\n", "\n")
