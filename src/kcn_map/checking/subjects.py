"""What a finding is about: the id of the site, area or source whose row or feature it names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from kcn_map.core.findings import Finding
from kcn_map.core.model import Dataset
from kcn_map.core.schema import schema_of
from kcn_map.reading.cells import visible


def with_subjects(findings: Iterable[Finding], dataset: Dataset) -> list[Finding]:
    """The findings, each with the id that its row or feature bears."""
    listed = list(findings)
    ids = ids_of(dataset, listed)
    return [_named(finding, ids) for finding in listed]


def _named(finding: Finding, ids: Mapping[tuple[str, int | None], str]) -> Finding:
    subject = ids.get((finding.file, finding.row))
    return replace(finding, subject=visible(subject)) if subject else finding


def ids_of(dataset: Dataset, findings: Iterable[Finding]) -> dict[tuple[str, int | None], str]:
    """(file, row) → id, of what findings are about: the first column of a table's key, a feature's key."""
    ids: dict[tuple[str, int | None], str] = {}
    files: dict[str, set[int | None]] = defaultdict(set)
    for finding in findings:
        files[finding.file].add(finding.row)
    for table in schema_of(dataset.settings).tables:
        if table.file in files:
            rows = [row for row in dataset.tables[table.name].rows if row.line in files[table.file]]
            ids |= {(table.file, row.line): row.raw[table.key[0]].strip() for row in rows}
    for layer in schema_of(dataset.settings).layers:
        if layer.file in files:
            features = [one for one in dataset.layers[layer.name].features if one.number in files[layer.file]]
            ids |= {(layer.file, feature.number): feature.key or "" for feature in features}
    return ids
