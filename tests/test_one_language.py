"""An atlas in one language that is neither Vietnamese nor English: columns, settings, page, shell and exports."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest
from atlas_edits import setting
from browser import OpenMap
from conftest import Run
from one_language import in_one_language
from page_reader import Page
from read_results import findings_of
from test_page_touch import WIDER
from test_views import FIRST

from kcn_map import Atlas

GERMAN = Path(__file__).parent / "german" / "words" / "de.toml"


@pytest.fixture
def german(copy_of_atlas: Path) -> Path:
    in_one_language(copy_of_atlas, "de")
    (copy_of_atlas / "words").mkdir()
    shutil.copy(GERMAN, copy_of_atlas / "words")
    return copy_of_atlas


def test_a_german_atlas_has_no_other_language(german: Path, tmp_path: Path, kcn_map: Run) -> None:
    atlas = Atlas.load(german)
    errors = [finding for finding in atlas.check() if finding.severity == "error"]
    odd = [finding for finding in atlas.check() if finding.code.startswith(("text", "words", "name"))]
    assert (errors, odd) == ([], [])
    path = atlas.save(tmp_path / "map.html")
    page = Page(path.read_text(encoding="utf-8"))
    data = page.data()
    assert data["languages"] == ["de"]
    assert {key for key, text in data["words"].items() if "de" not in text} <= {"qualifier.exact"}
    assert (data["locales"]["de"]["decimal"], data["words"]["page.table"]["de"]) == (",", "Tabelle")
    (switch,) = [attributes for attributes, _ in page.all("button") if attributes.get("id") == "lang"]
    assert "hidden" in switch
    assert data["levels"][1]["name"] == {"de": "xã"} and data["sites"][0]["location_note"].keys() == {"de"}
    assert data["base"]["towns"][0]["name"] == {"de": "Hòa Bình"}
    assert Atlas.verify(path).altered == ()


def test_a_view_measures_from_a_place_by_its_name(german: Path) -> None:
    setting(FIRST, 'view = "near=Nội Bài"')(german)
    assert [one.value for one in findings_of(german) if one.code == "view-unknown"] == []


def test_its_rows_have_its_columns_alone(german: Path, tmp_path: Path, kcn_map: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(kcn_map("query", "--data", german, "--format", "csv").stdout)))
    named = [name for name in rows[0] if name.startswith(("name", "industries", "note"))]
    assert named == ["name_de", "industries_de", "note_de"]
    assert rows[0]["name_de"] == "KCN Lương Sơn"
    areas = json.loads(kcn_map("districts", "--data", german, "--format", "json").stdout)
    assert areas[0]["name_de"] == "Thành phố Hòa Bình" and "name_vi" not in areas[0]
    shown = kcn_map("show", "kcn-luong-son", "--data", german).stdout
    assert "Industriegebiet" in shown and "Xã bis 1. Juli 2025" in shown
    done = kcn_map("export", "--data", german, "--format", "csv", "--out", tmp_path / "tables")
    assert done.returncode == 0, done.stderr
    for table in sorted((tmp_path / "tables").glob("*.csv")):
        head = table.read_text(encoding="utf-8-sig").split("\n", 1)[0]
        assert not {"vi", "en"} & {name.rpartition("_")[2] for name in head.split(",")}, table.name


def test_a_name_is_needed_in_the_first_language_alone(copy_of_atlas: Path, kcn_map: Run) -> None:
    path = copy_of_atlas / "zones.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    rows[0]["name_en"], rows[1]["name_vi"] = "", ""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    found = {
        (one.field, one.severity, one.code) for one in Atlas.load(copy_of_atlas).check() if one.file == "zones.csv"
    }
    assert ("name_en", "warning", "text-one-language") in found
    assert ("name_vi", "error", "value-missing") in found


@pytest.mark.parametrize(("lang", "direction", "day"), [("ar", "rtl", "31 ديسمبر 2020"), ("th", "", "31 ธ.ค. 2020")])
def test_other_letters_with_a_few_words(
    lang: str, direction: str, day: str, copy_of_atlas: Path, tmp_path: Path
) -> None:
    """What lacks is told in English; numbers, dates and the direction of writing are those of the language."""
    in_one_language(copy_of_atlas, lang)
    (copy_of_atlas / "words").mkdir()
    (copy_of_atlas / "words" / f"{lang}.toml").write_text('[page]\ntable = "-×-"\n', encoding="utf-8")
    html = Atlas.load(copy_of_atlas).save(tmp_path / "map.html").read_text(encoding="utf-8")
    page = Page(html)
    (attributes, _), *_ = page.all("html")
    assert (attributes["lang"], attributes.get("dir", "")) == (lang, direction)
    assert f"Figures as of {day}." in html
    assert page.data()["words"]["page.table"] == {lang: "-×-"}


#: How far the middle of each name lies from the point that it stands at, to the right.
OFF = """() => [...document.querySelectorAll(".label-area")].map((label) => {
  const { left, right } = label.firstElementChild.getBoundingClientRect();
  return Math.abs((left + right) / 2 - label.getBoundingClientRect().left);
})"""
#: Where the first letter and the last stand of "12 of 29 sites have a figure".
ENDS = """() => {
  const texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  let text = texts.nextNode();
  while (!/^\\d+ of \\d+ sites have a figure/.test(text.data) || !text.parentElement.checkVisibility()) {
    text = texts.nextNode();
  }
  return [0, text.length - 1].map((at) => {
    const range = document.createRange();
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    return range.getBoundingClientRect().left;
  });
}"""


def test_a_page_that_runs_from_right_to_left(copy_of_atlas: Path, tmp_path: Path, open_map: OpenMap) -> None:
    """Names stand at their places, nothing leaves its box, and what is told in English is read from left to right."""
    in_one_language(copy_of_atlas, "ar")
    built = Atlas.load(copy_of_atlas).save(tmp_path / "map.html")
    for width in (1280, 360):
        page = open_map(built, "selected=157", width=width)
        assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
        assert page.evaluate("document.documentElement.scrollWidth") <= width and page.evaluate(WIDER) == []
        off = page.evaluate(OFF)
        assert off and max(off) < 1
        first, last = page.evaluate(ENDS)
        assert first < last
