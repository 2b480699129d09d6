"""Check: all findings about an atlas at once, errors first."""

from __future__ import annotations

from collections.abc import Iterable

from kcn_map.analysis.join import join
from kcn_map.checking.consequences import one_a_cause
from kcn_map.checking.subjects import with_subjects
from kcn_map.checking.tables import table_findings
from kcn_map.core.findings import Finding, codes, has_errors
from kcn_map.core.model import Dataset
from kcn_map.core.schema import schema_of
from kcn_map.reading.repeats import limit_repeats


def check(dataset: Dataset) -> tuple[Finding, ...]:
    """All findings of reading, of the tables, of the layers and, where these have no errors, of what is summed up."""
    # A query does without these.
    from concurrent.futures import ThreadPoolExecutor

    from kcn_map.checking.breaks import check_begun_breaks
    from kcn_map.checking.layers import check_layers
    from kcn_map.checking.readers import SecondLook
    from kcn_map.checking.totals import check_breaks, check_totals

    by_gdal = SecondLook(dataset)
    with ThreadPoolExecutor(1) as beside:  # GEOS releases the GIL here
        of_layers = beside.submit(lambda: list(check_layers(dataset)))
        findings = [*dataset.findings, *table_findings(dataset), *of_layers.result(), *by_gdal.findings()]
    if not has_errors(findings):
        joined = join(dataset)
        findings += [*check_totals(dataset, joined), *check_breaks(joined), *check_begun_breaks(dataset, joined)]
    return _reported(findings, dataset)


def check_tables(dataset: Dataset) -> tuple[Finding, ...]:
    """The findings that a query needs: those of reading and of the tables, without geometry. Cheap."""
    return _reported([*dataset.findings, *table_findings(dataset)], dataset)


def _reported(findings: Iterable[Finding], dataset: Dataset) -> tuple[Finding, ...]:
    found = limit_repeats(_sorted(one_a_cause(findings, dataset), dataset))
    return tuple(with_subjects(found, dataset))


def _sorted(findings: Iterable[Finding], dataset: Dataset) -> list[Finding]:
    """Errors before warnings, then by file in the order of the schema (what is none of it first), row, and kind."""
    order = {code: place for place, code in enumerate(codes())}
    places = {file: place for place, file in enumerate(schema_of(dataset.settings).files)}

    def place(finding: Finding) -> tuple[bool, int, int, int]:
        return finding.severity != "error", places.get(finding.file, -1), finding.row or 0, order[finding.code]

    return sorted(findings, key=place)
