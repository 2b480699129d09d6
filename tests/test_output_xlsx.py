"""The workbook: typed, titled, never a formula, and dated as its data."""

from __future__ import annotations

import re
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from output_rows import DISTRICT_COLUMNS, DISTRICT_ROWS, SITE_ROWS, put
from shipped_schema import SITE_ROW

from kcn_map.core.columns import Column


@pytest.fixture
def sheet(tmp_path: Path) -> Any:
    put("xlsx", tmp_path / "sites.xlsx")
    return load_workbook(tmp_path / "sites.xlsx").active


def cell(sheet: Any, line: int, name: str) -> Any:
    return sheet.cell(line, [column.name for column in SITE_ROW].index(name) + 1)


@pytest.mark.parametrize(
    ("name", "value", "data_type", "number_format"),
    [
        ("id", "kcn-song-da", "s", "@"),
        ("district_code", "148", "s", "@"),
        ("commune_2020_code", "04798", "s", "@"),
        ("area_planned_ha", 1086.37, "n", "#,##0.00"),
        ("occupancy_as_of", "2020-12-31", "s", "@"),
        ("established_year", 2009, "n", "0"),
        ("projects_total", 40, "n", "#,##0"),
        ("lon", 105.33759, "n", "#,##0.00000"),
        ("note", "=HYPERLINK(1)", "s", "@"),
    ],
)
def test_cells_are_typed(sheet: Any, name: str, value: Any, data_type: str, number_format: str) -> None:
    found = cell(sheet, 2, name)
    assert (found.value, found.data_type, found.number_format) == (value, data_type, number_format)


def test_the_unknown_is_an_empty_cell(sheet: Any) -> None:
    assert [cell(sheet, 4, name).value for name in ("area_planned_ha", "district_code", "note")] == [None] * 3


def test_an_empty_cell_of_a_text_column_is_set_to_text(sheet: Any) -> None:
    """What is typed into it, "04798" or "2020-12-31", stays as it was typed."""
    assert {cell(sheet, 4, name).number_format for name in ("district_code", "occupancy_as_of", "note")} == {"@"}
    assert cell(sheet, 4, "area_planned_ha").number_format == "#,##0.00"


@pytest.mark.parametrize("text", ["_x0041_", " a\nb ", "https://example.org", "{=1}", "é" * 40_000], ids=len)
def test_a_text_comes_back_as_it_was_as_far_as_a_cell_holds_it(text: str, tmp_path: Path) -> None:
    put("xlsx", tmp_path / "sites.xlsx", rows=[{"id": text}], columns=[Column("id", "id", {"vi": "mã", "en": "id"})])
    found = load_workbook(tmp_path / "sites.xlsx").active["A2"]
    assert (found.value, found.data_type, found.hyperlink) == (text[:32_767], "s", None)


def test_truths_are_truths(tmp_path: Path) -> None:
    put("xlsx", tmp_path / "districts.xlsx", rows=DISTRICT_ROWS, columns=DISTRICT_COLUMNS)
    sheet = load_workbook(tmp_path / "districts.xlsx").active
    number = [column.name for column in DISTRICT_COLUMNS].index("area_planned_ha_at_least") + 1
    assert (sheet.title, sheet.cell(2, number).value) == ("Huyện, thành phố", True)


@pytest.mark.parametrize(
    ("lang", "sheet_title", "title"),
    [("vi", "Khu, cụm công nghiệp", "Diện tích quy hoạch (ha)"), ("en", "Zones and clusters", "Planned area (ha)")],
)
def test_titles_are_in_the_language_with_units(tmp_path: Path, lang: str, sheet_title: str, title: str) -> None:
    put("xlsx", tmp_path / "sites.xlsx", lang=lang)
    sheet = load_workbook(tmp_path / "sites.xlsx").active
    assert sheet.title == sheet_title
    assert cell(sheet, 1, "area_planned_ha").value == title
    assert len({heading.value for heading in sheet[1]}) == len(SITE_ROW)


def test_the_header_stays_in_view_and_columns_have_room(sheet: Any) -> None:
    assert sheet.freeze_panes == "B2"
    widths = {name: sheet.column_dimensions[cell(sheet, 1, name).column_letter].width for name in ("name_vi", "kind")}
    assert widths["name_vi"] > len("KCN Bờ trái sông Đà") > widths["kind"]


def test_the_file_is_dated_as_its_data(tmp_path: Path) -> None:
    target = tmp_path / "sites.xlsx"
    put("xlsx", target)
    properties = load_workbook(target).properties
    assert properties.created == properties.modified == datetime(2020, 12, 31)  # noqa: DTZ001
    with zipfile.ZipFile(target) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}  # as Excel dates its own
        assert parts.testzip() is None


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    starts = ("=", "+", "-", "@")
    rows = [SITE_ROWS[0] | {"name_vi": f"{start}1+1", "note": f"{start}cmd|' /C calc'!A0"} for start in starts]
    put("xlsx", tmp_path / "sites.xlsx", rows=rows, geometries=[None] * len(rows))
    with zipfile.ZipFile(tmp_path / "sites.xlsx") as parts:
        assert not re.search(rb"<f[ >]", parts.read("xl/worksheets/sheet1.xml"))
    sheet = load_workbook(tmp_path / "sites.xlsx").active
    assert [cell(sheet, line, "name_vi").value for line in range(2, 6)] == [f"{start}1+1" for start in starts]


def test_letters_that_xml_can_not_hold_do_not_stop_it(tmp_path: Path) -> None:
    columns = [Column("id", "id", {"vi": "mã", "en": "id"})]
    put("xlsx", tmp_path / "sites.xlsx", rows=[{"id": "a\x07b"}], columns=columns)
    assert load_workbook(tmp_path / "sites.xlsx").active["A2"].value == "a�b"
