"""Limits come back from every format that people send, each read by GDAL in its process; nothing else changes."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest
from import_files import (
    TM3,
    Limit,
    corner_table,
    limits,
    square,
    written,
    zipped,
)
from import_runs import CENTIMETRE, SIX_DECIMALS, ZONE, ZONES, features, off_m, run, to_zones

from kcn_map import Atlas
from kcn_map.reading.geometries import positions_of

pytestmark = pytest.mark.usefixtures("gdal_forked")


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


def moved(atlas: Path, layer: str, folder: Path, corner: tuple[float, float]) -> Path:
    """The layer with a corner of the outer boundary 200 m farther east."""
    tree = json.loads((atlas / f"{layer}.geojson").read_text(encoding="utf-8"))
    text = json.dumps(tree).replace(json.dumps(list(corner)), json.dumps([round(corner[0] + 0.002, 6), corner[1]]))
    (folder / f"{layer}.geojson").write_text(text, encoding="utf-8")
    return folder / f"{layer}.geojson"


def test_the_outer_boundary_follows_the_districts(copy_of_atlas: Path, tmp_path: Path) -> None:
    """It is shown first; the communes, which then do not fill it, are told and follow by their own import."""
    levels = [json.loads((copy_of_atlas / f"{name}.geojson").read_text("utf-8")) for name in ("districts", "communes")]
    outline = json.loads((copy_of_atlas / "province.geojson").read_text("utf-8"))["features"][0]["geometry"]
    shared = [dict.fromkeys(tuple(p) for f in tree["features"] for p in positions_of(f["geometry"])) for tree in levels]
    corner = max(p for p in map(tuple, positions_of(outline)) if all(p in points for points in shared))
    done = run(copy_of_atlas, moved(copy_of_atlas, "districts", tmp_path, corner), "--layer", "districts", "--yes")
    assert done.exit_code == 0, done.output
    assert done.output.index("province.geojson: 17") < done.output.index("districts.geojson: 1")
    assert "communes.geojson does not fill it yet" in done.output
    assert {finding.file for finding in Atlas.load(copy_of_atlas).check() if finding.severity == "error"} == {
        "communes.geojson"
    }
    done = run(copy_of_atlas, moved(copy_of_atlas, "communes", tmp_path, corner), "--layer", "communes", "--yes")
    assert done.exit_code == 0 and "province.geojson: 17" not in done.output, done.output
    assert not [finding for finding in Atlas.load(copy_of_atlas).check() if finding.severity == "error"]


@pytest.mark.parametrize("suffix", ["shp", "gpkg"])
def test_a_zip_with_folders_is_unpacked(suffix: str, copy_of_atlas: Path, tmp_path: Path) -> None:
    file = zipped(tmp_path / "gửi.zip", written(tmp_path / f"ranh giới.{suffix}", limits()))
    done = to_zones(copy_of_atlas, file)
    assert done.exit_code == 0, done.output
    assert off_m(copy_of_atlas, ZONE, square(ZONE)) < CENTIMETRE


def test_what_comes_out_of_an_archive_is_not_copied_again(
    copy_of_atlas: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = zipped(tmp_path / "a.zip", written(tmp_path / "b.shp", limits()))
    monkeypatch.setattr(shutil, "copyfile", lambda *names: pytest.fail(f"copied {names}"))
    assert to_zones(copy_of_atlas, file).exit_code == 0


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
