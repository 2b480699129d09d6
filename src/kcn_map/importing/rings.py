"""Rings of source files: RFC 7946 and GEOS want them closed, files are not always, and readers close them silently."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from kcn_map.core.findings import Finding
from kcn_map.geo.geodesy import METRES_PER_DEGREE
from kcn_map.importing.common import MOST_REPORTED, name_of, refuse
from kcn_map.io.gdal import Record

#: Ends that miss each other by no more are joined.
CLOSURE_M = 0.05
#: No longitude or latitude is larger.
_LARGEST_DEGREE = 360

Ring = Sequence[Sequence[float]]


def closed(path: Path, records: Sequence[Record]) -> tuple[list[Record], int]:
    """The records with each ring closed, and how many had a gap of up to CLOSURE_M.

    Raises DataError for rings that are open any wider, by the number of their feature and the gap in metres.
    """
    findings: list[Finding] = []
    count = 0
    result = []
    for number, record in enumerate(records, 1):
        gaps = [gap for ring in _rings(record.geometry) if (gap := _gap_m(ring))]
        wide = max(gaps, default=0.0)
        if wide > CLOSURE_M:
            ring = next(ring for ring in _rings(record.geometry) if _gap_m(ring) == wide)
            params = {"gap": round(wide, 3), "most": CLOSURE_M}
            value = f"{ring[-1][0]:.12g}, {ring[-1][1]:.12g}"
            findings.append(Finding("import-line-open", name_of(path), number, "geometry", value, params))
        elif gaps:
            count += len(gaps)
            record = replace(record, geometry=_joined(record.geometry))
        result.append(record)
    if findings:
        refuse(*findings[:MOST_REPORTED])
    return result, count


def tolerance(points: Sequence[Sequence[float]]) -> float:
    """CLOSURE_M in the unit of some coordinates: metres, or degrees where none is larger than degrees can be."""
    is_degrees = all(abs(number) <= _LARGEST_DEGREE for point in points for number in point[:2])
    return CLOSURE_M / METRES_PER_DEGREE if is_degrees else CLOSURE_M


def _gap_m(ring: Ring) -> float:
    if ring[0][:2] == ring[-1][:2]:
        return 0.0
    return math.dist(ring[0][:2], ring[-1][:2]) * CLOSURE_M / tolerance(ring)


def _rings(geometry: Mapping[str, Any] | None) -> Iterator[Ring]:
    if geometry is None:
        return
    if geometry["type"] == "GeometryCollection":
        for part in geometry["geometries"]:
            yield from _rings(part)
    elif geometry["type"] == "Polygon":
        yield from geometry["coordinates"]
    elif geometry["type"] == "MultiPolygon":
        yield from (ring for polygon in geometry["coordinates"] for ring in polygon)


def _joined(geometry: Any) -> Any:
    """A geometry whose rings end where they begin."""
    if geometry["type"] == "GeometryCollection":
        return {**geometry, "geometries": [_joined(part) for part in geometry["geometries"]]}
    if geometry["type"] == "Polygon":
        return {**geometry, "coordinates": [[*ring[:-1], ring[0]] for ring in geometry["coordinates"]]}
    if geometry["type"] == "MultiPolygon":
        polygons = [[[*ring[:-1], ring[0]] for ring in polygon] for polygon in geometry["coordinates"]]
        return {**geometry, "coordinates": polygons}
    return geometry
