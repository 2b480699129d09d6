"""Read: a folder → Dataset. Cells are typed, layers parsed; every mistake is a finding and reading goes on."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from kcn_map.core.cache import kept
from kcn_map.core.findings import Finding
from kcn_map.core.model import LANGUAGES, Dataset, Lang, Layer, Settings, Table
from kcn_map.core.schema import FILES, LAYERS, OPTIONAL, SETTINGS_FILE, TABLES, LayerSchema, TableSchema
from kcn_map.io.files import recover, state
from kcn_map.reading.geojson import parse_layer
from kcn_map.reading.observations import type_values
from kcn_map.reading.settings import Unusable, parse_settings
from kcn_map.reading.table import parse_table
from kcn_map.reading.text import read_text
from kcn_map.reading.toml import read_text_of_settings

__all__ = ["Unusable", "languages_of", "read"]


#: So often a folder that changes while it is read is read anew, before it is taken as it comes.
MOST_TRIES = 9


def read(folder: Path) -> Dataset:
    """An atlas folder, its files all of one moment. What an import was killed over is brought into place first.

    Raises Unusable where there is no folder or no usable atlas.toml; all else is a finding.
    """
    texts = _texts(folder)
    settings = parse_settings(texts[SETTINGS_FILE])
    findings: list[Finding] = []

    def text_of(name: str, file: str) -> str | None:
        text = texts[file]
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
            if schema.name == "observations":
                tables[schema.name], found = _observations(tables[schema.name], found, settings)
            findings += found
    for layer in LAYERS:
        text, layers[layer.name] = text_of(layer.name, layer.file), Layer(layer.file, ())
        if text is not None:
            layers[layer.name], found = _layer(layer, text)
            findings += found
    return Dataset(folder, settings, texts[SETTINGS_FILE], tables, layers, tuple(findings))


def languages_of(folder: Path) -> tuple[Lang, ...]:
    """The languages of an atlas, its first one first; all that there are where it can't be read."""
    try:
        return parse_settings(read_text_of_settings(folder)).languages
    except Unusable:
        return LANGUAGES


def _texts(folder: Path) -> dict[str, Any]:
    """File → text, or the finding that says why there is none; that of the settings is always a text."""
    for _ in range(MOST_TRIES):
        recover(folder)
        before = state(folder, FILES)
        texts: dict[str, Any] = {SETTINGS_FILE: read_text_of_settings(folder)}
        texts |= {schema.file: read_text(folder, schema.file) for schema in (*TABLES, *LAYERS)}
        if state(folder, FILES) == before and not before[1]:
            break
    return texts


# A watched folder is read after every edit, and most of its files are as they were.


@lru_cache(maxsize=len(TABLES))
def _table(schema: TableSchema, text: str) -> tuple[Table, tuple[Finding, ...]]:
    table, found = parse_table(schema, text)
    return table, tuple(found)


@kept(1)
def _observations(table: Table, found: tuple[Finding, ...], settings: Settings) -> tuple[Table, tuple[Finding, ...]]:
    typed, findings = type_values(table, found, settings)
    return typed, tuple(findings)


@lru_cache(maxsize=len(LAYERS))
def _layer(schema: LayerSchema, text: str) -> tuple[Layer, tuple[Finding, ...]]:
    layer, found = parse_layer(schema, text)
    return layer, tuple(found)
