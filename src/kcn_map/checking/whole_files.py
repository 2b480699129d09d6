"""Mistakes of whole files, each reported once: a column in another format, shifted cells, a table without rows."""

from __future__ import annotations

from collections import defaultdict

from kcn_map.checking.causes import Causes
from kcn_map.checking.common import FEW, site_tables
from kcn_map.checking.mistyped import LOST
from kcn_map.checking.sense import beyond_sense
from kcn_map.core.findings import Finding
from kcn_map.core.model import Dataset
from kcn_map.core.schema import schema_of
from kcn_map.reading.repeats import also

#: What a program or a paste does to all cells of a column, or to all features of a layer.
OF_COLUMNS = (
    *("number-invalid", "number-decimal-comma", "number-leading-zeros", "number-negative", "percent-out-of-range"),
    *("count-not-whole", "date-invalid", "code-invalid", "code-leading-zeros", "value-missing", "value-not-allowed"),
    *("value-placeholder", "text-invisible-character", "row-length", "id-duplicate", "observation-duplicate"),
    *("kind-mismatch", "name-contradicts-code", "successor-mismatch", "area-of-other-parent"),
    *("geojson-key-missing", "property-missing", "property-invalid", "geojson-winding", "geojson-decimals"),
    *("geometry-missing", "geometry-type", "coordinates-swapped", "coordinates-projected"),
    *("accuracy-contradicts-geometry", "coordinates-outside-province", "figure-after-as-of"),
    *("adopted-qualifier-differs", "area-point-elsewhere", "area-outside-parent", LOST),
)  # fmt: skip
#: Those of them that a program does to all columns at once.
OF_FILES = ("number-decimal-comma", "id-duplicate", "observation-duplicate", "figure-after-as-of")
#: What is said of a row as well that is a copy of another.
OF_COPIES = ("name-duplicate", "name-shared", "other-name-shared", "source-address-duplicate", "figure-twice", LOST)
#: What says of what time a figure is.
DATES = ("date", "year")
#: So many columns that are wrong in most rows have moved; and so many cells of one row have one cause.
MOVED, OF_ONE_ROW = 3, 4
#: Table → what is said elsewhere where its rows can't be found.
NEEDED = {"observations": LOST, "sources": "source-unknown"}


def whole_files(causes: Causes, dataset: Dataset) -> None:
    _rows(causes)
    _empty(causes, dataset)
    _keyless(causes, dataset)
    _moved(causes, dataset)
    _late(causes, dataset)
    groups = defaultdict(list)
    for n in causes.where(*OF_COLUMNS):
        code, field = causes.findings[n].code, causes.findings[n].field
        groups[code, causes.findings[n].file, None if code in OF_FILES else field].append(n)
    for found in groups.values():
        if len(found) > FEW:
            causes.set_params(found[0], also=also(causes.findings[n].row for n in found[1:]))
            causes.repeat(found[0], found[1:])


def _rows(causes: Causes) -> None:
    """A row of the wrong length, and one that is a copy, have no other mistake that could be reported."""
    beside = causes.by_row()
    for place, found in causes.by_row("row-length").items():
        causes.add_consequences(found[0], beside[place])
    copies = causes.by_row(*OF_COPIES)
    for place, found in causes.by_row("id-duplicate", "observation-duplicate").items():
        causes.add_consequences(found[0], copies.get(place, ()))


def _empty(causes: Causes, dataset: Dataset) -> None:
    """What refers to a table whose rows are gone, all of them."""
    tables = site_tables(dataset)
    for name, code in {**NEEDED, **dict.fromkeys(tables, "id-without-row")}.items():
        table = dataset.tables[name]
        found = causes.where(code) if table.columns and not table.rows else []
        if name in tables:
            found = [n for n in found if causes.findings[n].file == dataset.layers[name].file]
        if len(found) > FEW:
            cause = causes.add(Finding("table-empty", table.file, None, None, None, {"count": len(found)}))
            causes.add_consequences(cause, [*found, *causes.where("source-unused")])


def _keyless(causes: Causes, dataset: Dataset) -> None:
    """A layer none of whose features has its key; a feature whose key is none."""
    for name in site_tables(dataset):
        found = [n for n in causes.where("geojson-key-missing") if causes.findings[n].file == dataset.layers[name].file]
        if found and not any(feature.key for feature in dataset.layers[name].features):
            table = dataset.tables[name].file
            missing = [n for n in causes.where("id-without-feature") if causes.findings[n].file == table]
            causes.add_consequences(found[0], missing)
    unknown = causes.where("area-unknown")
    for n in causes.where("geojson-key-missing") if unknown else ():  # a code that is a number
        value = causes.findings[n].value
        causes.add_consequences(n, [m for m in unknown if causes.findings[m].value == value])


def _moved(causes: Causes, dataset: Dataset) -> None:
    """Rows of which many cells are wrong: all of a table have one cause, and those of one row.

    What is within a text, such as a letter that no one sees, does not say that it belongs elsewhere.
    """
    for name, table in dataset.tables.items():
        rows = defaultdict(list)
        for n in causes.where():
            finding = causes.findings[n]
            is_whole = not finding.code.startswith("text-")
            if finding.file == table.file and finding.row is not None and finding.severity == "error" and is_whole:
                rows[finding.row].append(n)
        wrong = {row: len({causes.findings[n].field for n in found}) for row, found in rows.items()}
        moved = [row for row, count in wrong.items() if count >= MOVED]
        if len(moved) > FEW and 2 * len(moved) > len(table.rows):
            params = {"count": len(moved), "rows": len(table.rows)}
            cause = causes.add(Finding("cells-moved", table.file, min(moved), None, None, params))
            in_file = [n for n in causes.where() if causes.findings[n].file == table.file]
            causes.add_consequences(cause, [*in_file, *(causes.where(NEEDED[name]) if name in NEEDED else ())])
        else:
            for row, found in rows.items():
                if wrong[row] >= OF_ONE_ROW:
                    causes.add_consequences(found[0], found)


def _late(causes: Causes, dataset: Dataset) -> None:
    """A day of the map that most of what is dated comes after."""
    late = causes.where("figure-after-as-of")
    if len(late) <= FEW:
        return
    sites = (one for one in schema_of(dataset.settings).tables if one.kind)
    dates = {(one.name, one.file, column.name) for one in sites for column in one.columns if column.type in DATES}
    of = sum(row.values[field] is not None for name, _, field in dates for row in dataset.tables[name].rows)
    fields = {(file, field) for _, file, field in dates}
    count = sum((causes.findings[n].file, causes.findings[n].field) in fields for n in late)
    if count > FEW and 2 * count > of:
        cause = beyond_sense("as_of", dataset.settings.as_of, "as_of", count=count, of=of)
        causes.add_consequences(causes.add(cause), late)
