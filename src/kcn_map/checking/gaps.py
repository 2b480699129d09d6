"""Warnings that list what is not known."""

from __future__ import annotations

from kcn_map.checking.common import Findings, accuracies, at, name_column, site_tables
from kcn_map.core.findings import Finding
from kcn_map.core.model import Dataset, Row, Table
from kcn_map.core.settings import Text
from kcn_map.reading.repeats import listed

FIGURES = ("area_planned_ha", "occupancy_pct")


def check_gaps(dataset: Dataset) -> Findings:
    """Sites that are not identified, those known by the area of the first level alone, and figures not published."""
    first, finer = dataset.settings.levels[0], dataset.settings.finer
    for name in site_tables(dataset):
        table = dataset.tables[name]
        known = accuracies(dataset, name)
        accuracy = {row.line: known.get(str(row.values["id"])) for row in table.rows}
        unplaced = [row for row in table.rows if accuracy[row.line] in ("district", "province", "unknown")]
        rows = []
        for row in unplaced:
            if accuracy[row.line] == row.values["status"] == "unknown":
                yield at(
                    "site-not-identified", table.file, row, "id", name=row.raw[name_column(dataset)], level=first.name
                )
            else:
                rows.append(row)
        if finer is not None:
            yield from _listed("site-not-located", table, finer.code_column, rows, level=first.name, finer=finer.name)
        for field in FIGURES:
            rows = [row for row in table.rows if not row.raw[field].strip()]
            yield from _listed("figure-not-known", table, field, rows)


def _listed(code: str, table: Table, field: str, rows: list[Row], **params: Text) -> Findings:
    if rows:
        ids = listed(row.raw["id"] for row in rows)
        told = {"count": len(rows), "of": len(table.rows), "ids": ids}
        yield Finding(code, table.file, None, field, None, told | params)
