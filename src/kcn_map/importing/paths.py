"""Closed lines as areas: paths of Google Earth, tracks of a GPS, boundaries that CAD exports as lines."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from kcn_map.importing.common import Source
from kcn_map.importing.rings import CLOSURE_M, tolerance


def with_closed_lines(source: Source) -> Source:
    """The areas within lines that end where they begin, or no farther from there than gaps are closed."""
    features, made, joined = [], 0, 0
    for feature in source.features:
        shape, areas, gaps = _closed(feature.shape)
        features.append(replace(feature, shape=shape))
        made += areas
        joined += gaps
    remarks = source.remarks
    if made:
        remarks = (*remarks, ("closed_lines", {"count": made}))
    if joined:
        remarks = (*remarks, ("closed_gaps", {"count": joined, "metres": CLOSURE_M}))
    return replace(source, features=tuple(features), remarks=remarks)


def gap_m(shape: Any) -> float:
    """How far apart a line begins and ends, in metres."""
    coords = list(shape.coords)
    return math.dist(coords[0], coords[-1]) * CLOSURE_M / tolerance(coords)


def _closed(shape: Any) -> tuple[Any, int, int]:
    """A shape with its closed lines as areas, how many these are, and how many of them had a gap."""
    from shapely.geometry import GeometryCollection, MultiPolygon, Polygon

    if shape is None or shape.geom_type not in ("LineString", "MultiLineString", "GeometryCollection"):
        return shape, 0, 0
    parts = list(_parts(shape))
    lines = [part for part in parts if _is_closed(part)]
    gaps = sum(line.coords[0] != line.coords[-1] for line in lines)
    areas = [Polygon([*line.coords[:-1], line.coords[0]]) for line in lines]
    others = [part for part in parts if not any(part is line for line in lines)]
    if not areas:
        return parts[0] if len(parts) == 1 and shape.geom_type == "MultiLineString" else shape, 0, 0
    if others:
        return GeometryCollection([*areas, *others]), len(areas), gaps
    return areas[0] if len(areas) == 1 else MultiPolygon(areas), len(areas), gaps


def _parts(shape: Any) -> Iterator[Any]:
    """The parts of a shape; lines that continue each other, as the segments of a track do, are one."""
    from shapely import get_parts, line_merge

    if shape.geom_type == "MultiLineString" and not _all_closed(get_parts(shape)):
        yield from get_parts(line_merge(shape))
    else:
        yield from get_parts(shape)


def _all_closed(lines: Iterable[Any]) -> bool:
    return all(_is_closed(line) for line in lines)


def _is_closed(shape: Any) -> bool:
    return shape.geom_type == "LineString" and len(shape.coords) > 3 and gap_m(shape) <= CLOSURE_M
