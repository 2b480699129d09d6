"""Words that a reader sees, from words.toml, in Vietnamese and English."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def dictionary() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Section → key → language → text."""
    return tomllib.loads(files("kcn_map").joinpath("words.toml").read_text(encoding="utf-8"))


def word(name: str, lang: str, /, **params: Any) -> str:
    """The text of "section.key" in a language, its {places} filled. Raises KeyError for a name that is not there."""
    section, key = name.split(".", 1)
    return dictionary()[section][key][lang].format_map(params)
