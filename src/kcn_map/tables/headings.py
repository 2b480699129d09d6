"""Headings of columns, and the words for values of enumerations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kcn_map.core.columns import Column, name_of
from kcn_map.text.messages import is_word, word


def title(column: Column, lang: str) -> str:
    """The column's title with its unit: "Diện tích quy hoạch (ha)"."""
    unit = f" ({column.unit})" if column.unit and column.type != "count" else ""
    return name_of(column, lang) + unit


def titles_of(column: Column, languages: Sequence[str]) -> Iterator[str]:
    """What a reader may call a column: its name, and its title in each language, with its unit and without."""
    yield column.name
    for lang in languages:
        yield from (name_of(column, lang), title(column, lang))


def spoken(column: Column, value: str, lang: str) -> str:
    """A cell of an enumeration in the reader's words; other text, and values without words, as they are."""
    if column.said:
        return column.said[column.values.index(value)][lang]
    name = f"{column.words or column.name}.{value}"
    return word(name, lang) if column.type == "enum" and is_word(name) else value
