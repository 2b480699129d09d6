"""Kinds of sites: what they are called, where they stand and how they are drawn, as atlas.toml has it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from kcn_map.core.texts import Lang, Text
from kcn_map.text.languages import choose_form
from kcn_map.values import dataclass

#: Stands for all kinds.
ANY = "any"
#: What stands for a kind on the map, told apart without colour.
SYMBOLS = ("square", "diamond", "circle", "triangle", "hexagon")


@dataclass(frozen=True, slots=True)
class AreaLimit:
    """How large a site of a kind may be, and what says so."""

    most_ha: float
    basis: Text


@dataclass(frozen=True, slots=True)
class Nouns:
    """What sites are called: one and several in full, and `short` and `short_plural` in sentences."""

    name: Text
    name_plural: Text
    short: Text
    short_plural: Text

    def counted(self, number: str, lang: Lang) -> str:
        """ "8 zones"; the number as it is written."""
        return f"{number} {choose_form([self.short[lang], self.short_plural[lang]], number, lang)}"


@dataclass(frozen=True, slots=True)
class Sites(Nouns):
    """What sites of whichever kind are called: also in a heading, as the head of a column, as a choice, by kind."""

    title: Text
    one: Text
    every: Text
    each: Text
    either: Text

    def said(self, lang: Lang) -> dict[str, str]:
        """What the places {sites_title} and the like of messages.toml stand for."""
        return {f"sites_{name}": text[lang] for name, text in self.texts().items()}

    def texts(self) -> dict[str, Text]:
        """The texts by their names in [sites] of messages.toml."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    def reworded(self, words: Mapping[str, Mapping[str, str]]) -> Sites:
        """The same in the words of an atlas, by language."""
        return Sites(**{
            name: Text({**text, **{lang: own[key] for lang, own in words.items() if (key := f"sites.{name}") in own}})
            for name, text in self.texts().items()
        })  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind(Nouns):
    """One kind of site: the rows of `table` and the features of `layer` are its sites.

    `abbreviation` is "" where it has none; `other_names` are further words that people search for.
    `colour` is that by day, `colour_dark` that on a dark screen: "#rrggbb".
    """

    id: str
    table: str
    layer: str
    symbol: str
    colour: str
    colour_dark: str
    abbreviation: str = ""
    other_names: tuple[str, ...] = ()
    limit: AreaLimit | None = None

    @property
    def alone(self) -> Sites:
        """What sites are called where all are of this kind."""
        one, several, short = self.name, self.name_plural, self.short_plural
        return Sites(one, several, self.short, short, several, one, several, each=short, either=self.short)

    @property
    def css_class(self) -> str:
        """The class of what is drawn for its sites."""
        return f"kind-{self.id}"

    @property
    def phrases(self) -> tuple[str, ...]:
        """What people call it, the abbreviation first."""
        return tuple(filter(None, (self.abbreviation, *self.name.values(), *self.other_names)))

    def in_legend(self, lang: Lang) -> str:
        """ "industrial zone (KCN)" """
        return f"{self.name[lang]} ({self.abbreviation})" if self.abbreviation else self.name[lang]

    @property
    def names(self) -> tuple[str, ...]:
        """All that it may be asked for by."""
        texts = (self.name_plural, self.short, self.short_plural)
        return (*self.phrases, *(name for text in texts for name in text.values()))

    @property
    def stem(self) -> str:
        """What its table and its layer are called here, in exports and by `import`: its table without the ending."""
        return PurePosixPath(self.table).stem
