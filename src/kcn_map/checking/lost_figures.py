"""Figures that observations.csv has otherwise because the observation has a mistake that is reported already."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kcn_map.checking.causes import Causes
from kcn_map.checking.common import site_rows
from kcn_map.checking.mistyped import LOST
from kcn_map.core.model import Dataset, Row
from kcn_map.reading.cells import visible

#: What makes an observation the one of a figure. Where one of these is wrong, the others say it.
FIGURE = ("subject", "attribute", "value")


def lost_figures(causes: Causes, dataset: Dataset) -> None:
    """Each follows from what is wrong with its observation."""
    lost = causes.by_row(LOST)
    if not lost:
        return
    rows = _rows(dataset)
    wrong = _wrong_observations(causes, dataset)
    for (file, line), numbers in lost.items():
        row = rows[file, line]
        for n in numbers:
            found = next((wrong[key] for key in _keys(row, str(causes.findings[n].field)) if key in wrong), None)
            if found is None:
                continue
            root = causes.root(found)
            if causes.findings[root].code == "subject-unknown":
                causes.set_params(root, nearest=visible(str(row.values.get("id", "province"))))
            causes.add_consequences(root, [n])


def _rows(dataset: Dataset) -> dict[tuple[str, int | None], Row]:
    totals = dataset.tables["totals"]
    return {(file, row.line): row for file, row in [*site_rows(dataset), *((totals.file, r) for r in totals.rows)]}


def _keys(row: Row, attribute: str) -> Iterator[tuple[Any, ...]]:
    """(what is wrong, all else), for each part of a figure; and for an observation of which little can be read."""
    is_total = attribute == "value"
    subject, name = ("province", row.values["measure"]) if is_total else (row.values["id"], attribute)
    figure = (subject, name, row.values[attribute])
    for index, part in enumerate(FIGURE):
        yield part, *figure[:index], *figure[index + 1 :]
    yield None, *figure[:2]


def _wrong_observations(causes: Causes, dataset: Dataset) -> dict[tuple[Any, ...], int]:
    """The same keys → the findings about observations that would else be found."""
    table = dataset.tables["observations"]
    lines, wrong = {row.line: row for row in table.rows}, dict[tuple[Any, ...], int]()
    for n, finding in enumerate(causes.findings):
        row = lines.get(finding.row or 0)
        if finding.file != table.file or finding.severity != "error" or row is None:
            continue
        if finding.code == "row-length":
            wrong.setdefault((None, row.raw["subject"].strip(), row.raw["attribute"].strip()), n)
        elif finding.field in FIGURE:
            index = FIGURE.index(finding.field)
            figure = tuple(row.values[name] for name in FIGURE)
            wrong.setdefault((finding.field, *figure[:index], *figure[index + 1 :]), n)
    return wrong
