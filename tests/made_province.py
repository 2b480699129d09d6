"""A made-up province: three districts with codes and letters of their own, other measures, no communes, no base map.

It is of schema 1: an atlas that was made before levels stood in its settings.

It is filled into what `new` makes, as a keeper would.
"""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

from shipped_schema import SCHEMA, SITE_COLUMNS

from kcn_map.geo.geodesy import area_ha
from kcn_map.package import scaffold

#: Letters of the Ê-đê, of Khmer, French, German and Danish beside Vietnamese ones.
DISTRICTS = {
    "901": ("Huyện Čư M'găr Ƀlang", "Cu M'gar Blang District", ["ស្រុក"]),
    "902": ("Thị xã Œuvre-Château", "Œuvre-Château Town", ["Phố Cũ"]),
    "903": ("Huyện Straße Ørsted", "Straße Ørsted District", []),
}
MEASURES = """
[[measures]]
id = "projects_total"
title_vi = "Số dự án"
title_en = "Projects"
unit = ""
decimals = 0
aggregation = "sum"
field = "projects_total"
breaks = [5, 20]
palette = "clay"
note_vi = ""
note_en = ""

[[measures]]
id = "industrial_share_pct"
title_vi = "Tỷ lệ đất công nghiệp"
title_en = "Industrial land as share of all land"
unit = "%"
decimals = 3
aggregation = "share"
field = "area_industrial_ha"
breaks = [0.1]
palette = "forest"
note_vi = ""
note_en = ""

[[measures]]
id = "occupancy_by_industrial_pct"
title_vi = "Tỷ lệ lấp đầy"
title_en = "Occupancy"
unit = "%"
decimals = 1
aggregation = "weighted_mean"
field = "occupancy_pct"
weight = "area_industrial_ha"
breaks = [25, 50, 75]
palette = "ochre"
note_vi = ""
note_en = ""
"""
SETTINGS = {
    "title_vi": '"Khu công nghiệp tỉnh Đắk Ƀŏng"',
    "title_en": '"Industrial zones of Dak Bong"',
    "as_of": "2024-06-30",
    "data_until": "2024-12-31",
    "code": '"90"',
    "name_vi": '"Tỉnh Đắk Ƀŏng"',
    "name_en": '"Dak Bong Province"',
}
OCCUPIED = {"occupancy_base": "industrial_land", "occupancy_as_of": "2024-06", "occupancy_source": "N1"}
COUNTED = {"projects_as_of": "2024-06", "projects_source": "N1"}
ZONES = (
    {
        "id": "z-1", "name_vi": "KCN Ea Ñŏng", "name_en": "Ea Nong", "district_code": "901", "status": "operating",
        "area_planned_ha": "120.5", "area_industrial_ha": "100", "occupancy_pct": "60", "projects_total": "12",
        **OCCUPIED, **COUNTED,
    },
    {
        "id": "z-2", "name_vi": "KCN Straße", "name_en": "Straße", "district_code": "901", "status": "building",
        "area_planned_ha": "400", "area_industrial_ha": "300", "occupancy_pct": "20", "projects_total": "3",
        **OCCUPIED, **COUNTED,
    },
)  # fmt: skip
CLUSTERS = ({"id": "c-1", "name_vi": "CCN Ørsted", "name_en": "Ørsted", "district_code": "903", "status": "planned"},)
PLACES: dict[str, dict[str, Any]] = {
    "z-1": {"type": "Point", "coordinates": [108.05, 12.55]},
    "z-2": {"type": "Point", "coordinates": [108.06, 12.52]},
}


def make(folder: Path) -> Path:
    """The province in a folder of its own."""
    scaffold.create(folder)
    settings(folder, SETTINGS)
    text = of_schema_1((folder / "atlas.toml").read_text(encoding="utf-8"))
    before, after = text.index("\n[[measures]]"), text.index("\n#[[measures]]")
    (folder / "atlas.toml").write_text(text[:before] + MEASURES + text[after:], encoding="utf-8")
    districts(folder)
    table(folder, "sources", [{"id": "N1", "title": "Báo cáo", "kind": "official"}])
    for name, kind, sites in (("zones", "zone", ZONES), ("clusters", "cluster", CLUSTERS)):
        table(folder, name, [with_sources(site) | {"kind": kind} for site in sites])
        features = [
            feature({"id": site["id"], "location_accuracy": accuracy(site["id"])}, PLACES.get(site["id"]))
            for site in sites
        ]
        layer(folder, name, features)
    table(folder, "observations", [figure for site in (*ZONES, *CLUSTERS) for figure in figures(site)])
    return folder


def of_schema_1(text: str) -> str:
    """Settings as they were before levels stood there."""
    levels = text[text.index("# Các cấp hành chính; ") : text.index("\n[text]")]
    return text.replace(levels, "").replace("schema = 2", "schema = 1", 1)


def settings(folder: Path, values: dict[str, str]) -> None:
    """Fill settings into the template, those that stand there as examples too."""
    path = folder / "atlas.toml"
    text = path.read_text(encoding="utf-8")
    for name, value in values.items():
        text, count = re.subn(rf"^#?{name} = .*$", f"{name} = {value}", text, count=1, flags=re.MULTILINE)
        assert count, name
    path.write_text(text, encoding="utf-8")


def districts(folder: Path) -> None:
    layer(folder, "districts", [district(number, code) for number, code in enumerate(DISTRICTS)])


def district(number: int, code: str) -> dict[str, Any]:
    """A box of 0.1 degrees, right beside the last one."""
    west, east, south, north = 108 + number / 10, 108 + (number + 1) / 10, 12.5, 12.6
    ring = [[round(x, 5), y] for x, y in ((west, south), (east, south), (east, north), (west, north), (west, south))]
    shape = {"type": "Polygon", "coordinates": [ring]}
    name_vi, name_en, others = DISTRICTS[code]
    known = {"code": code, "name_vi": name_vi, "name_en": name_en, "other_names": others}
    return feature({**known, "area_official_km2": round(area_ha(shape, "EPSG:4326") / 100, 2)}, shape)


def accuracy(site: str) -> str:
    return "commune" if site in PLACES else "district"


def with_sources(site: dict[str, str]) -> dict[str, str]:
    return {**site, "area_source": "N1", "area_industrial_source": "N1"}


def figures(site: dict[str, str]) -> list[dict[str, str]]:
    """The observations that a site's adopted figures rest on."""
    common = {"subject": site["id"], "qualifier": "exact", "as_of": "2024-06", "as_of_basis": "stated", "source": "N1"}
    adopted = ("area_planned_ha", "area_industrial_ha", "occupancy_pct", "projects_total")
    return [{**common, "attribute": name, "value": site[name]} for name in adopted if name in site]


def feature(properties: dict[str, Any], geometry: dict[str, Any] | None) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def layer(folder: Path, name: str, features: list[dict[str, Any]]) -> None:
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    (folder / f"{name}.geojson").write_text(text, encoding="utf-8")


def table(folder: Path, name: str, rows: list[dict[str, str]]) -> None:
    schema = next(table for table in SCHEMA.tables if table.file == f"{name}.csv")
    with (folder / schema.file).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [column.name for column in schema.columns], restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


assert {key for site in (*ZONES, *CLUSTERS) for key in site} <= {column.name for column in SITE_COLUMNS}
