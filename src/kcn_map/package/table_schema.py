"""The data described from the schema: column tables for people, fields for other programs. So they can't drift."""

from __future__ import annotations

import json
from typing import Any

from kcn_map.core.schema import LAYERS, TABLES, Column, LayerSchema, TableSchema

#: Column type → the type that a Frictionless Table Schema has for it.
_FIELD_TYPES = {"number": "number", "percent": "number", "count": "integer", "year": "integer", "value": "any"}
_MOMENT = r"\d{4}(-\d{2}(-\d{2})?)?"


def column_tables() -> str:
    """A Markdown table a CSV file, tables with the same columns together: column, type, unit, meaning vi and en."""
    groups: dict[tuple[Column, ...], list[str]] = {}
    for schema in TABLES:
        groups.setdefault(schema.columns, []).append(schema.file)
    return "\n".join(_table(files, columns) for columns, files in groups.items())


def property_tables() -> str:
    """A Markdown table a GeoJSON layer, layers with the same properties together; the geometry it may hold leads it."""
    groups: dict[tuple[tuple[Column, ...], str], list[str]] = {}
    for schema in LAYERS:
        groups.setdefault((_properties(schema), _geometry(schema)), []).append(schema.file)
    return "\n".join(_table(files, columns, kinds) for (columns, kinds), files in groups.items())


def table_fields(schema: TableSchema) -> list[dict[str, Any]]:
    """The fields of a table as a Frictionless Table Schema has them."""
    return [_field(column, unique=schema.key == (column.name,)) for column in schema.columns]


def data_package() -> str:
    """A Frictionless data package that describes the tables; whoever keeps the atlas adds title, sources, licences."""
    resources = [
        {
            "name": schema.name,
            "path": schema.file,
            "profile": "tabular-data-resource",
            "encoding": "utf-8",
            "schema": {"fields": table_fields(schema), "missingValues": [""]},
        }
        for schema in TABLES
    ]
    found = {"profile": "data-package", "name": "atlas", "resources": resources}
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def _properties(schema: LayerSchema) -> tuple[Column, ...]:
    key = Column(schema.key, "id", "mã, duy nhất trong lớp", "key, once in the layer", required=True)
    return (*([key] if schema.key else []), *schema.properties)


def _geometry(schema: LayerSchema) -> str:
    kinds = [*schema.geometry_types, *(["null"] if schema.may_be_null else [])]
    return "geometry: " + ", ".join(f"`{kind}`" for kind in kinds)


def _table(files: list[str], columns: tuple[Column, ...], lead: str = "") -> str:
    lines = [
        "### " + ", ".join(f"`{file}`" for file in files),
        "",
        *([lead, ""] if lead else []),
        "| cột · column | kiểu · type | đơn vị · unit | nội dung | content |",
        "|---|---|---|---|---|",
    ]
    for column in columns:
        kind = column.type + (f" ({column.digits})" if column.digits else "") + (r"\*" if column.required else "")
        allowed = ": " + ", ".join(f"`{value}`" for value in column.values) if column.values else ""
        lines.append(f"| `{column.name}` | {kind} | {column.unit} | {column.vi} | {column.en}{allowed} |")
    return "\n".join(lines) + "\n"


def _field(column: Column, unique: bool) -> dict[str, Any]:
    field = {
        "name": column.name,
        "type": _FIELD_TYPES.get(column.type, "string"),
        "title": column.vi,
        "description": column.en + (f" ({column.unit})" if column.unit else ""),
    }
    constraints = _constraints(column) | ({"unique": True} if unique else {})
    return field | ({"constraints": constraints} if constraints else {})


def _constraints(column: Column) -> dict[str, Any]:
    found: dict[str, Any] = {"required": True} if column.required else {}
    if column.values:
        found["enum"] = list(column.values)
    if column.type == "code":
        found["pattern"] = rf"\d{{{column.digits}}}"
    if column.type == "date":
        found["pattern"] = f"{_MOMENT}(/{_MOMENT})?"
    if column.type in ("number", "percent", "count") and column.unit != "°":
        found["minimum"] = 0
    if column.type == "percent":
        found["maximum"] = 100
    return found
