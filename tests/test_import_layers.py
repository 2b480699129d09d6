"""Limits from foreign files: every format, every way of naming a site, and what must not change."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from import_files import (
    MAPINFO_TM3,
    NAMES,
    TM3,
    UTM,
    Limit,
    Ring,
    corner_table,
    limits,
    mif,
    projected,
    square,
    tab,
    written,
    zipped,
)
from pyproj import Geod, Transformer
from shapely.geometry import Polygon, shape

from kcn_map import Atlas
from kcn_map.cli import main
from kcn_map.importing.crs import of_user

ZONE, OTHER = ZONES = ("kcn-luong-son", "kcn-mong-hoa")
GEOD = Geod(ellps="WGS84")
CENTIMETRE = 0.01
SIX_DECIMALS = 0.1  # of a degree are 11 cm, and half of that in each direction


def run(atlas: Path, *arguments: str | Path, answer: str | None = None) -> Result:
    words = ["import", *map(str, arguments), "--data", str(atlas), "--lang", "en"]
    return CliRunner().invoke(main, words, input=answer)


def to_zones(atlas: Path, file: Path, *options: str) -> Result:
    return run(atlas, file, "--layer", "zones", *options, "--yes")


def features(atlas: Path) -> dict[str, Any]:
    found = json.loads((atlas / "zones.geojson").read_text(encoding="utf-8"))["features"]
    return {feature["properties"]["id"]: feature for feature in found}


def off_m(atlas: Path, key: str, wanted: Ring) -> float:
    """The distance of the corner that is farthest from any wanted one, both ways, in metres."""
    (found,) = features(atlas)[key]["geometry"]["coordinates"]

    def nearest(point: Any, others: Any) -> float:
        return min(GEOD.inv(*point, *other)[2] for other in others)

    return max(*(nearest(point, wanted) for point in found), *(nearest(point, found) for point in wanted))


# ── out and back ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("suffix", ["geojson", "gpkg", "shp", "tab", "mif", "kml"])
def test_limits_come_back_within_a_centimetre(suffix: str, copy_of_atlas: Path, tmp_path: Path) -> None:
    before = features(copy_of_atlas)
    done = to_zones(copy_of_atlas, written(tmp_path / f"khảo sát.{suffix}", limits(ZONES)))
    assert done.exit_code == 0, done.output
    after = features(copy_of_atlas)
    for key in ZONES:
        assert off_m(copy_of_atlas, key, square(key)) < CENTIMETRE
        assert after[key]["properties"] == {
            "id": key,
            "location_accuracy": "surveyed",
            "uncertainty_m": None,
            "basis_vi": f"Ranh giới đo đạc theo tệp khảo sát.{suffix}.",
            "basis_en": f"Surveyed boundary from the file khảo sát.{suffix}.",
        }
    others = set(before) - set(ZONES)
    assert {key: after[key] for key in others} == {key: before[key] for key in others}


@pytest.mark.parametrize(("suffix", "kind"), [("dxf", "LineString"), ("dxf", "Polygon"), ("dgn", "LineString")])
def test_drawings_come_back(suffix: str, kind: str, copy_of_atlas: Path, tmp_path: Path) -> None:
    file = written(tmp_path / f"a.{suffix}", limits(crs=TM3), None, kind)
    done = to_zones(copy_of_atlas, file, "--crs", TM3, "--id", ZONE)
    assert done.exit_code == 0, done.output
    assert off_m(copy_of_atlas, ZONE, square(ZONE)) < SIX_DECIMALS


def test_our_own_export_changes_nothing(copy_of_atlas: Path, tmp_path: Path) -> None:
    Atlas.load(copy_of_atlas).import_file(written(tmp_path / "a.gpkg", limits(ZONES)), "zones")
    before = (copy_of_atlas / "zones.geojson").read_bytes()
    with zipfile.ZipFile(Atlas.load(copy_of_atlas).export(tmp_path / "out.zip", "shp")) as archive:
        archive.extractall(tmp_path / "parts")
    done = to_zones(copy_of_atlas, tmp_path / "parts" / "zones_polygons.shp")
    assert done.exit_code == 0 and "Nothing to change" in done.output, done.output
    assert (copy_of_atlas / "zones.geojson").read_bytes() == before


@pytest.mark.parametrize("style", ["gpkg", "kml"])
def test_one_layer_of_several_is_found_by_its_name(style: str, copy_of_atlas: Path, tmp_path: Path) -> None:
    """Our own export of all layers: those called as the atlas's are taken, here points of the communes."""
    before = features(copy_of_atlas)
    out = Atlas.load(copy_of_atlas).export(tmp_path / f"out.{style}", style)
    done = to_zones(copy_of_atlas, out, "--accuracy", "commune")
    assert done.exit_code == 0, done.output
    assert {key: found["geometry"] for key, found in features(copy_of_atlas).items()} == {
        key: found["geometry"] for key, found in before.items()
    }


def test_districts_come_back_as_they_are(copy_of_atlas: Path, tmp_path: Path) -> None:
    before = (copy_of_atlas / "districts.geojson").read_bytes()
    (tmp_path / "huyen.geojson").write_bytes(before)
    done = run(copy_of_atlas, tmp_path / "huyen.geojson", "--layer", "districts", "--yes")
    assert done.exit_code == 0 and "Nothing to change" in done.output
    assert (copy_of_atlas / "districts.geojson").read_bytes() == before


@pytest.mark.parametrize("suffix", ["shp", "gpkg"])
def test_a_zip_with_folders_is_unpacked(suffix: str, copy_of_atlas: Path, tmp_path: Path) -> None:
    file = zipped(tmp_path / "gửi.zip", written(tmp_path / f"ranh giới.{suffix}", limits()))
    done = to_zones(copy_of_atlas, file)
    assert done.exit_code == 0, done.output
    assert off_m(copy_of_atlas, ZONE, square(ZONE)) < CENTIMETRE


@pytest.mark.parametrize("titles", [("lon", "lat"), ("Kinh độ", "Vĩ độ"), ("Longitude", "Latitude")])
def test_a_table_of_corners(titles: tuple[str, str], copy_of_atlas: Path, tmp_path: Path) -> None:
    done = to_zones(copy_of_atlas, corner_table(tmp_path / "a.csv", limits(ZONES), titles))
    assert done.exit_code == 0, done.output
    for key in ZONES:
        assert off_m(copy_of_atlas, key, square(key)) < CENTIMETRE


@pytest.mark.parametrize("divider", [",", ";", "\t"])
@pytest.mark.parametrize("north_first", [True, False])
def test_x_of_a_vietnamese_table_is_the_northing(
    north_first: bool, divider: str, copy_of_atlas: Path, tmp_path: Path
) -> None:
    shapes = limits(crs=TM3)
    if north_first:
        shapes = [Limit([(y, x) for x, y in shape.ring], shape.texts) for shape in shapes]
    file = corner_table(tmp_path / "a.csv", shapes, ("X (m)", "Y(m)"), divider)
    done = to_zones(copy_of_atlas, file, "--crs", TM3)
    assert done.exit_code == 0, done.output
    assert ("X is the northing" in done.output) == north_first
    assert off_m(copy_of_atlas, ZONE, square(ZONE)) < SIX_DECIMALS


def test_a_point_is_taken_as_the_commune_that_it_tells(copy_of_atlas: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("ma,lon,lat\nkcn-luong-son,105.546,20.883\n", encoding="utf-8")
    as_limits = to_zones(copy_of_atlas, file)
    assert as_limits.exit_code == 1 and "accuracy-contradicts-geometry" in as_limits.output
    done = to_zones(copy_of_atlas, file, "--accuracy", "commune", "--uncertainty-m", "800")
    assert done.exit_code == 0, done.output
    found = features(copy_of_atlas)[ZONE]
    assert found["geometry"] == {"type": "Point", "coordinates": [105.546, 20.883]}
    assert found["properties"]["uncertainty_m"] == 800


# ── coordinate systems ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("crs", [TM3, UTM, "EPSG:9208", "EPSG:4756", "EPSG:32648", "EPSG:3857"])
@pytest.mark.parametrize("given", [True, False])
def test_any_system_lands_where_proj_puts_it(crs: str, given: bool, copy_of_atlas: Path, tmp_path: Path) -> None:
    file = written(tmp_path / "a.gpkg", limits(crs=crs), None if given else crs)
    done = to_zones(copy_of_atlas, file, *(["--crs", crs] if given else []))
    assert done.exit_code == 0, done.output
    assert off_m(copy_of_atlas, ZONE, square(ZONE)) < SIX_DECIMALS


@pytest.mark.parametrize("accuracy", [0.0, -1.0], ids=["before PROJ 9.8", "from PROJ 9.8 on"])
@pytest.mark.parametrize("code", ["EPSG:32648", "EPSG:3857"])
def test_a_projection_of_wgs84_is_exact(code: str, accuracy: float, monkeypatch: pytest.MonkeyPatch) -> None:
    def told(operation: Transformer) -> float:
        own = operation._transformer.accuracy
        return accuracy if own in (0.0, -1.0) else own  # type: ignore[no-any-return]

    monkeypatch.setattr(Transformer, "accuracy", property(told))
    box = (105.0, 20.0, 106.0, 21.0 + accuracy / 8)  # systems are kept by code and place
    found = of_user(code, box).crs
    assert found is not None
    x, y = Transformer.from_crs("EPSG:4326", code, always_xy=True).transform(105.5, 20.5)
    assert found.to_wgs84(x, y) == pytest.approx((105.5, 20.5), abs=1e-9)


def test_a_tab_in_vn2000_lands_within_a_metre_of_proj(copy_of_atlas: Path, tmp_path: Path) -> None:
    shapes = limits(crs=TM3)
    done = to_zones(copy_of_atlas, tab(tmp_path / "a.tab", mif(tmp_path / "made.mif", shapes, MAPINFO_TM3)))
    assert done.exit_code == 0, done.output
    to_wgs84 = Transformer.from_crs(TM3, "EPSG:4326", always_xy=True)
    assert off_m(copy_of_atlas, ZONE, [to_wgs84.transform(*corner) for corner in shapes[0].ring]) < 1


@pytest.mark.parametrize(
    ("coordsys", "advice"),
    [
        ('Earth Projection 8, 104, "m", 106, 0, 0.9999, 500000, 0', "add --crs EPSG:9211"),
        ('Earth Projection 8, 104, "m", 104.75, 0, 0.9999, 500000, 0', "put it there: EPSG:9211"),
        (MAPINFO_TM3.replace("106, 0", "104.75, 0"), "put it there: EPSG:9211"),
        (MAPINFO_TM3.replace("-191.9", "191.9"), "add --crs EPSG:9211"),  # a sign lost
    ],
)
def test_a_tab_of_another_kind_is_refused_with_advice(
    coordsys: str, advice: str, copy_of_atlas: Path, tmp_path: Path
) -> None:
    before = (copy_of_atlas / "zones.geojson").read_bytes()
    done = to_zones(copy_of_atlas, tab(tmp_path / "a.tab", mif(tmp_path / "made.mif", limits(crs=TM3), coordsys)))
    assert done.exit_code == 1
    assert advice in " ".join(done.output.split())
    assert (copy_of_atlas / "zones.geojson").read_bytes() == before


def test_a_name_that_says_vn2000_is_believed_with_its_grid(copy_of_atlas: Path, tmp_path: Path) -> None:
    """A .prj as other programs write it: no code, and a datum of their own name."""
    file = written(tmp_path / "a.shp", limits(crs=TM3), TM3)
    (tmp_path / "a.prj").write_text(
        'PROJCS["VN_2000_TM3_106_00",GEOGCS["GCS_VN_2000",DATUM["D_Vietnam_2000",SPHEROID["WGS_1984",6378137.0,'
        '298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],'
        'PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",106.0],'
        'PARAMETER["Scale_Factor",0.9999],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]',
        encoding="ascii",
    )
    done = to_zones(copy_of_atlas, file)
    assert done.exit_code == 0, done.output
    assert off_m(copy_of_atlas, ZONE, square(ZONE)) < SIX_DECIMALS


def test_metres_that_are_said_to_be_degrees(copy_of_atlas: Path, tmp_path: Path) -> None:
    done = to_zones(copy_of_atlas, written(tmp_path / "a.geojson", limits(crs=TM3)))
    assert done.exit_code == 1 and "put it there: EPSG:9211" in done.output


def test_a_line_shorter_than_a_gap_is_left_out_of_a_drawing(copy_of_atlas: Path, tmp_path: Path) -> None:
    ring = projected(square(ZONE))
    (x, y) = ring[0]
    dot = [(x, y), (x, y + 0.02)]
    shapes = [Limit(one, {"ten": NAMES[ZONE]}) for one in (ring, dot, [*dot, dot[0]])]
    done = to_zones(copy_of_atlas, written(tmp_path / "a.dxf", shapes, None, "LineString"), "--crs", TM3)
    assert done.exit_code == 0, done.output
    assert off_m(copy_of_atlas, ZONE, square(ZONE)) < SIX_DECIMALS


def test_a_drawing_needs_a_system_and_is_told_which_fit(copy_of_atlas: Path, tmp_path: Path) -> None:
    done = to_zones(copy_of_atlas, written(tmp_path / "a.dxf", limits(crs=UTM), None, "LineString"))
    assert done.exit_code == 2
    for fits in ("EPSG:3405 (VN-2000 / UTM zone 48N)", "EPSG:32648 (WGS 84 / UTM zone 48N)"):
        assert fits in done.output
    assert "EPSG:9211 (" not in done.output


@pytest.mark.parametrize("crs", ["9211", "EPSG:1", "+proj=tmerc", "EPSG:9211; DROP", "/etc/passwd", "EPSG:5773", ""])
def test_only_a_code_is_a_system(crs: str, copy_of_atlas: Path, tmp_path: Path) -> None:
    done = to_zones(copy_of_atlas, written(tmp_path / "a.gpkg", limits()), "--crs", crs)
    assert done.exit_code == 2 and "import-crs-invalid" in done.output


# ── names and letters ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "name", ["KCN Lương Sơn", "KHU CÔNG NGHIỆP LƯƠNG SƠN", "luong son", "Lu\u031bo\u031bng So\u031bn"]
)
def test_a_name_is_matched_as_people_write_it(name: str, copy_of_atlas: Path, tmp_path: Path) -> None:
    file = written(tmp_path / "a.geojson", [Limit(square(ZONE), {"so": "1", "ten_goi": name})])
    done = to_zones(copy_of_atlas, file)
    assert done.exit_code == 0, done.output
    assert "field ten_goi" in done.output


@pytest.mark.parametrize(
    ("encoding", "content"), [("windows-1258", b"L\xfd\xf5ng S\xf5n"), ("UTF-8", "Lương Sơn".encode())]
)
def test_a_shapefile_without_its_encoding_is_read(
    encoding: str, content: bytes, copy_of_atlas: Path, tmp_path: Path
) -> None:
    file = written(tmp_path / "a.shp", [Limit(square(ZONE), {"ten": "X" * len(content)})])
    (tmp_path / "a.cpg").unlink()
    dbf = (tmp_path / "a.dbf").read_bytes()
    (tmp_path / "a.dbf").write_bytes(dbf.replace(b"X" * len(content), content))
    done = to_zones(copy_of_atlas, file)
    assert done.exit_code == 0, done.output
    assert f"read as {encoding}" in done.output


@pytest.mark.parametrize(("content", "name"), [(b"L\xad\xacng S\xacn", "TCVN3"), (b"L\xf6\xf4ng S\xf4n", "VNI")])
def test_old_fonts_are_recognised_and_refused(content: bytes, name: str, copy_of_atlas: Path, tmp_path: Path) -> None:
    file = mif(tmp_path / "a.mif", [Limit(projected(square(ZONE)), {"ma": "1", "ten": "?"})], MAPINFO_TM3)
    (tmp_path / "a.mid").write_bytes(b'"1","KCN ' + content + b'"\n')
    done = to_zones(copy_of_atlas, file)
    assert done.exit_code == 2 and f"is {name} for “KCN Lương Sơn”" in done.output


def test_a_text_within_the_limits_names_them(copy_of_atlas: Path, tmp_path: Path) -> None:
    ring = projected(square(ZONE))
    pairs = "".join(f" 10\n{x!r}\n 20\n{y!r}\n" for x, y in ring[:-1])
    text = f"  0\nTEXT\n  8\nchu\n 10\n{ring[1][0]!r}\n 20\n{ring[1][1] + 300!r}\n 40\n10\n  1\nKCN Luong Son\n"
    (tmp_path / "a.dxf").write_text(
        f"  0\nSECTION\n  2\nENTITIES\n  0\nLWPOLYLINE\n  8\nranh\n 90\n{len(ring) - 1}\n 70\n1\n{pairs}{text}"
        "  0\nLINE\n  8\nduong\n 10\n1.0\n 20\n1.0\n 11\n9.0\n 21\n9.0\n  0\nENDSEC\n  0\nEOF\n",
        encoding="ascii",
    )
    done = to_zones(copy_of_atlas, tmp_path / "a.dxf", "--crs", TM3)
    assert done.exit_code == 0, done.output
    assert "field Text" in done.output and "Left out 1 line that" in done.output
    assert off_m(copy_of_atlas, ZONE, square(ZONE)) < SIX_DECIMALS


def test_both_sides_of_a_miss_are_listed_with_the_nearest(copy_of_atlas: Path, tmp_path: Path) -> None:
    by_name = [Limit(square(ZONE), {"ten": NAMES[ZONE]}), Limit(square(OTHER), {"ten": "KCN Mong Hoah"})]
    file = written(tmp_path / "b.geojson", by_name)
    done = run(copy_of_atlas, file, "--layer", "zones", "--dry-run")
    assert done.exit_code == 0
    assert "import-unmatched" in done.output and "Not in the file, left as they are (7)" in done.output
    assert "nearest: KCN Mông Hóa (kcn-mong-hoa)" in done.output
    assert "kcn-mong-hoa (≈ “KCN Mong Hoah”)" in done.output


# ── what is shown, asked and written ──────────────────────────────────────────────────────────────


def test_what_will_change_is_shown_and_then_asked(copy_of_atlas: Path, tmp_path: Path) -> None:
    before = (copy_of_atlas / "zones.geojson").read_bytes()
    file = written(tmp_path / "a.gpkg", limits())
    looked = run(copy_of_atlas, file, "--layer", "zones", "--dry-run")
    assert looked.exit_code == 0
    assert "area – → 82.76 ha; stated 83 ha (−0.3 % off); centroid moved by 0 m; in Luong Son District" in looked.output
    assert run(copy_of_atlas, file, "--layer", "zones", answer="n\n").exit_code == 1
    assert run(copy_of_atlas, file, "--layer", "zones").exit_code == 2  # no one there to answer
    assert (copy_of_atlas / "zones.geojson").read_bytes() == before
    assert run(copy_of_atlas, file, "--layer", "zones", answer="y\n").exit_code == 0
    assert (copy_of_atlas / "zones.geojson").read_bytes() != before


def test_a_border_that_is_crossed_is_told(copy_of_atlas: Path, tmp_path: Path) -> None:
    collection = json.loads((copy_of_atlas / "districts.geojson").read_text(encoding="utf-8"))
    district = next(shape(f["geometry"]) for f in collection["features"] if f["properties"]["code"] == "152")
    moved = (square(ZONE, east=-step / 1000) for step in range(400))
    ring = next(ring for ring in moved if Polygon(ring).intersection(district).area < 0.9 * Polygon(ring).area)
    file = written(tmp_path / "a.gpkg", [Limit(ring, {"ten": NAMES[ZONE]})])
    done = run(copy_of_atlas, file, "--layer", "zones", "--dry-run")
    assert done.exit_code == 0, done.output
    assert re.search(r"in Luong Son District [78]\d %, .+ \d+ %", done.output), done.output


def test_all_other_bytes_stay(copy_of_atlas: Path, tmp_path: Path) -> None:
    path = copy_of_atlas / "zones.geojson"
    odd = path.read_text(encoding="utf-8").replace('"id":"kcn-yen-quang"', '"id" :  "kcn-yen-quang"', 1)
    path.write_bytes(b"\xef\xbb\xbf" + odd.replace("\n", "\r\n").encode())
    before = path.read_bytes().split(b"\r\n")
    assert to_zones(copy_of_atlas, written(tmp_path / "a.gpkg", limits())).exit_code == 0
    after = path.read_bytes().split(b"\r\n")
    assert [number for number, (old, new) in enumerate(zip(before, after, strict=True)) if old != new] == [1]
    assert b"Polygon" in after[1]


def test_date_and_source_stand_in_the_basis(copy_of_atlas: Path, tmp_path: Path) -> None:
    options = ("--as-of", "2020-05-31", "--source", "S05", "--uncertainty-m", "0.5", "--accuracy", "digitised")
    done = to_zones(copy_of_atlas, written(tmp_path / "a.gpkg", limits()), *options)
    assert done.exit_code == 0, done.output
    found = features(copy_of_atlas)[ZONE]["properties"]
    assert (found["location_accuracy"], found["uncertainty_m"]) == ("digitised", 0.5)
    assert found["basis_vi"].startswith("Ranh giới số hóa từ bản đồ theo tệp a.gpkg, ngày 31-5-2020, nguồn S05 (")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--as-of", "31/5/2020"), "date-invalid"),
        (("--as-of", "2999"), "date-after-data-until"),
        (("--source", "S999"), "source-unknown"),
    ],
)
def test_wrong_options_are_named(options: tuple[str, str], code: str, copy_of_atlas: Path, tmp_path: Path) -> None:
    done = to_zones(copy_of_atlas, written(tmp_path / "a.gpkg", limits()), *options)
    assert done.exit_code == 2 and code in done.output and options[0] in done.output


def test_the_declared_area_holds_the_polygon_to_account(copy_of_atlas: Path, tmp_path: Path) -> None:
    before = (copy_of_atlas / "zones.geojson").read_bytes()
    file = written(tmp_path / "a.gpkg", [Limit(square(ZONE, scale=2), {"ten": NAMES[ZONE]})])
    done = to_zones(copy_of_atlas, file)
    assert done.exit_code == 1 and "area-differs-from-polygon" in done.output
    assert (copy_of_atlas / "zones.geojson").read_bytes() == before


def test_a_plan_of_many_parcels_is_compared_in_linear_time(
    copy_of_atlas: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Comparing every parcel with every name took the square of them."""
    ring = limits(["kcn-luong-son"])[0]
    compared: list[str] = []

    def counted(text: str, candidates: Iterable[str], count: int = 3) -> list[str]:
        compared.extend(candidates)
        return []

    monkeypatch.setattr("kcn_map.importing.match.nearest", counted)
    counts = []
    for many in (1_000, 2_000):
        compared.clear()
        parcels = [replace(ring, texts={"ma": str(n), "ten": f"Parcel {n}"}) for n in range(many)]
        Atlas.load(copy_of_atlas).plan_import(written(tmp_path / f"{many}.geojson", [ring, *parcels]), "zones")
        counts.append(len(compared))
    assert counts[0] == counts[1]
