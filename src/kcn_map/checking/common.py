"""Shared by the checks: rows of sites, findings at a cell, the nearest key, and what could not be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, NamedTuple

from kcn_map.core.cache import memoize
from kcn_map.core.findings import Finding
from kcn_map.core.model import Dataset, Layer, Row, Table
from kcn_map.core.settings import Level, text_column
from kcn_map.reading.cells import visible
from kcn_map.reading.repeats import also
from kcn_map.text.names import Prefixes, fold_texts, without_units
from kcn_map.text.similarity import closest

#: Up to so many findings of one kind are listed one by one; more are grouped, since they have one cause.
FEW = 5
#: So many misses are compared with all candidates: of 100,000 in a second.
MOST_COMPARED = 100
Findings = Iterator[Finding]

#: After these a whole file, or a feature of it, is not there: what would rest on it is not checked.
_LOSE_THE_FILE = (
    *("file-missing", "file-unreadable", "file-too-large", "encoding-not-utf8", "encoding-twice"),
    *("table-unreadable", "table-too-large", "table-divided-by-tabs", "headings-missing"),
    *("column-missing", "column-renamed", "column-duplicate"),
    *("geojson-unreadable", "geojson-not-a-collection", "properties-too-many", "layer-too-large", "layer-too-dense"),
)
_LOSE_A_FEATURE = ("geojson-not-a-feature", "geojson-key-missing")


def site_tables(dataset: Dataset) -> tuple[str, ...]:
    """The names of the tables of sites, which are also those of their layers: one a kind."""
    return tuple(kind.stem for kind in dataset.settings.kinds)


def site_rows(dataset: Dataset) -> Iterator[tuple[str, Row]]:
    """(file, row) of every site."""
    for name in site_tables(dataset):
        for row in dataset.tables[name].rows:
            yield dataset.tables[name].file, row


def name_column(dataset: Dataset) -> str:
    """The column, or property, of names in the first language of the atlas."""
    return text_column("name", dataset.settings.languages[0])


def name_columns(dataset: Dataset) -> list[str]:
    """Those of names in each language."""
    return [text_column("name", lang) for lang in dataset.settings.languages]


class Unit(NamedTuple):
    """An area as found: where it stands, its code, and what is said of it."""

    number: int
    key: str | None
    values: Mapping[str, Any]


def units(dataset: Dataset, level: Level) -> tuple[Unit, ...]:
    """The areas of a level: the features of its layer, or the rows of its table."""
    return _drawn(dataset.layers[level.id]) if level.layer else _listed(dataset.tables[level.id])


@memoize(8)  # a dozen checks look at them
def _drawn(layer: Layer) -> tuple[Unit, ...]:
    return tuple(Unit(feature.number, feature.key, feature.properties) for feature in layer.features)


@memoize(8)
def _listed(table: Table) -> tuple[Unit, ...]:
    codes = ((row, row.values["code"]) for row in table.rows)
    return tuple(Unit(row.line, None if code is None else str(code), row.values) for row, code in codes)


@memoize(16)
def names_in(areas: tuple[Unit, ...], column: str) -> Sequence[str]:
    """What areas are called in a column, "" where they have no name there."""
    return [str(area.values.get(column) or "") for area in areas]


@memoize(16)
def folded_names(areas: tuple[Unit, ...], column: str) -> Sequence[str]:
    return fold_texts(names_in(areas, column))


@memoize(16)
def bare_names(areas: tuple[Unit, ...], column: str, prefixes: Prefixes) -> Sequence[str]:
    """What areas are called in a column, folded, without the words for what they are."""
    return without_units(folded_names(areas, column), prefixes)


def at(code: str, file: str, row: Row, field: str, **params: Any) -> Finding:
    """A finding at a cell of a table."""
    return Finding(code, file, row.line, field, visible(row.raw[field]), params)


def lost_files(dataset: Dataset) -> set[str]:
    """Files that could not be read: their own findings say so, and none follows from their absence."""
    return {finding.file for finding in dataset.findings if finding.code in _LOSE_THE_FILE}


def incomplete_files(dataset: Dataset) -> set[str]:
    """Files that could not be read, and layers of which a feature or a geometry could not."""
    parts = {f.file for f in dataset.findings if f.code in _LOSE_A_FEATURE or loses_geometry(f)}
    return lost_files(dataset) | parts


def loses_geometry(finding: Finding) -> bool:
    """Whether a feature has no geometry for that reason; one that a warning is about is whole."""
    return finding.field == "geometry" and finding.severity == "error"


def grouped(found: Iterable[Finding], by_column: bool = True) -> Findings:
    """Findings of one kind at one column, or in one file: a few as they are, many as the first, which names all rows.

    Many have one cause, such as a column that was pasted a row too low. Their message ends with {also}.
    """
    groups: dict[tuple[str, str, str | None], list[Finding]] = {}
    for finding in found:
        groups.setdefault((finding.code, finding.file, finding.field if by_column else None), []).append(finding)
    for group in groups.values():
        if len(group) <= FEW:
            yield from (replace(finding, params={**finding.params, "also": ""}) for finding in group)
        else:
            yield replace(group[0], params={**group[0].params, "also": also(finding.row for finding in group[1:])})


class Nearest:
    """The candidate most like a key that misses, "–" if none is like it.

    Of the first misses alone: where hundreds miss it is another table, and nobody reads so many names.
    """

    def __init__(self, candidates: Iterable[str]) -> None:
        self.candidates = {*candidates}
        self.left = MOST_COMPARED

    @cached_property
    def _ordered(self) -> list[str]:
        return sorted(self.candidates)

    def __call__(self, text: str) -> str:
        self.left -= 1
        return visible(next(iter(closest(text, self._ordered, cutoff=0.6)), "–")) if self.left >= 0 else "–"


def accuracies(dataset: Dataset, name: str) -> dict[str | None, str | None]:
    """What location_accuracy says of each site of a layer, by id."""
    return {feature.key: feature.properties["location_accuracy"] for feature in dataset.layers[name].features}


def has_note(row: Row, base: str = "note") -> bool:
    """Whether a row has a note, in any language."""
    return any(text.strip() for name, text in row.raw.items() if name == base or name.startswith(f"{base}_"))
