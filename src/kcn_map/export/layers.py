"""Tables as layers for GDAL, and the files that GDAL makes of a layer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from kcn_map.core.columns import Column
from kcn_map.core.settings import Lang
from kcn_map.io.files import temporary
from kcn_map.io.gdal import ColumnType, NewLayer, Record, write_layers
from kcn_map.tables.handed_on import Table, titles_of

_TYPES: dict[str, ColumnType] = {
    "number": "float", "percent": "float", "count": "int", "year": "int", "flag": "bool",
}  # fmt: skip


def new_layer(table: Table) -> NewLayer:
    """A table as a layer: numbers as numbers, all else as text, null as null."""
    types: dict[str, ColumnType] = {column.name: _TYPES.get(column.type, "str") for column in table.columns}
    geometries = table.geometries or [None] * len(table.rows)
    records = [
        Record({name: _plain(row[name], kind) for name, kind in types.items()}, geometry)
        for row, geometry in zip(table.rows, geometries, strict=True)
    ]
    return NewLayer(table.name, types, records, None if table.geometries is None else _common_type(records))


def _plain(value: Any, kind: ColumnType) -> Any:
    """A published value may be a number or a text: in a column of texts 83.0 is "83"."""
    if kind == "str" and isinstance(value, int | float):
        return f"{value:.15g}"
    return float(value) if kind == "float" and value is not None else value


def _common_type(records: Iterable[Record]) -> str:
    """The one type of all geometries; "Unknown" where they are of several or there is none."""
    types = {record.geometry["type"] for record in records if record.geometry}
    return str(types.pop()) if len(types) == 1 else "Unknown"


def column_aliases(table: Table, lang: Lang) -> Iterator[tuple[Column, str]]:
    """Each column with its title in the language; a second one of the same title has its name behind it."""
    seen: set[str] = set()
    for column in table.columns:
        (title,) = titles_of(column, (lang,))
        yield column, f"{title} [{column.name}]" if title in seen else title
        seen.add(title)


def files_of(layer: NewLayer, driver: str, suffix: str, as_of: str) -> dict[str, bytes]:
    """The files that GDAL makes of a layer, by name."""
    with temporary() as folder:
        write_layers(folder / f"{layer.name}.{suffix}", driver, [layer], as_of=as_of)
        return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
