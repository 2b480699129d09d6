"""CSV: one file a table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kcn_map.core.model import Joined
from kcn_map.core.settings import Lang
from kcn_map.export import multi_file
from kcn_map.tables.handed_on import Table
from kcn_map.tables.plain import csv_text


def write(out: Path, tables: Sequence[Table], joined: Joined, lang: Lang) -> None:
    """Every table into a folder or a ZIP; names of columns and values are those of the data in every language."""
    multi_file.write(out, csv_files(tables), joined.settings.as_of)


def csv_files(tables: Sequence[Table]) -> dict[str, bytes]:
    """A CSV a table, column names in the first line, with a BOM for Excel; no cell is a formula."""
    return {f"{table.name}.csv": csv_text(table.rows, table.columns).encode("utf-8-sig") for table in tables}
