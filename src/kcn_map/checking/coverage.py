"""Checks of coverages: the areas of a level meet without overlap or gap, and fill the province."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from kcn_map.checking.common import Findings
from kcn_map.core.cache import memoize
from kcn_map.core.common_schema import OUTLINE_FILE
from kcn_map.core.findings import Finding
from kcn_map.core.model import Layer
from kcn_map.core.settings import Settings
from kcn_map.geo.border import Border, border_of
from kcn_map.geo.coverage import position, widest_m
from kcn_map.geo.geodesy import METRES_PER_DEGREE, area_ha
from kcn_map.reading.cells import visible

Shapes = Mapping[str, Any]  # key → shapely geometry

#: Below this, in hectares, an overlap or a gap is the noise of five decimals.
NOISE_HA = 0.001
#: Whoever sees so many overlaps and gaps knows enough.
MOST = 100
#: No map has shapes of which each meets so many others.
MOST_NEIGHBOURS = 100
#: A step of five decimals, in degrees and metres: no border is known better, so whatever differs is as wide as that.
STEP = 1e-5
STEP_M = STEP * METRES_PER_DEGREE


@memoize(4)
def check_coverage(layer: Layer, settings: Settings, shapes: Shapes, province: Shapes) -> tuple[Finding, ...]:
    """Overlaps, gaps, shared borders that differ, and what the union has more or less than the province."""
    return tuple(_findings(layer, settings, shapes, province))


def _findings(layer: Layer, settings: Settings, shapes: Shapes, province: Shapes) -> Findings:
    import numpy
    import shapely

    crs, tolerances = settings.area_crs, settings.tolerances
    numbers = {str(feature.key): feature.number for feature in layer.features}
    polygons, seen = numpy.array(list(shapes.values())), False
    allowed = tolerances.coverage_gap_m if tolerances.coverage_gap_m >= STEP_M else 0
    border = border_of(polygons)
    fits = _fits(polygons, border)
    if fits and border is not None and _is_outline(border, province):
        return
    for first, second, part in islice(() if fits else _overlaps(shapes, allowed), MOST):
        seen = True
        params = {"first": visible(first), "second": visible(second), "area": _shown_ha(_area(part, crs))}
        params |= {"near": position(part), "width": round(widest_m(part), 1)}
        yield Finding("coverage-overlap", layer.file, numbers[second], "geometry", None, params)
    union = shapely.coverage_union_all(polygons) if fits else shapely.union_all(polygons)
    holes = list(islice(_holes(union, province), MOST))
    for hole in (hole for hole in holes if widest_m(hole) > allowed):
        seen = True
        params = {"area": _shown_ha(_area(hole, crs)), "near": position(hole), "width": round(widest_m(hole), 1)}
        params["between"] = ", ".join(visible(key) for key, area in shapes.items() if area.dwithin(hole, STEP))
        yield Finding("coverage-gap", layer.file, None, "geometry", None, params)
    if not fits and not seen and not allowed and not _is_piled(polygons):
        yield from _edges(layer, shapes, numbers)
    filled = shapely.union_all([union, *holes]) if holes else union
    for outline in province.values():
        difference = difference_ha(filled, outline, crs)
        if difference > tolerances.outline_ha:
            most = float(tolerances.outline_ha)
            params = {"area": _shown_ha(difference), "outline": OUTLINE_FILE, "most": most}
            yield Finding("coverage-outline-differs", layer.file, None, "geometry", None, params)


def _fits(polygons: Any, border: Border | None) -> bool:
    """Whether polygons are a valid coverage without a gap as narrow as a step: as their border shows, or GEOS does.

    GEOS looks at each edge of the border beside all others that are near.
    """
    import shapely

    if border is not None and border.encloses_once(STEP):
        return True
    piled = _is_piled(polygons)  # GEOS would compare each with each
    return not piled and bool(shapely.coverage_is_valid(polygons, gap_width=STEP))


def _is_outline(border: Border, province: Shapes) -> bool:
    """Whether a border is that of the province, or where that has none, of land without holes."""
    outlines = [border_of([outline]) for outline in province.values()]
    if not outlines:
        return not border.has_holes()
    return all(outline is not None and border.is_that_of(outline) for outline in outlines)


def difference_ha(filled: Any, outline: Any, crs: str) -> float:
    """The area that only one of two polygons covers; of the same vertices there is none, which is quicker to see."""
    import shapely

    if shapely.equals_exact(shapely.normalize(filled), shapely.normalize(outline)):
        return 0.0
    return _area(shapely.symmetric_difference(filled, outline), crs)


def _edges(layer: Layer, shapes: Shapes, numbers: Mapping[str, int]) -> Findings:
    """Borders that two areas share but for a vertex: a finding for each pair, at the first such place."""
    import shapely

    keys, edges = list(shapes), shapely.coverage_invalid_edges(list(shapes.values()), gap_width=STEP)
    near = shapely.STRtree(edges).query(edges, predicate="dwithin", distance=STEP).T.tolist()
    for first, second in islice(sorted((one, other) for one, other in near if one < other), MOST):
        close = shapely.intersection(edges[second], edges[first].buffer(STEP))
        params = {"near": position(close), "first": visible(keys[first]), "second": visible(keys[second])}
        yield Finding("coverage-edges-differ", layer.file, numbers[keys[second]], "geometry", None, params)


def _overlaps(shapes: Shapes, allowed_m: float) -> Iterator[tuple[str, str, Any]]:
    import shapely

    keys, polygons = list(shapes), list(shapes.values())
    for first, second in meeting(polygons):
        part = shapely.intersection(polygons[first], polygons[second])
        if _area(part) > NOISE_HA and widest_m(part) > allowed_m:
            yield keys[first], keys[second], part


def _is_piled(shapes: Any) -> bool:
    """Whether shapes have more neighbours than those of any map, as far as their bounding boxes show."""
    import shapely

    tree, left, step = shapely.STRtree(shapes), MOST_NEIGHBOURS * len(shapes), max(1, 10**7 // max(1, len(shapes)))
    for start in range(0, len(shapes), step):
        left -= tree.query(shapes[start : start + step]).shape[1]
        if left < 0:
            return True
    return False


def meeting(shapes: Sequence[Any]) -> Iterator[tuple[int, int]]:
    """The pairs of shapes that meet, in their order, as they are asked for.

    Of shapes that are piled up, each on all others, no more than grow with the number of the shapes.
    """
    import shapely

    tree, left = shapely.STRtree(shapes), MOST_NEIGHBOURS * len(shapes)
    for first, shape in enumerate(shapes):
        others = sorted(other for other in tree.query(shape).tolist() if other > first)[:left]
        left -= len(others)
        shapely.prepare(shape)
        touched = shapely.intersects(shape, [shapes[other] for other in others])
        yield from ((first, other) for other, touches in zip(others, touched, strict=True) if touches)


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
