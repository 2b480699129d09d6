"""Colours of the classes, as palettes.json beside this file has them; the page receives the same."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any


@cache
def palettes() -> Mapping[str, Any]:
    """Colours of the classes, low to high, by palette name and then light or dark."""
    found: Mapping[str, Any] = json.loads(Path(__file__).with_name("palettes.json").read_text(encoding="utf-8"))
    return found


def colours(ramp: Sequence[str], count: int) -> list[str]:
    """The colours of so many classes out of a ramp, its ends included; as the page's classes.js takes them."""
    last = len(ramp) - 1
    return [ramp[last if count == 1 else math.floor(i * last / (count - 1) + 0.5)] for i in range(count)]
