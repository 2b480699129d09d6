"""Checks of what is summed up: published totals beside what the layers add up to, and classes beside the values."""

from __future__ import annotations

from typing import Any

from kcn_map.analysis.aggregate import reconcile, summarise_level
from kcn_map.checking.common import Findings, at
from kcn_map.core.findings import Finding, quantity
from kcn_map.core.model import Cell, Dataset, Joined
from kcn_map.core.schema import SETTINGS_FILE
from kcn_map.core.settings import Measure
from kcn_map.core.summary import Reconciliation
from kcn_map.text.dates import overlap
from kcn_map.text.numbers import rounded

#: Where no measure has the same aggregation, whose decimals would do.
DECIMALS = 2
#: Percentages are printed rounded: apart by less, counts and share agree.
ROUNDING_PCT = 0.5
#: The highest class begins so many times above the highest value: a slip of the decimal point.
FAR = 10


def check_totals(dataset: Dataset, joined: Joined) -> Findings:
    """A warning for each total that the layers do not reach or contradict, and for a share that its counts do not give.

    The dataset has no findings of severity error.
    """
    yield from _reconciled(dataset, joined)
    yield from _shares(dataset, joined)


def _reconciled(dataset: Dataset, joined: Joined) -> Findings:
    table = dataset.tables["totals"]
    for row, total in zip(table.rows, joined.totals, strict=True):
        found = reconcile(total, joined.sites, joined.settings.as_of)
        if found.layers is not None and found.agrees is not True:
            code = "total-not-reached" if found.agrees is None else "total-differs"
            yield at(code, table.file, row, "value", **_params(found, joined.settings.measures))


def _params(found: Reconciliation, measures: tuple[Measure, ...]) -> dict[str, Any]:
    assert found.layers is not None
    setting, value = found.total.setting, found.layers.value
    decimals = next((m.decimals for m in measures if m.aggregation == setting.aggregation), DECIMALS)
    return {
        "total": setting.title,
        "unit": f" {setting.unit}".rstrip(),
        "layers": "–" if value is None else quantity(float(rounded(value, decimals)), setting.unit),
        "n": found.layers.reporting,
        "of": found.layers.sites,
        "why": setting.why,
    }


def _shares(dataset: Dataset, joined: Joined) -> Findings:
    table = dataset.tables["observations"]
    for row in table.rows:
        attribute, value = joined.settings.attributes.get(str(row.values["attribute"])), row.values["value"]
        if row.values["subject"] != "province" or attribute is None or attribute.share_of is None:
            continue
        part, whole = (_published(joined, name, row.values["as_of"]) for name in attribute.share_of)
        if part is not None and whole and isinstance(value, int | float):
            share = part / whole * 100
            if abs(share - value) >= ROUNDING_PCT:
                params = {"part": float(part), "whole": float(whole), "share": round(share, 1)}
                yield at("share-contradicts-counts", table.file, row, "value", source=row.values["source"], **params)


def _published(joined: Joined, name: str, as_of: Cell) -> float | None:
    """The total of that date, None where there is none."""
    of_date = (t.value for t in joined.totals if t.setting.id == name and as_of and overlap(t.as_of, str(as_of)))
    return next(of_date, None)


def check_breaks(joined: Joined) -> Findings:
    """The classes of each measure are such as an area of the first level can be in."""
    areas = list(summarise_level(joined, joined.settings.levels[0]))
    for measure in joined.settings.measures:
        values = [area.values[measure.id].value for area in areas if area.site_ids]
        highest = max((value for value in values if value), default=None)
        if highest is None:
            continue
        beyond = [limit for limit in measure.breaks if limit > _most(measure, highest)]
        is_count = measure.aggregation.method == "count"
        reached = highest + 1 if is_count else highest  # a count of 1 has a class
        if beyond or any(limit > reached for limit in measure.breaks[:1]):
            value = ", ".join(f"{limit:g}" for limit in beyond or measure.breaks)
            params = {"highest": float(rounded(highest, measure.decimals))}
            yield Finding("breaks-beyond-values", SETTINGS_FILE, None, f"measures.{measure.id}.breaks", value, params)


def _most(measure: Measure, highest: float) -> float:
    """Above it no class can begin. A share may be far higher in a small area."""
    return 100 if measure.unit == "%" else FAR * highest
