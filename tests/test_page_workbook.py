"""The workbook of the page: typed, headed in the reader's language, never a formula, summed by a spreadsheet."""

from __future__ import annotations

import base64
import csv
import io
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import programs
import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from playwright.sync_api import Page
from visit import Visit, ids

from kcn_map import Atlas
from kcn_map.core.site_columns import site_row_columns
from kcn_map.tables.rows import site_row

#: The text of a file that the page has made.
BYTES = """sheets => kcn.workbook(sheets || kcn.sheets(kcn.app.view)).then((blob) => new Promise((done) => {
  const reader = new FileReader();
  reader.onload = () => done(reader.result.split(",")[1]);
  reader.readAsDataURL(blob);
}))"""
#: Takes away what packs files, or gives it back; Safari before 16.4 has none.
PACKER = """can => {
  window.kept = window.kept || CompressionStream;
  window.CompressionStream = can ? window.kept : undefined;
}"""
#: Tab, quotation marks around texts alone, cells as they are shown.
AS_SHOWN = "csv:Text - txt - csv (StarCalc):9,34,76,1,,0,true,true,true,false,false,1"


def workbook(page: Page, sheets: Any = None) -> Workbook:
    return load_workbook(io.BytesIO(base64.b64decode(page.evaluate(BYTES, sheets))))


def rows_of(book: Workbook, number: int) -> list[dict[Any, Any]]:
    head, *rows = book.worksheets[number].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_rows_are_those_of_python(visit: Visit, atlas: Atlas) -> None:
    sites, areas, figures, sources, _ = (rows_of(workbook(visit("lang=en")), number) for number in range(5))
    columns = site_row_columns(atlas.joined.settings)
    wanted = [site_row(site, columns) for site in atlas.joined.sites]
    for title, name in {
        "Name in Vietnamese": "name_vi",
        "Code of the commune before 1 Jul 2025": "commune_2020_code",
        "Planned area (ha)": "area_planned_ha",
        "Established": "established_year",
        "Projects": "projects_total",
        "Date of the occupancy": "occupancy_as_of",
        "Longitude of the mark": "lon",
    }.items():
        assert [row[title] for row in sites] == [row[name] for row in wanted]
    assert [row["Commune since 1 Jul 2025"] for row in sites[:2]] == ["xã Lương Sơn", "phường Hòa Bình"]
    assert [sites[0][title] for title in ("Kind", "Code of the district", "District", "Status")] == [
        *("industrial zone", "152", "Luong Son District", "operating"),
    ]
    told = [[area.code, area.values["occupancy_pct"].value] for area in atlas.summary.first_areas]
    assert [[row["Code of the district"], row["Occupancy of industrial zones (%)"]] for row in areas] == told
    assert areas[0]["Planned area: is a lower bound"] is True
    assert len(figures) == sum(not figure.subject.startswith("commune") for figure in atlas.joined.observations)
    assert [row["Id of the source"] for row in sources] == [source.id for source in atlas.joined.sources]


def test_cells_are_typed(visit: Visit) -> None:
    sheet = workbook(visit("lang=vi")).worksheets[0]
    head = [cell.value for cell in sheet[1]]
    for title, data_type, number_format in (
        ("Mã xã trước 1-7-2025", "s", "@"),
        ("Diện tích quy hoạch (ha)", "n", "#,##0.00"),
        ("Năm thành lập", "n", "0"),
        ("Thời điểm của tỷ lệ lấp đầy", "s", "@"),
        ("Vĩ độ của điểm", "n", "0.00000"),
    ):
        cell = sheet.cell(2, head.index(title) + 1)
        assert (cell.data_type, cell.number_format) == (data_type, number_format), title
    assert sheet.cell(2, head.index("Mã xã trước 1-7-2025") + 1).value == "04945"
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", sheet.dimensions)


def test_it_holds_what_is_on_the_screen_and_says_so(visit: Visit) -> None:
    page = visit("lang=vi&kind=zone&near=noi+bai&within=60")
    book = workbook(page)
    assert [row["Mã trong atlas"] for row in rows_of(book, 0)] == ids(page, "row")
    km = [row["Khoảng cách đường chim bay (km)"] for row in rows_of(book, 0)]
    assert km == sorted(km) and 40 < km[0] < km[-1] <= 60
    names = ["1. 5 trong 29 khu, cụm", "2. Huyện, thành phố", "3. Các số liệu đã công bố", "4. Nguồn", "5. Ghi chú"]
    assert book.sheetnames == names
    notes = "\n".join(row["Ghi chú"] for row in rows_of(book, 4))
    for part in ("5 trong 29 khu, cụm.", "không phải là 0", "không theo bộ lọc", "từ Sân bay quốc tế Nội Bài", "#kind"):
        assert part in notes


@pytest.mark.parametrize("can_pack", [True, False])
def test_a_text_is_never_a_formula(visit: Visit, can_pack: bool) -> None:
    texts = ["=HYPERLINK(1)", "+1", "@a", " a\nb ", "<b>&\"'", "04945", "\x0b\ufffe", "é" * 40_000]
    page = visit()
    page.evaluate(PACKER, can_pack)
    sheets = [
        {"name": "[a]/b: " + "c" * 40, "columns": [{"title": text, "format": "@"}], "rows": [[text]]} for text in texts
    ]
    book = workbook(page, sheets)
    page.evaluate(PACKER, True)
    assert book.sheetnames == [f"{number}.  a  b  {'c' * 21}" for number in range(1, len(texts) + 1)]
    for text, sheet in zip(texts, book, strict=True):
        wanted = text.replace("\x0b", "\ufffd").replace("\ufffe", "\ufffd")[:32_767]
        for cell in (sheet["A1"], sheet["A2"]):
            assert (cell.value, cell.data_type, cell.number_format) == (wanted, "s", "@")


@pytest.mark.parametrize(("lang", "locale", "total"), [("vi", "vi-VN", "1.768,87"), ("en", "en-US", "1,768.87")])
def test_a_spreadsheet_sums_what_the_page_tells(
    visit: Visit, tmp_path: Path, lang: str, locale: str, total: str
) -> None:
    page = visit(f"lang={lang}")
    assert f"{total}\u00a0ha" in page.locator("#summary").inner_text()
    file = tmp_path / "a.xlsx"
    file.write_bytes(base64.b64decode(page.evaluate(BYTES)))
    lines = csv.reader(io.StringIO(converted(file, locale)), delimiter="\t", quoting=csv.QUOTE_NONE)
    head, *rows = lines
    place = next(place for place, title in enumerate(head) if "(ha)" in title)
    shown = [row[place] for row in rows if row[place]]
    assert not [text for text in shown if '"' in text], "numbers are no texts"
    point = total[-3]
    number = [float(text.replace({",": ".", ".": ","}[point], "").replace(point, ".")) for text in shown]
    assert f"{sum(number):,.2f}" == "1,768.87" and any(point in text for text in shown)
    assert '"04945"' in rows[0]


def converted(file: Path, locale: str) -> str:
    """The first sheet as LibreOffice shows it to a reader of a locale."""
    profile = file.parent / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        '<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">'
        f"<value>{locale}</value></prop></item></oor:items>",
        encoding="utf-8",
    )
    done = subprocess.run(
        [
            programs.program("soffice"), f"-env:UserInstallation={profile.as_uri()}", "--headless",
            "--convert-to", AS_SHOWN, "--outdir", file.parent, file,
        ],
        capture_output=True, encoding="utf-8", errors="backslashreplace", env={**os.environ, "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (made,) = file.parent.glob("*.csv")
    return made.read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_all_that_is_said_of_a_site_has_its_words(visit: Visit, lang: str) -> None:
    page = visit(f"lang={lang}&site=kcn-luong-son")
    book = workbook(page)
    told = page.locator("body").inner_text() + str([rows_of(book, number)[0] for number in range(5)])
    assert not re.search(r"\b(attribute|page|column|export|measure|kind|status)\.[a-z]", told)
