"""Flat rows for people and other programs: one a site, one an area. Null is unknown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kcn_map.analysis.query import Match
from kcn_map.core.area_columns import MEASURE_SUFFIXES, area_columns, name_cells
from kcn_map.core.columns import Column, told_in
from kcn_map.core.model import Area, Geometry, Joined, Observation, Site, Source
from kcn_map.core.schema import schema_of
from kcn_map.core.settings import Level, Settings, code_column
from kcn_map.core.site_columns import DISTANCE, site_cell, site_row_columns

if TYPE_CHECKING:
    from kcn_map.core.summary import AreaSummary, Summary


def site_row(site: Site, columns: Sequence[Column]) -> dict[str, Any]:
    """One site, flat; several names or sources are divided by semicolons."""
    return {column.name: site_cell(site, column.name) for column in columns}


def site_card(joined: Joined, site: Site) -> dict[str, Any]:
    """One site, flat, with its observations, each with the title and the address of its source."""
    sources = {source.id: source for source in joined.sources}
    columns = table_columns(joined.settings, "observations")
    figures = [
        {column.name: _cell(figure, column) for column in columns if column.name != "subject"}
        | {"adopted": figure.adopted}
        | {"source_title": sources[figure.source].title, "source_url": sources[figure.source].url}
        for figure in site.observations
    ]
    return site_row(site, site_row_columns(joined.settings)) | {"observations": figures}


def match_row(match: Match, columns: Sequence[Column]) -> dict[str, Any]:
    """The row of a site that a query finds, with its distance where that is among the columns of the query."""
    return {c.name: match.distance_km if c is DISTANCE else site_cell(match.site, c.name) for c in columns}


def area_row(area: Area, summary: AreaSummary, level: Level, languages: Sequence[str]) -> dict[str, Any]:
    """One area of a level."""
    return {
        level.code_column: area.code,
        **name_cells(area.name, languages),
        "area_official_km2": area.area_official_km2,
        **({code_column(level.parent): ";".join(area.parents) or None} if level.parent else {}),
        **{name: ";".join(area.origins.get(other, ())) or None for other, name in level.origins.items()},
        **measured(summary),
    }


def measured(summary: AreaSummary) -> dict[str, Any]:
    """The measures of an area with their coverage."""
    row: dict[str, Any] = {}
    for name, value in summary.values.items():
        cells = (value.value, value.reporting, value.sites, value.is_lower_bound)
        row |= {f"{name}{suffix}": cell for suffix, cell in zip(MEASURE_SUFFIXES, cells, strict=True)}
    return row


def total_row(summary: AreaSummary, columns: Sequence[Column], languages: Sequence[str]) -> dict[str, Any]:
    """The province, or the sites without a code, as a row of areas: it has no code."""
    names = dict.fromkeys(column.name for column in columns)
    return names | name_cells(summary.name, languages) | measured(summary)


def area_rows(joined: Joined, summary: Summary, level: Level) -> list[dict[str, Any]]:
    """One row an area, in the order of the layer."""
    pairs = zip(joined.areas[level.id], summary.areas[level.id], strict=True)
    return [area_row(area, values, level, joined.settings.languages) for area, values in pairs]


def level_rows(joined: Joined, summary: Summary, level: Level) -> tuple[list[dict[str, Any]], list[Geometry | None]]:
    """The rows of a level with their geometries. Where sites have no code there, a last row has these.

    Those of the first level are known to lie nowhere: they make its figures lower bounds.
    """
    rows, geometries = area_rows(joined, summary, level), [area.geometry for area in joined.areas[level.id]]
    unassigned = summary.unassigned[level.id]
    if unassigned.site_ids and level != joined.settings.levels[0]:
        columns = area_columns(joined.settings, level)
        return [*rows, total_row(unassigned, columns, joined.settings.languages)], [*geometries, None]
    return rows, geometries


def table_columns(settings: Settings, table: str) -> tuple[Column, ...]:
    """The columns of a table of the atlas, of texts those in its languages."""
    return tuple(told_in(schema_of(settings).table(table).columns, settings.languages))


def observation_rows(joined: Joined) -> list[dict[str, Any]]:
    """The published figures, as their table has them."""
    columns = table_columns(joined.settings, "observations")
    return [{column.name: _cell(figure, column) for column in columns} for figure in joined.observations]


def source_rows(joined: Joined) -> list[dict[str, Any]]:
    """The sources, as their table has them."""
    columns = table_columns(joined.settings, "sources")
    return [{column.name: _cell(source, column) for column in columns} for source in joined.sources]


def _cell(record: Observation | Source, column: Column) -> Any:
    """A cell of what a table has; a text in the language of its column."""
    return getattr(record, column.base).get(column.lang) if column.lang else getattr(record, column.name)
