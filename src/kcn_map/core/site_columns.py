"""The columns of sites: of their tables, and of the rows that come out of the join.

A further column of all atlases is one entry of OWN_COLUMNS, and its words in messages.toml; that of one atlas is an
entry of its [[fields]]. What no code computes with is a fact of the site, and stands in tables, exports, the page's
card and downloads, and the data package by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from operator import attrgetter
from typing import Any

from kcn_map.core.cache import memoize
from kcn_map.core.choices import OCCUPANCY_BASES, STATUSES, VACANCY_BASES
from kcn_map.core.columns import Column, name_of, told_in, worded
from kcn_map.core.kinds import Kind
from kcn_map.core.model import Site
from kcn_map.core.settings import Level, Settings, code_column
from kcn_map.text.languages import with_shipped
from kcn_map.text.messages import Told, is_word, word


def of_sites(name: str, kind: str, unit: str = "", **about: Any) -> Column:
    """A column of sites: [attribute] of messages.toml has its title."""
    return Column(name, kind, Told(f"attribute.{name}"), unit, **about)


#: The columns of every atlas; its levels add theirs behind those that name the site, its kinds say what `kind` holds.
OWN_COLUMNS = (
    of_sites("id", "id", required=True),
    of_sites("kind", "enum", required=True),
    worded("name_vi", "text", required=True, lang="vi"),
    worded("name_en", "text", required=True, lang="en"),
    of_sites("other_names", "ids"),
    of_sites("location_basis", "enum", values=("source", "name", "none")),
    of_sites("area_planned_ha", "number", "ha"),
    of_sites("area_source", "ids", refers="sources"),
    of_sites("area_industrial_ha", "number", "ha"),
    of_sites("area_industrial_source", "ids", refers="sources"),
    of_sites("status", "enum", required=True, values=STATUSES),
    of_sites("status_basis", "text"),
    of_sites("established_year", "year"),
    of_sites("decision", "text"),
    of_sites("infrastructure_investor", "text"),
    of_sites("investor_source", "ids", refers="sources"),
    of_sites("occupancy_pct", "percent", "%"),
    of_sites("occupancy_base", "enum", values=OCCUPANCY_BASES, words="base"),
    of_sites("occupancy_as_of", "date"),
    of_sites("occupancy_source", "ids", refers="sources"),
    of_sites("area_available_ha", "number", "ha", optional=True),
    of_sites("area_available_as_of", "date", optional=True),
    of_sites("area_available_source", "ids", refers="sources", optional=True),
    of_sites("projects_total", "count"),
    of_sites("projects_operating", "count"),
    of_sites("projects_as_of", "date"),
    of_sites("projects_source", "ids", refers="sources"),
    worded("industries_vi", "text", lang="vi"),
    worded("industries_en", "text", lang="en"),
    worded("note", "text", title="note_en", lang="en"),
    worded("note_vi", "text", lang="vi"),
)

#: Adopted number → the column that names its source, and the column that dates it (None: the observation's own date).
ADOPTED = {
    "area_planned_ha": ("area_source", None),
    "area_industrial_ha": ("area_industrial_source", None),
    "occupancy_pct": ("occupancy_source", "occupancy_as_of"),
    "area_available_ha": ("area_available_source", "area_available_as_of"),
    "projects_total": ("projects_source", "projects_as_of"),
    "projects_operating": ("projects_source", "projects_as_of"),
}

#: Source column → the attributes whose source it names: one, but for projects_source, which names that of both counts.
SOURCE_OF = {
    column: tuple(attribute for attribute, (other, _) in ADOPTED.items() if other == column)
    for column, _ in ADOPTED.values()
} | {"investor_source": ("infrastructure_investor",)}

#: What a site has in several languages, a column for each.
TEXTS = ("name", "industries", "note")
#: The columns that no code computes with: a Site has no attribute for them, they are its `facts`.
FACTS = tuple(column for column in OWN_COLUMNS if not column.lang and column.name not in {*Site.__slots__, *SOURCE_OF})
_FACT_NAMES = {column.name for column in FACTS}

#: Columns that a table may lack are shown wherever there is room for one more.
_FURTHER = tuple(column.name for column in FACTS if column.optional)

#: Place → the columns that people see there, in order. Of the row `name`, `base_date`, `industries` and
#: `note` are each made of one or two; `level` is the first level of the atlas, `levels` are the others, `fields` are
#: those of its [[fields]].
CHOSEN = {
    "card": (  # of `show`
        *("kind", "status", "level", "levels", "location_accuracy", "area_planned_ha"),
        *("area_industrial_ha", "occupancy_pct", "area_available_ha", "area_vacant_ha"),
        *("projects_total", "projects_operating"),
        *("established_year", *(column.name for column in FACTS), "infrastructure_investor", "industries", "note"),
        "fields",
    ),
    "table": (  # of the page, and its comparison
        *("name", "kind", "level", "status", "area_planned_ha", "area_industrial_ha", "occupancy_pct", "base_date"),
        *("vacant_ha", "projects_total", "established_year", "levels"),
        *(*_FURTHER, "fields", "infrastructure_investor", "industries", "location_accuracy"),
    ),
    "static": (*("name", "level", "levels", "area_planned_ha", "status", "occupancy_pct", *_FURTHER, "fields"),),
    "sheet": (  # in print
        *("name", "level", "status", "area_planned_ha", "occupancy_pct", "projects_total", "levels"),
    ),
    "terminal": (  # also of districts; the most needed first, for who has no room for all
        *("id", "level", "distance_km", "vacant_ha", "area_planned_ha", "occupancy_pct", "status", "name", *_FURTHER),
        "fields",
    ),
}

#: What the join adds to a site's row. The geometry is kept apart from the row.
_JOINED_COLUMNS = (
    of_sites("area_vacant_ha", "number", "ha"),
    of_sites("location_accuracy", "enum", words="accuracy"),
    of_sites("location_uncertainty_m", "number", "m"),
    of_sites("lon", "number", "°"),
    of_sites("lat", "number", "°"),
)
#: The columns of a site's row that do not depend on the levels.
FIXED_ROW = (*OWN_COLUMNS, *_JOINED_COLUMNS)
DISTANCE = of_sites("distance_km", "number", "km")
#: Vacant land, stated or estimated, and which of the two: in the rows of a query that asks about it.
VACANCY = (
    of_sites("vacant_ha", "number", "ha"),
    of_sites("vacancy_basis", "enum", values=VACANCY_BASES),
)
#: The columns whose cells are attributes of a Site as they stand.
_ATTRIBUTES = {column.name for column in (*FIXED_ROW, *VACANCY) if not column.lang}
#: The columns of sites whose titles do not depend on the atlas.
TITLED = (*FIXED_ROW, DISTANCE, *VACANCY)


def chosen(place: str, settings: Settings) -> Iterator[str | Level]:
    """The columns of a place of CHOSEN, with the levels and fields of an atlas where they are meant."""
    first, *others = settings.levels
    meant: dict[str, Sequence[str | Level]] = {"level": [first], "levels": others, "fields": names_of(settings.fields)}
    for name in CHOSEN[place]:
        yield from meant.get(name, (name,))


def names_of(columns: Sequence[Column]) -> list[str]:
    return [column.name for column in columns]


def facts(settings: Settings) -> tuple[Column, ...]:
    """The columns of an atlas that no code computes with."""
    return (*FACTS, *settings.fields)


def own_column(name: str, settings: Settings) -> Column | None:
    """A column of the tables of sites that depends on no level, None where there is none of this name."""
    return next((column for column in (*OWN_COLUMNS, *settings.fields) if column.name == name), None)


@memoize(4)
def site_columns(levels: Sequence[Level], kinds: Sequence[Kind], fields: Sequence[Column]) -> tuple[Column, ...]:
    """The columns of the tables of sites: those of every atlas, of each level the code and the name of an area, fields.

    The area of the first level is known by its code; the others have a column `<level>` for what a source calls them.
    """
    id_, kind, *others = OWN_COLUMNS
    own = (id_, _of_kinds(kind, kinds), *others)
    names = [column.name for column in own]
    place = names.index("other_names") + 1
    added = [column for level in levels for column in _of_level(level, named=level is not levels[0])]
    return (*own[:place], *added, *own[place:], *fields)


def _of_kinds(column: Column, kinds: Sequence[Kind]) -> Column:
    """The column `kind`: "loại: zone là KCN, cluster là CCN", "kind: zone (KCN), cluster (CCN)"."""
    names = [Told("column.kind", id=kind.id, name=kind.abbreviation or kind.name) for kind in kinds]
    listed = {lang: ", ".join(name[lang] for name in names) for lang in with_shipped(tuple(kinds[0].name))}
    told = Told("column.kinds", kinds=listed)
    return replace(column, titles=told, values=tuple(kind.id for kind in kinds), said=tuple(one.name for one in kinds))


def _of_level(level: Level, named: bool) -> Iterator[Column]:
    if named:
        yield Column(level.id, "text", level_titles("name", level), optional=True)
    yield replace(level_column(level), optional=named)


def level_column(level: Level) -> Column:
    """The column of what lies in an area of a level: its code."""
    return Column(level.code_column, "code", level_titles("code", level), digits=level.digits, refers=level.id)


def level_titles(what: str, level: Level) -> Told:
    """What a column about a level is called: "mã xã", "commune code"."""
    return Told(f"level.{what}", level=level.title)


@memoize(4)
def site_row_columns(settings: Settings) -> tuple[Column, ...]:
    """The columns of a site's row: those of its table in the languages of the atlas, then what the join adds."""
    columns = site_columns(settings.levels, settings.kinds, settings.fields)
    return (*told_in(columns, settings.languages), *_JOINED_COLUMNS)


def site_cell(site: Site, name: str) -> Any:
    """A cell of a site's row; several names or sources are divided by semicolons."""
    return cell_of(name)(site)


@cache
def cell_of(name: str) -> Callable[[Site], Any]:
    """The function that gives the cell of a column: of many sites it is asked for once."""
    if name in _FACT_NAMES:
        return lambda site: site.facts.get(name)
    if name in SOURCE_OF:
        return lambda site: _together(dict.fromkeys(id_ for of in SOURCE_OF[name] for id_ in site.sources.get(of, ())))
    if name == "other_names":
        return lambda site: _together(site.other_names)
    if name in _ATTRIBUTES:
        return attrgetter(name)
    level = name.removesuffix(code_column(""))
    base, _, lang = name.rpartition("_")

    def of_the_atlas(site: Site) -> Any:
        if name in site.facts:
            return site.facts[name]
        if name in site.area_names:
            return site.area_names[name]
        if level != name and level in site.codes:
            return site.codes[level]
        return site.note.get("en") if name in TEXTS else getattr(site, base).get(lang)  # `note` bears no language

    return of_the_atlas


def _together(parts: Iterable[str]) -> str | None:
    return ";".join(parts) or None


def label(name: str, lang: str, fields: Sequence[Column] = ()) -> str:
    """What a reader sees beside a figure of a site: [beside] of messages.toml, or the title of its column."""
    if is_word(f"beside.{name}"):
        return word(f"beside.{name}", lang)
    return next((name_of(column, lang) for column in (*TITLED, *fields) if column.name == name), name)
