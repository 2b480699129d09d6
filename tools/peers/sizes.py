"""Atlas folders of a given size, made of the shipped one: the same on every run and machine."""

from __future__ import annotations

import csv
import json
import math
import re
from pathlib import Path
from typing import Any

from kcn_map.geo.geodesy import area_ha

COLUMNS, ROWS = 10, 7  # of tiles, each with the districts of the shipped atlas
ZONES = 2000
#: From one tile to the next, in degrees: they do not touch.
EAST, SOUTH = 1.35, 0.95
SWAY = 0.002  # degrees, by which borders are bent so that no two are alike
PARCEL_COLUMNS, PARCEL_ROWS = 1000, 100
PARCEL = 0.006  # degrees from one parcel to the next, some 600 m
WEST, SOUTHMOST = 103.0, 18.0
BLOCKS = 10  # districts to a side

HEAD = """schema = 1
title_vi = "Khu công nghiệp"
title_en = "Industrial zones"
as_of = 2020-12-31
data_until = 2020-12-31
languages = ["vi", "en"]
area_crs = "EPSG:4326"

[province]
code = "00"
name_vi = "Cả nước"
name_en = "The country"
administration_vi = ""
administration_en = ""

[text]
disclaimer_vi = "Dữ liệu dựng để đo."
disclaimer_en = "Data made up for measuring."
"""


def national(shipped: Path, folder: Path) -> None:
    """Seventy times the districts, bent and moved apart, with two thousand zones. Every figure is made up."""
    districts, places = _districts(json.loads((shipped / "districts.geojson").read_text(encoding="utf-8"))["features"])
    _folder(shipped, folder, districts, [_zone(number, *places[number % len(places)], number // len(places))
                                         for number in range(ZONES)])  # fmt: skip


def parcels(shipped: Path, folder: Path, rows: int = PARCEL_ROWS) -> None:
    """So many rows of a thousand small polygons, as the communes of a hundred districts that have a zone each."""
    communes = [_parcel(row, column) for row in range(rows) for column in range(PARCEL_COLUMNS)]
    districts = [_block(number, rows // BLOCKS) for number in range(BLOCKS * BLOCKS)]
    zones = [_zone(number, f"{number:03}", *_middle(number, rows // BLOCKS)) for number in range(BLOCKS * BLOCKS)]
    _folder(shipped, folder, districts, zones)
    _layer(folder / "communes.geojson", communes)


def _folder(shipped: Path, folder: Path, districts: list[Any], zones: list[Any]) -> None:
    folder.mkdir(parents=True)
    for district in districts:
        district["properties"]["area_official_km2"] = round(area_ha(district["geometry"]) / 100, 2)
    _layer(folder / "districts.geojson", districts)
    _layer(folder / "zones.geojson", [feature for _, feature, _ in zones])
    _layer(folder / "clusters.geojson", [])
    _table(folder, shipped, "zones.csv", [row for row, _, _ in zones])
    _table(folder, shipped, "clusters.csv", [])
    _table(folder, shipped, "observations.csv", [figure for _, _, figure in zones])
    source = {"id": "S1", "title": "Made up for measuring", "kind": "data"}
    _table(folder, shipped, "sources.csv", [source])
    _table(folder, shipped, "totals.csv", [])
    text = (shipped / "atlas.toml").read_text(encoding="utf-8")
    tolerances = re.search(r"^\[tolerances\].*?(?=^\[)", text, re.MULTILINE | re.DOTALL)
    measures = re.findall(r"^\[\[measures\]\].*?(?=^\[)", text, re.MULTILINE | re.DOTALL)
    assert tolerances and measures
    (folder / "atlas.toml").write_text("\n".join([HEAD, tolerances[0], *measures]), encoding="utf-8")


def _parcel(row: int, column: int) -> Any:
    """One cell of the grid; its corners are swayed as its neighbours' are."""
    corners = [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1), (column, row)]
    code = f"{row * PARCEL_COLUMNS + column:05}"
    return _area({"code": code, "name_vi": f"Xã {code}"}, [_corner(*corner) for corner in corners])


def _block(number: int, high: int) -> Any:
    """A district of whole parcels, its border along theirs."""
    wide, (west, south) = PARCEL_COLUMNS // BLOCKS, _start(number, high)
    ring = [
        *((west + step, south) for step in range(wide)),
        *((west + wide, south + step) for step in range(high)),
        *((west + wide - step, south + high) for step in range(wide)),
        *((west, south + high - step) for step in range(high + 1)),
    ]
    names = {"name_vi": f"Huyện {number:03}", "name_en": f"District {number:03}"}
    return _area({"code": f"{number:03}", **names}, [_corner(*corner) for corner in ring])


def _start(number: int, high: int) -> tuple[int, int]:
    """The first column and row of a district."""
    return number % BLOCKS * (PARCEL_COLUMNS // BLOCKS), number // BLOCKS * high


def _middle(number: int, high: int) -> tuple[float, float]:
    west, south = _start(number, high)
    return _corner(west + PARCEL_COLUMNS // BLOCKS // 2, south + high // 2)


def _corner(column: int, row: int) -> tuple[float, float]:
    return _swayed(0, WEST + PARCEL * column, SOUTHMOST + PARCEL * row)


def _area(properties: dict[str, Any], ring: list[tuple[float, float]]) -> Any:
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def _districts(features: list[Any]) -> tuple[list[Any], list[tuple[str, float, float]]]:
    """Features, and the code and a place inside of each."""
    made: list[Any] = []
    places: list[tuple[str, float, float]] = []
    for tile in range(COLUMNS * ROWS):
        for feature in features:
            code, known = f"{len(made):03}", feature["properties"]
            lon, lat = _moved(tile, known["label_lon"], known["label_lat"])
            names = {"name_vi": f"Huyện {code}", "name_en": f"District {code}"}
            geometry = {
                "type": feature["geometry"]["type"],
                "coordinates": _bent(tile, feature["geometry"]["coordinates"]),
            }
            properties = {"code": code, **names, "label_lon": lon, "label_lat": lat}
            made.append({"type": "Feature", "properties": properties, "geometry": geometry})
            places.append((code, lon, lat))
    return made, places


def _bent(tile: int, part: Any) -> Any:
    return list(_moved(tile, *part)) if isinstance(part[0], int | float) else [_bent(tile, inner) for inner in part]


def _moved(tile: int, lon: float, lat: float) -> tuple[float, float]:
    east, north = _swayed(tile, lon, lat)
    return round(east + EAST * (tile % COLUMNS), 5), round(north - SOUTH * (tile // COLUMNS), 5)


def _swayed(tile: int, lon: float, lat: float) -> tuple[float, float]:
    """The same for the same point, so that neighbours keep one border."""
    east, north = lon + SWAY * math.sin(40 * lat + tile), lat + SWAY * math.sin(40 * lon + 2 * tile)
    return round(east, 5), round(north, 5)


def _zone(number: int, code: str, lon: float, lat: float, turn: int = 0) -> tuple[dict[str, Any], Any, dict[str, Any]]:
    """Row, feature and observation of one zone."""
    key, area = f"z-{number}", 50 + number * 37 % 400
    row: dict[str, Any] = {"id": key, "kind": "zone", "name_vi": f"KCN {number}", "name_en": f"Zone {number}"}
    row |= {"district_code": code}
    row |= {
        "location_basis": "none",
        "area_planned_ha": area,
        "area_source": "S1",
        "status": "planned",
        "status_basis": "S1",
    }
    place = {"type": "Point", "coordinates": [round(lon + 0.004 * turn, 5), round(lat, 5)]}
    feature = {"type": "Feature", "properties": {"id": key, "location_accuracy": "commune"}, "geometry": place}
    figure: dict[str, Any] = {"subject": key, "attribute": "area_planned_ha", "value": area, "qualifier": "exact"}
    return row, feature, {**figure, "as_of": "2020-12-31", "as_of_basis": "stated", "source": "S1"}


def _layer(path: Path, features: list[Any]) -> None:
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in features)
    path.write_text('{"type":"FeatureCollection","features":[\n' + lines + "\n]}\n", encoding="utf-8")


def _table(folder: Path, shipped: Path, name: str, rows: list[dict[str, Any]]) -> None:
    """A table with the columns of the shipped one."""
    with (shipped / name).open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
