"""Colours of page, paper and pictures, as theme.json beside this file has them: by day, and on a dark screen."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from kcn_map.core.kinds import Kind

#: So far apart from the land a colour is on a dark screen: a symbol is small.
ON_DARK = 6


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


def contrast(one: str, other: str) -> float:
    """How far two colours are apart, from 1 to 21, as WCAG has it."""
    darker, lighter = sorted(map(_luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(hex_colour: str) -> float:
    parts = (int(hex_colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def on_dark(hex_colour: str) -> str:
    """A colour for a dark screen: mixed with white, by tenths, until it stands apart from the land there."""
    land = theme()["dark"]["land"]
    mixed = (_with_white(hex_colour, tenths) for tenths in range(11))
    return next(colour for colour in mixed if contrast(colour, land) >= ON_DARK)


def _with_white(hex_colour: str, tenths: int) -> str:
    parts = (int(hex_colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{part + (255 - part) * tenths // 10:02x}" for part in parts)


def kind_rules(kinds: Sequence[Kind]) -> str:
    """The colours of kinds as a custom property of what is drawn for their sites, for the page."""
    by_day = "".join(f".{kind.css_class}{{--kind:{kind.colour}}}" for kind in kinds)
    by_night = "".join(f".{kind.css_class}{{--kind:{kind.colour_dark}}}" for kind in kinds)
    return f"{by_day}@media screen and (prefers-color-scheme:dark){{{by_night}}}"


def style_sheet() -> str:
    """The colours as custom properties, which all sheets of the page use."""
    light, dark = ("\n".join(f"  --{name}: {value};" for name, value in theme()[look].items()) for look in theme())
    return f":root {{\n{light}\n}}\n@media screen and (prefers-color-scheme: dark) {{\n:root {{\n{dark}\n}}\n}}\n"
