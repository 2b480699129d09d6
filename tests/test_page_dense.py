"""An atlas of a whole country: hundreds of districts and sites stay a map, a list and a table that one can use."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import page_atlas
import pytest
from browser import OpenMap
from playwright.sync_api import Page, expect
from visit import Visit, ids

from kcn_map import page as pages
from kcn_map.analysis.aggregate import summarise
from kcn_map.core.model import Area
from kcn_map.core.settings import Text

SIDE = 18  # districts to a side: more than have room for a name
SITES = 400
FIRST = 200

#: How many squares of dots there are on the map, of those of a kind.
DOTS = "kind => (document.querySelector(`.dots-${kind}`).getAttribute('d').match(/L/g) || []).length"
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
    return topology.polygons("district", code).some(([ring]) => kcn.geo.inside([lng, lat], ring));
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

#: The colour that is drawn where the district's label would stand, as r,g,b, and where that is in the window.
DRAWN = """code => {
  const { board: { map }, data } = kcn.app, canvas = document.querySelector("canvas.areas-canvas");
  const box = canvas.getBoundingClientRect(), frame = map.getContainer().getBoundingClientRect();
  const [lon, lat] = data.levels[0].areas.find((one) => one.code === code).label;
  const at = map.latLngToContainerPoint([lat, lon]), x = frame.left + at.x, y = frame.top + at.y;
  const ratio = canvas.width / box.width, pen = document.createElement("canvas").getContext("2d");
  pen.drawImage(canvas, -Math.floor((x - box.left) * ratio), -Math.floor((y - box.top) * ratio));
  return { x, y, colour: [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3) };
}"""
#: The colour of each class, as r,g,b.
COLOURS = """() => [0, 1, 2].map((i) => {
  const pen = document.createElement("canvas").getContext("2d");
  pen.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--c" + i);
  pen.fillRect(0, 0, 1, 1);
  return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
})"""


@pytest.fixture(scope="module")
def dense_map(tmp_path_factory: pytest.TempPathFactory) -> Path:
    joined = page_atlas.joined()
    cells = [(x, y) for y in range(SIDE) for x in range(SIDE)]
    districts = tuple(
        Area("district", f"{n:03}", Text(vi=f"Huyện {n}", en=f"District {n}"), label=(105.1 + 0.2 * x, 20.1 + 0.2 * y),
             geometry=page_atlas.polygon(x, y))
        for n, (x, y) in enumerate(cells)
    )  # fmt: skip
    sites = tuple(
        page_atlas.site(f"kcn-{n}", "cluster" if n % 4 == 0 else "zone", f"{n % len(cells):03}",
                        page_atlas.point(105.1 + 0.2 * cells[n % len(cells)][0], 20.1 + 0.2 * cells[n % len(cells)][1]))
        for n in range(SITES)
    )  # fmt: skip
    dense = replace(joined, areas={**joined.areas, "district": districts, "commune_2025": ()}, sites=sites, base={})
    path = tmp_path_factory.mktemp("dense") / "index.html"
    path.write_text(pages.render(page_atlas.dataset(), dense, summarise(dense)), encoding="utf-8")
    return path


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


def test_few_matches_are_marks_again(dense: Callable[..., Page]) -> None:
    page = dense("district=001,002")
    assert len(ids(page, "site")) == len(ids(page, "row")) == 4
    assert page.evaluate(DOTS, "zone") == page.evaluate(DOTS, "cluster") == 0


@pytest.mark.parametrize("zoom", [0, 1, 2])
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


@pytest.mark.parametrize("zoom", [1, 2])
def test_names_are_measured_in_the_font_that_the_machine_has(dense: Callable[..., Page], zoom: int) -> None:
    page = dense(width=360)
    page.evaluate("document.querySelector('.leaflet-labels-pane').style.letterSpacing = '0.25em'")
    page.set_viewport_size({"width": 380, "height": 800})
    page.wait_for_function("kcn.app.board.map.getSize().x > 360")
    page.evaluate("by => kcn.app.board.map.setZoom(kcn.app.board.map.getZoom() + by, { animate: false })", zoom)
    names = page.evaluate(NAMES, 1)
    assert names and [name for name in names if not name["isWithin"]] == []


@pytest.mark.parametrize("place", ["places", "table"])
def test_long_lists_begin_with_their_first_entries(open_map: OpenMap, dense_map: Path, place: str) -> None:
    page = open_map(dense_map, lang="en")
    hook = {"places": "entry", "table": "row"}[place]
    assert len(ids(page, hook)) == FIRST
    everything = page.locator(f"#{place}").get_by_role("button", name="Show all 400")
    everything.click()
    assert len(ids(page, hook)) == SITES
    assert everything.count() == 0


def test_a_district_whose_sites_come_later_leaves_nothing_in_the_list(dense: Callable[..., Page]) -> None:
    texts = "[...document.querySelector('#places').childNodes].filter((one) => one.nodeType === 3).length"
    assert dense().evaluate(texts) == 0


def test_nothing_of_a_list_is_cut_off_at_its_districts(dense: Callable[..., Page]) -> None:
    """The ring of the focus and the bar of the open site lie outside of their boxes."""
    style = (
        dense()
        .locator(".group")
        .first.evaluate("(e) => [getComputedStyle(e).contentVisibility, getComputedStyle(e).contain]")
    )
    assert style == ["visible", "none"]


@pytest.mark.parametrize("place", ["places", "table"])
def test_who_asks_for_all_keeps_the_focus(open_map: OpenMap, dense_map: Path, place: str) -> None:
    page = open_map(dense_map, lang="en")
    page.locator(f"#{place}").get_by_role("button", name="Show all 400").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("place => document.querySelector(place).contains(document.activeElement)", f"#{place}")


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
    assert page.evaluate(DOTS, "all") == SITES - 1


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


#: Whether the areas of these codes are drawn in these colours, r,g,b; null: in no class's.
ARE_DRAWN = f"""({{ wanted, classes }}) => Object.entries(wanted).every(([code, colour]) => {{
  const drawn = String(({DRAWN})(code).colour);
  return colour ? drawn === String(colour) : !classes.map(String).includes(drawn);
}})"""


@pytest.fixture
def picture(open_map: OpenMap, dense_map: Path) -> Callable[..., Page]:
    """The dense map on a page of its own, once its areas are drawn."""

    def show(fragment: str = "") -> Page:
        page = open_map(dense_map, fragment)
        page.wait_for_function("document.querySelector('canvas.areas-canvas').width > 300")
        return page

    return show


def test_very_many_districts_are_one_picture_in_the_colours_of_their_classes(picture: Callable[..., Page]) -> None:
    page = picture()
    expect(page.locator("[data-district]")).to_have_count(0)
    for measure in ("zones", "planned"):
        page.locator("#measure").select_option(measure)
        breaks, colours = page.evaluate("kcn.app.view.measure.breaks"), page.evaluate(COLOURS)
        wanted = {}
        for code in ("000", "007", "150", "323"):
            value = page.evaluate("code => kcn.app.data.levels[0].areas.find((one) => one.code === code).values", code)[
                measure
            ]
            has_class = value[0] is not None and (value[2] or value[3])
            wanted[code] = colours[sum(value[0] >= limit for limit in breaks)] if has_class else None
        page.wait_for_function(ARE_DRAWN, arg={"wanted": wanted, "classes": colours})


def test_a_picture_of_districts_follows_the_dark(picture: Callable[..., Page]) -> None:
    page = picture()
    before = page.evaluate(DRAWN, "150")["colour"]
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"before => String(({DRAWN})('150').colour) !== String(before)", arg=before)


def test_a_district_of_a_picture_is_told_and_chosen_by_pointer(picture: Callable[..., Page]) -> None:
    page = picture()
    at = page.evaluate(DRAWN, "150")
    page.mouse.move(at["x"], at["y"])
    expect(page.locator("#tip strong")).to_have_text("Huyện 150")
    expect(page.locator("path.hovered")).to_have_count(1)
    page.mouse.click(at["x"], at["y"])
    expect(page.locator("#card-title")).to_have_text("Huyện 150")
    expect(page.locator("path.selected")).to_have_count(1)
    assert "district=150" in page.evaluate("location.hash")
    page.wait_for_function(  # the others stand back
        f"""own => {{
          const [one, other] = ["150", "151"].map((code) => String(({DRAWN})(code).colour));
          return one === String(own) && other !== one;
        }}""",
        arg=at["colour"],
    )


def test_the_keys_walk_through_a_picture_of_districts(picture: Callable[..., Page]) -> None:
    page = picture("district=150")
    canvas = page.locator("canvas.areas-canvas")
    expect(canvas).to_have_attribute("aria-label", re.compile("phím mũi tên"))
    page.locator("#level, #measure").first.focus()
    page.keyboard.press("Tab")
    page.locator("canvas.areas-canvas").focus()
    first = canvas.get_attribute("aria-label") or ""
    page.keyboard.press("ArrowRight")
    second = canvas.get_attribute("aria-label") or ""
    page.keyboard.press("ArrowUp")
    third = canvas.get_attribute("aria-label") or ""
    numbers = [int(text.split(":")[0].removeprefix("Huyện ")) for text in (first, second, third)]
    assert numbers[1:] == [numbers[0] + 1, numbers[0] + 1 + SIDE]
    expect(page.locator("#live")).to_have_text(third)
    expect(page.locator("path.focused")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#card-title")).to_have_text(f"Huyện {numbers[2]}")
    page.keyboard.press("Escape")
    expect(canvas).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") != "CANVAS"
