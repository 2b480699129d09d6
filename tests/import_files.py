"""Files as land offices send them, made in code: limits of the shipped sites in many formats and coordinate systems."""

from __future__ import annotations

import json
import warnings
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
from pyogrio.raw import read, write
from pyproj import Transformer
from shapely import to_wkb
from shapely.geometry import shape as shaped

from kcn_map import Atlas
from kcn_map.importing import gdal_apart, source
from kcn_map.io import gdal

Ring = Sequence[tuple[float, float]]

#: The middle of a square in its own district, and half its side in degrees, so that it has the planned area.
MIDDLES = {"kcn-luong-son": (105.545, 20.882), "kcn-mong-hoa": (105.41267, 20.90339)}
HALVES = {"kcn-luong-son": (0.00437, 0.00411), "kcn-mong-hoa": (0.00738, 0.00693)}
NAMES = {"kcn-luong-son": "Khu công nghiệp Lương Sơn", "kcn-mong-hoa": "KCN Mông Hóa"}
TM3, TM3_WEST, UTM = "EPSG:9211", "EPSG:9208", "EPSG:3405"
#: VN-2000 / TM-3 106-00 with its shift, as MapInfo has it.
MAPINFO_TM3 = (
    "Earth Projection 8, 9999, 28, -191.90441429, -39.30318279, -111.45032835, -0.00928836, 0.01975479, "
    '-0.00427372, 0.252906278, 0, "m", 106, 0, 0.9999, 500000, 0'
)
DRIVERS = {
    ".geojson": "GeoJSON", ".gpkg": "GPKG", ".shp": "ESRI Shapefile", ".tab": "MapInfo File", ".mif": "MapInfo File",
    ".dxf": "DXF", ".dgn": "DGN", ".kml": "KML", ".fgb": "FlatGeobuf",
}  # fmt: skip


@dataclass(frozen=True)
class Limit:
    """One shape to write, with its attributes; an empty ring is a null geometry."""

    ring: Ring
    texts: Mapping[str, str]


def square(key: str, scale: float = 1.0, east: float = 0.0) -> Ring:
    """Limits of a site, in WGS 84 on six decimals, with as many corners as a square has and one more."""
    lon, lat = MIDDLES[key]
    x, y = (half * scale for half in HALVES[key])
    corners = [(-1, -1), (0, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]
    return [(round(lon + east + x * dx, 6), round(lat + y * dy, 6)) for dx, dy in corners]


def projected(ring: Ring, crs: str = TM3) -> Ring:
    transformer = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    return [transformer.transform(*corner) for corner in ring]


def limits(keys: Sequence[str] = ("kcn-luong-son",), crs: str = "EPSG:4326") -> list[Limit]:
    return [Limit(projected(square(key), crs), {"ma": key, "ten": NAMES[key]}) for key in keys]


def written(path: Path, shapes: Sequence[Limit], crs: str | None = "EPSG:4326", kind: str = "Polygon") -> Path:
    """A vector file of these shapes, in the format that its name says."""
    driver = DRIVERS[path.suffix]
    made = {"DXF": {"Layer": "ten"}, "DGN": {}, "KML": {"Name": "ten", "Description": "ma"}}
    fields = made.get(driver, {name: name for name in shapes[0].texts})
    texts = [np.array([s.texts.get(name, "0") for s in shapes], dtype=object) for name in fields.values()]
    places = np.array([to_wkb(shaped(geometry(s.ring, kind))) if s.ring else None for s in shapes], dtype=object)
    plain = driver in made  # formats with fields and letters of their own
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # that a file has no system is what some tests want
        write(path, places, texts, list(fields), driver=driver, geometry_type=kind, crs=crs,
              layer="a" if driver == "KML" else None, encoding=None if plain else "UTF-8")  # fmt: skip
    return path


def geometry(ring: Ring, kind: str) -> dict[str, Any]:
    return {"type": kind, "coordinates": [list(ring)] if kind == "Polygon" else list(ring)}


def mif(path: Path, shapes: Sequence[Limit], coordsys: str) -> Path:
    """A MIF with its MID, written by hand: GDAL writes no datum of its own."""
    lines = ["Version 300", 'Charset "Neutral"', 'Delimiter ","', f"CoordSys {coordsys}", "Columns 2"]
    lines += ["  ma Char(40)", "  ten Char(80)", "Data", ""]
    for shape in shapes:
        lines += ["Region 1", f"  {len(shape.ring)}", *(f"{x!r} {y!r}" for x, y in shape.ring)]
    path.write_text("\n".join(lines) + "\n", encoding="ascii")
    rows = "".join(f'"{shape.texts["ma"]}","{shape.texts["ten"]}"\n' for shape in shapes)
    path.with_suffix(".mid").write_text(rows, encoding="utf-8")
    return path


def tab(path: Path, made: Path) -> Path:
    """A TAB out of a MIF, datum and all."""
    meta, _, places, texts = read(made, encoding="UTF-8")
    write(path, places, texts, meta["fields"], driver="MapInfo File", geometry_type=meta["geometry_type"],
          crs=meta["crs"], encoding="UTF-8")  # fmt: skip
    return path


def zipped(path: Path, *files: Path) -> Path:
    """The files, with those that go with them, in a folder of an archive."""
    with zipfile.ZipFile(path, "w") as archive:
        for file in files:
            for part in sorted(file.parent.glob(f"{file.stem}.*")):
                if part != path:
                    archive.write(part, f"khảo sát/{part.name}")
    return path


def corner_table(path: Path, shapes: Sequence[Limit], titles: tuple[str, str], divider: str = ",") -> Path:
    """A row a corner: owner, number, and two coordinates."""
    lines = [divider.join(("ma", "stt", *titles))]
    for shape in shapes:
        lines += [divider.join((shape.texts["ma"], str(n), repr(x), repr(y))) for n, (x, y) in enumerate(shape.ring, 1)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def swapped(shapes: list[Limit]) -> list[Limit]:
    return [Limit([(y, x) for x, y in shape.ring], shape.texts) for shape in shapes]


def bow_tie() -> list[Limit]:
    west_south, _, east_south, east_north, west_north, _ = square("kcn-luong-son")
    return [Limit([west_south, east_south, west_north, east_north, west_south], {"ten": "KCN Lương Sơn"})]


def millimetres() -> list[Limit]:
    return [Limit([(x * 1000, y * 1000) for x, y in shape.ring], shape.texts) for shape in limits(crs=TM3)]


def open_line(gap_m: float) -> list[Limit]:
    ring = list(projected(square("kcn-luong-son")))
    ring[-1] = (ring[0][0], ring[0][1] + gap_m)
    return [Limit(ring, {"ten": "KCN Lương Sơn"})]


def read_here(
    path: Path, called: Sequence[str], drivers: Sequence[str], engine: gdal.Engine | None, chosen: str | None = None
) -> gdal_apart.Layer:
    """In place of `gdal_apart.read`: the same in this process, which saves half a second a file."""
    return source.read_layer(path, called, engine or gdal.default_engine(), chosen)


def ask_here(path: Path, reader: str, function: str, asked: Mapping[str, Any], cpu_s: int) -> Any:
    """In place of `gdal_apart.ask`, for a workbook: what comes back is JSON there."""
    module, _, name = function.partition(":")
    assert module in ("kcn_map.importing.workbook", "kcn_map.importing.table_rows")
    return json.loads(json.dumps(getattr(import_module(module), name)(path, **asked), default=gdal_apart.as_json))


# ── workbooks: an export, edited ──

ZONES, FIGURES, SOURCES = "Khu công nghiệp", "Số liệu đã công bố", "Nguồn"


def edited(atlas: Path, folder: Path, edit: Callable[[Any], object], lang: Any = "vi") -> Path:
    file = Atlas.load(atlas).export(folder / "sổ tính.xlsx", "xlsx", lang)
    book = openpyxl.load_workbook(file)
    edit(book)
    book.save(file)
    return file


def put(page: Any, row: int, title: str, value: Any) -> None:
    """A cell under the title that begins so."""
    column = next(cell.column for cell in page[1] if str(cell.value).startswith(title))
    page.cell(row, column).value = value
