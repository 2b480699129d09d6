"""What a column is: its name, type, unit and words."""

from __future__ import annotations

from dataclasses import dataclass, field

from kcn_map.core.settings import Text
from kcn_map.text.messages import shipped_in, words_of

#: Types of columns whose cells are numbers.
NUMERIC = ("number", "percent", "count", "year")


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `type` is one of text, id, code, number, percent, count, year, date, enum, ids, url, value.

    `code` keeps its leading zeros up to `digits`; `ids` is a list divided by semicolons;
    `value` is a number where it looks like one; `texts`, in layers alone, is a JSON list of texts.
    `refers` names the table or layer whose keys it may hold; `words` the section of messages.toml that says its
    values, "" for the one of its own name; those of an atlas are `said` in the order of the `values`.
    A table may lack a column that is `optional`: it is read as empty.
    """

    name: str
    type: str
    vi: str
    en: str
    unit: str = ""
    required: bool = False
    values: tuple[str, ...] = ()
    digits: int = 0
    refers: str = ""
    words: str = ""
    optional: bool = False
    said: tuple[Text, ...] = field(default=(), hash=False)


#: What no figure of a unit exceeds on Earth: its surface, half its girth. All others are written in fifteen digits.
LARGEST = {"ha": 5.1e10, "km²": 5.1e8, "m": 2.004e7, "km": 20040.0}
LARGEST_COUNT, LARGEST_NUMBER = 1e9, 1e15


def largest(column: Column) -> float:
    """The largest number that a cell of a column can hold."""
    return LARGEST_COUNT if column.type == "count" else LARGEST.get(column.unit, LARGEST_NUMBER)


def name_of(column: Column, lang: str) -> str:
    """The column's title: "Diện tích quy hoạch"."""
    own = words_of(lang).get(f"attribute.{column.name}")
    return begin(own or (column.vi if shipped_in(lang) == "vi" else column.en))


def begin(text: str) -> str:
    """A text with the capital that begins a line."""
    return text[:1].upper() + text[1:]
