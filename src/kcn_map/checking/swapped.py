"""Names that two sites or two areas have exchanged: id, Vietnamese and English name mean the same place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from kcn_map.analysis.figures import split_list
from kcn_map.checking.common import Findings, bare_names, name_column, name_columns, names_in, units
from kcn_map.core.findings import Finding
from kcn_map.core.model import Dataset
from kcn_map.core.settings import Level
from kcn_map.reading.cells import visible
from kcn_map.text.names import fold_unit, fold_units, without_kind


class _Named(NamedTuple):
    """Sites or areas: where each stands, its key and its name as found; key and names in each language in `forms`.

    These are folded, without the words for what it is of.
    """

    numbers: Sequence[int]
    keys: Sequence[str]
    names: Sequence[str]
    forms: Sequence[Sequence[str]]


def check_swapped(dataset: Dataset) -> Findings:
    names, prefixes = name_columns(dataset), dataset.settings.prefixes
    for kind in dataset.settings.kinds:
        rows = dataset.tables[kind.stem].rows
        texts = [[str(row.values.get(name) or "") for row in rows] for name in ("id", *names)]
        forms: list[Sequence[str]] = [[without_kind(text, kind.phrases) for text in column] for column in texts]
        found = _Named([row.line for row in rows], texts[0], texts[1], forms)
        yield from _swapped(dataset.tables[kind.stem].file, names[0], found)
    for level in dataset.settings.levels:
        areas = units(dataset, level)
        codes, called_as = [area.key or "" for area in areas], names_in(areas, names[0])
        forms = [fold_units(codes, prefixes), *(bare_names(areas, name, prefixes) for name in names)]
        yield from _swapped(level.file, names[0], _Named([area.number for area in areas], codes, called_as, forms))
    yield from _by_parts(dataset)


def _by_parts(dataset: Dataset) -> Findings:
    """Two areas of the first level, or two towns in them: what is called as the one lies where the other is."""
    first, name = dataset.settings.levels[0], name_column(dataset)
    bare = partial(fold_unit, prefixes=dataset.settings.prefixes)
    homes: dict[str, set[str]] = defaultdict(set)
    for part, codes in _parts(dataset, first):
        homes[part].update(codes)
    layer = dataset.layers["towns"]
    towns = [(one.number, one.properties[name], one.properties[first.code_column]) for one in layer.features]
    yield from _mutual(layer.file, name, towns, homes, bare)
    for _, town, code in towns:
        homes[bare(str(town or ""))].update(split_list(code))
    areas = ((unit.number, unit.values[name], unit.key) for unit in units(dataset, first))
    yield from _mutual(first.file, name, areas, homes, bare)


def _parts(dataset: Dataset, first: Level) -> Iterator[tuple[str, Sequence[str]]]:
    """(bare name, the codes of the areas of the first level that it lies in) of sites and of areas of other levels."""
    name, prefixes = name_column(dataset), dataset.settings.prefixes
    for kind in dataset.settings.kinds:
        for row in dataset.tables[kind.stem].rows:
            bare = without_kind(str(row.values[name] or ""), kind.phrases)
            yield fold_unit(bare, prefixes), split_list(row.values[first.code_column])
    for level in dataset.settings.levels[1:]:
        within = first.code_column if level.parent == first.id else level.origins.get(first.id)
        areas = units(dataset, level) if within else ()
        for bare, area in zip(bare_names(areas, name, prefixes), areas, strict=True):
            if codes := split_list(area.values[str(within)]):
                yield bare, codes


def _mutual(
    file: str, field: str, named: Iterable[tuple[int, Any, Any]], homes: Mapping[str, set[str]],
    bare: Callable[[str], str],
) -> Findings:  # fmt: skip
    """Two whose names lie where the other is, and not where they are themselves."""
    placed = [(number, str(name), str(code), homes.get(bare(str(name or "")), set()))
              for number, name, code in named]  # fmt: skip
    astray = [one for one in placed if one[3] and one[2] not in one[3]]
    for index, (number, name, code, found) in enumerate(astray):
        for _, their, other, back in astray[index + 1 :]:
            if other in found and code in back:
                params = {"other": visible(other), "their": visible(their)}
                yield Finding("area-names-exchanged", file, number, field, visible(name), params)


def _swapped(file: str, field: str, named: _Named) -> Findings:
    """Two of which each has the name that the other's key, or its name in another language, names."""
    own, told = named.forms[1], set[int]()
    for theirs in (named.forms[0], *named.forms[2:]):
        owners = dict(zip(theirs, range(len(theirs)), strict=True))
        pairs = enumerate(zip(own, theirs, strict=True))
        for place in [place for place, (form, their) in pairs if form != their and form in owners]:
            other = owners[own[place]]
            if {place, other} & told:
                continue
            if own[other] == theirs[place]:
                told |= {place, other}
                params = {"other": visible(named.keys[other]), "their": visible(named.names[other])}
                yield Finding("names-swapped", file, named.numbers[place], field, visible(named.names[place]), params)
