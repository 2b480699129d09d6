"""Colours of the classes, as palettes.json beside this file has them; the page receives the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def palettes() -> Mapping[str, Any]:
    """Colours of the classes, low to high, by palette name and then light or dark."""
    found: Mapping[str, Any] = json.loads(
        files("kcn_map.cartography").joinpath("palettes.json").read_text(encoding="utf-8")
    )
    return found
