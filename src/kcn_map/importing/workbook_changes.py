"""An edited workbook into the tables of the atlas: cell by cell, and only the cells that differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from kcn_map.analysis.aggregate import summarise
from kcn_map.analysis.diff import compare
from kcn_map.analysis.join import join
from kcn_map.checking import check_tables
from kcn_map.core.columns import NUMERIC
from kcn_map.core.figure_columns import FIGURES
from kcn_map.core.findings import Finding, has_errors
from kcn_map.core.model import Cell, Dataset, Row
from kcn_map.core.schema import TableSchema
from kcn_map.importing import csv_patch, snapshot
from kcn_map.importing.common import DataError
from kcn_map.importing.plan import ImportPlan, Remark
from kcn_map.importing.workbook import Sheet, SheetRow, Texts, read_workbook
from kcn_map.reading.cells import BadCell, parse, visible
from kcn_map.tables.handed_on import Table as ExportTable
from kcn_map.tables.handed_on import tables
from kcn_map.tables.plain import spreadsheet_number
from kcn_map.values import dataclass

Key = tuple[Cell, ...]

#: Numbers that an export computes may be off by the rounding of a spreadsheet.
_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class _Edits:
    """What becomes of a table: cells by the line of their row, and new rows."""

    changed: Mapping[int, Mapping[str, str]]
    added: Sequence[Mapping[str, str]]


def plan_workbook(folder: Path, path: Path) -> ImportPlan:
    """What an edited workbook would change in the tables.

    Rows that it lacks stay: it may hold some of them only. Raises Unusable for what is no workbook
    of the atlas, DataError for cells that are wrong or doubtful, and where the tables would not
    stand the check.
    """
    before = snapshot.take(folder)
    dataset = snapshot.dataset_of(before)
    exported = _exported(dataset)
    sheets, findings = read_workbook(path, dataset, exported)
    changed, missing = {}, []
    for sheet in sheets:
        edits, found = _edits(dataset, sheet, exported.get(sheet.table.name))
        findings += found
        missing += _missing(dataset, sheet)
        if edits.changed or edits.added:
            file = sheet.table.file
            changed[file] = csv_patch.replaced(before[file], edits.changed, edits.added)
    if has_errors(findings):
        raise DataError(findings)
    checked = snapshot.findings_of({**before, **changed}) if changed else ()
    if has_errors(checked):
        raise DataError(checked)
    changes = compare(dataset, snapshot.dataset_of({**before, **changed})) if changed else []
    remarks = [Remark("kept_rows", {"count": len(missing), "names": ", ".join(missing)})] if missing else []
    return ImportPlan(folder, changes, remarks, findings, before, changed)


def _exported(dataset: Dataset) -> dict[str, ExportTable]:
    """The tables as an export has them now; none where the atlas has errors and can't be joined."""
    if has_errors(check_tables(dataset)):
        return {}
    joined = join(dataset)
    return {table.name: table for table in tables(joined, summarise(joined))}


def _edits(dataset: Dataset, sheet: Sheet, exported: ExportTable | None) -> tuple[_Edits, list[Finding]]:
    schema, table = sheet.table, dataset.tables[sheet.table.name]
    unread = [f for f in dataset.findings if f.file == schema.file and f.severity == "error"]
    findings = [*unread, *(finding for row in sheet.rows for finding in _wrong_cells(sheet, row))]
    if has_errors(findings):
        return _Edits({}, []), findings
    pairs, found = _paired(sheet, {_key(schema, row.values): row for row in table.rows})
    findings += found
    changed, added = {}, []
    for row, old in pairs:
        if old is None:
            if not _is_exported(row, exported):
                added.append({name: text or "" for name, text in _typed_texts(sheet, row).items()})
            continue
        current = _as_exported(schema, old, exported)
        findings += _computed(sheet, row, current)
        if cells := _cells(sheet, row, old, current):
            changed[old.line] = _untold(sheet, old, cells) | cells
    return _Edits(changed, added), findings


def _wrong_cells(sheet: Sheet, row: SheetRow) -> Iterator[Finding]:
    for name, text in row.texts.items():
        try:
            parse(sheet.table.column(name), text or "")
        except BadCell as bad:
            yield Finding(bad.code, sheet.label, row.line, name, visible(text or ""), bad.params)


def _value(schema: TableSchema, name: str, text: str | None) -> Cell:
    """The typed value of a text, a code with its zeros."""
    try:
        return parse(schema.column(name), text or "")
    except BadCell as bad:
        return bad.repaired


def _typed_texts(sheet: Sheet, row: SheetRow) -> Texts:
    """The texts as they are to be written: those of codes with their zeros, numbers as a spreadsheet leaves them."""
    return {name: _written(sheet.table, name, text) if text else text for name, text in row.texts.items()}


def _written(schema: TableSchema, name: str, text: str) -> str:
    column = schema.column(name)
    if column.digits:
        return str(_value(schema, name, text))
    return spreadsheet_number(text) if column.type in (*NUMERIC, "value") else text


def _key(schema: TableSchema, values: Mapping[str, Any]) -> Key:
    return tuple(values.get(name) for name in schema.key)


def _sheet_key(sheet: Sheet, row: SheetRow) -> Key:
    return _key(sheet.table, {name: _value(sheet.table, name, row.texts.get(name)) for name in sheet.table.key})


def _paired(sheet: Sheet, rows: Mapping[Key, Row]) -> tuple[list[tuple[SheetRow, Row | None]], list[Finding]]:
    """Each row of the sheet with the row of the table that it is, None for a new one.

    Where a part of a key of several columns was edited, the row is the one that agrees in all others.
    """
    schema = sheet.table
    keys = {row.line: _sheet_key(sheet, row) for row in sheet.rows}
    findings = list(_twice(sheet, keys))
    there = set(keys.values())
    near = {
        line: [other for other in rows if other not in there and len(key) > 1 and _differ(key, other) == 1]
        for line, key in keys.items() if key not in rows
    }  # fmt: skip
    pairs: list[tuple[SheetRow, Row | None]] = []
    for row in sheet.rows:
        candidates = near.get(row.line, [])
        rivals = [line for line, others in near.items() if set(others) & set(candidates)]
        if not candidates:
            pairs.append((row, rows.get(keys[row.line])))
        elif len(candidates) == len(rivals) == 1:
            pairs.append((row, rows[candidates[0]]))
        else:
            lines = ", ".join(str(rows[other].line) for other in candidates)
            params = {"lines": lines, "table": schema.file}
            told = _key_text(keys[row.line])
            findings.append(Finding("import-row-ambiguous", sheet.label, row.line, schema.key[0], told, params))
    return pairs, findings


def _twice(sheet: Sheet, keys: Mapping[int, Key]) -> Iterator[Finding]:
    """A finding for each row of the sheet whose key an earlier one has."""
    seen: dict[Key, int] = {}
    for line, key in keys.items():
        first = seen.setdefault(key, line)
        if first != line:
            yield Finding("id-duplicate", sheet.label, line, sheet.table.key[0], _key_text(key), {"first": first})


def _key_text(key: Key) -> str:
    return visible(" · ".join(str(part) for part in key if part is not None))


def _differ(first: Key, second: Key) -> int:
    return sum(one != other for one, other in zip(first, second, strict=True))


def _as_exported(schema: TableSchema, old: Row, exported: ExportTable | None) -> Mapping[str, Any]:
    """A row as an export has it now: {} where there is no export of it."""
    key = _key(schema, old.values)
    return next((row for row in exported.rows if _key(schema, row) == key), {}) if exported else {}


def _is_exported(row: SheetRow, exported: ExportTable | None) -> bool:
    """Whether a row that its table lacks is as an export has it: a figure of a site's table among the observations."""
    rows = exported.rows if exported else ()
    return any(all(_same(text, other.get(name)) for name, text in row.texts.items()) for other in rows)


def _cells(sheet: Sheet, row: SheetRow, old: Row, current: Mapping[str, Any]) -> dict[str, str]:
    """The cells of a row that were edited: they are neither as the table has them nor as an export shows them."""
    texts = _typed_texts(sheet, row)
    return {
        name: texts[name] or ""
        for name in texts
        if _value(sheet.table, name, row.texts[name]) != old.values[name]
        and not (name in current and _same(row.texts[name], current[name]))
    }


def _untold(sheet: Sheet, old: Row, cells: Mapping[str, str]) -> dict[str, str]:
    """The cells about figures that were edited, which the sheet does not show: they are about the former ones."""
    edited = {begin for begin, attributes in FIGURES.items() if cells.keys() & set(attributes)}
    shown = {name for row in sheet.rows for name in row.texts}
    columns = (column.name for column in sheet.table.columns if column.about in edited and column.name not in shown)
    return {name: "" for name in columns if old.values[name] is not None}


def _missing(dataset: Dataset, sheet: Sheet) -> list[str]:
    """What the tables have and the sheet has not, by key."""
    schema = sheet.table
    if len(schema.key) > 1:
        return []
    there = {_value(schema, schema.key[0], row.texts.get(schema.key[0])) for row in sheet.rows}
    keys = [row.values[schema.key[0]] for row in dataset.tables[schema.name].rows]
    return [str(key) for key in keys if key not in there]


def _computed(sheet: Sheet, row: SheetRow, current: Mapping[str, Any]) -> Iterator[Finding]:
    """Edits in columns that are no columns of the table: they would be lost without a word."""
    for name, text in row.others.items():
        if current and not _same(text, current.get(name)):
            yield Finding("import-column-computed", sheet.label, row.line, name, visible(text or ""))


def _same(text: str | None, value: Any) -> bool:
    """Whether a cell is as an export writes a value."""
    if value is None or text is None:
        return value is text
    if isinstance(value, bool):
        return text == str(value).lower()
    if isinstance(value, int | float):
        try:
            return abs(float(text) - value) <= _SAME * max(1.0, abs(value))
        except ValueError:
            return False
    return text == str(value).strip()
