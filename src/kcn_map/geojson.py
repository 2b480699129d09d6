"""GeoJSON layers, parsed strictly as JSON and held to RFC 7946: GDAL would close open rings in silence."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kcn_map.cells import visible
from kcn_map.findings import Finding
from kcn_map.model import Feature, Layer
from kcn_map.schema import LayerSchema

MOST_DECIMALS = 6
#: How deep the coordinates of a geometry are nested: positions are the innermost.
DEPTH = {"Point": 0, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
Ring = Sequence[Sequence[float]]


def parse_layer(schema: LayerSchema, text: str) -> tuple[Layer, list[Finding]]:
    """The layer, with the features that can be used, and everything that is wrong with it."""
    findings: list[Finding] = []
    tree = _parse_json(schema, text, findings)
    if tree is None:
        return Layer(schema.file, ()), findings
    if not isinstance(tree, dict) or tree.get("type") != "FeatureCollection" or not isinstance(tree.get("features"), list):
        return Layer(schema.file, ()), [*findings, Finding("geojson-not-a-collection", schema.file)]
    if "crs" in tree:
        findings.append(Finding("geojson-crs-member", schema.file, field="crs", value=visible(json.dumps(tree["crs"]))))
    features = []
    for number, item in enumerate(tree["features"], 1):
        feature = _feature(schema, number, item, findings)
        if feature is not None:
            features.append(feature)
    return Layer(schema.file, tuple(features)), findings


def rings_of(geometry: Mapping[str, Any]) -> Iterator[tuple[Ring, bool]]:
    """The rings of a polygonal geometry, each with whether it is an outer one. None for other types."""
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    if geometry["type"] in ("Polygon", "MultiPolygon"):
        for polygon in polygons:
            for place, ring in enumerate(polygon):
                yield ring, place == 0


def positions_of(geometry: Mapping[str, Any]) -> Iterator[Sequence[float]]:
    """All positions of a geometry."""

    def walk(part: Any, depth: int) -> Iterator[Sequence[float]]:
        if depth == 0:
            yield part
        else:
            for inner in part:
                yield from walk(inner, depth - 1)

    yield from walk(geometry["coordinates"], DEPTH[geometry["type"]])


def _parse_json(schema: LayerSchema, text: str, findings: list[Finding]) -> Any:
    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(items)
        if len(found) < len(items):
            seen: set[str] = set()
            twice = next(key for key, _ in items if key in seen or seen.add(key))  # type: ignore[func-returns-value]
            findings.append(Finding("geojson-duplicate-key", schema.file, value=visible(twice)))
        return found

    def constant(name: str) -> float:
        findings.append(Finding("number-not-finite", schema.file, value=name))
        return 0.0

    try:
        return json.loads(text, object_pairs_hook=pairs, parse_constant=constant)
    except json.JSONDecodeError as error:
        params = {"why": error.msg, "column": error.colno}
        findings.append(Finding("geojson-unreadable", schema.file, row=error.lineno, params=params))
    except (RecursionError, ValueError) as error:
        # ValueError: an integer of more digits than Python converts
        why = "nested too deeply" if isinstance(error, RecursionError) else str(error).split(";")[0]
        findings.append(Finding("geojson-unreadable", schema.file, row=1, params={"why": why, "column": 1}))
    return None


def _feature(schema: LayerSchema, number: int, item: Any, findings: list[Finding]) -> Feature | None:
    def wrong(code: str, field: str | None = None, value: Any = None, **params: Any) -> None:
        shown = None if value is None else visible(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        findings.append(Finding(code, schema.file, row=number, field=field, value=shown, params=params))

    if not isinstance(item, dict) or item.get("type") != "Feature" or not isinstance(item.get("properties"), dict):
        wrong("geojson-not-a-feature")
        return None
    properties, key = item["properties"], None
    if schema.key:
        key = properties.get(schema.key)
        if not isinstance(key, str) or not key:
            wrong("geojson-key-missing", field=schema.key, value=key, key=schema.key)
            return None
    geometry = item.get("geometry")
    if geometry is None:
        if not schema.may_be_null:
            wrong("geometry-missing", field="geometry")
        return Feature(number, key, properties, None)
    problem = _geometry_problem(schema, geometry)
    if problem is not None:
        wrong(problem[0], field="geometry", value=problem[1], allowed=", ".join(schema.geometry_types))
        return Feature(number, key, properties, None)
    if _decimals(geometry) > MOST_DECIMALS:
        wrong("geojson-decimals", field="geometry", decimals=_decimals(geometry))
    if any((signed_area(ring) > 0) != outer for ring, outer in rings_of(geometry)):
        wrong("geojson-winding", field="geometry")
    return Feature(number, key, properties, geometry)


def _geometry_problem(schema: LayerSchema, geometry: Any) -> tuple[str, Any] | None:
    """The first thing that makes a geometry unusable: the finding code and the value as found."""
    if not isinstance(geometry, dict) or geometry.get("type") not in schema.geometry_types:
        return "geometry-type", geometry.get("type") if isinstance(geometry, dict) else geometry
    if not _has_shape(geometry.get("coordinates"), DEPTH[geometry["type"]]):
        return "geometry-coordinates", None
    for position in positions_of(geometry):
        if not all(math.isfinite(number) and abs(number) < 1e9 for number in position):
            return "number-not-finite", list(position)
    for ring, _ in rings_of(geometry):
        if len(ring) < 4 or list(ring[0]) != list(ring[-1]):
            return ("ring-open", list(ring[-1])) if len(ring) > 2 else ("geometry-coordinates", None)
    return None


def _has_shape(part: Any, depth: int) -> bool:
    """Whether coordinates are lists nested `depth` deep around positions of two or three numbers, none empty."""
    if depth == 0:
        return isinstance(part, list) and len(part) in (2, 3) and all(type(number) in (int, float) for number in part)
    return isinstance(part, list) and bool(part) and all(_has_shape(inner, depth - 1) for inner in part)


def signed_area(ring: Ring) -> float:
    """Twice the area of a ring in square degrees; positive where it runs counter-clockwise, as RFC 7946 has outer rings."""
    return math.fsum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:], strict=False))


def _decimals(geometry: Mapping[str, Any]) -> int:
    return max((len(repr(number).partition(".")[2]) for position in positions_of(geometry) for number in position if "e" not in repr(number)), default=0)
