"""The files of an atlas folder in a canonical form: read again, they give the same values.

White space, the order of properties, spare zeros, dialects of CSV and altitudes are no content and are not in it;
the comments of atlas.toml are, for their keepers' sake, though no hash counts them.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import repeat
from typing import Any

import orjson

from kcn_map.core.cache import memoize
from kcn_map.core.model import Cell, Dataset, Layer, Table
from kcn_map.core.schema import DESCRIPTION_FILE, TableSchema, schema_of
from kcn_map.geo.columns import columns_of
from kcn_map.reading.toml import FILE, parse_tree
from kcn_map.text.numbers import tidy

_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def texts(dataset: Dataset) -> dict[str, str]:
    """File → text, in the order of the schema. Optional files without content are left out."""
    found = {FILE: dataset.settings_text.replace("\r\n", "\n")}
    found |= {file: text.replace("\r\n", "\n") for file, text in dataset.words.items()}
    whole = schema_of(dataset.settings)
    for schema in whole.tables:
        if (table := dataset.tables[schema.name]).rows or not schema.may_lack:
            found[schema.file] = table_text(schema, table)
    for layer in whole.layers:
        if dataset.layers[layer.name].features or not layer.may_lack:
            found[layer.file] = layer_text(dataset.layers[layer.name])
    if dataset.description is not None:
        found[DESCRIPTION_FILE] = _json(dataset.description) + "\n"
    return found


@lru_cache(maxsize=32)
def digest(file: str, text: str) -> str:
    """SHA-256, in hex, of the content of a text of `texts`. Raises reading.Unusable for an atlas.toml that is none."""
    if file == FILE:
        text = json.dumps(parse_tree(text), ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def table_text(schema: TableSchema, table: Table) -> str:
    """CSV with commas, all columns of the schema, a cell as short as it is; empty is unknown.

    Of the columns about a figure it has those that say something.
    """
    columns = [
        one for one in schema.columns if not one.about or any(row.values[one.name] is not None for row in table.rows)
    ]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.name for column in columns])
    writer.writerows([_cell(row.values[column.name]) for column in columns] for row in table.rows)
    return out.getvalue()


@memoize(16)
def layer_text(layer: Layer) -> str:
    """GeoJSON, a feature a line. Coordinates are WGS 84 degrees with at most six decimals."""
    shapes = columns_of([feature.geometry for feature in layer.features if feature.geometry is not None])
    written = map(_geometry, shapes.types, shapes.texts())
    return collection_text(
        _feature(told, "null" if feature.geometry is None else next(written))
        for told, feature in zip(_properties(layer), layer.features, strict=True)
    )


def _properties(layer: Layer) -> list[dict[str, Any]]:
    """What is known of each feature."""
    columns = {name: one for name, one in property_columns(layer).items() if one.count(None) < len(one)}
    rows = zip(*columns.values(), strict=True) if columns else repeat((), len(layer.features))
    found = [dict(zip(columns, row, strict=True)) for row in rows]
    for name, column in columns.items():
        if None in column:
            for told in found:
                if told[name] is None:
                    del told[name]
    return found


@memoize(16)
def property_columns(layer: Layer) -> dict[str, list[Any]]:
    """What the features of a layer have of each property, numbers as short as they are; None is unknown, as is []."""
    properties = [feature.properties for feature in layer.features]
    columns = {name: [one[name] for one in properties] for name in (properties[0] if properties else ())}
    return {name: _short(column) for name, column in columns.items()}


def _short(column: list[Any]) -> list[Any]:
    kinds = set(map(type, column))
    if list in kinds:
        column = [None if value == [] else value for value in column]
    return tidy(column) if kinds & {float, list} else column


def collection_text(features: Iterable[str]) -> str:
    """A layer of such features as GeoJSON."""
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(features) + "\n]}\n"


def feature_text(properties: Mapping[str, Any], geometry: Mapping[str, Any] | None) -> str:
    """One feature as GeoJSON, its numbers as short as they are."""
    if geometry is None:
        return _feature(tidy(properties), "null")
    coordinates = orjson.dumps(tidy(geometry["coordinates"])).decode("ascii")
    return _feature(tidy(properties), _geometry(geometry["type"], coordinates))


def _geometry(kind: str, coordinates: str) -> str:
    return f'{{"type":"{kind}","coordinates":{coordinates}}}'


def _feature(properties: Mapping[str, Any], geometry: str) -> str:
    try:
        told = orjson.dumps(properties).decode("utf-8")  # tidy numbers are the same, in a sixth of the time
    except orjson.JSONEncodeError:  # half a surrogate pair, or a number of more than 64 bits
        told = _json(properties)
    return f'{{"type":"Feature","properties":{told},"geometry":{geometry}}}'


def _cell(value: Cell) -> str:
    return "" if value is None else repr(value).removesuffix(".0") if isinstance(value, float) else str(value)
