"""The map in a frame of another page: whole at every size, with its legend, and fitted again when the frame changes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from visit import Visit

#: What of the head, the legend and the map lies outside the frame, of the key outside the map, and of areas and buttons
#: outside the part of the map above the key.
OUTSIDE = """() => {
  const inside = (box, of) =>
    box.left >= of.left && box.right <= of.right && box.top >= of.top && box.bottom <= of.bottom;
  const frame = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
  const map = document.getElementById("map").getBoundingClientRect();
  const key = document.querySelector(".key").getBoundingClientRect();
  const free = { left: 0, top: map.top, right: innerWidth, bottom: key.top };
  const parts = "#title, #measure, #legend h2, #legend b, .classes li, .markers li, #full, #lang, #map";
  const seen = [...document.querySelectorAll(parts)];
  return [
    ...seen.filter((one) => one.offsetParent && !inside(one.getBoundingClientRect(), frame)),
    ...[...document.querySelectorAll(".key")].filter((one) => !inside(one.getBoundingClientRect(), map)),
    ...[...document.querySelectorAll("#map .area, #credit, .tool")]
      .filter((one) => one.getClientRects().length && !inside(one.getBoundingClientRect(), free)),
  ].map((one) => one.id || one.outerHTML.slice(0, 60));
}"""

#: The part that the areas take of the map above the strip, of its width or height, whichever is larger.
SHARE = """() => {
  const map = document.getElementById("map").getBoundingClientRect();
  const boxes = [...document.querySelectorAll("#map .area")].map((one) => one.getBoundingClientRect());
  const extent = (from, to) => Math.max(...boxes.map((box) => box[to])) - Math.min(...boxes.map((box) => box[from]));
  const height = document.querySelector(".key").getBoundingClientRect().top - map.top;
  return Math.max(extent("left", "right") / map.width, extent("top", "bottom") / height);
}"""


#: In how many lines a text is, and whether a part of the page scrolls or holds a text that is cut.
LINES = """(id) => {
  const range = document.createRange();
  range.selectNodeContents(document.getElementById(id));
  return new Set([...range.getClientRects()].map((box) => box.top)).size;
}"""
CUT = """() => [...document.querySelectorAll(".key, .masthead, #title, #measure-shown, #level, .as-of")]
  .filter(({ scrollWidth, clientWidth, scrollHeight, clientHeight }) =>
    scrollWidth > clientWidth + 1 || scrollHeight > clientHeight + 1)
  .map((one) => one.id || one.className)"""


def test_a_frame_of_any_size_has_the_whole_map_and_its_legend(visit: Visit) -> None:
    page = visit("embed=1&measure=area_planned_ha", width=600)
    for width, height in ((600, 450), (360, 480), (1000, 600), (320, 240), (480, 360), (600, 450)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function(f"() => ({OUTSIDE})().length === 0 && ({SHARE})() > 0.8")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(CUT) == []
        assert page.locator(".classes li:visible").count() >= 5
        assert page.locator("#legend h2 b").inner_text() == "Diện tích quy hoạch"
        expect(page.locator("#legend h2 small")).to_have_text(re.compile(r"ha · đến 31-12-2020, hơn \d+ năm trước$"))


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize(("width", "height"), [(360, 480), (600, 450), (1000, 600)])
def test_the_head_is_as_high_as_one_line_and_no_title_is_cut(visit: Visit, lang: str, width: int, height: int) -> None:
    page = visit("embed=1", width=width)
    page.set_viewport_size({"width": width, "height": height})
    for measure in ("area_planned_ha", "area_planned_share_pct"):
        page.evaluate("state => { location.hash = state; }", f"embed=1&lang={lang}&measure={measure}")
        page.wait_for_function(
            "([lang, measure]) => kcn.app.view.state.lang === lang && kcn.app.view.state.measure === measure",
            arg=[lang, measure],
        )
        page.wait_for_function(f"() => ({OUTSIDE})().length === 0")
        assert page.locator(".masthead").evaluate("one => one.offsetHeight") == 36
        assert lang == "en" or page.evaluate(LINES, "title") == 1
        assert page.evaluate(CUT) == []


def test_a_view_that_is_the_readers_stays_when_the_frame_changes(visit: Visit) -> None:
    page = visit("embed=1", width=600)
    page.set_viewport_size({"width": 600, "height": 450})
    page.wait_for_function(f"() => ({OUTSIDE})().length === 0")
    page.locator(".tool").first.click()
    page.wait_for_function("() => kcn.app.board.map.getZoom() > kcn.app.board.map.home")
    zoom = page.evaluate("kcn.app.board.map.getZoom()")
    page.set_viewport_size({"width": 700, "height": 500})
    page.wait_for_function("() => kcn.app.board.map.getSize().x === 700")
    assert page.evaluate("kcn.app.board.map.getZoom()") == zoom
