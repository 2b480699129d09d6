"""Checks of coverages: districts, and communes, meet without overlap or gap, and fill the province."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from kcn_map.checking.common import Findings
from kcn_map.core.cache import kept
from kcn_map.core.findings import Finding
from kcn_map.core.model import Layer, Settings
from kcn_map.core.schema import LAYERS
from kcn_map.geo.geodesy import area_ha
from kcn_map.reading.cells import visible

OUTLINE = next(schema.file for schema in LAYERS if schema.name == "province")
Shapes = Mapping[str, Any]  # key → shapely geometry

#: Below this, in hectares, an overlap or a gap is the noise of five decimals.
NOISE_HA = 0.001
#: Whoever sees so many overlaps and gaps knows enough.
MOST = 100
METRES_PER_DEGREE = 111_320


@kept(4)
def check_coverage(layer: Layer, settings: Settings, shapes: Shapes, province: Shapes) -> tuple[Finding, ...]:
    """Overlaps, gaps, shared borders that differ, and what the union has more or less than the province."""
    return tuple(_findings(layer, settings, shapes, province))


def _findings(layer: Layer, settings: Settings, shapes: Shapes, province: Shapes) -> Findings:
    import shapely

    crs, tolerances = settings.area_crs, settings.tolerances
    numbers = {str(feature.key): feature.number for feature in layer.features}
    polygons, seen = list(shapes.values()), False
    fits = shapely.coverage_is_valid(polygons, gap_width=tolerances.coverage_gap_m / METRES_PER_DEGREE)
    for first, second, part in islice(() if fits else _overlaps(shapes), MOST):
        seen = True
        params = {"first": visible(first), "second": visible(second), "area": _shown_ha(_area(part, crs))}
        yield Finding("coverage-overlap", layer.file, numbers[second], "geometry", None, params)
    union = shapely.coverage_union_all(polygons) if fits else shapely.union_all(polygons)
    holes = list(islice(_holes(union, province), MOST))
    for hole in holes:
        params = {"area": _shown_ha(_area(hole, crs)), "near": lonlat(hole)}
        yield Finding("coverage-gap", layer.file, None, "geometry", None, params)
    if not fits and not seen and not holes:
        edges = [edge for edge in shapely.coverage_invalid_edges(polygons) if not edge.is_empty]
        params = {"near": lonlat(edges[0]) if edges else "–"}
        yield Finding("coverage-edges-differ", layer.file, None, "geometry", None, params)
    filled = shapely.union_all([union, *holes]) if holes else union
    for outline in province.values():
        difference = _area(shapely.symmetric_difference(filled, outline), crs)
        if difference > tolerances.outline_ha:
            outline_file, most = OUTLINE, float(tolerances.outline_ha)
            params = {"area": _shown_ha(difference), "outline": outline_file, "most": most}
            yield Finding("coverage-outline-differs", layer.file, None, "geometry", None, params)


def lonlat(part: Any) -> str:
    """A place within a shapely geometry, as GeoJSON writes it."""
    point = part.representative_point()
    return f"{point.x:.5f}, {point.y:.5f}"


def _overlaps(shapes: Shapes) -> Iterator[tuple[str, str, Any]]:
    import shapely

    keys, polygons = list(shapes), list(shapes.values())
    tree = shapely.STRtree(polygons)
    for first, second in sorted(tuple(pair) for pair in tree.query(polygons, predicate="intersects").T.tolist()):
        if first < second:
            part = shapely.intersection(polygons[first], polygons[second])
            if _area(part) > NOISE_HA:
                yield keys[first], keys[second], part


def _holes(union: Any, province: Shapes) -> Iterator[Any]:
    """Holes of the union that the province does not have."""
    import shapely

    for polygon in getattr(union, "geoms", [union]):
        for ring in polygon.interiors:
            hole = shapely.Polygon(ring)
            if _area(hole) < NOISE_HA:
                continue
            if not province or any(outline.intersects(hole.representative_point()) for outline in province.values()):
                yield hole


def _area(part: Any, crs: str = "EPSG:4326") -> float:
    """Geodesic area in hectares of the polygons of a shapely geometry; lines and points have none."""
    if part.geom_type not in ("Polygon", "MultiPolygon"):
        return sum((_area(inner, crs) for inner in getattr(part, "geoms", ())), 0.0)
    return 0.0 if part.is_empty else area_ha(part.__geo_interface__, crs)


def _shown_ha(area: float) -> float:
    """To the square metre."""
    return round(area, 4)
