"""What a reader takes along: downloads, link, citation, the embedded view, the comparison."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path

import pytest
from atlas_edits import setting
from browser import OpenMap
from conftest import Run
from playwright.sync_api import Page, expect
from visit import Visit, fragment, ids

from kcn_map import Atlas

STATE = "q=luong+son&kind=zone"
SHELL = ("query", "luong son", "--kind", "zone")


def downloaded(page: Page, name: str, section: str = "#table") -> str:
    with page.expect_download() as download:
        page.locator(section).get_by_role("button", name=name).click()
    return Path(download.value.path()).read_bytes().decode("utf-8")


def test_csv_is_the_shells(visit: Visit, kcn_map: Run) -> None:
    text = downloaded(visit(STATE), "CSV")
    assert text.startswith("\ufeffid,kind,name_vi")
    shell = kcn_map(*SHELL, "--format", "csv").stdout
    assert list(csv.DictReader(text[1:].splitlines())) == list(csv.DictReader(shell.lstrip("\ufeff").splitlines()))


@pytest.mark.parametrize(("state", "level"), [("", "district"), ("level=commune", "commune_2025")])
def test_csv_of_areas_is_the_shells(visit: Visit, kcn_map: Run, state: str, level: str) -> None:
    page = list(csv.DictReader(downloaded(visit(state), "CSV", "#areas")[1:].splitlines()))
    told = kcn_map("districts", "--level", level, "--format", "csv").stdout
    shell = list(csv.DictReader(told.lstrip("\ufeff").splitlines()))[: len(page)]  # without a row of what has no code
    assert len(page) == {"district": 10, "commune_2025": 46}[level]
    kept = [name for name in page[0] if level == "district" or name != "area_official_km2"]
    assert [[row[name] for name in kept] for row in page] == [[row[name] for name in kept] for row in shell]


def test_areas_sort_by_any_measure_and_open(open_map: OpenMap, built_map: Path) -> None:
    page = open_map(built_map, "lang=en")
    head = page.locator("#areas .sort", has_text="Occupancy")
    head.click()
    rows = page.locator("#areas [data-area]")
    assert [rows.nth(i).get_attribute("data-area") for i in (0, 1)] == ["152", "148"]
    head.click()
    expect(rows.first).to_have_attribute("data-area", "148")
    expect(rows.last.locator("td").nth(5)).to_have_text(re.compile("–|none"))
    expect(rows.first.locator("td").nth(5)).to_have_text("44.4\u00a0%2/3")
    page.locator("[data-area='152'] .link").click()
    expect(page.locator("#card-title")).to_be_focused()
    assert fragment(page)["selected"] == ["152"]


def test_geojson_is_the_shells(visit: Visit, kcn_map: Run) -> None:
    page = json.loads(downloaded(visit(STATE), "GeoJSON"))
    shell = json.loads(kcn_map(*SHELL, "--format", "geojson").stdout)
    assert "crs" not in page
    assert [feature["properties"] for feature in page["features"]] == [one["properties"] for one in shell["features"]]
    assert [feature["geometry"] for feature in page["features"]] == [one["geometry"] for one in shell["features"]]


def test_sites_without_a_place_have_no_geometry(visit: Visit, atlas: Atlas) -> None:
    features = json.loads(downloaded(visit(), "GeoJSON"))["features"]
    empty = {feature["properties"]["id"] for feature in features if feature["geometry"] is None}
    assert len(features) == len(atlas.joined.sites)
    assert empty == {site.id for site in atlas.joined.sites if site.geometry is None} != set()


def test_the_whole_data_is_there(visit: Visit, atlas: Atlas) -> None:
    data = json.loads(downloaded(visit(STATE), "(JSON)", "#sources"))
    assert [site["id"] for site in data["sites"]] == [site.id for site in atlas.joined.sites]
    assert len(data["hash"]) == 64


PUBLIC = "https://example.org/map/?v=2"


@pytest.fixture(scope="session")
def published_map(atlas_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The map of an atlas that says where it is published."""
    folder = Path(shutil.copytree(atlas_folder, tmp_path_factory.mktemp("published") / "geodata"))
    setting("^contact = .*$", f'contact = ""\npublic_url = "{PUBLIC}"')(folder)
    return Atlas.load(folder).save(folder.parent / "map.html")


def copied(page: Page) -> list[str]:
    """What the buttons for the view and for the citation put on the clipboard."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    found = []
    for button in page.locator("#sources .actions button").all()[:2]:
        button.click()
        found.append(page.evaluate("navigator.clipboard.readText()"))
    return found


@pytest.mark.parametrize(("lang", "as_of"), [("vi", "31-12-2020"), ("en", "31 Dec 2020")])
def test_a_citation_has_title_date_hash_and_view(open_map: OpenMap, built_map: Path, lang: str, as_of: str) -> None:
    page = open_map(built_map, f"measure=zones_count&lang={lang}")
    data = json.loads(downloaded(page, "(JSON)", "#sources"))
    cite = page.locator("#cite").inner_text()
    for part in (data["title"][lang], as_of, data["hash"][:16], "#measure=zones_count"):
        assert part in cite
    page.select_option("#measure", "occupancy_pct")
    expect(page.locator("#cite")).to_contain_text("measure=occupancy_pct")
    view, citation = copied(page)
    assert view.startswith("#measure=occupancy_pct") and data["hash"][:16] in view
    assert citation == page.locator("#cite").inner_text()


@pytest.mark.parametrize(
    "state", ["", "measure=zones_count&compare=kcn-mong-hoa&site=kcn-luong-son", "embed=1&lang=en"]
)
def test_no_path_of_the_readers_disk_is_taken_along(open_map: OpenMap, built_map: Path, state: str) -> None:
    page = open_map(built_map, state)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    taken = [page.content(), *([] if "embed" in state else copied(page))]
    assert not any("file:" in text or built_map.parent.name in text for text in taken)


def test_links_lead_to_where_the_page_is_published(open_map: OpenMap, published_map: Path) -> None:
    page = open_map(published_map, "measure=zones_count&lang=en")
    link = f"{PUBLIC}#measure=zones_count&lang=en"
    view, citation = copied(page)
    assert view == link and citation.endswith(f". {link}")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("#print")).to_contain_text(link)
    embedded = open_map(published_map, "embed=1&kind=zone")
    expect(embedded.locator("#full")).to_have_attribute("href", f"{PUBLIC}#kind=zone")


@pytest.mark.parametrize("width", [360, 1280])
def test_embedded_view_has_map_legend_and_a_way_out(visit: Visit, width: int) -> None:
    page = visit("embed=1&measure=zones_count&kind=zone", width=width)
    for part in ("#map", "#legend", "#measure", "#title", "#full"):
        expect(page.locator(part)).to_be_visible()
    for part in ("#panel", "#table", "#totals", "#sources"):
        expect(page.locator(part)).to_be_hidden()
    assert page.locator("#full").get_attribute("href") == "#measure=zones_count&kind=zone"
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    expect(visit("", width=width).locator("#panel")).to_be_visible()


def test_compare_holds_four_and_makes_room_for_a_fifth(visit: Visit, atlas: Atlas) -> None:
    five = [site.id for site in atlas.joined.sites[:5]]
    page = visit("lang=en")
    for site in five:
        page.locator(f"[data-entry='{site}']").click()
        page.locator(".card .actions button").first.click()
    assert f"compare={','.join(five[1:])}" in page.evaluate("location.hash")
    heads = page.locator("#compare thead th")
    names = [site.name["en"] for site in atlas.joined.sites[1:5]]
    assert [text.removesuffix(" ×") for text in heads.all_inner_texts()] == names
    rows = page.locator("#compare tbody tr")
    assert all(row.locator("td").count() == 4 for row in rows.all())
    expect(rows.nth(3)).to_contain_text("Planned area (ha)")
    expect(rows.nth(3)).to_contain_text("235.86")
    assert (
        page.evaluate(
            "(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(compare.querySelector('.scroller'))"
        )
        == 0
    )
    heads.first.locator("button").click()
    assert heads.count() == 3


def test_table_sorts_every_column(visit: Visit) -> None:
    page = visit()
    before = set(ids(page, "row"))
    heads = page.locator("#table thead th")
    assert [heads.nth(place).evaluate("head => head.offsetWidth") < 200 for place in (1, 3)] == [True, True], (
        "columns of short words leave room to the others"
    )
    for place in range(page.locator("#table .sort").count()):
        for _ in range(2):
            page.locator("#table .sort").nth(place).click()
            assert set(ids(page, "row")) == before
        order = page.locator("#table th").nth(place).get_attribute("aria-sort")
        assert order in ("ascending", "descending")
        cells = page.locator(f"#table tbody tr > :nth-child({place + 1})").all_inner_texts()
        empty = [cell.startswith("–") for cell in cells]
        assert empty == sorted(empty), "unknown values come last"
