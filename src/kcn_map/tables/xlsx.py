"""Rows as a workbook: typed cells, a header that stays in view, the same bytes for the same rows."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from kcn_map.core.schema import Column
from kcn_map.tables.headings import title
from kcn_map.text.messages import word

#: Widths of columns, in characters.
NARROWEST, WIDEST = 9, 44
LINE_POINTS = 15
TEXT_FORMAT = "@"

Rows = Sequence[Mapping[str, Any]]


def workbook(rows: Rows, columns: Sequence[Column], lang: str, as_of: str, subject: str) -> bytes:
    """One sheet: titles with units in the first line, then the rows; an empty cell is unknown.

    Numbers are numbers, and Excel writes them as its reader does. All else is text, dates too,
    since they may be a year or an interval: in cells set to text, so that an edit turns neither
    "04945" into a number nor "=1" into a formula. The file is dated `as_of`.
    """
    return workbook_of([(word(f"table.{subject}", lang), rows, columns)], lang, as_of)


def workbook_of(sheets: Sequence[tuple[str, Rows, Sequence[Column]]], lang: str, as_of: str) -> bytes:
    """A workbook of several sheets, each (its title, its rows, their columns), as `workbook`."""
    from openpyxl import Workbook

    book = Workbook()
    book.properties.creator = "kcn-map"
    book.remove(book.active)
    for sheet_title, rows, columns in sheets:
        _fill(book.create_sheet(sheet_title), rows, columns, lang)
    return _saved(book, as_of)


def _fill(sheet: Any, rows: Rows, columns: Sequence[Column], lang: str) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    height = 1
    for number, column in enumerate(columns, start=1):
        values = [row[column.name] for row in rows]
        heading = title(column, lang)
        width = min(
            max(NARROWEST, *(len(str(value)) + 2 for value in (*values, longest_word(heading)) if value is not None)),
            WIDEST,
        )
        height = max(height, -(-len(heading) // (width - 2)))
        sheet.column_dimensions[get_column_letter(number)].width = width
        _put(sheet.cell(1, number), heading, TEXT_FORMAT)
        number_format = _number_format(column, values)
        for line, value in enumerate(values, start=2):
            _put(sheet.cell(line, number), value, TEXT_FORMAT if isinstance(value, str) else number_format)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E8E6DF")
        cell.alignment = Alignment(wrap_text=True, vertical="bottom")
    sheet.row_dimensions[1].height = height * LINE_POINTS
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions


def longest_word(text: str) -> str:
    return max(text.split(), key=len, default="")


def _put(cell: Any, value: Any, number_format: str) -> None:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("�", value)
        cell.data_type = "s"  # a text is no formula, whatever it begins with
    else:
        cell.value = value
    cell.number_format = number_format


def _number_format(column: Column, values: Sequence[Any]) -> str:
    """As many decimals as the column's figures have, up to two; coordinates five. The values keep them all."""
    if column.type == "year":
        return "0"
    most = 5 if column.unit == "°" else 2
    known = [value for value in values if isinstance(value, float)]
    decimals = max((len(f"{value:.{most}f}".rstrip("0").partition(".")[2]) for value in known), default=0)
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def _saved(book: Any, as_of: str) -> bytes:
    """The workbook, made in memory: openpyxl takes a file for each sheet and ends in confusion if the disk is full."""
    from openpyxl.worksheet._writer import WorksheetWriter
    from openpyxl.writer.excel import ExcelWriter

    class Writer(ExcelWriter):  # type: ignore[misc]
        def write_worksheet(self, ws: Any) -> None:
            sheet = WorksheetWriter(ws, io.BytesIO())
            sheet.write()
            self._archive.writestr(ws.path[1:], sheet.out.getvalue())
            ws._rels = sheet._rels
            self.manifest.append(ws)

    buffer = io.BytesIO()
    with _Dated(buffer, as_of) as archive:
        Writer(book, archive).save()
    return buffer.getvalue()


class _Dated(zipfile.ZipFile):
    """An archive with every date in it set to the start of a day: openpyxl writes the clock's, which may be any."""

    def __init__(self, file: io.BytesIO, as_of: str) -> None:
        super().__init__(file, "w")
        self._as_of = as_of

    def writestr(self, name: Any, data: Any, *_: Any) -> None:
        part = data if isinstance(data, bytes) else data.encode()
        if name == "docProps/core.xml":
            moment = rb"\g<1>" + f"{self._as_of}T00:00:00Z".encode()
            part = re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", moment, part)
        entry = zipfile.ZipInfo(name, zip_day(self._as_of))
        entry.compress_type = zipfile.ZIP_DEFLATED
        super().writestr(entry, part)


def zip_day(as_of: str) -> tuple[int, int, int, int, int, int]:
    """The start of a day as a ZIP dates its members; the nearest one that it can, which knows 1980 to 2107 alone."""
    day = min(max(date.fromisoformat(as_of), date(1980, 1, 1)), date(2107, 12, 31))
    return day.year, day.month, day.day, 0, 0, 0
