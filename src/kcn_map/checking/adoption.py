"""Checks of adopted figures: each names its source, and is what observations.csv has of that source, if it has any.

A figure that stands in its table alone is an observation as it is; a year of establishment to which no column gives a
source is one of observations.csv.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from kcn_map.analysis.figures import may_be, split_list
from kcn_map.checking.common import Findings, at, has_note, lost_files, site_rows
from kcn_map.core.figure_columns import about, column_about
from kcn_map.core.model import Dataset, Row
from kcn_map.core.site_columns import ADOPTED
from kcn_map.reading.cells import first_day
from kcn_map.reading.repeats import listed
from kcn_map.text.dates import overlap

#: (subject, attribute) → its observations.
Observed = Mapping[tuple[Any, Any], Sequence[Row]]


def check_adoption(dataset: Dataset) -> Findings:
    if dataset.tables["observations"].file in lost_files(dataset):
        return
    observed: dict[tuple[Any, Any], list[Row]] = defaultdict(list)
    for row in dataset.tables["observations"].rows:
        observed[row.values["subject"], row.values["attribute"]].append(row)
    for file, row in site_rows(dataset):
        yield from _site(dataset, file, row, observed)
    yield from _totals(dataset, observed)


def _site(dataset: Dataset, file: str, row: Row, observed: Observed) -> Findings:
    dated: set[str] = set()
    for attribute, (source_column, _) in ADOPTED.items():
        value = row.values[attribute]
        if value is None:
            continue
        date_column = column_about(attribute, "as_of")
        day, sources = row.values[date_column], split_list(row.values[source_column])
        if not row.raw[source_column].strip():
            yield at("figure-without-source", file, row, attribute, column=source_column)
        if not sources:
            continue
        seen = _matching(observed, row.values["id"], attribute, value, sources)
        if not seen and not has_note(row, column_about(attribute, "note")):
            yield from _twice(observed, file, row, attribute, (row.values["id"], attribute, day, sources))
        elif seen and day is None:
            yield from _later(dataset, file, row, attribute, seen)
        elif seen and date_column not in dated and _contradicts(day, seen):
            dated.add(date_column)  # both counts of projects have one date
            yield at("adopted-date-differs", file, row, date_column, figure=row.raw[attribute], dates=_dates(seen))
    year = row.values["established_year"]
    is_sourced = about(row.values, "established_year", "source") is not None
    if year is not None and not is_sourced and not _matching(observed, row.values["id"], "established_year", year):
        known = _known(observed.get((row.values["id"], "established_year"), ()))
        params = {"subject": row.values["id"] or "–", "source": "–", "known": known}
        yield at("observation-missing", file, row, "established_year", **params)


def _later(dataset: Dataset, file: str, row: Row, attribute: str, seen: Sequence[Row]) -> Findings:
    """A figure that the table does not date is as old as its observations."""
    known = [first_day(str(found.values["as_of"])) for found in seen if found.values["as_of"]]
    if len(known) == len(seen) and min(known) > date.fromisoformat(dataset.settings.as_of):
        yield at("figure-after-as-of", file, row, attribute, as_of=dataset.settings.as_of)


def _totals(dataset: Dataset, observed: Observed) -> Findings:
    """A published total that observations.csv has as well is of the same date there, and as exact."""
    table = dataset.tables["totals"]
    for row in table.rows:
        measure, value, source = (row.values[name] for name in ("measure", "value", "source"))
        if None in (measure, value, source):
            continue
        seen = _matching(observed, "province", measure, value, (source,))
        if not seen:
            figure = "province", measure, row.values["as_of"], (source,)
            yield from _twice(observed, table.file, row, "value", figure)
        elif _contradicts(row.values["as_of"], seen):
            yield at("adopted-date-differs", table.file, row, "as_of", figure=row.raw["value"], dates=_dates(seen))
        elif row.values["qualifier"] not in (None, *(found.values["qualifier"] for found in seen)):
            wanted = ", ".join(str(found.values["qualifier"]) for found in seen)
            yield at("adopted-qualifier-differs", table.file, row, "qualifier", figure=row.raw["value"], wanted=wanted)


def _matching(
    observed: Observed, subject: Any, attribute: Any, value: Any, sources: Sequence[Any] | None = None
) -> list[Row]:
    """The observations of a value, by one of the sources where these are given."""
    found = observed.get((subject, attribute), ())
    return [
        row for row in found if row.values["value"] == value and (sources is None or row.values["source"] in sources)
    ]


def _twice(
    observed: Observed, file: str, row: Row, field: str, figure: tuple[Any, Any, Any, Sequence[Any]]
) -> Findings:  # fmt: skip
    """A figure of whose source and date observations.csv has another value: one of the two is mistyped.

    Unless a note of the table says what tells them apart.
    """
    subject, attribute, day, sources = figure
    others = observed.get((subject, attribute), ())
    if any(other.values["source"] in sources and may_be(day, other.values["as_of"]) for other in others):
        params = {"subject": subject or "–", "source": ", ".join(sources), "known": _known(others)}
        yield at("observation-missing", file, row, field, **params)


def _known(rows: Sequence[Row]) -> str:
    """The figures that there are instead, with their sources."""
    return listed(f"{row.raw['value'].strip()} ({row.values['source'] or '–'})" for row in rows) or "–"


def _contradicts(day: Any, seen: Sequence[Row]) -> bool:
    """Whether a figure has a date that none of its observations can have. One without a date can have any."""
    dates = [found.values["as_of"] for found in seen]
    return day is not None and None not in dates and not any(overlap(str(day), str(other)) for other in dates)


def _dates(seen: Sequence[Row]) -> str:
    return ", ".join(dict.fromkeys(str(found.values["as_of"]) for found in seen))
