"""Read: a folder → Dataset. Cells are typed, layers parsed; every mistake is a finding and reading goes on."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from kcn_map.files import finish
from kcn_map.findings import Finding
from kcn_map.model import Dataset, Layer, Table
from kcn_map.reading.geojson import parse_layer
from kcn_map.reading.settings import Unusable, parse_settings
from kcn_map.reading.table import parse_table
from kcn_map.reading.text import read_text
from kcn_map.reading.toml import read_text_of_settings
from kcn_map.schema import LAYERS, OPTIONAL, TABLES, LayerSchema, TableSchema

__all__ = ["Unusable", "read"]


def read(folder: Path) -> Dataset:
    """An atlas folder. Raises Unusable where there is no folder or no usable atlas.toml; all else is a finding."""
    finish(folder)  # what an import was killed over
    settings_text = read_text_of_settings(folder)
    settings = parse_settings(settings_text)
    findings: list[Finding] = []

    def text_of(name: str, file: str) -> str | None:
        text = read_text(folder, file)
        if isinstance(text, str):
            return text
        if text.code != "file-missing" or name not in OPTIONAL:
            findings.append(text)
        return None

    tables, layers = {}, {}
    for schema in TABLES:
        text, tables[schema.name] = text_of(schema.name, schema.file), Table(schema.file, (), ())
        if text is not None:
            tables[schema.name], found = _table(schema, text)
            findings += found
    for layer in LAYERS:
        text, layers[layer.name] = text_of(layer.name, layer.file), Layer(layer.file, ())
        if text is not None:
            layers[layer.name], found = _layer(layer, text)
            findings += found
    return Dataset(folder, settings, settings_text, tables, layers, tuple(findings))


# A watched folder is read after every edit, and most of its files are as they were.


@lru_cache(maxsize=len(TABLES))
def _table(schema: TableSchema, text: str) -> tuple[Table, tuple[Finding, ...]]:
    table, found = parse_table(schema, text)
    return table, tuple(found)


@lru_cache(maxsize=len(LAYERS))
def _layer(schema: LayerSchema, text: str) -> tuple[Layer, tuple[Finding, ...]]:
    layer, found = parse_layer(schema, text)
    return layer, tuple(found)
