"""Checks of points: each has both coordinates, and lies as far from a town as is published."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from kcn_map.checking.common import SITE_TABLES, Findings, at
from kcn_map.core.common_schema import KINDS_OF_TOWNS
from kcn_map.core.findings import Finding
from kcn_map.core.model import Dataset, Layer
from kcn_map.core.schema import schema_of
from kcn_map.geo.geodesy import distance_km
from kcn_map.reading.cells import shown, visible
from kcn_map.text.names import fold

#: (longitude, latitude) as columns and properties name them.
PAIRS = (("lon", "lat"), ("label_lon", "label_lat"))
#: An attribute that is a distance by road, and whose: that of a town by its id, or by its name in one word.
_DISTANCE = re.compile(r"distance_(\w+)_km", re.ASCII)
#: A road may be so many times shorter than the straight line, which a source measures to the edge of a city, …
SHORTER, SHORTER_KM = 1.25, 1.0
#: … and so many times longer.
LONGER, LONGER_KM = 3.0, 5.0


def check_points(dataset: Dataset, shapes: Mapping[str, Mapping[str, Any]]) -> Findings:
    yield from _halves(dataset)
    yield from _distances(dataset, shapes)


def _halves(dataset: Dataset) -> Findings:
    """Where one coordinate stands, the other does too."""
    for file, number, lon, lat, values in _pairs(dataset):
        for lacking, other in ((lon, lat), (lat, lon)):
            if values[lacking] is None and values[other] is not None:
                params = {"other": other, "found": shown(values[other])}
                yield Finding("point-half", file, number, lacking, None, params)


def _pairs(dataset: Dataset) -> Iterator[tuple[str, int, str, str, Mapping[str, Any]]]:
    """(file, row or feature, longitude's column, latitude's, values) of whatever has two such columns."""
    for lon, lat in PAIRS:
        for schema in schema_of(dataset.settings).tables:
            if lon in (column.name for column in schema.columns):
                yield from ((schema.file, r.line, lon, lat, r.values) for r in dataset.tables[schema.name].rows)
        for layer in schema_of(dataset.settings).layers:
            if lon in (column.name for column in layer.properties):
                found = dataset.layers[layer.name].features
                yield from ((layer.file, f.number, lon, lat, f.properties) for f in found)


def _distances(dataset: Dataset, shapes: Mapping[str, Mapping[str, Any]]) -> Findings:
    """A distance by road is no shorter than the straight line, and not many times longer."""
    table = dataset.tables["observations"]
    rows = [(row, found[1]) for row in table.rows if (found := _DISTANCE.fullmatch(str(row.values["attribute"])))]
    towns = _towns(dataset.layers["towns"]) if rows else {}
    sites = {
        str(feature.key): (shape, feature.properties["uncertainty_m"] or 0)
        for name in SITE_TABLES
        for feature in dataset.layers[name].features
        if rows and (shape := shapes[name].get(str(feature.key))) is not None
    }
    for row, of in rows:
        road, town = row.values["value"], towns.get(of)
        shape, uncertain_m = sites.get(str(row.values["subject"]), (None, 0))
        if shape is None or town is None or not isinstance(road, int | float):
            continue
        west, south, east, north = shape.bounds
        straight = distance_km((shape.centroid.x, shape.centroid.y), town.geometry["coordinates"][:2])
        unsure = uncertain_m / 1000 + distance_km((west, south), (east, north)) / 2
        is_short = row.values["qualifier"] != "over" and straight - unsure > SHORTER * road + SHORTER_KM
        if is_short or road > LONGER * (straight + unsure) + LONGER_KM:
            params = {"place": visible(str(town.properties["name_vi"])), "straight": round(straight, 1)}
            yield at("distance-implausible", table.file, row, "value", town=town.number, **params)


def _towns(layer: Layer) -> dict[str, Any]:
    """Id, or name in one word for those that readers know → the town."""
    towns: dict[str, Any] = {}
    for feature in layer.features:
        id_, name, kind = (feature.properties[key] for key in ("id", "name_vi", "kind"))
        key = id_ or (fold(str(name)).replace(" ", "") if kind in KINDS_OF_TOWNS else "")
        if key and feature.geometry is not None and abs(feature.geometry["coordinates"][1]) <= 90:
            towns.setdefault(str(key), feature)
    return towns
