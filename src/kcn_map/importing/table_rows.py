"""The rows of a table as texts: a CSV as offices write it, or the sheets of a workbook."""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from kcn_map.importing import archive, gdal_apart
from kcn_map.importing.common import name_of, unusable
from kcn_map.reading.cells import visible
from kcn_map.reading.text import LARGEST_FILE
from kcn_map.text.messages import Told
from kcn_map.text.reasons import reason
from kcn_map.text.vn_encodings import reading
from kcn_map.values import dataclass

WORKBOOK = ".xlsx"
MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 20_000, 200, 100
#: Time of the processor: ten times that of a workbook of 20,000 rows.
CPU_S = 30
#: What openpyxl lets through of a file that is no workbook, or a broken one.
BROKEN = (
    OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, SyntaxError, RuntimeError,
    zipfile.BadZipFile,
)  # fmt: skip
#: A formula without a value; one of a text may well come to nothing.
_NOT_CALCULATED = re.compile(
    rb'<c\b(?![^>]*\bt="str")[^>]*>\s*(?:<f\b[^>]*>[^<]*</f>|<f\b[^>]*/>)\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)
#: The first line by which a CSV names its divider to a spreadsheet.
_DIVIDER = re.compile(r'"?sep=([,;\t|])"?\s*', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row that is not blank: its line, its cells as texts, and whether a blank one stands before it.

    `numbers` are the places of cells that are numbers in a workbook: their point is one, whatever else is in doubt.
    """

    line: int
    cells: list[str]
    after_blank: bool
    numbers: frozenset[int] = frozenset()


def csv_rows(path: Path) -> Iterator[TableRow]:
    """The rows of a CSV, one by one: a table has millions. Raises Unusable for what is none."""
    text = _text(path)
    first = text.partition("\n")[0]
    stated = _DIVIDER.fullmatch(first)
    divider = stated[1] if stated else max(";\t,", key=first.count)  # commas may be of decimals
    csv.field_size_limit(LARGEST_FILE)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=divider, strict=True)
    try:
        if stated:
            next(lines)
        yield from _not_blank(enumerate(lines, 2 if stated else 1))
    except csv.Error as error:
        unusable("import-file-unreadable", name_of(path), why=reason(error))


def _text(path: Path) -> str:
    content = path.read_bytes()
    for mark in (b"\xff\xfe", b"\xfe\xff"):
        if content.startswith(mark):
            return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        single = content.decode("latin-1")
        return reading([single])[1][single]


def sheet_rows(path: Path) -> dict[str, list[TableRow]]:
    """The rows of each sheet, by its name; formulas as what they came to when the workbook was saved.

    Raises Unusable for what is no workbook or is too large.
    """
    archive.check_workbook(path)
    found = gdal_apart.ask(path, "openpyxl", "kcn_map.importing.table_rows:here", {}, CPU_S)
    return {name: list(_not_blank(enumerate(rows, 1))) for name, rows in found}


def here(path: Path) -> list[Any]:
    """Name and rows of each sheet, in this process: small workbooks may grow without end."""
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of features of Excel that are of no account here
            with closing(load_workbook(path, read_only=True, data_only=True)) as book:
                if len(book.sheetnames) > MOST_SHEETS:
                    why = Told("detail.more_sheets", most_sheets=MOST_SHEETS)
                    unusable("import-file-unreadable", name_of(path), why=why)
                found: list[tuple[str, list[list[Any]]]]
                found = [(sheet.title, _sheet(path, sheet)) for sheet in book.worksheets]
            if _has_formulas_without_values(path):
                with closing(load_workbook(path, read_only=True)) as book:
                    for (_, rows), sheet in zip(found, book.worksheets, strict=True):
                        _put_formulas(rows, _sheet(path, sheet))
            return found
    except BROKEN as error:
        unusable("import-file-unreadable", name_of(path), why=reason(error))


def _has_formulas_without_values(path: Path) -> bool:
    """Whether a program has written formulas and nobody has calculated them: openpyxl and its like don't."""
    with zipfile.ZipFile(path) as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
        return any(_NOT_CALCULATED.search(parts.read(name)) for name in sheets)


def _put_formulas(rows: list[list[Any]], formulas: list[list[Any]]) -> None:
    """Formulas in place of values that there are none of, so that they are refused: they are not empty."""
    for row, texts in zip(rows, formulas, strict=False):
        row.extend([""] * (len(texts) - len(row)))
        for place, text in enumerate(texts):
            if row[place] == "" and isinstance(text, str) and text.startswith("="):
                row[place] = text


def _sheet(path: Path, sheet: Any) -> list[list[Any]]:
    lines = sheet.iter_rows(max_col=MOST_COLUMNS, max_row=MOST_ROWS + 1)
    rows = [_without_end([_cell(cell) for cell in line]) for line in lines]
    if len(rows) > MOST_ROWS and any(rows[-1]):
        why = Told("detail.more_rows", most_rows=MOST_ROWS)
        unusable("import-file-unreadable", f"{name_of(path)} [{visible(sheet.title, 40)}]", why=why)
    return rows


def _without_end(cells: list[Any]) -> list[Any]:
    """A row without the empty cells behind its last one."""
    while cells and cells[-1] == "":
        cells.pop()
    return cells


def _cell(cell: Any) -> Any:
    """A number as such, all else as text; a share that is formatted as one is per cent."""
    value = cell.value
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(value).lower()
    if isinstance(value, datetime):
        return value.date().isoformat() if (value.hour, value.minute, value.second) == (0, 0, 0) else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return round(value * 100, 9) if "%" in (cell.number_format or "") else value
    return str(value).strip()


def number_text(value: float) -> str:
    """The number that a person wrote: fifteen digits, as Excel keeps them, and no more."""
    text = format(Decimal(f"{value:.15g}"), "f")
    return re.sub(r"\.?0+$", "", text) if "." in text else text


def _not_blank(rows: Iterator[tuple[int, Sequence[Any]]]) -> Iterator[TableRow]:
    after_blank = False
    for line, cells in rows:
        texts = [cell.strip() if isinstance(cell, str) else number_text(cell) for cell in cells]
        is_blank = not any(texts)
        if not is_blank:
            numbers = frozenset(place for place, cell in enumerate(cells) if not isinstance(cell, str))
            yield TableRow(line, texts, after_blank, numbers)
        after_blank = is_blank
