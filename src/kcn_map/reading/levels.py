"""[[levels]] of atlas.toml → Level; an older atlas.toml is first turned into what it would say today."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from kcn_map.core.common_schema import OWN_TABLES
from kcn_map.core.findings import Finding
from kcn_map.core.model import Site
from kcn_map.core.schema import SITE_TABLES
from kcn_map.core.settings import Level, Text
from kcn_map.core.site_columns import OWN_COLUMNS
from kcn_map.reading.cells import visible
from kcn_map.reading.toml import FILE, Reader, Unusable, both, parse_tree
from kcn_map.text.messages import word
from kcn_map.text.names import LONGEST_NAME, fold
from kcn_map.text.numbers import format_date

#: Names of files that an atlas has whatever its levels, and ids that would be the name of a column, of one of them,
#: of a key of the page's addresses or of one of its attributes.
TAKEN_FILES = {*SITE_TABLES, *(table.name for table in OWN_TABLES), "province", "sites"}
TAKEN = {
    *TAKEN_FILES, *Site.__slots__, *(column.name for column in OWN_COLUMNS),
    *("neighbours", "water", "roads", "towns", "area_planned", "name", "code"),
    *("measure", "level", "lang", "q", "site", "compare", "embed", "area", "parent", "picked", "row", "near", "within"),
    *("min_area", "max_area", "min_occupancy", "max_occupancy", "min_vacant", "max_vacant"),
}  # fmt: skip
#: No official code has more.
MOST_DIGITS = 20


def upgraded(tree: Mapping[str, Any]) -> Mapping[str, Any]:
    """The tables of an atlas.toml of schema 1 as those of schema 2; any other as they are."""
    if tree.get("schema") == 2 or "levels" in tree:
        return tree
    province = tree.get("province")
    ended_on = province.get("ended_on") if isinstance(province, dict) else None
    levels = [_dated(level, ended_on) for level in _unsaid()["levels"]]
    return {**tree, "levels": levels}


@cache
def _unsaid() -> Mapping[str, Any]:
    """What an atlas.toml of schema 1 leaves unsaid."""
    return tomllib.loads(Path(__file__).with_name("schema_1.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def levels_in(text: str) -> tuple[tuple[Level, ...], bool]:
    """The levels of an atlas.toml, and whether it is of schema 1; so are those of a text that has no usable ones."""
    try:
        tree = parse_tree(text)
    except Unusable:
        tree = {}
    is_oldest = tree.get("schema") == 1
    reader = Reader(upgraded(tree))
    levels = read_levels(reader)
    if reader.findings and not is_oldest:
        return read_levels(Reader(upgraded({"schema": 1}))), True
    return levels, is_oldest


def levels_as_toml(levels: Iterable[Level]) -> str:
    """Levels as [[levels]] says them."""
    return "\n".join(f"[[levels]]\n{_lines(level)}" for level in levels)


def _lines(level: Level) -> str:
    told = {key: getattr(level, key) for key in ("id", "layer", "table", "digits", "parent")}
    for key in ("name", "name_plural"):
        told |= {f"{key}.{lang}": text for lang, text in getattr(level, key).items()}
    told |= {f"origins.{other}": name for other, name in level.origins.items()}
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in told.items() if value]
    days = {key: getattr(level, key) for key in ("valid_from", "valid_until")}
    return "".join([*lines, *(f"{key} = {day}\n" for key, day in days.items() if day)])


def _dated(level: Mapping[str, Any], ended_on: Any) -> dict[str, Any]:
    """A level with the day itself where it names `ended_on`; without that day it is open."""
    dated = {key: ended_on if value == "ended_on" else value for key, value in level.items()}
    return {key: value for key, value in dated.items() if value is not None}


def read_levels(top: Reader) -> tuple[Level, ...]:
    """The levels in their order."""
    levels = [_level(entry) for entry in top.tables("levels")]
    top.findings += [
        Finding("setting-invalid", FILE, None, f"levels.{id_}.{key}", visible(value), {"expected": expected})
        for id_, key, value, expected in _mistakes(levels)
    ]
    names = [level.name for level in levels]
    dated = [replace(one, title=_in_time(one)) if names.count(one.name) > 1 else one for one in levels]
    titles = [one.title for one in dated]  # without dates, or of one time, their ids alone tell them apart
    return tuple(replace(one, title=_with_id(one)) if titles.count(one.title) > 1 else one for one in dated)


def _mistakes(levels: Sequence[Level]) -> Iterator[tuple[str, str, str, Mapping[str, str]]]:
    """(level, key, value, what was expected) of what can't be, though each value by itself can."""
    parents = {level.id: level.parent for level in levels}
    for place, level in enumerate(levels):
        before = levels[:place]
        if {level.id, re.sub(r"_\d+$", "", level.id)} & TAKEN or level.id in {other.id for other in before}:
            yield level.id, "id", level.id, both("mã mà chưa cấp hay cột nào có", "an id that no level or column has")
        for prefix in level.prefixes:
            if not fold(prefix) or len(prefix) > LONGEST_NAME:
                yield level.id, "prefixes", prefix, both("chữ đứng trước hay sau tên", "a word before or after names")
        if place == 0 and not level.layer:
            yield level.id, "layer", "", both("lớp của cấp đầu tiên", "the layer of the first level")
        key, ending = ("layer", ".geojson") if level.layer else ("table", ".csv")
        if not re.fullmatch(rf"[A-Za-z0-9_-]+\{ending}", level.file) or level.stem in TAKEN_FILES:
            yield level.id, key, level.file, both(f"tên tệp như xa{ending}", f"the name of a file, like areas{ending}")
        if level.file in {other.file for other in before}:
            yield level.id, key, level.file, both("tệp mà chưa cấp nào dùng", "a file that no other level has")
        others = ", ".join(other.id for other in levels if other.id != level.id) or "–"
        wanted = both(f"mã của một cấp khác: {others}", f"the id of another level: {others}")
        if level.parent and (level.parent not in parents or level.id in _above(level.parent, parents)):
            yield level.id, "parent", level.parent, wanted
        for origin in level.origins:
            if origin not in parents or origin == level.id:
                yield level.id, "origins", origin, wanted


def _above(level: str | None, parents: Mapping[str, str | None]) -> list[str]:
    """A level and those that it is a part of, each once."""
    found: list[str] = []
    while level is not None and level not in found:
        found.append(level)
        level = parents.get(level)
    return found


def _in_time(level: Level) -> Text:
    """The name of a level with its period."""
    word_, day = ("since", level.valid_from) if level.valid_from else ("before", level.valid_until)
    if day is None:
        return level.name
    return Text.in_each(
        level.name, lambda lang: word(f"level.{word_}", lang, level=level.name[lang], date=format_date(day, lang))
    )


def _with_id(level: Level) -> Text:
    return Text.in_each(level.title, lambda lang: f"{level.title[lang]} ({level.id})")


def _level(entry: Reader) -> Level:
    id_, layer = entry.name("id"), entry.text("layer", "") or None
    name = entry.words("name")
    return Level(
        id=id_,
        name=name,
        title=name,
        name_plural=entry.words("name_plural"),
        layer=layer,
        table=None if layer else entry.text("table", "") or f"{id_}.csv",
        prefixes=entry.texts("prefixes"),
        digits=entry.take("digits", both("từ 1 đến 20", "1 to 20"), _is_digits, 0) or 0,
        valid_from=entry.day("valid_from", None),
        valid_until=entry.day("valid_until", None),
        parent=entry.text("parent", "") or None,
        origins=_origins(entry),
    )


def _origins(entry: Reader) -> Mapping[str, str]:
    table = entry.table("origins") if "origins" in entry.tree else Reader({})
    return {level: table.name(level) for level in table.tree}


def _is_digits(value: Any) -> bool:
    return type(value) is int and 1 <= value <= MOST_DIGITS
