"""Checks of the layers: where things lie, whether they are valid, and as large as they say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import chain
from typing import Any

from kcn_map.checking.common import Findings, incomplete_files, site_tables
from kcn_map.checking.coverage import check_coverage
from kcn_map.checking.places import check_places
from kcn_map.checking.settings import WGS84, check_area_crs
from kcn_map.core.cache import memoize
from kcn_map.core.findings import Finding
from kcn_map.core.model import Dataset, Feature, Geometry, Layer, Row
from kcn_map.core.settings import Level, Settings
from kcn_map.geo import coordinates, coverage
from kcn_map.geo.geodesy import area_ha, areas_ha, distance_km
from kcn_map.reading.cells import visible
from kcn_map.reading.geometries import positions_of

Shapes = Mapping[str, Any]  # key → shapely geometry
Box = tuple[float, float, float, float]

#: How far beyond the middle half of all features a coordinate may lie, in degrees: the base map reaches that far.
MARGIN = 3.0
WORLD = (-180.0, -90.0, 180.0, 90.0)
#: What Web Mercator can draw.
DRAWABLE = (-180.0, -85.0, 180.0, 85.0)


def check_layers(dataset: Dataset) -> Findings:
    """Every finding that needs geometry. Layers that could not be read have their findings already."""
    if any(check_area_crs(dataset)):
        dataset = replace(dataset, settings=replace(dataset.settings, area_crs=WGS84))
    misplaced = list(_places(dataset))
    yield from misplaced
    unusable = {(finding.file, row) for finding in misplaced for row in (finding.row, None)}  # nor is the whole file
    incomplete = incomplete_files(dataset) | {finding.file for finding in misplaced}
    shapes: dict[str, Shapes] = {}
    mapped = [level.id for level in dataset.settings.levels if level.layer]
    for name in (*mapped, "province", *site_tables(dataset)):
        layer = dataset.layers[name]
        shapes[name], invalid = _shapes(layer, unusable)
        yield from invalid
        if invalid:
            incomplete.add(layer.file)
    whole = {name: found for name, found in shapes.items() if dataset.layers[name].file not in incomplete}
    with ThreadPoolExecutor(1) as beside:  # GEOS releases the GIL here
        areas = [beside.submit(_areas, dataset.layers[id_], dataset.settings, shapes[id_]) for id_ in mapped]
        yield from _coverages(dataset, whole)
        yield from _sites(dataset, shapes)
        yield from (found for found in check_places(dataset, shapes) if (found.file, found.row) not in unusable)
        yield from chain.from_iterable(found.result() for found in areas)


def _coverages(dataset: Dataset, whole: Mapping[str, Shapes]) -> Findings:
    for level in dataset.settings.levels:
        if areas := whole.get(level.id):
            yield from check_coverage(dataset.layers[level.id], dataset.settings, areas, whole.get("province", {}))


# ── coordinates ───────────────────────────────────────────────────────────────────────────────────


def _places(dataset: Dataset) -> Findings:
    """Coordinates that are swapped, projected, or far from the province."""
    near = _box(dataset) or WORLD
    for file, number, field, key, positions, box in _positions(dataset, near):
        numbers = list(chain.from_iterable(positions))
        xs, ys = numbers[::2], numbers[1::2]
        if _inside(min(xs), min(ys), box) and _inside(max(xs), max(ys), box):
            continue
        x, y = next((x, y) for x, y in zip(xs, ys, strict=True) if not _inside(x, y, box))
        yield Finding(_misplaced(x, y, box), file, number, field, f"{x}, {y}", {"key": visible(key)})


def _positions(dataset: Dataset, near: Box) -> Iterator[tuple[str, int, str, str, Sequence[Sequence[float]], Box]]:
    """(file, row, field, key, positions, where they should be) of what has a place, but for layers wholly there.

    The land of the locator may reach as far as it likes: a country, or a continent.
    """
    for layer in dataset.layers.values():
        box = DRAWABLE if layer is dataset.layers["locator"] else near
        is_within = _is_within([f.geometry for f in layer.features if f.geometry is not None], box)
        for feature in layer.features:
            key = feature.key or str(feature.number)
            if feature.geometry is not None and not is_within:
                yield layer.file, feature.number, "geometry", key, positions_of(feature.geometry), box
            label = feature.properties.get("label_lon"), feature.properties.get("label_lat")
            if None not in label:
                yield layer.file, feature.number, "label_lon", key, [label], box  # type: ignore[list-item]
    for level in (level for level in dataset.settings.levels if not level.layer):
        for row in dataset.tables[level.id].rows:
            point = row.values["lon"], row.values["lat"]
            if None not in point:
                yield level.file, row.line, "lon", visible(row.raw["code"]), [point], near  # type: ignore[list-item]


def _is_within(geometries: Sequence[Geometry], box: Box) -> bool:
    if not geometries:
        return True
    west, south, east, north = coordinates.bounds(geometries)
    return _inside(west, south, box) and _inside(east, north, box)


def _misplaced(x: float, y: float, box: Box) -> str:
    if not _inside(x, y, (-180, -180, 180, 180)):
        return "coordinates-projected"
    return "coordinates-swapped" if _inside(y, x, box) else "coordinates-outside-province"


def _inside(x: float, y: float, box: Box) -> bool:
    west, south, east, north = box
    return west <= x <= east and south <= y <= north


def _box(dataset: Dataset) -> Box | None:
    """The surroundings of what most features agree on: no feature, and no layer, that is misplaced can move them."""
    features = (feature for layer in dataset.layers.values() for feature in layer.features)
    starts = coordinates.starts([feature.geometry for feature in features if feature.geometry is not None])
    places = [place for place in starts if _inside(place[0], place[1], WORLD)]
    if not places:
        return None
    west, east = _middle_half([place[0] for place in places])
    south, north = _middle_half([place[1] for place in places])
    return west, south, east, north


def _middle_half(numbers: list[float]) -> tuple[float, float]:
    """The range of the middle half of some numbers, widened on either side by itself and MARGIN."""
    ordered = sorted(numbers)
    low, high = ordered[len(ordered) // 4], ordered[-1 - len(ordered) // 4]
    return low - (high - low) - MARGIN, high + (high - low) + MARGIN


# ── areas ─────────────────────────────────────────────────────────────────────────────────────────


@memoize(16)
def _shapes(layer: Layer, unusable: set[tuple[str, int | None]]) -> tuple[Shapes, list[Finding]]:
    """The shapes that are where they should be and valid, and a finding for each that is not valid."""
    import shapely

    features = [f for f in layer.features if f.geometry is not None and (layer.file, f.number) not in unusable]
    shapes = coordinates.shapes([feature.geometry for feature in features])
    good, findings = {}, []
    for feature, found, valid in zip(features, shapes, shapely.is_valid(shapes), strict=True):
        if valid:
            good[str(feature.key)] = found
        else:
            place, why = coordinates.why_invalid(found)
            params = {"key": visible(str(feature.key)), "why": why}
            findings.append(Finding("geometry-invalid", layer.file, feature.number, "geometry", place, params))
    return good, findings


@memoize(4)
def _areas(layer: Layer, settings: Settings, shapes: Shapes) -> list[Finding]:
    field, most, found = "area_official_km2", settings.tolerances.district_area_pct, []
    drawn = {f.number: f.geometry for f in layer.features if f.geometry and f.properties[field] and f.key in shapes}
    areas = dict(zip(drawn, areas_ha(list(drawn.values()), settings.area_crs), strict=True))
    for feature in layer.features:
        official = feature.properties[field]
        if official == 0:
            found.append(Finding("area-zero", layer.file, feature.number, field, "0"))
        elif feature.number in areas:
            found += _compare(layer, feature, areas[feature.number], official * 100, most, field, f"{official}")
    return found


def _compare(
    layer: Layer, feature: Feature, drawn: float, declared_ha: float, most_pct: float, field: str, value: str
) -> Findings:
    """The declared area beside the geodesic area of the polygon."""
    off = abs(drawn - declared_ha) / declared_ha * 100
    if off > most_pct:
        params = {
            "key": visible(str(feature.key)),
            "drawn": round(drawn, 2),
            "declared": round(float(declared_ha), 2),
            "off": round(off, 1),
            "most": float(most_pct),
        }
        yield Finding("area-differs-from-polygon", layer.file, feature.number, field, value, params)


# ── sites ─────────────────────────────────────────────────────────────────────────────────────────


def _sites(dataset: Dataset, shapes: Mapping[str, Shapes]) -> Findings:
    import shapely

    tree = shapely.STRtree(list(shapes[dataset.settings.levels[0].id].values()))
    for name in site_tables(dataset):
        rows = {str(row.values["id"]): row for row in dataset.tables[name].rows}
        for feature in dataset.layers[name].features:
            row, site = rows.get(str(feature.key)), shapes[name].get(str(feature.key))
            if row is not None and site is not None:
                yield from _site(dataset, dataset.layers[name], feature, row, site, shapes, tree)


def _site(
    dataset: Dataset, layer: Layer, feature: Feature, row: Row, site: Any, shapes: Mapping[str, Shapes], tree: Any
) -> Findings:
    first, *others = dataset.settings.levels
    code, areas = str(row.values[first.code_column]), shapes[first.id]
    outside = _share_outside(site, areas[code]) if code in areas else 0.0
    if outside > 0.5:
        params = {"key": feature.key, "level": first.name, "area": code, "actual": _area_of(site, areas, tree)}
        yield Finding("site-outside-area", layer.file, feature.number, "geometry", coverage.position(site), params)
    elif outside * 100 > dataset.settings.tolerances.site_area_pct:
        yield _crosses(layer, feature, outside, code)
    for level in (level for level in others if level.layer):
        code, areas = str(row.values[level.code_column]), shapes[level.id]
        if code in areas and site.geom_type == "Point":
            yield from _near(layer, feature, site, level, code, areas[code])
        elif code in areas and outside <= 0.5 and (share := _share_outside(site, areas[code])) > 0.5:
            yield _crosses(layer, feature, share, code)
    if site.geom_type != "Point":
        yield from _site_area(dataset.settings, layer, feature, row)


def _area_of(site: Any, areas: Shapes, tree: Any) -> str:
    """The first area that holds half of a site, "–" where none does."""
    keys = list(areas)
    near = (keys[place] for place in sorted(tree.query(site).tolist()))
    return visible(next((key for key in near if _share_outside(site, areas[key]) <= 0.5), "–"))


def _crosses(layer: Layer, feature: Feature, outside: float, area: str) -> Finding:
    params = {"key": feature.key, "area": visible(area), "share": round(outside * 100, 1)}
    return Finding("site-crosses-border", layer.file, feature.number, "geometry", None, params)


def _site_area(settings: Settings, layer: Layer, feature: Feature, row: Row) -> Findings:
    """Limits are as large as the planned area, and where that is not known hold the industrial land."""
    assert feature.geometry is not None
    planned, industrial = row.values["area_planned_ha"], row.values["area_industrial_ha"]
    most, drawn = settings.tolerances.site_area_pct, area_ha(feature.geometry, settings.area_crs)
    if isinstance(planned, float) and planned:
        raw = visible(row.raw["area_planned_ha"])
        yield from _compare(layer, feature, drawn, planned, most, "area_planned_ha", raw)
    elif planned is None and isinstance(industrial, float) and industrial > drawn:
        raw = visible(row.raw["area_industrial_ha"])
        yield from _compare(layer, feature, drawn, industrial, most, "area_industrial_ha", raw)


def _share_outside(site: Any, area: Any) -> float:
    """How much of a site lies outside an area, 0 to 1; a point is in or out."""
    if site.geom_type == "Point":
        return 0.0 if area.intersects(site) else 1.0
    return 1.0 - site.intersection(area).area / site.area


def _near(layer: Layer, feature: Feature, point: Any, level: Level, code: str, area: Any) -> Findings:
    """A point may lie outside its area of a further level by no more than its own uncertainty."""
    import shapely

    if area.intersects(point):
        return
    nearest = shapely.shortest_line(point, area).coords[-1]
    off = distance_km((point.x, point.y), (nearest[0], nearest[1])) * 1000
    if off > (feature.properties["uncertainty_m"] or 0):
        params = {"key": feature.key, "level": level.name, "area": code, "off": float(round(off))}
        yield Finding("point-outside-area", layer.file, feature.number, "geometry", coverage.position(point), params)
