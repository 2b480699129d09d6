"""Check: everything there is to say about an atlas, at once, errors first."""

from __future__ import annotations

from collections.abc import Iterable

from kcn_map.check_layers import check_layers
from kcn_map.check_tables import table_findings
from kcn_map.check_totals import check_totals
from kcn_map.findings import Finding, catalogue, has_errors
from kcn_map.join import join
from kcn_map.model import Dataset
from kcn_map.schema import LAYERS, TABLES
from kcn_map.settings import FILE

_FILES = [FILE, *(schema.file for schema in (*TABLES, *LAYERS))]


def check(dataset: Dataset) -> tuple[Finding, ...]:
    """All findings of reading, of the tables, of the layers and, where these have no errors, of the totals."""
    findings = [*dataset.findings, *table_findings(dataset), *check_layers(dataset)]
    if not has_errors(findings):
        findings += check_totals(join(dataset))
    return _sorted(findings)


def check_tables(dataset: Dataset) -> tuple[Finding, ...]:
    """The findings that a query needs: those of reading and of the tables, without geometry. Cheap."""
    return _sorted([*dataset.findings, *table_findings(dataset)])


def _sorted(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Errors before warnings, then by file in the order of the schema, row, and kind of finding."""
    codes = list(catalogue())

    def place(finding: Finding) -> tuple[bool, int, str, int, int]:
        known = _FILES.index(finding.file) if finding.file in _FILES else len(_FILES)
        return finding.severity != "error", known, finding.file, finding.row or 0, codes.index(finding.code)

    return tuple(sorted(findings, key=place))
