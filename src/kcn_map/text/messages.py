"""Words that a reader sees: from messages.toml, in Vietnamese and English, and what an atlas has in their place."""

from __future__ import annotations

import string
from collections.abc import Mapping
from functools import cache
from pathlib import Path, PurePath
from typing import Any

from kcn_map.text.languages import FALLBACK, LANGUAGES, Language, choose_form, primary
from kcn_map.text.toml_tables import TomlTables


@cache
def dictionary() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Section → key → language → text."""
    return TomlTables(Path(__file__).with_name("messages.toml").read_text(encoding="utf-8"))


def word(name: str, lang: str, /, **params: Any) -> str:
    """The text of "section.key" in a language, its {places} filled. Raises KeyError for a name that is not there."""
    own = words_of(lang).get(name)
    if own is not None:
        return fill(own, params, lang)
    section, key = name.split(".", 1)
    texts = dictionary()[section][key]
    shipped = shipped_in(lang)
    return fill(texts[shipped], params, shipped)


def words_of(lang: str) -> Mapping[str, str]:
    """The words that an atlas has in a language, by "section.key"."""
    return lang.words if isinstance(lang, Language) else {}


def shipped_in(lang: str) -> str:
    """The language whose shipped words one reads whose language is `lang`."""
    return primary(lang) if primary(lang) in LANGUAGES else FALLBACK


def fill(text: str, params: Mapping[str, Any], lang: str = FALLBACK) -> str:
    """A text with its {places} filled; {n:site|sites} is the form that goes with the number n. phrases.js does so too.

    Raises KeyError for a place that has no value.
    """
    return _WithPlurals(lang).vformat(text, (), params)


class _WithPlurals(string.Formatter):
    def __init__(self, lang: str) -> None:
        self.lang = lang

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, PurePath):  # its name may be of several lines
            value = str(value).replace("\n", "⟨U+000A⟩")
        if "|" in format_spec:
            return choose_form(format_spec.split("|"), str(value), self.lang)
        return str(super().format_field(value, format_spec))
