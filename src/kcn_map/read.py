"""Read: a folder → Dataset. Cells are typed, layers parsed; every mistake is a finding and reading goes on."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from kcn_map.cells import BadCell, parse, visible
from kcn_map.findings import Finding
from kcn_map.geojson import parse_layer
from kcn_map.model import Cell, Dataset, Layer, Row, Table
from kcn_map.schema import LAYERS, OPTIONAL, TABLES, TableSchema
from kcn_map.settings import Unusable, read_settings

__all__ = ["Unusable", "read"]

LARGEST_FILE = 200_000_000


def read(folder: Path) -> Dataset:
    """An atlas folder. Raises Unusable where there is no folder or no usable atlas.toml; all else is a finding."""
    settings = read_settings(folder)
    findings: list[Finding] = []
    tables, layers = {}, {}
    for schema in TABLES:
        text = _text(folder, schema.file, schema.name in OPTIONAL, findings)
        tables[schema.name] = Table(schema.file, (), ()) if text is None else _table(schema, text, findings)
    for layer_schema in LAYERS:
        text = _text(folder, layer_schema.file, layer_schema.name in OPTIONAL, findings)
        if text is None:
            layers[layer_schema.name] = Layer(layer_schema.file, ())
            continue
        layers[layer_schema.name], found = parse_layer(layer_schema, text)
        findings += found
    return Dataset(folder, settings, tables, layers, tuple(findings))


def _text(folder: Path, name: str, optional: bool, findings: list[Finding]) -> str | None:
    """The text of a file, without a byte order mark; None, with a finding, where there is none to be had."""
    path = folder / name
    try:
        if path.stat().st_size > LARGEST_FILE:
            size, most = path.stat().st_size, LARGEST_FILE
            findings.append(Finding("file-too-large", name, params={"size": size // 1_000_000, "most": most // 1_000_000}))
            return None
        content = path.read_bytes()
    except FileNotFoundError:
        if not optional:
            findings.append(Finding("file-missing", name))
        return None
    except OSError as error:
        findings.append(Finding("file-unreadable", name, params={"why": error.strerror}))
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        value = f"0x{content[error.start]:02X}"
        findings.append(Finding("encoding-not-utf8", name, row=line, value=value, params={"byte": error.start}))
        return None


def _table(schema: TableSchema, text: str, findings: list[Finding]) -> Table:
    delimiter = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    csv.field_size_limit(LARGEST_FILE)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        lines = [(reader.line_num, cells) for cells in reader]
    except csv.Error as error:
        findings.append(Finding("table-unreadable", schema.file, row=reader.line_num, params={"why": str(error)}))
        return Table(schema.file, (), ())
    columns = tuple(cell.strip() for cell in lines[0][1]) if lines else ()
    if not _has_columns(schema, columns, findings):
        return Table(schema.file, columns, ())
    rows = []
    start = lines[0][0] + 1
    for end, cells in lines[1:]:
        line, start = start, end + 1
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(columns):
            params = {"found": len(cells), "expected": len(columns)}
            findings.append(Finding("row-length", schema.file, row=line, params=params))
            continue
        rows.append(_row(schema, line, dict(zip(columns, cells, strict=True)), findings))
    return Table(schema.file, columns, tuple(rows))


def _has_columns(schema: TableSchema, columns: Iterable[str], findings: list[Finding]) -> bool:
    """Whether every column of the schema is there, once."""
    found, wanted = list(columns), [column.name for column in schema.columns]
    missing = [name for name in wanted if name not in found]
    twice = sorted({name for name in found if found.count(name) > 1})
    for name in missing:
        findings.append(Finding("column-missing", schema.file, row=1, field=name, params={"columns": visible(", ".join(found), 200)}))
    for name in twice:
        findings.append(Finding("column-duplicate", schema.file, row=1, field=visible(name)))
    for name in found:
        if name not in wanted:
            findings.append(Finding("column-unknown", schema.file, row=1, field=visible(name), value=visible(name)))
    return not missing and not twice


def _row(schema: TableSchema, line: int, raw: dict[str, str], findings: list[Finding]) -> Row:
    values: dict[str, Cell] = {}
    for column in schema.columns:
        try:
            values[column.name] = parse(column, raw[column.name])
        except BadCell as bad:
            values[column.name] = bad.repaired
            value = visible(raw[column.name])
            findings.append(Finding(bad.code, schema.file, row=line, field=column.name, value=value, params=bad.params))
    return Row(line, values, raw)
