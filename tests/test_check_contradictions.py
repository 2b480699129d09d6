"""What a row says of a site and what was published of it go together; what stands for the unknown is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from atlas_edits import Edit, cell, copied, figure, setting, together
from finding_case import (
    CLUSTER,
    CLUSTER_LAYER,
    CLUSTERS,
    DISTRICTS,
    LOOSE,
    OBSERVATIONS,
    PROJECTS,
    SOURCES,
    TOTALS,
    ZONE,
    ZONES,
)
from layer_edits import properties
from test_findings import findings_of, new

from kcn_map.core.findings import Finding

YEN_QUANG, MONG_HOA = "kcn-yen-quang", "kcn-mong-hoa"
#: Counts of the province that no total adopts.
COUNTED = {"attribute": "zones_projects_operating", "source": "S21"}
OPERATING = {"attribute": "projects_operating", "value": "30"}


@pytest.fixture(scope="session")
def atlas_folder(doubled_atlas: Path) -> Path:
    """Most of what `check` can say of a figure it says where observations.csv has it as well."""
    return doubled_atlas


@pytest.fixture(scope="module")
def before(atlas_folder: Path) -> list[Finding]:
    return findings_of(atlas_folder)


def operating(count: str) -> Edit:
    """Projects operating, in the table and among the observations."""
    return together(
        cell(ZONES, ZONE, projects_operating=count),
        copied(OBSERVATIONS, PROJECTS, attribute="projects_operating", value=count),
    )


#: A mistake, and the code, file and field of the one finding that it brings.
CONTRADICTIONS: dict[str, tuple[Edit, str, str, str]] = {
    "operating above total in the table": (
        operating("41"), "projects-operating-above-total", ZONES, "projects_operating",
    ),
    "operating above total among the observations": (
        copied(OBSERVATIONS, PROJECTS, attribute="projects_operating", value="41"),
        "part-above-whole", OBSERVATIONS, "value",
    ),
    "operating above total in the province": (
        cell(OBSERVATIONS, COUNTED, value="105"), "part-above-whole", OBSERVATIONS, "value",
    ),
    "industrial land above the planned area, not adopted": (
        copied(OBSERVATIONS, LOOSE, attribute="area_industrial_ha", value="72"),
        "part-above-whole", OBSERVATIONS, "value",
    ),
    "138 of 334 the other way round": (
        together(
            cell(TOTALS, "industrial_projects_operating", value="334"),
            cell(TOTALS, "industrial_projects", value="138"),
            cell(OBSERVATIONS, {"attribute": "industrial_projects", "source": "S80"}, value="138"),
            cell(OBSERVATIONS, {"attribute": "industrial_projects_operating", "source": "S80"}, value="334"),
        ),
        "part-above-whole", TOTALS, "value",
    ),
    "a fraction in the table and the observation": (
        figure(ZONES, MONG_HOA, "occupancy_pct", "0.3471"), "percent-as-fraction", ZONES, "occupancy_pct",
    ),
    "a whole as 1": (figure(ZONES, ZONE, "occupancy_pct", "1"), "percent-as-fraction", ZONES, "occupancy_pct"),
    "a fraction that no table adopts": (
        cell(OBSERVATIONS, {"subject": MONG_HOA, "value": "33.87"}, value="0.3387"),
        "percent-as-fraction", OBSERVATIONS, "value",
    ),
    "a fraction of the province": (
        cell(OBSERVATIONS, {"attribute": "clusters_occupancy_pct", "source": "S13"}, value="0.4088"),
        "percent-as-fraction", OBSERVATIONS, "value",
    ),
    "an investor without a source": (
        cell(CLUSTERS, "ccn-da-bac", investor_source=""), "basis-missing", CLUSTERS, "infrastructure_investor",
    ),
    "a decision without a source": (
        cell(CLUSTERS, CLUSTER, decision="QĐ 12/QĐ-UBND 2015-01-02"), "basis-missing", CLUSTERS, "decision",
    ),
    "a source whose investor is gone": (
        cell(CLUSTERS, "ccn-da-bac", infrastructure_investor=""), "source-without-figure", CLUSTERS, "investor_source",
    ),
    "base and date without an occupancy": (
        cell(ZONES, YEN_QUANG, occupancy_base="total_land", occupancy_as_of="2020"),
        "source-without-figure", ZONES, "occupancy_base",
    ),
    "a date without projects": (
        cell(ZONES, YEN_QUANG, projects_as_of="2020"), "source-without-figure", ZONES, "projects_as_of",
    ),
    "planned, though established": (
        cell(ZONES, ZONE, status="planned"), "status-contradicts-year", ZONES, "status",
    ),
    "unknown, though established": (
        cell(ZONES, ZONE, status="unknown"), "status-contradicts-year", ZONES, "status",
    ),
    "operating with none that operates": (operating("0"), "status-contradicts-projects", ZONES, "status"),
    "operating with nothing let": (
        figure(ZONES, ZONE, "occupancy_pct", "0"), "status-contradicts-projects", ZONES, "status",
    ),
    "half a zone among the totals": (cell(TOTALS, "zones_count", value="8.5"), "count-not-whole", TOTALS, "value"),
    "570 % among the totals": (
        cell(TOTALS, "zones_occupancy_pct", value="570"), "percent-out-of-range", TOTALS, "value",
    ),
    "another year than that of the decision": (
        figure(ZONES, ZONE, "established_year", "2001"), "year-contradicts-decision", ZONES, "established_year",
    ),
    "another investor": (
        cell(ZONES, YEN_QUANG, infrastructure_investor="Công ty CP Đà Hợp"),
        "investor-differs", ZONES, "infrastructure_investor",
    ),
    "a status that is none": (
        copied(OBSERVATIONS, LOOSE, attribute="status", value="buidling"), "value-not-allowed", OBSERVATIONS, "value",
    ),
    "two values of one source and day": (
        copied(OBSERVATIONS, LOOSE, value="17.53"), "figure-twice", OBSERVATIONS, "value",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("edit", "code", "file", "field"), CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_a_contradiction_is_told_once(
    edit: Edit, code: str, file: str, field: str, copy_of_atlas: Path, before: list[Finding]
) -> None:
    edit(copy_of_atlas)
    found = [finding for finding in new(findings_of(copy_of_atlas), before) if not finding.code.startswith("total-")]
    assert [(finding.code, finding.file, finding.field) for finding in found] == [(code, file, field)]


IN_ORDER = {
    "as many operating as there are": operating("40"),
    "a part of another source": cell(OBSERVATIONS, COUNTED, value="104"),
    "two values that a note tells apart": copied(
        OBSERVATIONS, LOOSE, value="72", note="with the road", note_vi="cả đường vào"
    ),
    "two texts of one source and day": copied(
        OBSERVATIONS, {"subject": YEN_QUANG, "attribute": "infrastructure_investor"}, value="Công ty CP An Việt"
    ),
    "an investor as it folds": cell(ZONES, YEN_QUANG, infrastructure_investor="Cong ty CP An Viet Hoa Binh"),
    "a decision whose source stands beside it": cell(CLUSTERS, CLUSTER, decision="QĐ 12/QĐ-UBND (S33)"),
    "a decision that is an observation": together(
        cell(CLUSTERS, CLUSTER, decision="QĐ 12/QĐ-UBND"),
        copied(
            OBSERVATIONS, {"subject": ZONE, "attribute": "decision"}, subject=CLUSTER, value="QĐ 12/QĐ-UBND",
        ),
    ),
    "projects none of which is known to operate": cell(ZONES, ZONE, status="building"),
}  # fmt: skip


@pytest.mark.parametrize("edit", IN_ORDER.values(), ids=IN_ORDER)
def test_what_goes_together_is_not_told(edit: Edit, copy_of_atlas: Path, before: list[Finding]) -> None:
    edit(copy_of_atlas)
    found = [finding for finding in new(findings_of(copy_of_atlas), before) if not finding.code.startswith("total-")]
    assert found == []


# ── what stands for the unknown ──

PLACEHOLDERS = ["-", "–", "null", "#N/A", "#REF!", "#DIV/0!", "?", "N/A", "chưa rõ"]
PLACES: dict[str, tuple[str, str, str | dict[str, str]]] = {
    "text": (CLUSTERS, "infrastructure_investor", CLUSTER),
    "other names": (CLUSTERS, "other_names", CLUSTER),
    "number": (CLUSTERS, "area_planned_ha", CLUSTER),
    "count": (CLUSTERS, "projects_total", CLUSTER),
    "year": (CLUSTERS, "established_year", CLUSTER),
    "date": (CLUSTERS, "occupancy_as_of", CLUSTER),
    "published number": (OBSERVATIONS, "value", LOOSE),
    "published text": (OBSERVATIONS, "value", {"attribute": "tenants"}),
    "title": (SOURCES, "publisher", "S01"),
}


@pytest.mark.parametrize(("file", "field", "key"), PLACES.values(), ids=PLACES)
def test_what_stands_for_the_unknown_is_no_value(
    file: str, field: str, key: str | dict[str, str], copy_of_atlas: Path, before: list[Finding]
) -> None:
    for text in PLACEHOLDERS:
        edited = cell(file, key, **{field: text})(copy_of_atlas)
        found = [f for f in new(findings_of(copy_of_atlas), before) if f.code == "value-placeholder"]
        assert [(f.file, f.row, f.field, f.value) for f in found] == [(file, edited.row, field, text)]
        key = {field: text}


UNKNOWN = ["Không rõ.", "(chưa biết)", "Đang cập nhật", "dang cap nhat", "Unknown", "TBD", "n.a.", "[n/a]"]
KNOWN = ["Chưa rõ diện tích", "không", "none", "chưa có", "Nà Mèo", "N/A Corporation", "x"]


@pytest.mark.parametrize("text", [*UNKNOWN, *KNOWN])
def test_words_for_the_unknown_are_no_value(text: str, copy_of_atlas: Path, before: list[Finding]) -> None:
    together(
        cell(CLUSTERS, CLUSTER, industries_vi=text, industries_en=text, area_planned_ha=text),
        properties(CLUSTER_LAYER, CLUSTER, basis_vi=text),
    )(copy_of_atlas)
    found = {f.field for f in new(findings_of(copy_of_atlas), before) if f.code == "value-placeholder"}
    assert found == ({"industries_vi", "industries_en", "area_planned_ha", "basis_vi"} if text in UNKNOWN else set())


def test_a_title_to_be_written_is_no_title(copy_of_atlas: Path) -> None:
    setting('^title_vi = ".*"', 'title_vi = "Đang cập nhật"')(copy_of_atlas)
    found = [(f.code, f.field, f.value) for f in findings_of(copy_of_atlas)]
    assert found == [("value-placeholder", "title_vi", "Đang cập nhật")]


@pytest.mark.parametrize("text", ["0", "nan", "null"])
def test_no_text_is_nought(text: str, copy_of_atlas: Path, before: list[Finding]) -> None:
    together(
        cell(CLUSTERS, CLUSTER, infrastructure_investor=text),
        properties(CLUSTER_LAYER, CLUSTER, basis_vi=text),
        properties(DISTRICTS, "152", other_names=["Lương Sơn", text]),
    )(copy_of_atlas)
    found = {(f.file, f.field) for f in new(findings_of(copy_of_atlas), before) if f.code == "value-placeholder"}
    assert found == {
        (CLUSTERS, "infrastructure_investor"), (CLUSTER_LAYER, "basis_vi"), (DISTRICTS, "other_names"),
    }  # fmt: skip


def test_a_count_of_0_is_a_count(copy_of_atlas: Path, before: list[Finding]) -> None:
    nought = together(
        cell(ZONES, YEN_QUANG, projects_total="0", projects_as_of="2009-12-13", projects_source="S03"),
        cell(OBSERVATIONS, {"subject": YEN_QUANG, "attribute": "projects_total"}, value="0"),
    )
    nought(copy_of_atlas)
    assert {f.code for f in new(findings_of(copy_of_atlas), before)} <= {"total-not-reached", "total-differs"}
