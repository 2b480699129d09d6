"""Tables: the text of a CSV file, divided by commas or semicolons, → typed rows."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence

from kcn_map.core.findings import Finding
from kcn_map.core.model import Cell, Row, Table
from kcn_map.core.schema import KEEPER_NOTE, TableSchema
from kcn_map.reading.cells import BadCell, parse, visible
from kcn_map.text.reasons import reason
from kcn_map.text.similarity import closest

#: A table of 100,000 areas, or of 200,000 figures, is as large; each byte of it takes forty of memory.
LARGEST_FILE = 20_000_000
#: Of 100,000 sites, or of 400,000 figures.
MOST_CELLS, MOST_COLUMNS = 5_000_000, 10_000
#: The number of a line and its cells.
Line = tuple[int, list[str]]


def parse_table(schema: TableSchema, text: str) -> tuple[Table, list[Finding]]:
    """The table, with the rows that can be used, and everything that is wrong with it."""
    findings: list[Finding] = []
    lines = _lines(schema, text.replace("\r\n", "\n"), findings)
    if lines is None:
        return Table(schema.file, (), ()), findings
    columns, lines = _without_blank_columns(lines)
    if len(columns) > MOST_COLUMNS or len(lines) * max(len(columns), len(schema.columns)) > MOST_CELLS:
        bounds = {"most": MOST_CELLS, "widest": MOST_COLUMNS}
        return Table(schema.file, (), ()), [Finding("table-too-large", schema.file, params=bounds)]
    if not _has_columns(schema, columns, findings):
        return Table(schema.file, columns, ()), findings
    return Table(schema.file, columns, tuple(_rows(schema, columns, lines, findings))), findings


def _lines(schema: TableSchema, text: str, findings: list[Finding]) -> list[Line] | None:
    """The lines that are not blank, each with the number where it begins; None where the table can't be parsed.

    No more of them than make one table too large.
    """
    header = text.partition("\n")[0]
    if header.count("\t") > max(header.count(","), header.count(";")):
        findings.append(Finding("table-divided-by-tabs", schema.file, row=1))
        return None
    csv.field_size_limit(LARGEST_FILE)
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=";" if header.count(";") > header.count(",") else ",", strict=True
    )
    lines, start = [], 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                lines.append((start, cells))
                if len(lines) * len(schema.columns) > MOST_CELLS + 2 * len(schema.columns):
                    break
            start = reader.line_num + 1
    except csv.Error as error:
        findings.append(Finding("table-unreadable", schema.file, row=start, params={"why": reason(error)}))
        return None
    return lines


def _without_blank_columns(lines: list[Line]) -> tuple[tuple[str, ...], list[Line]]:
    """The header, and the lines below it, without the columns that spreadsheets leave blank at the right."""
    header = [cell.strip() for cell in lines[0][1]] if lines else []
    width = len(header)
    while width and not header[width - 1]:
        width -= 1
    return tuple(header[:width]), [(number, _cut(cells, width, len(header))) for number, cells in lines[1:]]


def _cut(cells: list[str], width: int, blank_to: int) -> list[str]:
    """A line as wide as the header was, without its blank end; any other as it is, and of the wrong length."""
    return cells[:width] if len(cells) == blank_to and not any(cell.strip() for cell in cells[width:]) else cells


def _has_columns(schema: TableSchema, columns: Sequence[str], findings: list[Finding]) -> bool:
    """Whether every column of the schema that must be is there, and each once."""
    found, wanted = Counter(columns), {KEEPER_NOTE, *(column.name for column in schema.columns)}
    missing = [column.name for column in schema.columns if column.name not in found and not column.optional]
    if 2 * len(missing) > sum(not column.optional for column in schema.columns):
        params = {"columns": ", ".join(column.name for column in schema.columns if not column.about)}
        first = visible(", ".join(columns))
        findings.append(Finding("headings-missing", schema.file, row=1, value=first, params=params))
        return False
    twice = [name for name, count in found.items() if count > 1]
    strange = [name for name in found if name not in wanted]
    for name in missing:
        params = {"columns": visible(", ".join(columns), 200) or "–", "renamed": ""}
        renamed = strange if len(missing) == len(strange) == 1 else closest(name, strange, cutoff=0.6)
        for other in list(renamed):
            strange.remove(other)
            params["renamed"] = visible(other)
        code = "column-renamed" if params["renamed"] else "column-missing"
        findings.append(Finding(code, schema.file, row=1, field=name, params=params))
    for name in twice:
        findings.append(Finding("column-duplicate", schema.file, row=1, field=visible(name), value=visible(name)))
    for name in strange:
        findings.append(Finding("column-unknown", schema.file, row=1, field=visible(name), value=visible(name)))
    return not missing and not twice


def _rows(
    schema: TableSchema, columns: Sequence[str], lines: Sequence[Line], findings: list[Finding]
) -> Iterator[Row]:  # fmt: skip
    """The rows. Of one of the wrong length only the key is taken: what follows may stand in the wrong column."""
    names, keys = [column.name for column in schema.columns], [schema.column(schema.key[0])]
    blank, unknown = dict.fromkeys((*columns, *names), ""), dict[str, Cell].fromkeys(names)
    parsed: dict[str, dict[str, Cell]] = {name: {} for name in names}  # good cells by their text: many are the same
    for number, cells in lines:
        whole = len(cells) == len(columns)
        if not whole:
            params = {"found": len(cells), "expected": len(columns)}
            findings.append(Finding("row-length", schema.file, row=number, params=params))
        raw, values = blank | dict(zip(columns, cells, strict=False)), unknown.copy()
        for column in schema.columns if whole else keys:
            name = column.name
            text, known = raw[name], parsed[name]
            if text in known:
                values[name] = known[text]
            elif text or column.required:
                try:
                    values[name] = known[text] = parse(column, text)
                except BadCell as bad:
                    values[name] = bad.repaired
                    findings.append(Finding(bad.code, schema.file, number, name, visible(text), bad.params))
        yield Row(number, values, raw)
