"""Rows as a table for the terminal: the most important columns, numbers in the format of the language."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from kcn_map.core.columns import Column
from kcn_map.core.settings import code_column
from kcn_map.core.site_columns import CHOSEN
from kcn_map.tables.headings import spoken, title
from kcn_map.text.messages import word
from kcn_map.text.numbers import format_number
from kcn_map.values import dataclass

UNKNOWN = "—"
AT_LEAST = "≥"
GAP = "  "

#: What the columns that name an area by its code end with.
AREA = code_column("")
#: A computed measure is rounded to so many decimals; a figure is shown as it was published.
MEASURE_DECIMALS = 2

#: Titles are broken into no more lines; names may be cut to so many letters.
TITLE_LINES = 3
SHORTEST_NAME = 12


def text(rows: Sequence[Mapping[str, Any]], columns: Sequence[Column], lang: str, width: int | None) -> str:
    """The table with a title line and, where marks need it or columns were left out, a line of explanation.

    A measure is one cell: "≥ 120,5 (2/4)" is at least 120.5, from 2 of 4 sites. `width` is that of
    the terminal in characters; the least needed columns stay out where it does not suffice.
    """
    wanted = [_Column.of(column, rows, columns, lang) for column in _by_need(columns, lang)]
    shown = wanted if width is None else _fitting(wanted, width)
    order = {column.name: index for index, column in enumerate(columns)}
    shown = sorted(shown, key=lambda column: order[column.name])
    lines = [_line(shown, cells) for cells in _head(shown)]
    lines.append(GAP.join("─" * column.width for column in shown))
    lines += [_line(shown, [column.cells[number] for column in shown]) for number in range(len(rows))]
    return "\n".join(lines + _notes(shown, len(wanted) - len(shown), lang)) + "\n"


def width_of(text: str) -> int:
    """How many places a text takes in a terminal: none for combining marks, two for wide letters."""
    shown = [letter for letter in text if unicodedata.category(letter) not in ("Mn", "Me", "Cf")]
    return len(shown) + sum(unicodedata.east_asian_width(letter) in "WF" for letter in shown)


@dataclass(frozen=True, slots=True)
class _Column:
    """A column as it is printed."""

    name: str
    title: tuple[str, ...]
    cells: tuple[str, ...]
    is_measure: bool
    is_number: bool
    width: int

    @classmethod
    def of(cls, column: Column, rows: Sequence[Mapping[str, Any]], columns: Sequence[Column], lang: str) -> _Column:
        is_measure = any(other.name == f"{column.name}_n" for other in columns)
        cells = tuple(_measure(row, column.name, lang) if is_measure else _cell(row, column, lang) for row in rows)
        words = title(column, lang).split(" ")
        room = max(map(width_of, (*cells, *words)))
        while len(_wrapped(words, room)) > TITLE_LINES:
            room += 1
        is_number = column.type in ("number", "percent", "count")
        return cls(column.name, _wrapped(words, room), cells, is_measure, is_number, room)

    def cut_to(self, room: int) -> _Column:
        cells = tuple(cell if width_of(cell) <= room else _cut(cell, room - 1) + "…" for cell in self.cells)
        return replace(self, cells=cells, title=_wrapped(" ".join(self.title).split(" "), room), width=room)

    def put(self, cell: str) -> str:
        blank = " " * (self.width - width_of(cell))
        return blank + cell if self.is_number else cell + blank


def _fitting(wanted: Sequence[_Column], width: int) -> list[_Column]:
    """The columns that find room in a terminal; the key always does, and a name is cut before it is left out."""
    shown = [wanted[0]]
    for column in wanted[1:]:
        room = width - sum(other.width + len(GAP) for other in shown)
        if column.width <= room:
            shown.append(column)
        elif column.name.startswith("name_") and room >= SHORTEST_NAME:
            shown.append(column.cut_to(room))
    return shown


def _by_need(columns: Sequence[Column], lang: str) -> list[Column]:
    """The columns of the table, the most needed first; then come the measures.

    The name is that in the reader's language, or in the atlas's first where it has none in that.
    """
    known = {column.name: column for column in columns}
    area = next((column.name for column in columns if column.name.endswith(AREA)), "")
    fields = [column.name for column in columns if column.group]
    names, own = [column.name for column in columns if column.name.startswith("name_")], f"name_{lang}"
    meant = {"name": [own] if own in names else names[:1], "level": [area], "fields": fields}
    first = [name for chosen in CHOSEN["terminal"] for name in meant.get(chosen, [chosen])]
    measures = [column for column in columns if f"{column.name}_n" in known]
    return [known[name] for name in first if name in known and known[name] not in measures] + measures


def _cell(row: Mapping[str, Any], column: Column, lang: str) -> str:
    value = row[column.name]
    if value is None:
        return UNKNOWN
    if isinstance(value, str):
        return _safe(spoken(column, value, lang))
    return str(value) if column.type == "year" else format_number(value, lang)


def _measure(row: Mapping[str, Any], name: str, lang: str) -> str:
    value, reporting, sites = row[name], row[f"{name}_n"], row[f"{name}_of"]
    if value is None and not sites and not row[f"{name}_at_least"]:
        return word("table.none", lang)
    number = UNKNOWN if value is None else format_number(value, lang, MEASURE_DECIMALS)
    bound = f"{AT_LEAST} " if row[f"{name}_at_least"] and value is not None else ""
    return f"{bound}{number}" + (f" ({reporting}/{sites})" if reporting < sites else "")


def _safe(text: str) -> str:
    """On one line, and nothing in it that a terminal obeys."""
    return "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in text)


def _cut(text: str, room: int) -> str:
    while width_of(text) > room:
        text = text[:-1]
    return text.rstrip()


def _wrapped(words: Sequence[str], room: int) -> tuple[str, ...]:
    lines = [words[0]]
    for part in words[1:]:
        longer = f"{lines[-1]} {part}"
        if width_of(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(part)
    return tuple(lines)


def _head(shown: Sequence[_Column]) -> list[list[str]]:
    """The lines of the titles, which stand on the rule."""
    height = max(len(column.title) for column in shown)
    padded = [("",) * (height - len(column.title)) + column.title for column in shown]
    return [list(line) for line in zip(*padded, strict=True)]


def _line(shown: Sequence[_Column], cells: Sequence[str]) -> str:
    return GAP.join(column.put(cell) for column, cell in zip(shown, cells, strict=True)).rstrip()


def _notes(shown: Sequence[_Column], left_out: int, lang: str) -> list[str]:
    measured = [cell for column in shown if column.is_measure for cell in column.cells]
    notes = []
    if any(cell.startswith(AT_LEAST) or cell.endswith(")") for cell in measured):
        notes.append(word("table.marks", lang))
    if left_out:
        notes.append(word("table.left_out", lang, count=left_out))
    return ["", *notes] if notes else []
