"""Checks of keys: no two the same, each row with its feature, and nothing named that is not there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kcn_map.analysis.figures import split_list
from kcn_map.checking.common import (
    Findings,
    Nearest,
    accuracies,
    at,
    loses_geometry,
    lost_files,
    name_column,
    site_rows,
    site_tables,
    units,
)
from kcn_map.core.columns import Column
from kcn_map.core.findings import Finding
from kcn_map.core.model import Dataset, Feature
from kcn_map.core.schema import schema_of
from kcn_map.reading.cells import visible

#: What location_accuracy claims → the geometries that bear it out.
GEOMETRIES = {
    "surveyed": ("Polygon", "MultiPolygon"),
    "digitised": ("Polygon", "MultiPolygon"),
    "commune": ("Point",),
    "district": (None,),
    "province": (None,),
    "unknown": (None,),
}


def check_keys(dataset: Dataset) -> Findings:
    for check in _CHECKS:
        yield from check(dataset)


def _duplicate_rows(dataset: Dataset) -> Findings:
    """No two rows with the same key; an id belongs to one site among zones and clusters."""
    for schema in schema_of(dataset.settings).tables:
        required = {column.name for column in schema.columns if column.required}
        first: dict[Any, int] = {}
        for row in dataset.tables[schema.name].rows:
            if any(row.values[name] is None for name in schema.key if name in required):
                continue
            key = tuple(row.values[name] for name in schema.key)
            if key in first:
                code = "observation-duplicate" if schema.name == "observations" else "id-duplicate"
                yield at(code, schema.file, row, schema.key[0], first=first[key])
            first.setdefault(key, row.line)
    seen: dict[Any, str] = {None: ""}
    for file, row in site_rows(dataset):
        other = seen.setdefault(row.values["id"], file)
        if other not in ("", file):
            yield at("id-in-both-tables", file, row, "id", other=other)


def _duplicate_features(dataset: Dataset) -> Findings:
    """No two features with the same key, nor with the same id where a layer needs none."""
    for schema in schema_of(dataset.settings).layers:
        field, first = schema.key or "id", dict[str, int]()
        features = dataset.layers[schema.name].features
        keys = [feature.key if schema.key else feature.properties.get(field) for feature in features]
        if len({*keys}) == len(keys):
            continue
        for key, feature in zip(keys, features, strict=True):
            if key is not None and first.setdefault(key, feature.number) != feature.number:
                params = {"first": first[key]}
                yield Finding("id-duplicate", schema.file, feature.number, field, visible(key), params)


def _features_twice(dataset: Dataset) -> Findings:
    """No feature of a layer without keys is drawn twice."""
    for schema in schema_of(dataset.settings).layers:
        first: dict[Any, Feature] = {}
        for feature in dataset.layers[schema.name].features if not schema.key else ():
            name = feature.properties.get(name_column(dataset))
            line = feature.geometry["coordinates"] if feature.geometry is not None else ()
            known = first.setdefault((name, len(line), str(line[:1])[:100]), feature)
            if known is not feature and line and feature.geometry == known.geometry:
                params = {"first": known.number}
                yield Finding(
                    "feature-twice", schema.file, feature.number, "geometry", visible(str(name or "–")), params
                )


def _one_to_one(dataset: Dataset) -> Findings:
    """Each row has its feature and each feature its row."""
    lost = lost_files(dataset)
    for name in site_tables(dataset):
        table, layer = dataset.tables[name], dataset.layers[name]
        if lost & {table.file, layer.file}:
            continue
        rows = {str(row.values["id"]) for row in table.rows if row.values["id"] is not None}
        features = {str(feature.key) for feature in layer.features}
        nearest = Nearest(features - rows)
        for row in table.rows:
            if row.values["id"] is not None and row.values["id"] not in features:
                found = nearest(str(row.values["id"]))
                yield at("id-without-feature", table.file, row, "id", other=layer.file, nearest=found)
        nearest = Nearest(rows - features)
        for feature in layer.features:
            if feature.key not in rows:
                key, params = str(feature.key), {"other": table.file, "nearest": nearest(str(feature.key))}
                yield Finding("id-without-row", layer.file, feature.number, "id", visible(key), params)


def _accuracies(dataset: Dataset) -> Findings:
    """The geometry of a site's feature bears out what it says of its accuracy."""
    broken = {(f.file, f.row) for f in dataset.findings if loses_geometry(f)}
    for name in site_tables(dataset):
        layer = dataset.layers[name]
        for feature in layer.features:
            accuracy, found = feature.properties["location_accuracy"], _geometry_type(feature)
            wanted = GEOMETRIES.get(accuracy, (found,))
            if found not in wanted and (layer.file, feature.number) not in broken:
                params = {"found": found or "null", "wanted": wanted[0] or "null"}
                field = "location_accuracy"
                yield Finding(
                    "accuracy-contradicts-geometry", layer.file, feature.number, field, visible(accuracy), params
                )


def _placed(dataset: Dataset) -> Findings:
    """A site whose place is known, be it roughly, is in an area of the first level."""
    first = dataset.settings.levels[0]
    for name in site_tables(dataset):
        table = dataset.tables[name]
        known = accuracies(dataset, name)
        for row in table.rows:
            accuracy = known.get(str(row.values["id"]))
            if not row.raw[first.code_column].strip() and accuracy not in (None, "province", "unknown"):
                params = {"name": visible(row.raw[name_column(dataset)]), "accuracy": accuracy, "level": first.name}
                yield at("area-missing", table.file, row, first.code_column, **params)


def _geometry_type(feature: Feature) -> str | None:
    return None if feature.geometry is None else feature.geometry["type"]


def _references(dataset: Dataset) -> Findings:
    """Sources and areas that are named must be there, if their file is."""
    known, levels = _known(dataset), {level.id: level for level in dataset.settings.levels}
    nearest = {name: Nearest(keys) for name, keys in known.items()}
    for file, number, column, key in mentions(dataset):
        if column.refers in known and key not in known[column.refers]:
            params: dict[str, Any] = {"nearest": nearest[column.refers](key)}
            level = levels.get(column.refers)
            if level is not None:
                params |= {"level": level.title, "of": level.file}
            code = "area-unknown" if level else "source-unknown"
            yield Finding(code, file, number, column.name, visible(key), params)


def mentions(dataset: Dataset) -> Iterator[tuple[str, int, Column, str]]:
    """(file, row, column, key) wherever a table or a layer names what is kept elsewhere."""
    for table in schema_of(dataset.settings).tables:
        for column in (column for column in table.columns if column.refers):
            for row in dataset.tables[table.name].rows:
                for key in split_list(row.values[column.name]):
                    yield table.file, row.line, column, key
    for layer in schema_of(dataset.settings).layers:
        for column in (column for column in layer.properties if column.refers):
            for feature in dataset.layers[layer.name].features:
                found = feature.properties[column.name]
                for key in found if isinstance(found, list) else [found] if found else []:
                    yield layer.file, feature.number, column, key


def _known(dataset: Dataset) -> Mapping[str, set[str]]:
    """The keys of what can be referred to. Where a level has no area, that is all there is to say."""
    lost, sources = lost_files(dataset), dataset.tables["sources"]
    known = {} if sources.file in lost else {"sources": {str(row.values["id"]) for row in sources.rows}}
    for level in dataset.settings.levels:
        if level.file not in lost and (keys := {str(unit.key) for unit in units(dataset, level)}):
            known[level.id] = keys
    return known


def _subjects(dataset: Dataset) -> Findings:
    """An observation is of a site, an area or the province."""
    levels = dataset.settings.levels
    holders = (*(dataset.tables[name].file for name in site_tables(dataset)), *(level.file for level in levels))
    areas = {f"{level.id}:{unit.key}" for level in levels for unit in units(dataset, level)}
    if lost_files(dataset) & set(holders) or not any(units(dataset, levels[0])):
        return
    known = {"province", *areas, *(str(row.values["id"]) for _, row in site_rows(dataset))}
    table, nearest = dataset.tables["observations"], Nearest(known)
    for row in table.rows:
        if row.values["subject"] is not None and row.values["subject"] not in known:
            near = nearest(str(row.values["subject"]))
            yield at("subject-unknown", table.file, row, "subject", nearest=near, level=levels[0].id)


def _kinds(dataset: Dataset) -> Findings:
    for kind in dataset.settings.kinds:
        table = dataset.tables[kind.stem]
        for row in table.rows:
            if row.values["kind"] not in (None, kind.id):
                yield at("kind-mismatch", table.file, row, "kind", wanted=kind.id)


_CHECKS = (
    _duplicate_rows,
    _duplicate_features,
    _features_twice,
    _one_to_one,
    _accuracies,
    _placed,
    _references,
    _subjects,
    _kinds,
)
