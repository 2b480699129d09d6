"""Words that a reader sees: from messages.toml, in Vietnamese and English, and what an atlas has in their place."""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path, PurePath
from typing import Any

from kcn_map.text.languages import FALLBACK, LANGUAGES, Language, choose_form, primary

#: What places for the names of sites begin with; [sites] has what they stand for.
SITES = "sites_"


@cache
def dictionary() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Section → key → language → text."""
    from kcn_map.text.toml_tables import TomlTables

    return TomlTables(Path(__file__).with_name("messages.toml").read_text(encoding="utf-8"))


def word(name: str, lang: str, /, **params: Any) -> str:
    """The text of "section.key" in a language, its {places} filled. Raises KeyError for a name that is not there."""
    told_in, text = _text(name, lang)
    return _WithPlurals(told_in, lang).vformat(text, (), params)


def texts_in(name: str, languages: Sequence[str]) -> dict[str, str]:
    """Language → the text of "section.key", in English for those that lack it."""
    return dict(_text(name, lang) for lang in languages)


def _text(name: str, lang: str) -> tuple[str, str]:
    """The text of "section.key" for a reader of `lang`, after the language that it is in: `lang` or English."""
    own = words_of(lang).get(name)
    if own is not None:
        return lang, own
    section, key = name.split(".", 1)
    shipped = shipped_in(lang)
    return lang if primary(lang) == shipped else FALLBACK, dictionary()[section][key][shipped]


def is_word(name: str) -> bool:
    """Whether there is such a text."""
    section, _, key = name.partition(".")
    return key in dictionary().get(section, {})


def localized(texts: Mapping[str, Any], lang: str) -> Any:
    """Of what there is by language, that for a reader of `lang`: what is in none of their words is in shipped ones."""
    try:
        return texts[lang]
    except KeyError:
        return texts[shipped_in(lang)]


class Told(Mapping[str, str]):
    """Language → the text of "section.key" with its places filled: in the words of an atlas too, which has any."""

    __slots__ = ("name", "params")

    def __init__(self, name: str, /, **params: Any) -> None:
        self.name, self.params = name, params

    def __getitem__(self, lang: str) -> str:
        return word(self.name, lang, **{name: written(value, lang) for name, value in self.params.items()})

    def __iter__(self) -> Iterator[str]:
        return iter(LANGUAGES)

    def __len__(self) -> int:
        return len(LANGUAGES)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Told) and (self.name, self.params) == (other.name, other.params)

    def __hash__(self) -> int:
        return hash(self.name)


def written(value: Any, lang: str) -> Any:
    """A value for a text: numbers with decimals as the reader writes them, mappings of languages in the reader's."""
    from kcn_map.text.numbers import format_number

    if isinstance(value, Mapping):
        return localized(value, lang)
    return format_number(value, lang) if isinstance(value, float) else value


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
    return _WithPlurals(lang, lang).vformat(text, (), params)


class _WithPlurals(string.Formatter):
    """`lang` is the language of the text, `reader` that in whose words sites are called."""

    def __init__(self, lang: str, reader: str) -> None:
        self.lang, self.reader = lang, reader

    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """What a place stands for: a parameter, else what sites are called; {Sites_title} begins a sentence."""
        name = str(key)
        known = name.lower()
        if name in kwargs or not known.startswith(SITES):
            return kwargs[name]
        text = str(kwargs[known]) if known in kwargs else word(f"sites.{known.removeprefix(SITES)}", self.reader)
        return text[:1].upper() + text[1:] if name != known else text

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, PurePath):  # its name may be of several lines
            value = str(value).replace("\n", "⟨U+000A⟩")
        if "|" in format_spec:
            return choose_form(format_spec.split("|"), str(value), self.lang)
        return str(super().format_field(value, format_spec))
