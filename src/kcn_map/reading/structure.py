"""What of atlas.toml says which files and columns there are: levels, kinds and fields.

An older atlas.toml is first turned into what it would say today, by schema_1.toml beside this file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from kcn_map.core.columns import Column
from kcn_map.core.kinds import Kind
from kcn_map.core.settings import Level
from kcn_map.reading.fields import read_fields
from kcn_map.reading.kinds import read_kinds
from kcn_map.reading.levels import read_levels
from kcn_map.reading.toml import Reader, Unusable, parse_tree


def upgraded(tree: Mapping[str, Any]) -> Mapping[str, Any]:
    """The tables of an atlas.toml with what it leaves unsaid: the levels of schema 1, kinds where it describes none."""
    tree = {**tree, **_kinds(tree)}
    if tree.get("schema") == 2 or "levels" in tree:
        return tree
    province = tree.get("province")
    ended_on = province.get("ended_on") if isinstance(province, dict) else None
    levels = [_dated(level, ended_on) for level in _unsaid()["levels"]]
    return {**tree, "levels": levels}


@lru_cache(maxsize=1)
def structure_in(
    text: str,
) -> tuple[tuple[Level, ...], tuple[Kind, ...], tuple[Column, ...], tuple[str, ...], bool]:
    """Levels, kinds, fields, languages of an atlas.toml; whether it is of schema 1: so is one without usable ones."""
    try:
        tree = parse_tree(text)
    except Unusable:
        tree = {}
    reader = Reader(upgraded(tree))
    structure = read_structure(reader)
    if reader.findings:
        return *read_structure(Reader(upgraded({"schema": 1}))), reader.languages, True
    return *structure, reader.languages, tree.get("schema") == 1


def describes_kinds(text: str) -> bool:
    """Whether an atlas.toml that can be read says itself what kinds there are."""
    return not _kinds(parse_tree(text))


def read_structure(top: Reader) -> tuple[tuple[Level, ...], tuple[Kind, ...], tuple[Column, ...]]:
    """The levels, the kinds and the fields, each in their order."""
    levels = read_levels(top)
    kinds = read_kinds(top, levels)
    return levels, kinds, read_fields(top, levels, kinds)


@cache
def _unsaid() -> Mapping[str, Any]:
    """What an atlas.toml of schema 1 leaves unsaid."""
    return tomllib.loads(Path(__file__).with_name("schema_1.toml").read_text(encoding="utf-8"))


def _dated(level: Mapping[str, Any], ended_on: Any) -> dict[str, Any]:
    """A level with the day itself where it names `ended_on`; without that day it is open."""
    dated = {key: ended_on if value == "ended_on" else value for key, value in level.items()}
    return {key: value for key, value in dated.items() if value is not None}


def _kinds(tree: Mapping[str, Any]) -> Mapping[str, Any]:
    """[[kinds]]: those of schema 1, with what an atlas.toml says of each, where it describes none itself.

    What is no list of tables is left to be refused.
    """
    said = tree.get("kinds", [])
    is_list = isinstance(said, list) and all(isinstance(entry, dict) for entry in said)
    if not is_list or any("table" in entry for entry in said):
        return {}
    kinds = {kind["id"]: dict(kind) for kind in _unsaid()["kinds"]}
    others = []
    for entry in said:
        known = kinds.get(entry["id"]) if isinstance(entry.get("id"), str) else None
        others += [entry] if known is None else []
        if known is not None:
            known.update(entry)
    return {"sites": tree.get("sites", {}), "kinds": [*kinds.values(), *others]}
