"""Colours of page, paper and pictures, as theme.json beside this file has them: by day, and on a dark screen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path


@cache
def theme() -> Mapping[str, Mapping[str, str]]:
    """Light or dark → name → colour, as CSS writes it."""
    found: Mapping[str, Mapping[str, str]] = json.loads(
        Path(__file__).with_name("theme.json").read_text(encoding="utf-8")
    )
    return found


def colour(name: str) -> str:
    """A colour by day: "#rrggbb"."""
    return theme()["light"][name]


def rgba(hex_colour: str) -> str:
    """As QGIS writes it: "31,42,68,255"."""
    return ",".join(str(int(hex_colour[place : place + 2], 16)) for place in (1, 3, 5)) + ",255"


def abgr(hex_colour: str, alpha: str = "ff") -> str:
    """As KML writes it: "ff442a1f"."""
    return alpha + hex_colour[5:7] + hex_colour[3:5] + hex_colour[1:3]


def style_sheet() -> str:
    """The colours as custom properties, which all sheets of the page use."""
    light, dark = ("\n".join(f"  --{name}: {value};" for name, value in theme()[look].items()) for look in theme())
    return f":root {{\n{light}\n}}\n@media screen and (prefers-color-scheme: dark) {{\n:root {{\n{dark}\n}}\n}}\n"
