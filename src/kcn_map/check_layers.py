"""Checks of the layers: where things lie, whether areas fit together and are as large as they say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kcn_map.cells import visible
from kcn_map.findings import Finding
from kcn_map.geodesy import area_ha, distance_km
from kcn_map.geojson import positions_of
from kcn_map.model import Dataset, Feature, Geometry, Layer, Row

Findings = Iterator[Finding]
Shapes = Mapping[str, Any]  # key → shapely geometry

#: How far beyond the province's own box a coordinate may lie, in degrees: the base map reaches that far.
MARGIN = 3.0
#: Below this, in hectares, an overlap or a gap is the noise of five decimals.
NOISE_HA = 0.001


def check_layers(dataset: Dataset) -> Findings:
    """Every finding that needs geometry. Layers that could not be read have their findings already."""
    yield from _crs(dataset)
    misplaced = list(_places(dataset))
    yield from misplaced
    files = {finding.file for finding in misplaced}
    shapes: dict[str, Shapes] = {}
    for name in ("districts", "communes_2025", "province", "zones", "clusters"):
        layer = dataset.layers[name]
        invalid = list(_invalid(layer))
        yield from invalid
        if layer.file not in files and not invalid:
            shapes[name] = _shapes(layer)
    yield from _coverages(dataset, shapes)
    yield from _district_areas(dataset)
    yield from _sites(dataset, shapes)
    yield from _readers(dataset)


def _crs(dataset: Dataset) -> Findings:
    from pyproj.exceptions import CRSError

    from kcn_map.geodesy import ellipsoid

    try:
        ellipsoid(dataset.settings.area_crs)
    except CRSError:
        yield Finding("setting-invalid", "atlas.toml", field="area_crs", value=visible(dataset.settings.area_crs), params={"expected": "EPSG:4326"})


# ── coordinates ───────────────────────────────────────────────────────────────────────────────────


def _places(dataset: Dataset) -> Findings:
    """Coordinates that are swapped, projected, or far from the province."""
    box = _box(dataset)
    for layer in dataset.layers.values():
        for feature in layer.features:
            if feature.geometry is None:
                continue
            for x, y, *_ in positions_of(feature.geometry):
                code = _misplaced(x, y, box)
                if code:
                    yield Finding(code, layer.file, feature.number, "geometry", f"{x}, {y}", {"key": feature.key or feature.number})
                    break


def _misplaced(x: float, y: float, box: tuple[float, float, float, float] | None) -> str | None:
    if abs(x) > 180 or abs(y) > 180:
        return "coordinates-projected"
    if abs(y) > 90 or (box and not _inside(x, y, box) and _inside(y, x, box)):
        return "coordinates-swapped"
    if box and not _inside(x, y, box):
        return "coordinates-outside-province"
    return None


def _inside(x: float, y: float, box: tuple[float, float, float, float]) -> bool:
    return box[0] - MARGIN <= x <= box[2] + MARGIN and box[1] - MARGIN <= y <= box[3] + MARGIN


def _box(dataset: Dataset) -> tuple[float, float, float, float] | None:
    """The middle of the districts' label points ± their spread: one misplaced district can't move it far."""
    centres = sorted(_centre(f.geometry) for f in dataset.layers["districts"].features if f.geometry is not None)
    if not centres:
        return None
    lons, lats = sorted(lon for lon, _ in centres), sorted(lat for _, lat in centres)
    lon, lat = lons[len(lons) // 2], lats[len(lats) // 2]
    return lon, lat, lon, lat


def _centre(geometry: Geometry) -> tuple[float, float]:
    positions = list(positions_of(geometry))
    return sum(p[0] for p in positions) / len(positions), sum(p[1] for p in positions) / len(positions)


# ── polygons ──────────────────────────────────────────────────────────────────────────────────────


def _shapes(layer: Layer) -> Shapes:
    from shapely.geometry import shape

    return {str(f.key): shape(f.geometry) for f in layer.features if f.geometry is not None}


def _invalid(layer: Layer) -> Findings:
    from shapely import is_valid_reason
    from shapely.geometry import shape

    for feature in layer.features:
        if feature.geometry is not None and "Polygon" in feature.geometry["type"]:
            reason = is_valid_reason(shape(feature.geometry))
            if reason != "Valid Geometry":
                yield Finding("geometry-invalid", layer.file, feature.number, "geometry", visible(reason), {"key": feature.key})


def _coverages(dataset: Dataset, shapes: Mapping[str, Shapes]) -> Findings:
    """Districts, and communes, meet without overlap or gap, and fill the province."""
    for name in ("districts", "communes_2025"):
        if shapes.get(name):
            yield from _coverage(dataset, name, shapes[name], shapes.get("province", {}))


def _coverage(dataset: Dataset, name: str, shapes: Shapes, province: Shapes) -> Findings:
    import shapely

    layer, crs = dataset.layers[name], dataset.settings.area_crs
    numbers = {str(feature.key): feature.number for feature in layer.features}
    union = None
    if shapely.coverage_is_valid(list(shapes.values()), gap_width=dataset.settings.tolerances.coverage_gap_m / 111_320):
        union = shapely.coverage_union_all(list(shapes.values()))
    else:
        seen = False
        for first, second, part in _overlaps(shapes):
            seen = True
            params = {"first": first, "second": second, "area": f"{_area(part, crs):.2f}"}
            yield Finding("coverage-overlap", layer.file, numbers[second], "geometry", None, params)
        union = shapely.union_all(list(shapes.values()))
        for hole in _holes(union, province):
            seen = True
            params = {"area": f"{_area(hole, crs):.2f}", "near": _lonlat(hole)}
            yield Finding("coverage-gap", layer.file, None, "geometry", None, params)
        if not seen:
            edges = [e for e in shapely.coverage_invalid_edges(list(shapes.values())) if not e.is_empty]
            where = _lonlat(edges[0]) if edges else "–"
            yield Finding("coverage-edges-differ", layer.file, None, "geometry", None, {"near": where})
    for outline in province.values():
        difference = _area(shapely.symmetric_difference(union, outline), crs)
        if difference > dataset.settings.tolerances.outline_ha:
            params = {"area": f"{difference:.1f}", "outline": dataset.layers["province"].file, "most": f"{dataset.settings.tolerances.outline_ha:g}"}
            yield Finding("coverage-outline-differs", layer.file, None, "geometry", None, params)


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
            if not province or any(outline.intersects(hole.representative_point()) for outline in province.values()):
                yield hole


def _area(part: Any, crs: str = "EPSG:4326") -> float:
    """Geodesic area in hectares of the polygons of a shapely geometry; lines and points have none."""
    if part.geom_type in ("Polygon", "MultiPolygon"):
        return 0.0 if part.is_empty else area_ha(part.__geo_interface__, crs)
    return sum(_area(inner, crs) for inner in getattr(part, "geoms", ()))


def _lonlat(part: Any) -> str:
    point = part.representative_point()
    return f"{point.x:.5f}, {point.y:.5f}"


def _district_areas(dataset: Dataset) -> Findings:
    layer, most = dataset.layers["districts"], dataset.settings.tolerances.district_area_pct
    for feature in layer.features:
        official = feature.properties.get("area_official_km2")
        if official is None or feature.geometry is None:
            continue
        if type(official) not in (int, float) or official <= 0:
            yield Finding("number-invalid", layer.file, feature.number, "area_official_km2", visible(str(official)))
            continue
        yield from _compare(dataset, layer, feature, float(official) * 100, most, "area_official_km2")


def _compare(dataset: Dataset, layer: Layer, feature: Feature, declared_ha: float, most_pct: float, field: str) -> Findings:
    """The declared area beside the geodesic area of the polygon."""
    assert feature.geometry is not None
    drawn = area_ha(feature.geometry, dataset.settings.area_crs)
    off = abs(drawn - declared_ha) / declared_ha * 100 if declared_ha else float("inf")
    if off > most_pct:
        params = {"key": feature.key, "drawn": f"{drawn:.2f}", "declared": f"{declared_ha:.2f}", "off": f"{off:.1f}", "most": f"{most_pct:g}"}
        yield Finding("area-differs-from-polygon", layer.file, feature.number, field, f"{declared_ha:.2f}", params)


# ── sites ─────────────────────────────────────────────────────────────────────────────────────────


def _sites(dataset: Dataset, shapes: Mapping[str, Shapes]) -> Findings:
    for name in ("zones", "clusters"):
        rows = {str(row.values["id"]): row for row in dataset.tables[name].rows}
        for feature in dataset.layers[name].features:
            row, site = rows.get(str(feature.key)), shapes.get(name, {}).get(str(feature.key))
            if row is not None and site is not None:
                yield from _site(dataset, dataset.layers[name], feature, row, site, shapes)


def _site(dataset: Dataset, layer: Layer, feature: Feature, row: Row, site: Any, shapes: Mapping[str, Shapes]) -> Findings:
    code = str(row.values["district_code"])
    district = shapes.get("districts", {}).get(code)
    if district is not None and _share_outside(site, district) > 0.5:
        actual = next((key for key, other in shapes["districts"].items() if _share_outside(site, other) <= 0.5), "–")
        params = {"key": feature.key, "district": code, "actual": actual}
        yield Finding("site-outside-district", layer.file, feature.number, "geometry", _lonlat(site), params)
    commune = shapes.get("communes_2025", {}).get(str(row.values["commune_2025_code"]))
    if commune is not None and site.geom_type == "Point":
        yield from _commune(layer, feature, row, site, commune)
    planned = row.values["area_planned_ha"]
    if site.geom_type != "Point" and isinstance(planned, float):
        yield from _compare(dataset, layer, feature, planned, dataset.settings.tolerances.site_area_pct, "area_planned_ha")


def _share_outside(site: Any, area: Any) -> float:
    """How much of a site lies outside an area, 0 to 1; a point is in or out."""
    if site.geom_type == "Point":
        return 0.0 if area.intersects(site) else 1.0
    return 1 - site.intersection(area).area / site.area


def _commune(layer: Layer, feature: Feature, row: Row, point: Any, commune: Any) -> Findings:
    """A point may lie outside its commune by no more than its own uncertainty."""
    import shapely

    if commune.intersects(point):
        return
    nearest = shapely.shortest_line(point, commune).coords[-1]
    off = distance_km((point.x, point.y), (nearest[0], nearest[1])) * 1000
    if off > (feature.properties.get("uncertainty_m") or 0):
        params = {"key": feature.key, "commune": row.values["commune_2025_code"], "off": f"{off:.0f}"}
        yield Finding("point-outside-commune", layer.file, feature.number, "geometry", _lonlat(point), params)


def _readers(dataset: Dataset) -> Findings:
    """GDAL, and so QGIS, must read the same features as the map shows."""
    from kcn_map import vectorfile

    for name in ("districts", "zones", "clusters"):
        layer = dataset.layers[name]
        if not layer.features:
            continue
        key = "code" if name == "districts" else "id"
        try:
            found = [record.properties.get(key) for record in vectorfile.read(dataset.folder / layer.file)]
        except OSError as error:
            found = [error.strerror]
        if found != [feature.key for feature in layer.features]:
            params = {"strict": len(layer.features), "gdal": len(found)}
            yield Finding("readers-differ", layer.file, None, key, visible(", ".join(map(str, found))), params)
