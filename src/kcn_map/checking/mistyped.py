"""Mistyped keys: one finding at the wrong key, however many references to it fail.

A key is what ties rows, features and figures together. Which side is wrong is seen by how many follow each: the rows
that are right are never asked to change.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping

from kcn_map.checking.causes import Causes
from kcn_map.checking.common import name_column, site_tables
from kcn_map.checking.keys import mentions
from kcn_map.checking.sources import unused_sources
from kcn_map.checking.twins import twins
from kcn_map.core.findings import Finding
from kcn_map.core.model import Dataset
from kcn_map.core.schema import SETTINGS_FILE, schema_of
from kcn_map.reading.cells import visible
from kcn_map.text.names import fold

#: What is said of a figure that is not among the observations, of whatever cause.
LOST = "observation-missing"
#: The findings about a key that is not there → of what kind of thing it is, "" where the column says it.
UNKNOWN = {
    "source-unknown": "sources", "area-unknown": "", "subject-unknown": "subjects",
    "total-unknown": "totals", "source-not-listed": "sources",
}  # fmt: skip
#: Up to so many unreferenced keys are few, whatever their share.
FEW = 3


def mistyped_ids(causes: Causes, dataset: Dataset) -> None:
    """An id that the table has otherwise than the layer, or that one of them lacks."""
    numbers = causes.where("id-without-feature", "id-without-row", "id-characters", "value-missing")
    found = {n: finding for n in reversed(numbers) if (finding := causes.findings[n]).field == "id"}
    cells = {(finding.file, finding.row): n for n, finding in found.items()}
    if not cells:
        return
    for n, finding in found.items():  # an id that is none is in no layer either
        causes.add_consequences(cells[finding.file, finding.row], [n])
    named = Counter(visible(row.raw["subject"].strip()) for row in dataset.tables["observations"].rows)
    lost, naming = causes.by_row(LOST), defaultdict(list)
    for n in causes.where("subject-unknown"):
        naming[causes.findings[n].value].append(n)
    for name in site_tables(dataset):
        table, layer = dataset.tables[name], dataset.layers[name]
        rows = {visible(row.raw["id"].strip()): row for row in table.rows if (table.file, row.line) in cells}
        keyed = [feature for feature in layer.features if feature.key and (layer.file, feature.number) in cells]
        features = {visible(str(feature.key)): feature.number for feature in keyed}
        pairs = twins(rows, features)
        for key, row in rows.items():
            here, twin = cells[table.file, row.line], pairs.get(key)
            called = str(row.values[name_column(dataset)] or "")
            if twin is None:
                causes.add_consequences(here, lost.get((table.file, row.line), ()))
                continue
            there = cells[layer.file, features[twin]]
            if _weight(key, named, called) > _weight(twin, named, called):
                causes.set_params(there, nearest=key)
                causes.add_consequences(there, [here])
            else:  # the figures of a row whose id is wrong are not found among those of its site
                causes.set_params(here, nearest=twin)
                causes.add_consequences(here, [there, *lost.get((table.file, row.line), ())])
        for key, number in features.items():
            causes.add_consequences(causes.root(cells[layer.file, number]), naming.get(key, ()))


def _weight(key: str, named: Mapping[str, int], called: str) -> tuple[int, bool]:
    """How much speaks for an id: the figures that name it, then the name of the site."""
    return named[key], fold(key) == fold(called)


def misspelt_keys(causes: Causes, dataset: Dataset) -> None:
    """A key that several name and nobody has, beside one that somebody has and nobody names: that is the wrong one."""
    for space, missed in missed_keys(causes, dataset).items():
        several = {key for key, found in missed.items() if len(found) > 1}
        if not several:
            continue
        defined = _defined(dataset, space)
        spare = {visible(key) for key in _unnamed(dataset, space, defined)}
        if len(spare) > max(FEW, len(defined) // 4):  # where many are named by none, that says nothing
            continue
        places = {visible(key): place for key, place in defined.items()}
        beside, unused = causes.by_cell(), causes.where("source-unused")
        for key, other in twins(several, spare).items():
            file, row, field = places[other]
            cause = causes.add(Finding("id-misspelt", file, row, field, other, {"wanted": key}))
            causes.add_consequences(cause, [*missed[key], *beside.get(places[other], ())])
            _no_longer_unused(causes, unused, other, cause)


def missed_keys(causes: Causes, dataset: Dataset) -> dict[str, dict[str, list[int]]]:
    """Kind of thing → key that is not there → the findings about it."""
    schema, levels = schema_of(dataset.settings), {level.id for level in dataset.settings.levels}
    refers = {(table.file, column.name): column.refers for table in schema.tables for column in table.columns}
    refers |= {(layer.file, column.name): column.refers for layer in schema.layers for column in layer.properties}
    missed: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for n in causes.where(*UNKNOWN):
        finding = causes.findings[n]
        value = str(finding.value)
        space = UNKNOWN[finding.code] or refers.get((finding.file, str(finding.field)), "")
        level, colon, code = value.partition(":")
        if space == "subjects" and colon and level in levels:
            space, value = level, code
        missed[space][value].append(n)
    return missed


def _defined(dataset: Dataset, space: str) -> dict[str, tuple[str, int | None, str]]:
    """Key → (file, row, field), of all that there is of a kind."""
    if space == "totals":
        return {total.id: (SETTINGS_FILE, None, f"totals.{total.id}.id") for total in dataset.settings.totals}
    if space in dataset.layers:
        layer = dataset.layers[space]
        return {str(feature.key): (layer.file, feature.number, "code") for feature in layer.features}
    if space in dataset.tables:
        table, key = dataset.tables[space], schema_of(dataset.settings).table(space).key[0]
        return {str(row.values[key]): (table.file, row.line, key) for row in table.rows if row.values[key]}
    return {}


def _unnamed(dataset: Dataset, space: str, defined: Iterable[str]) -> Collection[str]:
    """The keys of a kind that nothing names."""
    if space == "sources":
        return unused_sources(dataset)
    named = {key for _, _, column, key in mentions(dataset) if column.refers == space}
    if any(space == level.id for level in dataset.settings.levels):
        subjects = (str(row.values["subject"]).partition(":") for row in dataset.tables["observations"].rows)
        named |= {code for level, _, code in subjects if level == space}
    if space == "totals":
        named |= {str(row.values["measure"]) for row in dataset.tables["totals"].rows}
        named |= {total.part_of for total in dataset.settings.totals if total.part_of}
        named |= {id_ for attribute in dataset.settings.attributes.values() for id_ in attribute.share_of or ()}
    return [key for key in defined if key not in named]


def _no_longer_unused(causes: Causes, unused: Iterable[int], id_: str, cause: int) -> None:
    """A source that is misspelt is not one that nobody needs."""
    for n in unused:
        params = causes.findings[n].params
        left = [name for name in str(params["ids"]).split(", ") if name != id_]
        if left:
            causes.set_params(n, count=len(left), ids=", ".join(left))
        else:
            causes.add_consequences(cause, [n])
