"""What a new atlas still lacks: areas, then names and dates of its own, then sites."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

from kcn_map.checking.common import Findings, incomplete_files, name_column, site_tables
from kcn_map.core.findings import Finding
from kcn_map.core.model import Dataset
from kcn_map.core.schema import SETTINGS_FILE
from kcn_map.core.settings import text_column
from kcn_map.package.scaffold import settings_text
from kcn_map.reading.toml import parse_tree


def check_empty(dataset: Dataset) -> Findings:
    """No area: there is nothing to map. No site: nothing on the map. What could not be read has its own finding."""
    unread = incomplete_files(dataset)
    level = dataset.settings.levels[0]
    if not dataset.layers[level.id].features and level.file not in unread:
        params = {"level": level.name, "name": name_column(dataset), "layer": level.stem}
        yield Finding("layer-empty", level.file, params=params)
    yield from _as_begun(dataset)
    tables = [dataset.tables[name] for name in site_tables(dataset)]
    if not any(table.rows or table.file in unread for table in tables):
        yield Finding("sites-missing", tables[0].file, params={"tables": ", ".join(table.file for table in tables)})


def _as_begun(dataset: Dataset) -> Findings:
    """What stands in atlas.toml as in an empty atlas, where the place has no name of its own yet."""
    tree, languages = parse_tree(dataset.settings_text), dataset.settings.languages
    own, told = tree["province"], ["code", *(text_column("name", lang) for lang in languages)]
    if not any(f'"{own.get(name)}"' in settings_text() for name in told):
        return  # most atlases: there is no need to parse the empty one
    new = begun()
    place = new["province"]
    same = [f"province.{name}" for name in told if name in place and own.get(name) == place[name]]
    if same:
        told = [*(text_column("title", lang) for lang in languages), "as_of"]
        same += [name for name in told if name in new and tree.get(name) == new[name]]
        yield Finding("settings-as-begun", SETTINGS_FILE, params={"fields": ", ".join(same)})


@cache
def begun() -> Mapping[str, Any]:
    """The settings of an empty atlas."""
    return tomllib.loads(settings_text())
