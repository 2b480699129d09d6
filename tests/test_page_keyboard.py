"""Keyboard alone reaches everything, shows where it is, and never loses its place."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from browser import OpenMap, settle
from playwright.sync_api import Page, expect
from visit import Visit, fragment, ids

from kcn_map import Atlas
from kcn_map.analysis.query import Query

STOPS_MAX = 500

#: Notes each place of the focus, and whether a reader sees it there: an outline, a ring, or the outline of an area.
NOTE = """() => { window.stops = []; document.addEventListener("focusin", ({ target }) => {
  const style = getComputedStyle(target), data = target.dataset, label = target.labels && target.labels[0];
  const outline = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const area = target.matches(".area") && document.querySelector("path.focused");
  window.stops.push({
    id: target.id, site: data.site, entry: data.entry, district: data.district, commune: data.commune,
    row: (target.closest("[data-row]") || { dataset: {} }).dataset.row,
    name: (target.getAttribute("aria-label") || (label && label.textContent) || target.textContent).trim(),
    isShown: outline || style.boxShadow !== "none" || Boolean(area),
  });
}); }"""

#: All that arrow keys reach from the first of a kind.
WALK = """hook => {
  const of = (id) => document.querySelector(`[data-${hook}="${id}"]`);
  const first = document.querySelector(`[data-${hook}]`).dataset[hook];
  const reached = [first], waiting = [first];
  while (waiting.length) {
    const start = waiting.pop();
    for (const key of ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]) {
      of(start).focus();
      of(start).dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
      const found = document.activeElement.dataset[hook];
      if (!reached.includes(found)) { reached.push(found); waiting.push(found); }
    }
  }
  return reached;
}"""

#: The middle of an element, down the window.
MIDDLE = """([hook, id]) => {
  const box = document.querySelector(`[data-${hook}="${id}"]`).getBoundingClientRect();
  return box.top + box.height / 2;
}"""

#: Whether all of what has the focus lies in the map's frame, and is not under something else.
INSIDE = """() => {
  const { left, right, top, bottom } = document.activeElement.getBoundingClientRect();
  const frame = document.querySelector(".frame").getBoundingClientRect();
  const isWithin = left >= frame.left && right <= frame.right && top >= frame.top && bottom <= frame.bottom;
  return isWithin && document.activeElement.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2));
}"""


def stops(page: Page, most: int = STOPS_MAX) -> list[dict[str, Any]]:
    """Where Tab goes, from the page's start until it leaves the page."""
    page.evaluate(NOTE)
    for pressed in range(most):
        page.keyboard.press("Tab")
        if pressed % 20 == 0 and page.evaluate("window.stops.filter((one) => one.id === 'skip-map').length > 1"):
            break
    else:
        pytest.fail(f"the focus is still in the page after {most} stops")
    found: list[dict[str, Any]] = page.evaluate("window.stops")
    firsts = [place for place, stop in enumerate(found) if stop["id"] == "skip-map"]
    return found[firsts[0] : firsts[1]]


def focused(page: Page) -> str:
    where: str = page.evaluate(
        """() => { const e = document.activeElement;
          return e.dataset.site || e.dataset.entry || e.dataset.district || e.dataset.commune || e.id || e.tagName; }"""
    )
    return where


@pytest.mark.parametrize("state", ["q=luong+son", "level=commune&lang=en&site=kcn-mong-hoa&compare=kcn-luong-son"])
def test_tab_reaches_everything_and_shows_where_it_is(
    open_map: OpenMap, built_map: Path, atlas: Atlas, state: str
) -> None:
    page = open_map(built_map, state)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    reached = stops(page)
    assert [stop for stop in reached if not stop["isShown"]] == []
    assert [stop for stop in reached if not stop["name"]] == []
    shown = [match.site for match in atlas.select(Query(text="luong son" if "q=" in state else "")).matches]
    sites = [site.id for site in shown]
    placed = [site.id for site in shown if site.lon is not None]
    assert len(sites) == (5 if "q=" in state else 29)
    seen = {
        key: [stop[key] for stop in reached if stop[key]] for key in ("site", "entry", "row", "district", "commune")
    }
    assert set(seen["site"]) < set(placed) and set(seen["entry"]) == set(seen["row"]) == set(sites)
    # One stop for the areas and one for the marks: arrows lead on from there, as told below.
    assert len(seen["site"]) == len(seen["commune" if "commune" in state else "district"]) == 1
    assert {"measure", "level", "lang", "search", "skip-map"} <= {stop["id"] for stop in reached}


def test_areas_and_marks_come_in_reading_order(visit: Visit, atlas: Atlas) -> None:
    page = visit()
    latitude = {site.id: site.lat for site in atlas.joined.sites}
    marks = [latitude[site] for site in ids(page, "site")]
    assert marks == sorted(marks, reverse=True)
    label = {district.code: district.label for district in atlas.joined.first_areas}
    rows = [label[code] for code in ids(page, "district")]
    for (west, north), (east, south) in pairwise(rows):
        assert south < north + 0.15 and (south < north or east > west)


@pytest.mark.parametrize("hook", ["site", "entry"])
def test_enter_opens_a_site_and_escape_returns(visit: Visit, hook: str) -> None:
    page = visit()
    wanted = ids(page, hook)
    assert len(wanted) == {"site": 22, "entry": 29}[hook]
    for site in wanted[::3]:
        page.locator(f"[data-{hook}='{site}']").focus()
        page.keyboard.press("Enter")
        assert page.locator(".card").get_attribute("data-card") == site
        assert focused(page) == "card-title"
        assert fragment(page)["site"] == [site]
        page.keyboard.press("Escape")
        assert page.locator(".card").count() == 0
        where = page.evaluate("({ ...document.activeElement.dataset })")
        assert where[hook] == site


def test_enter_on_a_row_opens_and_escape_returns(visit: Visit) -> None:
    page = visit()
    page.locator("[data-row='ccn-hoa-son'] button").focus()
    page.keyboard.press("Enter")
    assert page.locator(".card").get_attribute("data-card") == "ccn-hoa-son"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.closest('[data-row]')?.dataset.row") == "ccn-hoa-son"


@pytest.mark.parametrize(("state", "hook"), [("", "district"), ("level=commune", "commune")])
def test_enter_opens_an_area_and_escape_returns(visit: Visit, state: str, hook: str) -> None:
    page = visit(state)
    for code in ids(page, hook)[::3]:
        page.locator(f"[data-{hook}='{code}']").focus()
        page.keyboard.press("Enter")
        assert page.locator(".card").get_attribute("data-card") == code
        assert focused(page) == "card-title"
        page.keyboard.press("Escape")
        assert page.locator(".card").count() == 0
        assert focused(page) == code


@pytest.mark.parametrize(("state", "hook"), [("", "district"), ("", "site"), ("level=commune", "commune")])
def test_arrows_lead_from_any_to_every_neighbour(visit: Visit, state: str, hook: str) -> None:
    page = visit(state)
    everyone = ids(page, hook)
    reached = page.evaluate(WALK, hook)
    assert set(reached) == set(everyone)
    stops = page.evaluate("hook => [...document.querySelectorAll(`[data-${hook}][tabindex='0']`)].length", hook)
    assert stops == 1 and page.evaluate("document.activeElement.tabIndex") == 0


def test_arrows_go_where_they_point(visit: Visit) -> None:
    page = visit()
    for hook in ("district", "site"):
        for code in ids(page, hook)[::2]:
            page.locator(f"[data-{hook}='{code}']").focus()
            page.keyboard.press("ArrowDown")
            middles = [page.evaluate(MIDDLE, [hook, one]) for one in (code, focused(page))]
            assert middles[1] >= middles[0] - 40


def test_measure_language_and_filters_by_keyboard(open_map: OpenMap, built_map: Path) -> None:
    page = open_map(built_map)
    page.locator("#measure").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#measure")).to_have_value("area_planned_share_pct")
    assert fragment(page)["measure"] == ["area_planned_share_pct"]
    page.locator("#level").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-commune]")).to_have_count(46)
    page.locator("#lang").focus()
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator("#search").focus()
    page.keyboard.type("luong son")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("#count")).to_have_text("3 / 29")
    assert fragment(page)["kind"] == ["zone"]
    while focused(page) != "clear" and "clear" not in page.evaluate("document.activeElement.className"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#count")).to_have_text("29 / 29")
    expect(page.locator("#search")).to_be_focused()


#: What a key press removes or draws anew: the state, and the control that is pressed.
PRESSED = [
    ("", "[data-facet='kind'][data-value='zone']"),
    ("", ".sort >> nth=4"),
    ("", "[data-tool='layers']"),
    ("", "[data-tool='fit']"),
    ("kind=zone&min_area=300", ".empty-box > .button >> nth=0"),
    ("measure=gone", ".notice button"),
    ("site=kcn-mong-hoa", ".card .actions button >> nth=0"),
    ("site=kcn-mong-hoa", ".card .actions button >> nth=1"),
    ("compare=kcn-mong-hoa,kcn-luong-son", "#compare thead button >> nth=0"),
    ("compare=kcn-mong-hoa", "#compare thead button >> nth=0"),
    ("level=commune&commune=04792", ".card .close"),
    ("site=kcn-mong-hoa", ".card .close"),
    ("district=152", ".card .close"),
    ("", "#lang"),
]


@pytest.mark.parametrize(("state", "control"), PRESSED, ids=[f"{state} {control}" for state, control in PRESSED])
def test_the_focus_is_never_lost(visit: Visit, state: str, control: str) -> None:
    page = visit(state)
    page.locator(control).focus()
    page.keyboard.press("Enter")
    settle(page)
    assert page.evaluate("document.activeElement.tagName") != "BODY"


@pytest.mark.parametrize("width", [360, 1280])
def test_focus_on_the_map_is_in_view(open_map: OpenMap, built_map: Path, width: int) -> None:
    """Zoomed in, the map follows the focus, and the key does not cover it."""
    page = open_map(built_map, width=width)
    for _ in range(4):
        page.locator("[data-tool='in']").click()
    settle(page)
    marks = ids(page, "site")
    page.locator(f"[data-site='{marks[0]}']").focus()
    reached = set()
    for key in ["ArrowDown"] * 6 + ["ArrowRight", "ArrowUp"] * 4:
        page.keyboard.press(key)
        settle(page)
        reached.add(focused(page))
        assert page.evaluate(INSIDE), focused(page)
    assert len(reached & {*marks}) == len(reached) > 5


def test_escape_puts_the_note_away(visit: Visit) -> None:
    """What appears on hover or focus can be dismissed without moving."""
    page = visit()
    page.locator("[data-site='kcn-mong-hoa']").focus()
    expect(page.locator("#tooltip")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#tooltip")).to_be_hidden()
    expect(page.locator("[data-site='kcn-mong-hoa']")).to_be_focused()
