"""Tables for people who calculate: CSV files, one a table, and one workbook with a sheet for each."""

from __future__ import annotations

from collections.abc import Sequence

from kcn_map.core.model import Lang
from kcn_map.tables.handed_on import Table
from kcn_map.tables.plain import csv_text
from kcn_map.tables.xlsx import workbook_of

#: The province's one row says nothing that the districts' sheet and the totals do not.
NOT_IN_WORKBOOK = ("province",)


def csv_files(tables: Sequence[Table]) -> dict[str, bytes]:
    """A CSV a table, column names in the first line, with a BOM for Excel; no cell is a formula."""
    return {f"{table.name}.csv": csv_text(table.rows, table.columns).encode("utf-8-sig") for table in tables}


def workbook(tables: Sequence[Table], lang: Lang, as_of: str) -> bytes:
    """A sheet a table: titles in `lang` in a line that stays in view, typed cells, no formula."""
    return workbook_of(
        [(table.title(lang), table.rows, table.columns) for table in tables if table.name not in NOT_IN_WORKBOOK],
        lang,
        as_of,
    )
