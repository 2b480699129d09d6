"""One mistake makes one finding, at the place that is wrong; what follows from it is counted."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from atlas_edits import (
    Edit,
    cell,
    columns,
    copied,
    encoded,
    figure,
    headings,
    holding,
    replaced,
    rows_gone,
    setting,
    together,
    without,
)
from cases_of_tables import moved_by_one
from finding_case import (
    CLUSTER,
    CLUSTER_LAYER,
    CLUSTERS,
    COMMUNES,
    DISTRICTS,
    OBSERVATIONS,
    PROJECTS,
    SOURCES,
    TOTALS,
    ZONE,
    ZONE_LAYER,
    ZONES,
    limits,
)
from layer_edits import collection, dropped_feature, geometry, properties
from test_findings import findings_of, new

from kcn_map.core.findings import Finding

WRONG, OTHER = "kcn-luong-sonn", "kcn-mong-hoa"


def swapped(file: str, one: str, other: str) -> Edit:
    return together(cell(file, one, id="x"), cell(file, other, id=one), cell(file, "x", id=other))


def renamed_subject(row: dict[str, str]) -> dict[str, str]:
    return {**row, "subject": WRONG if row["subject"] == ZONE else row["subject"]}


def in_capitals(tree: dict[str, list[dict[str, dict[str, str]]]]) -> None:
    for feature in tree["features"]:
        feature["properties"]["id"] = feature["properties"]["id"].upper()


#: What is done; the code, file, field of what is said; what it says of the right id, if anything.
ONE = {
    "id mistyped in the table": (cell(ZONES, ZONE, id=WRONG), "id-without-feature", ZONES, "id", ZONE),
    "id unlike its own in the table": (cell(ZONES, ZONE, id="x"), "id-without-feature", ZONES, "id", ZONE),
    "id with a blank in the table": (cell(ZONES, ZONE, id="kcn luong-son"), "id-characters", ZONES, "id", None),
    "no id in the table": (cell(ZONES, ZONE, id=""), "value-missing", ZONES, "id", None),
    "id mistyped in the layer": (
        properties(ZONE_LAYER, ZONE, id=WRONG), "id-without-row", ZONE_LAYER, "id", ZONE,
    ),
    "id without figures mistyped in the layer": (
        properties(CLUSTER_LAYER, CLUSTER, id="ccn-dam-duog"), "id-without-row", CLUSTER_LAYER, "id", CLUSTER,
    ),
    "id without figures mistyped in the table": (
        cell(CLUSTERS, CLUSTER, id="ccn-dam-duog"), "id-without-feature", CLUSTERS, "id", CLUSTER,
    ),
    "row gone": (rows_gone(ZONES, lambda row: row["id"] == ZONE), "id-without-row", ZONE_LAYER, "id", "–"),
    "feature gone": (dropped_feature(ZONE_LAYER, ZONE), "id-without-feature", ZONES, "id", "–"),
    "id changed but for the figures": (
        together(cell(ZONES, ZONE, id=WRONG), properties(ZONE_LAYER, ZONE, id=WRONG)),
        "subject-unknown", OBSERVATIONS, "subject", WRONG,
    ),
    "subject of all figures": (
        columns(OBSERVATIONS, renamed_subject), "subject-unknown", OBSERVATIONS, "subject", ZONE,
    ),
    "value of an adopted observation": (
        cell(OBSERVATIONS, PROJECTS, value="40 dự án"), "number-invalid", OBSERVATIONS, "value", None,
    ),
    "ids swapped": (swapped(ZONES, ZONE, OTHER), "id-of-another-site", ZONES, "id", None),
    "source mistyped": (cell(SOURCES, "S81", id="S811"), "id-misspelt", SOURCES, "id", "S81"),
    "source gone": (
        rows_gone(SOURCES, lambda row: row["id"] == "S81"), "source-unknown", ZONES, "occupancy_source", "–",
    ),
    "district mistyped": (properties(DISTRICTS, "152", code="125"), "id-misspelt", DISTRICTS, "code", "152"),
    "new commune mistyped": (
        properties("communes.geojson", "04924", code="04925"), "id-misspelt", "communes.geojson", "code", "04924",
    ),
    "total mistyped in the settings": (
        setting(r'(?s)(\[\[totals\]\]\nid = )"zones_projects"', r'\1"zone_projects"'),
        "id-misspelt", "atlas.toml", "totals.zone_projects.id", "zones_projects",
    ),
    "total mistyped in its table": (
        cell(TOTALS, "zones_projects", measure="zone_projects"), "total-unknown", TOTALS, "measure", "zones_projects",
    ),
    "source of many figures published too early": (
        cell(SOURCES, "S81", published="2012"), "figure-after-publication", OBSERVATIONS, "as_of", None,
    ),
    "date that is wrong and late": (
        cell(ZONES, ZONE, projects_as_of="2021"), "adopted-date-differs", ZONES, "projects_as_of", None,
    ),
}  # fmt: skip

#: The same, of a figure that needs no other place: nothing follows.
ALONE = {
    "subject of an adopted figure": (
        cell(OBSERVATIONS, PROJECTS, subject="kcn-luong-san"), "subject-unknown", OBSERVATIONS, "subject", ZONE,
    ),
    "source of an adopted figure": (
        cell(ZONES, ZONE, area_source="S055"), "source-unknown", ZONES, "area_source", "S55",
    ),
    "source of a total": (cell(TOTALS, "zones_count", source="S800"), "source-unknown", TOTALS, "source", "S80"),
    "source of an adopted observation": (
        cell(OBSERVATIONS, PROJECTS, source="S111"), "source-unknown", OBSERVATIONS, "source", "S11",
    ),
    "subject with a blank": (
        cell(OBSERVATIONS, PROJECTS, subject="kcn luong-son"), "id-characters", OBSERVATIONS, "subject", None,
    ),
    "no attribute": (cell(OBSERVATIONS, PROJECTS, attribute=""), "value-missing", OBSERVATIONS, "attribute", None),
    "a cell too many": (
        replaced(OBSERVATIONS, f"^{ZONE},projects_total,40,", f"{ZONE},projects_total,40,0,"),
        "row-length", OBSERVATIONS, None, None,
    ),
}  # fmt: skip


@pytest.fixture(scope="session")
def atlas_folder(doubled_atlas: Path) -> Path:
    """Most of what `check` can say of a figure it says where observations.csv has it as well."""
    return doubled_atlas


@pytest.fixture(scope="module")
def before(atlas_folder: Path) -> list[Finding]:
    return findings_of(atlas_folder)


@pytest.mark.parametrize(("edit", "code", "file", "field", "right"), [*(ONE | ALONE).values()], ids=[*ONE, *ALONE])
def test_one_mistake_is_one_finding(
    edit: Edit, code: str, file: str, field: str | None, right: str | None, copy_of_atlas: Path, before: list[Finding]
) -> None:
    edit(copy_of_atlas)
    (finding,) = new(findings_of(copy_of_atlas), before)
    assert (finding.code, finding.file, finding.field) == (code, file, field)
    assert right in (None, finding.params.get("nearest"), finding.params.get("wanted"))
    alone = (code == "id-without-feature" and right == "–") or any(edit is one[0] for one in ALONE.values())
    assert (finding.consequences == 0) == alone
    assert finding.as_dict()["consequences"] == finding.consequences
    for lang, word in (("vi", "Kéo theo"), ("en", " when it is fixed.")):
        assert (word in finding.message(lang)) != alone


def test_all_that_follows_is_counted(copy_of_atlas: Path, before: list[Finding]) -> None:
    """The figures published of the site, the year of its row, and its feature."""
    cell(ZONES, ZONE, id=WRONG)(copy_of_atlas)
    (finding,) = new(findings_of(copy_of_atlas), before)
    published = (copy_of_atlas / OBSERVATIONS).read_text(encoding="utf-8").count(f"\n{ZONE},")
    adopted = 1  # the year; a figure with a source needs no observation
    assert finding.consequences == published + adopted + 1
    assert f"{finding.consequences} other findings follow" in finding.message("en")


def test_each_of_many_is_told(copy_of_atlas: Path, before: list[Finding]) -> None:
    collection(ZONE_LAYER, in_capitals)(copy_of_atlas)
    found = new(findings_of(copy_of_atlas), before)
    assert [(finding.code, finding.file, finding.consequences) for finding in found] == [
        ("id-without-row", ZONE_LAYER, 1)
    ] * 8
    assert {finding.params["nearest"] for finding in found} == {str(finding.value).lower() for finding in found}


def test_a_mistake_beside_another_is_told(copy_of_atlas: Path, before: list[Finding]) -> None:
    """One figure of the row has lost its observation to a mistyped subject, another is wrong itself."""
    edit = together(cell(OBSERVATIONS, PROJECTS, subject="kcn-luong-san"), cell(ZONES, ZONE, area_planned_ha="38"))
    edit(copy_of_atlas)
    found = [(f.code, f.field) for f in new(findings_of(copy_of_atlas), before)]
    assert found == [("observation-missing", "area_planned_ha"), ("subject-unknown", "subject")]


def test_two_mistakes_are_two_findings(copy_of_atlas: Path, before: list[Finding]) -> None:
    together(cell(ZONES, ZONE, id=WRONG), cell(SOURCES, "S39", id="S93x"))(copy_of_atlas)
    found = new(findings_of(copy_of_atlas), before)
    assert [finding.code for finding in found] == ["id-without-feature", "id-misspelt"]


def test_a_source_that_no_one_names_is_misspelt_only_where_one_is_missed(
    copy_of_atlas: Path, before: list[Finding]
) -> None:
    copied(SOURCES, "S01", id="S811", url="https://example.org/")(copy_of_atlas)
    assert [finding.code for finding in new(findings_of(copy_of_atlas), before)] == ["source-unused"]
    cell(SOURCES, "S39", id="S399")(copy_of_atlas)
    misspelt, unused = new(findings_of(copy_of_atlas), before)
    assert (misspelt.code, misspelt.value) == ("id-misspelt", "S399")
    assert (unused.code, unused.params["count"], unused.params["ids"]) == ("source-unused", 1, "S811")


def decimal_commas(row: dict[str, str]) -> dict[str, str]:
    return {name: re.sub(r"^(\d+)\.(\d+)$", r"\1,\2", text) for name, text in row.items()}


def exchanged(row: dict[str, str]) -> dict[str, str]:
    """The headings value and qualifier exchanged."""
    return {**row, "value": row["qualifier"], "qualifier": row["value"]}


def doubled(tree: dict[str, list[object]]) -> None:
    tree["features"] *= 2


def turned(tree: dict[str, list[dict[str, dict[str, list[float]]]]]) -> None:
    for feature in tree["features"]:
        feature["geometry"]["coordinates"].reverse()


#: One mistake that several rules see.
SEEN_TWICE = {
    "placeholder": (cell(ZONES, ZONE, infrastructure_investor="?"), "value-placeholder"),
    "commune of another code": (cell(CLUSTERS, "ccn-yen-mong", commune_2020_code="04906"), "name-contradicts-code"),
    "district of another code": (cell(ZONES, ZONE, district_code="148"), "area-of-other-parent"),
    "year after the end": (figure(ZONES, ZONE, "established_year", "2099"), "date-after-data-until"),
    "limits called a point": (
        together(limits((-1, -1), (1, -1), (1, 1), (-1, 1)), properties(ZONE_LAYER, ZONE, location_accuracy="commune",
                 uncertainty_m=2000)),
        "accuracy-contradicts-geometry",
    ),
    "point of another site": (geometry(ZONE_LAYER, ZONE, "Point", [105.41267, 20.90339]), "site-outside-area"),
    "names of districts exchanged": (
        together(
            properties(DISTRICTS, "152", name_vi="Huyện Đà Bắc"),
            properties(DISTRICTS, "150", name_vi="Huyện Lương Sơn"),
        ),
        "names-swapped",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("edit", "code"), SEEN_TWICE.values(), ids=SEEN_TWICE)
def test_what_several_rules_see_is_told_once(edit: Edit, code: str, copy_of_atlas: Path, before: list[Finding]) -> None:
    edit(copy_of_atlas)
    assert [finding.code for finding in new(findings_of(copy_of_atlas), before)] == [code]


#: What is told of figures that are not there, whatever took them away.
KNOWN = ("figure-not-known", "total-not-reached", "sites-missing", "lookup-differs", "unit-without-rows")
#: What is done to a whole file; the codes of all that is said of it.
WHOLE = {
    "nothing": (holding(TOTALS, ""), ["headings-missing"]),
    "a page of the web": (holding(ZONES, "<!DOCTYPE html>\n<title>Sign in</title>\n"), ["headings-missing"]),
    "a pointer of Git LFS": (holding(SOURCES, "version https://git-lfs.example/v1\noid x\n"), ["headings-missing"]),
    "sep=, above the headings": (replaced(OBSERVATIONS, r"\A", "sep=,\n"), ["headings-missing"]),
    "no headings": (replaced(OBSERVATIONS, r"\A[^\n]*\n", ""), ["headings-missing"]),
    "UTF-16": (encoded(OBSERVATIONS, "utf-16"), ["encoding-not-utf8"]),
    "windows-1258": (encoded(SOURCES, "cp1258"), ["encoding-not-utf8"]),
    "decimal commas": (columns(OBSERVATIONS, decimal_commas), ["number-decimal-comma"]),
    "decimal commas in several columns": (columns(COMMUNES, decimal_commas), ["number-decimal-comma"]),
    "headings exchanged": (columns(TOTALS, exchanged), ["value-not-allowed", "number-invalid"]),
    "a column moved": (columns(OBSERVATIONS, moved_by_one), ["cells-moved"]),
    "sources gone": (headings(SOURCES), ["table-empty"]),
    "zones gone": (headings(ZONES), ["table-empty"]),
    "an optional file gone": (without(COMMUNES), ["file-needed"]),
    "zeros lost": (columns(COMMUNES, lambda row: {**row, "code": row["code"].lstrip("0")}), ["code-leading-zeros"]),
    "features doubled": (collection(DISTRICTS, doubled), ["id-duplicate"]),
    "coordinates turned": (collection(ZONE_LAYER, turned), ["coordinates-swapped"]),
    "a row too long": (replaced(ZONES, f"^{ZONE},", f"{ZONE},zone,"), ["row-length"]),
    "a row of sums": (replaced(TOTALS, r"\Z", "Tổng,,,,,,,\n"), ["id-characters"]),
}  # fmt: skip


@pytest.mark.parametrize(("edit", "codes"), WHOLE.values(), ids=WHOLE)
def test_a_mistake_of_a_whole_file_is_one_finding(
    edit: Edit, codes: list[str], copy_of_atlas: Path, before: list[Finding]
) -> None:
    edit(copy_of_atlas)
    assert [f.code for f in new(findings_of(copy_of_atlas), before) if f.code not in KNOWN] == codes


def test_many_cells_are_told_with_their_rows(copy_of_atlas: Path, before: list[Finding]) -> None:
    columns(COMMUNES, decimal_commas)(copy_of_atlas)
    (finding,) = new(findings_of(copy_of_atlas), before)
    assert finding.row == 2
    assert "The same in" in finding.message("en") and "3, 3, 4, 4" in finding.message("en")
    assert "Cùng lỗi ở" in finding.message("vi")
    assert finding.consequences == 0
