"""GeoJSON layers, parsed as JSON and checked against RFC 7946: GDAL would silently close open rings.

Altitudes are left out: the map has none.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import chain, islice
from typing import Any

import orjson

from kcn_map.core.findings import Finding
from kcn_map.core.model import Feature, Geometry, Layer
from kcn_map.core.schema import LayerSchema
from kcn_map.geo.columns import columns_of, is_for_numpy
from kcn_map.reading.cells import shown, visible
from kcn_map.reading.geometries import positions_of, read_geometries
from kcn_map.reading.properties import read_keys, read_properties
from kcn_map.text.messages import Told
from kcn_map.text.reasons import reason

MOST_DECIMALS = 6
#: A layer of so many different properties is something else; each of them would be a finding.
MOST_PROPERTIES = 10_000
_CRS84 = re.compile(r"urn:ogc:def:crs:OGC:(1\.3)?:CRS84|OGC:CRS84", re.IGNORECASE)


def parse_layer(schema: LayerSchema, text: str) -> tuple[Layer, list[Finding]]:
    """The layer, with the features that can be used, and everything that is wrong with it."""
    quick = _parse_quickly(text)
    if quick is not None:
        layer, findings = _read_tree(schema, quick, [])
        if not findings:
            return layer, findings
    findings = []
    tree = _parse_json(schema, text, findings)
    if tree is None:
        return Layer(schema.file, ()), findings
    return _read_tree(schema, tree, findings)


def _crs84(crs: Any) -> str:
    """The name in a `crs` member that says what RFC 7946 takes for granted, as QGIS and GDAL write it; else ""."""
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return name if isinstance(name, str) and _CRS84.fullmatch(name) else ""


def _read_tree(schema: LayerSchema, tree: Any, findings: list[Finding]) -> tuple[Layer, list[Finding]]:
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
    features = _features(schema, tree["features"], findings)
    findings += unknown
    if not _are_short([feature.geometry for feature in features if feature.geometry is not None]):
        findings += _decimals(schema, features)
        features = [_rounded(feature) for feature in features]
    return Layer(schema.file, tuple(features)), findings


def _parse_quickly(text: str) -> Any:
    """The value of a JSON text; None where it is none, or where keys may stand in an object twice.

    A third of the time of the strict way, which has to say what is wrong: keys are as many as there are colons; where
    texts have some too, as many as there are behind quotes, if none stands apart from its quote.
    """
    try:
        tree = orjson.loads(text.encode())  # of a text itself that would stay with it
        items = tree["features"]
        members = ((item, item["properties"], item["geometry"] or ()) for item in items)
        keys = len(tree) + sum(map(len, chain.from_iterable(members)))
    except (orjson.JSONDecodeError, UnicodeEncodeError, LookupError, TypeError):
        return None
    if text.count(":") == keys:
        return tree
    is_apart = any(apart in text for apart in (" :", "\n:", "\t:", "\r:"))
    return tree if not is_apart and text.count('":') == keys else None


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


def _features(schema: LayerSchema, items: Sequence[Any], findings: list[Finding]) -> list[Feature]:
    """The features that can be used. Each rule goes through all of them: findings come in the order of their rows."""
    found = []
    given = {number: item for number, item in enumerate(items, 1) if _is_feature(item)}
    found += [Finding("geojson-not-a-feature", schema.file, n) for n in range(1, len(items) + 1) if n not in given]
    keys: dict[int, str | None] = dict.fromkeys(given)
    if schema.key:
        keys, wrong = read_keys(schema, {number: item["properties"] for number, item in given.items()})
        found += wrong
    properties, wrong = read_properties(schema, {number: given[number]["properties"] for number in keys})
    geometries, unusable = read_geometries(schema, {number: given[number].get("geometry") for number in keys})
    findings += sorted([*found, *wrong, *unusable], key=lambda finding: finding.row or 0)
    return [Feature(number, key, properties[number], geometries[number]) for number, key in keys.items()]


def _is_feature(item: Any) -> bool:
    return isinstance(item, dict) and item.get("type") == "Feature" and isinstance(item.get("properties"), dict)


def _unknown_properties(schema: LayerSchema, items: list[Any]) -> Iterator[Finding]:
    """A warning for each property that no one reads, at the first feature that has it."""
    seen = {schema.key, *(column.name for column in schema.properties)}
    found = (item.get("properties") if isinstance(item, dict) else None for item in items)
    named = [properties if isinstance(properties, dict) else {} for properties in found]
    if seen.issuperset(chain.from_iterable(named)):
        return
    for number, properties in enumerate(named, 1):
        for name in properties:
            if name not in seen:
                seen.add(name)
                yield Finding("property-unknown", schema.file, number, visible(name), visible(name))


def _are_short(geometries: Sequence[Geometry]) -> bool:
    """Whether no number has more decimals than a layer may have: counting them all would be slow."""
    columns = columns_of(geometries)
    if not is_for_numpy(columns):
        return all(round(number, MOST_DECIMALS) == number for number in columns.numbers)
    import numpy

    scale = 10**MOST_DECIMALS
    return bool((numpy.rint(columns.positions * scale) / scale == columns.positions).all())


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
