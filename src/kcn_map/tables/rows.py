"""Flat rows for people and other programs: one a site, one a district. Null is unknown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from kcn_map.analysis.query import Match
from kcn_map.core.model import AreaSummary, Joined, Measure, Site
from kcn_map.core.schema import ADOPTED, SITE_COLUMNS, Column
from kcn_map.text.names import fold

#: Source column → the attributes whose source it names: one, but for projects_source, which names that of both counts.
_SOURCE_OF = {
    column: tuple(attribute for attribute, (other, _) in ADOPTED.items() if other == column)
    for column, _ in ADOPTED.values()
} | {"investor_source": ("infrastructure_investor",)}

#: Columns of a site's row: those of its table, then what the join adds. The geometry is beside the row, not in it.
SITE_ROW = (
    *SITE_COLUMNS,
    Column(
        "area_vacant_ha", "number", "đất công nghiệp còn trống (ước tính)", "vacant industrial land (estimate)", "ha"
    ),
    Column("location_accuracy", "enum", "độ chính xác của vị trí", "accuracy of the location"),
    Column("location_uncertainty_m", "number", "sai số của vị trí", "uncertainty of the location", "m"),
    Column("lon", "number", "kinh độ của điểm", "longitude of the mark", "°"),
    Column("lat", "number", "vĩ độ của điểm", "latitude of the mark", "°"),
)
DISTANCE = Column("distance_km", "number", "khoảng cách đường thẳng", "straight-line distance", "km")
#: What stands in place of the district's code where people read.
DISTRICT = Column("district_code", "text", "huyện, thành phố", "district")

DISTRICT_ROW = (
    Column("district_code", "code", "mã huyện", "district code", digits=3),
    Column("name_vi", "text", "huyện, thành phố", "name in Vietnamese"),
    Column("name_en", "text", "tên tiếng Anh", "name in English"),
    Column("area_official_km2", "number", "diện tích tự nhiên", "official area", "km²"),
)


def site_row(site: Site) -> dict[str, Any]:
    """One site, flat; several names or sources are divided by semicolons."""
    return {column.name: _site_cell(site, column.name) for column in SITE_ROW}


def match_rows(matches: Iterable[Match], with_distance: bool) -> list[dict[str, Any]]:
    """One row a matching site, with its distance where the query has a point."""
    return [site_row(match.site) | ({DISTANCE.name: match.distance_km} if with_distance else {}) for match in matches]


def sort_matches(matches: Sequence[Match], field: str, descending: bool = False) -> list[Match]:
    """Sorted by a column of their rows; unknown values last either way, ties as they were.

    Text is sorted as it folds. An empty `field` leaves the order.
    """
    if not field:
        return list(matches)

    def value(match: Match) -> Any:
        found = match_rows([match], with_distance=True)[0][field]
        return fold(found) if isinstance(found, str) else found

    known = [match for match in matches if value(match) is not None]
    unknown = [match for match in matches if value(match) is None]
    return sorted(known, key=value, reverse=descending) + unknown


def district_columns(measures: Sequence[Measure]) -> tuple[Column, ...]:
    """The columns of a district's row: each measure, its coverage `_n` of `_of`, and whether it is a lower bound."""
    columns = list(DISTRICT_ROW)
    for measure in measures:
        title = measure.title
        columns += [
            Column(
                measure.id,
                "count" if measure.statistic.aggregation == "count" else "number",
                title.vi,
                title.en,
                measure.unit,
            ),
            Column(f"{measure.id}_n", "count", f"{title.vi}: số nơi có số liệu", f"{title.en}: sites that report"),
            Column(f"{measure.id}_of", "count", f"{title.vi}: trên tổng số", f"{title.en}: sites there are"),
            Column(f"{measure.id}_at_least", "flag", f"{title.vi}: là mức ít nhất", f"{title.en}: is a lower bound"),
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
            f"{name}_at_least": value.at_least,
        }
    return row


def district_rows(joined: Joined, areas: Iterable[AreaSummary]) -> list[dict[str, Any]]:
    """One row a district, in the order of the layer."""
    official = {district.code: district.area_official_km2 for district in joined.districts}
    return [area_row(area, official[area.code]) for area in areas]


def _site_cell(site: Site, name: str) -> Any:
    if name in _SOURCE_OF:
        ids = (id_ for attribute in _SOURCE_OF[name] for id_ in site.sources.get(attribute, ()))
        return ";".join(dict.fromkeys(ids)) or None
    value = getattr(site, name)
    return ";".join(value) or None if isinstance(value, tuple) else value
