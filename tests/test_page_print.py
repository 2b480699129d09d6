"""On paper: at most two pages of A4 or Letter with map, legend, all sites, dates, sources, scale and north."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from browser import OpenMap, wait_until_drawn
from playwright.sync_api import Browser, Locator, Page, expect
from visit import Visit

from kcn_map import Atlas
from kcn_map.core.site_columns import CHOSEN

#: The page's width on A4 less the margins of 12 mm, in CSS pixels.
PAPER_PX = 703
#: A source in the list below the table: its id, then who published it.
LISTED = r"(?:: |; )(S?\d+) "
#: Upright, in points.
PAPERS = {"A4": (595.28, 841.89), "Letter": (612, 792)}
STATES = ["", "lang=en&level=commune&measure=occupancy_pct", "lang=en&measure=clusters_count&site=kcn-mong-hoa&embed=1"]


def on_paper(page: Page) -> Page:
    """The page as the printer gets it, so that its parts can be asked."""
    page.set_viewport_size({"width": PAPER_PX, "height": 1000})
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    return page


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def used(atlas: Atlas) -> set[str]:
    """The sources of the figures that the table on paper has."""
    sites = [site.sources for site in atlas.joined.sites]
    return {source for of in sites for name in CHOSEN["sheet"] for source in of.get(name, ())}


def sources_of(sheet: Locator) -> str:
    return sheet.locator(".print-note", has_text=re.compile(LISTED)).inner_text()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("state", STATES, ids=[state or "first" for state in STATES])
def test_two_pages_of_the_paper_that_is_there(visit: Visit, state: str, dark: bool) -> None:
    for paper, size in PAPERS.items():
        sheet = visit(state, dark=dark).pdf(format=paper, prefer_css_page_size=True, print_background=False)
        assert 1 <= pages(sheet) <= 2
        box = re.findall(rb"/MediaBox\s*\[([^\]]*)\]", sheet)[0].split()
        assert [float(side) for side in box[2:]] == pytest.approx(size, abs=1.5)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_sheet_has_all_that_a_reader_needs(open_map: OpenMap, built_map: Path, atlas: Atlas, lang: str) -> None:
    page = on_paper(open_map(built_map, f"lang={lang}", dark=True))
    sheet = page.locator("#print")
    text = sheet.inner_text()
    for site in atlas.joined.sites:
        assert (site.name[lang]) in text
    assert ("31-12-2020" if lang == "vi" else "31 Dec 2020") in text
    assert set(re.findall(LISTED, sources_of(sheet))) == used(atlas) != set()
    expect(sheet.locator(".legend [data-count]").first).to_be_visible()
    expect(sheet.locator(".print-scale text")).to_have_text("20\u00a0km")
    expect(sheet.locator(".print-north text")).to_have_text("B" if lang == "vi" else "N")
    assert sheet.locator("svg.print-map .area").count() == 10
    placed = [site for site in atlas.joined.sites if site.lon is not None]
    assert sheet.locator("svg.print-map .number").count() == len(placed)
    assert page.locator("#panel").is_hidden() and page.locator("#map").is_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= PAPER_PX


def test_paper_is_light_and_survives_greyscale(open_map: OpenMap, built_map: Path) -> None:
    """Dark readers print light; classes fall in lightness from one to the next; no data is hatched."""
    page = on_paper(open_map(built_map, "", dark=True))
    fills = dict(
        page.locator("#print .area").evaluate_all(
            "all => all.map((area) => [area.dataset.class, getComputedStyle(area).fill])"
        )
    )
    assert "print-hatch" in fills.pop("nodata")
    grey = [
        sum(weight * int(part) for weight, part in zip((0.2126, 0.7152, 0.0722), re.findall(r"\d+", fill), strict=True))
        for _, fill in sorted(fills.items())
    ]
    assert len(grey) == 5
    assert all(lighter - darker > 20 for lighter, darker in pairwise(grey))
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('#print')).printColorAdjust") == "exact"


def test_after_printing_the_page_is_as_before(open_map: OpenMap, built_map: Path) -> None:
    page = open_map(built_map)
    before = page.locator("main").inner_text()
    page.pdf()
    assert page.locator("#print").inner_text() == ""
    assert page.locator("main").inner_text() == before


@pytest.mark.parametrize("scripts", [True, False], ids=["no-beforeprint", "no-scripts"])
def test_paper_is_never_blank(chromium: Browser, built_map: Path, tmp_path: Path, scripts: bool) -> None:
    """Where no sheet is made, what the screen shows is printed, on light ground."""
    context = chromium.new_context(java_script_enabled=scripts, color_scheme="dark", offline=True)
    page = context.new_page()
    page.add_init_script("addEventListener('beforeprint', (e) => e.stopImmediatePropagation())")
    page.goto(built_map.resolve().as_uri())
    if scripts:
        wait_until_drawn(page)
    page.set_viewport_size({"width": PAPER_PX, "height": 1000})
    page.emulate_media(media="print")
    expect(page.locator("#title")).to_be_visible()
    expect(page.locator("#map" if scripts else "#picture")).to_be_visible()
    assert page.locator("body").inner_text().count("KCN Mông Hóa") > 0
    sheets = page.pdf()
    assert pages(sheets) >= 2
    context.close()


def test_a_filtered_sheet_has_the_filtered_sites(open_map: OpenMap, built_map: Path) -> None:
    page = on_paper(open_map(built_map, "kind=zone&level=commune"))
    assert page.locator("#print tbody tr").count() == 8
    assert page.locator("#print svg.print-map .area").count() == 46


def test_sources_stand_in_the_order_of_their_table(open_map: OpenMap, copy_of_atlas: Path, tmp_path: Path) -> None:
    """Also where their ids are numbers, which an object of JavaScript would sort."""
    table = copy_of_atlas / "sources.csv"
    head, *rows = table.read_text(encoding="utf-8").splitlines(keepends=True)
    table.write_text(head + "".join(reversed(rows)), encoding="utf-8")
    for path in copy_of_atlas.glob("*.csv"):
        path.write_text(re.sub(r"\bS0*(\d+)\b", r"\1", path.read_text(encoding="utf-8")), encoding="utf-8")
    atlas = Atlas.load(copy_of_atlas)
    page = open_map(atlas.save(tmp_path / "map.html"), "")
    ids = [source.id for source in atlas.joined.sources]
    assert ids != sorted(ids, key=int)
    assert page.locator("#sources .source-list li b").all_text_contents() == ids
    listed = re.findall(LISTED, sources_of(on_paper(page).locator("#print")))
    assert listed == [id_ for id_ in ids if id_ in used(atlas)]


def test_without_a_sheet_the_page_itself_is_printed(open_map: OpenMap, built_map: Path) -> None:
    """Where no script runs, and in browsers that say nothing before they print."""
    page = open_map(built_map)
    page.emulate_media(media="print")
    assert page.locator("#summary").is_visible() and page.locator("#table").is_visible()
