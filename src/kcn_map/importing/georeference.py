"""Where the shapes of a file come to lie, and which coordinate systems would put them where they belong."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NoReturn

from kcn_map.core.findings import Finding
from kcn_map.core.model import Dataset
from kcn_map.geo.geodesy import distance_km
from kcn_map.importing.common import Foreign, Source, refuse, unusable
from kcn_map.importing.crs import Box, Crs, Stated, candidates, shift_of

#: A point of a shape in the file's coordinates, and the area of the atlas where it belongs.
Pair = tuple[float, float, Any]
Point = tuple[float, float]

#: How near the edge of its area a shape may lie and still be in it: about 500 m.
EDGE_DEGREES = 0.005
#: How many of the shapes must lie where they belong: a table may have a wrong district here and there.
ENOUGH = 0.8
MOST_NAMED = 4
#: How much a shift may differ from that between the datums and still be it.
SHIFT_SLACK_M = 30.0


def province_of(dataset: Dataset) -> tuple[Any, Box]:
    """The union of the districts, and its bounds. Raises DataError where there are no districts."""
    from shapely import unary_union

    shapes = list(area_shapes(dataset, "districts").values())
    if not shapes:
        refuse(Finding("layer-empty", dataset.layers["districts"].file))
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


def pairs_of(
    dataset: Dataset, layer: str, matched: Mapping[str, Foreign], source: Source, province: Any
) -> list[Pair]:  # fmt: skip
    """Each matched shape with the district of its site, or with the area that it replaces; else the province."""
    districts = area_shapes(dataset, "districts")
    if layer in ("zones", "clusters"):
        rows = {row.values["id"]: row for row in dataset.tables[layer].rows}
        areas = {key: districts.get(str(rows[key].values["district_code"])) for key in matched if key in rows}
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


def settle(source: Source, stated: Stated, pairs: Sequence[Pair], province: Any, box: Box) -> tuple[Crs, bool]:
    """The system, and whether x and y of a table stand the other way round.

    Raises Unusable where there is no system, DataError where its shift is lost, or the shapes can't
    lie where it puts them; both name the systems that would fit.
    """
    crs = stated.crs
    if crs is None:
        fits = fitting(pairs, box) or (fitting(pairs, box, swapped=True) if source.axes_unknown else [])
        unusable("import-crs-missing", source.file, fits=_named(fits))
    straight = _fits(crs, pairs)
    if stated.lost and straight:
        params = {"crs": crs.code, "name": crs.name}
        refuse(Finding("import-crs-without-shift", source.file, value=stated.lost, params=params))
    if straight or not pairs:
        return crs, False
    if source.axes_unknown and _fits(crs, pairs, swapped=True):
        return crs, True
    others = fitting(pairs, box)
    if others or stated.lost or not _all_within(crs, pairs, province):
        _refuse_place(source, crs, stated.lost or crs.label, pairs, others, box)
    return crs, False


def _refuse_place(
    source: Source, crs: Crs, called: str, pairs: Sequence[Pair], others: Sequence[Crs], box: Box
) -> NoReturn:
    """Say where the shapes come to lie, and in which systems they would lie right."""
    swapped = [] if others else fitting(pairs, box, swapped=True)
    x, y, _ = pairs[0]
    lon, lat = crs.lonlat(x, y)
    place = f"{lon:.5f}, {lat:.5f}" if math.isfinite(lon) else "–"
    params = {"crs": called, "place": place, "fits": _named(others or swapped)}
    code = "import-axes-swapped" if swapped else "import-wrong-place"
    refuse(Finding(code, source.file, None, "geometry", f"{x:.12g}, {y:.12g}", params))


def fitting(pairs: Sequence[Pair], box: Box, swapped: bool = False) -> list[Crs]:
    """The systems that put the shapes where they belong, as they stand or with x and y swapped."""
    return [crs for crs in candidates(box) if _fits(crs, pairs, swapped)]


def refuse_shifted(source: Source, crs: Crs, moves: Sequence[tuple[Point, Point]], box: Box) -> None:
    """Refuse shapes that all lie off their former limits by just what lies between VN-2000 and WGS 84.

    `moves` are the middles, before and after, of those that had limits already.
    """
    other = shift_of(crs, box)
    if other is None or not moves:
        return
    first = moves[0][1]
    aside = other.lonlat(*crs.transformer.transform(*first, direction="INVERSE"))
    shift = aside[0] - first[0], aside[1] - first[1]
    for before, after in moves:
        if distance_km(before, (after[0] + shift[0], after[1] + shift[1])) * 1000 > SHIFT_SLACK_M:
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
    yield from sorted((pair for pair in found if pair[1] > 0.01), key=lambda pair: -pair[1])


def _fits(crs: Crs, pairs: Sequence[Pair], swapped: bool = False) -> bool:
    inside = sum(_within(crs, pair, swapped) for pair in pairs)
    return inside >= ENOUGH * len(pairs) > 0


def _within(crs: Crs, pair: Pair, swapped: bool) -> bool:
    from shapely.geometry import Point as PointShape

    x, y, area = pair
    lon, lat = crs.lonlat(*((y, x) if swapped else (x, y)))
    return math.isfinite(lon) and math.isfinite(lat) and bool(area.covers(PointShape(lon, lat)))


def _all_within(crs: Crs, pairs: Sequence[Pair], province: Any) -> bool:
    wide = province.buffer(EDGE_DEGREES)
    return all(_within(crs, (x, y, wide), False) for x, y, _ in pairs)


def _named(found: Sequence[Crs]) -> Mapping[str, str]:
    """The first few systems, for a sentence."""
    if not found:
        return {"vi": "không hệ nào trong các hệ thường dùng", "en": "none of the usual systems"}
    names = "; ".join(crs.label for crs in found[:MOST_NAMED])
    return {"vi": names, "en": names}
