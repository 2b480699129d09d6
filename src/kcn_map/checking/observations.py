"""Checks of published figures beside each other: fractions for percentages, parts above their whole, two of one day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kcn_map.checking.common import Findings, at, grouped, has_note, site_rows
from kcn_map.core.figure_columns import FIGURES
from kcn_map.core.model import Dataset, Row, Table
from kcn_map.core.site_columns import own_column
from kcn_map.reading.cells import visible
from kcn_map.reading.observations import attribute_type

#: A percentage as low as this is hardly one: 0.7081 for 70.81, 1 for 100.
FRACTION = 1
#: Part → whole, of the figures of a site. Those of the province are in the settings.
PARTS = {"projects_operating": "projects_total", "area_industrial_ha": "area_planned_ha"}


def check_observations(dataset: Dataset) -> Findings:
    for check in (_subjects, _fractions, _parts, _twice, _derived):
        yield from check(dataset)


def _subjects(dataset: Dataset) -> Findings:
    """What is a column of the sites is said of a site, what is a total of the atlas of none."""
    table, totals = dataset.tables["observations"], {total.id for total in dataset.settings.totals}
    sites = {row.values["id"] for _, row in site_rows(dataset)}
    for row in table.rows:
        subject, attribute = row.values["subject"], row.values["attribute"]
        is_site = subject in sites
        if (is_site and attribute in totals) or (
            subject == "province" and own_column(str(attribute), dataset.settings)
        ):
            yield at("attribute-of-other-subject", table.file, row, "attribute", subject=visible(str(subject)))


def _fractions(dataset: Dataset) -> Findings:
    """A share of one per cent or less may be a fraction. One that a table adopts is reported there."""
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
    return {"percent": round(share * 100.0, 6)}


def _parts(dataset: Dataset) -> Findings:
    """A part is not above its whole: a total of the same date, or a figure of the same source too.

    A total, or a figure that a site's table adopts, is an observation as well, but reported in its table.
    """
    totals, told = dataset.tables["totals"], set[tuple[Any, ...]]()
    for _, site in site_rows(dataset):
        told |= {(site.values["id"], part, site.values[part]) for part in PARTS}
    of_province = {total.id: total.part_of for total in dataset.settings.totals if total.part_of is not None}
    most = _highest(totals, ("measure", "as_of"))
    for row in totals.rows:
        measure, part = row.values["measure"], row.values["value"]
        whole = of_province.get(str(measure))
        highest = most.get((whole, row.values["as_of"]))
        if highest is not None and isinstance(part, float) and part > highest:
            told.add(("province", measure, part))
            yield at("part-above-whole", totals.file, row, "value", whole=whole, most=highest)
    table, wholes = dataset.tables["observations"], PARTS | of_province
    most = _highest(table, ("attribute", "as_of", "subject", "source"))
    for row in table.rows:
        subject, attribute, part = (row.values[name] for name in ("subject", "attribute", "value"))
        whole = wholes.get(str(attribute))
        highest = most.get((whole, *(row.values[name] for name in ("as_of", "subject", "source"))))
        if highest is None or (subject, attribute, part) in told:
            continue
        if isinstance(part, int | float) and part > highest:
            yield at("part-above-whole", table.file, row, "value", whole=whole, most=highest)


def _highest(table: Table, key: Sequence[str]) -> dict[tuple[Any, ...], float]:
    """The highest number of a table for each combination of some columns that are known."""
    most: dict[tuple[Any, ...], float] = {}
    for row in table.rows:
        value, place = row.values["value"], tuple(row.values[name] for name in key)
        if isinstance(value, int | float) and None not in place:
            most[place] = max(float(value), most.get(place, 0.0))
    return most


def _of(row: Row, attribute: Any) -> tuple[Any, ...]:
    return row.values["subject"], attribute, row.values["source"]


def _twice(dataset: Dataset) -> Findings:
    """One source has one value for one day, unless a note says what tells the two apart."""
    table, first = dataset.tables["observations"], dict[tuple[Any, ...], Row]()
    found = []
    for row in table.rows:
        key = (*_of(row, row.values["attribute"]), row.values["as_of"])
        if row.values["as_of"] is None or not isinstance(row.values["value"], int | float) or has_note(row):
            continue
        known = first.setdefault(key, row)
        if known.values["value"] != row.values["value"]:
            params = {"first": known.line, "other": known.raw["value"].strip(), "source": row.values["source"]}
            found.append(at("figure-twice", table.file, row, "value", **params))
    yield from grouped(found)


def _derived(dataset: Dataset) -> Findings:
    """A figure that the data's keepers have computed says how."""
    for name in ("observations", "totals"):
        table = dataset.tables[name]
        for row in table.rows:
            if row.values["qualifier"] == "derived" and not has_note(row):
                yield at("derived-without-how", table.file, row, "qualifier")
    for file, row in site_rows(dataset):
        for begin in FIGURES:
            if row.values[f"{begin}_qualifier"] == "derived" and not has_note(row, f"{begin}_note"):
                yield at("derived-without-how", file, row, f"{begin}_qualifier")
