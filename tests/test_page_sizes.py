"""Places of any size: no site, one area, hundreds of sites, hundreds of areas. Nothing breaks out of its box."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import page_atlas
import pytest
from playwright.sync_api import expect
from test_page_labels import MISPLACED
from visit import Visit

from kcn_map import page as pages
from kcn_map.analysis.aggregate import summarise
from kcn_map.core.model import Joined

#: Areas and sites, the sites one after the other in the areas.
SIZES = {"no site": (4, 0), "one area": (1, 1), "500 sites": (4, 500), "700 areas": (700, 30)}
#: What is wider than the window, or than its own box where that does not scroll or shorten it.
BROKEN = """() => {
  const root = document.documentElement, found = [];
  if (root.scrollWidth > innerWidth) found.push(["page", root.scrollWidth]);
  for (const one of document.querySelectorAll("body *:not(svg *, script, style, option)")) {
    const { overflowX, display, position } = getComputedStyle(one), box = one.getBoundingClientRect();
    if (overflowX !== "visible" || display === "inline" || box.width < 2 || one.closest("#map")) continue;
    if (one.scrollWidth > one.clientWidth + 13) found.push([one.tagName, one.id || one.className]);
  }
  return found;
}"""
COUNTS = "[...document.querySelectorAll('#legend [data-count]')].map((one) => Number(one.dataset.count))"
#: Where an area's label belongs, in the window.
LABEL = """code => {
  const { board: { map }, data } = kcn.app, { left, top } = map.getContainer().getBoundingClientRect();
  const [lon, lat] = data.levels[0].areas.find((one) => one.code === code).label;
  const { x, y } = map.latLngToContainerPoint([lat, lon]);
  return [left + x, top + y];
}"""


def atlas(areas: int, sites: int) -> Joined:
    joined = page_atlas.joined()
    cells = [(n % 28, n // 28) for n in range(areas)]
    districts = page_atlas.districts_at(cells)
    placed = tuple(
        page_atlas.site(f"kcn-{n}", "zone", f"{n % areas:03}",
                        page_atlas.point(105.05 + 0.2 * cells[n % areas][0] + 0.004 * (n // areas % 25),
                                         20.05 + 0.2 * cells[n % areas][1] + 0.01 * (n // areas // 25)))
        for n in range(sites)
    )  # fmt: skip
    return replace(joined, areas={**joined.areas, "district": districts, "commune_2025": ()}, sites=placed, base={})


@pytest.fixture(scope="module", params=SIZES.values(), ids=SIZES)
def sized(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int, int]:
    areas, sites = request.param
    joined = atlas(areas, sites)
    path = tmp_path_factory.mktemp("sized") / "index.html"
    path.write_text(pages.render(page_atlas.dataset(), joined, summarise(joined)), encoding="utf-8")
    return path, areas, sites


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_is_wider_than_its_box_and_all_is_counted(
    sized: tuple[Path, int, int], visit: Visit, width: int
) -> None:
    path, areas, sites = sized
    page = visit("lang=en", path=path, width=width)
    page.evaluate("kcn.app.showHome()")
    assert page.evaluate(BROKEN) == []
    assert sum(page.evaluate(COUNTS)) == areas
    assert page.locator("#count").inner_text() == f"{sites} / {sites}"
    many = f"has {sites} industrial zone{'' if sites == 1 else 's'}." if sites else "This map has no sites yet."
    assert many in page.locator("#summary").inner_text()


def test_an_area_answers_where_it_is_touched(sized: tuple[Path, int, int], visit: Visit) -> None:
    path, areas, _ = sized
    page = visit("lang=en", path=path)
    page.evaluate("kcn.app.showHome()")
    x, y = page.evaluate(LABEL, f"{areas - 1:03}")
    page.mouse.click(x + 6, y + 6)  # beside a marker
    expect(page.locator("#details")).to_contain_text(f"District {areas - 1}")


def test_what_has_no_room_in_its_area_is_a_dot_at_its_place(visit: Visit, tmp_path: Path) -> None:
    """Twelve areas of 12 px side by side, a site in each."""
    joined = atlas(100, 12)
    joined = replace(joined, sites=tuple(replace(site, area_planned_ha=500.0) for site in joined.sites))
    path = tmp_path / "index.html"
    path.write_text(pages.render(page_atlas.dataset(), joined, summarise(joined)), encoding="utf-8")
    page = visit("lang=en", path=path, width=360)
    page.evaluate("kcn.app.showHome()")
    found = page.evaluate(MISPLACED)
    assert found.pop("large") < 4 and found == {"outside": [], "covered": []}
    page.locator("[data-site='kcn-5']").click()
    expect(page.locator(".card")).to_have_attribute("data-card", "kcn-5")
    page.evaluate("kcn.app.board.map.setZoom(kcn.app.board.map.getZoom() + 2, { animate: false })")
    expect(page.locator(".marker.dot")).to_have_count(0)


def test_rows_have_whole_pixels_so_that_none_lacks_its_border(visit: Visit) -> None:
    """The cells of the sticky column hide the border of the row above them where rows have parts of a pixel."""
    page = visit("lang=vi")
    heights = page.locator("#areas tr, #table tr").evaluate_all("all => all.map((one) => one.offsetParent &&"
                                                                " one.getBoundingClientRect().height)")  # fmt: skip
    assert len(heights) > 30 and all(height == round(height) for height in heights)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_kinds_stand_on_one_line_and_a_place_is_named_whole(visit: Visit, lang: str) -> None:
    page = visit(f"near=noi+bai&lang={lang}")
    tops = page.locator(".kinds .chip").evaluate_all("all => all.map((one) => one.getBoundingClientRect().top)")
    assert len(tops) == 2 and len({*tops}) == 1
    whole = page.locator("#near").evaluate(
        """select => {
          const { font, paddingLeft } = getComputedStyle(select), text = select.selectedOptions[0].textContent;
          return [text, kcn.dom.textWidth(text, font) + 2 * parseFloat(paddingLeft) + 24 < select.clientWidth];
        }"""
    )
    assert whole == [{"vi": "Sân bay quốc tế Nội Bài", "en": "Noi Bai International Airport"}[lang], True]
