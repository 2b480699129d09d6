"""What a reader sees, by language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

#: The tag of a language; where the words that an atlas has in it are to be used, a Language.
Lang = str
#: Texts whose column in English bears no language.
_PLAIN = ("note", "published_note")


def text_column(base: str, lang: str) -> str:
    """The column that has a text in a language."""
    return base if lang == "en" and base in _PLAIN else f"{base}_{lang}"


class Text(dict[str, str]):
    """What a reader sees, by language, the atlas's first one first. A language that lacks it has the `first` text."""

    __slots__ = ()

    def __missing__(self, lang: str) -> str:
        return self.first

    @classmethod
    def in_each(cls, languages: Iterable[str], tell: Callable[[str], str]) -> Text:
        """What a function of the language says, in each of some languages."""
        return cls((lang, tell(lang)) for lang in languages)

    @classmethod
    def of_row(cls, values: Mapping[str, Any], base: str, languages: Sequence[Lang]) -> Text:
        """A text out of its columns or properties, in the languages that have it."""
        columns = zip(languages, _columns(base, tuple(languages)), strict=True)
        return cls([(lang, str(found)) for lang, column in columns if (found := values.get(column))])

    @property
    def first(self) -> str:
        return next(iter(self.values()), "")


@lru_cache(64)
def _columns(base: str, languages: tuple[Lang, ...]) -> tuple[str, ...]:
    """The columns that have a text in some languages."""
    return tuple(text_column(base, lang) for lang in languages)
