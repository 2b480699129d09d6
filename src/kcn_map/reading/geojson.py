"""GeoJSON layers, parsed as JSON and checked against RFC 7946: GDAL would silently close open rings.

Altitudes are left out: the map has none.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import chain, islice
from operator import mul
from typing import Any

import orjson

from kcn_map.core.findings import Finding
from kcn_map.core.model import Feature, Layer
from kcn_map.core.schema import LayerSchema
from kcn_map.geo.coordinates import DEPTH
from kcn_map.reading.cells import shown, visible
from kcn_map.reading.properties import read_key, read_properties
from kcn_map.text.messages import Told
from kcn_map.text.reasons import reason

MOST_DECIMALS = 6
#: Metres of any projection stay below this.
LARGEST_COORDINATE = 1e9
#: How many positions make the shortest line, and ring.
SHORTEST = {"Point": 1, "LineString": 2, "MultiLineString": 2, "Polygon": 4, "MultiPolygon": 4}
NULL = object()
Position = Sequence[float]
Ring = Sequence[Position]

#: A layer of so many different properties is something else; each of them would be a finding.
MOST_PROPERTIES = 10_000
_CRS84 = re.compile(r"urn:ogc:def:crs:OGC:(1\.3)?:CRS84|OGC:CRS84", re.IGNORECASE)
_SEVEN_DECIMALS = re.compile(r"\.\d{7}")


def parse_layer(schema: LayerSchema, text: str) -> tuple[Layer, list[Finding]]:
    """The layer, with the features that can be used, and everything that is wrong with it."""
    quick = _parse_quickly(text)
    if quick is not None:
        layer, findings = _read_tree(schema, text, quick, [])
        if not findings:
            return layer, findings
    findings = []
    tree = _parse_json(schema, text, findings)
    if tree is None:
        return Layer(schema.file, ()), findings
    return _read_tree(schema, text, tree, findings)


def _crs84(crs: Any) -> str:
    """The name in a `crs` member that says what RFC 7946 takes for granted, as QGIS and GDAL write it; else ""."""
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return name if isinstance(name, str) and _CRS84.fullmatch(name) else ""


def _read_tree(schema: LayerSchema, text: str, tree: Any, findings: list[Finding]) -> tuple[Layer, list[Finding]]:
    if (
        not isinstance(tree, dict)
        or tree.get("type") != "FeatureCollection"
        or not isinstance(tree.get("features"), list)
    ):
        return Layer(schema.file, ()), [*findings, Finding("geojson-not-a-collection", schema.file)]
    if "crs" in tree:
        if name := _crs84(tree["crs"]):
            findings.append(Finding("geojson-crs-needless", schema.file, field="crs", value=name))
        else:
            findings.append(Finding("geojson-crs-member", schema.file, field="crs", value=shown(tree["crs"])))
    unknown = list(islice(_unknown_properties(schema, tree["features"]), MOST_PROPERTIES + 1))
    if len(unknown) > MOST_PROPERTIES:
        findings.append(Finding("properties-too-many", schema.file, params={"most": MOST_PROPERTIES}))
        return Layer(schema.file, ()), findings
    features = []
    for number, item in enumerate(tree["features"], 1):
        feature = _feature(schema, number, item, findings)
        if feature is not None:
            features.append(feature)
    findings += unknown
    if _SEVEN_DECIMALS.search(text) or "e-" in text or "E-" in text:  # counting them all would be slow
        findings += _decimals(schema, features)
        features = [_rounded(feature) for feature in features]
    return Layer(schema.file, tuple(features)), findings


def rings_of(geometry: Mapping[str, Any]) -> Iterator[tuple[Ring, bool]]:
    """The rings of a polygonal geometry, each with whether it is an outer one. None for other types."""
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    if geometry["type"] in ("Polygon", "MultiPolygon"):
        for polygon in polygons:
            for index, ring in enumerate(polygon):
                yield ring, index == 0


def positions_of(geometry: Mapping[str, Any]) -> list[Position]:
    """All positions of a geometry."""
    parts = [geometry["coordinates"]]
    for _ in range(DEPTH[geometry["type"]]):
        parts = list(chain.from_iterable(parts))
    return parts


def _parse_quickly(text: str) -> Any:
    """The value of a JSON text; None where it is none, or where keys may stand in an object twice.

    A third of the time of the strict way, which has to say what is wrong: keys are as many as there are colons
    behind quotes, where none stands apart from its quote or in a text.
    """
    if any(apart in text for apart in (" :", "\n:", "\t:", "\r:")):
        return None
    try:
        tree = orjson.loads(text)
        items = tree["features"]
        keys = len(tree) + sum(len(item) + len(item["properties"]) + len(item["geometry"] or ()) for item in items)
    except (orjson.JSONDecodeError, LookupError, TypeError):
        return None
    return tree if text.count('":') == keys else None


def _parse_json(schema: LayerSchema, text: str, findings: list[Finding]) -> Any:
    """The value of a JSON text; None, with a finding, where it is none (or null)."""

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(items)
        if len(found) < len(items):
            twice = Counter(name for name, _ in items).most_common(1)[0][0]
            findings.append(Finding("geojson-duplicate-key", schema.file, value=visible(twice)))
        return found

    def constant(name: str) -> float:
        findings.append(Finding("number-not-finite", schema.file, value=name))
        return math.nan

    try:
        tree = json.loads(text, object_pairs_hook=pairs, parse_constant=constant)
    except json.JSONDecodeError as error:
        params = {"why": reason(error.msg), "column": error.colno}
        return findings.append(Finding("geojson-unreadable", schema.file, row=error.lineno, params=params))
    except RecursionError:
        why: Any = Told("detail.nested")
    except ValueError:
        why = Told("detail.long_integer")
    else:
        return {} if tree is None else tree
    return findings.append(Finding("geojson-unreadable", schema.file, row=1, params={"why": why, "column": 1}))


def _feature(schema: LayerSchema, number: int, item: Any, findings: list[Finding]) -> Feature | None:
    if not isinstance(item, dict) or item.get("type") != "Feature" or not isinstance(item.get("properties"), dict):
        findings.append(Finding("geojson-not-a-feature", schema.file, number))
        return None
    key = None
    if schema.key:
        key, found = read_key(schema, number, item["properties"])
        findings += found
        if key is None:
            return None
    properties, found = read_properties(schema, number, item["properties"])
    findings += found
    geometry = item.get("geometry")
    problem = _geometry_problem(schema, geometry)
    if problem is not None:
        code, value = problem
        told = None if value is NULL else shown(value)
        params = {"allowed": ", ".join(schema.geometry_types)}
        findings.append(Finding(code, schema.file, number, "geometry", told, params))
        geometry = None
    if geometry is None:
        return Feature(number, key, properties, None)
    if any(signed_area(ring) * (1 if outer else -1) < 0 for ring, outer in rings_of(geometry)):
        findings.append(Finding("geojson-winding", schema.file, number, "geometry"))
    return Feature(number, key, properties, _flat(geometry))


def _geometry_problem(schema: LayerSchema, geometry: Any) -> tuple[str, Any] | None:
    """The first thing that makes a geometry unusable: code and value as found, NULL for none to show."""
    if geometry is None:
        return None if schema.may_be_null else ("geometry-missing", NULL)
    if not isinstance(geometry, dict) or geometry.get("type") not in schema.geometry_types:
        return "geometry-type", geometry.get("type") if isinstance(geometry, dict) else geometry
    lines = _lines(geometry.get("coordinates"), DEPTH[geometry["type"]])
    if lines is None:
        return "geometry-coordinates", NULL
    for line in lines:
        problem = _line_problem(line, SHORTEST[geometry["type"]])
        if problem is not None:
            return problem
    return None


def _lines(coordinates: Any, depth: int) -> list[Any] | None:
    """The innermost lists of positions; None where the nesting is wrong or a part is empty."""
    parts = [[coordinates]] if depth == 0 else [coordinates]
    for _ in range(depth - 1):
        if not all(isinstance(part, list) and part for part in parts):
            return None
        parts = list(chain.from_iterable(parts))
    return parts if all(isinstance(part, list) and part for part in parts) else None


def _line_problem(line: list[Any], shortest: int) -> tuple[str, Any] | None:
    """What is wrong with the positions of a point, line or ring. Without a loop in Python: there are many."""
    if set(map(type, line)) != {list} or not {2, 3} >= set(map(len, line)):
        return "geometry-coordinates", NULL
    numbers = list(chain.from_iterable(line))
    if not {int, float} >= set(map(type, numbers)):
        return "geometry-coordinates", NULL
    in_range = -LARGEST_COORDINATE < min(numbers) <= max(numbers) < LARGEST_COORDINATE
    if not in_range or math.isnan(sum(numbers)):  # min and max pass over a NaN
        return "number-not-finite", next(position for position in line if not _is_finite(position))
    if shortest == SHORTEST["Polygon"] and line[0] != line[-1]:
        return "ring-open", line[-1]
    return ("geometry-coordinates", NULL) if len(line) < shortest else None


def _is_finite(position: Position) -> bool:
    return all(-LARGEST_COORDINATE < number < LARGEST_COORDINATE for number in position)


def _flat(geometry: Mapping[str, Any]) -> dict[str, Any]:
    """Type and coordinates of a geometry, without altitudes."""
    coordinates = geometry["coordinates"]
    if 3 in set(map(len, positions_of(geometry))):

        def cut(part: Any, depth: int) -> Any:
            return part[:2] if depth == 0 else [cut(inner, depth - 1) for inner in part]

        coordinates = cut(coordinates, DEPTH[geometry["type"]])
    return {"type": geometry["type"], "coordinates": coordinates}


def signed_area(ring: Ring) -> float:
    """Twice the area of a ring in square degrees; positive where it runs counter-clockwise, as outer rings do."""
    x0, y0 = ring[0][0], ring[0][1]
    xs, ys = [position[0] - x0 for position in ring], [position[1] - y0 for position in ring]
    return sum(map(mul, xs, ys[1:])) - sum(map(mul, xs[1:], ys))


def _unknown_properties(schema: LayerSchema, items: list[Any]) -> Iterator[Finding]:
    """A warning for each property that no one reads, at the first feature that has it."""
    seen = {schema.key, *(column.name for column in schema.properties)}
    for number, item in enumerate(items, 1):
        properties = item.get("properties") if isinstance(item, dict) else None
        for name in properties if isinstance(properties, dict) else ():
            if name not in seen:
                seen.add(name)
                yield Finding("property-unknown", schema.file, number, visible(name), visible(name))


def _decimals(schema: LayerSchema, features: list[Feature]) -> Iterator[Finding]:
    for feature in features:
        numbers = chain.from_iterable(positions_of(feature.geometry)) if feature.geometry else ()
        most = max((_count_decimals(number) for number in numbers), default=0)
        if most > MOST_DECIMALS:
            yield Finding("geojson-decimals", schema.file, feature.number, "geometry", None, {"decimals": most})


def _rounded(feature: Feature) -> Feature:
    """With six decimals, so that all that is made of a layer agrees: the map, its data package, rows, exports."""

    def short(part: Any) -> Any:
        return [short(inner) for inner in part] if isinstance(part, list) else round(part, MOST_DECIMALS)

    if feature.geometry is None:
        return feature
    return replace(feature, geometry={**feature.geometry, "coordinates": short(feature.geometry["coordinates"])})


def _count_decimals(number: float) -> int:
    exponent = Decimal(repr(number)).as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0
