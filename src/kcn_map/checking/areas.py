"""Checks of names and codes of areas: names belong to their codes, and none is doubled or left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from kcn_map.analysis.figures import split_list
from kcn_map.checking.common import (
    Findings,
    Unit,
    at,
    bare_names,
    grouped,
    lost_files,
    name_column,
    name_columns,
    site_rows,
    units,
)
from kcn_map.checking.spelling import is_name_of, spelt
from kcn_map.core.cache import memoize
from kcn_map.core.findings import Finding
from kcn_map.core.model import Dataset, Row
from kcn_map.core.settings import Level, code_column
from kcn_map.reading.cells import visible
from kcn_map.text.names import Prefixes, fold, fold_unit

#: Of fewer codes none can be said to be of another length than all others.
FEWEST = 4
#: Code → what is said of the area.
Known = Mapping[str, Mapping[str, Any]]


def check_areas(dataset: Dataset) -> Findings:
    yield from _site_names(dataset)  # many may have a cause of their own
    for check in _CHECKS:
        yield from grouped(check(dataset))


def areas_of(dataset: Dataset, level: Level) -> Known:
    return _by_code(units(dataset, level))


@memoize(8)
def _by_code(areas: tuple[Unit, ...]) -> Known:
    return {area.key: area.values for area in areas if area.key is not None}


# ── names and codes ───────────────────────────────────────────────────────────────────────────────


def _site_names(dataset: Dataset) -> Findings:
    """What a source calls the area of a site is a name of its code."""
    name = name_column(dataset)
    for level in dataset.settings.levels[1:]:
        known = areas_of(dataset, level)
        for file, row in site_rows(dataset):
            code, text = row.values[level.code_column], row.values[level.id]
            area = known.get(str(code))
            if area is None or area[name] is None or text is None:
                continue
            names = [
                *(str(area[one]) for one in name_columns(dataset) if area.get(one)),
                *split_list(area["other_names"]),
            ]
            if not is_name_of(str(text), names, dataset.settings.prefixes):
                yield at("name-contradicts-code", file, row, level.id, of=code, wanted=visible(names[0]))


def _known_codes(dataset: Dataset) -> Findings:
    """A code that follows from what the row says is not left empty."""
    for level in dataset.settings.levels[1:]:
        if level.parent:
            yield from _by_name(dataset, level, code_column(level.parent))
        for other in dataset.settings.levels:
            if not level.layer and other.id not in (level.id, level.parent):
                yield from _by_successor(dataset, level, other)


def _by_name(dataset: Dataset, level: Level, parent: str) -> Findings:
    """The one area of that name within the area that the site lies in."""
    rows, prefixes = [row for row in site_rows(dataset) if _lacks_code(row[1], level)], dataset.settings.prefixes
    by_name: dict[tuple[Any, str], list[Any]] = {}
    name = name_column(dataset)
    for unit in units(dataset, level) if rows else ():
        for form in {fold(str(unit.values[name])), fold_unit(str(unit.values[name]), prefixes)}:
            by_name.setdefault((unit.values[parent], form), []).append(unit.key)
    for file, row in rows:
        found = by_name.get((row.values[parent], fold_unit(str(row.values[level.id]), prefixes)), [])
        if len(found) == 1:
            yield at("code-known", file, row, level.code_column, known=found[0], why=row.values[level.id])


def _lacks_code(row: Row, level: Level) -> bool:
    return row.values[level.id] is not None and not row.raw[level.code_column].strip()


def _by_successor(dataset: Dataset, level: Level, other: Level) -> Findings:
    """The one area that the area of the site went into."""
    known = areas_of(dataset, level)
    for file, row in site_rows(dataset):
        area = known.get(str(row.values[level.code_column]))
        if area is not None and not row.raw[other.code_column].strip():
            successors = split_list(area[other.code_column])
            if len(successors) == 1:
                why = row.values[level.code_column]
                yield at("code-known", file, row, other.code_column, known=successors[0], why=why)


def _bases(dataset: Dataset) -> Findings:
    """An area within that of the first level rests on something, and only one that is named does."""
    columns = [(level.name, name) for level in dataset.settings.levels[1:] for name in (level.id, level.code_column)]
    for file, row in site_rows(dataset) if columns else ():
        basis, told = row.values["location_basis"], [(of, row.raw[name].strip()) for of, name in columns]
        named = [(of, text) for of, text in told if text]
        if basis is not None and bool(named) == (basis == "none"):
            level, area = (named or told)[0]
            yield at("basis-contradicts-area", file, row, "location_basis", level=level, area=visible(area))


def _vanished(dataset: Dataset) -> Findings:
    """A file that an atlas can do without is there where rows refer to it."""
    lost = lost_files(dataset)
    for level in dataset.settings.levels[1:]:
        if level.file in lost or any(units(dataset, level)):
            continue
        needing = ((name, row) for name, row in site_rows(dataset) if row.values[level.code_column] is not None)
        for name, row in islice(needing, 1):
            yield at("file-needed", name, row, level.code_column, other=level.file)


# ── doubled names ─────────────────────────────────────────────────────────────────────────────────


def _doubled_sites(dataset: Dataset) -> Findings:
    """No two sites of a kind and an area of the first level with one name; in two areas it may be right."""
    level = dataset.settings.levels[0]
    own, *_ = names = name_columns(dataset)
    for field in names:
        first: dict[tuple[str, str], Row] = {}
        for file, row in site_rows(dataset):
            known = first.setdefault((file, spelt(row.raw.get(field, "") or row.raw[own])), row)
            if known is row or (field != own and spelt(known.raw[own]) == spelt(row.raw[own])):
                continue
            same = known.values[level.code_column] == row.values[level.code_column]
            code = "name-duplicate" if same else "name-shared"
            yield at(code, file, row, field, first=known.line, level=level.name)


def _other_names(dataset: Dataset) -> Findings:
    """Another name of a site is no name of another: whoever looks for it would find two. Reported at the later."""
    bearers: dict[str, dict[Any, None]] = {}
    for _, row in site_rows(dataset):
        for name in filter(None, (row.raw.get(column) for column in name_columns(dataset))):
            bearers.setdefault(fold(name), {})[row.values["id"]] = None
    for file, row in site_rows(dataset):
        for name in split_list(row.values["other_names"]):
            known = bearers.setdefault(fold(name), {})
            other = next((id_ for id_ in known if id_ != row.values["id"]), None)
            known[row.values["id"]] = None
            if other is not None:
                params = {"other": visible(str(other))}
                yield Finding("other-name-shared", file, row.line, "other_names", visible(name), params)


def _doubled_areas(dataset: Dataset) -> Findings:
    """Two areas with one name may be right, but for parts of one area they hardly are."""
    for level in dataset.settings.levels:
        within, name = code_column(level.parent) if level.parent else "", name_column(dataset)
        found = ((one.number, one.values.get(within), one.values[name]) for one in units(dataset, level))
        yield from _shared(level.file, name, found)
        yield from _of_two(level.file, name_columns(dataset), units(dataset, level), dataset.settings.prefixes)


def _of_two(file: str, names: Sequence[str], areas: tuple[Unit, ...], prefixes: Prefixes) -> Findings:
    """Neither a name in another language nor another name of an area is that of one whose own name differs."""
    own, *others = names
    for field in others:
        known: dict[str, Unit] = {}
        for area in (area for area in areas if area.values.get(field) is not None):
            name = str(area.values[field])
            first = known.setdefault(name, area)
            if first.values[own] != area.values[own]:
                yield Finding("name-shared", file, area.number, field, visible(name), {"first": first.number})
    named = [(area, split_list(area.values["other_names"])) for area in areas if area.values.get("other_names")]
    bearers = dict(zip(bare_names(areas, own, prefixes), areas, strict=True)) if named else {}
    for area, other_names in named:
        for other_name in other_names:
            other = bearers.get(fold_unit(other_name, prefixes), area)
            if other.values[own] != area.values[own]:
                params = {"other": visible(str(other.key))}
                yield Finding("other-name-shared", file, area.number, "other_names", visible(other_name), params)


def _shared(file: str, field: str, areas: Iterable[tuple[int, Any, Any]]) -> Findings:
    first: dict[Any, int] = {}
    for number, within, name in areas:
        known = first.setdefault((within, name), number)
        if name is not None and known != number:
            yield Finding("name-shared", file, number, field, visible(str(name)), {"first": known})


def _lengths(dataset: Dataset) -> Findings:
    """One code that is shorter or longer than all others of its level has lost or gained a character."""
    for level in dataset.settings.levels:
        found = [unit for unit in units(dataset, level) if unit.key is not None] if not level.digits else []
        lengths = Counter(len(str(unit.key)) for unit in found)
        usual = lengths.most_common(1)
        if len(found) > FEWEST and lengths.total() - usual[0][1] == 1:
            odd = next(unit for unit in found if len(str(unit.key)) != usual[0][0])
            params = {"length": usual[0][0], "count": usual[0][1]}
            yield Finding("code-length", level.file, odd.number, "code", visible(str(odd.key)), params)


_CHECKS = (
    *(_known_codes, _bases, _vanished),
    *(_doubled_sites, _other_names, _doubled_areas, _lengths),
)
