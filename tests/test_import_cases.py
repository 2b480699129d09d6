"""Files as land offices send them, each with what an import makes of it."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result
from pyogrio.raw import write
from pyproj import Geod
from shapely.geometry import shape
from test_vectorfile import ENGINES

from kcn_map.cli import main
from kcn_map.io import gdal

FILES = Path(__file__).parent / "cases" / "import"
GEOD = Geod(ellps="WGS84")
MONG_HOA, DONG_TAM = "kcn-mong-hoa", "ccn-dong-tam-2"
TM3 = ("--crs", "EPSG:9211")


@dataclass(frozen=True)
class Case:
    """A file, and the one site whose boundary it is, of so many hectares; `says` stands in what is shown."""

    site: str
    ha: float
    options: tuple[str, ...] = ()
    says: str = ""


CASES = {
    "dong-tam-2.shp": Case(DONG_TAM, 36.01),
    "cp1258.dxf": Case(DONG_TAM, 36.01, TM3),
    "escapes.dxf": Case(DONG_TAM, 36.01, TM3),
    "layer-off.dxf": Case(DONG_TAM, 36.01, TM3, "off or frozen: RANH_CU"),
    "frame.dxf": Case(DONG_TAM, 36.01, TM3, "the frame of the drawing, on layer KHUNG"),
    "block.dxf": Case(MONG_HOA, 235.8, TM3),
    "line-of-2-cm.dxf": Case(MONG_HOA, 235.8, TM3),
    "two-parts.csv": Case(DONG_TAM, 32.01, TM3),
    "collection.geojson": Case(MONG_HOA, 241.89, (), "Shape 1: left out 1 part that is no area."),
    "macos.zip": Case(MONG_HOA, 235.8),
    "ds-store-twice.zip": Case(MONG_HOA, 235.8),
}


def imported(atlas: Path, file: Path, layer: str, *options: str) -> Result:
    words = ["import", str(file), "--layer", layer, *options, "--data", str(atlas), "--yes", "--lang", "en"]
    return CliRunner().invoke(main, words)


def geometries(atlas: Path, layer: str) -> dict[str, Any]:
    found = json.loads((atlas / f"{layer}.geojson").read_text(encoding="utf-8"))["features"]
    return {feature["properties"]["id"]: feature["geometry"] for feature in found}


def hectares(geometry: Any) -> float:
    return float(GEOD.geometry_area_perimeter(shape(geometry))[0]) / 1e4


@pytest.mark.parametrize("name", CASES)
def test_the_site_gets_its_boundary(name: str, copy_of_atlas: Path, atlas_folder: Path) -> None:
    case = CASES[name]
    layer = "zones" if case.site.startswith("kcn") else "clusters"
    done = imported(copy_of_atlas, FILES / name, layer, *case.options)
    assert done.exit_code == 0 and case.says in done.output, done.output
    before, after = geometries(atlas_folder, layer), geometries(copy_of_atlas, layer)
    assert [key for key in after if after[key] != before[key]] == [case.site]
    assert abs(hectares(after[case.site]) - case.ha) < 0.02


@pytest.mark.usefixtures("gdal_here")
@pytest.mark.parametrize(("answer", "ha"), [("join", 36.01), ("leave", 18.0)])
def test_a_boundary_that_a_road_cuts_is_asked_about(answer: str, ha: float, copy_of_atlas: Path) -> None:
    file = FILES / "road-splits.dxf"
    asked = imported(copy_of_atlas, file, "clusters", *TM3)
    assert asked.exit_code == 1 and "import-unlabelled-areas" in asked.output and DONG_TAM in asked.output
    answered = imported(copy_of_atlas, file, "clusters", *TM3, "--unlabelled", answer)
    assert answered.exit_code == 0, answered.output
    assert abs(hectares(geometries(copy_of_atlas, "clusters")[DONG_TAM]) - ha) < 0.02


RING, INNER = (480900, 2263500, 481500, 2264100), (481100, 2263700, 481300, 2263900)


def drawing(path: Path, *entities: tuple[str, str, tuple[float, ...]]) -> Path:
    """A DXF of rectangles, and of texts at points: each with its layer, and its text ("" for a rectangle)."""
    lines = ["0", "SECTION", "2", "ENTITIES"]
    for layer, text, at in entities:
        if text:
            lines += ["0", "TEXT", "8", layer, "10", f"{at[0]}", "20", f"{at[1]}", "40", "5", "1", text]
        else:
            corners = [(at[0], at[1]), (at[2], at[1]), (at[2], at[3]), (at[0], at[3])]
            lines += ["0", "LWPOLYLINE", "8", layer, "90", "4", "70", "1"]
            lines += [line for x, y in corners for line in ("10", f"{x}", "20", f"{y}")]
    path.write_text("\n".join([*lines, "0", "ENDSEC", "0", "EOF", ""]), encoding="utf-8")
    return path


NAME = ("CHU", "CCN Đồng Tâm II", (480950, 2263550))


@pytest.mark.usefixtures("gdal_here")
@pytest.mark.parametrize(("answer", "ha"), [("join", 36.01), ("leave", 32.01)])
def test_a_ring_within_the_boundary_may_be_a_hole(answer: str, ha: float, copy_of_atlas: Path, tmp_path: Path) -> None:
    file = drawing(tmp_path / "a.dxf", ("RANH", "", RING), ("RANH", "", INNER), NAME)
    assert "import-unlabelled-areas" in imported(copy_of_atlas, file, "clusters", *TM3).output
    answered = imported(copy_of_atlas, file, "clusters", *TM3, "--unlabelled", answer)
    assert answered.exit_code == 0, answered.output
    assert abs(hectares(geometries(copy_of_atlas, "clusters")[DONG_TAM]) - ha) < 0.02


@pytest.mark.usefixtures("gdal_here")
def test_the_layer_of_boundaries_can_be_chosen(copy_of_atlas: Path, tmp_path: Path) -> None:
    """A rectangle around all, on a layer that is not called a frame, may be the boundary as well."""
    file = drawing(tmp_path / "a.dxf", ("RANH", "", RING), ("Bao", "", (480800, 2263400, 481600, 2264200)), NAME)
    unclear = imported(copy_of_atlas, file, "clusters", *TM3)
    assert unclear.exit_code == 1 and "import-match-twice" in unclear.output and "--drawing-layer" in unclear.output
    missing = imported(copy_of_atlas, file, "clusters", *TM3, "--drawing-layer", "KHUNG")
    assert missing.exit_code == 2 and "RANH, Bao" in missing.output
    chosen = imported(copy_of_atlas, file, "clusters", *TM3, "--drawing-layer", "ranh")
    assert chosen.exit_code == 0, chosen.output
    assert abs(hectares(geometries(copy_of_atlas, "clusters")[DONG_TAM]) - 36.01) < 0.02


CORNERS = [(481300, 2263900), (480900, 2263900), (480900, 2263500), (481300, 2263500)]


def corners(path: Path, *rows: str) -> Path:
    path.write_text("\n".join(("ma,stt,E,N", *rows)) + "\n", encoding="utf-8")
    return path


def numbered(first: int, owner: str = DONG_TAM, east: int = 0) -> list[str]:
    return [f"{owner},{n},{x + east},{y}" for n, (x, y) in enumerate(CORNERS, first)]


@pytest.mark.parametrize(
    ("rows", "ha"),
    [
        ([*numbered(1), *numbered(1, east=800)], 32.01),
        ([*numbered(1), f"{DONG_TAM},1,481300,2263900", *numbered(5, east=800)], 32.01),
        ([*numbered(1)[:2], ",,,", *numbered(1)[2:]], 16.0),
        ([numbered(1)[0], *numbered(1, owner="")[1:]], 16.0),
    ],
    ids=["numbers begin anew", "a part is closed", "a blank row amid a part", "merged cells"],
)
def test_parts_of_a_corner_table_are_parts(rows: list[str], ha: float, copy_of_atlas: Path, tmp_path: Path) -> None:
    done = imported(copy_of_atlas, corners(tmp_path / "a.csv", *rows), "clusters", *TM3)
    assert done.exit_code == 0, done.output
    assert abs(hectares(geometries(copy_of_atlas, "clusters")[DONG_TAM]) - ha) < 0.02


def test_a_corner_of_no_site_is_named_by_its_row(copy_of_atlas: Path, tmp_path: Path) -> None:
    done = imported(copy_of_atlas, corners(tmp_path / "a.csv", *numbered(1), ",9,481300,2263500"), "clusters", *TM3)
    assert done.exit_code == 1 and "a.csv, row 6, ma: error import-corner-without-id" in done.output


@pytest.mark.parametrize("engine", ENGINES)
def test_a_table_without_geometry_is_no_layer(engine: gdal.Engine, tmp_path: Path) -> None:
    """QGIS keeps its styles and projects in such tables."""
    file = tmp_path / "a.gpkg"
    columns = {"ten": "str"}
    plain = gdal.NewLayer("layer_styles", columns, [gdal.Record({"ten": "x"}, None)], geometry=None)
    point = gdal.Record({"ten": "x"}, {"type": "Point", "coordinates": [105.4, 20.9]})
    gdal.write_layers(file, "GPKG", [gdal.NewLayer("ranh gioi", columns, [point]), plain], as_of="2020-12-31")
    assert gdal.layer_names(file, engine) == ["ranh gioi"]


@pytest.mark.usefixtures("gdal_here")
def test_one_of_several_layers_is_chosen(copy_of_atlas: Path, tmp_path: Path) -> None:
    ring = [[105.405, 20.895], [105.42, 20.895], [105.42, 20.909], [105.405, 20.909], [105.405, 20.895]]
    area = gdal.Record({"ten": "KCN Mông Hóa"}, {"type": "Polygon", "coordinates": [ring]})
    layers = [gdal.NewLayer(name, {"ten": "str"}, [area]) for name in ("cũ", "mới")]
    gdal.write_layers(tmp_path / "a.gpkg", "GPKG", layers, as_of="2020-12-31")
    unclear = imported(copy_of_atlas, tmp_path / "a.gpkg", "zones")
    assert unclear.exit_code == 2 and "cũ, mới" in unclear.output and "--source-layer" in unclear.output
    missing = imported(copy_of_atlas, tmp_path / "a.gpkg", "zones", "--source-layer", "Mới")
    assert missing.exit_code == 2 and "import-source-layer-missing" in missing.output and "cũ, mới" in missing.output
    chosen = imported(copy_of_atlas, tmp_path / "a.gpkg", "zones", "--source-layer", "mới")
    assert chosen.exit_code == 0, chosen.output


@pytest.mark.usefixtures("gdal_here")
def test_the_field_of_names_is_the_one_with_most_of_them(copy_of_atlas: Path, tmp_path: Path) -> None:
    """The name of the province is that of a district, too."""
    districts = json.loads((copy_of_atlas / "districts.geojson").read_text(encoding="utf-8"))
    for number, feature in enumerate(districts["features"]):
        name = feature["properties"]["name_vi"] if number else "?"
        feature["properties"] = {"TINH": "Hoà Bình", "HUYEN": name}
    file = tmp_path / "a.geojson"
    file.write_text(json.dumps(districts), encoding="utf-8")
    done = imported(copy_of_atlas, file, "districts")
    assert done.exit_code == 0 and "field HUYEN" in done.output, done.output
    assert "field HUYEN" in imported(copy_of_atlas, file, "districts", "--name-field", "HUYEN").output
    assert "import-match-twice" in imported(copy_of_atlas, file, "districts", "--name-field", "TINH").output


@pytest.mark.usefixtures("gdal_here")
def test_parts_and_holes_without_area_are_left_out(copy_of_atlas: Path, tmp_path: Path) -> None:
    ring = [(105.405, 20.895), (105.42, 20.895), (105.42, 20.909), (105.405, 20.909), (105.405, 20.895)]
    speck = [(105.41 + dx * 4e-7, 20.9 + dy * 4e-7) for dx, dy in ((0, 0), (1, 0), (1, 1), (0, 0))]
    far = [(x + 0.02, y) for x, y in speck]
    shapes = {"type": "MultiPolygon", "coordinates": [[ring, speck], [far]]}
    feature = {"type": "Feature", "properties": {"ten": "KCN Mông Hóa"}, "geometry": shapes}
    file = tmp_path / "a.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    done = imported(copy_of_atlas, file, "zones")
    assert done.exit_code == 0 and "left out 2 parts or holes of less than 10 cm, at 105.41" in done.output, done.output
    assert geometries(copy_of_atlas, "zones")[MONG_HOA]["type"] == "Polygon"


def open_ring(path: Path, gap: float) -> Path:
    """A file whose one ring ends so many degrees beside its beginning."""
    ring = [(105.405, 20.895), (105.42, 20.895), (105.42, 20.909), (105.405, 20.909), (105.405, 20.895 + gap)]
    corners = struct.pack("<BIII", 1, 3, 1, len(ring)) + b"".join(struct.pack("<dd", *corner) for corner in ring)
    if path.suffix == ".kml":
        pairs = " ".join(f"{x:.9f},{y:.9f}" for x, y in ring)
        path.write_text(
            '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>KCN Mông Hóa</name><Polygon>'
            f"<outerBoundaryIs><LinearRing><coordinates>{pairs}</coordinates></LinearRing></outerBoundaryIs></Polygon>"
            "</Placemark></Document></kml>",
            encoding="utf-8",
        )
        return path
    driver = {".gpkg": "GPKG", ".shp": "ESRI Shapefile", ".geojson": "GeoJSON"}[path.suffix]
    options = {"COORDINATE_PRECISION": "9"} if driver == "GeoJSON" else {}
    write(path, np.array([corners], dtype=object), [np.array(["KCN Mông Hóa"], dtype=object)], ["ten"], driver=driver,
          geometry_type="Polygon", crs="EPSG:4326", encoding="UTF-8", **options)  # fmt: skip
    return path


@pytest.mark.usefixtures("gdal_here")
@pytest.mark.parametrize("suffix", ["kml", "geojson", "gpkg", "shp"])
def test_a_ring_is_closed_up_to_five_centimetres(suffix: str, copy_of_atlas: Path, tmp_path: Path) -> None:
    """In every format alike: some readers close any ring, and say nothing."""
    closed = imported(copy_of_atlas, open_ring(tmp_path / f"near.{suffix}", 4e-7), "zones")
    assert closed.exit_code == 0 and "Joined 1 end of a line" in closed.output, closed.output
    done = imported(copy_of_atlas, open_ring(tmp_path / f"open.{suffix}", 6e-7), "zones")
    assert done.exit_code == 1 and "row 1, geometry: error import-line-open" in done.output, done.output
    assert "0.067 m" in done.output


@pytest.mark.parametrize("engine", ENGINES)
def test_both_engines_read_a_ring_as_it_is(engine: gdal.Engine, tmp_path: Path) -> None:
    (record,) = gdal.read(open_ring(tmp_path / "a.gpkg", 0.001), engine=engine)
    assert record.geometry is not None
    (ring,) = record.geometry["coordinates"]
    assert len(ring) == 5 and ring[0] != ring[-1]
