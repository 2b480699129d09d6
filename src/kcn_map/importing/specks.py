"""Lines of one vertex and rings of two corners: GEOS takes no geometry with such a part, which has no area anyway."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from kcn_map.core.model import Geometry
from kcn_map.importing.common import MOST_REPORTED
from kcn_map.io.gdal import Record

Line = Sequence[Sequence[float]]
Remarks = tuple[tuple[str, Mapping[str, Any]], ...]


def without_specks(records: Sequence[Record]) -> tuple[list[Record], Remarks]:
    """The records without such parts, no geometry where nothing is left, and what to say of each that had any."""
    whole, told = [], []
    for number, record in enumerate(records, 1):
        places: list[tuple[float, float]] = []
        geometry = None if record.geometry is None else _kept(record.geometry, places)
        whole.append(replace(record, geometry=geometry) if places else record)
        if places:
            place = f"{places[0][0]:.12g}, {places[0][1]:.12g}"
            told.append(("tiny_left_out", {"number": number, "count": len(places), "place": place}))
    return whole, tuple(told[:MOST_REPORTED])


def _kept(geometry: Geometry, places: list[tuple[float, float]]) -> Geometry | None:
    kind, given = geometry["type"], geometry.get("coordinates", ())
    if kind == "GeometryCollection":
        parts = [part for one in geometry["geometries"] if (part := _kept(one, places))]
        return {**geometry, "geometries": parts}
    kept: Any = given
    if kind == "LineString":
        kept = next(iter(_sound([given], 2, places)), ())
    elif kind == "MultiLineString":
        kept = _sound(given, 2, places)
    elif kind == "Polygon":
        kept = _polygon(given, places)
    elif kind == "MultiPolygon":
        kept = [rings for polygon in given if (rings := _polygon(polygon, places))]
    return {**geometry, "coordinates": kept} if kept or not given else None


def _polygon(rings: Sequence[Line], places: list[tuple[float, float]]) -> Sequence[Line]:
    """The rings that have an area; none where the outer one has not."""
    kept = _sound(rings, 3, places)
    return kept if kept and kept[0] is rings[0] else []


def _sound(lines: Sequence[Line], least: int, places: list[tuple[float, float]]) -> list[Line]:
    """The lines of so many corners, the one that closes a ring not counted; empty ones are nobody's loss."""
    sound = []
    for line in lines:
        is_ring = least > 2 and len(line) > 1 and list(line[0]) == list(line[-1])
        if len(line) - is_ring >= least:
            sound.append(line)
        elif line:
            places.append((line[0][0], line[0][1]))
    return sound
