"""Rows as a workbook: typed cells, a header that stays in view, the same bytes for the same rows."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING, Any

from kcn_map.core.columns import Column
from kcn_map.tables.headings import title

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

#: Widths of columns, in characters.
NARROWEST, WIDEST = 9, 44
LINE_POINTS = 15
TEXT_FORMAT = "@"
NUMBERS = ("number", "percent", "count", "year", "flag")
#: So many characters a cell of Excel holds; XlsxWriter leaves out a text that is longer.
LONGEST_TEXT = 32_767
#: So many the name of a sheet, which may not hold some.
LONGEST_NAME = 31
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")
HEADING = {"bold": True, "bg_color": "#E8E6DF", "text_wrap": True, "valign": "bottom", "num_format": TEXT_FORMAT}
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

Rows = Sequence[Mapping[str, Any]]


def workbook(rows: Rows, columns: Sequence[Column], lang: str, as_of: str, sheet_title: str) -> bytes:
    """One sheet: titles with units in the first line, then the rows; an empty cell is unknown.

    Numbers are numbers, and Excel writes them as its reader does. All else is text, dates too,
    since they may be a year or an interval: in cells set to text, so that an edit turns neither
    "04945" into a number nor "=1" into a formula. The file is dated `as_of`.
    """
    return workbook_of([(sheet_title, rows, columns)], lang, as_of)


def workbook_of(sheets: Sequence[tuple[str, Rows, Sequence[Column]]], lang: str, as_of: str) -> bytes:
    """A workbook of several sheets, each (its title, its rows, their columns), as `workbook`."""
    from xlsxwriter import Workbook

    content = io.BytesIO()
    with Workbook(content, {"in_memory": True}) as book:  # else each sheet is a temporary file, dated by the clock
        book.set_properties({"author": "kcn-map", "created": datetime.fromisoformat(as_of)})
        formats = _Formats(book)
        for name, (_, rows, columns) in zip(_sheet_names([title for title, _, _ in sheets]), sheets, strict=True):
            _fill(book.add_worksheet(name), rows, columns, lang, formats)
    return content.getvalue()


def _sheet_names(titles: Sequence[str]) -> list[str]:
    """The titles as Excel takes them: of so many letters, without some of them, none twice."""
    names: list[str] = []
    for title_ in titles:
        name = _NOT_IN_A_NAME.sub(" ", title_)[:LONGEST_NAME]
        taken = {known.casefold() for known in names}
        numbers = (f" {number}" for number in count(2))
        while name.casefold() in taken:
            number = next(numbers)
            name = name[: LONGEST_NAME - len(number)] + number
        names.append(name)
    return names


class _Formats(dict[str, "Format"]):
    """The formats of a workbook's cells by their number format, each made once; `heading` is that of the first line."""

    def __init__(self, book: Workbook) -> None:
        self._book, self.heading = book, book.add_format(HEADING)

    def __missing__(self, number_format: str) -> Format:
        self[number_format] = made = self._book.add_format({"num_format": number_format})
        return made


def _fill(sheet: Worksheet, rows: Rows, columns: Sequence[Column], lang: str, formats: _Formats) -> None:
    height = 1
    for number, column in enumerate(columns):
        values = [row[column.name] for row in rows]
        heading = title(column, lang)
        width = min(
            max(NARROWEST, *(len(str(value)) + 2 for value in (*values, longest_word(heading)) if value is not None)),
            WIDEST,
        )
        height = max(height, -(-len(heading) // (width - 2)))
        sheet.set_column(number, number, width)
        sheet.write_string(0, number, heading, formats.heading)
        shown = formats[_number_format(column, values)]
        for line, value in enumerate(values, start=1):
            _write(sheet, line, number, value, formats[TEXT_FORMAT] if isinstance(value, str) else shown)
    sheet.set_row(0, height * LINE_POINTS)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(rows), len(columns) - 1)


def longest_word(text: str) -> str:
    return max(text.split(), key=len, default="")


def _write(sheet: Worksheet, line: int, number: int, value: Any, shown: Format) -> None:
    if value is None:
        sheet.write_blank(line, number, None, shown)
    elif isinstance(value, bool):
        sheet.write_boolean(line, number, value, shown)
    elif isinstance(value, str):  # a text is no formula and no link, whatever it begins with
        sheet.write_string(line, number, _NOT_XML.sub("\ufffd", value)[:LONGEST_TEXT], shown)
    else:
        sheet.write_number(line, number, value, shown)


def _number_format(column: Column, values: Sequence[Any]) -> str:
    """As many decimals as the column's figures have, up to two; coordinates five. The values keep them all."""
    if column.type not in NUMBERS:
        return TEXT_FORMAT
    if column.type == "year":
        return "0"
    most = 5 if column.unit == "°" else 2
    known = [value for value in values if isinstance(value, float)]
    decimals = max((len(f"{value:.{most}f}".rstrip("0").partition(".")[2]) for value in known), default=0)
    return "#,##0" + ("." + "0" * decimals if decimals else "")
