"""Two cells of a column, each of which holds what the other should: one finding, not one for each of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from kcn_map.analysis.figures import split_list
from kcn_map.checking.causes import Causes
from kcn_map.checking.common import name_column, site_tables
from kcn_map.checking.mistyped import LOST
from kcn_map.core.findings import Finding
from kcn_map.core.model import Dataset
from kcn_map.reading.cells import visible

LAND, POINT, LISTS = "area-differs-from-polygon", "area-point-elsewhere", "lookup-differs"
PARENT = "area-of-other-parent"
#: What else is said of a site that has a figure of another.
OF_FIGURES = ("industrial-above-planned", "projects-operating-above-total", "figure-far-off", "area-above-limit")
#: Of more that are wrong in one column, two that fit may do so by chance.
MOST = 20


def exchanged_values(causes: Causes, dataset: Dataset) -> None:
    groups = defaultdict(list)
    outside = {cause for n, cause in causes.cause.items() if causes.findings[n].code == "site-outside-area"}
    for n in causes.where(LAND, POINT, LISTS, LOST, PARENT):
        finding = causes.findings[n]
        if finding.code == PARENT and n not in outside:
            continue  # its parts may be what has been exchanged
        groups[finding.code, finding.file, finding.field].append(n)
    beside = causes.by_row(*OF_FIGURES, POINT) if any(len(found) > 1 for found in groups.values()) else {}
    for found in (found for found in groups.values() if 1 < len(found) <= MOST):
        for n, m in combinations(found, 2):
            pair = causes.findings[n], causes.findings[m]
            for told in _exchanged(dataset, *pair) if n not in causes.cause and m not in causes.cause else ():
                more = [
                    k
                    for place in ((told.file, told.row), (told.file, told.params["other"]))
                    for k in beside.get(place, ())
                ]
                if pair[0].code != LISTS or not more:  # else it is what they went into that has been exchanged
                    causes.add_consequences(causes.add(told), [n, m, *more])


def _exchanged(dataset: Dataset, one: Finding, two: Finding) -> Iterator[Finding]:
    if one.code == LISTS:
        yield from _names(dataset, one, two)
    elif one.code == PARENT:
        yield from _parents(dataset, one, two)
    elif {LAND: _land, POINT: _points, LOST: _figures}[one.code](dataset, one, two):
        params = {"other": two.row, "their": two.value}
        yield Finding("values-exchanged", one.file, one.row, one.field, one.value, params)


def _land(dataset: Dataset, one: Finding, two: Finding) -> bool:
    """Each area is given as large as the other is drawn."""
    pairs = ((one.params["declared"], two.params["drawn"]), (two.params["declared"], one.params["drawn"]))
    return all(abs(drawn - declared) <= declared * one.params["most"] / 100 for declared, drawn in pairs)


def _points(dataset: Dataset, one: Finding, two: Finding) -> bool:
    """Each point lies where the other should."""
    return all(a.params["actual"] in split_list(b.params["code"]) for a, b in ((one, two), (two, one)))


def _figures(dataset: Dataset, one: Finding, two: Finding) -> bool:
    """Each figure was published of the other site."""
    tables = [dataset.tables[name] for name in site_tables(dataset)]
    sites = [row for table in tables for row in table.rows if table.file == one.file and row.line in (one.row, two.row)]
    if len(sites) < 2 or one.field is None:
        return False
    values, owners = ([row.values[name] for row in sites] for name in (one.field, "id"))
    published = {(row.values["subject"], row.values["value"]) for row in dataset.tables["observations"].rows
                 if row.values["attribute"] == one.field}  # fmt: skip
    return values[0] != values[1] and {(owners[0], values[1]), (owners[1], values[0])} <= published


def _parents(dataset: Dataset, one: Finding, two: Finding) -> Iterator[Finding]:
    """By what is within it, each site is in the area that the other has."""
    column = str(one.params["column"])
    rows = {row.line: row for name in site_tables(dataset) for row in dataset.tables[name].rows
            if dataset.tables[name].file == one.file}  # fmt: skip
    sites = [rows[finding.row] for finding in (one, two) if finding.row in rows]
    codes = [str(row.values[column]) for row in sites]
    if codes == [two.params["area"], one.params["area"]] and column == two.params["column"]:
        params = {"other": two.row, "their": visible(codes[1])}
        yield Finding("values-exchanged", one.file, one.row, column, visible(codes[0]), params)


def _names(dataset: Dataset, one: Finding, two: Finding) -> Iterator[Finding]:
    """Each area was made of what the look-up table has in the other."""
    if one.params["more"] != two.params["less"] or two.params["more"] != one.params["less"]:
        return
    for table in (table for table in dataset.tables.values() if table.file == one.params["other"]):
        field = name_column(dataset)
        lines = {visible(row.raw[field].strip()): row.line for row in table.rows}
        names = sorted((one.params["less"], two.params["less"]), key=lambda name: lines.get(name, 0))
        if set(names) <= lines.keys() and names[0] != names[1]:
            params = {"other": lines[names[1]], "their": names[1]}
            yield Finding("values-exchanged", table.file, lines[names[0]], field, names[0], params)
