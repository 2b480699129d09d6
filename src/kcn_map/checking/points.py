"""Checks of points: each has both coordinates, and lies as far from a town as is published."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from kcn_map.checking.common import Findings, at, name_column, site_tables
from kcn_map.core.common_schema import KINDS_OF_TOWNS
from kcn_map.core.findings import Finding
from kcn_map.core.model import Dataset, Layer
from kcn_map.core.schema import schema_of
from kcn_map.geo.geodesy import METRES_PER_DEGREE, distance_km
from kcn_map.reading.cells import shown, visible
from kcn_map.text.names import fold
from kcn_map.text.similarity import closest

#: (longitude, latitude) as columns and properties name them.
PAIRS = (("lon", "lat"), ("label_lon", "label_lat"))
#: No rough point is known to fewer metres.
CLOSEST_M = 50.0
#: An attribute that is a distance by road, and whose: that of a town by its id, or by its name in one word.
_DISTANCE = re.compile(r"distance_(\w+)_km", re.ASCII)
#: A road may be so many times shorter than the straight line, which a source measures to the edge of a city, …
SHORTER, SHORTER_KM = 1.25, 1.0
#: … and so many times longer.
LONGER, LONGER_KM = 3.0, 5.0


def check_points(dataset: Dataset, shapes: Mapping[str, Mapping[str, Any]]) -> Findings:
    yield from _halves(dataset)
    yield from _certainty(dataset)
    yield from _distances(dataset, shapes)


def _halves(dataset: Dataset) -> Findings:
    """Where one coordinate stands, the other does too."""
    for file, lon, lat, records in _pairs(dataset):
        for number, values in records:
            if (values[lon] is None) != (values[lat] is None):
                lacking, other = (lon, lat) if values[lon] is None else (lat, lon)
                params = {"other": other, "found": shown(values[other])}
                yield Finding("point-half", file, number, lacking, None, params)


def _pairs(dataset: Dataset) -> Iterator[tuple[str, str, str, list[tuple[int, Mapping[str, Any]]]]]:
    """(file, longitude's column, latitude's, (row or feature, values) of each) of whatever has two such columns."""
    for lon, lat in PAIRS:
        for schema in schema_of(dataset.settings).tables:
            if lon in (column.name for column in schema.columns):
                yield schema.file, lon, lat, [(row.line, row.values) for row in dataset.tables[schema.name].rows]
        for layer in schema_of(dataset.settings).layers:
            if lon in (column.name for column in layer.properties):
                features = dataset.layers[layer.name].features
                yield layer.file, lon, lat, [(feature.number, feature.properties) for feature in features]


def _certainty(dataset: Dataset) -> Findings:
    """A rough point says how uncertain it is, if most do; no point is given more coarsely than that."""
    points = [
        (dataset.layers[name].file, feature)
        for name in site_tables(dataset)
        for feature in dataset.layers[name].features
        if feature.geometry is not None and feature.geometry["type"] == "Point"
    ]
    vague = [(file, f) for file, f in points if f.properties["location_accuracy"] == "commune"]
    missing = [(file, f) for file, f in vague if f.properties["uncertainty_m"] is None]
    for file, feature in missing if 2 * len(missing) < len(vague) else ():
        yield Finding("uncertainty-missing", file, feature.number, "uncertainty_m", None, {"key": feature.key})
    for file, feature in points:
        metres, place = feature.properties["uncertainty_m"], feature.geometry["coordinates"][:2]  # type: ignore[index]
        step = METRES_PER_DEGREE / 10 ** max(map(_decimals, place)) / 2
        if metres is not None and step > metres >= CLOSEST_M:
            params = {"key": feature.key, "step": float(f"{step:.2g}"), "metres": float(metres)}
            yield Finding("point-rounded", file, feature.number, "geometry", ", ".join(map(str, place)), params)


def _decimals(number: float) -> int:
    return len(repr(float(number)).partition(".")[2].rstrip("0"))


def _distances(dataset: Dataset, shapes: Mapping[str, Mapping[str, Any]]) -> Findings:
    """A distance by road is no shorter than the straight line, and not many times longer."""
    table = dataset.tables["observations"]
    rows = [(row, found[1]) for row in table.rows if (found := _DISTANCE.fullmatch(str(row.values["attribute"])))]
    towns = _towns(dataset) if rows else {}
    yield from _misspelt_towns(dataset.layers["towns"], {of for _, of in rows}, towns)
    sites = {
        str(feature.key): (shape, feature.properties["uncertainty_m"] or 0)
        for name in site_tables(dataset)
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
            params = {"place": visible(str(town.properties[name_column(dataset)])), "straight": round(straight, 1)}
            yield at("distance-implausible", table.file, row, "value", town=town.number, **params)


def _misspelt_towns(layer: Layer, wanted: set[str], towns: Mapping[str, Any]) -> Findings:
    """An id that no distance names is like one that has none: one of the two is misspelt."""
    spare = [key for key, town in towns.items() if key not in wanted and town.properties["id"]]
    for of in sorted(wanted - towns.keys()):
        for key in closest(of, spare, cutoff=0.75):
            params = {"attribute": f"distance_{of}_km"}
            yield Finding("town-id-unlike", layer.file, towns[key].number, "id", visible(key), params)


def _towns(dataset: Dataset) -> dict[str, Any]:
    """Id, or name in one word for those that readers know → the town."""
    towns: dict[str, Any] = {}
    for feature in dataset.layers["towns"].features:
        id_, name, kind = (feature.properties[key] for key in ("id", name_column(dataset), "kind"))
        key = id_ or (fold(str(name)).replace(" ", "") if kind in KINDS_OF_TOWNS else "")
        if key and feature.geometry is not None and abs(feature.geometry["coordinates"][1]) <= 90:
            towns.setdefault(str(key), feature)
    return towns
