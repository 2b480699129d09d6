"""Rows made up to be written in every form: two sites and a cluster that nobody can place; two districts."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from shipped_schema import LEVELS, SETTINGS, SITE_ROW, placed

from kcn_map.core.area_columns import area_columns
from kcn_map.core.columns import Column
from kcn_map.core.model import Area, Geometry, Site
from kcn_map.core.settings import Aggregation, Lang, Measure, Text
from kcn_map.core.summary import Aggregate, AreaSummary
from kcn_map.tables import write_rows
from kcn_map.tables.rows import area_row, site_row
from kcn_map.text.languages import LANGUAGES

AS_OF = "2020-12-31"
POINT = {"type": "Point", "coordinates": [105.33759, 20.81717]}
SQUARE = {"type": "Polygon", "coordinates": [[[105.5, 20.5], [106.0, 20.5], [106.0, 21.0], [105.5, 20.5]]]}


def site(**values: Any) -> Site:
    blank: dict[str, Any] = {field.name: None for field in dataclasses.fields(Site)}
    blank |= {"kind": "zone", "status": "planned", "location_accuracy": "commune", "other_names": ()}
    return Site(**placed(blank | {"sources": {}, "observations": (), "facts": {}} | values))


SITES = (
    site(
        id="kcn-song-da", name_vi="KCN Bờ trái sông Đà", name_en="Left Bank of the Da River Industrial Zone",
        district_code="148", commune_2020_code="04798", area_planned_ha=1086.37, occupancy_pct=70.81,
        occupancy_base="industrial_land", occupancy_as_of=AS_OF, status="operating", established_year=2009,
        projects_total=40, other_names=("Khu bờ trái", "Khu cũ"), note="=HYPERLINK(1)", lon=105.33759, lat=20.81717,
        sources={"area_planned_ha": ("S01", "S02")}, geometry=POINT,
    ),
    site(
        id="kcn-b", name_vi="KCN B", name_en="B Industrial Zone", district_code="152", area_planned_ha=83.0,
        projects_total=0, note='"Đà", xã Hoà Sơn', lon=105.75, lat=20.75, geometry=SQUARE,
    ),
    site(
        id="ccn-chua-ro-1", kind="cluster", name_vi="CCN chưa rõ 1", name_en="Cluster not identified 1",
        location_accuracy="unknown",
    ),
)  # fmt: skip
SITE_ROWS = [site_row(each, SITE_ROW) for each in SITES]
GEOMETRIES = [each.geometry for each in SITES]

AREA = Text(vi="Diện tích quy hoạch", en="Planned area")
RATE = Text(vi="Lấp đầy bình quân", en="Mean occupancy")
MEASURES = (
    Measure("area_planned_ha", AREA, "ha", 2, Aggregation("sum", field="area_planned_ha"), (), "forest", Text()),
    Measure("occupancy_pct", RATE, "%", 1, Aggregation("weighted_mean"), (), "indigo", Text()),
)
PARTIAL, RATED = Aggregate(1593.51, 4, 6, True), Aggregate(57.628349, 3, 3, False)
DISTRICT_COLUMNS = area_columns(dataclasses.replace(SETTINGS, measures=MEASURES), LEVELS[0])
DISTRICT_ROWS = [
    area_row(
        Area(LEVELS[0].id, code, name, area_official_km2=100.5),
        AreaSummary(code, name, dict(zip(("area_planned_ha", "occupancy_pct"), values, strict=True)), ()),
        LEVELS[0],
        LANGUAGES,
    )
    for code, name, values in (
        ("148", Text(vi="Thành phố Hòa Bình", en="Hoa Binh City"), (PARTIAL, RATED)),
        (
            "153",
            Text(vi="Huyện Kim Bôi", en="Kim Boi District"),
            (Aggregate(None, 0, 2, True), Aggregate(None, 0, 0, False)),
        ),
    )
]


def put(
    style: str,
    out: Path | None = None,
    rows: Sequence[Mapping[str, Any]] = SITE_ROWS,
    columns: Sequence[Column] = SITE_ROW,
    geometries: Sequence[Geometry | None] | None = None,
    lang: Lang = "vi",
) -> str:
    """`write_rows` of the sites, unless other rows are given."""
    return write_rows(
        rows, columns, style, out, lang, AS_OF, GEOMETRIES[: len(rows)] if geometries is None else geometries,
        LEVELS[0] if columns is DISTRICT_COLUMNS else None,
    )  # fmt: skip
