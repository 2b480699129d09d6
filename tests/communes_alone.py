"""Thirteen communes and wards of Phú Thọ since July 2025, with their official codes: an atlas without districts.

It is filled into what `new` makes, as a keeper would. cases/places/phu-tho.geojson has their boundaries
(sapnhap.bando.com.vn, by way of thanglequoc/vietnamese-provinces-database, MIT), simplified at 0.0015 degrees.
"""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import made_province

from kcn_map.package import scaffold
from kcn_map.reading import schema_in

BOUNDARIES = Path(__file__).parent / "cases" / "places" / "phu-tho.geojson"
SETTINGS = {
    "title_vi": '"Khu công nghiệp quanh Việt Trì"',
    "title_en": '"Industrial zones around Việt Trì"',
    "as_of": "2025-07-31",
    "data_until": "2025-12-31",
    "code": '"25"',
    "name_vi": '"Tỉnh Phú Thọ"',
    "name_en": '"Phú Thọ Province"',
    "valid_from": "2025-07-01",
}
ZONES = (
    {"id": "kcn-thuy-van", "name_vi": "KCN Thụy Vân", "name_en": "Thuỵ Vân Industrial Zone", "commune_code": "07894"},
    {
        "id": "kcn-phu-ha", "name_vi": "KCN Phú Hà", "name_en": "Phú Hà Industrial Zone", "commune_code": "07954",
        "area_planned_ha": "350", "area_source": "S1",
    },
    {
        "id": "kcn-phu-ninh", "name_vi": "KCN Phù Ninh", "name_en": "Phù Ninh Industrial Zone", "commune_code": "08230",
        "area_planned_ha": "409", "area_source": "S1",
    },
)  # fmt: skip
PLACES = {"kcn-thuy-van": [105.34532, 21.32467], "kcn-phu-ha": [105.26, 21.41]}


def make(folder: Path) -> Path:
    """The atlas in a folder of its own."""
    scaffold.create(folder)
    made_province.settings(folder, SETTINGS)
    shutil.copy(BOUNDARIES, folder / "communes.geojson")
    table(folder, "sources", [{"id": "S1", "title": "Điểm mặt các khu công nghiệp", "kind": "press"}])
    common = {"kind": "zone", "status": "operating", "location_basis": "name"}
    table(folder, "zones", [common | zone for zone in ZONES])
    features = [
        made_province.feature(
            {"id": zone["id"], "location_accuracy": "commune" if zone["id"] in PLACES else "district"},
            {"type": "Point", "coordinates": PLACES[zone["id"]]} if zone["id"] in PLACES else None,
        )
        for zone in ZONES
    ]
    made_province.layer(folder, "zones", features)
    return folder


def table(folder: Path, name: str, rows: list[dict[str, Any]]) -> None:
    schema = schema_in((folder / "atlas.toml").read_text(encoding="utf-8")).table(name)
    with (folder / schema.file).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [column.name for column in schema.columns], restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


CODES = [feature["properties"]["code"] for feature in json.loads(BOUNDARIES.read_text(encoding="utf-8"))["features"]]
