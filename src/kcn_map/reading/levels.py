"""[[levels]] of atlas.toml → Level; an older atlas.toml is first turned into what it would say today."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

from kcn_map.core.settings import LANGUAGES, Level, Text
from kcn_map.reading.toml import Reader, Unusable, both, parse_tree
from kcn_map.text.messages import word
from kcn_map.text.numbers import format_date

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
    return tomllib.loads(files("kcn_map.reading").joinpath("schema_1.toml").read_text(encoding="utf-8"))


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


def _dated(level: Mapping[str, Any], ended_on: Any) -> dict[str, Any]:
    """A level with the day itself where it names `ended_on`; without that day it is open."""
    dated = {key: ended_on if value == "ended_on" else value for key, value in level.items()}
    return {key: value for key, value in dated.items() if value is not None}


def read_levels(top: Reader) -> tuple[Level, ...]:
    """The levels in their order."""
    levels = [_level(entry) for entry in top.tables("levels")]
    names = [level.name for level in levels]
    return tuple(replace(one, title=_in_time(one)) if names.count(one.name) > 1 else one for one in levels)


def _in_time(level: Level) -> Text:
    """The name of a level with its period."""
    word_, day = ("since", level.valid_from) if level.valid_from else ("before", level.valid_until)
    if day is None:
        return level.name
    vi, en = (word(f"level.{word_}", lang, level=level.name[lang], date=format_date(day, lang)) for lang in LANGUAGES)
    return Text(vi, en)


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
