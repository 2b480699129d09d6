"""Coordinate tables: a row per point, or the vertices of a site in consecutive rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
#: Folded titles of columns that number the corners.
_NUMBERS = ("stt", "tt", "so thu tu", "so", "no", "point", "diem", "moc", "so hieu", "so hieu diem", "ten diem")
_COORDINATE = Column("coordinate", "number", "tọa độ", "coordinate", "°", required=True)


@dataclass(frozen=True, slots=True)
class Titles:
    """The header of a table: where easting and northing stand, which column says the owner, which numbers the corners.

    `crs` is the system that the titles tell; `unsure`: x and y may be either way round.
    """

    header: Sequence[str]
    east: int
    north: int
    crs: str | None
    unsure: bool
    owner: str | None
    number: str | None

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(title for index, title in enumerate(self.header) if index not in (self.east, self.north))


@dataclass(slots=True)
class Corners:
    """The corners of a site, part by part: the line of the first, the texts that all of them have, the last number."""

    line: int
    texts: dict[str, str]
    parts: list[list[tuple[float, float]]]
    number: int = 0

    def add(self, point: tuple[float, float], begins_anew: bool) -> None:
        """A corner of the part that is open, or of the next; the first corner may come again to close a part."""
        part = self.parts[-1] if self.parts else []
        is_closed = len(part) > 3 and part[0] == part[-1]
        if not part or is_closed or (begins_anew and point != part[0]):
            self.parts.append([])
        self.parts[-1].append(point)


def read_coordinate_table(path: Path, id_field: str | None) -> Source:
    """A CSV with two columns of coordinates. Rows of one owner make a polygon in their order, one alone a point.

    A numbering that begins anew begins another part of it; without numbers a blank row does, or rows of another owner.
    Raises Unusable where there are no such columns, DataError for cells that are no numbers and rows of no owner.
    """
    rows = _rows(path)
    titles = _titles(path, [cell.strip() for cell in next(rows, (0, [], False))[1]], id_field)
    groups = _groups(path, titles, rows)
    features = tuple(SourceFeature(found.line, found.texts, _shape(found.parts)) for found in groups.values())
    return Source(name_of(path), features, titles.crs, titles.fields, axis_order_unknown=titles.unsure)


def _groups(path: Path, titles: Titles, rows: Iterable[tuple[int, list[str], bool]]) -> dict[str, Corners]:
    """The corners of each site, in the order of the table."""
    findings: list[Finding] = []
    groups: dict[str, Corners] = {}
    key = None
    for line, cells, after_blank in rows:
        row = dict(zip(titles.header, cells, strict=False))
        point = tuple(_number(path, line, titles.header[at], row, findings) for at in (titles.east, titles.north))
        number = _corner_number(row, titles)
        before, key = key, _owner_of(row, titles)
        if key is None and before is not None and not after_blank and groups[before].number + 1 == number:
            key = row[str(titles.owner)] = before  # a merged cell has its text in the first of its rows
        if key is None:
            findings.append(Finding("import-corner-without-id", name_of(path), line, visible(str(titles.owner))))
        if len(findings) >= MOST_REPORTED:
            break
        if key is None:
            continue
        texts = {name: row[name] for name in titles.fields if row.get(name)}
        corners = groups.setdefault(key, Corners(line, texts, []))
        if corners.texts != texts:
            corners.texts = {name: text for name, text in corners.texts.items() if texts.get(name) == text}
        begins_anew = number <= corners.number if number else after_blank or key != before
        corners.add((point[0], point[1]), begins_anew)
        corners.number = number
    if findings:
        refuse(*findings[:MOST_REPORTED])
    return groups


def _owner_of(row: Mapping[str, str], titles: Titles) -> str | None:
    """Whose corner a row is: "" where all rows are of one, None where the cell is empty."""
    return "" if titles.owner is None else row.get(titles.owner, "").strip() or None


def _corner_number(row: Mapping[str, str], titles: Titles) -> int:
    """The number of a corner, 0 where there is none."""
    text = row.get(titles.number, "").strip()[:9] if titles.number else ""
    return int(text) if text.isdecimal() else 0


def _rows(path: Path) -> Iterator[tuple[int, list[str], bool]]:
    """The lines that are not blank, with their numbers, and whether a blank one came before; a table has millions."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        single = content.decode("latin-1")
        text = reading([single])[1][single]
    first = text.partition("\n")[0]
    divider = max(",;\t", key=first.count)
    csv.field_size_limit(LARGEST_FILE)
    after_blank = False
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=divider, strict=True), 1):
            is_blank = not any(cell.strip() for cell in cells)
            if not is_blank:
                yield number, cells, after_blank
            after_blank = is_blank
    except csv.Error as error:
        unusable("import-file-unreadable", name_of(path), why=reason(error))


def _bare(title: str) -> str:
    """A folded title without its unit: "X (m)" → "x"."""
    name = fold(title)
    known = {name for east, north, _, _ in _PAIRS for name in (*east, *north)}
    return next((name.removesuffix(unit) for unit in _UNITS if name.removesuffix(unit) in known), name)


def _titles(path: Path, header: Sequence[str], id_field: str | None) -> Titles:
    folded = [_bare(title) for title in header]
    east, north, crs, unsure = _columns(path, header, folded)
    number = next((header[folded.index(name)] for name in _NUMBERS if name in folded), None)
    return Titles(header, east, north, crs, unsure, _owner(header, folded, id_field), number)


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


def _number(path: Path, line: int, field: str, row: Mapping[str, str], findings: list[Finding]) -> float:
    text = row.get(field, "")
    try:
        return float(parse(_COORDINATE, text))  # type: ignore[arg-type]
    except BadCell as bad:
        findings.append(Finding(bad.code, name_of(path), line, visible(field), visible(text), bad.params))
        return 0.0


def _shape(parts: Sequence[Sequence[tuple[float, float]]]) -> Any:
    from shapely.geometry import GeometryCollection, MultiPolygon

    shapes = [_part(points) for points in parts]
    if len(shapes) == 1:
        return shapes[0]
    are_areas = all(shape.geom_type == "Polygon" for shape in shapes)
    return MultiPolygon(shapes) if are_areas else GeometryCollection(shapes)


def _part(points: Sequence[tuple[float, float]]) -> Any:
    from shapely.geometry import LineString, Point, Polygon

    return Point(points[0]) if len(points) == 1 else LineString(points) if len(points) == 2 else Polygon(points)
