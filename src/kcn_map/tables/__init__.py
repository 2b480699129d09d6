"""Rows for people and for other programs: table, JSON, CSV, GeoJSON, GeoPackage, XLSX.

Every form has the same rows. All but the table have every column, plain numbers with a point, ISO
dates, and nothing where a value is unknown. The same rows give the same bytes.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kcn_map.core.columns import Column
    from kcn_map.core.model import Geometry
    from kcn_map.core.settings import Lang, Level

FORMATS = ("table", "json", "csv", "geojson", "gpkg", "xlsx")
#: Forms that are no text, so that a terminal can't take them.
FILE_FORMATS = ("gpkg", "xlsx")

Rows = Sequence[Mapping[str, Any]]


def write_rows(
    rows: Rows,
    columns: Sequence[Column],
    style: str,
    out: Path | None,
    lang: Lang,
    as_of: str,
    geometries: Sequence[Geometry | None],
    level: Level | None = None,
) -> str:
    """The rows as text for stdout or, if `out` is a path, "" and the file written, whole or not at all.

    `geometries` are those of the rows, one each, in WGS 84; only GeoJSON and GeoPackage have them. The rows are the
    areas of `level`, without one they are sites.
    `as_of`, an ISO day, stands for the present in files that date themselves. `lang` is the
    language of titles, and of numbers in the table. A CSV file begins with a BOM, since Excel
    reads it as UTF-8 only then; on stdout there is none, where it would spoil the first column's
    name for other programs. An Excel set to Vietnamese divides columns at semicolons: XLSX is the
    form for it. Raises ValueError for a form of FILE_FORMATS without `out`, OSError naming `out`.
    """
    from kcn_map.io.files import atomic_path

    if out is None:
        if style in FILE_FORMATS:
            raise ValueError(f"{style} needs a file")
        return _text(rows, columns, style, lang, geometries, _terminal_width())
    if style == "gpkg":
        _write_geopackage(rows, columns, out, as_of, geometries, level.stem if level else "sites")
        return ""
    if style == "xlsx":
        from kcn_map.core.columns import begin
        from kcn_map.tables.xlsx import workbook
        from kcn_map.text.messages import word

        title = begin(level.name_plural[lang]) if level else word("table.sites", lang)
        content = workbook(rows, columns, lang, as_of, title)
    else:
        text = _text(rows, columns, style, lang, geometries, None)
        content = text.encode("utf-8-sig" if style == "csv" else "utf-8")
    with atomic_path(out) as path:
        path.write_bytes(content)
    return ""


def _text(
    rows: Rows,
    columns: Sequence[Column],
    style: str,
    lang: Lang,
    geometries: Sequence[Geometry | None],
    width: int | None,
) -> str:
    from kcn_map.tables import plain, terminal

    if style == "table":
        return terminal.text(rows, columns, lang, width)
    if style == "csv":
        return plain.csv_text(rows, columns)
    return plain.json_text(rows, columns) if style == "json" else plain.geojson_text(rows, columns, geometries)


def _terminal_width() -> int | None:
    """Columns of the terminal, None where the output goes elsewhere: then nothing need be left out."""
    if not sys.stdout.isatty():
        return None
    from shutil import get_terminal_size  # with its archives a tenth of what a query takes beside it

    return get_terminal_size().columns


def _write_geopackage(
    rows: Rows,
    columns: Sequence[Column],
    out: Path,
    as_of: str,
    geometries: Sequence[Geometry | None],
    layer: str,
) -> None:
    from kcn_map.io import gdal

    types: dict[str, gdal.ColumnType] = {
        "number": "float",
        "percent": "float",
        "count": "int",
        "year": "int",
        "flag": "bool",
    }
    gdal.write(
        out,
        "GPKG",
        {column.name: types.get(column.type, "str") for column in columns},
        [gdal.Record(row, geometry) for row, geometry in zip(rows, geometries, strict=True)],
        as_of=as_of,
        layer=layer,
    )
