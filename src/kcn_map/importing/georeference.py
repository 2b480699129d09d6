"""Georeferencing: where a CRS puts the shapes of a file, and which CRS would put them into their areas."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NoReturn

from kcn_map.core.findings import Finding
from kcn_map.core.model import Dataset
from kcn_map.core.schema import schema_of
from kcn_map.geo.geodesy import distance_km
from kcn_map.importing.common import Source, SourceFeature, refuse, unusable
from kcn_map.importing.crs import Crs, Stated, candidates, other_datum
from kcn_map.importing.crs_operations import Box
from kcn_map.reading.cells import visible
from kcn_map.text.messages import Told

#: A point of a shape in the file's coordinates, and the area of the atlas in which it must lie.
AnchorPoint = tuple[float, float, Any]
Point = tuple[float, float]

#: How near the edge of its area a shape may lie and still be in it: about 500 m.
EDGE_DEGREES = 0.005
#: How many of the shapes must lie where they belong: a table may have a wrong district here and there.
ENOUGH = 0.8
MOST_NAMED = 4
#: No grid in metres has coordinates as large as those of drawings in millimetres.
_MILLIMETRES = 1e8
#: How much an offset may differ from that between the datums and still count as it.
OFFSET_TOLERANCE_M = 30.0


def province_of(dataset: Dataset) -> tuple[Any, Box]:
    """The union of the areas of the first level, and its bounds. Raises DataError where there are none."""
    from shapely import unary_union

    level = dataset.settings.levels[0]
    shapes = list(area_shapes(dataset, level.id).values())
    if not shapes:
        refuse(Finding("layer-empty", level.file))
    union = unary_union(shapes)
    return union, union.bounds


def area_shapes(dataset: Dataset, layer: str) -> dict[str, Any]:
    """Key → valid polygon of every feature of a layer that has one."""
    from shapely import make_valid
    from shapely.geometry import shape

    return {
        str(feature.key): make_valid(shape(dict(feature.geometry)))
        for feature in dataset.layers[layer].features
        if feature.geometry and feature.geometry["type"] in ("Polygon", "MultiPolygon")
    }


def anchor_points(
    dataset: Dataset, layer: str, matched: Mapping[str, SourceFeature], source: Source, province: Any
) -> list[AnchorPoint]:  # fmt: skip
    """Each matched shape with the first level's area of its site, or the area that it replaces; else the province."""
    first = dataset.settings.levels[0]
    homes = area_shapes(dataset, first.id)
    if schema_of(dataset.settings).layer(layer).kind:
        rows = {row.values["id"]: row for row in dataset.tables[layer].rows}
        areas = {key: homes.get(str(rows[key].values[first.code_column])) for key in matched if key in rows}
    else:
        areas = dict(area_shapes(dataset, layer))
    return [
        (point.x, point.y, (areas.get(key) or province).buffer(EDGE_DEGREES))
        for key, feature in matched.items()
        if feature.shape is not None and not feature.shape.is_empty
        for point in [_inner_point(feature.shape)]
    ]


def _inner_point(shape: Any) -> Any:
    from shapely.errors import GEOSException

    try:
        return shape.representative_point()
    except GEOSException:  # an invalid ring
        return shape.centroid


def inside(source: Source, stated: Stated, province: Any) -> Callable[[SourceFeature], bool] | None:
    """Finds whether a shape lies in the place; None where the file does not say where its shapes lie."""
    crs = stated.crs
    if crs is None or source.axis_order_unknown:
        return None
    wide = province.buffer(EDGE_DEGREES)

    def lies_inside(feature: SourceFeature) -> bool:
        if feature.shape is None or feature.shape.is_empty:
            return True  # that it has no shape is reported already
        point = _inner_point(feature.shape)
        return _within(crs, (point.x, point.y, wide), swapped=False)

    return lies_inside


def resolve_crs(
    source: Source, stated: Stated, anchors: Sequence[AnchorPoint], province: Any, box: Box
) -> tuple[Crs, bool]:
    """The CRS, and whether x and y of a table are swapped.

    Raises Unusable where no CRS is stated, DataError where its datum transformation is missing, or where it puts
    the shapes outside of their areas; both name the CRS that would fit.
    """
    crs = stated.crs
    if crs is None or not _fits(crs, anchors):
        _refuse_scaled(source, anchors, box)
    if crs is None:
        fits = fitting(anchors, box) or (fitting(anchors, box, swapped=True) if source.axis_order_unknown else [])
        code = "import-crs-unknown" if stated.unknown else "import-crs-missing"
        unusable(code, source.file, value=visible(stated.unknown) or None, fits=_named(fits))
    straight = _fits(crs, anchors)
    if stated.missing_transformation and straight:
        params = {"crs": crs.code, "name": crs.name}
        refuse(Finding("import-crs-without-shift", source.file, value=stated.missing_transformation, params=params))
    if straight or not anchors:
        return crs, False
    if source.axis_order_unknown and _fits(crs, anchors, swapped=True):
        return crs, True
    others = fitting(anchors, box)
    if others or stated.missing_transformation or not _all_within(crs, anchors, province):
        _refuse_place(source, crs, stated.missing_transformation or crs.label, anchors, others, box)
    return crs, False


def _refuse_scaled(source: Source, anchors: Sequence[AnchorPoint], box: Box) -> None:
    """Refuse a drawing in millimetres: it would fit were it a thousandth of what it is."""
    if not anchors or min(max(abs(x), abs(y)) for x, y, _ in anchors) < _MILLIMETRES:
        return
    scaled = [(x / 1000, y / 1000, area) for x, y, area in anchors]
    fits = fitting(scaled, box) or (fitting(scaled, box, swapped=True) if source.axis_order_unknown else [])
    if fits:
        x, y, _ = anchors[0]
        params = {"fits": _named(fits)}
        refuse(Finding("import-millimetres", source.file, None, "geometry", f"{x:.12g}, {y:.12g}", params))


def _refuse_place(
    source: Source, crs: Crs, called: str, anchors: Sequence[AnchorPoint], others: Sequence[Crs], box: Box
) -> NoReturn:
    """Report where the CRS puts the shapes, and which CRS would fit."""
    swapped = [] if others else fitting(anchors, box, swapped=True)
    x, y, _ = anchors[0]
    lon, lat = crs.to_wgs84(x, y)
    position = f"{lon:.5f}, {lat:.5f}" if math.isfinite(lon) else "–"
    params = {"crs": called, "place": position, "fits": _named(others or swapped)}
    code = "import-axes-swapped" if swapped else "import-wrong-place"
    refuse(Finding(code, source.file, None, "geometry", f"{x:.12g}, {y:.12g}", params))


def fitting(anchors: Sequence[AnchorPoint], box: Box, swapped: bool = False) -> list[Crs]:
    """The CRS that put the shapes into their areas, as they are or with x and y swapped."""
    return [crs for crs in candidates(box) if _fits(crs, anchors, swapped)]


def refuse_datum_offset(source: Source, crs: Crs, moves: Sequence[tuple[Point, Point]], box: Box) -> None:
    """Refuse shapes that are all off their former boundaries by just the offset between VN-2000 and WGS 84.

    `moves` are the centroids, before and after, of those that had boundaries already.
    """
    other = other_datum(crs, box)
    if other is None or not moves:
        return
    first = moves[0][1]
    aside = other.to_wgs84(*crs.transformer.transform(*first, direction="INVERSE"))
    shift = aside[0] - first[0], aside[1] - first[1]
    for before, after in moves:
        if distance_km(before, (after[0] + shift[0], after[1] + shift[1])) * 1000 > OFFSET_TOLERANCE_M:
            return
    off = distance_km(first, aside) * 1000
    params = {"count": len(moves), "off": float(round(off)), "crs": crs.label, "other": other.label}
    refuse(Finding("import-shift-suspected", source.file, None, "geometry", None, params))


def overlaps(shape: Any, areas: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    """Key and share, 0 to 1, of every area in which more than a hundredth of a shape lies, the largest first."""
    if shape.geom_type == "Point":
        found = [(key, 1.0) for key, area in areas.items() if area.covers(shape)]
    else:
        found = [(key, shape.intersection(area).area / shape.area) for key, area in areas.items()]
    yield from sorted((share for share in found if share[1] > 0.01), key=lambda share: -share[1])


def _fits(crs: Crs, anchors: Sequence[AnchorPoint], swapped: bool = False) -> bool:
    inside = sum(_within(crs, anchor, swapped) for anchor in anchors)
    return inside >= ENOUGH * len(anchors) > 0


def _within(crs: Crs, anchor: AnchorPoint, swapped: bool) -> bool:
    from shapely.geometry import Point as PointShape

    x, y, area = anchor
    lon, lat = crs.to_wgs84(*((y, x) if swapped else (x, y)))
    return math.isfinite(lon) and math.isfinite(lat) and bool(area.covers(PointShape(lon, lat)))


def _all_within(crs: Crs, anchors: Sequence[AnchorPoint], province: Any) -> bool:
    wide = province.buffer(EDGE_DEGREES)
    return all(_within(crs, (x, y, wide), False) for x, y, _ in anchors)


def _named(found: Sequence[Crs]) -> Told | str:
    """The first few CRS, for a sentence."""
    if not found:
        return Told("detail.no_usual_crs")
    return "; ".join(crs.label for crs in found[:MOST_NAMED])
