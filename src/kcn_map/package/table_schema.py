"""The data described from the schema: column tables for people, fields for other programs. So they can't drift."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from kcn_map.core.columns import Column, worded
from kcn_map.core.schema import SETTINGS_FILE, LayerSchema, Schema, TableSchema
from kcn_map.reading.cells import CODE
from kcn_map.text.languages import LANGUAGES
from kcn_map.text.messages import localized

#: Column type → the type that a Frictionless Table Schema has for it.
_FIELD_TYPES = {"number": "number", "percent": "number", "count": "integer", "year": "integer", "value": "any"}
#: What is said of the columns about figures, which a table has where it says something in them.
_ABOUT_VI = (
    "Có gì cần nói về một con số của bảng thì thêm cột, tên như ở `observations.csv`: {columns}. Các cột ấy nói về "
    "`area` (diện tích quy hoạch), `area_industrial` (đất công nghiệp), `area_available` (đất còn trống), "
    "`established` (năm thành lập), `investor` (chủ đầu tư), `occupancy` (tỷ lệ lấp đầy), `projects` (số dự án)."
)
_ABOUT_EN = (
    "Where something is to be said of a figure of the table, these columns are added, called as those of "
    "`observations.csv`: they are about `area` (planned), `area_industrial` (industrial land), `area_available` "
    "(vacant land), `established` (the year), `investor`, `occupancy`, `projects`."
)
_MOMENT = r"\d{4}(-\d{2}(-\d{2})?)?"


def column_tables(schema: Schema) -> str:
    """A Markdown table a CSV file, tables with the same columns together: column, type, unit, meaning vi and en."""
    groups: dict[tuple[Column, ...], list[str]] = {}
    for table in schema.tables:
        groups.setdefault(table.columns, []).append(table.file)
    return "\n".join(_table(files, columns) for columns, files in groups.items())


def property_tables(schema: Schema) -> str:
    """A Markdown table a GeoJSON layer, layers with the same properties together; the geometry it may hold leads it."""
    groups: dict[tuple[tuple[Column, ...], str], list[str]] = {}
    for layer in schema.layers:
        groups.setdefault((_properties(layer), _geometry(layer)), []).append(layer.file)
    return "\n".join(_table(files, columns, kinds) for (columns, kinds), files in groups.items())


def table_fields(schema: TableSchema, columns: Sequence[str] = ()) -> list[dict[str, Any]]:
    """The fields of a table as a Frictionless Table Schema has them; of those about its figures, which the `columns`
    of the table are."""
    return [
        _field(column, unique=schema.key == (column.name,))
        for column in schema.columns
        if not column.about or column.name in columns
    ]


def data_package(
    schema: Schema, description: Mapping[str, Any] | None = None, columns: Mapping[str, Sequence[str]] | None = None
) -> str:
    """A Frictionless data package of an atlas, with the fields of its tables as the schema has them.

    `description` is what its keepers say of it. Without one there are its files alone: title, sources and licences are
    for them to add. `columns` are those that its tables have, by the name of their files.
    """
    present = columns or {}
    package = description or {"profile": "data-package", "name": "atlas", "resources": _resources(schema)}
    fields = {table.file: table_fields(table, present.get(table.file, ())) for table in schema.tables}
    resources = [
        {**resource, "schema": {"fields": fields[resource["path"]], **resource["schema"]}}
        if str(resource.get("path")) in fields and isinstance(resource.get("schema"), dict)
        else resource
        for resource in package["resources"]
    ]
    return json.dumps({**package, "resources": resources}, ensure_ascii=False, indent=2) + "\n"


def _resources(schema: Schema) -> list[dict[str, Any]]:
    """The files of an atlas as resources of a package; names are theirs, made different where a layer is a table's."""
    names = {PurePosixPath(table.file).stem for table in schema.tables}
    tables = [
        {
            "name": PurePosixPath(table.file).stem,
            "path": table.file,
            "profile": "tabular-data-resource",
            **_format("csv", "text/csv"),
            "schema": {"missingValues": [""]},
        }
        for table in schema.tables
    ]
    layers = [
        {
            "name": stem.replace("_", "-") + ("-layer" if stem in names else ""),
            "path": layer.file,
            "description": f"GeoJSON (RFC 7946), WGS 84 longitude and latitude; {_geometry_types(layer)}",
            **_format("geojson", "application/geo+json"),
        }
        for layer in schema.layers
        for stem in [PurePosixPath(layer.file).stem]
    ]
    return [*tables, *layers, {"name": "atlas", "path": SETTINGS_FILE, **_format("toml", "application/toml")}]


def _format(name: str, media_type: str) -> dict[str, str]:
    return {"format": name, "mediatype": media_type, "encoding": "utf-8"}


def _geometry_types(layer: LayerSchema) -> str:
    return " or ".join(layer.geometry_types) + (", or null" if layer.may_be_null else "")


def _properties(schema: LayerSchema) -> tuple[Column, ...]:
    key = worded(schema.key, "id", title="key", required=True)
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
    for column in (one for one in columns if not one.about):
        vi, en = (localized(column.titles, lang) for lang in LANGUAGES)
        kind = column.type + (f" ({column.digits})" if column.digits else "") + (r"\*" if column.required else "")
        allowed = ": " + ", ".join(f"`{value}`" for value in column.values) if column.values else ""
        lines.append(f"| `{column.name}` | {kind} | {column.unit} | {vi} | {en}{allowed} |")
    if about := [column.name for column in columns if column.about]:
        named = ", ".join(f"`{name}`" for name in about)
        lines += ["", _ABOUT_VI.format(columns=named), _ABOUT_EN]
    return "\n".join(lines) + "\n"


def _field(column: Column, unique: bool) -> dict[str, Any]:
    field = {
        "name": column.name,
        "type": _FIELD_TYPES.get(column.type, "string"),
        "title": localized(column.titles, "vi"),
        "description": localized(column.titles, "en") + (f" ({column.unit})" if column.unit else ""),
    }
    if column.type == "url" and not column.group:  # that of a field may be one of mail
        field["format"] = "uri"
    constraints = _constraints(column) | ({"unique": True} if unique else {})
    return field | ({"constraints": constraints} if constraints else {})


def _constraints(column: Column) -> dict[str, Any]:
    found: dict[str, Any] = {"required": True} if column.required else {}
    if column.values:
        found["enum"] = list(column.values)
    if column.type in ("code", "codes"):
        one = rf"\d{{{column.digits}}}" if column.digits else CODE.pattern
        found["pattern"] = one if column.type == "code" else f"{one}(;{one})*"
    if column.type == "date":
        found["pattern"] = f"{_MOMENT}(/{_MOMENT})?"
    if column.type in ("number", "percent", "count") and column.unit != "°":
        found["minimum"] = 0
    if column.type == "percent":
        found["maximum"] = 100
    return found
