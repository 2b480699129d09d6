"""An edited workbook → the rows of each table as texts; an ambiguous cell is a finding."""

from __future__ import annotations

import unicodedata
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from kcn_map.core.columns import Column, begin
from kcn_map.core.findings import Finding, has_errors
from kcn_map.core.model import Dataset
from kcn_map.core.schema import TableSchema, schema_of
from kcn_map.core.settings import Settings
from kcn_map.importing import archive, gdal_apart
from kcn_map.importing.common import name_of, refuse_unreadable, unusable
from kcn_map.importing.table_rows import BROKEN, CPU_S, MOST_COLUMNS, MOST_ROWS, MOST_SHEETS, number_text
from kcn_map.reading.cells import visible
from kcn_map.reading.settings import parse_settings
from kcn_map.reading.toml import Words
from kcn_map.tables.handed_on import Table as ExportTable
from kcn_map.tables.headings import titles_of
from kcn_map.text.languages import with_shipped
from kcn_map.text.messages import Told, is_word, localized, word, words_of
from kcn_map.text.names import fold
from kcn_map.text.reasons import reason
from kcn_map.values import dataclass

#: This share of a sheet's titles are columns of a table: it is that table, whatever it is called.
ENOUGH_TITLES = 0.5
#: The sheets of an export, beside those of sites and areas.
ADDED_SHEETS = ("province", "observations", "sources", "totals", "notes")
#: LibreOffice saves truth values as formulas.
_TRUTHS: Mapping[str, Any] = {"=TRUE()": True, "=FALSE()": False, "=TRUE": True, "=FALSE": False}

#: Cells by column: a text as in a data file; None for an empty one.
Texts = Mapping[str, str | None]
#: The columns of each table as an export has them.
Exported = Mapping[str, Sequence[Column]]


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One line of a sheet: `texts` by column of the table, `others` by column that the export adds."""

    line: int
    texts: Texts
    others: Texts


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet that is a table of the atlas. `label` names it in findings."""

    label: str
    table: TableSchema
    rows: tuple[SheetRow, ...]


@dataclass(frozen=True, slots=True)
class _Doubt:
    """Why a cell can't be taken: the code of a finding, the value as found, and what the sentence needs."""

    code: str
    value: str
    params: Mapping[str, Any]


def read_workbook(
    path: Path, dataset: Dataset, exported: Mapping[str, ExportTable]
) -> tuple[list[Sheet], list[Finding]]:
    """The sheets that are tables, and what is wrong with their cells. `exported` are the tables as an export has them.

    Raises Unusable for what is no workbook, is too large, or has no sheet of the atlas.
    """
    refuse_unreadable(path)
    archive.check_workbook(path)
    languages = dataset.settings.languages
    columns = {name: [_plainly(column, languages) for column in table.columns] for name, table in exported.items()}
    words = {str(lang): dict(words_of(lang)) for lang in languages}
    asked = {"columns": columns, "settings_text": dataset.settings_text, "words": words}
    found = gdal_apart.ask(path, "openpyxl", "kcn_map.importing.workbook:here", asked, CPU_S)
    schema = schema_of(dataset.settings)
    sheets = [
        Sheet(label, schema.table(name), tuple(SheetRow(*row) for row in rows)) for label, name, rows in found["sheets"]
    ]
    return sheets, gdal_apart.findings_of(found["findings"])


def _plainly(column: Column, languages: Sequence[str]) -> list[Any]:
    titles = {lang: localized(column.titles, lang) for lang in with_shipped(languages)}
    return [column.name, column.type, titles, column.unit]


def here(path: Path, columns: Mapping[str, Sequence[Any]], settings_text: str, words: Words) -> dict[str, Any]:
    """The same in this process, as values of JSON: small workbooks may grow without end."""
    exported = {name: [Column(*column) for column in listed] for name, listed in columns.items()}
    sheets, findings = _read(path, parse_settings(settings_text, words), exported)
    rows = [[(row.line, row.texts, row.others) for row in sheet.rows] for sheet in sheets]
    listed = [(sheet.label, sheet.table.name, texts) for sheet, texts in zip(sheets, rows, strict=True)]
    return {"sheets": listed, "findings": [asdict(finding) for finding in findings]}


def _read(path: Path, settings: Settings, exported: Exported) -> tuple[list[Sheet], list[Finding]]:
    from openpyxl import load_workbook

    findings: list[Finding] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of features of Excel that are of no account here
            book = load_workbook(path, read_only=True)
            try:
                if len(book.sheetnames) > MOST_SHEETS:
                    why = Told("detail.more_sheets", most_sheets=MOST_SHEETS)
                    unusable("import-file-unreadable", name_of(path), why=why)
                found = (_sheet(path, sheet, settings, exported, findings) for sheet in book.worksheets)
                sheets = [sheet for one in found for sheet in one]
            finally:
                book.close()
    except BROKEN as error:
        unusable("import-file-unreadable", name_of(path), why=reason(error))
    if not sheets and not has_errors(findings):
        titles = [text for table in schema_of(settings).tables for text in _exported_as(settings, table).values()]
        allowed = ", ".join(dict.fromkeys(titles))
        unusable("import-no-tables", name_of(path), value=visible(", ".join(book.sheetnames), 160), allowed=allowed)
    return sheets, findings


def _exported_as(settings: Settings, table: TableSchema) -> Mapping[str, str]:
    """What an export calls the sheet of a table, which can be edited; areas without a layer are in none."""
    if table.kind:
        names = settings.kind(table.kind).name_plural
        return {lang: begin(names[lang]) for lang in _languages(settings)}
    sheet = f"export.{table.name}"
    return {lang: word(sheet, lang) for lang in _languages(settings)} if is_word(sheet) else {}


def _languages(settings: Settings) -> Sequence[str]:
    """Those that an export may have been in."""
    return with_shipped(settings.languages)


def _names(settings: Settings, table: TableSchema) -> set[str]:
    return {fold(name) for name in (PurePosixPath(table.file).stem, *_exported_as(settings, table).values())}


def _sheet(path: Path, sheet: Any, settings: Settings, exported: Exported, findings: list[Finding]) -> Iterator[Sheet]:
    languages = _languages(settings)
    is_level = sheet.title in {begin(level.name_plural[lang]) for level in settings.levels for lang in languages}
    tables = () if is_level else schema_of(settings).tables
    schema = next((table for table in tables if fold(sheet.title) in _names(settings, table)), None)
    label = f"{name_of(path)} [{visible(sheet.title, 40)}]"
    lines = sheet.iter_rows(max_col=MOST_COLUMNS, max_row=MOST_ROWS + 2)
    header = next(lines, ())
    if schema is None:
        findings += _unread(label, sheet.title, header, settings, exported)
        return
    added = exported.get(schema.name, ())
    columns = _columns(label, _by_title(schema, added, languages), schema.key, header, findings)
    if columns is None:
        return
    rows = []
    for number, cells in enumerate(lines, 2):
        if any(cell.value not in (None, "") for cell in cells):
            rows.append(_row(label, schema, number, columns, cells, findings))
    if rows and rows[-1].line > MOST_ROWS:
        why = Told("detail.more_rows", most_rows=MOST_ROWS)
        unusable("import-file-unreadable", label, why=why)
    yield Sheet(label, schema, tuple(rows))


def _unread(label: str, name: str, header: Sequence[Any], settings: Settings, exported: Exported) -> Iterator[Finding]:
    """What is said of a sheet that is no table: nothing of those that an export adds, nor of empty ones."""
    texts = [text for cell in header if (text := _plain(str(cell.value or "")))]
    languages = _languages(settings)
    added = [word(f"export.{name}", lang) for name in ADDED_SHEETS for lang in languages]
    named = [*(level.name_plural for level in settings.levels), *(kind.name_plural for kind in settings.kinds)]
    added += [text[lang] for text in named for lang in languages]
    if not texts or fold(name) in map(fold, added):
        return
    for schema in schema_of(settings).tables:
        by_title = _by_title(schema, exported.get(schema.name, ()), languages)
        found = [column for text in texts if (column := by_title.get(text))]
        has_key = {column.name for column in found}.issuperset(schema.key)
        called = _exported_as(settings, schema)
        if called and has_key and len(found) >= ENOUGH_TITLES * len(texts):
            yield Finding("import-sheet-renamed", label, value=visible(name, 40), params={"table": called})
            return
    yield Finding("import-sheet-unread", label, value=visible(name, 40))


def _by_title(schema: TableSchema, added: Sequence[Column], languages: Sequence[str]) -> dict[str, Column]:
    """The columns of a table by what its titles may be; what an export calls one thing, a table may call another."""
    found: dict[str, Column] = {}
    for column in (*added, *schema.columns):
        known = next((one for one in schema.columns if one.name == column.name), column)
        for called in titles_of(column, languages):
            found.setdefault(_plain(called), known)
    return found


def _columns(
    label: str, by_title: Mapping[str, Column], key: Sequence[str], header: Sequence[Any], findings: list[Finding]
) -> list[Column | None] | None:
    """The column of each title, None for one that is none. None in all: a key is missing, or a column there twice."""
    titles = [str(cell.value or "") for cell in header]
    columns = [by_title.get(_plain(text)) for text in titles]
    names = [column.name for column in columns if column]
    for text, found in zip(titles, columns, strict=True):
        if found is None and text.strip():
            findings.append(Finding("column-unknown", label, 1, visible(text), visible(text)))
    twice = sorted({name for name in names if names.count(name) > 1})
    missing = [name for name in key if name not in names]
    findings += [Finding("column-duplicate", label, 1, name, name) for name in twice]
    told = visible(", ".join(filter(None, titles)), 200) or "–"
    findings += [Finding("column-missing", label, 1, name, params={"columns": told}) for name in missing]
    return None if twice or missing else columns


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _row(
    label: str, schema: TableSchema, number: int, columns: Sequence[Column | None], cells: Sequence[Any],
    findings: list[Finding],
) -> SheetRow:  # fmt: skip
    known = {column.name for column in schema.columns}
    texts: dict[str, str | None] = {}
    others: dict[str, str | None] = {}
    for column, cell in zip(columns, cells, strict=False):
        if column is None:
            continue
        found = _text(column, cell)
        if isinstance(found, _Doubt):
            findings.append(Finding(found.code, label, number, column.name, visible(found.value), found.params))
        else:
            (texts if column.name in known else others)[column.name] = found
    return SheetRow(number, texts, others)


def _text(column: Column, cell: Any) -> str | _Doubt | None:
    """A cell as a data file has it, or what makes it doubtful."""
    value = _TRUTHS.get(str(cell.value).upper(), cell.value) if cell.data_type == "f" else cell.value
    if value is None or value == "":
        return None
    if (cell.data_type == "f" and not isinstance(value, bool)) or not isinstance(
        value, str | bool | int | float | datetime | date
    ):
        return _Doubt("import-formula", str(getattr(value, "text", value)), {})
    if cell.data_type == "e":
        return _doubtful(value, "excel_error")
    if isinstance(value, bool):
        return str(value).lower() if column.type == "flag" else _doubtful(value, "truth")
    if isinstance(value, datetime | date):
        return _day(column, value)
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value).strip() or None
    if "%" in (cell.number_format or ""):
        return _doubtful(value, "excel_percentage")
    return number_text(value)


def _doubtful(value: Any, why: str) -> _Doubt:
    return _Doubt("import-cell-doubtful", str(value), {"why": Told(f"detail.{why}")})


def _day(column: Column, value: date) -> str | _Doubt:
    if column.type != "date":
        return _doubtful(value, "misplaced_date")
    if isinstance(value, datetime):
        if (value.hour, value.minute, value.second) != (0, 0, 0):
            return _doubtful(value, "time_of_day")
        value = value.date()
    return value.isoformat()
