"""Data frames, made on demand, so that no other step has to import geopandas.

Geometries are WGS 84 longitude and latitude (EPSG:4326). Columns carry their unit in the name:
`_ha` hectares, `_km2` square kilometres, `_m` metres, `_pct` per cent. <NA> is unknown, never 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kcn_map.analysis.query import Match
from kcn_map.core.area_columns import area_columns
from kcn_map.core.columns import Column
from kcn_map.core.model import Geometry, Joined
from kcn_map.core.settings import Level
from kcn_map.core.summary import Summary
from kcn_map.geo import coordinates
from kcn_map.io.gdal import WGS84
from kcn_map.tables.rows import level_rows, match_row, observation_rows, source_rows, table_columns, total_row

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from pandas import DataFrame

#: Column type → pandas type, each with a null of its own; every other type is text.
_TYPES = {
    "number": "Float64",
    "percent": "Float64",
    "count": "Int64",
    "year": "Int64",
    "flag": "boolean",
    "value": "object",
}


def sites(matches: Iterable[Match], columns: Sequence[Column]) -> GeoDataFrame:
    """Zones and clusters. Grain: one site; index `id`.

    Several names or sources stand in one cell, divided by semicolons. The geometry is a polygon
    where limits are known, else a point in the right area (`location_accuracy` says which), or
    None where not even that is known; `lon` and `lat` are those of the site's mark.
    """
    matches = list(matches)
    return _frame([match_row(match, columns) for match in matches], columns, [match.site.geometry for match in matches])


def areas(joined: Joined, summary: Summary, level: Level) -> GeoDataFrame:
    """Grain: one area of a level; index `<level id>_code`, an official code with its leading zeros.

    Each measure of atlas.toml is a column under its id, beside it `_n` of `_of`, how many sites
    report of how many there are, and `_at_least`, whether the value is a lower bound. <NA> in a
    measure: nothing is proven.
    """
    rows, geometries = level_rows(joined, summary, level)
    return _frame(rows, area_columns(joined.settings, level), geometries)


def province(joined: Joined, summary: Summary) -> GeoDataFrame:
    """Grain: the province, in one row with the columns of the first level's areas; its index is <NA>."""
    columns = area_columns(joined.settings, joined.settings.levels[0])
    return _frame([total_row(summary.province, columns, joined.settings.languages)], columns, [None])


def observations(joined: Joined) -> DataFrame:
    """Grain: one published figure, as observations.csv has them, adopted or not.

    `value` is a number where the figure is one, else the text as published.
    """
    return _columns(observation_rows(joined), table_columns(joined.settings, "observations"))


def sources(joined: Joined) -> DataFrame:
    """Grain: one source; index `id`."""
    columns = table_columns(joined.settings, "sources")
    return _columns(source_rows(joined), columns).set_index(columns[0].name)


def _frame(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[Column], geometries: Sequence[Geometry | None]
) -> GeoDataFrame:
    """The rows with their geometries; the first column is the index."""
    from geopandas import GeoDataFrame, GeoSeries

    shapes = GeoSeries(coordinates.shapes(geometries), crs=WGS84)
    return GeoDataFrame(_columns(rows, columns), geometry=shapes).set_index(columns[0].name)


def _columns(rows: Sequence[Mapping[str, Any]], columns: Sequence[Column]) -> DataFrame:
    """The rows with typed, nullable columns."""
    from pandas import DataFrame, Series

    return DataFrame(
        {c.name: Series([row[c.name] for row in rows], dtype=_TYPES.get(c.type, "string")) for c in columns}
    )
