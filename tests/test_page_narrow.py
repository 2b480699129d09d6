"""On a phone and in a frame: what is in the first window, what the strip, the tabs and the totals tell."""

from __future__ import annotations

from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect
from visit import Visit

from kcn_map import Atlas

#: The words of the comparison that stand on two lines, and the cells that what is in them does not fit into.
BROKEN = """() => {
  const box = document.querySelector("#compare"), range = document.createRange(), broken = [];
  const texts = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
  while (texts.nextNode())
    for (const { 0: word, index } of texts.currentNode.data.matchAll(/[\\p{L}\\p{N}]+/gu)) {
      range.setStart(texts.currentNode, index);
      range.setEnd(texts.currentNode, index + word.length);
      const lines = new Set([...range.getClientRects()].filter(({ width }) => width).map(({ top }) => top));
      if (lines.size > 1) broken.push(word);
    }
  const over = [...box.querySelectorAll("th, td")].filter((one) => one.scrollWidth > one.clientWidth + 1);
  return [...broken, ...over.map((one) => one.textContent)];
}"""


def phone(visit: Visit, state: str = "", width: int = 390, height: int = 844) -> Page:
    page = visit(state, width=width)
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate("scrollTo(0, 0)")
    return page


@pytest.mark.parametrize(("width", "height"), [(390, 844), (412, 915)])
@pytest.mark.parametrize("state", ["lang=vi", "lang=en"])
def test_a_phone_has_the_whole_province_in_its_first_window(visit: Visit, state: str, width: int, height: int) -> None:
    page = phone(visit, state, width, height)
    page.wait_for_function("() => kcn.app.board.map.getSize().y === document.getElementById('map').clientHeight")
    below = page.evaluate(
        """() => {
          const tabs = document.querySelector(".tabs").getBoundingClientRect().top;
          return [...document.querySelectorAll("#map, #map .area")]
            .filter((one) => one.getBoundingClientRect().bottom > tabs + 1)
            .map((one) => one.id || one.dataset.district);
        }"""
    )
    assert below == []


def test_the_strip_tells_each_figure_with_its_own_date_and_source(visit: Visit) -> None:
    page = phone(visit, "lang=vi&site=kcn-luong-son")
    lines = page.locator("#answer p").first
    lines.locator(".unseen").evaluate_all("all => all.forEach((one) => one.remove())")  # the sources' names, read aloud
    assert lines.inner_text().replace("\u00a0", " ").split("\n") == [
        "KCN Lương Sơn",
        "83 ha · 2017, nguồn S05",
        "lấp đầy 100 % · đất công nghiệp, 31-12-2020, nguồn S81",
        "đang hoạt động",
    ]
    page = phone(visit, "lang=vi&selected=152")
    expect(page.locator("#answer .note")).to_contain_text("đến 31-12-2020; 4 trong 5 khu, cụm có số liệu")
    page = phone(visit, "lang=vi&selected=152&measure=occupancy_pct")
    assert page.locator("#answer .note").inner_text().count("31-12-2020") == 1


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_bar_of_a_comparison_has_its_buttons_in_one_line(visit: Visit, lang: str) -> None:
    page = phone(visit, f"compare=kcn-mong-hoa,kcn-luong-son&lang={lang}", 360)
    buttons = page.locator("#compared .button:not(:last-child)")
    tops = buttons.evaluate_all("all => all.map((one) => one.getBoundingClientRect().top)")
    assert len(tops) == 3 and len({*tops}) == 1


def test_a_lying_phone_has_room_for_the_whole_map_above_its_tabs(visit: Visit) -> None:
    page = phone(visit, "lang=vi", 740, 360)
    tab = page.locator(".tabs a").first
    tab.click()
    page.wait_for_function(
        """() => {
          const [map, tabs] = ["#map", ".tabs"].map((one) => document.querySelector(one).getBoundingClientRect());
          return map.top > -1 && map.bottom < tabs.top + 1 && map.height > 240;
        }"""
    )


def test_the_tab_of_sources_opens_their_list(visit: Visit) -> None:
    page = phone(visit, "lang=en")
    tab = page.locator(".tabs a").last
    expect(tab).to_have_text("Sources")
    tab.click()
    expect(page.locator("#source-S01")).to_be_in_viewport()
    expect(tab).to_have_attribute("aria-current", "true")


def test_totals_are_read_without_scrolling_sideways_and_are_still_a_table(visit: Visit) -> None:
    page = phone(visit, "lang=en", 360)
    box = page.locator("#totals .scroller")
    assert box.evaluate("one => one.scrollWidth - one.clientWidth") == 0
    assert page.locator("#totals .wide").first.evaluate("one => one.clientWidth") > 280
    table = page.get_by_role("table", name="").filter(has=page.locator("td.difference"))
    assert table.get_by_role("row").count() == table.locator("tr").count()
    assert table.get_by_role("columnheader").count() == 5
    expect(table.get_by_role("rowheader").first).to_be_visible()
    assert table.get_by_role("cell").count() == table.locator("td").count()


def test_the_bar_of_the_comparison_takes_two_lines(visit: Visit) -> None:
    page = phone(visit, "lang=vi&compare=kcn-mong-hoa,kcn-luong-son,ccn-hoa-son,ccn-chua-ro-20")
    bar = page.locator("#compared").bounding_box()
    assert bar and bar["height"] < 100


@pytest.mark.parametrize("width", [360, 390])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_word_of_a_comparison_is_broken(visit: Visit, atlas: Atlas, lang: str, width: int) -> None:
    for pair in pairwise(site.id for site in atlas.joined.sites):
        page = visit(f"lang={lang}&compare={','.join(pair)}", width=width)
        assert page.evaluate(BROKEN) == [], pair
