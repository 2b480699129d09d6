"""Coordinate tables: a row per point, or the vertices of a site in consecutive rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, NoReturn

from kcn_map.core.columns import worded
from kcn_map.core.findings import Finding
from kcn_map.importing.common import MOST_REPORTED, Source, SourceFeature, name_of, refuse, unusable
from kcn_map.importing.coordinate_titles import MOST_TITLES, Titles, plain_number, titles_of
from kcn_map.importing.table_rows import WORKBOOK, TableRow, csv_rows, sheet_rows
from kcn_map.reading.cells import BadCell, parse, visible

#: What stands above the rows of a site, as an attribute of it.
HEADING = "Heading"
_CORNER = re.compile(r"[^\W\d_]{0,3}[ .-]?([0-9]{1,9})")
_COORDINATE = worded("coordinate", "number", "°", required=True)


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


def read_coordinate_table(path: Path, id_field: str | None, chosen: str | None = None) -> Source:
    """A CSV, or a sheet of a workbook, with two columns of coordinates; of several such sheets the `chosen` one.

    Rows of one owner make a polygon in their order, one alone a point. A numbering that begins anew begins another
    part of it; without numbers a blank row does, or rows of another owner. Without a column of owners a row that has
    text in place of coordinates names that of the rows below it. Raises Unusable where there are no such columns,
    DataError for cells that are no numbers and rows of no owner.
    """
    if path.suffix.lower() == WORKBOOK:
        rows, titles = _of_sheets(path, id_field, chosen)
    else:
        rows = csv_rows(path)
        head = list(islice(rows, MOST_TITLES))
        titles = titles_of(head, id_field) or _no_coordinates(path, [head])
        rows = chain(head, rows)
    groups = _groups(path, titles, islice(rows, titles.first, None))
    features = tuple(SourceFeature(found.line, found.texts, _shape(found.parts)) for found in groups.values())
    fields = (*titles.fields, *([] if titles.owner else [HEADING]))
    return Source(name_of(path), features, titles.crs, fields, axis_order_unknown=titles.unsure)


def _of_sheets(path: Path, id_field: str | None, chosen: str | None) -> tuple[Iterator[TableRow], Titles]:
    """The rows of the one sheet with coordinates."""
    sheets = sheet_rows(path)
    if chosen is not None and chosen not in sheets:
        unusable(
            "import-source-layer-missing", name_of(path), value=visible(chosen), layers=visible(", ".join(sheets), 300)
        )
    found = {
        name: (rows, titles)
        for name, rows in sheets.items()
        if chosen in (None, name) and (titles := titles_of(rows[:MOST_TITLES], id_field))
    }
    if not found:
        _no_coordinates(path, sheets.values())
    if len(found) > 1:
        unusable("import-layer-unclear", name_of(path), value=visible(", ".join(found), 200), count=len(found))
    rows, titles = next(iter(found.values()))
    return iter(rows), titles


def _no_coordinates(path: Path, tables: Iterable[Sequence[TableRow]]) -> NoReturn:
    first = next((rows[0].cells for rows in tables if rows), [])
    unusable("import-no-coordinates", name_of(path), value=visible(", ".join(filter(None, first)), 200) or "–")


def _groups(path: Path, titles: Titles, rows: Iterable[TableRow]) -> dict[str, Corners]:
    """The corners of each site, in the order of the table."""
    findings: list[Finding] = []
    groups: dict[str, Corners] = {}
    key, heading = None, ""
    for found in rows:
        row = dict(zip(titles.header, found.cells, strict=False))
        if (text := _heading(row, titles)) is not None:
            heading = text
            continue
        point = tuple(_number(path, found.line, titles, at, row, findings) for at in (titles.east, titles.north))
        number = _corner_number(row, titles)
        before, key = key, _owner_of(row, titles, heading)
        if key is None and before is not None and not found.after_blank and groups[before].number + 1 == number:
            key = row[str(titles.owner)] = before  # a merged cell has its text in the first of its rows
        if key is None:
            findings.append(Finding("import-corner-without-id", name_of(path), found.line, visible(str(titles.owner))))
        if len(findings) >= MOST_REPORTED:
            break
        if key is None:
            continue
        texts = {name: row[name] for name in titles.fields if row.get(name)}
        if heading:
            texts[HEADING] = heading
        corners = groups.setdefault(key, Corners(found.line, texts, []))
        if corners.texts != texts:
            corners.texts = {name: text for name, text in corners.texts.items() if texts.get(name) == text}
        begins_anew = number <= corners.number if number else found.after_blank or key != before
        corners.add((point[0], point[1]), begins_anew)
        corners.number = number
    if findings:
        refuse(*findings[:MOST_REPORTED])
    return groups


def _heading(row: Mapping[str, str], titles: Titles) -> str | None:
    """The one text of a row without coordinates, such as the name of the site below or a sum at the end; else None."""
    if any(row.get(titles.header[at]) for at in (titles.east, titles.north)):
        return None
    texts = [text for text in row.values() if text]
    is_of_owner = titles.owner is not None and titles.number is None and row.get(titles.owner)
    is_corner = _corner_number(row, titles) > 0 or is_of_owner
    return None if is_corner or len(texts) != 1 else texts[0]


def _owner_of(row: Mapping[str, str], titles: Titles, heading: str) -> str | None:
    """Whose corner a row is: what stands above where there is no column for it, None where the cell is empty."""
    return heading if titles.owner is None else row.get(titles.owner, "") or None


def _corner_number(row: Mapping[str, str], titles: Titles) -> int:
    """The number of a corner, 0 where there is none; letters may stand before it, as in M1."""
    found = _CORNER.fullmatch(row.get(titles.number, "").strip()) if titles.number else None
    return int(found[1]) if found else 0


def _number(
    path: Path, line: int, titles: Titles, at: int, row: Mapping[str, str], findings: list[Finding]
) -> float:  # fmt: skip
    text = row.get(titles.header[at], "")
    plain = plain_number(text, is_degrees=titles.crs is not None) or text
    try:
        return float(parse(_COORDINATE, plain))  # type: ignore[arg-type]
    except BadCell as bad:
        field = visible(titles.header[at])
        findings.append(Finding(bad.code, name_of(path), line, field, visible(text), bad.params))
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
