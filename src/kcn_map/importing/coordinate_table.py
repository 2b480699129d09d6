"""Coordinate tables: a row per point, or the vertices of a site in consecutive rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kcn_map.core.columns import Column
from kcn_map.core.findings import Finding
from kcn_map.importing.common import MOST_REPORTED, Source, SourceFeature, name_of, refuse, unusable
from kcn_map.reading.cells import BadCell, parse, visible
from kcn_map.reading.text import LARGEST_FILE
from kcn_map.text.names import fold
from kcn_map.text.reasons import reason
from kcn_map.text.vn_encodings import reading

WGS84 = "EPSG:4326"
#: Folded titles of the columns across (east) and up (north), the system that they tell; x and y may be either.
_PAIRS: Sequence[tuple[tuple[str, ...], tuple[str, ...], str | None, bool]] = (
    (("lon", "lng", "long", "longitude", "kinh do"), ("lat", "latitude", "vi do"), WGS84, False),
    (("easting", "east", "e", "dong"), ("northing", "north", "n", "bac"), None, False),
    (("x",), ("y",), None, True),
)
_UNITS = ("", " m", " met", " do", " deg")
#: Folded titles of columns that identify the site that a vertex belongs to.
_OWNERS = ("id", "ma", "ten", "name", "name vi", "ten kcn", "ten ccn", "khu", "cum", "site", "code")
_COORDINATE = Column("coordinate", "number", "tọa độ", "coordinate", "°", required=True)

Corner = tuple[int, Mapping[str, str], float, float]  # line, texts of the row, x, y


def read_coordinate_table(path: Path, id_field: str | None) -> Source:
    """A CSV with two columns of coordinates. Rows of one owner make a polygon in their order, one alone a point.

    Raises Unusable where there are no such columns, DataError for cells that are no numbers.
    """
    header, rows = _rows(path)
    folded = [_bare(title) for title in header]
    east, north, crs, unsure = _columns(path, header, folded)
    owner = _owner(header, folded, id_field)
    findings: list[Finding] = []
    groups: dict[str, list[Corner]] = {}
    for line, cells in rows:
        texts = dict(zip(header, cells, strict=False))
        x, y = (_number(path, line, header[index], texts.get(header[index], ""), findings) for index in (east, north))
        groups.setdefault(texts.get(owner, "") if owner else "", []).append((line, texts, x, y))
    if findings:
        refuse(*findings[:MOST_REPORTED])
    fields = tuple(title for index, title in enumerate(header) if index not in (east, north))
    features = tuple(_feature(corners, fields) for corners in groups.values())
    return Source(name_of(path), features, crs, fields, axis_order_unknown=unsure)


def _rows(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The titles, and the lines that are not blank, with their numbers."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        single = content.decode("latin-1")
        text = reading([single])[1][single]
    first = text.partition("\n")[0]
    divider = max(",;\t", key=first.count)
    csv.field_size_limit(LARGEST_FILE)
    try:
        lines = list(enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=divider, strict=True), 1))
    except csv.Error as error:
        unusable("import-file-unreadable", name_of(path), why=reason(error))
    filled = [(number, cells) for number, cells in lines if any(cell.strip() for cell in cells)]
    return [cell.strip() for cell in filled[0][1]] if filled else [], filled[1:]


def _bare(title: str) -> str:
    """A folded title without its unit: "X (m)" → "x"."""
    name = fold(title)
    known = {name for east, north, _, _ in _PAIRS for name in (*east, *north)}
    return next((name.removesuffix(unit) for unit in _UNITS if name.removesuffix(unit) in known), name)


def _columns(path: Path, header: Sequence[str], folded: Sequence[str]) -> tuple[int, int, str | None, bool]:
    """Where easting and northing stand, the system that their titles tell, and whether they may be either way round."""
    for easts, norths, crs, unsure in _PAIRS:
        east = [index for index, name in enumerate(folded) if name in easts]
        north = [index for index, name in enumerate(folded) if name in norths]
        if len(east) == len(north) == 1:
            return east[0], north[0], crs, unsure
    return unusable("import-no-coordinates", name_of(path), value=visible(", ".join(header), 200) or "–")


def _owner(header: Sequence[str], folded: Sequence[str], id_field: str | None) -> str | None:
    """The column that says whose corner a row is; None where all rows are of one."""
    if id_field is not None:
        return id_field
    return next((header[folded.index(name)] for name in _OWNERS if name in folded), None)


def _number(path: Path, line: int, field: str, text: str, findings: list[Finding]) -> float:
    try:
        return float(parse(_COORDINATE, text))  # type: ignore[arg-type]
    except BadCell as bad:
        findings.append(Finding(bad.code, name_of(path), line, visible(field), visible(text), bad.params))
        return 0.0


def _feature(corners: Sequence[Corner], fields: Sequence[str]) -> SourceFeature:
    from shapely.geometry import LineString, Point, Polygon

    line, first, *_ = corners[0]
    points = [(x, y) for _, _, x, y in corners]
    shape: Any = Point(points[0]) if len(points) == 1 else LineString(points) if len(points) == 2 else Polygon(points)
    texts = {
        name: first.get(name) for name in fields if all(row.get(name) == first.get(name) for _, row, *_ in corners)
    }
    return SourceFeature(line, {name: text for name, text in texts.items() if text}, shape)
