"""A table of a report: its figures become observations, and those of the sites where they are adopted."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st
from import_runs import run

from kcn_map import Atlas, Unusable
from kcn_map.core.errors import UsageError
from kcn_map.importing.report_numbers import decimal_sign, plain
from kcn_map.text.numbers import format_number

pytestmark = pytest.mark.usefixtures("gdal_here")

TOLD = ("--as-of", "2020-12-31", "--source", "S18")
DAY = {"as_of": "2020", "source": "S81"}
TITLES = [["UBND TỈNH"], ["BÁO CÁO TÌNH HÌNH CÁC KCN"], []]
HEAD: list[list[Any]] = [
    ["TT", "Tên KCN", "Diện tích", None, "Tỷ lệ lấp đầy (%)", "Số dự án", "Vốn hạ tầng"],
    [None, None, "Diện tích quy hoạch (m2)", "Diện tích đất công nghiệp (ha)", None, None, "(tỷ đồng)"],
]
ROWS: list[list[Any]] = [
    ["I", "Khu công nghiệp"],
    [1, "KCN Lương Sơn", 830000, 54.4, 1.0, 45, 12.5],
    [2, "khu cong nghiep MONG HOA", "2.358.600,0", "146,87", "36,5", "1.026", "-"],
    [None, "Tổng cộng", 3188600, 201.27, None, 1071, 12.5],
]


def workbook(path: Path, rows: Sequence[Sequence[Any]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    for row in book.worksheets[0].iter_rows():
        if len(row) > 4 and row[4].value == 1.0:
            row[4].number_format = "0%"
    book.save(path)
    return path


def table(path: Path, divider: str = ";") -> Path:
    rows = [
        ["Mã", "Occupancy (%)", "projects_total"],
        ["kcn-luong-son", "97,5", "45"],
        ["kcn-mong-hoa", "36,5", "1026"],
    ]
    path.write_text("sep=" + divider + "\n" + "\n".join(divider.join(row) for row in rows), encoding="utf-8-sig")
    return path


def report(atlas: Path, file: Path, *options: str) -> Result:
    return run(atlas, file, *TOLD, *options)


def observed(atlas: Path) -> set[tuple[Any, ...]]:
    rows = Atlas.load(atlas).observations.astype(str)
    return set(map(tuple, rows[["subject", "attribute", "value", "as_of", "source"]].to_numpy().tolist()))


NEW = {
    ("kcn-luong-son", "area_planned_ha", "83"), ("kcn-luong-son", "area_industrial_ha", "54.4"),
    ("kcn-luong-son", "projects_total", "45"), ("kcn-mong-hoa", "area_planned_ha", "235.86"),
    ("kcn-mong-hoa", "area_industrial_ha", "146.87"), ("kcn-mong-hoa", "occupancy_pct", "36.5"),
    ("kcn-mong-hoa", "projects_total", "1026"), ("kcn-luong-son", "infrastructure_vnd_bn", "12.5"),
    ("kcn-luong-son", "occupancy_pct", "100"),
}  # fmt: skip


def test_the_figures_become_observations(copy_of_atlas: Path, tmp_path: Path) -> None:
    """Titles in two lines, units that are converted, points and commas, names folded; what is not taken is told."""
    before, zones = observed(copy_of_atlas), (copy_of_atlas / "zones.csv").read_bytes()
    done = report(copy_of_atlas, workbook(tmp_path / "a.xlsx", [*TITLES, *HEAD, *ROWS]), "--yes")
    assert done.exit_code == 0, done.output
    assert observed(copy_of_atlas) - before == {(*one, "2020-12-31", "S18") for one in NEW}
    assert (copy_of_atlas / "zones.csv").read_bytes() == zones
    for told in (
        "kcn-luong-son (KCN Lương Sơn): Planned area 83 ha; as in the table",
        "kcn-luong-son (KCN Lương Sơn): Projects 45; the table has 40 (S11)",
        "kcn-mong-hoa (KCN Mông Hóa): Projects 1,026; the table has no such figure",
        "Infrastructure money 12.5 VND bn; a published figure that no table of sites has",
        "row 9: warning import-row-unmatched", "no figures of 6 sites: kcn-bo-trai-song-da, ", "not read: TT.",
    ):  # fmt: skip
        assert told in done.output, (told, done.output)
    again = report(copy_of_atlas, tmp_path / "a.xlsx", "--yes")
    assert again.exit_code == 0 and "Nothing to change" in again.output


def test_figures_are_adopted_where_that_is_asked(copy_of_atlas: Path, tmp_path: Path) -> None:
    done = report(copy_of_atlas, workbook(tmp_path / "a.xlsx", [*TITLES, *HEAD, *ROWS]), "--adopt", "--yes")
    assert done.exit_code == 0 and "zones.csv: kcn-mong-hoa" in done.output, done.output
    sites = Atlas.load(copy_of_atlas).sites
    columns = ["projects_total", "projects_as_of", "projects_source"]
    assert sites.loc["kcn-luong-son", columns].tolist() == [45, "2020-12-31", "S18"]
    assert sites.loc["kcn-luong-son", ["area_planned_ha", "area_source"]].tolist() == [83, "S05"]  # as it was
    assert sites.loc["kcn-luong-son", ["area_industrial_ha", "area_industrial_source"]].tolist() == [54.4, "S18"]
    assert not [finding for finding in Atlas.load(copy_of_atlas).check() if finding.severity == "error"]


def test_a_figure_that_is_replaced_is_kept(copy_of_atlas: Path, tmp_path: Path) -> None:
    """It may stand in the table of its site alone."""
    observations = copy_of_atlas / "observations.csv"
    lines = observations.read_text(encoding="utf-8").splitlines(keepends=True)
    observations.write_text("".join(x for x in lines if not x.startswith("kcn-luong-son,projects_total,40")), "utf-8")
    before = {finding.code for finding in Atlas.load(copy_of_atlas).check() if finding.severity == "error"}
    assert not before
    file = workbook(tmp_path / "a.xlsx", [["Tên", "Số dự án"], ["KCN Lương Sơn", 45]])
    done = report(copy_of_atlas, file, "--adopt", "--yes")
    assert done.exit_code == 0, done.output
    assert ("kcn-luong-son", "projects_total", "40", "2020-02-04", "S11") in observed(copy_of_atlas)


OCCUPANCY = "kcn-mong-hoa,occupancy_pct,{},exact,{},stated,S81,,\n"


def occupancy(value: str, as_of: str = "2020-12-31") -> tuple[str, ...]:
    return "kcn-mong-hoa", "occupancy_pct", value, as_of, "S81"


@pytest.mark.parametrize(
    ("there", "day", "kept"),
    [
        ("", "2020-12-31", set()),
        (OCCUPANCY.format("34.71", "2020-12-31"), "2020-12-31", set()),
        (OCCUPANCY.format("35", "2020-12-31"), "2020-12-31", {occupancy("35")}),
        ("", "2020", {occupancy("34.71", "2020")}),
        ("", "2019", {occupancy("34.71", "2019")}),
    ],
    ids=["in the table", "among the observations too", "another beside it", "of the year", "of another year"],
)
def test_a_figure_of_the_same_source_and_date_is_corrected(
    there: str, day: str, kept: set[tuple[str, ...]], copy_of_atlas: Path, tmp_path: Path
) -> None:
    """One that may be of another date stays among the observations, and none is refused."""
    known = observed(copy_of_atlas)
    with (copy_of_atlas / "observations.csv").open("a", encoding="utf-8") as file:
        file.write(there)
    zones = copy_of_atlas / "zones.csv"
    text = zones.read_text(encoding="utf-8")
    zones.write_text(text.replace("34.71,industrial_land,2020-12-31", f"34.71,industrial_land,{day}"), encoding="utf-8")
    file = workbook(tmp_path / "a.xlsx", [["Tên", "Tỷ lệ lấp đầy (%)"], ["KCN Mông Hóa", 36.5]])
    done = run(copy_of_atlas, file, "--as-of", "2020-12-31", "--source", "S81", "--adopt", "--yes")
    assert done.exit_code == 0 and ("in place of 34.71 %" in done.output) == (day == "2020-12-31"), done.output
    assert observed(copy_of_atlas) == (known - {occupancy("34.71")}) | {occupancy("36.5")} | kept
    assert Atlas.load(copy_of_atlas).sites.loc["kcn-mong-hoa", "occupancy_pct"] == 36.5


@pytest.mark.parametrize("divider", [",", ";", "\t"])
def test_a_csv_does_as_well(divider: str, copy_of_atlas: Path, tmp_path: Path) -> None:
    file = table(tmp_path / "a.csv", divider)
    if divider == ",":
        file.write_text(file.read_text(encoding="utf-8-sig").replace("7,5", "7.5").replace("6,5", "6.5"), "utf-8")
    done = report(copy_of_atlas, file, "--dry-run")
    assert done.exit_code == 0, done.output
    assert "Occupancy 97.5 %; the table has 100 % (S81)" in done.output and "Projects 45;" in done.output


def test_a_column_may_be_named(copy_of_atlas: Path, tmp_path: Path) -> None:
    file = workbook(tmp_path / "a.xlsx", [["Tên", "Diện tích", "Năm 2021 (ha)"], ["Lương Sơn", 82.5, 54.4]])
    unclear = report(copy_of_atlas, file, "--dry-run")
    assert unclear.exit_code == 2 and "import-report-unclear" in unclear.output and "area_planned_ha" in unclear.output
    named = ("--map", "Diện tích=area_planned_ha", "--map", "năm 2021=area_industrial_ha")
    done = report(copy_of_atlas, file, *named, "--dry-run")
    assert "Planned area 82.5 ha; the table has 83 ha (S05)" in done.output and "Industrial land 54.4" in done.output


@pytest.mark.parametrize(
    ("cell", "code"), [("866,605", "import-cell-doubtful"), ("khoảng 57", "number-invalid"), ("120", "percent-out-of")]
)
def test_what_is_in_doubt_is_not_taken(cell: str, code: str, copy_of_atlas: Path, tmp_path: Path) -> None:
    file = workbook(tmp_path / "a.xlsx", [["Tên", "Tỷ lệ lấp đầy (%)"], ["KCN Lương Sơn", cell]])
    before = (copy_of_atlas / "observations.csv").read_bytes()
    done = report(copy_of_atlas, file, "--yes")
    assert done.exit_code == 1 and f"a.xlsx, row 2, Tỷ lệ lấp đầy (%): error {code}" in done.output, done.output
    assert (copy_of_atlas / "observations.csv").read_bytes() == before


@pytest.mark.parametrize(
    ("options", "argument"),
    [({"as_of": "2020"}, "source"), ({"source": "S81"}, "as_of"), ({**DAY, "crs": "x"}, "crs"),
     ({**DAY, "columns": ["a"]}, "columns"), ({**DAY, "columns": ["a=area_plan_ha"]}, "columns")],
)  # fmt: skip
def test_python_refuses_what_the_shell_does(
    options: dict[str, Any], argument: str, copy_of_atlas: Path, tmp_path: Path
) -> None:
    with pytest.raises(UsageError) as refused:
        Atlas.load(copy_of_atlas).plan_import(table(tmp_path / "a.csv"), **options)
    assert refused.value.argument == argument
    words = [word for name, value in options.items() for word in _words(name, value)]
    done = run(copy_of_atlas, tmp_path / "a.csv", *words)
    assert done.exit_code == 2, done.output


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("what", ["missing", "a folder", "a hole of a terabyte"])
def test_what_is_no_table_is_named(what: str, ending: str, atlas_folder: Path, tmp_path: Path) -> None:
    file = tmp_path / f"a.{ending}"
    if what == "a folder":
        file.mkdir()
    elif what != "missing":
        with file.open("wb") as hole:
            hole.truncate(10**12)
    code = "file-too-large" if what == "a hole of a terabyte" else "import-file-unreadable"
    for words in (TOLD, ("--layer", "zones", "--new")):
        done = run(atlas_folder, file, *words)
        assert (done.exit_code, f"a.{ending}: error {code}" in done.output) == (2, True), done.output


@pytest.mark.parametrize(("cell", "says"), [("#DIV/0!", "value-placeholder"), ("=20+20", "number-invalid")])
def test_what_a_spreadsheet_could_not_calculate_is_told(
    cell: str, says: str, copy_of_atlas: Path, tmp_path: Path
) -> None:
    file = workbook(tmp_path / "a.xlsx", [["Tên", "Số dự án", "Số lao động"], ["KCN Lương Sơn", cell, 9]])
    done = report(copy_of_atlas, file, "--yes")
    assert done.exit_code == 1 and f"a.xlsx, row 2, Số dự án: error {says}" in done.output, done.output
    file = workbook(tmp_path / "a.xlsx", [["Tên", "Số dự án"], ["KCN Lương Sơn", "không rõ"]])
    assert report(copy_of_atlas, file, "--yes").exit_code == 0


def test_a_formula_that_comes_to_no_text_is_empty(copy_of_atlas: Path, tmp_path: Path) -> None:
    """As Excel keeps =IF(A1="","",B1)."""
    rows = [["Tên", "Số dự án", "Diện tích quy hoạch (ha)"], ["KCN Lương Sơn", 45, "?"]]
    file = workbook(tmp_path / "a.xlsx", rows)
    with zipfile.ZipFile(file) as before:
        parts = {name: before.read(name) for name in before.namelist()}
    name = "xl/worksheets/sheet1.xml"
    parts[name] = re.sub(rb'<c r="C2"[^>]*>.*?</c>', b'<c r="C2" t="str"><f>""</f><v></v></c>', parts[name])
    with zipfile.ZipFile(file, "w") as after:
        for name, content in parts.items():
            after.writestr(name, content)
    assert report(copy_of_atlas, file, "--yes").exit_code == 0


def test_an_empty_list_asks_for_no_column(copy_of_atlas: Path, tmp_path: Path) -> None:
    atlas = Atlas.load(copy_of_atlas)
    for columns in ((), []):
        with pytest.raises(Unusable):  # for the file, not for the option
            atlas.plan_import(tmp_path / "a.gpkg", "zones", columns=columns)


def _words(name: str, value: Any) -> list[str]:
    return ["--map", *value] if name == "columns" else ["--" + name.replace("_", "-"), value]


@given(st.lists(st.decimals(0, 10**9, places=2), min_size=1), st.sampled_from(["vi", "en"]))
def test_numbers_come_back_in_either_writing(values: list[Any], lang: str) -> None:
    """As the atlas itself writes them in both languages; a column that shows no sign takes none by chance."""
    texts = [format_number(value, lang) for value in values]
    sign = decimal_sign(texts)
    for value, text in zip(values, texts, strict=True):
        found = plain(text, sign, is_count=False)
        assert found is None or float(found) == float(value), (texts, sign)
        assert found is not None or sign is None
