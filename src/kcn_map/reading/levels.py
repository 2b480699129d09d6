"""[[levels]] of atlas.toml → Level."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from kcn_map.core.findings import Finding
from kcn_map.core.settings import Level, Text
from kcn_map.reading.cells import visible
from kcn_map.reading.taken import TAKEN_FILES, TAKEN_LEVELS
from kcn_map.reading.toml import FILE, Reader
from kcn_map.text.messages import Told, word
from kcn_map.text.names import LONGEST_NAME, fold
from kcn_map.text.numbers import format_date

#: No official code has more.
MOST_DIGITS = 20
#: No country has more, even with what there was before.
MOST = 20


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


def read_levels(top: Reader) -> tuple[Level, ...]:
    """The levels in their order."""
    levels = [_level(entry) for entry in top.tables("levels", most=MOST)]
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
        if {level.id, re.sub(r"_\d+$", "", level.id)} & TAKEN_LEVELS or level.id in {other.id for other in before}:
            yield level.id, "id", level.id, Told("detail.free_id_of_level")
        for prefix in level.prefixes:
            if not fold(prefix) or len(prefix) > LONGEST_NAME:
                yield level.id, "prefixes", prefix, Told("detail.prefix")
        if place == 0 and not level.layer:
            yield level.id, "layer", "", Told("detail.first_layer")
        key, ending = ("layer", ".geojson") if level.layer else ("table", ".csv")
        if not re.fullmatch(rf"[A-Za-z0-9_-]+\{ending}", level.file) or level.stem in TAKEN_FILES:
            yield level.id, key, level.file, Told("detail.areas_file", ending=ending)
        if level.file in {other.file for other in before}:
            yield level.id, key, level.file, Told("detail.free_file")
        others = ", ".join(other.id for other in levels if other.id != level.id) or "–"
        wanted = Told("detail.other_level", others=others)
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
        digits=entry.take("digits", Told("detail.from_1_to_20"), _is_digits, 0) or 0,
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
