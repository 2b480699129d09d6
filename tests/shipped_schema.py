"""The tables, layers and columns of the shipped atlas, as its settings ask for them."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Any

from kcn_map import reading
from kcn_map.core.schema import schema_of
from kcn_map.core.settings import Text
from kcn_map.core.site_columns import site_columns, site_row_columns
from kcn_map.text.languages import LANGUAGES

SETTINGS = reading.read(Path(__file__).parents[1] / "geodata").settings
SCHEMA = schema_of(SETTINGS)
TABLES, LAYERS, FILES = SCHEMA.tables, SCHEMA.layers, SCHEMA.files
SITE_COLUMNS, SITE_ROW = site_columns(SETTINGS.levels, SETTINGS.kinds, ()), site_row_columns(SETTINGS)
#: Its [[levels]], and its [[kinds]] with [sites], as an atlas.toml of schema 2 would have them.
_SCHEMA_1 = resources.files("kcn_map.reading").joinpath("schema_1.toml").read_text(encoding="utf-8")
_KINDS_AT = _SCHEMA_1.index("[[kinds]]")
LEVELS_TOML, KINDS_TOML = _SCHEMA_1[_SCHEMA_1.index("\n[[levels]]") : _KINDS_AT], _SCHEMA_1[_KINDS_AT:]
LEVELS, KINDS = SETTINGS.levels, SETTINGS.kinds


def placed(values: dict[str, Any]) -> dict[str, Any]:
    """The attributes of a Site of these columns: those of levels among its `codes` and `area_names`, texts as Text."""
    codes = {level.id: values.get(level.code_column) for level in LEVELS}
    names = {level.id: values.get(level.id) for level in LEVELS[1:]}
    bases = ("name", "industries", "note", "location_note")
    texts = {base: Text.of_row(values, base, LANGUAGES) for base in bases}
    columns = {
        *names,
        *(level.code_column for level in LEVELS),
        *(f"{base}_{lang}" for base in bases for lang in LANGUAGES),
    }
    own = {name: value for name, value in values.items() if name not in columns}
    return own | texts | {"codes": codes, "area_names": names}
