"""A small atlas made of values, for tests of the page that need no files: four districts, four sites, one neighbour."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from shipped_schema import KINDS, LAYERS, LEVELS, SETTINGS, TABLES, placed

from kcn_map.core.model import (
    Area,
    Dataset,
    Feature,
    Geometry,
    Joined,
    Layer,
    Observation,
    PublishedTotal,
    Site,
    Source,
    Table,
)
from kcn_map.core.settings import Aggregation, Attribute, Measure, Settings, Text, Tolerances, TotalSetting
from kcn_map.core.site_columns import FACTS
from kcn_map.page.columnar import pack, unpack

DATE = re.compile(r"\d{4}(-\d\d){0,2}(/\d{4}(-\d\d){0,2})?")

#: Texts that mean something to the program, and so are no reader's text.
KEPT = {
    *("zone", "cluster", "planned", "operating", "unknown", "commune", "surveyed", "industrial_land", "province"),
    *("count", "sum", "share", "weighted_mean", "area_planned_ha", "occupancy_pct", "forest", "ochre", "EPSG:4326"),
    *("vi", "en", "source", "name", "none"),
    *(text for level in LEVELS for text in (level.id, level.file, *level.origins.values())),
    *(text for kind in KINDS for text in (kind.table, kind.layer, kind.symbol, kind.colour, kind.colour_dark)),
}


RATE = Aggregation("weighted_mean", "zone", None, "occupancy_pct", "area_planned_ha")


def text(name: str) -> Text:
    return Text(vi=f"{name} vi", en=f"{name} en")


def cell(x: int, y: int, size: int = 1) -> list[list[float]]:
    """A ring around one cell of a grid of 0.2 degrees, its sides of several points."""
    steps = 4
    sides = [((0, 0), (1, 0)), ((1, 0), (1, 1)), ((1, 1), (0, 1)), ((0, 1), (0, 0))]
    ring = [
        [
            round(105 + 0.2 * (x + size * (ax + (bx - ax) * i / steps)), 5),
            round(20 + 0.2 * (y + size * (ay + (by - ay) * i / steps)), 5),
        ]
        for (ax, ay), (bx, by) in sides
        for i in range(steps)
    ]
    return [*ring, ring[0]]


def polygon(x: int, y: int) -> Geometry:
    return {"type": "Polygon", "coordinates": [cell(x, y)]}


def districts_at(cells: Sequence[tuple[int, int]]) -> tuple[Area, ...]:
    """A district in each cell of a grid, called and numbered in that order."""
    return tuple(
        Area("district", f"{n:03}", Text(vi=f"Huyện {n}", en=f"District {n}"), label=(105.1 + 0.2 * x, 20.1 + 0.2 * y),
             geometry=polygon(x, y))
        for n, (x, y) in enumerate(cells)
    )  # fmt: skip


def measure(name: str, aggregation: Aggregation, breaks: tuple[float, ...], palette: str = "forest") -> Measure:
    unit = "" if aggregation.method == "count" else "ha"
    return Measure(name, text(name), unit, 2, aggregation, breaks, palette, text(f"{name} note"))


def settings() -> Settings:
    area = Aggregation("sum", field="area_planned_ha")
    return Settings(
        title=text("Title"),
        province_code="17",
        province=text("Province"),
        as_of="2020-12-31",
        data_until="2026-01-31",
        ended_on="2025-07-01",
        administration=text("Administration"),
        languages=("vi", "en"),
        area_crs="EPSG:4326",
        contact=None,
        disclaimer=text("Disclaimer"),
        attribution=(text("Attribution"),),
        tolerances=Tolerances(1, 5, 1, 1),
        measures=(
            measure("planned", area, (50, 100, 500)),
            measure("zones", Aggregation("count", kind="zone"), (2, 4)),
            measure("rate", RATE, (50,), "ochre"),
        ),
        totals=(TotalSetting("zones_area_ha", text("Zones"), "ha", area, 1, text("Why")),),
        attributes={"workers": Attribute(text("Workers"), Text(vi="", en=""))},
        levels=LEVELS,
        kinds=KINDS,
        sites=SETTINGS.sites,
        schema=1,
    )


NOTE, PRINTED = Text(vi="Ghi chú", en="Note"), Text(vi="Bản in", en="Printed")


def site(name: str, kind: str, code: str | None, geometry: Geometry | None, **values: Any) -> Site:
    lonlat = geometry["coordinates"] if geometry and geometry["type"] == "Point" else (None, None)
    if geometry and geometry["type"] == "Polygon":
        lonlat = geometry["coordinates"][0][0]
    empty = {field.name: None for field in fields(Site)}
    known: dict[str, Any] = {
        **empty,
        "id": name,
        "kind": kind,
        "name_vi": f"{name} vi",
        "name_en": f"{name} en",
        "other_names": ("Other",),
        "district_code": code,
        "location_accuracy": "commune" if geometry else "unknown",
        "status": "unknown",
        "lon": lonlat[0],
        "lat": lonlat[1],
        "geometry": geometry,
        "sources": {},
        "observations": (),
        "facts": {column.name: None for column in FACTS},
    }
    return Site(**placed({**known, **values}))


def point(lon: float, lat: float) -> Geometry:
    return {"type": "Point", "coordinates": [lon, lat]}


def sites() -> tuple[Site, ...]:
    seen = Observation("kcn-a", "area_planned_ha", 83.0, "exact", "2017", "stated", "S01", NOTE, adopted=True)
    cited = {"area_planned_ha": ("S01",), "occupancy_pct": ("S02",)}
    return (
        site(
            "kcn-a", "zone", "148", point(105.1, 20.1), status="operating", area_planned_ha=83.0, occupancy_pct=70.81,
            occupancy_base="industrial_land", occupancy_as_of="2020-12-31", sources=cited, observations=(seen,),
            commune_2020="Commune", commune_2025="New commune", commune_2025_code="04792", industries_vi="Industries",
            location_note_vi="Basis", note="Note", note_vi="Ghi chú", facts={"decision": "Decision"},
            infrastructure_investor="Investor",
        ),
        site("kcn-b", "zone", "150", polygon(1, 0), location_accuracy="surveyed", area_planned_ha=1234.5),
        site("ccn-c", "cluster", "148", point(105.1, 20.1), status="planned"),
        site("ccn-d", "cluster", None, None),
    )  # fmt: skip


def joined() -> Joined:
    """Three districts side by side, the fourth with a hole and no sites; the neighbour lies south of them all."""
    hole = [[105.05, 20.25], [105.05, 20.3], [105.1, 20.3], [105.05, 20.25]]
    hollow = {"type": "Polygon", "coordinates": [cell(0, 1), hole]}
    places: dict[str, Geometry] = {"148": polygon(0, 0), "150": polygon(1, 0), "152": polygon(2, 0), "153": hollow}
    figures = (
        Observation("province", "zones_area_ha", 1500.0, "about", "2020-12-31", "stated", "S01", Text(), adopted=True),
        Observation(
            "province", "zones_area_ha", 1507.43, "exact", "2022", "estimated", "S02", Text(vi="Về sau", en="Later")
        ),
    )
    total = PublishedTotal(settings().totals[0], 1500.0, "about", "2020-12-31", "S01", Text())
    return Joined(
        settings=settings(),
        sites=sites(),
        areas={
            "district": tuple(
                Area(
                    "district",
                    code,
                    Text(vi=f"Huyện {code}", en=f"District {code}"),
                    ("Old",),
                    area_official_km2=450.0,
                    area_note=Text(vi="Note", en="Note"),
                    label=(105.1, 20.1),
                    geometry=shape,
                )
                for code, shape in places.items()
            ),
            "commune_2020": (
                Area("commune_2020", "04789", both_names("Xã Cũ"), ("Older",), ("148",), {"commune_2025": ("04792",)}),
            ),
            "commune_2025": (
                commune("04792", "Phường Mới", "148", "Xã Cũ", polygon(0, 0)),
                commune("04793", "Xã Mới", "150", "Xã Kia", polygon(1, 0)),
            ),
        },
        observations=figures,
        sources=tuple(source(name) for name in ("S01", "S02", "S03")),
        totals=(total,),
        base={
            "province": Layer("province.geojson", (Feature(1, "17", {}, polygon(0, 0)),)),
            "neighbours": Layer("neighbours.geojson", (neighbour(),)),
            "water": Layer("water.geojson", (line("Sông", {"class": "river"}),)),
            "roads": Layer("roads.geojson", (line("Đường", {"ref": "QL6", "accuracy_m": 1500}),)),
            "towns": Layer("towns.geojson", (town(),)),
        },
    )


def commune(code: str, name: str, district: str, former: str, shape: Geometry) -> Area:
    origins = {"district": (district,), "commune_2020": (former,)}
    return Area("commune_2025", code, both_names(name), origins=origins, geometry=shape)


def both_names(name: str) -> Text:
    return Text(vi=name)


def source(name: str) -> Source:
    return Source(name, f"Title {name}", "Publisher", f"https://example.org/{name}", "2021-03", PRINTED, "official")


def neighbour() -> Feature:
    """South of the districts, with their southern border."""
    north = [point for x in range(3) for point in cell(x, 0)[:4]] + [cell(2, 0)[4]]
    ring = [*north, [105.6, 19.8], [105.0, 19.8], north[0]]
    return Feature(1, "38", {"name_vi": "Thanh Hóa"}, {"type": "Polygon", "coordinates": [ring]})


def line(name: str, properties: dict[str, Any]) -> Feature:
    geometry = {"type": "LineString", "coordinates": [[105, 20], [105.123456, 20]]}
    return Feature(1, None, {"name_vi": name, **properties}, geometry)


def town() -> Feature:
    properties = {"name_vi": "Phố", "full_name_vi": "Thị trấn Phố", "kind": "district seat", "district_code": "148"}
    return Feature(1, None, properties, point(105.1, 20.1))


def spoil(value: Any, payload: str) -> Any:
    """The same value with the payload after every text that a keeper of the data writes, ids and codes too.

    Dates stay: reading lets nothing else into their columns.
    """
    if isinstance(value, str):
        return value if value in KEPT or DATE.fullmatch(value) else value + payload
    if is_dataclass(value) and not isinstance(value, type):
        texts = [field.name for field in fields(value) if field.name != "geometry"]
        return replace(value, **{name: spoil(getattr(value, name), payload) for name in texts})
    if isinstance(value, tuple):
        return tuple(spoil(member, payload) for member in value)
    if isinstance(value, dict):
        return type(value)({key: spoil(member, payload) for key, member in value.items()})
    return value


def dataset() -> Dataset:
    """A folder without files: what the page's data package has nothing of."""
    return Dataset(
        Path(),
        settings(),
        "",
        {s.name: Table(s.file, (), ()) for s in TABLES},
        {s.name: Layer(s.file, ()) for s in LAYERS},
    )


def records(data: Any) -> Any:
    """The data of the page with a record each, as its scripts have them."""
    return unpack(pack(data))
