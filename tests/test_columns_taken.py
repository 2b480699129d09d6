"""Measures whose columns other columns have already, and numbers that no format of files takes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from atlas_edits import cell
from machine_faults import run

from kcn_map import Atlas, DataError

TAKEN = ("code", "Code", "district_code", "name_vi", "Name_EN", "area_official_km2", "communes_2020")
KEPT = ("fid", "FID", "ogc_fid", "rowid", "geom", "Geometry", "wkb_geometry")


def renamed(folder: Path, *names: str) -> None:
    """The first measures of the atlas with these ids."""
    file = folder / "atlas.toml"
    head, *measures = re.split(r'(?<=\[\[measures\]\]\nid = ")', file.read_text(encoding="utf-8"))
    for place, name in enumerate(names):
        measures[place] = re.sub('^[^"]+', name, measures[place])
    file.write_text("".join([head, *measures]), encoding="utf-8")


@pytest.mark.parametrize(
    "names", [*((name,) for name in (*TAKEN, *KEPT)), ("area", "Area"), ("a", "a_n"), ("a_OF", "a")]
)
def test_a_measure_whose_column_is_taken_is_refused(names: tuple[str, ...], copy_of_atlas: Path) -> None:
    """It would stand in the place of the code, or end an export."""
    renamed(copy_of_atlas, *names)
    found = [(f.code, f.value) for f in Atlas.load(copy_of_atlas).check() if f.severity == "error"]
    assert found == [("measure-name-taken", names[-1])]
    done = run("districts", "--format", "json", "--data", copy_of_atlas)
    assert done.exit_code == 1 and "measure-name-taken" in done.output


@pytest.mark.parametrize("style", ["gpkg", "fgb", "shp", "csv", "xlsx", "kml"])
def test_names_that_are_free_are_exported(style: str, copy_of_atlas: Path, tmp_path: Path) -> None:
    renamed(copy_of_atlas, "id", "select", "Order", "constructor")
    out = tmp_path / ("layers" if style in ("fgb", "shp", "csv") else f"a.{style}")
    assert run("export", "--format", style, "--data", copy_of_atlas, "--out", out).exit_code == 0
    done = run("districts", "--format", "json", "--data", copy_of_atlas)
    codes = {row["district_code"] for row in json.loads(done.stdout)}
    assert codes == {district.code for district in Atlas.load(copy_of_atlas).joined.first_areas}


HUGE = {
    "projects_total": "12345678901234567890", "projects_operating": "9" * 20, "established_year": "9" * 20,
    "area_planned_ha": "1e300", "occupancy_pct": "1" * 20,
}  # fmt: skip


@pytest.mark.parametrize("column", HUGE)
def test_a_number_that_no_file_takes_is_refused(column: str, copy_of_atlas: Path, tmp_path: Path) -> None:
    cell("zones.csv", "kcn-luong-son", **{column: HUGE[column]})(copy_of_atlas)
    for style in ("gpkg", "xlsx", "geojson", "csv"):
        done = run("query", "--format", style, "--data", copy_of_atlas, "--out", tmp_path / f"a.{style}")
        assert done.exit_code == 1 and f"{column}" in done.output, done.output
    for style in ("gpkg", "fgb", "shp"):
        with pytest.raises(DataError):
            Atlas.load(copy_of_atlas).export(tmp_path / "a", style)
