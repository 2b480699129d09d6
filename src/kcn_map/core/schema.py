"""What each table and layer of an atlas holds: columns, types, units. The contract with the data's keepers.

Reading types the cells by it, `geodata/README.md` and `datapackage.json` are generated from it. What depends on the
levels, kinds and fields of an atlas comes from its settings: `schema_of`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kcn_map.core.cache import memoize
from kcn_map.core.columns import Column, in_languages, worded
from kcn_map.core.common_schema import (
    AREA_PROPERTIES,
    KEEPER_NOTE,
    OWN_TABLES,
    POLYGON,
    SITE_PROPERTIES,
    LayerSchema,
    TableSchema,
    base_layers,
)
from kcn_map.core.figure_columns import figure_columns
from kcn_map.core.kinds import Kind
from kcn_map.core.settings import Level, Settings
from kcn_map.core.site_columns import level_column, level_titles, site_columns
from kcn_map.values import dataclass

__all__ = [
    "DESCRIPTION_FILE", "KEEPER_NOTE", "SETTINGS_FILE", "WORDS_FOLDER", "LayerSchema", "Schema", "TableSchema",
    "schema_for", "schema_of", "words_file",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Schema:
    """The tables and layers of an atlas, in the order in which findings and contents are listed."""

    tables: tuple[TableSchema, ...]
    layers: tuple[LayerSchema, ...]
    languages: tuple[str, ...]

    @property
    def files(self) -> tuple[str, ...]:
        """All files of an atlas folder, in that order."""
        tables, layers = (one.file for one in self.tables), (one.file for one in self.layers)
        return (SETTINGS_FILE, *map(words_file, self.languages), *tables, *layers, DESCRIPTION_FILE)

    def table(self, name: str) -> TableSchema:
        return next(schema for schema in self.tables if schema.name == name)

    def layer(self, name: str) -> LayerSchema:
        return next(schema for schema in self.layers if schema.name == name)

    def area_column(self, level: str, name: str) -> Column:
        """A property of the areas of a level that has a layer."""
        return next(column for column in self.layer(level).properties if column.name == name)


SETTINGS_FILE = "atlas.toml"
#: Holds the interface's words in a language of the atlas.
WORDS_FOLDER = "words"
#: A Frictionless data package, for other programs; an atlas can do without.
DESCRIPTION_FILE = "datapackage.json"


def words_file(lang: str) -> str:
    """The file that has an atlas's own words of the interface in a language."""
    return f"{WORDS_FOLDER}/{lang}.toml"


def schema_of(settings: Settings) -> Schema:
    """What an atlas with these settings holds. One of schema 1 names no layers: it may lack all but the first."""
    return schema_for(settings.levels, settings.kinds, settings.fields, settings.languages, settings.schema == 1)


@memoize(4)
def schema_for(
    levels: Sequence[Level], kinds: Sequence[Kind], fields: Sequence[Column], languages: Sequence[str], may_lack: bool
) -> Schema:  # fmt: skip
    """What an atlas with these holds; whether it may lack the layers of further levels."""
    columns = (*site_columns(levels, kinds, fields), *figure_columns(languages))
    tables = [TableSchema(kind.stem, kind.table, ("id",), columns, kind=kind.id) for kind in kinds]
    names = [_table(level, levels) for level in levels if not level.layer]
    areas = [_layer(level, levels, may_lack and level is not levels[0]) for level in levels if level.layer]
    sites = [
        LayerSchema(kind.stem, kind.layer, "id", ("Point", *POLYGON), SITE_PROPERTIES, may_be_null=True, kind=kind.id)
        for kind in kinds
    ]
    base = base_layers(level_column(levels[0]))
    return Schema(
        tuple(
            replace(one, columns=tuple(in_languages(one.columns, languages))) for one in (*tables, *OWN_TABLES, *names)
        ),
        tuple(
            replace(one, properties=tuple(in_languages(one.properties, languages)))
            for one in (*areas[:1], *sites, *areas[1:], *base)
        ),
        tuple(map(str, languages)),
    )


def _table(level: Level, levels: Sequence[Level]) -> TableSchema:
    """The areas of a level of names alone: what they are called, what they are a part of, what they went into."""
    columns = (
        Column("code", "code", level_titles("code", level), required=True, digits=level.digits),
        Column("name_vi", "text", level_titles("name", level), required=True, lang="vi"),
        worded("name_en", "text", optional=True, lang="en"),
        worded("other_names", "ids", title="former_names"),
        *(replace(level_column(one), required=True) for one in levels if one.id == level.parent),
        *(column for one in levels if one.id not in (level.id, level.parent)
          for column in _successor(one, one.comes_after(level))),
        worded("lon", "number", "°", title="point_lon", optional=True),
        worded("lat", "number", "°", title="point_lat", optional=True),
        worded("point_quality", "text", optional=True),
    )  # fmt: skip
    return TableSchema(level.id, level.file, ("code",), columns, may_lack=True)


def _successor(level: Level, expected: bool) -> Iterator[Column]:
    """The areas of a level that another one's went into, by code and by name."""
    yield Column(
        level.code_column, "codes", level_titles("successors", level), required=expected, refers=level.id,
        digits=level.digits, optional=not expected,
    )  # fmt: skip
    name = f"{level.id}_name"
    yield Column(name, "text", level_titles("successor_names", level), required=expected, optional=not expected)


def _layer(level: Level, levels: Sequence[Level], may_lack: bool) -> LayerSchema:
    """The areas of a level with polygons: also what they are a part of, and what they were made of."""
    known = {one.id: one for one in levels}
    parent = [level_column(known[level.parent])] if level.parent else []
    origins = [
        Column(name, "texts", level_titles("origins", known[other]), refers=other if known[other].layer else "")
        for other, name in level.origins.items()
    ]
    properties = (*AREA_PROPERTIES, *parent, *origins)
    return LayerSchema(level.id, level.file, "code", POLYGON, properties, may_lack=may_lack)
