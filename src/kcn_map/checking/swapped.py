"""Names that two sites or two areas have exchanged: id, Vietnamese and English name mean the same place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from kcn_map.analysis.figures import split_list
from kcn_map.checking.common import Findings, name_column, name_columns, units
from kcn_map.core.findings import Finding
from kcn_map.core.model import Dataset
from kcn_map.core.settings import Level
from kcn_map.reading.cells import visible
from kcn_map.text.names import fold_unit, without_kind


class _Named(NamedTuple):
    """Where a name stands, and what its id and names are without the words for what it is of, folded."""

    number: int
    key: str
    name: str
    forms: Sequence[str]


def check_swapped(dataset: Dataset) -> Findings:
    for kind in dataset.settings.kinds:
        table = dataset.tables[kind.stem]
        yield from _swapped(
            table.file,
            ((row.line, row.values) for row in table.rows),
            "id",
            partial(without_kind, phrases=kind.phrases),
            name_columns(dataset),
        )
    bare = partial(fold_unit, prefixes=dataset.settings.prefixes)
    for level in dataset.settings.levels:
        named = (
            (unit.number, {**dict.fromkeys(name_columns(dataset)), **unit.values, "code": unit.key})
            for unit in units(dataset, level)
        )
        yield from _swapped(level.file, named, "code", bare, name_columns(dataset))
    yield from _by_parts(dataset)


def _by_parts(dataset: Dataset) -> Findings:
    """Two areas of the first level, or two towns in them: what is called as the one lies where the other is."""
    first, name = dataset.settings.levels[0], name_column(dataset)
    bare = partial(fold_unit, prefixes=dataset.settings.prefixes)
    homes: dict[str, set[str]] = defaultdict(set)
    for part, codes in _parts(dataset, first):
        homes[bare(part)].update(codes)
    layer = dataset.layers["towns"]
    towns = [(one.number, one.properties[name], one.properties[first.code_column]) for one in layer.features]
    yield from _mutual(layer.file, name, towns, homes, bare)
    for _, town, code in towns:
        homes[bare(str(town or ""))].update(split_list(code))
    areas = ((unit.number, unit.values[name], unit.key) for unit in units(dataset, first))
    yield from _mutual(first.file, name, areas, homes, bare)


def _parts(dataset: Dataset, first: Level) -> Iterator[tuple[str, Sequence[str]]]:
    """(name, the codes of the areas of the first level that it lies in) of sites and of areas of other levels."""
    name = name_column(dataset)
    for kind in dataset.settings.kinds:
        for row in dataset.tables[kind.stem].rows:
            bare = without_kind(str(row.values[name] or ""), kind.phrases)
            yield bare, split_list(row.values[first.code_column])
    for level in dataset.settings.levels[1:]:
        within = first.code_column if level.parent == first.id else level.origins.get(first.id)
        for unit in units(dataset, level) if within else ():
            yield str(unit.values[name] or ""), split_list(unit.values[str(within)])


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


def _swapped(
    file: str, items: Iterable[tuple[int, Any]], key: str, form: Callable[[str], str], names: Sequence[str]
) -> Findings:
    """Two of which each has the name that the other's id, or its name in the other language, names."""
    named = []
    for number, values in items:
        texts = [str(values.get(name) or "") for name in (key, *names)]
        named.append(_Named(number, texts[0], texts[1], [form(text) for text in texts]))
    told: set[int] = set()
    for by in (0, *range(2, len(names) + 1)):
        owners = {item.forms[by]: item for item in named}
        for item in named:
            other = owners.get(item.forms[1])
            if other is None or item.forms[1] == item.forms[by] or {item.number, other.number} & told:
                continue
            if other.forms[1] == item.forms[by]:
                told |= {item.number, other.number}
                params = {"other": visible(other.key), "their": visible(other.name)}
                yield Finding("names-swapped", file, item.number, names[0], visible(item.name), params)
