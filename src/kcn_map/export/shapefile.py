"""Shapefile: one a layer and type of geometry, as what a DBF can hold."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from kcn_map.core.model import Joined
from kcn_map.core.settings import Lang, Settings
from kcn_map.export import multi_file
from kcn_map.export.layers import files_of, new_layer
from kcn_map.io.gdal import ColumnType, NewLayer, Record
from kcn_map.tables.handed_on import Table, titles_of
from kcn_map.text.messages import word

#: A text in a DBF takes no more bytes, a field's name no more letters.
DBF_BYTES = 254
DBF_NAME = 10
ELLIPSIS = "…"


def write(out: Path, tables: Sequence[Table], joined: Joined, lang: Lang) -> None:
    """The layers into a folder or a ZIP; the note in it begins in `lang`."""
    multi_file.write(out, shapefiles(tables, joined.settings, lang), joined.settings.as_of)


def shapefiles(tables: Sequence[Table], settings: Settings, lang: Lang) -> dict[str, bytes]:
    """One Shapefile a layer and type of geometry, with .cpg and .prj, a table of field names, and a note.

    Sites with limits and sites that are points stand in files of their own; what has no place is a
    null shape among the points.
    """
    parts: dict[str, bytes] = {}
    languages = settings.languages
    fields: list[tuple[str, ...]] = []
    shortened = 0
    for table in tables:
        if table.geometries is None:
            continue
        names = short_names([column.name for column in table.columns])
        layer = new_layer(table)
        shortened += sum(_fits(v) != v for r in layer.records for v in r.properties.values() if isinstance(v, str))
        for part in _one_type_each(_renamed(layer, names)):
            parts |= files_of(part, "ESRI Shapefile", "shp", settings.as_of)
            fields += [
                (part.name, names[column.name], column.name, *titles_of(column, languages)) for column in table.columns
            ]
    parts["fields.csv"] = _csv(("file", "field", "name", *(f"title_{lang}" for lang in languages)), fields)
    note = "\r\n\r\n".join(
        word("export.shapefile_note", one, count=shortened) for one in dict.fromkeys((lang, *languages))
    )
    parts["README.txt"] = f"{note}\r\n".encode("utf-8-sig")
    return parts


def short_names(names: Sequence[str]) -> dict[str, str]:
    """Full name → one of at most ten letters, told apart by a number where two would be the same.

    Every word of a name is cut to the same number of letters: area_planned_ha is are_pla_ha.
    """
    short: dict[str, str] = {}
    for name in names:
        taken = set(short.values())
        wanted = _short(name)
        number = 2
        found = wanted
        while found in taken:
            found = f"{wanted[: DBF_NAME - len(str(number))]}{number}"
            number += 1
        short[name] = found
    return short


def _short(name: str) -> str:
    if len(name) <= DBF_NAME:
        return name
    words = name.split("_")
    for divider, least in (("_", 3), ("", 1)):  # a divided name reads better, as long as its words are words
        for letters in range(DBF_NAME, least - 1, -1):
            found = divider.join(part[:letters] for part in words)
            if len(found) <= DBF_NAME:
                return found
    return "".join(part[:1] for part in words)[:DBF_NAME]


def _renamed(layer: NewLayer, names: Mapping[str, str]) -> NewLayer:
    """The layer as a DBF takes it: short names, texts that fit, truths as 1 and 0."""
    columns: dict[str, ColumnType] = {
        names[name]: "int" if kind == "bool" else kind for name, kind in layer.columns.items()
    }
    records = [
        Record({names[name]: _for_dbf(value) for name, value in record.properties.items()}, record.geometry)
        for record in layer.records
    ]
    return NewLayer(layer.name, columns, records, layer.geometry)


def _for_dbf(value: Any) -> Any:
    if isinstance(value, str):
        return _fits(value)
    return int(value) if isinstance(value, bool) else value


def _fits(text: str) -> str:
    """A text of no more bytes than a DBF holds; one that is cut ends in an ellipsis."""
    content = text.encode()
    if len(content) <= DBF_BYTES:
        return text
    return content[: DBF_BYTES - len(ELLIPSIS.encode())].decode(errors="ignore") + ELLIPSIS


def _one_type_each(layer: NewLayer) -> list[NewLayer]:
    """A Shapefile holds one type of geometry: points, or polygons; null shapes go with the first."""
    groups: dict[str, list[Record]] = {}
    for record in layer.records:
        kind = record.geometry["type"].removeprefix("Multi") if record.geometry else "Point"
        groups.setdefault(kind, []).append(record)
    if len(groups) > 1:
        return [
            NewLayer(f"{layer.name}_{kind.lower()}s", layer.columns, records, kind) for kind, records in groups.items()
        ]
    return [NewLayer(layer.name, layer.columns, layer.records, next(iter(groups), "Point"))]


def _csv(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\n").writerows([head, *rows])
    return buffer.getvalue().encode("utf-8-sig")
