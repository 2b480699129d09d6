"""What a table of sites may say of a figure that it holds: as observations.csv does of all others.

A figure is typed once. What the columns `as_of`, `as_of_basis`, `qualifier`, `source` and notes of observations.csv say
of a figure there, `area_as_of`, `area_as_of_basis`, … say of the planned area of a site.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from kcn_map.core.columns import Column
from kcn_map.core.common_schema import DATE_BASES, QUALIFIERS
from kcn_map.core.model import Cell
from kcn_map.core.settings import Text
from kcn_map.core.site_columns import OWN_COLUMNS
from kcn_map.text.languages import name_of_language


class Figure(NamedTuple):
    """Figures that have one date and source: their attributes, and what they are called."""

    attributes: tuple[str, ...]
    vi: str
    en: str


#: What the columns about a figure begin with → the figure.
FIGURES = {
    "area": Figure(("area_planned_ha",), "diện tích quy hoạch", "planned area"),
    "area_industrial": Figure(("area_industrial_ha",), "diện tích đất công nghiệp", "industrial land"),
    "area_available": Figure(("area_available_ha",), "đất còn trống", "vacant land"),
    "established": Figure(("established_year",), "năm thành lập", "year of establishment"),
    "investor": Figure(("infrastructure_investor",), "chủ đầu tư hạ tầng", "infrastructure investor"),
    "occupancy": Figure(("occupancy_pct",), "tỷ lệ lấp đầy", "occupancy"),
    "projects": Figure(("projects_total", "projects_operating"), "số dự án", "project counts"),
}
#: What a site is, as its status is: an observation where its table dates it, of whatever date that gives it.
OF_THE_SITE = ("established", "investor")
IF_DATED = tuple(attribute for begin in OF_THE_SITE for attribute in FIGURES[begin].attributes)
#: Those that an empty table has: who knows an area knows its date.
EXPECTED = ("area_as_of", "area_industrial_as_of")
#: What the shipped languages are called, without CLDR's names, which take time to load.
_SHIPPED = {"vi": ("tiếng Việt", "Vietnamese"), "en": ("tiếng Anh", "English")}
_BEGINS = {attribute: begin for begin, figure in FIGURES.items() for attribute in figure.attributes}
_OWN = {column.name for column in OWN_COLUMNS}


def figure_columns(languages: Sequence[str]) -> Iterator[Column]:
    """The columns that a table of sites may have about its figures, beside those that every such table has."""
    for begin, figure in FIGURES.items():
        yield from (column for column in _of_figure(begin, figure, languages) if column.name not in _OWN)


def _of_figure(begin: str, figure: Figure, languages: Sequence[str]) -> Iterator[Column]:
    def column(part: str, kind: str, vi: str, en: str, values: tuple[str, ...] = (), **more: Any) -> Column:
        vi, en, words = f"{vi} {figure.vi}", f"{en} the {figure.en}", part if values else ""
        return Column(
            f"{begin}_{part}", kind, vi, en, values=values, words=words, optional=True, about=begin, **more
        )  # fmt: skip

    yield column("qualifier", "enum", "độ chính xác của", "exactness of", QUALIFIERS)
    yield column("as_of", "date", "thời điểm của", "date of")
    yield column("as_of_basis", "enum", "căn cứ thời điểm của", "basis of the date of", DATE_BASES)
    yield column("source", "ids", "nguồn của", "source of", refers="sources")
    for lang in languages:
        vi, en = _SHIPPED.get(lang) or (name_of_language(lang, reader) for reader in ("vi", "en"))
        yield column(f"note_{lang}", "text", f"ghi chú, {vi}, về", f"note, in {en}, on", lang=lang)


def column_about(attribute: str, part: str) -> str:
    """The column of a table of sites that has a part of what is said of a figure: `area_as_of`."""
    return f"{_BEGINS[attribute]}_{part}"


def about(values: Mapping[str, Cell], attribute: str, part: str) -> Cell:
    """What a row says of one of its figures; None where it does not."""
    return values.get(column_about(attribute, part))


def note_about(values: Mapping[str, Cell], attribute: str, languages: Sequence[str]) -> Text:
    return Text.of_row(values, column_about(attribute, "note"), languages)
