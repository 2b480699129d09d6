"""XLSX: one workbook with a sheet for each table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kcn_map.core.model import Joined
from kcn_map.core.settings import Lang
from kcn_map.io.files import atomic_path
from kcn_map.tables.handed_on import Table
from kcn_map.tables.xlsx import workbook_of

#: The province's one row says nothing that the districts' sheet and the totals do not.
NOT_IN_WORKBOOK = ("province",)


def write(out: Path, tables: Sequence[Table], joined: Joined, lang: Lang) -> None:
    """A sheet a table: titles in `lang` in a line that stays in view, typed cells, no formula."""
    sheets = [(table.title(lang), table.rows, table.columns) for table in tables if table.name not in NOT_IN_WORKBOOK]
    data = workbook_of(sheets, lang, joined.settings.as_of)
    with atomic_path(out) as path:
        path.write_bytes(data)
