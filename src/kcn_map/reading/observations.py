"""Observations: each value is read as its attribute's type asks, which the settings or the columns of sites say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kcn_map.core.findings import Finding
from kcn_map.core.model import Cell, Row, Settings, Table
from kcn_map.core.schema import SITE_COLUMNS, Column
from kcn_map.reading.cells import BadCell, parse, visible

#: Types whose values are numbers; those of all others are texts, whatever they look like.
NUMERIC = ("number", "percent", "count", "year")


def type_values(table: Table, found: Sequence[Finding], settings: Settings) -> tuple[Table, Sequence[Finding]]:
    """The table with its values typed by their attributes, and the findings with what that brings or takes away."""
    columns = {name: _column(settings, str(name)) for name in {row.values["attribute"] for row in table.rows}}
    texts: set[int] = set()
    rows, findings = [], []
    for row in table.rows:
        column = columns.get(row.values["attribute"])
        if column is None or not row.raw["value"].strip():
            rows.append(row)
        elif column.type not in NUMERIC:
            rows.append(_with_value(row, row.raw["value"].strip()))
            texts.add(row.line)
        elif row.values["value"] is None:  # what is no number at all has its finding already
            rows.append(row)
        else:
            typed, bad = _typed(table.file, column, row)
            rows.append(typed)
            findings += bad
    kept = [f for f in found if not (f.row in texts and f.field == "value" and f.code.startswith("number-"))]
    return replace(table, rows=tuple(rows)), [*kept, *findings]


def attribute_type(settings: Settings, name: str) -> str | None:
    """The type of an attribute's values, as a column has it; None where neither schema nor settings say it."""
    column = next((column for column in SITE_COLUMNS if column.name == name), None)
    if column is not None:
        return column.type
    if name in settings.attributes:
        return settings.attributes[name].type
    total = next((total for total in settings.totals if total.id == name), None)
    if total is None:
        return None
    if total.statistic is not None and total.statistic.aggregation == "count":
        return "count"
    return "percent" if total.unit == "%" else "number"


def attribute_unit(settings: Settings, name: str) -> str:
    """The unit of a quantity, in Vietnamese; "" for counts, percentages and texts, and where it is not known."""
    if attribute_type(settings, name) != "number":
        return ""
    column = next((column for column in SITE_COLUMNS if column.name == name), None)
    if column is not None:
        return column.unit
    if name in settings.attributes:
        return settings.attributes[name].unit.vi
    return next((total.unit for total in settings.totals if total.id == name), "")


def _column(settings: Settings, attribute: str) -> Column | None:
    kind = attribute_type(settings, attribute)
    return None if kind is None else Column("value", kind, "", "", _unit(settings, attribute))


def _unit(settings: Settings, name: str) -> str:
    """The unit of an attribute's values, "" where none is known."""
    units = {column.name: column.unit for column in SITE_COLUMNS} | {total.id: total.unit for total in settings.totals}
    units |= {other: attribute.unit.vi for other, attribute in settings.attributes.items()}
    return units.get(name, "")


def _typed(file: str, column: Column, row: Row) -> tuple[Row, list[Finding]]:
    try:
        parse(column, row.raw["value"])
    except BadCell as bad:
        value = visible(row.raw["value"])
        return _with_value(row, None), [Finding(bad.code, file, row.line, "value", value, bad.params)]
    return row, []


def _with_value(row: Row, value: Cell) -> Row:
    return replace(row, values={**row.values, "value": value})
