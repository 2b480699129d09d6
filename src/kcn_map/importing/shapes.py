"""Shapes of the source file → geometries of the atlas: WGS 84, six decimals, RFC 7946. What is left out is reported."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from kcn_map.core.findings import Finding
from kcn_map.core.model import Geometry
from kcn_map.core.schema import LayerSchema
from kcn_map.geo.coordinates import why_invalid
from kcn_map.importing.common import Source, SourceFeature
from kcn_map.importing.crs import Crs
from kcn_map.importing.paths import gap_m
from kcn_map.importing.rings import CLOSURE_M
from kcn_map.values import dataclass

DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Shaped:
    """What becomes of a shape: its geometry, or what is wrong with it, and what to know of parts that were left out."""

    geometry: Geometry | None = None
    wrong: Finding | None = None
    remarks: tuple[tuple[str, Mapping[str, Any]], ...] = ()


def shaped(source: Source, feature: SourceFeature, schema: LayerSchema, crs: Crs, swapped: bool) -> Shaped:
    """The geometry of a shape. Of a collection only the areas count, where the layer takes areas and it has any."""
    from shapely import get_parts, is_valid
    from shapely.geometry import MultiPolygon, mapping

    shape = feature.shape
    nothing = Shaped(wrong=Finding("import-no-shapes", source.file, feature.number, "geometry"))
    if shape is None or shape.is_empty:
        return nothing
    remarks: list[tuple[str, Mapping[str, Any]]] = []
    if shape.geom_type == "GeometryCollection" and "MultiPolygon" in schema.geometry_types:
        areas = [area for part in get_parts(shape) for area in get_parts(part) if area.geom_type == "Polygon"]
        if areas:
            left = len(get_parts(shape)) - len([p for p in get_parts(shape) if "Polygon" in p.geom_type])
            remarks.append(("parts_left_out", {"number": feature.number, "count": left}))
            shape = MultiPolygon(areas) if len(areas) > 1 else areas[0]
    if shape.geom_type == "LineString" and "Polygon" in schema.geometry_types:
        x, y = shape.coords[-1]
        params = {"gap": round(gap_m(shape), 3), "most": CLOSURE_M}
        return Shaped(
            wrong=Finding("import-line-open", source.file, feature.number, "geometry", f"{x:.12g}, {y:.12g}", params)
        )
    if shape.geom_type not in schema.geometry_types:
        allowed = {"allowed": ", ".join(schema.geometry_types)}
        return Shaped(wrong=Finding("geometry-type", source.file, feature.number, "geometry", shape.geom_type, allowed))
    moved, tiny = _moved(shape, crs, swapped) if is_valid(shape) else (shape, [])
    if moved.is_empty:
        return nothing
    if not is_valid(moved):
        position, why = why_invalid(moved)
        return Shaped(
            wrong=Finding("import-geometry-invalid", source.file, feature.number, "geometry", position, {"why": why})
        )
    if tiny:
        place = f"{tiny[0][0]:.6f}, {tiny[0][1]:.6f}"
        remarks.append(("tiny_left_out", {"number": feature.number, "count": len(tiny), "place": place}))
    plain: dict[str, Any] = json.loads(json.dumps(mapping(moved)))
    return Shaped(plain, None, tuple(remarks))


def same_shape(first: Geometry | None, second: Geometry | None) -> bool:
    """Whether two geometries have the same vertices, wherever their rings begin and however they run."""
    from shapely import normalize
    from shapely.geometry import shape

    if first is None or second is None:
        return first is second
    return bool(normalize(shape(dict(first))).equals_exact(normalize(shape(dict(second))), 0.0))


def centroid(geometry: Geometry) -> tuple[float, float]:
    """Longitude and latitude of the centroid."""
    from shapely.geometry import shape

    point = shape(dict(geometry)).centroid
    return point.x, point.y


def _moved(shape: Any, crs: Crs, swapped: bool) -> tuple[Any, list[tuple[float, float]]]:
    """In longitude and latitude, rounded; a vertex that falls onto its neighbour goes; one part is no collection.

    And where parts and holes were that have no area once they are rounded: they are left out.
    """
    import numpy
    from shapely import get_parts, orient_polygons
    from shapely.geometry import MultiPolygon, Point, Polygon

    tiny: list[tuple[float, float]] = []

    def to_wgs84(coordinates: Any) -> Any:
        x, y = (coordinates[:, 1], coordinates[:, 0]) if swapped else (coordinates[:, 0], coordinates[:, 1])
        return numpy.round(numpy.column_stack(crs.to_wgs84(x, y)), DECIMALS)

    def ring(coordinates: Any) -> Any:
        """A ring without repeated vertices, None for one without area."""
        points = to_wgs84(numpy.asarray(coordinates))
        points = points[numpy.append(True, (numpy.diff(points, axis=0) != 0).any(axis=1))]
        if len(points) > 3 and Polygon(points).area > 0:
            return points
        tiny.append((float(points[0][0]), float(points[0][1])))
        return None

    if shape.geom_type == "Point":
        return Point(to_wgs84(numpy.asarray(shape.coords))[0]), tiny
    polygons = []
    for part in get_parts(shape):
        if (shell := ring(part.exterior.coords)) is not None:
            holes = [hole for one in part.interiors if (hole := ring(one.coords)) is not None]
            polygons.append(Polygon(shell, holes))
    return orient_polygons(polygons[0] if len(polygons) == 1 else MultiPolygon(polygons)), tiny
