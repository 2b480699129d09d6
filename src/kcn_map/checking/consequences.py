"""One cause, one finding: consequences of a mistake are counted in its finding and go once it is fixed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any

from kcn_map.checking.causes import Causes, cell_of
from kcn_map.checking.common import site_rows, site_tables
from kcn_map.checking.exchanged import exchanged_areas, exchanged_sites
from kcn_map.checking.exchanged_values import exchanged_values
from kcn_map.checking.lost_figures import lost_figures
from kcn_map.checking.mistyped import LOST, missed_keys, misspelt_keys, mistyped_ids
from kcn_map.checking.sense import beyond_sense
from kcn_map.checking.subjects import ids_of
from kcn_map.checking.whole_files import whole_files
from kcn_map.core.findings import Finding
from kcn_map.core.model import Dataset, Row
from kcn_map.core.site_columns import ADOPTED
from kcn_map.reading.cells import visible

#: A cell that is wrong in itself makes these as well.
FOLLOW = (
    *(LOST, "point-half", "figure-after-as-of", "sites-larger-than-area", "text-letters-lost"),
    *("year-contradicts-decision", "figure-without-source", "figure-after-publication"),
)
#: What goes with something else that is said of the same row or feature → that.
BESIDE = {
    "uncertainty-too-large": ("accuracy-contradicts-geometry",),
    "point-outside-area": ("site-outside-area", "name-contradicts-code", "successor-mismatch"),
    "name-unlike-id": (
        *("names-swapped", "name-duplicate", "name-shared", "id-without-feature", "id-without-row", "id-misspelt"),
        *("id-of-another-site", "name-of-other-kind", "name-without-marks", "text-not-words", "text-garbled"),
        *("text-of-old-font", "text-letters-lost", "text-letter-mistaken", "text-escaped"),
    ),
    "distance-implausible": ("site-outside-area", "geometry-exchanged"),
    "site-crosses-border": ("site-parts-apart",),
    "successor-mismatch": ("name-contradicts-code",),
    "site-outside-area": ("area-of-other-parent",),
    "area-names-exchanged": ("names-swapped",),
    "area-of-other-parent": ("area-unknown",),
    "figure-far-off": (LOST,),
    "figure-before-establishment": ("date-after-data-until", "date-invalid"),
}
#: What a figure lacks beside its source.
WITH_FIGURES = ("occupancy-without-base", "occupancy-without-date", "projects-without-date")
#: What is said of a figure that is far too large.
OF_SIZE = (
    *("area-in-square-metres", "site-larger-than-area", "site-larger-than-total", "area-above-limit"),
    *("figure-thousandfold", "figure-larger-than-land", "figure-far-off", "distance-implausible"),
)
#: Findings of a site that lies elsewhere than its row says.
OF_PLACES = ("site-outside-area", "point-outside-area", "area-differs-from-polygon")


def one_a_cause(findings: Iterable[Finding], dataset: Dataset) -> list[Finding]:
    """The findings without those that follow from another, which counts them."""
    causes = Causes(findings)
    if causes.findings:
        for rule in (
            exchanged_areas,
            _parents,
            _bare_zeros,
            _cells,
            _parts_of_land,
            _seats,
            _beside,
            _years,
            _renamed_totals,
            mistyped_ids,
            misspelt_keys,
            _repeated,
            _distances,
            _types,
            _sizes,
            lost_figures,
            _rows,
            exchanged_sites,
            exchanged_values,
            whole_files,
        ):
            rule(causes, dataset)
    return causes.root_findings()


def _cells(causes: Causes, dataset: Dataset) -> None:
    """A cell that is wrong in itself: what follows from its value is no mistake of its own."""
    cells = causes.by_cell()
    for (_, row, field), found in cells.items():
        if row is None or field is None:
            continue
        errors = [n for n in found if causes.findings[n].severity == "error" and causes.findings[n].code not in FOLLOW]
        if errors:
            causes.add_consequences(errors[0], [n for n in found if causes.findings[n].code in FOLLOW])
    for n in causes.where("total-unknown"):
        finding = causes.findings[n]
        beside = cells.get((finding.file, finding.row, "value"), ())
        causes.add_consequences(n, [m for m in beside if causes.findings[m].code == LOST])


def _beside(causes: Causes, dataset: Dataset) -> None:
    """What a mistake makes in the same row or feature, or in that of the same site."""
    ids = ids_of(dataset, causes.findings)
    found: dict[tuple[str | None, str], list[int]] = defaultdict(list)
    for n in causes.where(*BESIDE, *chain.from_iterable(BESIDE.values())):
        finding = causes.findings[n]
        found[ids.get((finding.file, finding.row)), finding.code].append(n)
    for (id_, code), numbers in found.items():
        causing = [n for other in BESIDE.get(code, ()) for n in found.get((id_, other), ())]
        if id_ and causing:
            causes.add_consequences(causes.root(causing[0]), numbers)


def _years(causes: Causes, dataset: Dataset) -> None:
    """A year of establishment that something speaks against: reported once, and the figures before it are right."""
    early = causes.where("figure-before-establishment")
    ids = ids_of(dataset, causes.findings) if early else {}
    for cell, found in causes.by_cell().items():
        if cell[2] == "established_year":
            site = ids.get(cell[:2])
            before = [n for n in early if ids.get((causes.findings[n].file, causes.findings[n].row)) == site]
            first = min(found, key=lambda n: causes.findings[n].severity)  # an error, if there is one
            causes.add_consequences(causes.root(first), [*found, *before])


def _renamed_totals(causes: Causes, dataset: Dataset) -> None:
    """A total that has no row, where a row has no total: one of the two is misspelt."""
    for n in causes.where("total-unknown")[:1]:
        causes.add_consequences(n, causes.where("total-without-row"))


def _parents(causes: Causes, dataset: Dataset) -> None:
    """A code that is none, where the area of the row that is part of it names the code."""
    unknown = causes.by_row("area-unknown")
    for n in causes.where("area-of-other-parent") if unknown else ():
        finding = causes.findings[n]
        for cause in unknown.get((finding.file, finding.row), ()):
            if causes.findings[cause].field == finding.params["column"]:
                causes.set_params(cause, nearest=finding.params["area"])


def _bare_zeros(causes: Causes, dataset: Dataset) -> None:
    """A 0 with neither source nor what else goes with a figure stands for unknown: what it lacks is no mistake."""
    beside = causes.by_row(*WITH_FIGURES)
    for n in causes.where("figure-without-source") if beside else ():
        finding = causes.findings[n]
        if finding.value and finding.field and not finding.value.strip("0.,"):
            lacking = beside.get((finding.file, finding.row), ())
            about = finding.field.partition("_")[0]
            causes.add_consequences(n, [m for m in lacking if str(causes.findings[m].field).startswith(about)])


def _seats(causes: Causes, dataset: Dataset) -> None:
    """A town of another district than it says may be the seat of its own."""
    astray = {(causes.findings[n].file, causes.findings[n].row): n for n in causes.where("town-outside-area")}
    for n in causes.where("town-seat-twice") if astray else ():
        finding = causes.findings[n]
        places = ((finding.file, finding.row), (finding.file, finding.params["first"]))
        causes.add_consequences(next((astray[place] for place in places if place in astray), n), [n])


def _parts_of_land(causes: Causes, dataset: Dataset) -> None:
    """Industrial land that was not published so is not what the planned area is many times of."""
    lost = {cell_of(causes.findings[n]): n for n in causes.where(LOST)}
    for n in causes.where("figure-far-off") if lost else ():
        file, row, _ = cell_of(causes.findings[n])
        cause = lost.get((file, row, "area_industrial_ha"))
        causes.add_consequences(n if cause is None else cause, [n])


def _repeated(causes: Causes, dataset: Dataset) -> None:
    """What several rows name is hardly misspelt in each of them: it is reported where it is named first."""
    for missed in missed_keys(causes, dataset).values():
        for found in missed.values():
            if len(found) > 1:
                causes.set_params(found[0], nearest="–")
                causes.add_consequences(found[0], found)
    alike: dict[Any, list[int]] = defaultdict(list)
    for n in causes.where("figure-after-publication"):
        alike[causes.findings[n].params["source"]].append(n)
    for n in causes.where("part-above-whole"):
        alike[causes.findings[n].params["whole"]].append(n)
    for found in alike.values():
        if len(found) > 2 or causes.findings[found[0]].code == "figure-after-publication":
            causes.add_consequences(found[0], found)


def _distances(causes: Causes, dataset: Dataset) -> None:
    """A town that lies elsewhere is reported once, if not by its coordinates then by the first distance to it."""
    towns, file = defaultdict(list), dataset.layers["towns"].file
    for n in causes.where("distance-implausible"):
        towns[causes.findings[n].params["town"]].append(n)
    rows = causes.by_row() if towns else {}
    for number, found in towns.items():
        causes.add_consequences([*rows.get((file, number), ()), *found][0], found)


def _types(causes: Causes, dataset: Dataset) -> None:
    """An attribute none of whose values is of its type: the type is wrong, not each of the values."""
    table, wrong = dataset.tables["observations"], defaultdict(list)
    lines = {row.line: str(row.values["attribute"]) for row in table.rows}
    for n in causes.where("date-invalid", "count-not-whole", "percent-out-of-range", "number-invalid"):
        finding = causes.findings[n]
        if (finding.file, finding.field) == (table.file, "value") and finding.row in lines:
            wrong[lines[finding.row]].append(n)
    counts = Counter(lines.values()) if wrong else {}
    for name, found in wrong.items():
        attribute = dataset.settings.attributes.get(name)
        if attribute is not None and attribute.type and len(found) == counts[name] > 2:
            cause = causes.add(beyond_sense(f"attributes.{visible(name)}.type", attribute.type, "type"))
            causes.add_consequences(cause, found)


def _sizes(causes: Causes, dataset: Dataset) -> None:
    """A figure that is far too large is reported once: where a table adopts it, else where it is published first."""
    large = causes.where(*OF_SIZE)
    if not large:
        return
    figures: dict[tuple[str, int | None, str | None], Any] = {
        (file, row.line, name): (row.values["id"], name, row.values[name])
        for file, row in site_rows(dataset)
        for name in ADOPTED
    }
    table = dataset.tables["observations"]
    figures |= {
        (table.file, row.line, "value"): tuple(row.values[name] for name in ("subject", "attribute", "value"))
        for row in table.rows
    }
    alike: dict[Any, list[int]] = defaultdict(list)
    for n in sorted(large, key=lambda n: (causes.findings[n].severity, causes.findings[n].file == table.file)):
        cell = cell_of(causes.findings[n])
        alike[figures.get(cell, cell)].append(n)
    for found in alike.values():
        causes.add_consequences(found[0], found)


def _rows(causes: Causes, dataset: Dataset) -> None:
    """A row whose figures that observations.csv has are all another site's: its id is the other's."""
    lost = causes.by_row(LOST)
    rows = [(file, row, lost.get((file, row.line), [])) for file, row in site_rows(dataset)]
    suspects = [(file, row, found) for file, row, found in rows if found]
    if not suspects:
        return
    elsewhere = _elsewhere(causes, dataset)
    names = causes.by_row("names-swapped", "name-duplicate", "name-shared")
    owners: dict[tuple[Any, Any], set[str]] = defaultdict(set)
    for seen in dataset.tables["observations"].rows:
        owners[seen.values["attribute"], seen.values["value"]].add(str(seen.values["subject"]))
    by_id = {str(row.values["id"]): (file, row) for file, row, _ in rows}
    swapped: dict[str, int] = {}
    for file, row, found in suspects:
        id_, other = str(row.values["id"]), _owner(row, owners)
        if other is None:
            continue
        cause = causes.add(Finding("id-of-another-site", file, row.line, "id", visible(id_), {"other": other}))
        causes.add_consequences(cause, [*found, *elsewhere.get(id_, ()), *names.get((file, row.line), ())])
        if other in swapped:
            causes.add_consequences(swapped[other], [cause])
        elif other in by_id and _owner(by_id[other][1], owners) == id_:
            there, twin = by_id[other]
            causes.add_consequences(cause, [*elsewhere.get(other, ()), *names.get((there, twin.line), ())])
        swapped[id_] = cause


def _owner(row: Row, owners: Mapping[tuple[Any, Any], set[str]]) -> str | None:
    """The other site that all figures of a row are of, of those that observations.csv has: two at least."""
    known = [of for name in (*ADOPTED, "established_year") if (of := owners.get((name, row.values[name]), set()))]
    others = set.intersection(*known) if len(known) > 1 else set()
    return others.pop() if len(others) == 1 and not any(str(row.values["id"]) in of for of in known) else None


def _elsewhere(causes: Causes, dataset: Dataset) -> Mapping[str, list[int]]:
    """Id → the findings about where the site lies."""
    found = causes.by_row(*OF_PLACES)
    layers = [dataset.layers[name] for name in site_tables(dataset)]
    return {str(f.key): found[layer.file, f.number] for layer in layers for f in layer.features
            if (layer.file, f.number) in found}  # fmt: skip
