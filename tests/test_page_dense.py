"""An atlas of a whole country: hundreds of districts and sites stay a map, a list and a table that one can use."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from browser import OpenMap
from dense_atlas import SIDE, SITES
from playwright.sync_api import Page, expect
from visit import Visit, ids

FIRST = 200

#: How many squares of dots there are on the map, of those of a kind.
DOTS = "kind => (document.querySelector(`.of-kind.kind-${kind}`).getAttribute('d').match(/L/g) || []).length"
ALL = "(document.querySelector('.dots:not(.of-kind)').getAttribute('d').match(/L/g) || []).length"
#: Milliseconds for which the page does not answer while the view is moved.
BUSY = """() => {
  const start = performance.now(), { map } = kcn.app.board;
  map.setZoom(map.getZoom() + 1, { animate: false });
  return performance.now() - start;
}"""

#: The names of districts: whether so much of one, around its middle, lies in its own district, or all of it in none.
NAMES = """part => {
  const { board: { map }, data, topology, view } = kcn.app, frame = map.getContainer().getBoundingClientRect();
  const lies = (x, y, code) => {
    const { lng, lat } = map.containerPointToLatLng([x - frame.left, y - frame.top]);
    return kcn.geo.inside([lng, lat], topology.rings("district", code).flat());
  };
  const own = (text) => data.levels[0].areas.find((one) => view.fmt.short(one.name) === text).code;
  return [...document.querySelectorAll(":is(.label-area, .label-many) span")].map((span) => {
    const { left, right, top, bottom } = span.getBoundingClientRect(), code = own(span.textContent.replace("\\n", " "));
    const [x, y, reach] = [(left + right) / 2, (top + bottom) / 2, (part * (right - left)) / 2];
    const ends = [left, x, right].flatMap((i) => [top, bottom].map((j) => [i, j]));
    return {
      name: span.textContent,
      isWithin: [-reach, 0, reach].every((by) => lies(x + by, y, code)),
      isBeside: data.levels[0].areas.every((one) => !ends.some(([i, j]) => lies(i, j, one.code))),
    };
  });
}"""


@pytest.fixture
def dense(visit: Visit, dense_map: Path) -> Callable[..., Page]:
    """The dense map in a state, seen whole, nothing in focus."""

    def show(fragment: str = "", **more: Any) -> Page:
        page = visit(fragment, path=dense_map, **more)
        page.evaluate("document.activeElement.blur()")
        page.evaluate("kcn.app.showHome()")
        return page

    return show


def test_very_many_sites_are_dots_in_their_own_places(dense: Callable[..., Page]) -> None:
    page = dense()
    assert ids(page, "site") == []
    assert page.evaluate(DOTS, "zone") == 300 and page.evaluate(DOTS, "cluster") == 100
    assert page.locator(".leader-line").count() == 0


def test_a_closer_look_shows_marks(dense: Callable[..., Page]) -> None:
    page = dense()
    page.evaluate("kcn.app.board.map.setView([20.1, 105.1], 12, { animate: false })")
    assert set(ids(page, "site")) == {"kcn-0", "kcn-324"}
    mark = page.locator('[data-site="kcn-0"]')
    assert "kcn-0 vi" in str(mark.get_attribute("aria-label")) and mark.get_attribute("tabindex") == "0"
    mark.click(force=True)
    expect(page.locator("#details h2")).to_contain_text("kcn-0 vi")


def test_the_selected_site_is_a_mark_among_dots(dense: Callable[..., Page]) -> None:
    page = dense("site=kcn-7")
    page.evaluate("kcn.app.showHome()")
    assert ids(page, "site") == ["kcn-7"]
    assert page.locator('[data-site="kcn-7"]').get_attribute("aria-pressed") == "true"
    assert page.evaluate(DOTS, "zone") == 299


def test_marks_that_would_be_pushed_far_are_dots_until_there_is_room(visit: Visit, crowded_map: Path) -> None:
    page = visit("lang=en", path=crowded_map, width=390)
    page.evaluate("kcn.app.showHome()")
    assert ids(page, "site") == [] and page.evaluate(DOTS, "zone") == 60
    assert page.locator(".leader-line").count() == 0
    assert "each site is a dot" in page.locator("#legend").inner_text()
    page.evaluate("kcn.app.board.map.setView([20.075, 105.1], 12, { animate: false })")
    assert len(ids(page, "site")) == 60 and page.evaluate(DOTS, "zone") == 0


def test_districts_without_a_zone_have_borders_that_are_seen(dense: Callable[..., Page]) -> None:
    """Their ground is as light as the borders of the others."""
    page = dense("measure=zones")
    page.evaluate(
        """() => {
          const pens = (window.pens = new Set()), { prototype } = CanvasRenderingContext2D, { stroke } = prototype;
          prototype.stroke = function () { pens.add(this.strokeStyle); stroke.call(this); };
          kcn.app.board.map.fire("moveend");
        }"""
    )
    page.wait_for_function(
        """() => {
          const style = getComputedStyle(document.documentElement);
          return ["neighbour", "border"].every((name) => pens.has(style.getPropertyValue("--" + name).trim()));
        }"""
    )


def test_few_matches_are_marks_again(dense: Callable[..., Page]) -> None:
    page = dense("district=001,002")
    assert len(ids(page, "site")) == len(ids(page, "row")) == 4
    assert page.evaluate(DOTS, "zone") == page.evaluate(DOTS, "cluster") == 0


@pytest.mark.parametrize("zoom", [0, 2])
def test_names_keep_to_their_own_districts(dense: Callable[..., Page], zoom: int) -> None:
    """None is put where there is no room or across a border; a closer look names every district in view."""
    page = dense(width=360)
    page.evaluate("by => kcn.app.board.map.setZoom(kcn.app.board.map.getZoom() + by, { animate: false })", zoom)
    names = page.evaluate(NAMES, 1)
    assert 0 < len(names) < SIDE * SIDE
    assert [name for name in names if not name["isWithin"]] == []
    page.evaluate("kcn.app.board.map.setView([21.9, 106.9], 12, { animate: false })")
    assert [name for name in page.evaluate(NAMES, 1) if not name["isWithin"]] == []
    assert "171" in page.locator(".label-area, .label-many").all_inner_texts()


@pytest.mark.parametrize("zoom", [1])
def test_names_are_measured_in_the_font_that_the_machine_has(dense: Callable[..., Page], zoom: int) -> None:
    page = dense(width=360)
    page.evaluate("document.querySelector('.leaflet-labels-pane').style.letterSpacing = '0.25em'")
    page.set_viewport_size({"width": 380, "height": 800})
    page.wait_for_function("() => kcn.app.board.map.getSize().x > 360")  # the policy refuses an expression
    page.evaluate("by => kcn.app.board.map.setZoom(kcn.app.board.map.getZoom() + by, { animate: false })", zoom)
    names = page.evaluate(NAMES, 1)
    assert names and [name for name in names if not name["isWithin"]] == []


def test_long_lists_begin_with_their_first_entries(open_map: OpenMap, dense_map: Path) -> None:
    """Who asks for all keeps the focus."""
    page = open_map(dense_map, lang="en")
    for place, hook in (("places", "entry"), ("table", "row")):
        assert len(ids(page, hook)) == FIRST
        everything = page.locator(f"#{place}").get_by_role("button", name="Show all 400")
        everything.focus()
        page.keyboard.press("Enter")
        assert len(ids(page, hook)) == SITES
        assert everything.count() == 0
        assert page.evaluate("place => document.querySelector(place).contains(document.activeElement)", f"#{place}")


def test_a_district_whose_sites_come_later_leaves_nothing_in_the_list(dense: Callable[..., Page]) -> None:
    texts = "[...document.querySelector('#places').childNodes].filter((one) => one.nodeType === 3).length"
    assert dense().evaluate(texts) == 0


def test_nothing_of_a_list_is_cut_off_at_its_districts(dense: Callable[..., Page]) -> None:
    """The ring of the focus lies outside of its button: the group, which shows nothing beyond itself, has room."""
    rooms = dense().evaluate("""() => [...document.querySelectorAll(".group")].slice(0, 5).flatMap((group) => {
      const box = group.getBoundingClientRect();
      return [...group.querySelectorAll("button")].flatMap((button) => {
        button.focus({ preventScroll: true, focusVisible: true });
        const { left, right, top, bottom } = button.getBoundingClientRect(), style = getComputedStyle(button);
        const ring = parseFloat(style.outlineWidth) + parseFloat(style.outlineOffset);
        return [left - box.left, box.right - right, top - box.top, box.bottom - bottom].map((room) => room - ring);
      });
    })""")
    assert len(rooms) >= 4 and min(rooms) >= 0, min(rooms)


def test_the_focus_stays_on_a_mark_while_others_come_and_go(dense: Callable[..., Page]) -> None:
    page = dense()
    page.evaluate("kcn.app.board.map.setView([20.9, 105.9], 10, { animate: false })")
    before = ids(page, "site")
    focused = before[len(before) // 2]
    page.locator(f'[data-site="{focused}"]').focus()
    for lat, lon in ((21.1, 106.0), (20.1, 105.1)):
        page.evaluate("([lat, lon]) => kcn.app.board.map.setView([lat, lon], 10, { animate: false })", [lat, lon])
        after = ids(page, "site")
        assert set(after) != set(before) and focused in after
        assert page.evaluate("document.activeElement.dataset.site") == focused
        latitudes = page.evaluate("(ids) => ids.map((id) => -kcn.app.view.index.site.get(id).lonlat[1])", after)
        assert latitudes == sorted(latitudes)


def test_the_mark_in_focus_stays_where_all_others_become_dots(dense: Callable[..., Page]) -> None:
    page = dense()
    page.evaluate("kcn.app.board.map.setView([20.9, 105.9], 10, { animate: false })")
    page.locator("[data-site]").first.focus()
    focused = page.evaluate("document.activeElement.dataset.site")
    page.evaluate("kcn.app.showHome()")
    assert ids(page, "site") == [focused] == [page.evaluate("document.activeElement.dataset.site")]
    assert page.evaluate(ALL) == SITES - 1


def test_the_keys_walk_on_over_marks_that_come_into_view(dense: Callable[..., Page]) -> None:
    page = dense()
    page.evaluate("kcn.app.board.map.setView([20.9, 105.9], 10, { animate: false })")
    before = ids(page, "site")
    page.locator(f'[data-site="{before[len(before) // 2]}"]').focus()
    walked = []
    for key in ["ArrowRight"] * 4 + ["ArrowUp"] * 4:
        page.keyboard.press(key)
        walked.append(page.evaluate("document.activeElement.dataset.site"))
        page.evaluate("kcn.app.board.map.panBy([60, -60], { animate: false })")
    assert None not in walked and len(set(walked)) > 4 and not set(walked) <= set(before)


@pytest.mark.speed
def test_the_page_answers_while_the_view_changes(dense: Callable[..., Page]) -> None:
    """Placing names and marks pair by pair would take seconds; the limit leaves room for a slow machine."""
    assert dense().evaluate(BUSY) < 1_000
