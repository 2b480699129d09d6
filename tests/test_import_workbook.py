"""The way back from Excel: an edited export updates the tables, cell by cell, and nothing is guessed."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result
from import_files import FIGURES, SOURCES, ZONES, edited, put
from shipped_schema import TABLES

from kcn_map import Atlas
from kcn_map.cli import main

pytestmark = pytest.mark.usefixtures("gdal_here")


def run(atlas: Path, file: Path, *arguments: str, answer: str | None = None) -> Result:
    words = ["import", str(file), *arguments, "--data", str(atlas), "--lang", "en"]
    return CliRunner().invoke(main, words, input=answer)


def set_zone(row: int, title: str, value: Any) -> Callable[[Any], None]:
    return lambda book: put(book[ZONES], row, title, value)


def lines(atlas: Path, name: str) -> list[bytes]:
    return (atlas / name).read_bytes().split(b"\n")


def table(atlas: Path, name: str) -> list[dict[str, str]]:
    with (atlas / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_an_export_as_it_is_changes_nothing(lang: str, copy_of_atlas: Path, tmp_path: Path) -> None:
    before = {schema.file: (copy_of_atlas / schema.file).read_bytes() for schema in TABLES}
    done = run(copy_of_atlas, edited(copy_of_atlas, tmp_path, lambda book: None, lang), "--yes")
    assert done.exit_code == 0 and "Nothing to change" in done.output, done.output
    assert {schema.file: (copy_of_atlas / schema.file).read_bytes() for schema in TABLES} == before


def test_edited_cells_are_shown_asked_and_written_alone(copy_of_atlas: Path, tmp_path: Path) -> None:
    before = lines(copy_of_atlas, "zones.csv")

    def edit(book: Any) -> None:
        put(book[ZONES], 3, "Chủ đầu tư hạ tầng", "Công ty “Đà Giang”, TNHH")
        put(book[ZONES], 3, "Thời điểm của số dự án", date(2020, 2, 4))
        put(book[ZONES], 3, "Ngành nghề, tiếng Anh", "glass")

    file = edited(copy_of_atlas, tmp_path, edit)
    assert run(copy_of_atlas, file, answer="n\n").exit_code == 1
    assert lines(copy_of_atlas, "zones.csv") == before
    done = run(copy_of_atlas, file, answer="y\n")
    assert done.exit_code == 0, done.output
    place = "zones.csv: kcn-bo-trai-song-da (KCN Bờ trái sông Đà)"
    assert f"{place}: date of the project counts: empty → 2020-02-04" in done.output
    after = lines(copy_of_atlas, "zones.csv")
    assert [number for number, (old, new) in enumerate(zip(before, after, strict=True)) if old != new] == [2]
    row = table(copy_of_atlas, "zones.csv")[1]
    assert row["infrastructure_investor"] == "Công ty “Đà Giang”, TNHH"
    assert (row["projects_as_of"], row["industries_en"]) == ("2020-02-04", "glass")


def test_a_new_figure_with_its_source(copy_of_atlas: Path, tmp_path: Path) -> None:
    """The steward's usual edit: a source, an observation, and the number that adopts it."""
    noisy = 0.1 + 0.2 + 83

    def edit(book: Any) -> None:
        book[SOURCES].append(["S900", "Báo cáo", None, None, date(2020, 12, 1), None, None, "official"])
        book[FIGURES].append(["kcn-luong-son", "area_planned_ha", noisy, "exact", "2020", "stated", "S900"])
        put(book[ZONES], 2, "Diện tích quy hoạch", noisy)
        put(book[ZONES], 2, "Nguồn của diện tích quy hoạch", "S900")

    done = run(copy_of_atlas, edited(copy_of_atlas, tmp_path, edit), "--yes")
    assert done.exit_code == 0, done.output
    assert table(copy_of_atlas, "zones.csv")[0]["area_planned_ha"] == "83.3"
    assert table(copy_of_atlas, "sources.csv")[-1]["published"] == "2020-12-01"
    assert table(copy_of_atlas, "observations.csv")[-1]["value"] == "83.3"


def test_codes_keep_their_zeros_and_that_is_said(copy_of_atlas: Path, tmp_path: Path) -> None:
    done = run(copy_of_atlas, edited(copy_of_atlas, tmp_path, set_zone(2, "Mã xã trước 1-7-2025", 4945)), "--yes")
    assert done.exit_code == 0 and "code-leading-zeros" in done.output and "Nothing to change" in done.output


@pytest.mark.parametrize(
    ("title", "value", "code"),
    [
        ("Diện tích quy hoạch", "866,605", "number-decimal-comma"),
        ("Diện tích quy hoạch", "83 ha", "number-invalid"),
        ("Diện tích quy hoạch", True, "import-cell-doubtful"),
        ("Diện tích quy hoạch", date(2020, 3, 8), "import-cell-doubtful"),
        ("Diện tích quy hoạch", "=40+43", "import-formula"),
        ("Thời điểm của tỷ lệ lấp đầy", "31/12/2020", "date-invalid"),
        ("Thời điểm của tỷ lệ lấp đầy", datetime.fromisoformat("2020-12-31T07:30"), "import-cell-doubtful"),
        ("Thời điểm của tỷ lệ lấp đầy", 44196, "date-invalid"),
        ("Số dự án", 40.5, "count-not-whole"),
        ("Tình trạng", "đang hoạt động", "value-not-allowed"),
        ("Tên tiếng Việt", None, "value-missing"),
        ("Tên tiếng Việt", "KCN\u200b Lương Sơn", "text-invisible-character"),
        ("Đất công nghiệp còn trống", 5, "import-column-computed"),
        ("Diện tích quy hoạch", 8300, "site-larger-than-total"),
    ],
)
def test_what_is_doubtful_is_named_and_nothing_written(
    title: str, value: Any, code: str, copy_of_atlas: Path, tmp_path: Path
) -> None:
    before = (copy_of_atlas / "zones.csv").read_bytes()
    done = run(copy_of_atlas, edited(copy_of_atlas, tmp_path, set_zone(2, title, value)), "--yes")
    assert done.exit_code == 1 and code in done.output, done.output
    assert (copy_of_atlas / "zones.csv").read_bytes() == before


def test_all_that_is_wrong_is_said_at_once(copy_of_atlas: Path, tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        put(book[ZONES], 2, "Diện tích quy hoạch", "866,605")
        put(book[ZONES], 3, "Số dự án", 1.5)
        put(book[SOURCES], 2, "Ngày công bố", "hôm qua")

    done = run(copy_of_atlas, edited(copy_of_atlas, tmp_path, edit), "--yes")
    for place in ("row 2, area_planned_ha", "row 3, projects_total", "row 2, published"):
        assert place in done.output


def test_rows_that_are_not_in_the_workbook_stay(copy_of_atlas: Path, tmp_path: Path) -> None:
    before = (copy_of_atlas / "zones.csv").read_bytes()
    done = run(copy_of_atlas, edited(copy_of_atlas, tmp_path, lambda book: book[ZONES].delete_rows(3)), "--yes")
    assert done.exit_code == 0 and "it stays: kcn-bo-trai-song-da" in done.output
    assert (copy_of_atlas / "zones.csv").read_bytes() == before


def test_an_edited_part_of_a_key_is_an_edit(copy_of_atlas: Path, tmp_path: Path) -> None:
    figures = table(copy_of_atlas, "observations.csv")
    loose = next(
        place for place, row in enumerate(figures) if (row["subject"], row["value"]) == ("kcn-luong-son", "71.53")
    )
    file = edited(copy_of_atlas, tmp_path, lambda book: put(book[FIGURES], loose + 2, "Giá trị", 71.54))
    done = run(copy_of_atlas, file, "--yes")
    assert done.exit_code == 0, done.output
    rows = table(copy_of_atlas, "observations.csv")
    assert len(rows) == len(figures) and rows[loose]["value"] == "71.54"


def test_column_names_do_as_well_as_titles(copy_of_atlas: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "zones"
    book.active.append(["id", "note_vi", "ghi chú riêng"])
    book.active.append(["kcn-mong-hoa", "Một ghi chú", "x"])
    book.save(tmp_path / "a.xlsx")
    done = run(copy_of_atlas, tmp_path / "a.xlsx", "--yes")
    assert done.exit_code == 0 and "column-unknown" in done.output, done.output
    assert table(copy_of_atlas, "zones.csv")[2]["note_vi"] == "Một ghi chú"


def test_a_table_with_a_bom_and_semicolons_keeps_them(copy_of_atlas: Path, tmp_path: Path) -> None:
    rows = table(copy_of_atlas, "zones.csv")
    with (copy_of_atlas / "zones.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    before = (copy_of_atlas / "zones.csv").read_bytes().split(b"\r\n")
    note = 'a; "b"\nc'
    done = run(copy_of_atlas, edited(copy_of_atlas, tmp_path, set_zone(4, "Ghi chú, tiếng Anh", note)), "--yes")
    assert done.exit_code == 0, done.output
    after = (copy_of_atlas / "zones.csv").read_bytes().split(b"\r\n")
    assert [number for number, (old, new) in enumerate(zip(before, after, strict=True)) if old != new] == [3]
    assert Atlas.load(copy_of_atlas).joined.sites[2].note["en"] == note


@pytest.mark.parametrize(
    ("option", "says"),
    [(["--crs", "EPSG:4326"], "--crs"), (["--id", "x"], "--id"), (["--layer", "zones"], "import-no-coordinates")],
)
def test_options_of_layers_mean_nothing_here(option: list[str], says: str, copy_of_atlas: Path, tmp_path: Path) -> None:
    done = run(copy_of_atlas, edited(copy_of_atlas, tmp_path, lambda book: None), *option)
    assert done.exit_code == 2 and says in done.output


def test_edits_in_a_renamed_sheet_are_not_lost(copy_of_atlas: Path, tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        put(book[ZONES], 2, "Diện tích quy hoạch", 90)
        book[ZONES].title = "KCN 2021"

    done = run(copy_of_atlas, edited(copy_of_atlas, tmp_path, edit), "--yes")
    assert done.exit_code == 1 and "[KCN 2021]: error import-sheet-renamed" in done.output, done.output
    assert "“Industrial zones”" in done.output


@pytest.mark.parametrize(("column", "code"), [("Diện tích quy hoạch", "import-cell-doubtful"), ("Kinh độ", None)])
def test_truth_values_of_libreoffice_are_no_formulas(
    column: str, code: str | None, copy_of_atlas: Path, tmp_path: Path
) -> None:
    """It saves them as =TRUE() and =FALSE(), in sheets that nobody edited."""

    def edit(book: Any) -> None:
        for row in book["Đối chiếu tổng số"].iter_rows(min_row=2):
            for cell in row:
                if isinstance(cell.value, bool):
                    cell.value = f"={str(cell.value).upper()}()"
        if code:
            put(book[ZONES], 2, column, "=TRUE()")

    done = run(copy_of_atlas, edited(copy_of_atlas, tmp_path, edit), "--yes")
    assert (code or "Nothing to change") in done.output and "import-formula" not in done.output, done.output
