"""Observations and totals: each value is read as its attribute's type asks, which settings or columns of sites say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kcn_map.core.columns import NUMERIC, Column
from kcn_map.core.findings import Finding
from kcn_map.core.model import Cell, Table
from kcn_map.core.settings import Settings, Text
from kcn_map.core.site_columns import own_column
from kcn_map.reading.cells import BadCell, parse, visible


def type_values(
    table: Table, found: Sequence[Finding], settings: Settings, named_in: str
) -> tuple[Table, Sequence[Finding]]:
    """The table with its values typed by what a column names, and the findings with what that brings or takes away."""
    columns = {name: _column(settings, str(name)) for name in {row.values[named_in] for row in table.rows}}
    rows, texts, findings = [], set[int](), list[Finding]()
    for row in table.rows:
        column = columns.get(row.values[named_in])
        is_text = column is not None and column.type not in NUMERIC
        if column is None or not row.raw["value"].strip() or (row.values["value"] is None and not is_text):
            rows.append(row)  # what is no number at all has its finding already
            continue
        value: Cell = row.raw["value"].strip() if is_text else row.values["value"]
        try:
            parse(column, row.raw["value"])
        except BadCell as bad:
            value = bad.repaired
            findings.append(Finding(bad.code, table.file, row.line, "value", visible(row.raw["value"]), bad.params))
        rows.append(replace(row, values={**row.values, "value": value}))
        texts |= {row.line} if is_text else set()
    kept = [f for f in found if not (f.row in texts and f.field == "value")]
    return replace(table, rows=tuple(rows)), [*kept, *findings]


def attribute_type(settings: Settings, name: str) -> str | None:
    """The type of an attribute's values, as a column has it; None where neither schema nor settings say it."""
    column = own_column(name, settings)
    if column is not None:
        return column.type
    if name in settings.attributes:
        return settings.attributes[name].type
    total = next((total for total in settings.totals if total.id == name), None)
    if total is None:
        return None
    if total.aggregation is not None and total.aggregation.method == "count":
        return "count"
    return "percent" if total.unit == "%" else "number"


def attribute_unit(settings: Settings, name: str) -> str:
    """The unit of a quantity, in Vietnamese; "" for counts, percentages and texts, and where it is not known."""
    return _unit(settings, name) if attribute_type(settings, name) == "number" else ""


def _column(settings: Settings, attribute: str) -> Column | None:
    column = own_column(attribute, settings)
    if column is not None:
        return replace(column, name="value", required=False)
    kind = attribute_type(settings, attribute)
    return None if kind is None else Column("value", kind, Text(), _unit(settings, attribute))


def _unit(settings: Settings, name: str) -> str:
    """The unit of an attribute's values, "" where none is known."""
    if name in settings.attributes:
        return settings.attributes[name].unit.first
    of_total = (total.unit for total in settings.totals if total.id == name)
    column = own_column(name, settings)
    return next(of_total, None) or (column.unit if column else "")
