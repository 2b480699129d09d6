"""Colours of the classes, as palettes.json beside this file has them; the page receives the same."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from kcn_map.cartography.theme import contrast, theme


@cache
def palettes() -> Mapping[str, Any]:
    """Colours of the classes, low to high, by palette name and then light or dark."""
    found: Mapping[str, Any] = json.loads(Path(__file__).with_name("palettes.json").read_text(encoding="utf-8"))
    return found


@cache
def inverse_from(palette: str, look: str) -> int:
    """The first step of a ramp, light or dark, on which names are read better in the colour of their halo.

    From there on they need none: the contrast (WCAG) of a ramp to either colour rises or falls throughout.
    """
    told = theme()[look]
    return sum(
        contrast(colour, told["label"]) >= contrast(colour, told["halo"]) for colour in palettes()[palette][look]
    )


def steps(length: int, count: int) -> list[int]:
    """The steps of a ramp that so many classes take, its ends included; as the page's classes.js takes them."""
    last = length - 1
    return [last if count == 1 else math.floor(i * last / (count - 1) + 0.5) for i in range(count)]


def colours(ramp: Sequence[str], count: int) -> list[str]:
    """The colours of so many classes out of a ramp."""
    return [ramp[step] for step in steps(len(ramp), count)]
