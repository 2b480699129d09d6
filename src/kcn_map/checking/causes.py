"""One cause, one finding: what follows from a mistake is counted in its finding and goes when that is mended.

A key is what ties rows, features and figures together, so one that is mistyped makes a finding wherever it is
missed. Which side is wrong is told by how many follow each: the rows that are right are never asked to change.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from kcn_map.analysis.join import names
from kcn_map.checking.common import SITE_TABLES, site_rows
from kcn_map.checking.keys import mentions
from kcn_map.checking.sources import unused_sources
from kcn_map.checking.twins import twins
from kcn_map.core.findings import Finding
from kcn_map.core.model import Dataset, Row
from kcn_map.core.schema import ADOPTED, LAYERS, SETTINGS_FILE, TABLES, table_schema
from kcn_map.reading.cells import visible
from kcn_map.text.names import fold

#: What is said of a figure that is not among the observations, of whatever cause.
LOST = "observation-missing"
#: A cell that is wrong in itself makes these as well.
FOLLOW = (LOST, "figure-after-as-of")
#: What is said of a site that lies elsewhere than its row says.
OF_PLACES = ("site-outside-district", "point-outside-commune", "area-differs-from-polygon")
#: The findings about a key that is not there → of what kind of thing it is, "" where the column says it.
UNKNOWN = {
    "source-unknown": "sources", "district-unknown": "districts", "commune-unknown": "", "subject-unknown": "subjects",
    "total-unknown": "totals",
}  # fmt: skip
#: (file, column) → the kind of thing that it refers to.
REFERS = {(table.file, column.name): column.refers for table in TABLES for column in table.columns}
REFERS |= {(layer.file, column.name): column.refers for layer in LAYERS for column in layer.properties}
DISTRICT = "district:"
#: So many that nobody names are few, whatever their share.
FEW = 3


class Causes:
    """Findings, and which of them follow from which."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = list(findings)
        self.cause: dict[int, int] = {}

    def where(self, *codes: str) -> list[int]:
        """The findings of these codes that follow from no other."""
        return [n for n, f in enumerate(self.findings) if n not in self.cause and (not codes or f.code in codes)]

    def by_row(self, *codes: str) -> Mapping[tuple[str, int | None], list[int]]:
        """(file, row) → such findings."""
        found: dict[tuple[str, int | None], list[int]] = defaultdict(list)
        for n in self.where(*codes):
            found[self.findings[n].file, self.findings[n].row].append(n)
        return found

    def add(self, finding: Finding) -> int:
        self.findings.append(finding)
        return len(self.findings) - 1

    def follow(self, cause: int, consequences: Iterable[int]) -> None:
        self.cause |= {n: cause for n in consequences if n != cause and n not in self.cause}

    def say(self, number: int, **params: Any) -> None:
        """Other words of a finding's sentence."""
        finding = self.findings[number]
        self.findings[number] = replace(finding, params={**finding.params, **params})

    def told(self) -> list[Finding]:
        counts = Counter(map(self.root, self.cause))
        return [replace(self.findings[n], consequences=counts[n]) for n in self.where()]

    def root(self, number: int) -> int:
        """The cause that a finding follows from, itself where it follows from none."""
        while number in self.cause:
            number = self.cause[number]
        return number


def one_a_cause(findings: Iterable[Finding], dataset: Dataset) -> list[Finding]:
    """The findings without those that follow from another, which counts them."""
    causes = Causes(findings)
    if causes.findings:
        for rule in (_cells, _sites, _definitions, _repeated, _figures, _rows):
            rule(causes, dataset)
    return causes.told()


def _cells(causes: Causes, dataset: Dataset) -> None:
    """A cell that is wrong in itself: what follows from its value is no mistake of its own."""
    cells: dict[Any, list[int]] = defaultdict(list)
    for n in causes.where():
        finding = causes.findings[n]
        if finding.row is not None and finding.field is not None:
            cells[_cell(finding)].append(n)
    for found in cells.values():
        errors = [n for n in found if causes.findings[n].severity == "error" and causes.findings[n].code not in FOLLOW]
        if errors:
            causes.follow(errors[0], [n for n in found if causes.findings[n].code in FOLLOW])
    for n in causes.where("total-unknown"):
        finding = causes.findings[n]
        beside = cells.get((finding.file, finding.row, "value"), ())
        causes.follow(n, [m for m in beside if causes.findings[m].code == LOST])


def _cell(finding: Finding) -> tuple[str, int | None, str | None]:
    return finding.file, finding.row, finding.field


# ── sites: a table, a layer, and those that name them ─────────────────────────────────────────────


def _sites(causes: Causes, dataset: Dataset) -> None:
    """An id that the table has otherwise than the layer, or that one of them lacks."""
    numbers = causes.where("id-without-feature", "id-without-row", "id-characters", "value-missing")
    found = {n: finding for n in reversed(numbers) if (finding := causes.findings[n]).field == "id"}
    cells = {(finding.file, finding.row): n for n, finding in found.items()}
    if not cells:
        return
    for n, finding in found.items():  # an id that is none is in no layer either
        causes.follow(cells[finding.file, finding.row], [n])
    named = Counter(visible(row.raw["subject"].strip()) for row in dataset.tables["observations"].rows)
    lost, naming = causes.by_row(LOST), defaultdict(list)
    for n in causes.where("subject-unknown"):
        naming[causes.findings[n].value].append(n)
    for name in SITE_TABLES:
        table, layer = dataset.tables[name], dataset.layers[name]
        rows = {visible(row.raw["id"].strip()): row for row in table.rows if (table.file, row.line) in cells}
        keyed = [feature for feature in layer.features if feature.key and (layer.file, feature.number) in cells]
        features = {visible(str(feature.key)): feature.number for feature in keyed}
        pairs = twins(rows, features)
        for key, row in rows.items():
            here, twin = cells[table.file, row.line], pairs.get(key)
            if twin is None:
                causes.follow(here, lost.get((table.file, row.line), ()))
                continue
            there = cells[layer.file, features[twin]]
            if _weight(key, named, row) > _weight(twin, named, row):
                causes.say(there, nearest=key)
                causes.follow(there, [here])
            else:  # the figures of a row whose id is wrong are not found among those of its site
                causes.say(here, nearest=twin)
                causes.follow(here, [there, *lost.get((table.file, row.line), ())])
        for key, number in features.items():
            causes.follow(causes.root(cells[layer.file, number]), naming.get(key, ()))


def _weight(key: str, named: Mapping[str, int], row: Row) -> tuple[int, bool]:
    """How much speaks for an id: the figures that name it, then the name of the site."""
    return named[key], fold(key) == fold(str(row.values["name_vi"] or ""))


# ── what is named elsewhere ──────────────────────────────────────────────────────────────────────


def _definitions(causes: Causes, dataset: Dataset) -> None:
    """A key that several name and nobody has, beside one that somebody has and nobody names: that is the wrong one."""
    for space, missed in _missed(causes).items():
        several = {key for key, found in missed.items() if len(found) > 1}
        if not several:
            continue
        defined = _defined(dataset, space)
        spare = {visible(key) for key in _unnamed(dataset, space, defined)}
        if len(spare) > max(FEW, len(defined) // 4):  # where many are named by none, that says nothing
            continue
        places = {visible(key): place for key, place in defined.items()}
        for key, other in twins(several, spare).items():
            file, row, field = places[other]
            cause = causes.add(Finding("id-misspelt", file, row, field, other, {"wanted": key}))
            beside = [n for n in causes.where() if _cell(causes.findings[n]) == places[other]]
            causes.follow(cause, [*missed[key], *beside])
            _no_longer_unused(causes, other, cause)


def _repeated(causes: Causes, dataset: Dataset) -> None:
    """What several rows name is hardly misspelt in each of them: it is told where it is named first."""
    for missed in _missed(causes).values():
        for found in missed.values():
            if len(found) > 1:
                causes.say(found[0], nearest="–")
                causes.follow(found[0], found)
    later: dict[Any, list[int]] = defaultdict(list)
    for n in causes.where("figure-after-publication"):
        later[causes.findings[n].params["source"]].append(n)
    for found in later.values():
        causes.follow(found[0], found)


def _figures(causes: Causes, dataset: Dataset) -> None:
    """A figure that is not among the observations, and one just like it of a subject that there is not."""
    table = dataset.tables["observations"]
    lines = {row.line: row for row in table.rows}
    astray: dict[tuple[Any, Any, Any], int] = {}
    for n in [*causes.where("subject-unknown"), *causes.cause]:
        finding = causes.findings[n]
        if finding.code == "subject-unknown" and finding.file == table.file and finding.row in lines:
            values = lines[finding.row].values
            astray.setdefault((values["attribute"], values["value"], values["source"]), n)
    lost = causes.where(LOST) if astray else []
    rows = {(file, row.line): row for file, row in site_rows(dataset)}
    for n in lost:
        finding = causes.findings[n]
        row, attribute = rows.get((finding.file, finding.row or 0)), str(finding.field)
        if row is None:
            continue
        sources = names(row.values[ADOPTED[attribute][0]]) if attribute in ADOPTED else ()
        found = next((astray[f] for s in sources if (f := (attribute, row.values[attribute], s)) in astray), None)
        if found is not None:
            causes.say(causes.root(found), nearest=visible(str(row.values["id"])))
            causes.follow(causes.root(found), [m for m in lost if causes.findings[m].row == finding.row])


def _rows(causes: Causes, dataset: Dataset) -> None:
    """A row of whose figures none is its own, and all are another site's: its id is the other's."""
    lost = causes.by_row(LOST)
    rows = [(file, row, lost.get((file, row.line), [])) for file, row in site_rows(dataset)]
    suspects = [(file, row, found) for file, row, found in rows if len(found) > 1]
    if not suspects:
        return
    elsewhere = _elsewhere(causes, dataset)
    owners: dict[tuple[Any, Any], set[str]] = defaultdict(set)
    for seen in dataset.tables["observations"].rows:
        owners[seen.values["attribute"], seen.values["value"]].add(str(seen.values["subject"]))
    swapped: dict[str, int] = {}
    for file, row, found in suspects:
        known = [name for name in (*ADOPTED, "established_year") if row.values[name] is not None]
        others = set.intersection(*(owners[name, row.values[name]] for name in known))
        if len(found) < len(known) or len(others) != 1:
            continue
        id_, other = str(row.values["id"]), others.pop()
        cause = causes.add(Finding("id-of-another-site", file, row.line, "id", visible(id_), {"other": other}))
        causes.follow(cause, [*found, *elsewhere.get(id_, ())])
        if other in swapped:
            causes.follow(swapped[other], [cause])
        swapped[id_] = cause


def _elsewhere(causes: Causes, dataset: Dataset) -> Mapping[str, list[int]]:
    """Id → the findings about where the site lies."""
    found = causes.by_row(*OF_PLACES)
    layers = [dataset.layers[name] for name in SITE_TABLES]
    return {str(f.key): found[layer.file, f.number] for layer in layers for f in layer.features
            if (layer.file, f.number) in found}  # fmt: skip


def _missed(causes: Causes) -> dict[str, dict[str, list[int]]]:
    """Kind of thing → key that is not there → the findings about it."""
    missed: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for n in causes.where(*UNKNOWN):
        finding = causes.findings[n]
        value = str(finding.value)
        space = UNKNOWN[finding.code] or REFERS.get((finding.file, str(finding.field)), "")
        if space == "subjects" and value.startswith(DISTRICT):
            space, value = "districts", value.removeprefix(DISTRICT)
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
        table, key = dataset.tables[space], table_schema(space).key[0]
        return {str(row.values[key]): (table.file, row.line, key) for row in table.rows if row.values[key]}
    return {}


def _unnamed(dataset: Dataset, space: str, defined: Iterable[str]) -> Collection[str]:
    """The keys of a kind that nothing names."""
    if space == "sources":
        return unused_sources(dataset)
    named = {key for _, _, column, key in mentions(dataset) if column.refers == space}
    if space == "districts":
        subjects = (str(row.values["subject"]) for row in dataset.tables["observations"].rows)
        named |= {subject.removeprefix(DISTRICT) for subject in subjects if subject.startswith(DISTRICT)}
    if space == "totals":
        named |= {str(row.values["measure"]) for row in dataset.tables["totals"].rows}
        named |= {id_ for attribute in dataset.settings.attributes.values() for id_ in attribute.share_of or ()}
    return [key for key in defined if key not in named]


def _no_longer_unused(causes: Causes, id_: str, cause: int) -> None:
    """A source that is misspelt is not one that nobody needs."""
    for n in causes.where("source-unused"):
        params = causes.findings[n].params
        left = [name for name in str(params["ids"]).split(", ") if name != id_]
        if left:
            causes.say(n, count=len(left), ids=", ".join(left))
        else:
            causes.follow(cause, [n])
