"""Mistakes as people make them: each is one finding, whatever follows from it."""

from __future__ import annotations

from pathlib import Path

import pytest
from atlas_edits import cell, together
from cases_of_mistakes import MISTAKES, in_district, shifted
from finding_case import (
    COMMUNE_LAYER,
    COMMUNES,
    SOURCES,
    ZONE,
    ZONES,
)
from layer_edits import collection as of_layer
from layer_edits import dropped_feature
from test_findings import findings_of, new

from kcn_map.core.findings import Finding


@pytest.fixture(scope="session")
def atlas_folder(doubled_atlas: Path) -> Path:
    """Most of what `check` can say of a figure it says where observations.csv has it as well."""
    return doubled_atlas


@pytest.fixture(scope="module")
def before(atlas_folder: Path) -> list[Finding]:
    return findings_of(atlas_folder)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_once(mistake: str, copy_of_atlas: Path, before: list[Finding]) -> None:
    edit, expected = MISTAKES[mistake]
    edit(copy_of_atlas)
    added = new(findings_of(copy_of_atlas), before)
    assert {(finding.code, finding.file) for finding in added} == expected
    assert len(added) == len(expected)


def test_many_rows_of_one_cause_are_counted(copy_of_atlas: Path, before: list[Finding]) -> None:
    shifted(COMMUNES, "commune_2025_name", where=in_district("148"))(copy_of_atlas)
    (finding,) = new(findings_of(copy_of_atlas), before)
    assert finding.row == 2
    assert "The same in 12 other rows: 3, 4, 9," in finding.message("en")


def test_a_password_is_not_repeated(copy_of_atlas: Path, before: list[Finding]) -> None:
    cell(SOURCES, "S04", url="https://keeper:hush@example.org/?token=hush")(copy_of_atlas)
    (finding,) = new(findings_of(copy_of_atlas), before)
    assert "hush" not in repr(finding) + finding.message("vi")


LETTERS = [
    "Bờ trái sông Đà – “khu A”",
    "Hoà Bình và Hòa Bình",
    "Zürich, São Paulo, Łódź, Bø",
    "ホアヒン省",
    "Правда",
    "10 % ± 2 °",
]


@pytest.mark.parametrize("text", LETTERS)
def test_right_letters_are_left_alone(text: str, copy_of_atlas: Path, before: list[Finding]) -> None:
    together(cell(ZONES, ZONE, note=text, note_vi=text), cell(SOURCES, "S04", title=text))(copy_of_atlas)
    assert new(findings_of(copy_of_atlas), before) == []


def test_an_atlas_of_one_language_needs_no_other(copy_of_atlas: Path) -> None:
    path = copy_of_atlas / "atlas.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('languages = ["vi", "en"]', 'languages = ["vi"]'), "utf-8")
    cell(ZONES, ZONE, industries_en="", note="")(copy_of_atlas)
    assert "text-one-language" not in {finding.code for finding in findings_of(copy_of_atlas)}


def test_a_unit_lost_from_the_layer_is_told(copy_of_atlas: Path, before: list[Finding]) -> None:
    dropped_feature(COMMUNE_LAYER, "04792")(copy_of_atlas)
    added = {finding.code for finding in new(findings_of(copy_of_atlas), before)}
    assert "area-unknown" in added and "lookup-differs" not in added


def test_a_look_up_alone_is_held_against_nothing(copy_of_atlas: Path) -> None:
    of_layer(COMMUNE_LAYER, lambda tree: tree.update(features=[]))(copy_of_atlas)
    codes = {finding.code for finding in findings_of(copy_of_atlas)}
    assert codes.isdisjoint({"lookup-differs", "unit-without-rows", "name-contradicts-code"})


def test_districts_that_two_rows_have_exchanged_are_told_in_the_table(
    copy_of_atlas: Path, before: list[Finding]
) -> None:
    together(cell(ZONES, ZONE, district_code="148"), cell(ZONES, "kcn-mong-hoa", district_code="152"))(copy_of_atlas)
    added = new(findings_of(copy_of_atlas), before)
    assert [(one.code, one.file, one.field) for one in added] == [("values-exchanged", ZONES, "district_code")]
