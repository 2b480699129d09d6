"""Imports into the shipped atlas by the command, and how far off what they brought is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from import_files import (
    Ring,
)
from pyproj import Geod

from kcn_map.cli import main

ZONE, OTHER = ZONES = ("kcn-luong-son", "kcn-mong-hoa")
GEOD = Geod(ellps="WGS84")
CENTIMETRE = 0.01
SIX_DECIMALS = 0.1  # of a degree are 11 cm, and half of that in each direction


def run(atlas: Path, *arguments: str | Path, answer: str | None = None) -> Result:
    words = ["import", *map(str, arguments), "--data", str(atlas), "--lang", "en"]
    return CliRunner().invoke(main, words, input=answer)


def to_zones(atlas: Path, file: Path, *options: str) -> Result:
    return run(atlas, file, "--layer", "zones", *options, "--yes")


def features(atlas: Path) -> dict[str, Any]:
    found = json.loads((atlas / "zones.geojson").read_text(encoding="utf-8"))["features"]
    return {feature["properties"]["id"]: feature for feature in found}


def off_m(atlas: Path, key: str, wanted: Ring) -> float:
    """The distance of the corner that is farthest from any wanted one, both ways, in metres."""
    (found,) = features(atlas)[key]["geometry"]["coordinates"]

    def nearest(point: Any, others: Any) -> float:
        return min(GEOD.inv(*point, *other)[2] for other in others)

    return max(*(nearest(point, wanted) for point in found), *(nearest(point, found) for point in wanted))
