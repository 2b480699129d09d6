"""What the checks share: the rows of sites, findings at a cell, the nearest key, and what reading has lost already."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from typing import Any

from kcn_map.core.findings import Finding
from kcn_map.core.model import Dataset, Row
from kcn_map.reading.cells import visible
from kcn_map.text.numbers import format_number

SITE_TABLES = ("zones", "clusters")
Findings = Iterator[Finding]

#: After these a whole file, or a feature of it, is not there: what would rest on it is not checked.
_LOSE_THE_FILE = (
    *("file-missing", "file-unreadable", "file-too-large", "encoding-not-utf8"),
    *("table-unreadable", "column-missing", "column-duplicate", "geojson-unreadable", "geojson-not-a-collection"),
)
_LOSE_A_FEATURE = ("geojson-not-a-feature", "geojson-key-missing")


def site_rows(dataset: Dataset) -> Iterator[tuple[str, Row]]:
    """(file, row) of every site."""
    for name in SITE_TABLES:
        for row in dataset.tables[name].rows:
            yield dataset.tables[name].file, row


def at(code: str, file: str, row: Row, field: str, **params: Any) -> Finding:
    """A finding at a cell of a table."""
    return Finding(code, file, row.line, field, visible(row.raw[field]), params)


def quantity(value: float, unit: str) -> dict[str, str]:
    """A number with its unit, as the reader of each language writes it."""
    return {lang: f"{format_number(value, lang)} {unit}".rstrip() for lang in ("vi", "en")}


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


class Nearest:
    """The candidate most like a key that misses, "–" if none is like it.

    It soon stops looking: where hundreds miss it is another table, and comparing all with all takes for ever.
    """

    def __init__(self, candidates: Iterable[str]) -> None:
        self.candidates = sorted(candidates)
        self.left = 2_000_000

    def __call__(self, text: str) -> str:
        self.left -= len(text) * len(self.candidates)
        if self.left < 0:
            return "–"
        return visible(next(iter(difflib.get_close_matches(text, self.candidates, n=1, cutoff=0.6)), "–"))


def accuracies(dataset: Dataset, name: str) -> dict[str | None, str | None]:
    """What location_accuracy says of each site of a layer, by id."""
    return {feature.key: feature.properties["location_accuracy"] for feature in dataset.layers[name].features}
