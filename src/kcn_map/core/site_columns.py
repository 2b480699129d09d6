"""The columns of sites: of their tables, and of the rows that come out of the join.

A further column of all atlases is one entry of OWN_COLUMNS, and for an enum its words in messages.toml; that of one
atlas is an entry of its [[fields]]. What no code computes with is a fact of the site, and stands in tables, exports,
the page's card and downloads, and the data package by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from kcn_map.core.cache import memoize
from kcn_map.core.columns import Column, name_of, titled, told_in
from kcn_map.core.kinds import Kind
from kcn_map.core.model import OCCUPANCY_BASES, STATUSES, VACANCY_BASES, Site
from kcn_map.core.settings import Level, Settings, code_column
from kcn_map.text.messages import Told, is_word, word

#: The columns of every atlas; its levels add theirs behind those that name the site, its kinds say what `kind` holds.
OWN_COLUMNS = (
    Column("id", "id", "mã trong atlas", "id of the site in this atlas", required=True),
    Column("kind", "enum", "loại", "kind", required=True),
    Column("name_vi", "text", "tên tiếng Việt", "name in Vietnamese", required=True, lang="vi"),
    Column("name_en", "text", "tên tiếng Anh", "name in English", required=True, lang="en"),
    Column("other_names", "ids", "tên khác, cách nhau bằng dấu chấm phẩy", "other names, divided by semicolons"),
    Column(
        "location_basis",
        "enum",
        "căn cứ của vị trí: nguồn ghi rõ, suy từ tên, hoặc không có",
        "what the place rests on: a source, the site's name, or nothing",
        values=("source", "name", "none"),
    ),
    Column("area_planned_ha", "number", "diện tích quy hoạch", "planned area", "ha"),
    Column("area_source", "ids", "nguồn của diện tích quy hoạch", "source of the planned area", refers="sources"),
    Column("area_industrial_ha", "number", "diện tích đất công nghiệp", "industrial land", "ha"),
    Column(
        "area_industrial_source",
        "ids",
        "nguồn của diện tích đất công nghiệp",
        "source of the industrial land",
        refers="sources",
    ),
    Column("status", "enum", "tình trạng", "status", required=True, values=STATUSES),
    Column("status_basis", "text", "căn cứ của tình trạng", "what the status rests on"),
    Column("established_year", "year", "năm thành lập", "year of establishment"),
    Column("decision", "text", "quyết định, văn bản", "decisions and papers"),
    Column("infrastructure_investor", "text", "chủ đầu tư hạ tầng", "infrastructure investor"),
    Column("investor_source", "ids", "nguồn của chủ đầu tư", "source of the investor", refers="sources"),
    Column("occupancy_pct", "percent", "tỷ lệ lấp đầy", "occupancy", "%"),
    Column(
        "occupancy_base",
        "enum",
        "tỷ lệ lấp đầy tính trên đất nào",
        "the land that the occupancy is a share of",
        values=OCCUPANCY_BASES,
        words="base",
    ),
    Column("occupancy_as_of", "date", "thời điểm của tỷ lệ lấp đầy", "date of the occupancy"),
    Column("occupancy_source", "ids", "nguồn của tỷ lệ lấp đầy", "source of the occupancy", refers="sources"),
    Column("area_available_ha", "number", "đất còn trống (công bố)", "vacant land (published)", "ha", optional=True),
    Column("area_available_as_of", "date", "thời điểm của đất còn trống", "date of the vacant land", optional=True),
    Column(
        "area_available_source",
        "ids",
        "nguồn của đất còn trống",
        "source of the vacant land",
        refers="sources",
        optional=True,
    ),
    Column("projects_total", "count", "số dự án", "projects"),
    Column("projects_operating", "count", "số dự án đang hoạt động", "projects operating"),
    Column("projects_as_of", "date", "thời điểm của số dự án", "date of the project counts"),
    Column("projects_source", "ids", "nguồn của số dự án", "source of the project counts", refers="sources"),
    Column("industries_vi", "text", "ngành nghề", "industries, in Vietnamese", lang="vi"),
    Column("industries_en", "text", "ngành nghề, tiếng Anh", "industries, in English", lang="en"),
    Column("note", "text", "ghi chú, tiếng Anh", "note, in English", lang="en"),
    Column("note_vi", "text", "ghi chú", "note, in Vietnamese", lang="vi"),
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
    Column(
        "area_vacant_ha", "number", "đất công nghiệp còn trống (ước tính)", "vacant industrial land (estimate)", "ha"
    ),
    Column("location_accuracy", "enum", "độ chính xác của vị trí", "accuracy of the location", words="accuracy"),
    Column("location_uncertainty_m", "number", "sai số của vị trí", "uncertainty of the location", "m"),
    Column("lon", "number", "kinh độ của điểm", "longitude of the mark", "°"),
    Column("lat", "number", "vĩ độ của điểm", "latitude of the mark", "°"),
)
#: The columns of a site's row that do not depend on the levels.
FIXED_ROW = (*OWN_COLUMNS, *_JOINED_COLUMNS)
DISTANCE = Column("distance_km", "number", "khoảng cách đường chim bay", "straight-line distance", "km")
#: Vacant land, stated or estimated, and which of the two: in the rows of a query that asks about it.
VACANCY = (
    Column("vacant_ha", "number", "đất còn trống", "vacant land", "ha"),
    Column(
        "vacancy_basis",
        "enum",
        "đất còn trống: công bố hay ước tính",
        "vacant land: published or estimated",
        values=VACANCY_BASES,
    ),
)
#: The columns of sites whose titles are [attribute] of the words of a language.
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
    own = (*_of_kinds(id_, kind, kinds), *others)
    names = [column.name for column in own]
    place = names.index("other_names") + 1
    added = [column for level in levels for column in _of_level(level, named=level is not levels[0])]
    return (*own[:place], *added, *own[place:], *fields)


def _of_kinds(id_: Column, column: Column, kinds: Sequence[Kind]) -> tuple[Column, Column]:
    """The columns `id` and `kind`: "loại: zone là KCN, cluster là CCN", "zone (KCN) or cluster (CCN)"."""
    ids = tuple(kind.id for kind in kinds)
    short = {lang: [kind.abbreviation or kind.name[lang] for kind in kinds] for lang in ("vi", "en")}
    vi = ", ".join(f"{kind} là {name}" for kind, name in zip(ids, short["vi"], strict=True))
    names = [f"{kind} ({name})" for kind, name in zip(ids, short["en"], strict=True)]
    en = " or ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    if all(kind.abbreviation for kind in kinds):
        id_ = replace(id_, vi=f"mã của {' hoặc '.join(short['vi'])} trong atlas")
    return id_, replace(column, vi=f"{column.vi}: {vi}", en=en, values=ids, said=tuple(kind.name for kind in kinds))


def _of_level(level: Level, named: bool) -> Iterator[Column]:
    if named:
        yield titled(level.id, "text", level_titles("name", level), optional=True)
    yield replace(level_column(level), optional=named)


def level_column(level: Level) -> Column:
    """The column of what lies in an area of a level: its code."""
    return titled(level.code_column, "code", level_titles("code", level), digits=level.digits, refers=level.id)


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
    if name in _FACT_NAMES or name in site.facts:
        return site.facts.get(name)
    if name in SOURCE_OF:
        ids = (source for attribute in SOURCE_OF[name] for source in site.sources.get(attribute, ()))
        return ";".join(dict.fromkeys(ids)) or None
    if name in site.area_names:
        return site.area_names[name]
    if name in {column.name for column in VACANCY}:
        return getattr(site, name)
    if name.endswith(code_column("")) and name.removesuffix(code_column("")) in site.codes:
        return site.codes[name.removesuffix(code_column(""))]
    base, _, lang = name.rpartition("_")
    if base in TEXTS or name in TEXTS:  # in English a note's column bears no language
        return site.note.get("en") if name in TEXTS else getattr(site, base).get(lang)
    value = getattr(site, name)
    return ";".join(value) or None if isinstance(value, tuple) else value


def label(name: str, lang: str, fields: Sequence[Column] = ()) -> str:
    """What a reader sees beside a figure of a site: the words of messages.toml, or the title of its column."""
    if is_word(f"attribute.{name}"):
        return word(f"attribute.{name}", lang)
    return next((name_of(column, lang) for column in (*TITLED, *fields) if column.name == name), name)
