"""Checks of dates: none is after the data's end or before there were zones, and none contradicts another."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from kcn_map.analysis.figures import split_list
from kcn_map.checking.common import Findings, at, site_rows
from kcn_map.core.figure_columns import FIGURES, OF_THE_SITE
from kcn_map.core.findings import Finding
from kcn_map.core.model import Dataset, Row
from kcn_map.core.schema import SETTINGS_FILE, schema_of
from kcn_map.core.site_columns import ADOPTED
from kcn_map.reading.cells import first_day, last_day
from kcn_map.reading.observations import attribute_type
from kcn_map.text.dates import span

#: No figure of an industrial zone is older.
FIRST_YEAR = 1900
#: A day within the text of a decision.
_DAY = re.compile(r"(?<![\d/-])\d{4}-\d\d-\d\d(?![\d-])")
#: Whole years by which the data's end may lie beyond the newest date in it.
MOST_BEYOND = 5
#: The columns of a figure that say of when it is, what says so, and who has published it.
ABOUT = ("as_of", "as_of_basis", "source")
#: Columns of sites that date a figure, each with a figure that it dates.
DATED = {column: attribute for attribute, (_, column) in reversed(ADOPTED.items()) if column}


def check_dates(dataset: Dataset) -> Findings:
    for check in (_columns, _layers, _decisions, _settings, _establishment, _observations, _years):
        yield from check(dataset)


def _columns(dataset: Dataset) -> Findings:
    """No date after data_until; an adopted figure that is later than the map is worth a word.

    A field may hold a day to come: until when land is let, when a road will be open.
    """
    until, as_of = date.fromisoformat(dataset.settings.data_until), date.fromisoformat(dataset.settings.as_of)
    for schema in schema_of(dataset.settings).tables:
        dates = [column for column in schema.columns if column.type in ("date", "year") and not column.group]
        for row in dataset.tables[schema.name].rows:
            for column in dates:
                value = row.values[column.name]
                if value is None:
                    continue
                if last_day(str(value)) > until:
                    yield at("date-after-data-until", schema.file, row, column.name, until=dataset.settings.data_until)
                elif schema.kind and column.about not in OF_THE_SITE and first_day(str(value)) > as_of:
                    yield at("figure-after-as-of", schema.file, row, column.name, as_of=dataset.settings.as_of)
                elif first_day(str(value)).year < FIRST_YEAR:
                    yield at("date-before-zones", schema.file, row, column.name, first=str(FIRST_YEAR))


def _layers(dataset: Dataset) -> Findings:
    """What is said of a day is of none after data_until, and no unit ends before it begins."""
    until = date.fromisoformat(dataset.settings.data_until)
    for layer in schema_of(dataset.settings).layers:
        names = [column.name for column in layer.properties if column.type == "date"]
        for feature in dataset.layers[layer.name].features if names else ():
            told = {name: str(feature.properties[name]) for name in names if feature.properties[name] is not None}
            if "as_of" in told and last_day(told["as_of"]) > until:
                params = {"until": dataset.settings.data_until}
                yield Finding("date-after-data-until", layer.file, feature.number, "as_of", told["as_of"], params)
            first, last = told.get("valid_from"), told.get("valid_until")
            if first is not None and last is not None and first_day(first) > last_day(last):
                yield Finding("dates-reversed", layer.file, feature.number, "valid_until", last, {"first": first})


def _decisions(dataset: Dataset) -> Findings:
    """The days that decisions bear are days, up to the data's end."""
    until = date.fromisoformat(dataset.settings.data_until)
    for file, row in site_rows(dataset):
        for text in _DAY.findall(row.raw["decision"]):
            try:
                is_late = date.fromisoformat(text) > until
            except ValueError:
                yield Finding("date-invalid", file, row.line, "decision", text)
                continue
            if is_late:
                params = {"until": dataset.settings.data_until}
                yield Finding("date-after-data-until", file, row.line, "decision", text, params)


def _years(dataset: Dataset) -> Findings:
    """A year that was published of a site is not before that of its establishment."""
    table = dataset.tables["observations"]
    years = {row.values["id"]: row.values["established_year"] for _, row in site_rows(dataset)}
    for row in table.rows:
        subject, attribute, value = (row.values[name] for name in ("subject", "attribute", "value"))
        year = years.get(subject)
        if attribute == "established_year" or not isinstance(year, int) or not isinstance(value, int):
            continue
        if attribute_type(dataset.settings, str(attribute)) == "year" and value < year:
            yield at("figure-before-establishment", table.file, row, "value", year=str(year), figure=attribute)


def _settings(dataset: Dataset) -> Findings:
    """The dates of the atlas beside each other and beside those of its data."""
    settings = dataset.settings
    if int(settings.as_of[:4]) < FIRST_YEAR:
        yield Finding("date-before-zones", SETTINGS_FILE, None, "as_of", settings.as_of, {"first": str(FIRST_YEAR)})
    if settings.ended_on is not None and settings.ended_on <= settings.as_of:
        field, params = "province.ended_on", {"as_of": settings.as_of}
        yield Finding("ended-before-as-of", SETTINGS_FILE, None, field, settings.ended_on, params)
    last = str(int(settings.data_until[:4]) + MOST_BEYOND)
    if settings.ended_on is not None and settings.ended_on[:4] > last:
        params = {"until": settings.data_until}
        yield Finding("date-after-data-until", SETTINGS_FILE, None, "province.ended_on", settings.ended_on, params)
    newest = max((settings.as_of, *_all_dates(dataset)))
    if int(settings.data_until[:4]) - int(newest[:4]) > MOST_BEYOND:
        yield Finding("data-until-far", SETTINGS_FILE, None, "data_until", settings.data_until, {"newest": newest})


def _all_dates(dataset: Dataset) -> set[str]:
    """The end of every date there is up to data_until."""
    found = {
        str(row.values[column.name]).split("/")[-1]
        for schema in schema_of(dataset.settings).tables
        for column in schema.columns
        if column.type in ("date", "year") and not column.group
        for row in dataset.tables[schema.name].rows
        if row.values[column.name] is not None
    }
    return {day for day in found if day <= dataset.settings.data_until}


def _establishment(dataset: Dataset) -> Findings:
    """Occupancy and projects are those of a site that was there."""
    for file, row in site_rows(dataset):
        year = row.values["established_year"]
        for column, attribute in DATED.items():
            day = row.values[column]
            if not isinstance(year, int) or day is None or row.values[attribute] is None:
                continue
            if span(str(day))[1].year < year:
                yield at("figure-before-establishment", file, row, column, year=str(year), figure=attribute)


def _observations(dataset: Dataset) -> Findings:
    """A date that is said to be stated is there; a figure is no younger than the source that published it."""
    published = {row.values["id"]: row.values["published"] for row in dataset.tables["sources"].rows}
    table = dataset.tables["observations"]
    columns = [tuple(f"{begin}_{part}" for part in ABOUT) for begin in FIGURES]
    for row in table.rows:
        yield from _dated(table.file, row, ABOUT, published)
    for file, row in site_rows(dataset):
        for named in columns:
            yield from _dated(file, row, named, published)


def _dated(file: str, row: Row, columns: Sequence[str], published: Mapping[Any, Any]) -> Findings:
    """`columns` are those of the date, its basis and the source."""
    on, by, cited = columns
    day, basis = row.values[on], row.values[by]
    text = row.raw[on].strip() if basis is not None else ""
    if basis is not None and bool(text) == (basis == "unknown"):
        yield at("date-basis-contradicts", file, row, by, found=text or "–")
    for source in split_list(row.values[cited]) if day is not None else ():
        known = published.get(source)
        if known is not None and span(str(day))[0] > span(str(known))[1]:
            yield at("figure-after-publication", file, row, on, source=source, published=known)
