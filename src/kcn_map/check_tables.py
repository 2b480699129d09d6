"""Checks of the tables and of all that needs no geometry."""

from __future__ import annotations

from kcn_map.check_common import Findings
from kcn_map.check_empty import check_empty
from kcn_map.check_figures import check_figures
from kcn_map.check_gaps import check_gaps
from kcn_map.check_keys import check_keys
from kcn_map.check_settings import check_settings
from kcn_map.model import Dataset


def table_findings(dataset: Dataset) -> Findings:
    """Every finding of the tables and of what the layers say beside their geometry."""
    for check in (check_empty, check_keys, check_figures, check_settings, check_gaps):
        yield from check(dataset)
