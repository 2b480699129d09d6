"""Low and small windows: the whole province clear of tabs and buttons, most of the window a map, room for fingers."""

from __future__ import annotations

from pathlib import Path

import pytest
from engines import Engine
from playwright.sync_api import Page
from visit import Visit

PHONES = [(360, 640), (360, 740), (360, 800), (390, 844), (414, 896)]
LYING = [(740, 360), (844, 390)]
LARGER = [(768, 1024), (1024, 768), (1180, 820), (1280, 720)]

#: What lies over a point of the province's outline, or that it is not in the window or on the map.
COVERING = """() => {
  const box = (one) => one.getBoundingClientRect();
  const path = document.querySelector("path.outline"), matrix = path.getScreenCTM(), long = path.getTotalLength();
  const outline = Array.from({ length: 300 }, (_, i) => {
    const { x, y } = path.getPointAtLength((i / 300) * long);
    return { x: matrix.a * x + matrix.e, y: matrix.d * y + matrix.f };
  });
  const isIn = ({ left, right, top, bottom }) => ({ x, y }) =>
    x > left + 1 && x < right - 1 && y > top + 1 && y < bottom - 1;
  const over = [...document.querySelectorAll(".tabs, .tool, .key, #credit, .leaflet-control-scale-line")];
  const bounds = [box(document.getElementById("map")), { left: 0, top: 0, right: innerWidth, bottom: innerHeight }];
  return [
    ...over.filter((one) => outline.some(isIn(box(one)))).map((one) => one.id || one.className),
    ...bounds.filter((all) => !outline.every(isIn(all))).map((_, i) => ["the window's", "the map's"][i] + " edge"),
  ];
}"""

#: The part of the window's height that the map has, and whether the head of the legend is seen with it.
SHARE = """() => document.getElementById("map").getBoundingClientRect().height / innerHeight"""
IS_HEADED = """() => {
  const { top, bottom, width } = document.querySelector("#legend h2").getBoundingClientRect();
  return width > 0 && top >= 0 && bottom <= innerHeight - 48;
}"""

#: What has less than 44 px for a finger around its middle: of the head, what stands above the map, the buttons, the
#: strip, the tabs and the panel. A mark has its site in the list; tables and links in texts have 24 px.
NARROW = """() => [...document.querySelectorAll("a[href], button, input, select, summary")]
  .filter((one) => one.closest(".masthead, .key, .frame, .tabs, #answer, .panel"))
  .filter((one) => one.getClientRects().length)
  .filter((one) => !one.matches(".marker, .area, :is(p, td, dd, li, small) :is(a, .code)"))
  .map((one) => one.closest("label") || one)
  .filter((one) => {
    one.scrollIntoView({ block: "center", inline: "center" });
    const { left, right, top, bottom } = one.getBoundingClientRect(), x = (left + right) / 2, y = (top + bottom) / 2;
    return [[-21, 0], [21, 0], [0, -21], [0, 21]].some(([dx, dy]) => {
      const hit = document.elementFromPoint(x + dx, y + dy);
      return !hit || !(one.contains(hit) || hit.contains(one) && hit.tagName === "LABEL");
    });
  }).map((one) => one.outerHTML.slice(0, 90))"""


def resized(page: Page, width: int, height: int) -> Page:
    """The first window of a page, of another size, once the map has followed."""
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
    page.wait_for_function(f"() => ({COVERING})().length === 0")
    return page


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_whole_province_is_clear_in_the_first_window_however_it_is_turned(
    visit: Visit, lang: str, dark: bool
) -> None:
    page = visit(f"lang={lang}", width=360, dark=dark)
    for width, height in [*PHONES, *LYING, *LARGER, *((high, wide) for wide, high in [*PHONES, *LYING])]:
        resized(page, width, height)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(IS_HEADED)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_map_has_most_of_a_low_window(visit: Visit, lang: str) -> None:
    page = visit(f"lang={lang}", width=1024)
    for (width, height), least in {(1024, 768): 0.55, (844, 390): 0.7, (740, 360): 0.64, (360, 640): 0.36}.items():
        resized(page, width, height)
        assert page.evaluate(SHARE) >= least, (width, height)


def test_the_map_of_a_phone_ends_where_the_tabs_begin(visit: Visit) -> None:
    page = visit("lang=vi", width=360)
    for width, height in [*PHONES, *LYING]:
        resized(page, width, height)
        ends = page.evaluate(
            """() => ["#map", ".tabs"].map((one) => document.querySelector(one).getBoundingClientRect())
              .map(({ top, bottom }, i) => Math.round(i ? top : bottom))"""
        )
        assert ends[0] == ends[1], (width, height)


def test_the_answer_leaves_the_map_of_a_lying_phone(visit: Visit) -> None:
    page = visit("lang=vi&selected=148", width=740)
    page.set_viewport_size({"width": 740, "height": 360})
    answer, frame = (page.locator(one).bounding_box() for one in ("#answer", "#map"))
    assert answer and frame and answer["x"] + answer["width"] <= frame["x"] and answer["y"] > 0
    resized(page, 740, 360)


@pytest.mark.parametrize(
    ("state", "width", "height"),
    [("lang=vi", 360, 640), ("lang=en&selected=152", 360, 640), ("lang=vi&site=kcn-luong-son", 390, 844),
     ("lang=vi", 740, 360), ("lang=en", 844, 390)],
)  # fmt: skip
def test_a_finger_has_room_on_a_phone(visit: Visit, state: str, width: int, height: int) -> None:
    page = visit(state, width=width)
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert page.evaluate(NARROW) == []


@pytest.mark.parametrize(("width", "height"), [(390, 844), (414, 680), (844, 390), (1024, 768)])
def test_each_engine_fits_the_map_into_what_is_left(engine: Engine, built_map: Path, width: int, height: int) -> None:
    engine.show(built_map, "lang=vi", width=width, height=height)
    engine.wait(f"() => ({COVERING})().length === 0")
    assert engine.evaluate(SHARE) >= {844: 0.5, 680: 0.38, 390: 0.65, 768: 0.55}[height]
    assert engine.evaluate(IS_HEADED) or width > 900
