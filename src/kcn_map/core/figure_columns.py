"""What a table of sites may say of a figure that it holds: as observations.csv does of all others.

A figure is typed once. What the columns `as_of`, `as_of_basis`, `qualifier`, `source` and notes of observations.csv say
of a figure there, `area_as_of`, `area_as_of_basis`, … say of the planned area of a site.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kcn_map.core.columns import Column, language_names
from kcn_map.core.common_schema import DATE_BASES, QUALIFIERS
from kcn_map.core.model import Cell
from kcn_map.core.settings import Text
from kcn_map.core.site_columns import OWN_COLUMNS
from kcn_map.text.messages import Told

#: What the columns about figures of one date and source begin with → their attributes; [figure] says what they are
#: called.
FIGURES: Mapping[str, tuple[str, ...]] = {
    "area": ("area_planned_ha",),
    "area_industrial": ("area_industrial_ha",),
    "area_available": ("area_available_ha",),
    "established": ("established_year",),
    "investor": ("infrastructure_investor",),
    "occupancy": ("occupancy_pct",),
    "projects": ("projects_total", "projects_operating"),
}
#: What a site is, as its status is: an observation where its table dates it, of whatever date that gives it.
OF_THE_SITE = ("established", "investor")
IF_DATED = tuple(attribute for begin in OF_THE_SITE for attribute in FIGURES[begin])
#: Those that an empty table has: who knows an area knows its date.
EXPECTED = ("area_as_of", "area_industrial_as_of")
_BEGINS = {attribute: begin for begin, attributes in FIGURES.items() for attribute in attributes}
_OWN = {column.name for column in OWN_COLUMNS}


def figure_columns(languages: Sequence[str]) -> Iterator[Column]:
    """The columns that a table of sites may have about its figures, beside those that every such table has."""
    for begin in FIGURES:
        yield from (column for column in _of_figure(begin, languages) if column.name not in _OWN)


def _of_figure(begin: str, languages: Sequence[str]) -> Iterator[Column]:
    figure = Told(f"figure.{begin}")

    def column(part: str, kind: str, values: tuple[str, ...] = (), **more: Any) -> Column:
        title, words = Told(f"about.{part}", figure=figure), part if values else ""
        return Column(f"{begin}_{part}", kind, title, values=values, words=words, optional=True, about=begin, **more)

    yield column("qualifier", "enum", QUALIFIERS)
    yield column("as_of", "date")
    yield column("as_of_basis", "enum", DATE_BASES)
    yield column("source", "ids", refers="sources")
    for lang in languages:
        title = Told("about.note", figure=figure, language=language_names(lang))
        yield Column(f"{begin}_note_{lang}", "text", title, optional=True, about=begin, lang=lang)


def column_about(attribute: str, part: str) -> str:
    """The column of a table of sites that has a part of what is said of a figure: `area_as_of`."""
    return f"{_BEGINS[attribute]}_{part}"


def about(values: Mapping[str, Cell], attribute: str, part: str) -> Cell:
    """What a row says of one of its figures; None where it does not."""
    return values.get(column_about(attribute, part))


def note_about(values: Mapping[str, Cell], attribute: str, languages: Sequence[str]) -> Text:
    return Text.of_row(values, column_about(attribute, "note"), languages)
