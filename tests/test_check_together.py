"""Mistakes that come together: none hides another, none is blamed on what is right, none stops the command."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from atlas_edits import Edit, setting
from border_edits import vertex_added, vertex_moved
from click.testing import CliRunner

from kcn_map import checking, reading
from kcn_map.cli import main
from kcn_map.core.findings import Finding
from kcn_map.io import gdal

Json = dict[str, Any]
DISTRICTS, ZONES = "districts.geojson", "zones.geojson"
POSITION = Callable[[list[float]], list[float]]


def findings_of(folder: Path, severity: str = "error") -> set[tuple[str, str]]:
    """(code, file) of every finding of a severity."""
    return {(f.code, f.file) for f in all_findings(folder) if f.severity == severity}


def all_findings(folder: Path) -> tuple[Finding, ...]:
    return checking.check(reading.read(folder))


def edit(folder: Path, file: str, change: Callable[[Json], object]) -> None:
    path = folder / file
    tree = json.loads(path.read_text(encoding="utf-8"))
    change(tree)
    path.write_text(json.dumps(tree), encoding="utf-8")


def features(tree: Json, *codes: str) -> list[Json]:
    """The features with these codes or ids; all of them if none is named."""
    found = tree["features"]
    return [f for f in found if not codes or f["properties"].get("code", f["properties"].get("id")) in codes]


def moved(part: Any, move: POSITION) -> Any:
    """Coordinates with every position moved."""
    return move(part) if isinstance(part[0], int | float) else [moved(inner, move) for inner in part]


def move(file: str, to: POSITION, *codes: str) -> Callable[[Path], None]:
    def change(tree: Json) -> None:
        for feature in features(tree, *codes):
            feature["geometry"]["coordinates"] = moved(feature["geometry"]["coordinates"], to)

    return lambda folder: edit(folder, file, change)


def turn_rings(tree: Json) -> None:
    """Every outer ring clockwise, as many programs still write them."""
    for feature in features(tree):
        polygons = feature["geometry"]["coordinates"]
        for polygon in [polygons] if feature["geometry"]["type"] == "Polygon" else polygons:
            polygon[0].reverse()


east = move(DISTRICTS, lambda p: [round(p[0] + 0.02, 5), p[1]], "148")
exact = move(DISTRICTS, lambda p: [p[0] + 1e-10, p[1]])


@pytest.mark.parametrize(
    ("untidy", "warning"),
    [(exact, "geojson-decimals"), (lambda folder: edit(folder, DISTRICTS, turn_rings), "geojson-winding")],
    ids=["decimals", "winding"],
)
def test_a_warning_does_not_hide_an_overlap(untidy: Callable[[Path], None], warning: str, copy_of_atlas: Path) -> None:
    untidy(copy_of_atlas)
    assert findings_of(copy_of_atlas) == set()
    assert (warning, DISTRICTS) in findings_of(copy_of_atlas, "warning")
    east(copy_of_atlas)
    assert ("coverage-overlap", DISTRICTS) in findings_of(copy_of_atlas)
    assert (warning, DISTRICTS) in findings_of(copy_of_atlas, "warning")


def test_a_warning_does_not_hide_a_false_accuracy(copy_of_atlas: Path) -> None:
    move(ZONES, lambda p: [105.5450001, p[1]], "kcn-luong-son")(copy_of_atlas)
    edit(copy_of_atlas, ZONES, lambda tree: features(tree, "kcn-luong-son")[0]["properties"].update(
        location_accuracy="surveyed"
    ))  # fmt: skip
    assert ("accuracy-contradicts-geometry", ZONES) in findings_of(copy_of_atlas)


@pytest.mark.parametrize("file", [DISTRICTS, "communes.geojson", ZONES])
@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (lambda p: p[::-1], "coordinates-swapped"),
        (lambda p: [round(p[0] * 5000, 1), round(p[1] * 110_000, 1)], "coordinates-projected"),
    ],
    ids=["swapped", "projected"],
)
def test_a_whole_layer_out_of_place_is_blamed_alone(wrong: POSITION, code: str, file: str, copy_of_atlas: Path) -> None:
    def change(tree: Json) -> None:
        for feature in tree["features"]:
            if feature["geometry"] is not None:
                feature["geometry"]["coordinates"] = moved(feature["geometry"]["coordinates"], wrong)

    edit(copy_of_atlas, file, change)
    assert findings_of(copy_of_atlas) == {(code, file)}


#: An edit of the border of 148 and 152, the finding, and the widest gap or overlap that it makes, in metres.
BORDERS = [
    (vertex_added("148", "152"), "coverage-edges-differ", 1),
    (vertex_moved("148", "152"), "coverage-gap", 11),
    (vertex_moved("148", "152", into_other=True), "coverage-overlap", 20.1),
]


@pytest.mark.parametrize(("border", "code", "width"), BORDERS)
@pytest.mark.parametrize("allowed", [0, 1, 5, 15, 50])
def test_a_border_differs_by_what_is_allowed_or_is_named_with_its_place(
    border: Edit, code: str, width: float, allowed: float, copy_of_atlas: Path
) -> None:
    border(copy_of_atlas)
    setting("^coverage_gap_m = 1", f"coverage_gap_m = {allowed}")(copy_of_atlas)
    found = [finding for finding in all_findings(copy_of_atlas) if finding.code.startswith("coverage-")]
    assert [finding.code for finding in found] == ([code] if allowed <= width else [])
    for finding in found:
        assert re.search(r"105\.4\d+, 20\.9\d+", finding.message("vi"))
        assert "148" in finding.message("vi") and "152" in finding.message("vi")


def test_layers_of_a_whole_country_are_in_place(copy_of_atlas: Path) -> None:
    """Districts copied in steps to 14 degrees farther south are near each other still."""

    def change(tree: Json) -> None:
        tree["features"] += [southern(feature, step) for step in range(1, 15) for feature in features(tree)]

    def southern(feature: Json, degrees: int) -> Json:
        code = str(int(feature["properties"]["code"]) + 10 * degrees)
        coordinates = moved(feature["geometry"]["coordinates"], lambda p: [p[0], round(p[1] - degrees, 5)])
        properties = {**feature["properties"], "code": code, "label_lon": None, "label_lat": None}
        return {**feature, "properties": properties, "geometry": {**feature["geometry"], "coordinates": coordinates}}

    edit(copy_of_atlas, DISTRICTS, change)
    assert not {code for code, _ in findings_of(copy_of_atlas) if code.startswith("coordinates-")}


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity", "1e400", "1" * 400])
@pytest.mark.parametrize("place", ["105.545", "20.882"])
def test_what_is_no_number_is_named_with_its_feature(constant: str, place: str, copy_of_atlas: Path) -> None:
    path = copy_of_atlas / ZONES
    text = path.read_text(encoding="utf-8")
    assert text.count(f"{place}") == 1
    path.write_text(text.replace(place, constant), encoding="utf-8")
    found = [finding for finding in all_findings(copy_of_atlas) if finding.severity == "error"]
    assert {finding.code for finding in found} == {"number-not-finite"}
    assert 1 in {finding.row for finding in found}


@pytest.mark.parametrize("char", ["\ud800", "\u202e", "\x1b[31m", "\u200b", "a" * 100_000], ids=ascii)
@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_no_key_breaks_the_command(char: str, form: str, copy_of_atlas: Path) -> None:
    """A key is shown in the finding about it, whatever is in it."""
    edit(copy_of_atlas, ZONES, lambda tree: features(tree, "kcn-luong-son")[0]["properties"].update(
        id="kcn-luong-son" + char
    ))  # fmt: skip
    done = CliRunner().invoke(main, ["check", "--data", str(copy_of_atlas), "--format", form])
    assert done.exit_code == 1 and isinstance(done.exception, SystemExit)
    assert "id-without-row" in done.stdout or "id-characters" in done.stdout
    assert char not in done.stdout
    done.stdout.encode()


@pytest.mark.parametrize("char", ["\u3164", "\u2800", "\ufe0f", "\u034f", "\u00ad", "\u2066"], ids=ascii)
def test_blanks_that_pass_for_letters_are_seen(char: str, copy_of_atlas: Path) -> None:
    path = copy_of_atlas / "zones.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("KCN Mông Hóa", f"KCN Mông{char} Hóa"), encoding="utf-8")
    (finding,) = [finding for finding in all_findings(copy_of_atlas) if finding.severity == "error"]
    assert (finding.code, finding.field) == ("text-invisible-character", "name_vi")
    assert f"⟨U+{ord(char):04X}⟩" in str(finding.value)


@pytest.mark.parametrize("verb", ["check", "build", "query", "districts"])
@pytest.mark.parametrize("crs", ["EPSG:999999", "+proj=pipeline", "EPSG:5773", ""])
def test_no_command_trips_over_an_unknown_crs(verb: str, crs: str, copy_of_atlas: Path, tmp_path: Path) -> None:
    path = copy_of_atlas / "atlas.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('"EPSG:4326"', f'"{crs}"'), encoding="utf-8")
    out = ["--out", str(tmp_path / "index.html")] if verb == "build" else []
    done = CliRunner().invoke(main, [verb, "--data", str(copy_of_atlas), *out])
    assert done.exit_code == 1 and isinstance(done.exception, SystemExit)
    assert "setting-invalid" in done.output


@pytest.mark.skipif(os.name == "nt", reason="no FIFO")
@pytest.mark.parametrize(
    "crs",
    [
        *("+init={pipe}:1", "+proj=pipeline +step +proj=hgridshift +grids={pipe}", "{pipe}:1", "file://{pipe}"),
        *("[" * 3000, "{{'type':'BoundCRS','source_crs':" * 3000, "EPSG:4326+" * 3000, "EPSG:" + "9" * 5000),
    ],
    ids=lambda crs: crs[:20],
)
def test_a_crs_is_a_code_and_names_no_file(crs: str, copy_of_atlas: Path, tmp_path: Path) -> None:
    """PROJ would wait for what comes out of a pipe, and Python's JSON ended in a traceback."""
    os.mkfifo(tmp_path / "pipe")
    path, named = copy_of_atlas / "atlas.toml", crs.replace("{pipe}", str(tmp_path / "pipe")).replace("'", '\\"')
    path.write_text(path.read_text(encoding="utf-8").replace('"EPSG:4326"', f'"{named}"'), encoding="utf-8")
    done = CliRunner().invoke(main, ["check", "--data", str(copy_of_atlas)])
    assert done.exit_code == 1 and isinstance(done.exception, SystemExit)
    assert "setting-invalid" in done.output


def test_a_row_with_a_bad_id_is_listed_as_it_stands(copy_of_atlas: Path) -> None:
    path = copy_of_atlas / "clusters.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("\nccn-yen-mong,", "\nccn yen-mong,"), encoding="utf-8")
    (area,) = [f for f in all_findings(copy_of_atlas) if (f.code, f.file, f.field) == (
        "figure-not-known", "clusters.csv", "area_planned_ha"
    )]  # fmt: skip
    assert "ccn yen-mong," in area.message("vi")


def test_what_gdal_saw_of_a_half_saved_file_is_forgotten(copy_of_atlas: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a watch one process checks the same layer again and again."""
    with monkeypatch.context() as patch:
        patch.setattr(gdal, "keys", lambda path, field: [])
        assert {code for code, _ in findings_of(copy_of_atlas)} == {"readers-differ"}
    assert findings_of(copy_of_atlas) == set()
