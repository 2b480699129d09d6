"""An atlas in which nothing is left empty: each optional column, property and setting of the schema holds something.

Three districts side by side, a zone and a cluster in each, a commune of 2025 as large as each district, a base map.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from made_province import feature, layer, table

from kcn_map.geo.geodesy import area_ha
from kcn_map.package import scaffold

SOUTH, NORTH = 12.5, 12.6
WESTS = (108.0, 108.1, 108.2)
EAST = 108.3
DISTRICTS = ("901", "902", "903")
NAMES = ("Ea Ñŏng", "Œuvre", "Ørsted")
DATED = {"as_of": "2024-06", "as_of_basis": "stated", "source": "N1"}
LATER = {"as_of": "2022", "as_of_basis": "estimated", "source": "N1"}
NOTED = {"note": "Rounded.", "note_vi": "Làm tròn."}
PUBLISHED = {
    "publisher": "Sở", "url": "https://example.org/", "published": "2024-07-01", "published_note": "Printed.",
    "published_note_vi": "Bản in.", "kind": "official",
}  # fmt: skip

SETTINGS = """
schema = 1
title_vi = "Khu công nghiệp tỉnh Đắk Ƀŏng"
title_en = "Industrial zones of Dak Bong"
as_of = 2024-06-30
data_until = 2024-12-31
languages = ["vi", "en"]
area_crs = "EPSG:4326"
contact = "atlas@example.org"
public_url = "https://example.org/atlas/"

[province]
code = "90"
name_vi = "Tỉnh Đắk Ƀŏng"
name_en = "Dak Bong Province"
ended_on = 2024-07-01
administration_vi = "Tỉnh có ba huyện."
administration_en = "The province has three districts."

[text]
disclaimer_vi = "Chỉ để tham khảo."
disclaimer_en = "For reference alone."
attribution = [{ vi = "Ranh giới: tự vẽ", en = "Boundaries: made up" }]

[tolerances]
district_area_pct = 1.5
site_area_pct = 5
coverage_gap_m = 1
outline_ha = 1

[attributes]
workers = { vi = "Lao động", en = "Workers", unit = "người", unit_en = "people" }
operating_share_pct = { vi = "Phần đang hoạt động", en = "Share", unit = "%", share_of = ["operating", "projects"] }

[[measures]]
id = "area_planned_ha"
title_vi = "Diện tích quy hoạch"
title_en = "Planned area"
unit = "ha"
decimals = 2
aggregation = "sum"
kind = "zone"
status = ["operating", "established"]
field = "area_planned_ha"
breaks = [50, 100]
palette = "forest"
note_vi = "Cộng từng nơi."
note_en = "Added up."

[[measures]]
id = "occupancy_pct"
title_vi = "Lấp đầy"
title_en = "Occupancy"
unit = "%"
decimals = 1
aggregation = "weighted_mean"
kind = "zone"
status = ["operating", "established"]
field = "occupancy_pct"
weight = "area_planned_ha"
breaks = [25, 50]
palette = "ochre"
note_vi = "Bình quân."
note_en = "A mean."

[[totals]]
id = "projects"
title_vi = "Số dự án"
title_en = "Projects"
unit = ""
aggregation = "sum"
kind = "zone"
status = ["operating", "established"]
field = "projects_total"
tolerance_pct = 0
why_vi = "Khớp."
why_en = "They agree."

[[totals]]
id = "operating"
title_vi = "Số dự án hoạt động"
title_en = "Projects operating"
unit = ""
aggregation = "weighted_mean"
field = "projects_operating"
weight = "area_planned_ha"
tolerance_pct = 0
why_vi = "Gần nhau."
why_en = "Near each other."
"""

FIGURES = {
    "area_planned_ha": "120.5", "area_industrial_ha": "100", "occupancy_pct": "60", "projects_total": "12",
    "projects_operating": "8", "established_year": "2011", "area_available_ha": "35.5",
}  # fmt: skip
SITE = {
    "other_names": "Tên cũ; Tên khác", "location_basis": "source", "area_source": "N1", "area_industrial_source": "N1",
    "status": "operating", "status_basis": "N1", "decision": "QĐ 12 2011-05-20", "infrastructure_investor": "Công ty A",
    "investor_source": "N1", "occupancy_base": "industrial_land", "occupancy_as_of": "2024-06",
    "occupancy_source": "N1", "projects_as_of": "2024-06", "projects_source": "N1", "industries_vi": "may mặc",
    "area_available_as_of": "2024-06", "area_available_source": "N1",
    "industries_en": "garments", "note": "A note.", "note_vi": "Ghi chú.", **FIGURES,
}  # fmt: skip


def make(folder: Path, sites: int = 3) -> Path:
    """The atlas in a folder of its own, with so many zones, and three clusters."""
    scaffold.create(folder)
    (folder / "atlas.toml").write_text(SETTINGS, encoding="utf-8")
    tables(folder, sites)
    areas(folder)
    base_map(folder)
    return folder


def tables(folder: Path, count: int) -> None:
    ids = [(kind, place) for kind, most in (("zone", count), ("cluster", 3)) for place in range(most)]
    for name, kind in (("zones", "zone"), ("clusters", "cluster")):
        sites = [site(*one) for one in ids if one[0] == kind]
        table(folder, name, sites)
        layer(folder, name, [site_feature(one["id"], kind, place) for place, one in enumerate(sites)])
    subjects = [f"{kind}-{place}" for kind, place in ids]
    exact, later = {"qualifier": "exact", **DATED, **NOTED}, {"qualifier": "about", **LATER, **NOTED}
    figures = [
        {"subject": subject, "attribute": name, "value": value, **exact}
        for subject in subjects
        for name, value in {**FIGURES, "workers": "700"}.items()
    ]
    figures += [{"subject": one, "attribute": "occupancy_pct", "value": "40", **later} for one in subjects]
    figures += [
        {"subject": subject, "attribute": "workers", "value": "9000", **exact}
        for subject in ("province", "district:901")
    ]
    totals = [
        {"measure": name, "value": value, "qualifier": "exact", "as_of": "2024-06-30", "source": "N1", **NOTED}
        for name, value in (("projects", "36"), ("operating", "8"))
    ]
    table(folder, "totals", [{**row, "unit": "dự án"} for row in totals])
    printed = ({**row, "subject": "province", "attribute": row["measure"], "as_of_basis": "stated"} for row in totals)
    figures += [{name: value for name, value in row.items() if name != "measure"} for row in printed]
    table(folder, "observations", figures)
    table(folder, "sources", [{"id": "N1", "title": "Báo cáo", **PUBLISHED}])


def site(kind: str, place: int) -> dict[str, str]:
    number, place = place, place % 3
    name = NAMES[place]
    names = {
        "id": f"{kind}-{number}",
        "kind": kind,
        "name_vi": f"{kind} {name} {number}",
        "name_en": f"{name} {kind} {number}",
    }
    lies = {
        "district_code": DISTRICTS[place], "commune_2020": f"Xã {name} Cũ", "commune_2020_code": f"9000{place}",
        "commune_2025": f"Xã {name} Mới", "commune_2025_code": f"9100{place}",
    }  # fmt: skip
    return {**names, **lies, **SITE}


def site_feature(name: str, kind: str, place: int) -> dict[str, Any]:
    """A point; but for the first zone, whose limits are known."""
    shape: dict[str, Any] = {
        "type": "Point",
        "coordinates": [round(WESTS[place % 3] + (0.03 if kind == "zone" else 0.07), 2), 12.55],
    }
    if name == "zone-0":
        shape = box(108.02, 12.54, 108.03, 12.55)
    accuracy = "surveyed" if name == "zone-0" else "commune"
    told = {"uncertainty_m": 1500, "basis_vi": "Theo bản đồ.", "basis_en": "From a map."}
    return feature({"id": name, "location_accuracy": accuracy, **told}, shape)


def areas(folder: Path) -> None:
    boxes = [box(west, SOUTH, round(west + 0.1, 1), NORTH) for west in WESTS]
    layer(folder, "districts", [district(place, shape) for place, shape in enumerate(boxes)])
    parts = [
        {"code": f"9100{place}", "name_vi": f"Xã {name} Mới", "districts_2020": [DISTRICTS[place]],
         "communes_2020": [f"Xã {name} Cũ"], "name_en": f"New {name}", "other_names": ["Bản Mới"],
         "area_official_km2": round(area_ha(shape, "EPSG:4326") / 100, 2), "area_note_vi": "Theo bản đồ.",
         "area_note_en": "From a map.", "label_lon": round(WESTS[place] + 0.05, 2), "label_lat": 12.58}
        for place, (name, shape) in enumerate(zip(NAMES, boxes, strict=True))
    ]  # fmt: skip
    layer(folder, "communes", [feature(part, shape) for part, shape in zip(parts, boxes, strict=True)])
    former = [
        {"code": f"9000{place}", "name_vi": f"Xã {name} Cũ", "name_en": f"Old {name}",
         "other_names": f"Làng {name}",
         "district_code": DISTRICTS[place], "commune_2025_code": f"9100{place}", "commune_2025_name": f"Xã {name} Mới",
         "lon": str(WESTS[place] + 0.05), "lat": "12.55", "point_quality": "ok"}
        for place, name in enumerate(NAMES)
    ]  # fmt: skip
    table(folder, "communes", former)
    outline = {"code": "90", "name_vi": "Tỉnh Đắk Ƀŏng", "name_en": "Dak Bong Province", "as_of": "2024-06-30"}
    corners = [*WESTS, EAST]
    ring = [[x, SOUTH] for x in corners] + [[x, NORTH] for x in reversed(corners)] + [[WESTS[0], SOUTH]]
    layer(folder, "province", [feature(outline, {"type": "Polygon", "coordinates": [ring]})])


def district(place: int, shape: dict[str, Any]) -> dict[str, Any]:
    west, name = WESTS[place], NAMES[place]
    known = {
        "code": DISTRICTS[place], "name_vi": f"Huyện {name}", "name_en": f"{name} District", "other_names": ["Phố Cũ"],
        "area_official_km2": round(area_ha(shape, "EPSG:4326") / 100, 2), "area_note_vi": "Theo bản đồ.",
        "area_note_en": "From a map.", "label_lon": round(west + 0.05, 2), "label_lat": 12.58,
    }  # fmt: skip
    return feature(known, shape)


def base_map(folder: Path) -> None:
    south = [[WESTS[0], 12.3], [EAST, 12.3], *([x, SOUTH] for x in (EAST, *reversed(WESTS))), [WESTS[0], 12.3]]
    valid = {"valid_from": "2020-01-01", "valid_until": "2026-01-01"}
    beside = {"code": "91", "name_vi": "Tỉnh Khác", "name_en": "Other Province", **valid}
    layer(folder, "base/neighbours", [feature(beside, {"type": "Polygon", "coordinates": [south]})])
    drawn = {"accuracy_m": 1500, "source": "made up"}
    river = {"name_vi": "Sông Ba", "name_en": "Ba River", "class": "river", **drawn}
    layer(folder, "base/water", [feature(river, line(12.52)), feature(river, line(12.53))])
    road = {"ref": "QL14", "name_vi": "Quốc lộ 14", "name_en": "National Highway 14", "class": "trunk", **drawn}
    layer(folder, "base/roads", [feature(road, line(12.56)), feature(road, line(12.57))])
    towns = [
        town("seat", "district seat", 108.05, "901"), town("first", "provincial seat", 108.15, "902"),
        town("port", "reference", 108.25, "903"),
    ]  # fmt: skip
    layer(folder, "base/towns", towns)


def town(name: str, kind: str, lon: float, code: str) -> dict[str, Any]:
    names = {"name_vi": f"Phố {name}", "name_en": f"{name} town", "full_name_vi": f"Thị trấn Phố {name}"}
    known = {"id": name, **names, "kind": kind, "district_code": code, "source": "made up"}
    return feature(known, {"type": "Point", "coordinates": [lon, 12.54]})


def box(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def line(lat: float) -> dict[str, Any]:
    return {"type": "LineString", "coordinates": [[x, lat] for x in (*WESTS, EAST)]}
