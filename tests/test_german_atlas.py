"""An atlas of three levels with letters in their codes and of three kinds, in German alone: it is whole, and nothing
of it is Vietnamese or English."""

from __future__ import annotations

import csv
import io
import re
import shutil
import zipfile
from pathlib import Path

import german_atlas
import pytest
from browser import OpenMap
from conftest import Run
from openpyxl import load_workbook
from playwright.sync_api import expect
from test_page_first_level import TEXTS

from kcn_map import Atlas

#: A letter that Vietnamese has and German has not, or a word of English or of Hoà Bình's administration.
FOREIGN = re.compile(
    r"[ãăâđêĩôõơũưạ-ỹ]|(?<![\w-])(the|of|and|with|areas?|districts?|zones?|sites?|no|not|is|are|for|by|sources?|"
    r"clusters?|communes?|from|to|land|which|unknown|known|code|dates?|note|Tìm|KCN|CCN)(?![\w-])",
    re.IGNORECASE,
)
#: How data files write what they may hold: one word, the same in every language.
CODES = {"source", "unknown", "district", "operating", "planned", "code", "note", "subject", "as_of"}
SITES = ["ip-zwiesel", "ip-oelwerk", "gp-aehre", "h-neisse"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return german_atlas.make(tmp_path_factory.mktemp("german") / "geodata")


@pytest.fixture(scope="module")
def atlas(folder: Path) -> Atlas:
    return Atlas.load(folder)


@pytest.fixture(scope="module")
def built(atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return atlas.save(tmp_path_factory.mktemp("map") / "index.html")


def foreign(texts: list[str]) -> list[str]:
    return [text for text in texts if FOREIGN.search(text) and text not in CODES]


def test_what_foreign_words_are() -> None:
    told = ["Stand der Daten", "Geplante Fläche", "Diện tích", "the area", "KCN Lương Sơn", "Xã", "no data", "source"]
    assert foreign(told) == ["Diện tích", "the area", "KCN Lương Sơn", "Xã", "no data"]


def test_check_has_nothing_to_say(atlas: Atlas) -> None:
    assert {finding.code for finding in atlas.check()} <= {"figure-not-known", "site-not-located"}


@pytest.mark.parametrize(
    ("area", "found"),
    [
        ("GR-N", ["ip-zwiesel", "h-neisse"]), ("bautzen-sud", ["ip-oelwerk", "gp-aehre"]), ("BZ-S.02", ["gp-aehre"]),
        ("gemeinde olbersdorf", ["ip-zwiesel"]), ("Äußere Mühle", ["gp-aehre"]), ("GR-N.01.a", ["ip-zwiesel"]),
        ("Ortsteil Weisser Hof", ["ip-zwiesel"]),
    ],
)  # fmt: skip
def test_sites_are_found_by_the_areas_of_every_level(atlas: Atlas, area: str, found: list[str]) -> None:
    assert list(atlas.query(district=area).index) == found


@pytest.mark.parametrize(
    "command",
    [
        ["query"], ["query", "--why", "--kind", "hafen", "--min-area", "20"], ["query", "--sort", "-vacant_ha"],
        ["query", "--near", "ip-zwiesel", "--within", "5"], ["query", "--district", "Nirgends"], ["show", "ip-zwiesel"],
        ["districts"], ["districts", "--level", "gemeinde"], ["districts", "--level", "ortsteil"],
        ["query", "--kind", "schloss"], ["check"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_the_shell_speaks_german(folder: Path, command: list[str], kcn_map: Run) -> None:
    done = kcn_map(*command, "--data", folder)
    assert foreign(f"{done.stdout}{done.stderr}".splitlines()) == []
    assert bool(done.stdout) == (done.returncode == 0)


def test_states_and_maps_are_told_of_in_their_language(folder: Path, built: Path, tmp_path: Path, kcn_map: Run) -> None:
    """Whatever atlas lies where the command runs."""
    other = shutil.copytree(folder, tmp_path / "geodata")
    table = other / "industriepark.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("Maschinenbau", "Fahrzeugbau"), encoding="utf-8")
    told = [kcn_map("diff", *states) for states in ((folder, other), (built, other), (other, built), (built, folder))]
    told += [kcn_map("verify", built), kcn_map("extract", built, "--out", tmp_path / "out")]
    assert [one.returncode for one in told] == [0] * 6
    assert "Branchen: Maschinenbau → Fahrzeugbau" in told[0].stdout and "Kein Unterschied." in told[3].stderr
    assert [foreign(f"{one.stdout}{one.stderr}".splitlines()) for one in told] == [[]] * 6


def test_findings_tell_what_was_expected_in_german(tmp_path: Path, kcn_map: Run) -> None:
    folder = german_atlas.make(tmp_path / "geodata")
    settings, layer = folder / "atlas.toml", folder / "kreise.geojson"
    layer.write_text(re.sub(r'(km2": )[\d.]+', r'\1"groß"', layer.read_text(encoding="utf-8")), encoding="utf-8")
    told = kcn_map("check", "--data", folder).stdout
    assert "properties.area_official_km2 ist „groß“; nötig ist eine Zahl ab 0, ohne Anführungszeichen." in told
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("data_until = 2023-12-31", 'data_until = "2023"'), encoding="utf-8")
    told = kcn_map("check", "--data", folder, "--lang", "de").stderr
    assert "nötig ist ein Datum ohne Anführungszeichen: 2020-12-31." in told


def test_reasons_and_what_follows_are_told_in_german(tmp_path: Path, kcn_map: Run) -> None:
    folder = german_atlas.make(tmp_path / "geodata")
    (folder / "hafen.geojson").write_text('{"features": [,]}', encoding="utf-8")
    told = kcn_map("check", "--data", folder).stdout
    assert "Ab Spalte 15 dieser Zeile kein JSON: ein Wert fehlt, oder ein Komma ist zu viel." in told
    told = kcn_map("show", "ip-zwiesel", "--data", folder)
    assert foreign(f"{told.stdout}{told.stderr}".splitlines()) == []


def test_frames_have_the_columns_of_the_language(atlas: Atlas) -> None:
    frames = (atlas.sites, atlas.districts, atlas.province, atlas.observations, atlas.sources)
    assert [name for frame in frames for name in frame.columns if name.endswith(("_vi", "_en"))] == []
    assert atlas.sources.loc["Q1", "published_note_de"] == "Gedruckt."


def test_districts_are_those_of_a_level(atlas: Atlas, folder: Path, kcn_map: Run) -> None:
    done = kcn_map("districts", "--data", folder, "--level", "ortsteil", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["ortsteil_code"] for row in rows] == ["GR-N.01.a", "BZ-S.02.b", ""]
    assert list(atlas.districts.index) == ["GR-N", "BZ-S"] and atlas.districts.index.name == "kreis_code"


@pytest.mark.parametrize("style", ["csv", "shp", "fgb"])
def test_exports_of_several_files_are_german(atlas: Atlas, style: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(atlas.export(tmp_path / "a.zip", style)) as parts:
        names = {name.partition(".")[0] for name in parts.namelist()}
        assert {"industriepark", "gewerbepark", "kreise", "gemeinden"} <= names and "districts" not in names
        for name in parts.namelist():
            if not name.endswith((".csv", ".txt")):
                continue
            lines = list(csv.reader(parts.read(name).decode("utf-8-sig").splitlines()))
            head = [column for column in lines[0] if column.endswith(("_vi", "_en"))]
            cells = [cell for line in lines[1:] for cell in line if " " in cell]
            assert (head, foreign(cells)) == ([], []), name


def test_the_workbook_is_german(atlas: Atlas, tmp_path: Path) -> None:
    book = load_workbook(atlas.export(tmp_path / "a.xlsx"))
    assert {"Industrieparks", "Gewerbeparks", "Häfen", "Kreise", "Gemeinden"} <= set(book.sheetnames)
    for sheet in book:
        rows = list(sheet.iter_rows(values_only=True))
        assert foreign([sheet.title, *(cell for row in rows for cell in row if isinstance(cell, str))]) == []
    assert book["Quellen"]["A1"].value == "Schlüssel der Quelle"


def test_an_edited_german_workbook_comes_back(tmp_path: Path, kcn_map: Run) -> None:
    """Its sheets and titles are known in the words of the atlas, which are more than an argument of a program holds."""
    folder = german_atlas.make(tmp_path / "geodata")
    book = load_workbook(Atlas.load(folder).export(tmp_path / "a.xlsx"))
    parks, sources = book["Industrieparks"], book["Quellen"]
    titles = {cell.value: cell.column for cell in parks[1]}
    parks.cell(2, titles["Anmerkung"]).value = "Ohne Gleisanschluss (Q1)."
    sources["B2"].value = "Neuer Flächenbericht"
    book.save(tmp_path / "b.xlsx")
    done = kcn_map("import", tmp_path / "b.xlsx", "--data", folder, "--yes")
    told = done.stdout + done.stderr
    assert "2 Änderungen in industriepark.csv, sources.csv." in told
    assert foreign(told.replace("sources.csv", "").splitlines()) == []
    assert Atlas.load(folder).sources.loc["Q1", "title"] == "Neuer Flächenbericht"


def test_a_report_with_german_titles_is_read(tmp_path: Path, kcn_map: Run) -> None:
    folder = german_atlas.make(tmp_path / "geodata")
    (tmp_path / "r.csv").write_text("Name,Belegung (%)\nIndustriepark Zwiesel,70\n", encoding="utf-8")
    options = ("--data", folder, "--as-of", "2023-10-01", "--source", "Q1", "--dry-run")
    done = kcn_map("import", tmp_path / "r.csv", *options)
    assert "Belegung 70 %" in done.stdout and foreign(f"{done.stdout}{done.stderr}".splitlines()) == []


@pytest.mark.parametrize("style", ["svg", "kml", "gpkg", "pdf", "png"])
def test_other_exports_are_german(atlas: Atlas, style: str, tmp_path: Path) -> None:
    content = atlas.export(tmp_path / f"a.{style}").read_bytes()
    if style in ("svg", "kml"):
        told = re.findall(r">([^<>]*[^<>\s][^<>]*)<", content.decode("utf-8"))
        assert len(told) > 20 and foreign(told) == []
    if style == "gpkg":
        assert b'xml:lang="de"' in content and b'xml:lang="vi"' not in content
    assert len(content) > 5000


def test_the_page_is_german_on_every_level(built: Path, open_map: OpenMap) -> None:
    page = open_map(built)
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator("#lang")).to_be_hidden()
    expect(page.locator("main")).to_contain_text("2 Industrieparks, 1 Gewerbepark und 1 Hafen")
    levels = page.locator("#level input, #level option").evaluate_all("all => all.map((one) => one.value)")
    assert levels == ["kreis", "gemeinde"]
    for link, count in (
        ("", 4), ("level=gemeinde", 4), ("level=gemeinde&gemeinde=BZ-S.02", 4), ("kreis=GR-N", 2), ("kind=hafen", 1),
        ("site=ip-zwiesel&compare=ip-zwiesel,ip-oelwerk", 4), ("q=weisser hof", 1), ("q=alte ziegelei", 1),
        ("q=zzzz", 0), ("min_area=1000", 0), ("measure=hafen_n", 4), ("measure=occupancy_pct&level=gemeinde", 4),
    ):  # fmt: skip
        page.evaluate("link => { location.hash = link; }", link)
        expect(page.locator("#count")).to_have_text(f"{count} / 4")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        lines = [re.sub(r"#\S+", "", line) for text in page.evaluate(TEXTS) for line in text.splitlines()]
        assert foreign(lines) == [], link
    page.evaluate("location.hash = 'level=gemeinde'")
    expect(page.locator("[data-gemeinde]")).to_have_count(len(german_atlas.GEMEINDEN))
    expect(page.locator("[data-site]")).to_have_count(3)
