"""A figure is typed once: what is told of one of a site's table stands in that table."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from atlas_edits import Edit, cell, read_rows, together, write_rows
from finding_case import CLUSTERS, OBSERVATIONS, ZONE, ZONES
from import_runs import run
from test_findings import findings_of, new

from kcn_map import Atlas
from kcn_map.analysis.figures import SOURCE_COLUMN
from kcn_map.core.findings import Finding
from kcn_map.package import serialize
from kcn_map.reading import read
from kcn_map.verify import extract

pytestmark = pytest.mark.usefixtures("gdal_here")

#: The area of Lạc Thịnh, 220 ha, has three sources of three dates: the table has that of the first.
OF_OTHER_DATES = [("kcn-lac-thinh", "S93", "2013"), ("kcn-lac-thinh", "S94", "")]


@pytest.fixture(scope="module")
def before(atlas_folder: Path) -> list[Finding]:
    return findings_of(atlas_folder)


def column(file: str, key: str, **cells: str) -> Edit:
    """Cells of a row, in columns that the table may lack."""

    def edit(folder: Path) -> Any:
        rows = read_rows(folder / file)
        write_rows(folder / file, [row | {name: row.get(name, "") for name in cells} for row in rows])
        return cell(file, key, **cells)(folder)

    return edit


def figures(folder: Path) -> list[tuple[Any, ...]]:
    return sorted(
        (o.subject, o.attribute, str(o.value), o.qualifier, o.as_of or "", o.as_of_basis, o.source,
         tuple(o.note.items()), o.adopted)
        for o in Atlas.load(folder).joined.observations
    )  # fmt: skip


def test_the_shipped_atlas_has_no_figure_twice(atlas_folder: Path) -> None:
    seen = read_rows(atlas_folder / OBSERVATIONS)
    twice = [
        (one["subject"], one["source"], one["as_of"])
        for file in (ZONES, CLUSTERS)
        for row in read_rows(atlas_folder / file)
        for attribute, source in SOURCE_COLUMN.items()
        for one in seen
        if (one["subject"], one["attribute"], one["value"]) == (row["id"], attribute, row.get(attribute))
        and one["source"] in row.get(source, "").split(";")
    ]
    assert twice == OF_OTHER_DATES


def test_a_figure_is_the_same_in_either_place(atlas_folder: Path, doubled_atlas: Path) -> None:
    assert len(read_rows(doubled_atlas / OBSERVATIONS)) - len(read_rows(atlas_folder / OBSERVATIONS)) == 18
    assert figures(atlas_folder) == figures(doubled_atlas)


def test_figures_stand_by_their_dates(atlas_folder: Path) -> None:
    site = next(site for site in Atlas.load(atlas_folder).joined.sites if site.id == ZONE)
    areas = [(o.value, o.as_of) for o in site.observations if o.attribute == "area_planned_ha"]
    assert areas == [(71.53, "2009-11-18"), (83, "2017"), (83, "2025"), (230, None)]
    assert site.observations[0].attribute == "area_planned_ha"


WRONG = {
    "computed, and not how": (column(ZONES, ZONE, area_qualifier="derived"), "derived-without-how", "area_qualifier"),
    "a date that is not known": (
        column(ZONES, ZONE, area_as_of_basis="unknown"), "date-basis-contradicts", "area_as_of_basis",
    ),
    "a stated date that is not there": (
        column(ZONES, ZONE, area_as_of="", area_as_of_basis="stated"), "date-basis-contradicts", "area_as_of_basis",
    ),
    "younger than its source": (column(ZONES, ZONE, area_as_of="2019"), "figure-after-publication", "area_as_of"),
    "after the map": (column(CLUSTERS, "ccn-da-bac", area_as_of="2022"), "figure-after-as-of", "area_as_of"),
    "after all data": (column(ZONES, ZONE, established_as_of="2031"), "date-after-data-until", "established_as_of"),
    "a date without a figure": (
        column(ZONES, ZONE, area_industrial_as_of="2017"), "source-without-figure", "area_industrial_as_of",
    ),
    "a source that is none": (column(ZONES, ZONE, established_source="S999"), "source-unknown", "established_source"),
    "a year without a source": (
        column(ZONES, ZONE, established_source="", established_as_of=""), "observation-missing", "established_year",
    ),
    "another value of that source and day": (
        together(cell(CLUSTERS, "ccn-tien-tien", area_note_vi=""), cell(CLUSTERS, "ccn-tien-tien", area_note_en="")),
        "observation-missing", "area_planned_ha",
    ),
}  # fmt: skip


@pytest.mark.parametrize("mistake", WRONG)
def test_what_is_told_is_checked(mistake: str, copy_of_atlas: Path, before: list[Finding]) -> None:
    edit, code, field = WRONG[mistake]
    edit(copy_of_atlas)
    found = new(findings_of(copy_of_atlas), before)
    assert (code, field) in {(finding.code, finding.field) for finding in found}


def test_a_computed_figure_says_how(copy_of_atlas: Path, before: list[Finding]) -> None:
    told = {"area_qualifier": "derived", "area_note_vi": "tổng hai giai đoạn", "area_note_en": "sum of two phases"}
    column(ZONES, ZONE, **told)(copy_of_atlas)
    assert new(findings_of(copy_of_atlas), before) == []
    site = next(site for site in Atlas.load(copy_of_atlas).joined.sites if site.id == ZONE)
    (area,) = [o for o in site.observations if o.attribute == "area_planned_ha" and o.adopted]
    assert (area.qualifier, area.note["vi"], area.as_of) == ("derived", "tổng hai giai đoạn", "2017")


def test_a_map_holds_what_is_told(atlas_folder: Path, built_map: Path, tmp_path: Path) -> None:
    """In as many columns as say something, which its description has."""
    extract(built_map, tmp_path / "data")
    assert figures(tmp_path / "data") == figures(atlas_folder)
    described = json.loads((tmp_path / "data" / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    for file in (ZONES, CLUSTERS):
        with (tmp_path / "data" / file).open(encoding="utf-8", newline="") as stream:
            header = next(csv.reader(stream))
        fields = next(resource["schema"]["fields"] for resource in described if resource["path"] == file)
        assert header == [field["name"] for field in fields]
        assert "area_as_of" in header and "occupancy_note_vi" not in header


def test_an_atlas_without_such_columns_has_none_in_its_map(doubled_atlas: Path) -> None:
    header = serialize.texts(read(doubled_atlas))[ZONES].partition("\n")[0]
    assert "area_source" in header and "area_as_of" not in header


# ── figures that come in ──


def test_an_adopted_figure_takes_its_place(copy_of_atlas: Path, tmp_path: Path) -> None:
    """The former one goes among the observations with all that was told of it; the new one is typed once."""
    path = tmp_path / "a.csv"
    path.write_text("Mã,area_planned_ha\nkcn-thanh-ha,281\n", encoding="utf-8")
    options = ("--as-of", "2020-06", "--source", "S81", "--adopt", "--yes")
    done = run(copy_of_atlas, path, *options)
    assert done.exit_code == 0, done.output
    row = next(row for row in read_rows(copy_of_atlas / ZONES) if row["id"] == "kcn-thanh-ha")
    assert (row["area_planned_ha"], row["area_as_of"], row["area_source"]) == ("281", "2020-06", "S81")
    assert (row["area_as_of_basis"], row["area_note_vi"], row["area_note_en"]) == ("", "", "")
    seen = [row for row in read_rows(copy_of_atlas / OBSERVATIONS) if row["subject"] == "kcn-thanh-ha"]
    assert [row for row in seen if row["value"] == "281"] == []
    (former,) = [row for row in seen if row["value"] == "282.14"]
    assert (former["as_of"], former["as_of_basis"], former["source"]) == ("2018", "estimated", "S10")
    assert former["note"] == "1/500 plan approved" and former["note_vi"]
    kept = (copy_of_atlas / OBSERVATIONS).read_bytes()
    assert "Nothing to change" in run(copy_of_atlas, path, *options).output
    assert (copy_of_atlas / OBSERVATIONS).read_bytes() == kept
