"""Checks of what a site's row says of it: status, year, decision, investor and figures that don't go together, or lack
what they rest on."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from kcn_map.checking.common import Findings, at, grouped, site_rows
from kcn_map.core.choices import ESTABLISHED
from kcn_map.core.figure_columns import FIGURES
from kcn_map.core.findings import Finding
from kcn_map.core.model import Dataset, Row
from kcn_map.text.names import fold

#: Column that qualifies a figure → the figures, without any of which it is meaningless.
ABOUT = {"occupancy_base": ("occupancy_pct",)} | {
    f"{begin}_{part}": attributes
    for begin, attributes in FIGURES.items()
    for part in ("source", "qualifier", "as_of", "as_of_basis")
}
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_WORD = re.compile(r"[A-Za-z0-9][\w:-]*")


def check_contradictions(dataset: Dataset) -> Findings:
    yield from _rests(dataset)
    for file, row in site_rows(dataset):
        yield from _status(dataset, file, row)
        yield from _occupancy(file, row)
        yield from _year(file, row)
    yield from _investors(dataset)


def _rests(dataset: Dataset) -> Findings:
    """Who says so: status, investor and decision have a basis; a source, a base and a date have a figure."""
    yield from grouped(_without_basis(dataset))
    yield from grouped(_without_figure(dataset))


def _without_basis(dataset: Dataset) -> Iterator[Finding]:
    """An atlas that says nowhere what a status rests on is asked for none."""
    sources = {str(row.values["id"]) for row in dataset.tables["sources"].rows}
    decided = {r.values["subject"] for r in dataset.tables["observations"].rows if r.values["attribute"] == "decision"}
    has_bases = any(row.raw["status_basis"].strip() for _, row in site_rows(dataset))
    for file, row in site_rows(dataset):
        if has_bases and row.values["status"] not in (None, "unknown") and not row.raw["status_basis"].strip():
            yield at("basis-missing", file, row, "status", column="status_basis")
        if row.values["infrastructure_investor"] is not None and not row.raw["investor_source"].strip():
            yield at("basis-missing", file, row, "infrastructure_investor", column="investor_source")
        named = sources.intersection(_WORD.findall(row.raw["decision"]))
        if row.values["decision"] is not None and not named and row.values["id"] not in decided:
            yield at("basis-missing", file, row, "decision", column="observations.csv")


def _without_figure(dataset: Dataset) -> Iterator[Finding]:
    """Columns about a figure that is not there: one finding a figure."""
    for file, row in site_rows(dataset):
        told = set()
        for column, figures in ABOUT.items():
            if not row.raw[column].strip() or figures in told or any(row.raw[figure].strip() for figure in figures):
                continue
            told.add(figures)
            yield at("source-without-figure", file, row, column, figure=", ".join(figures))


def _status(dataset: Dataset, file: str, row: Row) -> Findings:
    """What was established by the map's date is at least established; what operates has something in it."""
    status, year = row.values["status"], row.values["established_year"]
    if status in ("planned", "unknown") and isinstance(year, int) and year <= int(dataset.settings.as_of[:4]):
        yield at("status-contradicts-year", file, row, "status", year=str(year), wanted=", ".join(ESTABLISHED))
    for name in ("projects_operating", "projects_total", "occupancy_pct"):
        if status == "operating" and row.values[name] == 0:
            yield at("status-contradicts-projects", file, row, "status", figure=name)
            return


def _occupancy(file: str, row: Row) -> Findings:
    """Land is taken where there are projects, and only there."""
    share, total, operating = (row.values[name] for name in ("occupancy_pct", "projects_total", "projects_operating"))
    if isinstance(share, int | float) and share > 0 and total == 0:
        yield at("occupancy-contradicts-projects", file, row, "occupancy_pct", figure="projects_total", count="0")
    elif share == 0 and isinstance(operating, int) and operating > 0:
        params = {"figure": "projects_operating", "count": str(operating)}
        yield at("occupancy-contradicts-projects", file, row, "occupancy_pct", **params)


def _year(file: str, row: Row) -> Findings:
    """The decision that established a site is of the year of its establishment, where it names a year."""
    year, years = row.values["established_year"], _YEAR.findall(row.raw["decision"])
    if year is not None and years and str(year) not in years:
        yield at("year-contradicts-decision", file, row, "established_year", decision=row.raw["decision"].strip())


def _investors(dataset: Dataset) -> Findings:
    """The investor of the table is one that a source names, where the observations have any."""
    named: dict[Any, list[str]] = defaultdict(list)
    for seen in dataset.tables["observations"].rows:
        if seen.values["attribute"] == "infrastructure_investor":
            named[seen.values["subject"]].append(seen.raw["value"].strip())
    for file, row in site_rows(dataset):
        investor, known = row.values["infrastructure_investor"], named.get(row.values["id"], [])
        if investor is not None and known and fold(str(investor)) not in map(fold, known):
            yield at("investor-differs", file, row, "infrastructure_investor", known="; ".join(known))
