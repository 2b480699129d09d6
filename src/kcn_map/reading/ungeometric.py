"""Layers of areas as a look-up reads them: names and codes, without the geometry, which is nearly all of their text."""

from __future__ import annotations

import re

_NAME = '"geometry"'
_OPENED = re.compile(rf"{_NAME}\s*:\s*\{{")


def without_geometry(text: str) -> str:
    """The text of a layer with null in place of each geometry; as it is where a geometry holds more than coordinates.

    What no layer is becomes none: nothing but the objects of geometries is taken out.
    """
    kept, end = [], 0
    while (start := text.find(_NAME, end)) >= 0:
        opened = _OPENED.match(text, start)
        if opened is None:
            kept.append(text[end : start + len(_NAME)])
            end = start + len(_NAME)
            continue
        close = text.find("}", opened.end())
        if close < 0 or text.find("{", opened.end(), close) >= 0:
            return text
        kept.append(f"{text[end:start]}{_NAME}:null")
        end = close + 1
    return "".join((*kept, text[end:]))
