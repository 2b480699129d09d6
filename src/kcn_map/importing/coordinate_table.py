"""Coordinate tables: a row per point, or the vertices of a site in consecutive rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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


@dataclass(slots=True)
class Corners:
    """The corners of a site: the line of the first, and the texts that all of them have."""

    line: int
    texts: dict[str, str]
    points: list[tuple[float, float]]


def read_coordinate_table(path: Path, id_field: str | None) -> Source:
    """A CSV with two columns of coordinates. Rows of one owner make a polygon in their order, one alone a point.

    Raises Unusable where there are no such columns, DataError for cells that are no numbers.
    """
    rows = _rows(path)
    header = [cell.strip() for cell in next(rows, (0, []))[1]]
    folded = [_bare(title) for title in header]
    east, north, crs, unsure = _columns(path, header, folded)
    owner = _owner(header, folded, id_field)
    findings: list[Finding] = []
    fields = tuple(title for index, title in enumerate(header) if index not in (east, north))
    groups: dict[str, Corners] = {}
    for line, cells in rows:
        row = dict(zip(header, cells, strict=False))
        x, y = (_number(path, line, header[index], row.get(header[index], ""), findings) for index in (east, north))
        if len(findings) >= MOST_REPORTED:
            break
        texts = {name: row[name] for name in fields if row.get(name)}
        corners = groups.setdefault(row.get(owner, "") if owner else "", Corners(line, texts, []))
        if corners.texts != texts:
            corners.texts = {name: text for name, text in corners.texts.items() if texts.get(name) == text}
        corners.points.append((x, y))
    if findings:
        refuse(*findings[:MOST_REPORTED])
    features = tuple(SourceFeature(found.line, found.texts, _shape(found.points)) for found in groups.values())
    return Source(name_of(path), features, crs, fields, axis_order_unknown=unsure)


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The lines that are not blank, with their numbers, one by one: a large table has millions."""
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
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=divider, strict=True), 1):
            if any(cell.strip() for cell in cells):
                yield number, cells
    except csv.Error as error:
        unusable("import-file-unreadable", name_of(path), why=reason(error))


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


def _shape(points: Sequence[tuple[float, float]]) -> Any:
    from shapely.geometry import LineString, Point, Polygon

    return Point(points[0]) if len(points) == 1 else LineString(points) if len(points) == 2 else Polygon(points)
