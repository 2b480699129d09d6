"""Words that a reader sees, from messages.toml, in Vietnamese and English."""

from __future__ import annotations

import string
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import PurePath
from typing import Any

from kcn_map.text.toml_tables import TomlTables


@cache
def dictionary() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Section → key → language → text."""
    return TomlTables(files("kcn_map.text").joinpath("messages.toml").read_text(encoding="utf-8"))


def word(name: str, lang: str, /, **params: Any) -> str:
    """The text of "section.key" in a language, its {places} filled. Raises KeyError for a name that is not there."""
    section, key = name.split(".", 1)
    return fill(dictionary()[section][key][lang], params)


def fill(text: str, params: Mapping[str, Any]) -> str:
    """A text with its {places} filled; {n:site|sites} is the form that goes with the number n. phrases.js does so too.

    Raises KeyError for a place that has no value.
    """
    return _WithPlurals().vformat(text, (), params)


class _WithPlurals(string.Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, PurePath):  # its name may be of several lines
            value = str(value).replace("\n", "⟨U+000A⟩")
        one, bar, many = format_spec.partition("|")
        if bar:
            return one if str(value) == "1" else many
        return str(super().format_field(value, format_spec))
