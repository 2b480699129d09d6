"""What a finding is about: the id of the site, area or source whose row or feature it names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from kcn_map.core.findings import Finding
from kcn_map.core.model import Dataset
from kcn_map.core.schema import schema_of
from kcn_map.reading.cells import visible


def with_subjects(findings: Iterable[Finding], dataset: Dataset) -> list[Finding]:
    """The findings, each with the id that its row or feature bears."""
    listed = list(findings)
    ids = ids_of(dataset, {finding.file for finding in listed})
    return [_named(finding, ids) for finding in listed]


def _named(finding: Finding, ids: Mapping[tuple[str, int | None], str]) -> Finding:
    subject = ids.get((finding.file, finding.row))
    return replace(finding, subject=visible(subject)) if subject else finding


def ids_of(dataset: Dataset, files: set[str]) -> dict[tuple[str, int | None], str]:
    """(file, row) → id, of the files in question: the first column of a table's key, a feature's key."""
    ids: dict[tuple[str, int | None], str] = {}
    for table in schema_of(dataset.settings).tables:
        if table.file in files:
            rows = dataset.tables[table.name].rows
            ids |= {(table.file, row.line): row.raw[table.key[0]].strip() for row in rows}
    for layer in schema_of(dataset.settings).layers:
        if layer.file in files:
            features = dataset.layers[layer.name].features
            ids |= {(layer.file, feature.number): feature.key or "" for feature in features}
    return ids
