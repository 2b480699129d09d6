"""Figures without an observation because their row, or the observation's, has a mistake that is reported already."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kcn_map.analysis.join import split_list
from kcn_map.checking.causes import Causes
from kcn_map.checking.common import site_rows
from kcn_map.checking.mistyped import LOST
from kcn_map.core.model import Dataset, Row
from kcn_map.core.site_columns import ADOPTED
from kcn_map.reading.cells import visible

#: What makes an observation the one of a figure. Where one of these is wrong, the others tell it.
FIGURE = ("subject", "attribute", "value", "source")
#: An adopted figure: its subject, attribute and value, and a source.
Figure = tuple[Any, Any, Any, Any]


def lost_figures(causes: Causes, dataset: Dataset) -> None:
    """Each follows from the unknown source of its own row, or from what is wrong with its observation."""
    lost = causes.by_row(LOST)
    if not lost:
        return
    rows = _rows(dataset)
    sources = {(f.file, f.row, f.field): n for n, f in enumerate(causes.findings) if f.code == "source-unknown"}
    wrong = _wrong_observations(causes, dataset)
    several = set(causes.cause.values())
    for (file, line), numbers in lost.items():
        row = rows[file, line]
        for n in numbers:
            attribute = str(causes.findings[n].field)
            column = "source" if attribute == "value" else ADOPTED.get(attribute, ("", None))[0]
            found = sources.get((file, line, column))
            if found is None:
                keys = (key for figure in _figures(row, attribute) for key in _keys(figure))
                found = next((wrong[key] for key in keys if key in wrong), None)
            if found is None:
                continue
            root = causes.root(found)
            if causes.findings[root].code == "subject-unknown":
                causes.set_params(root, nearest=visible(str(row.values.get("id", "province"))))
                if root in several:  # no figure of the site is found, nor those that name no source
                    causes.add_consequences(root, numbers)
            causes.add_consequences(root, [n])


def _rows(dataset: Dataset) -> dict[tuple[str, int | None], Row]:
    totals = dataset.tables["totals"]
    return {(file, row.line): row for file, row in [*site_rows(dataset), *((totals.file, r) for r in totals.rows)]}


def _figures(row: Row, attribute: str) -> Iterator[Figure]:
    """What an adopted figure is, once for each of its sources."""
    if attribute == "value":
        yield "province", row.values["measure"], row.values["value"], row.values["source"]
    elif attribute in ADOPTED:
        for source in split_list(row.values[ADOPTED[attribute][0]]):
            yield row.values["id"], attribute, row.values[attribute], source


def _keys(figure: Figure) -> Iterator[tuple[Any, ...]]:
    """(what is wrong, all else), for each part of a figure; and for an observation of which little can be read."""
    for index, name in enumerate(FIGURE):
        yield name, *figure[:index], *figure[index + 1 :]
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
