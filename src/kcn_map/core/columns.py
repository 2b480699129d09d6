"""What a column is: its name, type, unit and words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from typing import Any

from kcn_map.core.texts import Text, text_column
from kcn_map.text.languages import LANGUAGES, name_of_language
from kcn_map.text.messages import Told, localized
from kcn_map.values import dataclass

#: Types of columns whose cells are numbers.
NUMERIC = ("number", "percent", "count", "year")


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `type` is one of text, id, code, number, percent, count, year, date, enum, ids, url, value.

    `code` keeps its leading zeros up to `digits`; `ids` is a list divided by semicolons;
    `value` is a number where it looks like one; `texts`, in layers alone, is a JSON list of texts.
    `refers` names the table or layer whose keys it may hold; `words` the section of messages.toml that says its
    values, "" for the one of its own name; those of an atlas are `said` in the order of the `values`.
    A table may lack a column that is `optional`: it is read as empty. `lang` is the language of its texts, where there
    is a column for each; `titles` say what it is called, in lower case. One that is `about` a figure is there where
    something is to be said of it.
    A field of [[fields]] is a column in a `group`, by which the card lists it; sites can be filtered by it if it is
    to be a `filter`.
    """

    name: str
    type: str
    titles: Mapping[str, str] = field(hash=False)
    unit: str = ""
    required: bool = False
    values: tuple[str, ...] = ()
    digits: int = 0
    refers: str = ""
    words: str = ""
    optional: bool = False
    said: tuple[Text, ...] = field(default=(), hash=False)
    lang: str = ""
    about: str = ""
    group: Text = field(default_factory=Text, hash=False)
    filter: bool = False

    @property
    def base(self) -> str:
        """What a column of texts in a language is called without the language."""
        return self.name.removesuffix(f"_{self.lang}")


def worded(name: str, kind: str, unit: str = "", *, title: str = "", **about: Any) -> Column:
    """A column whose words are among [column] of messages.toml, under its own name or that of its `title`."""
    return Column(name, kind, Told(f"column.{title or name}"), unit, **about)


def in_languages(columns: Iterable[Column], languages: Sequence[str]) -> Iterator[Column]:
    """Columns with those of texts in the languages of an atlas: the first one's alone may be required.

    The columns of shipped languages that it does not have may be there, and are not read.
    """
    declared = tuple(columns)
    for place, column in enumerate(declared):
        if not column.lang:
            yield column
            continue
        same = [other for other in declared if other.lang and other.base == column.base]
        is_required = any(other.required for other in same)
        is_alone = [*languages] == [column.lang] and not column.about  # it has no need to say its language
        yield replace(
            column,
            titles=Told(f"column.{column.base}") if is_alone else column.titles,
            required=is_required and column.lang == languages[0],
            optional=column.optional or column.lang not in languages,
        )
        for lang in languages if declared[place] is same[-1] else ():
            if lang not in {*LANGUAGES, *(other.lang for other in same)}:
                is_first = lang == languages[0]
                yield Column(
                    text_column(column.base, lang), column.type, _titles_in(lang, column.base, is_first), lang=lang,
                    required=is_required and is_first, optional=not (is_required and is_first),
                )  # fmt: skip


def told_in(columns: Iterable[Column], languages: Sequence[str]) -> Iterator[Column]:
    """The columns of texts in the languages of an atlas alone, beside all others."""
    return (column for column in in_languages(columns, languages) if not column.lang or column.lang in languages)


def _titles_in(lang: str, base: str, is_first: bool) -> Told:
    """What a column of texts in a language is called; that in the first language has no need to say it."""
    text = Told(f"column.{base}")
    if is_first:
        return text
    return Told("column.in_language", text=text, language=language_names(lang))


def language_names(lang: str) -> Mapping[str, str]:
    """Language → what a language is called in it. Those of shipped ones need not CLDR, which is slow to load."""
    if lang in LANGUAGES:
        return Told(f"language.{lang}")
    return {reader: name_of_language(lang, reader) for reader in (*LANGUAGES, lang)}


#: What no figure of a unit exceeds on Earth: its surface, half its girth. All others are written in fifteen digits.
LARGEST = {"ha": 5.1e10, "km²": 5.1e8, "m": 2.004e7, "km": 20040.0}
LARGEST_COUNT, LARGEST_NUMBER = 1e9, 1e15


def largest(column: Column) -> float:
    """The largest number that a cell of a column can hold."""
    return LARGEST_COUNT if column.type == "count" else LARGEST.get(column.unit, LARGEST_NUMBER)


def name_of(column: Column, lang: str) -> str:
    """The column's title: "Diện tích quy hoạch"."""
    return begin(localized(column.titles, lang))


def begin(text: str) -> str:
    """A text with the capital that begins a line."""
    return text[:1].upper() + text[1:]
