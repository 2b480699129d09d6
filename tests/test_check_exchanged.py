"""Mistakes that two cells or areas make together, and figures that others contradict: one finding each."""

from __future__ import annotations

from pathlib import Path

import pytest
from atlas_edits import Edit, cell, copied, find_row, read_rows, setting, together, write_rows
from finding_case import (
    CLUSTER,
    CLUSTERS,
    COMMUNES,
    DISTRICTS,
    LOOSE,
    OBSERVATIONS,
    PROVINCE,
    SOURCES,
    TOWNS,
    ZONE,
    ZONE_LAYER,
    ZONES,
)
from layer_edits import exchanged, properties
from test_findings import findings_of, new

from kcn_map.core.findings import Finding


@pytest.fixture(scope="session")
def atlas_folder(doubled_atlas: Path) -> Path:
    """Most of what `check` can say of a figure it says where observations.csv has it as well."""
    return doubled_atlas


@pytest.fixture(scope="module")
def before(atlas_folder: Path) -> list[Finding]:
    return findings_of(atlas_folder)


def swapped_cells(file: str, one: str, other: str, *fields: str) -> Edit:
    """Cells of two rows that have changed places."""

    def edit(folder: Path) -> object:
        rows = read_rows(folder / file)
        first, second = (rows[find_row(rows, key)] for key in (one, other))
        for field in fields:
            first[field], second[field] = second[field], first[field]
        return write_rows(folder / file, rows)

    return edit  # type: ignore[return-value]


MISTAKES: dict[str, tuple[Edit, set[tuple[str, str]]]] = {
    "names of two districts": (
        exchanged(DISTRICTS, "152", "153", "name_vi", "name_en"),
        {("area-names-exchanged", DISTRICTS)},
    ),
    "Vietnamese names of two districts": (
        exchanged(DISTRICTS, "152", "153", "name_vi"),
        {("names-swapped", DISTRICTS)},
    ),
    "names of two districts with their land and labels": (
        exchanged(
            DISTRICTS, "152", "153", "name_vi", "name_en", "other_names", "area_official_km2", "label_lon", "label_lat"
        ),
        {("area-names-exchanged", DISTRICTS)},
    ),
    "names of two towns": (
        together(
            properties(TOWNS, 3, name_vi="Bo", full_name_vi="Thị trấn Bo"),
            properties(TOWNS, 4, name_vi="Lương Sơn", full_name_vi="Thị trấn Lương Sơn"),
        ),
        {("area-names-exchanged", TOWNS)},
    ),
    "names of two communes in the look-up": (
        swapped_cells(COMMUNES, "04792", "04795", "name_vi"),
        {("values-exchanged", COMMUNES)},
    ),
    "points of two communes": (
        swapped_cells(COMMUNES, "04792", "04795", "lon", "lat"),
        {("values-exchanged", COMMUNES)},
    ),
    "districts of two clusters": (
        swapped_cells(CLUSTERS, "ccn-tien-tien", "ccn-xom-rut", "district_code"),
        {("values-exchanged", CLUSTERS)},
    ),
    "a bare 0 for an occupancy": (
        cell(ZONES, "kcn-yen-quang", occupancy_pct="0"),
        {("figure-without-source", ZONES)},
    ),
    "a bare 0 for projects": (cell(ZONES, "kcn-yen-quang", projects_total="0"), {("figure-without-source", ZONES)}),
    "areas of two sites": (
        swapped_cells(ZONES, ZONE, "kcn-mong-hoa", "area_planned_ha"),
        {("values-exchanged", ZONES)},
    ),
    "industrial land of two sites": (
        swapped_cells(ZONES, "kcn-mong-hoa", "kcn-yen-quang", "area_industrial_ha"),
        {("values-exchanged", ZONES)},
    ),
    "a Cyrillic letter that is like a Latin one in italics": (
        cell(ZONES, ZONE, name_vi="KCN Lươпg Sơn"),
        {("text-letter-mistaken", ZONES)},
    ),
    "a unit with a Greek letter": (cell(ZONES, ZONE, note="5 μm", note_vi="5 μm"), set()),
    "workers with a zero too many": (
        cell(OBSERVATIONS, {"subject": ZONE, "attribute": "workers", "value": "14500"}, value="145000"),
        {("figure-far-off", OBSERVATIONS)},
    ),
    "few projects that have grown": (
        together(
            copied(OBSERVATIONS, LOOSE, attribute="projects_certified", value="1", as_of="2009"),
            copied(OBSERVATIONS, LOOSE, attribute="projects_certified", value="9", as_of="2009-11"),
        ),
        set(),
    ),
    "an area of nothing": (cell(CLUSTERS, CLUSTER, area_planned_ha="0"), {("area-zero", CLUSTERS)}),
    "a figure of the future": (cell(OBSERVATIONS, LOOSE, as_of="2030"), {("date-after-data-until", OBSERVATIONS)}),
    "a year of establishment in the table alone": (
        cell(ZONES, ZONE, established_year="2012"),
        {("observation-missing", ZONES)},
    ),
    "a source copied with another id": (copied(SOURCES, "S05", id="S500"), {("source-address-duplicate", SOURCES)}),
    "a town of another district": (properties(TOWNS, 3, district_code="157"), {("town-outside-area", TOWNS)}),
    "the code of a neighbour for the province": (
        setting('^code = "17"', 'code = "25"'),
        {("province-differs", PROVINCE)},
    ),
    "industrial land ten times too small": (
        cell(ZONES, "kcn-mong-hoa", area_industrial_ha="14.687"),
        {("observation-missing", ZONES)},
    ),
    "a day of the map before most figures": (
        setting("^as_of = .*$", "as_of = 2010-12-31"),
        {("setting-beyond-sense", "atlas.toml")},
    ),
    "a point of a commune less certain than the commune": (
        properties(ZONE_LAYER, ZONE, uncertainty_m=30000),
        {("uncertainty-too-large", ZONE_LAYER)},
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_one_finding(name: str, copy_of_atlas: Path, before: list[Finding]) -> None:
    edit, wanted = MISTAKES[name]
    edit(copy_of_atlas)
    found = [(finding.code, finding.file) for finding in new(findings_of(copy_of_atlas), before)]
    assert sorted(found) == sorted(wanted)


def test_a_district_that_is_none_is_told_with_that_of_the_commune(copy_of_atlas: Path, before: list[Finding]) -> None:
    cell(ZONES, ZONE, district_code="125")(copy_of_atlas)
    (finding,) = new(findings_of(copy_of_atlas), before)
    assert finding.code == "area-unknown" and ": 152." in finding.message("en")


def test_communes_that_two_rows_have_exchanged_are_not_called_districts(copy_of_atlas: Path) -> None:
    """Their places speak for the districts."""
    swapped_cells(CLUSTERS, "ccn-tien-tien", "ccn-xom-rut", "commune_2020", "commune_2020_code")(copy_of_atlas)
    found = findings_of(copy_of_atlas)
    assert [one.code for one in found if one.field == "commune_2020_code"].count("area-of-other-parent") == 2
    assert "district_code" not in {one.field for one in found if one.severity == "error"}
