"""Two areas, or two sites, that have exchanged codes, names or geometries: one finding for all that follows from it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from kcn_map.analysis.figures import split_list
from kcn_map.checking.causes import Causes
from kcn_map.checking.common import name_column, site_tables
from kcn_map.checking.keys import mentions
from kcn_map.core.findings import Finding
from kcn_map.core.model import Dataset, Layer
from kcn_map.core.settings import Level
from kcn_map.reading.cells import visible
from kcn_map.text.names import fold_unit

#: Findings that say in which other area something lies → the parameter that says in which it should.
ELSEWHERE = {
    "site-outside-area": "area",
    "town-outside-area": "area",
    "area-outside-parent": "area",
    "area-point-elsewhere": "code",
}
MISNAMED, BEYOND = "name-contradicts-code", "point-outside-area"
NAMES = "area-names-exchanged"
#: What is said of an area that has the boundaries of another.
OF_SHAPES = ("area-differs-from-polygon", "label-outside-area", "area-outside-parent")
#: Where fewer speak against two areas, they may be wrong themselves.
FEWEST = 3

#: (the area that is stated, the area that it is) → the findings that say so.
Evidence = Mapping[tuple[str, str], Sequence[int]]


def exchanged_areas(causes: Causes, dataset: Dataset) -> None:
    for level in dataset.settings.levels:
        if level.layer:
            _areas(causes, dataset, dataset.layers[level.id], level)
            _named(causes, dataset.layers[level.id])


def exchanged_sites(causes: Causes, dataset: Dataset) -> None:
    """Sites of which the table does not say by itself that the code of the area, or the id, is wrong."""
    for name in site_tables(dataset):
        _sites(causes, dataset.layers[name])


def _areas(causes: Causes, dataset: Dataset, layer: Layer, level: Level) -> None:
    """Two areas: in each lies, or by its name goes, most of what should be in the other."""
    for evidence in (_names(causes, layer, dataset), _places(causes)):
        told = Counter(key for *_, column, key in mentions(dataset) if column.refers == level.id) if evidence else {}
        total = sum(map(len, evidence.values()))
        for pair in _mutual(evidence):
            found = [*evidence[pair], *evidence[pair[::-1]]]
            if 2 * len(found) < total:  # a column has been pasted a row too low
                continue
            each = all(2 * len(evidence[way]) >= told.get(way[0], 0) > 0 for way in (pair, pair[::-1]))
            if each and len(found) >= FEWEST:
                is_named = level != dataset.settings.levels[0]
                _tell(causes, layer, name_column(dataset), is_named, pair, found)


def _named(causes: Causes, layer: Layer) -> None:
    """Two areas that have exchanged their names: what went with these is no mistake of its own."""
    numbers = {visible(str(feature.key)): feature.number for feature in layer.features}
    for n in causes.where(NAMES):
        finding, beside = causes.findings[n], causes.by_row(*OF_SHAPES)
        if finding.file == layer.file:
            rows = (finding.row, numbers[str(finding.params["other"])])
            causes.add_consequences(n, [m for row in rows for m in beside.get((layer.file, row), ())])


def _tell(
    causes: Causes, layer: Layer, name: str, is_named: bool, pair: tuple[str, str], found: Sequence[int]
) -> None:  # fmt: skip
    """One finding instead of those found, and of what else is said of the two: what has been exchanged.

    `is_named`: the tables name the areas beside their codes, so that names show codes which have been exchanged.
    """
    first, second = (next(f for f in layer.features if f.key == key) for key in pair)
    by_name = causes.findings[found[0]].code == MISNAMED
    beyond = [n for n in causes.where(BEYOND) if str(causes.findings[n].params["area"]) in pair]
    beside = causes.by_row(*OF_SHAPES)
    shapes = [n for f in (first, second) for n in beside.get((layer.file, f.number), ())]
    lists = [n for n in causes.where(MISNAMED) if not set(pair).isdisjoint(split_list(causes.findings[n].params["of"]))]
    names = [n for f in (first, second) for n in causes.by_row(NAMES).get((layer.file, f.number), ())]
    code, field, value = "geometry-exchanged", "geometry", visible(pair[0])
    params = {"other": visible(pair[1]), "their": visible(str(second.properties[name]))}
    if by_name and not beyond:
        code, field, value = NAMES, name, visible(str(first.properties[name]))
    elif by_name or not (shapes or is_named):
        code, field = "codes-exchanged", "code"
    cause = causes.add(Finding(code, layer.file, first.number, field, value, params))
    causes.add_consequences(cause, [*found, *beyond, *shapes, *lists, *names])


def _sites(causes: Causes, layer: Layer) -> None:
    """Two sites, each of which lies in the area of the other."""
    numbers = {n for n in causes.where("site-outside-area") if causes.findings[n].file == layer.file}
    here = {pair: [n for n in found if n in numbers] for pair, found in _places(causes).items()}
    evidence = {pair: found for pair, found in here.items() if found}
    for pair in _mutual(evidence):
        found = [*evidence[pair], *evidence[pair[::-1]]]
        if len(found) == 2:
            one, two = sorted((causes.findings[n] for n in found), key=lambda finding: finding.row or 0)
            params = {"other": visible(str(two.params["key"]))}
            value = visible(str(one.params["key"]))
            cause = causes.add(Finding("geometry-exchanged", layer.file, one.row, "geometry", value, params))
            beside = causes.by_row(BEYOND, *OF_SHAPES)
            causes.add_consequences(cause, [*found, *(n for f in (one, two) for n in beside.get((f.file, f.row), ()))])


def _places(causes: Causes) -> Evidence:
    found = defaultdict(list)
    for n in causes.where(*ELSEWHERE):
        finding = causes.findings[n]
        found[str(finding.params[ELSEWHERE[finding.code]]), str(finding.params["actual"])].append(n)
    return found


def _names(causes: Causes, layer: Layer, dataset: Dataset) -> Evidence:
    found, numbers = defaultdict(list), causes.where(MISNAMED)
    name, prefixes = name_column(dataset), dataset.settings.prefixes
    features = layer.features if numbers else ()
    keys = {fold_unit(str(f.properties[name]), prefixes): str(f.key) for f in features}
    for n in numbers:
        finding = causes.findings[n]
        found[str(finding.params["of"]), keys.get(fold_unit(str(finding.value), prefixes), "")].append(n)
    return found


def _mutual(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """The pairs of which each is taken for the other."""
    return ((one, two) for one, two in sorted(evidence) if one < two and (two, one) in evidence)
