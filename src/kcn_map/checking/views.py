"""Checks of the saved views: each asks for what there is, in the words of the page's addresses (core/state.js)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from urllib.parse import parse_qsl

from kcn_map.checking.common import Findings, Nearest, site_tables, units
from kcn_map.core.choices import STATUSES
from kcn_map.core.findings import Finding
from kcn_map.core.model import Dataset
from kcn_map.core.settings import Level, Text
from kcn_map.core.site_columns import CHOSEN, DISTANCE, names_of
from kcn_map.reading.cells import visible
from kcn_map.reading.settings import FILE
from kcn_map.text.names import fold

#: Keys whose value is a number, or any text.
_LIMITS = ("min_area", "max_area", "min_occupancy", "max_occupancy", "min_vacant", "within")
_TEXTS = ("q",)
#: Between the least and the most that is asked of a field.
_RANGE = ".."
_NUMBER = re.compile(r"\d{1,12}(\.\d{1,12})?", re.ASCII)
_POINT = re.compile(r"-?\d{1,3}(\.\d+)?,-?\d{1,2}(\.\d+)?", re.ASCII)


def check_views(dataset: Dataset) -> Findings:
    """A part of a view that the page would leave out."""
    if not dataset.settings.views:
        return
    values = _values(dataset)
    for number, view in enumerate(dataset.settings.views, 1):
        for key, value in parse_qsl(view.view, keep_blank_values=True):
            for wrong, candidates in _misses(key, value, values):
                told = {"part": visible(f"{key}={value}"), "nearest": Nearest(candidates)(wrong)}
                yield Finding("view-unknown", FILE, None, f"views.{number}.view", visible(wrong), told)


def _misses(key: str, value: str, values: Mapping[str, Collection[str]]) -> Iterator[tuple[str, Collection[str]]]:
    """What of a key and its value is not there, with what is."""
    if key in _LIMITS:
        if not _NUMBER.fullmatch(value):
            yield value, ()
    elif key == "near":
        if value not in values[key] and fold(value) not in values[key] and not _POINT.fullmatch(value):
            yield value, values[key]
    elif key == "fields":
        yield from ((one, values[key]) for one in value.split(";") if not _is_condition(one, values[key]))
    elif key in values:
        yield from ((part, values[key]) for part in value.split(",") if part not in values[key])
    elif key not in _TEXTS:
        yield key, (*values, *_LIMITS, *_TEXTS)


def _is_condition(text: str, known: Collection[str]) -> bool:
    """Whether a text is a condition on a field, as core/field-filter.js writes it: "quay:river,sea", "gates:2.."."""
    name, _, what = text.partition(":")
    limits = what.split(_RANGE)
    if len(limits) == 2:
        return f"{name}:{_RANGE}" in known and all(re.fullmatch(r"[\d.-]*", limit, re.ASCII) for limit in limits)
    return all(f"{name}:{value}" in known for value in what.split(","))


def _values(dataset: Dataset) -> dict[str, Collection[str]]:
    """What each key may hold; levels go by their ids, or these without their years."""
    settings = dataset.settings
    sites = {str(row.values["id"]) for name in site_tables(dataset) for row in dataset.tables[name].rows}
    names = {name for level in settings.levels for name in _called(level)}
    areas = {
        name: {unit.key or "" for unit in units(dataset, level)} for level in settings.levels for name in _called(level)
    }
    columns = [*CHOSEN["table"], *names_of(settings.fields), DISTANCE.name, *(level.id for level in settings.levels)]
    towns = dataset.layers["towns"].features if "towns" in dataset.layers else ()
    return {
        **areas,
        "measure": {measure.id for measure in settings.measures},
        "level": names,
        "lang": settings.languages,
        "kind": {kind.id for kind in settings.kinds},
        "status": STATUSES,
        "site": sites,
        "compare": sites,
        "selected": areas[settings.levels[0].id],
        "near": sites | {fold(Text.of_row(town.properties, "name", settings.languages).first) for town in towns},
        "sort": [sign + name for name in columns for sign in ("", "-")],
        "embed": ("0", "1"),
        "fields": {f"{one.name}:{value}" for one in settings.fields if one.filter for value in one.values or [_RANGE]},
    }


def _called(level: Level) -> tuple[str, str]:
    return level.id, re.sub(r"_\d+$", "", level.id)
