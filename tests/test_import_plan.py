"""What an import changes is shown, asked for and written, and no other byte is."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from import_files import (
    NAMES,
    Limit,
    limits,
    square,
    written,
)
from import_runs import ZONE, features, run, to_zones
from shapely.geometry import Polygon, shape

pytestmark = pytest.mark.usefixtures("gdal_here")


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
