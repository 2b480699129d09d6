"""What a new atlas still lacks: areas, then sites."""

from __future__ import annotations

from kcn_map.checking.common import Findings, incomplete_files, site_tables
from kcn_map.core.findings import Finding
from kcn_map.core.model import Dataset


def check_empty(dataset: Dataset) -> Findings:
    """No area: there is nothing to map. No site: nothing on the map. What could not be read has its own finding."""
    unread = incomplete_files(dataset)
    level = dataset.settings.levels[0]
    if not dataset.layers[level.id].features and level.file not in unread:
        yield Finding("layer-empty", level.file, params={"level": level.name})
    tables = [dataset.tables[name] for name in site_tables(dataset)]
    if not any(table.rows or table.file in unread for table in tables):
        yield Finding("sites-missing", tables[0].file)
