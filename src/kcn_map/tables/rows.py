"""Flat rows for people and other programs: one a site, one a district. Null is unknown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from kcn_map.analysis.query import Match
from kcn_map.core.area_columns import DISTRICT_ROW
from kcn_map.core.columns import Column
from kcn_map.core.model import Joined, Site
from kcn_map.core.schema import table_schema
from kcn_map.core.settings import Measure
from kcn_map.core.site_columns import DISTANCE, SITE_ROW, site_cell

if TYPE_CHECKING:
    from kcn_map.core.summary import AreaSummary

#: The column that replaces the district's code in tables for people.
DISTRICT = Column("district_code", "text", "huyện, thành phố", "district")


def site_row(site: Site) -> dict[str, Any]:
    """One site, flat; several names or sources are divided by semicolons."""
    return {column.name: site_cell(site, column.name) for column in SITE_ROW}


def site_card(joined: Joined, site: Site) -> dict[str, Any]:
    """One site, flat, with its observations, each with the title and the address of its source."""
    sources = {source.id: source for source in joined.sources}
    figures = [
        {name: getattr(figure, name) for name in figure.__slots__ if name != "subject"}
        | {"source_title": sources[figure.source].title, "source_url": sources[figure.source].url}
        for figure in site.observations
    ]
    return site_row(site) | {"observations": figures}


def match_row(match: Match, columns: Sequence[Column]) -> dict[str, Any]:
    """The row of a site that a query finds, with its distance where that is among the columns of the query."""
    return {c.name: match.distance_km if c is DISTANCE else site_cell(match.site, c.name) for c in columns}


def district_columns(measures: Sequence[Measure]) -> tuple[Column, ...]:
    """The columns of a district's row: each measure, its coverage `_n` of `_of`, and whether it is a lower bound."""
    columns = list(DISTRICT_ROW)
    for measure in measures:
        title = measure.title
        columns += [
            Column(
                measure.id,
                "count" if measure.aggregation.method == "count" else "number",
                title.vi,
                title.en,
                measure.unit,
            ),
            Column(f"{measure.id}_n", "count", f"{title.vi}: số nơi có số liệu", f"{title.en}: sites that report"),
            Column(f"{measure.id}_of", "count", f"{title.vi}: trên tổng số", f"{title.en}: sites there are"),
            Column(f"{measure.id}_at_least", "flag", f"{title.vi}: là mức tối thiểu", f"{title.en}: is a lower bound"),
        ]
    return tuple(columns)


def area_row(area: AreaSummary, area_official_km2: float | None) -> dict[str, Any]:
    """One district, or the province, whose `district_code` is None."""
    row: dict[str, Any] = {
        "district_code": area.code or None,
        "name_vi": area.name_vi,
        "name_en": area.name_en,
        "area_official_km2": area_official_km2,
    }
    for name, value in area.values.items():
        row |= {
            name: value.value,
            f"{name}_n": value.reporting,
            f"{name}_of": value.sites,
            f"{name}_at_least": value.is_lower_bound,
        }
    return row


def district_rows(joined: Joined, areas: Iterable[AreaSummary]) -> list[dict[str, Any]]:
    """One row a district, in the order of the layer."""
    official = {district.code: district.area_official_km2 for district in joined.districts}
    return [area_row(area, official[area.code]) for area in areas]


def observation_rows(joined: Joined) -> list[dict[str, Any]]:
    """The published figures, as their table has them."""
    names = [column.name for column in table_schema("observations").columns]
    return [{name: getattr(figure, name) for name in names} for figure in joined.observations]


def source_rows(joined: Joined) -> list[dict[str, Any]]:
    """The sources, as their table has them."""
    names = [column.name for column in table_schema("sources").columns]
    return [{name: getattr(source, name) for name in names} for source in joined.sources]
