"""Checks of where things lie beside each other: sites, areas of different levels, labels and towns."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from kcn_map.analysis.figures import split_list
from kcn_map.checking.common import Findings, grouped, name_column, site_tables
from kcn_map.checking.coverage import MOST, meeting
from kcn_map.checking.lineage import misnamed_successors
from kcn_map.checking.points import CLOSEST_M, check_points
from kcn_map.checking.wording import QUALITY, WRONG
from kcn_map.core.common_schema import KINDS_OF_TOWNS, REFERENCE
from kcn_map.core.findings import Finding
from kcn_map.core.model import Dataset, Feature, Layer, Row
from kcn_map.core.settings import Level
from kcn_map.geo.coordinates import shapes as shapes_of
from kcn_map.geo.coverage import position
from kcn_map.geo.geodesy import area_ha, distance_km
from kcn_map.reading.cells import shown, visible
from kcn_map.reading.geometries import positions_of
from kcn_map.text.similarity import closest

Shapes = Mapping[str, Any]  # key → shapely geometry

#: A neighbour has no larger part of itself within the province, nor of the province within itself.
MOST_COMMON = 0.01
#: No part of a site lies so many kilometres from the others.
FARTHEST_KM = 5.0


def check_places(dataset: Dataset, shapes: Mapping[str, Shapes]) -> Findings:
    first = dataset.settings.levels[0]
    for name in site_tables(dataset):
        layer, rows = dataset.layers[name], {str(row.values["id"]): row for row in dataset.tables[name].rows}
        for feature in layer.features:
            shape = shapes[name].get(str(feature.key))
            if shape is not None:
                if feature.properties["uncertainty_m"] is not None:
                    smallest = _smallest(rows.get(str(feature.key)), dataset, shapes)
                    yield from _uncertainty(layer, feature, shape, smallest)
                yield from _parts(layer, feature, shape)
    yield from islice(_overlaps(dataset, shapes), MOST)
    yield from grouped(check_points(dataset, shapes))
    for level in dataset.settings.levels:
        if level.layer:
            yield from grouped(_labels(dataset.layers[level.id], shapes[level.id]))
            yield from _origins(dataset, level, shapes)
        else:
            yield from _points_of_names(dataset, level, shapes)
    yield from _towns(dataset, first, shapes[first.id])
    yield from _neighbours(dataset, shapes["province"])
    yield from _locator(dataset, shapes["province"] or shapes[first.id])


# ── sites ─────────────────────────────────────────────────────────────────────────────────────────


def _uncertainty(layer: Layer, feature: Feature, shape: Any, area: Any) -> Findings:
    """A rough point is less certain than a survey, and no place is less certain than the area that it lies in."""
    metres, is_point = feature.properties["uncertainty_m"], shape.geom_type == "Point"
    least = CLOSEST_M if is_point and feature.properties["location_accuracy"] == "commune" else 0
    within = area if is_point else shape
    most = math.inf if within is None else math.ceil(_diagonal_m(within))
    if not least <= metres <= most:
        code, limit = ("uncertainty-too-small", least) if metres < least else ("uncertainty-too-large", most)
        params = {"key": feature.key, "limit": float(limit)}
        yield Finding(code, layer.file, feature.number, "uncertainty_m", shown(metres), params)


def _smallest(row: Row | None, dataset: Dataset, shapes: Mapping[str, Shapes]) -> Any:
    """The smallest area that a site lies in by its row, None where none is known."""
    levels = [level for level in dataset.settings.levels if level.layer and row is not None]
    areas = [shapes[level.id].get(str(row.values[level.code_column])) for level in levels if row is not None]
    return min((area for area in areas if area is not None), key=_diagonal_m, default=None)


def _diagonal_m(shape: Any) -> float:
    west, south, east, north = shape.bounds
    return distance_km((west, south), (east, north)) * 1000


def _parts(layer: Layer, feature: Feature, shape: Any) -> Findings:
    """The parts of a site lie near the largest of them."""
    import shapely

    if shape.geom_type != "MultiPolygon":
        return
    parts = sorted(shape.geoms, key=lambda part: part.area, reverse=True)
    for part in parts[1:]:
        ends = shapely.shortest_line(parts[0], part).coords
        apart = distance_km(ends[0], ends[-1])
        if apart > FARTHEST_KM:
            params = {"key": feature.key, "near": position(part), "apart": round(apart, 1)}
            yield Finding("site-parts-apart", layer.file, feature.number, "geometry", None, params)
            return


def _overlaps(dataset: Dataset, shapes: Mapping[str, Shapes]) -> Findings:
    """The limits of a site leave those of every other alone, but for what a drawing may be off."""
    import shapely

    sites = [
        (name, feature, shape)
        for name in site_tables(dataset)
        for feature in dataset.layers[name].features
        if (shape := shapes[name].get(str(feature.key))) is not None and shape.geom_type != "Point"
    ]
    if len(sites) < 2:
        return
    polygons, crs = [shape for _, _, shape in sites], dataset.settings.area_crs
    for one, two in meeting(polygons):
        common = shapely.intersection(polygons[one], polygons[two]).area
        share = common / min(polygons[one].area, polygons[two].area) * 100
        if share > dataset.settings.tolerances.site_area_pct:
            (name, feature, shape), other = sites[two], sites[one][1]
            smaller = min(area_ha(f.geometry, crs) for f in (feature, other) if f.geometry is not None)
            params = {"key": feature.key, "other": other.key, "area": round(smaller * share / 100, 2)}
            where = position(shapely.intersection(polygons[one], shape))
            yield Finding("site-overlaps-site", dataset.layers[name].file, feature.number, "geometry", where, params)


# ── areas ─────────────────────────────────────────────────────────────────────────────────────────


def _points_of_names(dataset: Dataset, level: Level, shapes: Mapping[str, Shapes]) -> Findings:
    """The point of an area without polygon lies in the area that it is part of, and in one that it went into."""
    import shapely

    table = dataset.tables[level.id]
    known = [row for row in table.rows if None not in (row.values["lon"], row.values["lat"])]
    rows = [row for row in known if row.values[QUALITY] != WRONG]
    positions: list[Any] = [(row.values["lon"], row.values["lat"]) for row in rows]
    points: Any = shapely.points(positions) if rows else []
    others = [one for one in dataset.settings.levels if one.layer]
    misnamed = {line for one in others if one.id != level.parent for line in misnamed_successors(dataset, level, one)}
    told = {number for number, row in enumerate(rows) if row.line in misnamed}
    for field, areas in ((one.code_column, shapes[one.id]) for one in others):
        held = [
            (number, code)
            for number, row in enumerate(rows)
            for code in str(row.values[field] or "").split(";")
            if code in areas
        ]
        inside = shapely.covers([areas[code] for _, code in held], [points[number] for number, _ in held])
        fit = {number for (number, _), fits in zip(held, inside, strict=True) if fits}
        wrong = sorted({number for number, _ in held} - fit - told)
        told |= set(wrong)
        for number, actual in zip(wrong, _areas_of(areas, [points[number] for number in wrong]), strict=True):
            row, place = rows[number], f"{points[number].x}, {points[number].y}"
            params = {"name": visible(row.raw[name_column(dataset)]), "code": visible(row.raw[field]), "actual": actual}
            yield Finding("area-point-elsewhere", table.file, row.line, "lon", place, params)


def _areas_of(areas: Shapes, points: Sequence[Any]) -> list[str]:
    """The key of the area that each point lies in, "–" for none."""
    import shapely

    keys, found = list(areas), ["–"] * len(points)
    if points:
        for point, area in shapely.STRtree(list(areas.values())).query(points, predicate="intersects").T.tolist():
            found[point] = visible(keys[area])
    return found


def _labels(layer: Layer, areas: Shapes) -> Findings:
    """The label of an area stands in it."""
    import shapely

    labels = [(one.properties["label_lon"], one.properties["label_lat"]) for one in layer.features]
    found = [
        (feature, label, area)
        for feature, label in zip(layer.features, labels, strict=True)
        if None not in label and (area := areas.get(str(feature.key))) is not None
    ]
    points: Any = shapely.points([label for _, label, _ in found]) if found else []
    inside = shapely.covers([area for *_, area in found], points)
    for (feature, (lon, lat), _), is_inside in zip(found, inside, strict=True):
        if not is_inside:
            key = {"key": visible(str(feature.key))}
            yield Finding("label-outside-area", layer.file, feature.number, "label_lon", f"{lon}, {lat}", key)


def _origins(dataset: Dataset, level: Level, shapes: Mapping[str, Shapes]) -> Findings:
    """An area lies in the one that it is part of, and in one of those that it was made of."""
    for other in (one for one in dataset.settings.levels if one.layer):
        field = other.code_column if other.id == level.parent else level.origins.get(other.id)
        if field is not None:
            yield from _within(dataset.layers[level.id], field, shapes[level.id], shapes[other.id])


def _within(layer: Layer, field: str, shapes: Shapes, areas: Shapes) -> Findings:
    import shapely

    found = [(feature, shapes[str(feature.key)]) for feature in layer.features if str(feature.key) in shapes]
    held = [
        (feature, shape, [areas[code] for code in codes])
        for feature, shape in found
        if (codes := split_list(feature.properties[field])) and set(codes) <= areas.keys()
    ]
    if not held:
        return
    points = shapely.point_on_surface([shape for _, shape, _ in held])
    wrong = [
        (feature, point)
        for (feature, _, around), point in zip(held, points, strict=True)
        if not any(area.covers(point) for area in around)
    ]
    for (feature, _), actual in zip(wrong, _areas_of(areas, [p for _, p in wrong]), strict=True):
        value = ", ".join(split_list(feature.properties[field]))
        params = {"key": visible(str(feature.key)), "area": visible(value), "actual": actual}
        yield Finding("area-outside-parent", layer.file, feature.number, field, visible(value), params)


def _towns(dataset: Dataset, level: Level, areas: Shapes) -> Findings:
    """A town lies in its area of the first level, which has one seat, and kinds are spelt as the page knows them."""
    import shapely

    layer = dataset.layers["towns"]
    seats: dict[tuple[Any, Any], int] = {}
    for feature in layer.features:
        code, kind = feature.properties[level.code_column], feature.properties["kind"]
        told = {"name": visible(str(feature.properties[name_column(dataset)])), "level": level.name}
        area = areas.get(str(code))
        if area is not None and feature.geometry is not None:
            point = shapely.Point(feature.geometry["coordinates"])
            if not area.covers(point):
                params = {**told, "area": code, "column": level.code_column, "actual": _areas_of(areas, [point])[0]}
                yield Finding("town-outside-area", layer.file, feature.number, "geometry", position(point), params)
        if kind is None or kind in KINDS_OF_TOWNS:
            yield from _seat(layer, feature, code, seats, told)
        elif near := closest(str(kind).casefold(), KINDS_OF_TOWNS, cutoff=0.75):
            params = {**told, "nearest": near[0], "allowed": ", ".join(KINDS_OF_TOWNS)}
            yield Finding("town-kind-unknown", layer.file, feature.number, "kind", visible(str(kind)), params)


def _seat(
    layer: Layer, feature: Feature, code: Any, seats: dict[tuple[Any, Any], int], told: Mapping[str, Any]
) -> Findings:  # fmt: skip
    """A seat is of an area, which has no second one; the province has one."""
    kind = feature.properties["kind"]
    if kind in (None, REFERENCE):
        return
    of = "province" if kind == "provincial seat" else code
    known = seats.setdefault((kind, of), feature.number)
    if known != feature.number or of is None:
        params = {**told, "first": known}
        yield Finding("town-seat-twice", layer.file, feature.number, "kind", str(kind), params)


def _neighbours(dataset: Dataset, outlines: Shapes) -> Findings:
    """A neighbour leaves the province alone, but for what two drawings of a border may differ.

    Which of them might not is seen by their vertices, a tenth of the time of an intersection.
    """
    import shapely

    layer = dataset.layers["neighbours"]
    features = [feature for feature in layer.features if feature.geometry is not None]
    for outline in outlines.values() if features else ():
        shapely.prepare(outline)
        inner = outline.representative_point()
        for feature in features:
            xs, ys = list(zip(*positions_of(feature.geometry or {}), strict=False))[:2]
            around = min(xs) <= inner.x <= max(xs) and min(ys) <= inner.y <= max(ys)
            if not (around or shapely.contains_xy(outline, xs, ys).any()):
                continue
            (shape,) = shapes_of([feature.geometry or {}])
            common = shapely.intersection(outline, shape) if shape.is_valid else shapely.Point()
            if common.area > MOST_COMMON * min(outline.area, shape.area):
                share = common.area / outline.area
                params = {"key": visible(str(feature.key)), "share": round(share * 100, 1), "near": position(common)}
                yield Finding("neighbour-over-province", layer.file, feature.number, "geometry", None, params)


def _locator(dataset: Dataset, place: Shapes) -> Findings:
    """The land around the place is around all of it."""
    import shapely

    layer = dataset.layers["locator"]
    around = [feature.geometry for feature in layer.features if feature.geometry]
    if around and place:
        window = shapely.box(*shapely.total_bounds(shapes_of(around)))
        if not window.contains(shapely.box(*shapely.total_bounds(list(place.values())))):
            yield Finding("locator-elsewhere", layer.file, None, "geometry", None)
