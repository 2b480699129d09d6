"""Shapes of the source file → geometries of the atlas: WGS 84, six decimals, RFC 7946. Nothing is repaired."""

from __future__ import annotations

import json
from typing import Any

from kcn_map.core.findings import Finding
from kcn_map.core.model import Geometry
from kcn_map.core.schema import LayerSchema
from kcn_map.geo.coordinates import why_invalid
from kcn_map.importing.common import Source, SourceFeature
from kcn_map.importing.crs import Crs

DECIMALS = 6


def geometry_of(
    source: Source, feature: SourceFeature, schema: LayerSchema, crs: Crs, swapped: bool
) -> Geometry | Finding:
    """The geometry of a shape, or what is wrong with it."""
    from shapely import is_valid
    from shapely.geometry import mapping

    shape = feature.shape
    if shape is None or shape.is_empty:
        return Finding("import-no-shapes", source.file, feature.number, "geometry")
    if shape.geom_type not in schema.geometry_types:
        params = {"allowed": ", ".join(schema.geometry_types)}
        return Finding("geometry-type", source.file, feature.number, "geometry", shape.geom_type, params)
    moved = _moved(shape, crs, swapped) if is_valid(shape) else shape
    if not is_valid(moved):
        position, why = why_invalid(moved)
        return Finding("import-geometry-invalid", source.file, feature.number, "geometry", position, {"why": why})
    plain: dict[str, Any] = json.loads(json.dumps(mapping(moved)))
    return plain


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


def _moved(shape: Any, crs: Crs, swapped: bool) -> Any:
    """In longitude and latitude, rounded; a vertex that falls onto its neighbour goes; one part is no collection."""
    import numpy
    from shapely import orient_polygons, remove_repeated_points, transform

    def to_wgs84(coordinates: Any) -> Any:
        x, y = (coordinates[:, 1], coordinates[:, 0]) if swapped else (coordinates[:, 0], coordinates[:, 1])
        return numpy.round(numpy.column_stack(crs.to_wgs84(x, y)), DECIMALS)

    moved = remove_repeated_points(transform(shape, to_wgs84))
    if moved.geom_type == "MultiPolygon" and len(moved.geoms) == 1:
        moved = moved.geoms[0]
    return orient_polygons(moved)
