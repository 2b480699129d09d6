"""Rows for other programs, as text: JSON, CSV, GeoJSON."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kcn_map.core.columns import Column
from kcn_map.core.model import Geometry
from kcn_map.reading.winding import signed_area

#: A text that begins so would be run as a formula by a spreadsheet.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_THREE_DECIMALS = re.compile(r"-?\d+\.\d{3}", re.ASCII)


def json_text(rows: Sequence[Mapping[str, Any]], columns: Sequence[Column]) -> str:
    """An array of flat objects, null for unknown."""
    return _dump([_flat(row, columns) for row in rows], indent=2) + "\n"


def csv_text(rows: Sequence[Mapping[str, Any]], columns: Sequence[Column]) -> str:
    """Comma-separated with column names in the first line; empty for unknown, true and false for truths.

    A text that a spreadsheet would run as a formula gets an apostrophe before it; numbers never do. A number of three
    decimals gets a fourth.
    """
    head = _csv_line(column.name for column in columns)
    return head + "".join(_csv_line(map(_csv_cell, _flat(row, columns).values())) for row in rows)


def geojson_text(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[Column], geometries: Sequence[Geometry | None]
) -> str:
    """An RFC 7946 FeatureCollection in WGS 84, a feature a line; null geometry where there is none."""
    features = ",\n".join(
        _dump({"type": "Feature", "properties": _flat(row, columns), "geometry": _right_handed(geometry)})
        for row, geometry in zip(rows, geometries, strict=True)
    )
    return f'{{"type": "FeatureCollection", "features": [\n{features}\n]}}\n'


def _right_handed(geometry: Geometry | None) -> Geometry | None:
    """Outer rings counter-clockwise and holes clockwise, as RFC 7946 asks, whichever way the layer has them."""
    if geometry is None or not geometry["type"].endswith("Polygon"):
        return geometry and dict(geometry)
    single, coordinates = geometry["type"] == "Polygon", geometry["coordinates"]
    turned = [
        [ring if (signed_area(ring) > 0) == (index == 0) else ring[::-1] for index, ring in enumerate(rings)]
        for rings in ([coordinates] if single else coordinates)
    ]
    return {"type": geometry["type"], "coordinates": turned[0] if single else turned}


def _flat(row: Mapping[str, Any], columns: Sequence[Column]) -> dict[str, Any]:
    return {column.name: _plain(row[column.name]) for column in columns}


def _plain(value: Any) -> Any:
    """83.0 as 83, as the tables have it."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _csv_line(cells: Iterable[Any]) -> str:
    """One record; written with CR LF, so that a CR within a cell is quoted as well, but ended with LF."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue().removesuffix("\r\n") + "\n"


def spreadsheet_number(text: str) -> str:
    """A number with another decimal where it has three: one for whom a point groups thousands reads 866.605 as 866605.

    So do spreadsheets in Vietnamese, and save it so; they leave 866.6050 alone.
    """
    return text + "0" if _THREE_DECIMALS.fullmatch(text) else text


def _csv_cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return spreadsheet_number(repr(value))
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def _dump(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
