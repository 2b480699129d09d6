"""A district of three levels and three kinds in German alone: codes with letters, no word of another language.

Two counties (Kreise) of two municipalities (Gemeinden) each, with boundaries, and quarters (Ortsteile) of names alone.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from made_province import feature, layer

from kcn_map.geo.geodesy import area_ha
from kcn_map.reading import schema_in

WORDS = Path(__file__).parent / "german" / "words" / "de.toml"
SOUTH, NORTH = 51.1, 51.2
#: Code of a Gemeinde → its name, its western limit; the Kreis is what stands before the point.
GEMEINDEN = {
    "GR-N.01": ("Ölbersdorf", 14.0), "GR-N.02": ("Zschorna", 14.1),
    "BZ-S.01": ("Oberau", 14.2), "BZ-S.02": ("Äußere Mühle", 14.3),
}  # fmt: skip
KREISE = {"GR-N": ("Kreis Görlitz-Nord", 14.0), "BZ-S": ("Kreis Bautzen-Süd", 14.2)}
EAST = 14.4
#: Code of an Ortsteil → its name and its Gemeinde.
ORTSTEILE = {"GR-N.01.a": ("Weißer Hof", "GR-N.01"), "BZ-S.02.b": ("Spremühl", "BZ-S.02")}
KINDS = {
    "industriepark": ("Industriepark", "Industrieparks", "square", "#1f2a44"),
    "gewerbepark": ("Gewerbepark", "Gewerbeparks", "hexagon", "#93351f"),
    "hafen": ("Hafen", "Häfen", "circle", "#0b5d3b"),
}
_LEVEL = """
[[levels]]
id = "{id}"
{of}
name = {{ de = "{name}" }}
name_plural = {{ de = "{names}" }}
prefixes = ["{name}"]
"""
SETTINGS = """
schema = 2
title_de = "Gewerbeflächen der Oberlausitz"
as_of = 2023-06-30
data_until = 2023-12-31
languages = ["de"]
area_crs = "EPSG:4326"

[province]
code = "OL"
name_de = "Oberlausitz"
administration_de = "Zwei Kreise mit vier Gemeinden."

[text]
disclaimer_de = "Nur zur Ansicht."
attribution = [{ de = "Grenzen: selbst gezeichnet" }]

[tolerances]
district_area_pct = 1.5
site_area_pct = 5
coverage_gap_m = 1
outline_ha = 1
{levels}{kinds}
[attributes]
beschaeftigte = { de = "Beschäftigte", unit = "Personen" }

[[measures]]
id = "area_planned_ha"
title_de = "Geplante Fläche"
unit = "ha"
decimals = 1
aggregation = "sum"
field = "area_planned_ha"
breaks = [50, 100]
palette = "forest"
note_de = "Summe aller Flächen."

[[measures]]
id = "hafen_n"
title_de = "Zahl der Häfen"
unit = ""
decimals = 0
aggregation = "count"
kind = "hafen"
breaks = [1, 2]
palette = "clay"
note_de = ""

[[measures]]
id = "occupancy_pct"
title_de = "Belegung"
unit = "%"
decimals = 1
aggregation = "weighted_mean"
field = "occupancy_pct"
weight = "area_planned_ha"
breaks = [25, 50]
palette = "ochre"
note_de = "Gewichtetes Mittel."

[[totals]]
id = "flaeche"
title_de = "Geplante Fläche aller Industrieparks"
unit = "ha"
aggregation = "sum"
kind = "industriepark"
field = "area_planned_ha"
tolerance_pct = 1
why_de = "Stimmt überein."
"""
COMMON = {"status": "operating", "location_basis": "source"}
#: Kind → its sites: id, name, Gemeinde, longitude, and what else is known.
SITES: Mapping[str, tuple[tuple[str, str, str, float | None, dict[str, str]], ...]] = {
    "industriepark": (
        ("ip-zwiesel", "Industriepark Zwiesel", "GR-N.01", 14.03, {
            "area_planned_ha": "110", "area_source": "Q1", "area_industrial_ha": "100",
            "area_industrial_source": "Q1", "occupancy_pct": "60", "occupancy_base": "industrial_land",
            "occupancy_as_of": "2023-06", "occupancy_source": "Q1",
            "industries_de": "Maschinenbau", "note_de": "Mit Gleisanschluss (Q1).", "other_names": "Alte Ziegelei",
            "ortsteil_code": "GR-N.01.a",
        }),
        ("ip-oelwerk", "Industriepark Ölwerk", "BZ-S.01", 14.25, {"area_planned_ha": "110", "area_source": "Q1"}),
    ),
    "gewerbepark": (("gp-aehre", "Gewerbepark Ähre", "BZ-S.02", 14.35, {"status": "planned"}),),
    "hafen": (("h-neisse", "Hafen Neiße", "GR-N.02", None, {"area_planned_ha": "12", "area_source": "Q1"}),),
}  # fmt: skip


def make(folder: Path) -> Path:
    """The atlas in a folder of its own."""
    folder.mkdir(parents=True)
    levels = (
        ("kreis", 'layer = "kreise.geojson"', "Kreis", "Kreise"),
        ("gemeinde", 'layer = "gemeinden.geojson"\nparent = "kreis"', "Gemeinde", "Gemeinden"),
        ("ortsteil", 'table = "ortsteile.csv"\nparent = "gemeinde"', "Ortsteil", "Ortsteile"),
    )
    told = "".join(_LEVEL.format(id=id_, of=of, name=one, names=many) for id_, of, one, many in levels)
    kinds = "".join(
        f'\n[[kinds]]\nid = "{id_}"\ntable = "{id_}.csv"\nlayer = "{id_}.geojson"\nname = {{ de = "{one}" }}\n'
        f'name_plural = {{ de = "{many}" }}\nsymbol = "{symbol}"\ncolour = "{colour}"\n'
        for id_, (one, many, symbol, colour) in KINDS.items()
    )
    text = SETTINGS.replace("{levels}", told).replace("{kinds}", kinds)
    (folder / "atlas.toml").write_text(text, encoding="utf-8")
    (folder / "words").mkdir()
    shutil.copy(WORDS, folder / "words")
    _areas(folder)
    for kind, sites in SITES.items():
        _table(folder, f"{kind}.csv", (_row(kind, *site) for site in sites))
        layer(folder, kind, [_place(id_, lon) for id_, _, _, lon, _ in sites])
    exact = {
        "qualifier": "exact",
        "as_of": "2023-06-30",
        "as_of_basis": "stated",
        "source": "Q1",
        "note_de": "Gerundet.",
    }
    workers = {"subject": "ip-zwiesel", "attribute": "beschaeftigte", "value": "700", **exact}
    _table(folder, "observations.csv", [workers])
    total = {name: cell for name, cell in exact.items() if name != "as_of_basis"}
    _table(folder, "totals.csv", [{"measure": "flaeche", "value": "220", "unit": "ha", **total}])
    source = {"id": "Q1", "title": "Flächenbericht", "publisher": "Landesamt", "published": "2023-07-01"}
    _table(folder, "sources.csv", [{**source, "kind": "official", "published_note_de": "Gedruckt."}])
    return folder


def _row(kind: str, id_: str, name: str, gemeinde: str, _: float | None, known: dict[str, str]) -> dict[str, str]:
    codes = {"kreis_code": gemeinde.partition(".")[0], "gemeinde_code": gemeinde}
    codes["gemeinde"] = GEMEINDEN[gemeinde][0]
    if known.get("ortsteil_code"):
        codes["ortsteil"] = ORTSTEILE[known["ortsteil_code"]][0]
    return {"id": id_, "kind": kind, "name_de": name, **codes, **COMMON, **known}


def _place(id_: str, lon: float | None) -> dict[str, Any]:
    limits = _ring([lon, round(lon + 0.015, 3)], 51.15, 51.1595) if lon else None
    told = {"id": id_, "location_accuracy": "digitised" if lon else "district", "basis_de": "Nach einer Karte."}
    return feature(told, limits)


def _areas(folder: Path) -> None:
    corners = [west for _, west in GEMEINDEN.values()]
    layer(
        folder, "kreise", [_area(code, name, _box(west, west + 0.2, corners)) for code, (name, west) in KREISE.items()]
    )
    layer(folder, "gemeinden", [
        _area(code, f"Gemeinde {name}", _box(west, west + 0.1, corners), kreis_code=code.partition(".")[0])
        for code, (name, west) in GEMEINDEN.items()
    ])  # fmt: skip
    outline = {"code": "OL", "name_de": "Oberlausitz", "as_of": "2023-06-30"}
    layer(folder, "province", [feature(outline, _box(corners[0], EAST, corners))])
    rows = [{"code": code, "name_de": name, "gemeinde_code": of} for code, (name, of) in ORTSTEILE.items()]
    _table(folder, "ortsteile.csv", rows)


def _area(code: str, name: str, shape: dict[str, Any], **more: Any) -> dict[str, Any]:
    size = round(area_ha(shape, "EPSG:4326") / 100, 2)
    return feature(
        {"code": code, "name_de": name, "area_official_km2": size, "area_note_de": "Gemessen.", **more}, shape
    )


def _box(west: float, east: float, corners: list[float]) -> dict[str, Any]:
    """A box with a corner wherever another one has one on its border."""
    places = sorted({west, round(east, 1), *(corner for corner in corners if west < corner < round(east, 1))})
    return _ring(places, SOUTH, NORTH)


def _ring(places: list[float], south: float, north: float) -> dict[str, Any]:
    ring = [[x, south] for x in places] + [[x, north] for x in reversed(places)]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def _table(folder: Path, name: str, rows: Iterable[dict[str, str]]) -> None:
    schema = next(
        one for one in schema_in((folder / "atlas.toml").read_text(encoding="utf-8")).tables if one.file == name
    )
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        columns = [column.name for column in schema.columns if not column.name.endswith(("_vi", "_en"))]
        writer = csv.DictWriter(file, [name for name in columns if name != "note"], restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
