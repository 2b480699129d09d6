"""Checks of published figures beside each other: fractions for percentages, parts above their whole, two of one day."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from kcn_map.checking.common import Findings, at, grouped, site_rows
from kcn_map.core.model import Dataset, Row
from kcn_map.reading.observations import attribute_type
from kcn_map.text.dates import overlap
from kcn_map.text.numbers import format_number

#: A percentage as low as this is hardly one: 0.7081 for 70.81, 1 for 100.
FRACTION = 1
#: Part → whole, of the figures of a site. Those of the province are in the settings.
PARTS = {"projects_operating": "projects_total", "area_industrial_ha": "area_planned_ha"}


def check_observations(dataset: Dataset) -> Findings:
    for check in (_fractions, _parts, _twice):
        yield from check(dataset)


def _fractions(dataset: Dataset) -> Findings:
    """A share of one per cent or less may be a fraction. One that a table adopts is told there."""
    told = set()
    for file, row in site_rows(dataset):
        share = row.values["occupancy_pct"]
        if isinstance(share, int | float) and 0 < share <= FRACTION:
            told.add((row.values["id"], "occupancy_pct", share))
            yield at("percent-as-fraction", file, row, "occupancy_pct", **_percent(share))
    table = dataset.tables["observations"]
    attributes = {row.values["attribute"] for row in table.rows}
    shares = {name for name in attributes if attribute_type(dataset.settings, str(name)) == "percent"}
    for row in table.rows:
        subject, attribute, value = (row.values[name] for name in ("subject", "attribute", "value"))
        if attribute not in shares or (subject, attribute, value) in told:
            continue
        if isinstance(value, int | float) and 0 < value <= FRACTION:
            yield at("percent-as-fraction", table.file, row, "value", **_percent(value))


def _percent(share: float) -> dict[str, Any]:
    return {"percent": {lang: format_number(round(share * 100, 6), lang) for lang in ("vi", "en")}}


def _parts(dataset: Dataset) -> Findings:
    """A part is not above its whole: a total of the same date, or a figure of the same source too.

    A total, or a figure that a site's table adopts, is an observation as well, but told in its table.
    """
    totals, told = dataset.tables["totals"], set[tuple[Any, ...]]()
    for _, site in site_rows(dataset):
        told |= {(site.values["id"], part, site.values[part]) for part in PARTS}
    of_province = {total.id: total.part_of for total in dataset.settings.totals if total.part_of is not None}
    for row in totals.rows:
        part, whole = row.values["value"], of_province.get(str(row.values["measure"]))
        same = [other for other in totals.rows if other.values["measure"] == whole and _same_date(row, other)]
        values = [other.values["value"] for other in same if isinstance(other.values["value"], float)]
        if values and isinstance(part, float) and part > max(values):
            told.add(("province", row.values["measure"], part))
            yield at("part-above-whole", totals.file, row, "value", whole=whole, most=max(values))
    table, wholes = dataset.tables["observations"], PARTS | of_province
    published: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in table.rows:
        if row.values["attribute"] in wholes.values():
            published[_of(row, row.values["attribute"])].append(row)
    for row in table.rows:
        part, whole = row.values["value"], wholes.get(str(row.values["attribute"]))
        figure = row.values["subject"], row.values["attribute"], part
        if whole is None or not isinstance(part, int | float) or figure in told:
            continue
        same = [other for other in published[_of(row, whole)] if _same_date(row, other)]
        values = [other.values["value"] for other in same if isinstance(other.values["value"], int | float)]
        if values and part > max(values):
            yield at("part-above-whole", table.file, row, "value", whole=whole, most=float(max(values)))


def _of(row: Row, attribute: Any) -> tuple[Any, ...]:
    return row.values["subject"], attribute, row.values["source"]


def _same_date(row: Row, other: Row) -> bool:
    one, two = row.values["as_of"], other.values["as_of"]
    return one is not None and two is not None and overlap(str(one), str(two))


def _twice(dataset: Dataset) -> Findings:
    """One source has one value for one day, unless a note says what tells the two apart."""
    table, first = dataset.tables["observations"], dict[tuple[Any, ...], Row]()
    found = []
    for row in table.rows:
        key = (*_of(row, row.values["attribute"]), row.values["as_of"])
        if row.values["as_of"] is None or not isinstance(row.values["value"], int | float) or _has_note(row):
            continue
        known = first.setdefault(key, row)
        if known.values["value"] != row.values["value"]:
            params = {"first": known.line, "other": known.raw["value"].strip(), "source": row.values["source"]}
            found.append(at("figure-twice", table.file, row, "value", **params))
    yield from grouped(found)


def _has_note(row: Row) -> bool:
    return bool(row.raw["note"].strip() or row.raw["note_vi"].strip())
