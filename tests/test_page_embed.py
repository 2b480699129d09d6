"""The map in a frame of another page: whole at every size, with its legend, and fitted again when the frame changes."""

from __future__ import annotations

from visit import Visit

#: What of the areas, the legend and the map lies outside the frame, or of the areas outside the map.
OUTSIDE = """() => {
  const inside = (box, of) =>
    box.left >= of.left && box.right <= of.right && box.top >= of.top && box.bottom <= of.bottom;
  const frame = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
  const map = document.getElementById("map").getBoundingClientRect();
  const parts = "#title, #as-of, #measure, #legend h2, #legend b, .classes li, #full, #map";
  const seen = [...document.querySelectorAll(parts)];
  return [
    ...seen.filter((one) => one.offsetParent && !inside(one.getBoundingClientRect(), frame)),
    ...[...document.querySelectorAll("#map .area")].filter((one) => !inside(one.getBoundingClientRect(), map)),
  ].map((one) => one.id || one.outerHTML.slice(0, 60));
}"""

#: The part of the map's width or height, whichever is larger, that the areas take.
SHARE = """() => {
  const map = document.getElementById("map").getBoundingClientRect();
  const boxes = [...document.querySelectorAll("#map .area")].map((one) => one.getBoundingClientRect());
  const extent = (from, to) => Math.max(...boxes.map((box) => box[to])) - Math.min(...boxes.map((box) => box[from]));
  return Math.max(extent("left", "right") / map.width, extent("top", "bottom") / map.height);
}"""


def test_a_frame_of_any_size_has_the_whole_map_and_its_legend(visit: Visit) -> None:
    page = visit("embed=1&measure=area_planned_ha", width=600)
    for width, height in ((600, 450), (360, 480), (1000, 600), (480, 360), (600, 450)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function(f"() => ({OUTSIDE})().length === 0 && ({SHARE})() > (innerWidth > 900 ? 0.5 : 0.85)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator(".classes li:visible").count() >= 5
        assert page.locator("#legend h2 b").inner_text() == "Diện tích quy hoạch"


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
