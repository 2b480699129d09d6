"""Checks of what areas are parts of, went into and were made of: sites, look-up tables and layers say the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any

from kcn_map.analysis.figures import split_list
from kcn_map.checking.areas import areas_of
from kcn_map.checking.common import Findings, Unit, at, grouped, lost_files, name_column, site_rows, units
from kcn_map.checking.spelling import is_name_of, spelt
from kcn_map.core.cache import memoize
from kcn_map.core.findings import Finding
from kcn_map.core.model import Dataset, Row
from kcn_map.core.settings import Level, code_column
from kcn_map.reading.cells import visible
from kcn_map.text.names import fold

#: "Xã Vầy Nưa (một phần)": what a list of areas adds to a name.
_REMARK = re.compile(r"\s*\([^)]*\)$")
#: (level of names alone, level that its areas went into)
Successions = Iterator[tuple[Level, Level]]


def check_lineage(dataset: Dataset) -> Findings:
    for check in (_parents, _successors_of_sites, _origins_of_sites, _names_of_successors):
        yield from check(dataset)
    yield from grouped(_lists(dataset))


def successions(dataset: Dataset) -> Successions:
    """Each level of names alone with each level that its areas may have gone into."""
    levels = dataset.settings.levels
    former = [level for level in levels if not level.layer]
    return ((level, other) for level in former for other in levels if other.id not in (level.id, level.parent))


# ── sites ─────────────────────────────────────────────────────────────────────────────────────────


def _parents(dataset: Dataset) -> Findings:
    """The area of a site is part of the area of the level above that the site lies in."""
    for level in dataset.settings.levels:
        parent = code_column(level.parent) if level.parent else ""
        known = areas_of(dataset, level) if parent else {}
        for file, row in site_rows(dataset) if known else ():
            area = known.get(str(row.values[level.code_column]), {})
            of, own = area.get(parent), row.values[parent]
            if None not in (of, own) and of != own:
                above = dataset.settings.level(level.parent or "").name
                params = {"level": above, "area": of, "of": level.file, "column": parent}
                yield at("area-of-other-parent", file, row, level.code_column, **params)


def _successors_of_sites(dataset: Dataset) -> Findings:
    """The area of a site is one of those that its former area went into."""
    for level, other in successions(dataset):
        known = areas_of(dataset, level)
        for file, row in site_rows(dataset):
            area = known.get(str(row.values[level.code_column]))
            successors = split_list(area[other.code_column]) if area else ()
            if successors and row.values[other.code_column] not in (None, *successors):
                params = {"wanted": ", ".join(successors), "former": level.title, "of": level.file}
                yield at("successor-mismatch", file, row, other.code_column, **params)


def _origins_of_sites(dataset: Dataset) -> Findings:
    """The area of a site was made of the area of an earlier level that the site lies in.

    Where the site has a former area, what that went into decides.
    """
    for level, other, name in _coded_origins(dataset):
        known = areas_of(dataset, level)
        former = [(one, areas_of(dataset, one)) for one, into in successions(dataset) if into is level]
        for file, row in site_rows(dataset):
            of = known.get(str(row.values[level.code_column]), {}).get(name)
            is_traced = any(str(row.values[one.code_column]) in areas for one, areas in former)
            if not is_traced and of and row.values[other.code_column] not in (None, *of):
                params = {"level": other.name, "area": ", ".join(of), "of": level.file, "column": other.code_column}
                yield at("area-of-other-parent", file, row, level.code_column, **params)


def _coded_origins(dataset: Dataset) -> Iterator[tuple[Level, Level, str]]:
    """(level, the level with a layer that it was made of, the property that says so)."""
    for level in dataset.settings.levels:
        for other, name in level.origins.items():
            if dataset.settings.level(other).layer:
                yield level, dataset.settings.level(other), name


# ── the look-up against the layer ─────────────────────────────────────────────────────────────────


@memoize(4)
def misnamed_successors(dataset: Dataset, level: Level, other: Level) -> Set[int]:
    """The lines of a look-up whose successor has another name in its layer: code or name is wrong."""
    rows, wrong = dataset.tables[level.id].rows, set()
    known = _names(dataset, other) if rows else {}
    for row in rows:
        codes = split_list(row.values[other.code_column])
        of = [known[code] for code in codes if code in known]
        texts = split_list(row.values[f"{other.id}_name"])
        if of and len(of) == len(codes) and not all(is_name_of(text, of, dataset.settings.prefixes) for text in texts):
            wrong.add(row.line)
    return wrong


def _names(dataset: Dataset, level: Level) -> Mapping[str, str]:
    return {key: str(area[name_column(dataset)]) for key, area in areas_of(dataset, level).items()}


def _names_of_successors(dataset: Dataset) -> Findings:
    """The name of an area's successor in the look-up is that of its code in the layer."""
    for level, other in successions(dataset):
        wrong = misnamed_successors(dataset, level, other)
        known = _names(dataset, other) if wrong else {}
        for row in dataset.tables[level.id].rows:
            if row.line in wrong:
                codes = split_list(row.values[other.code_column])
                params = {"of": ";".join(codes), "wanted": ";".join(visible(known.get(code, "–")) for code in codes)}
                yield at("name-contradicts-code", level.file, row, f"{other.id}_name", **params)


def _lists(dataset: Dataset) -> Findings:
    """What a layer says an area was made of is what the look-up says, and no area has lost its rows."""
    lost = lost_files(dataset)
    for level, other in successions(dataset):
        if level.id not in other.origins or {level.file, other.file} & lost:
            continue
        rows, areas = dataset.tables[level.id].rows, units(dataset, other)
        if rows and areas:
            yield from _listed(dataset, level, other, areas)
            yield from _covered(dataset, level)


def _listed(dataset: Dataset, level: Level, other: Level, areas: Sequence[Unit]) -> Findings:
    parts: dict[str, list[Row]] = {}
    astray, known = set(misnamed_successors(dataset, level, other)), {area.key for area in areas}
    for row in dataset.tables[level.id].rows:
        for code in split_list(row.values[other.code_column]):
            parts.setdefault(code, []).append(row)
            if code not in known:
                astray.add(row.line)
    told_already = {
        str(row.values[name_column(dataset)]) for row in dataset.tables[level.id].rows if row.line in astray
    }
    covered, within = _parents_of(dataset, level), other.origins.get(level.parent or "")
    for area in areas:
        rows = parts.get(str(area.key), [])
        if not rows:
            of = area.values[within] if within else []
            if area.values[other.origins[level.id]] and (not of or covered & set(of)):  # else it was never reformed
                yield _without_rows(other.file, area, level.file)
            continue
        told = {_REMARK.sub("", name) for name in area.values[other.origins[level.id]]} - told_already
        found = {str(row.values[name_column(dataset)]) for row in rows} - told_already
        yield from _differs(other, level, area, told, found)


def _covered(dataset: Dataset, level: Level) -> Findings:
    """Each area of the level above has rows."""
    covered = _parents_of(dataset, level)
    for area in units(dataset, dataset.settings.level(level.parent)) if level.parent else ():
        if area.key not in covered:
            yield _without_rows(dataset.settings.level(level.parent or "").file, area, level.file)


def _parents_of(dataset: Dataset, level: Level) -> set[Any]:
    return {row.values[code_column(level.parent)] for row in dataset.tables[level.id].rows} if level.parent else set()


def _without_rows(file: str, area: Unit, other: str) -> Finding:
    return Finding("unit-without-rows", file, area.number, "code", visible(str(area.key)), {"other": other})


def _differs(level: Level, former: Level, area: Unit, told: set[str], found: set[str]) -> Findings:
    """Names are compared as they are spelt, whichever vowel bears the tone mark; one without marks is said to be so."""
    if not told or told == found:
        return
    plain = {fold(name) for name in told ^ found if name.isascii()}
    of, others = ({spelt(name): name for name in names if fold(name) not in plain} for names in (told, found))
    more = [of[key] for key in sorted(of.keys() - others.keys())]
    less = [others[key] for key in sorted(others.keys() - of.keys())]
    if more or less:
        params = {"key": area.key, "more": visible(", ".join(more)) or "–", "less": visible(", ".join(less)) or "–"}
        columns = [level.code_column, *([code_column(former.parent)] if former.parent else [])]
        params |= {"other": former.file, "columns": ", ".join(columns)}
        yield Finding("lookup-differs", level.file, area.number, level.origins[former.id], None, params)
