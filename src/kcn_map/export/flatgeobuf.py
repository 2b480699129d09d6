"""FlatGeobuf: one file a layer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from kcn_map.core.model import Geometry, Joined
from kcn_map.core.settings import Lang
from kcn_map.export import multi_file
from kcn_map.export.csv_files import csv_files
from kcn_map.export.layers import files_of, new_layer
from kcn_map.tables.handed_on import Table


def write(out: Path, tables: Sequence[Table], joined: Joined, lang: Lang) -> None:
    """The layers into a folder or a ZIP; names of columns and values are those of the data in every language."""
    multi_file.write(out, layers(tables, joined.settings.as_of), joined.settings.as_of)


def layers(tables: Sequence[Table], as_of: str) -> dict[str, bytes]:
    """One file a layer: FlatGeobuf holds no more. Tables without geometry have no place in it.

    Rows without a geometry stand in a CSV beside it: GDAL 3.10 reads a null geometry in FlatGeobuf as the one of
    another feature. Layers of sites always have that CSV, so that none of an earlier export stays.
    """
    parts: dict[str, bytes] = {}
    for table in tables:
        if table.geometries is not None:
            placed, unplaced = _by_place(table, table.geometries)
            if placed.rows:  # GDAL can't open a FlatGeobuf of no features
                parts |= files_of(new_layer(placed), "FlatGeobuf", "fgb", as_of)
            if unplaced.rows or "location_accuracy" in {column.name for column in table.columns}:
                parts |= csv_files([unplaced])
    return parts


def _by_place(table: Table, geometries: Sequence[Geometry | None]) -> tuple[Table, Table]:
    """The rows of a layer that have a geometry, and as a table of its own those that have none."""
    pairs = list(zip(table.rows, geometries, strict=True))
    placed = [(row, geometry) for row, geometry in pairs if geometry is not None]
    return (
        replace(table, rows=[row for row, _ in placed], geometries=[geometry for _, geometry in placed]),
        Table(f"{table.name}_unplaced", table.titles, table.columns, [row for row, shape in pairs if shape is None]),
    )
