"""What a reader sees, by language."""

from __future__ import annotations

from collections.abc import Callable, Iterable

#: The tag of a language; where the words that an atlas has in it are to be used, a Language.
Lang = str


class Text(dict[str, str]):
    """What a reader sees, by language, the atlas's first one first. A language that lacks it has the `first` text."""

    __slots__ = ()

    def __missing__(self, lang: str) -> str:
        return self.first

    @classmethod
    def in_each(cls, languages: Iterable[str], tell: Callable[[str], str]) -> Text:
        """What a function of the language tells, in each of some languages."""
        return cls((lang, tell(lang)) for lang in languages)

    @property
    def first(self) -> str:
        return next(iter(self.values()), "")
