"""Names on the page's map: each wholly within its own area, never under a mark where it begins, at every width."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import page_atlas
import pytest
from browser import OpenMap
from playwright.sync_api import Page, expect
from visit import Visit

from kcn_map import Atlas
from kcn_map import page as pages
from kcn_map.analysis.aggregate import summarise
from kcn_map.core.model import Area
from kcn_map.core.settings import Text

WIDTHS = (360, 390, 768, 1024, 1280, 1920)
COLUMNS, ROWS = 12, 13
STEP = 0.05  # degrees between two corners
SITES = 18
WORDS = ("An", "Bình", "Cao", "Đức", "Hòa", "Lương", "Sơn", "Thủy")

#: What is wrong with the names of areas: those that lie outside, begin under a mark, or lie on another.
WRONG = """() => {
  const { board: { map }, topology, view } = kcn.app, { id, areas } = view.level;
  const frame = map.getContainer().getBoundingClientRect();
  const spans = [...document.querySelectorAll(":is(.label-area, .label-many) span")];
  const names = spans.map((span) =>
    ({ text: span.firstChild.textContent.replace("\\n", " "), box: span.getBoundingClientRect() }));
  const polygons = new Map(areas.map((one) => [one, topology.polygons(id, one.code).map((polygon) =>
    polygon.map((ring) => ring.flatMap(([lon, lat]) => {
      const { x, y } = map.latLngToContainerPoint([lat, lon]);
      return [x + frame.left, y + frame.top];
    })))]));
  const lies = (point, area) => polygons.get(area).some((rings) => kcn.geo.inside(point, rings));
  const edge = ({ left, right, top, bottom }) => Array.from({ length: 41 }, (_, i) => i / 40).flatMap((part) => {
    const x = left + part * (right - left), y = top + part * (bottom - top);
    return [[x, top], [x, bottom], [left, y], [right, y]];
  });
  const meet = (a, b) =>
    a.left < b.right - 0.5 && b.left < a.right - 0.5 && a.top < b.bottom - 0.5 && b.top < a.bottom - 0.5;
  const marks = [...document.querySelectorAll("[data-site] .symbol")].map((mark) => mark.getBoundingClientRect());
  const first = (span) => {
    const range = document.createRange();
    range.setStart(span.firstChild, 0);
    range.setEnd(span.firstChild, 1);
    return range.getBoundingClientRect();
  };
  const outside = names.filter(({ text, box }) =>
    !areas.some((one) => view.fmt.short(one.name) === text && edge(box).every((point) => lies(point, one))));
  const hidden = spans.filter((span) => marks.some((mark) => meet(mark, first(span)))).map((span) => span.textContent);
  const heap = names.filter((a, i) => names.some((b, j) => i < j && meet(a.box, b.box)));
  return { count: names.length, outside: outside.map(({ text }) => text), hidden, heap: heap.map(({ text }) => text) };
}"""


def corner(x: int, y: int) -> list[float]:
    """Of the areas: a grid whose inner points are shifted, so that no two areas are alike."""
    away = 0.0 if x in (0, COLUMNS) or y in (0, ROWS) else 0.35 * STEP
    return [
        round(105 + STEP * x + away * math.sin(7 * x + 3 * y), 5),
        round(20 + STEP * y + away * math.cos(5 * x + 11 * y), 5),
    ]


def area(number: int) -> Area:
    x, y = number % COLUMNS, number // COLUMNS
    ring = [corner(x + a, y + b) for a, b in ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))]
    name = f"{WORDS[number % 8]} {WORDS[number // 8 % 8]} {'' if number < 64 else number}".strip()
    kind = "Phường" if number % 9 == 0 else "Xã"
    return Area(
        "district",
        f"{number:03}",
        Text(vi=f"{kind} {name}", en=name),
        geometry={"type": "Polygon", "coordinates": [ring]},
    )


@pytest.fixture(scope="module")
def many_map(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A province of as many communes as today's have, and nothing between the two."""
    districts = tuple(area(number) for number in range(COLUMNS * ROWS))
    sites = tuple(
        page_atlas.site(f"kcn-{n}", "zone", f"{8 * n:03}",
                        page_atlas.point(corner(8 * n % COLUMNS, 8 * n // COLUMNS)[0] + STEP / 2,
                                         corner(8 * n % COLUMNS, 8 * n // COLUMNS)[1] + STEP / 2))
        for n in range(SITES)
    )  # fmt: skip
    small = page_atlas.joined()
    joined = replace(small, areas={**small.areas, "district": districts, "commune_2025": ()}, sites=sites, base={})
    path = tmp_path_factory.mktemp("many") / "index.html"
    path.write_text(pages.render(page_atlas.dataset(), joined, summarise(joined)), encoding="utf-8")
    return path


@pytest.fixture(params=["shipped", "many"])
def show(request: pytest.FixtureRequest, open_map: OpenMap, built_map: Path) -> Callable[[int, int], Page]:
    page = open_map(built_map if request.param == "shipped" else request.getfixturevalue("many_map"))

    def resized(width: int, level: int) -> Page:
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_function("() => kcn.app.board.map.getSize().x === document.getElementById('map').clientWidth")
        if page.locator("#level").is_visible():
            page.locator("#level").select_option(index=level)
        page.evaluate("document.activeElement.blur(), kcn.app.showHome(), kcn.app.labels.place()")
        return page

    return resized


def test_names_stand_wholly_in_their_own_areas(show: Callable[[int, int], Page]) -> None:
    counts = []
    for level in range(2):
        for width in WIDTHS:
            found: dict[str, Any] = show(width, level).evaluate(WRONG)
            counts.append(found.pop("count"))
            assert found == {"outside": [], "hidden": [], "heap": []}, (level, width)
    assert max(counts) >= 10  # of the shipped atlas all districts


#: Which markers stand outside the area of their site, or under another one; how many are as large as they are meant.
MISPLACED = """() => {
  const { board: { map }, topology, view: { index }, data: { levels: [{ id }] } } = kcn.app;
  const frame = map.getContainer().getBoundingClientRect();
  const marks = [...document.querySelectorAll("[data-site]")].map((mark) => {
    const { left, right, top, bottom } = mark.querySelector(".symbol").getBoundingClientRect();
    return { site: index.site.get(mark.dataset.site), x: (left + right) / 2, y: (top + bottom) / 2,
      r: (right - left) / 2, isDot: mark.matches(".dot") };
  });
  const isIn = ({ site: { area }, x, y }) => {
    const { lng, lat } = map.containerPointToLatLng([x - frame.left, y - frame.top]);
    return kcn.geo.inside([lng, lat], topology.rings(id, area).flat());
  };
  const large = marks.filter(({ isDot }) => !isDot);
  const isCovered = (a) => large.some((b) => a !== b && Math.max(Math.abs(a.x - b.x), Math.abs(a.y - b.y)) < b.r);
  return {
    outside: marks.filter((mark) => !isIn(mark)).map(({ site }) => site.id),
    covered: large.filter(isCovered).map(({ site }) => site.id), large: large.length,
  };
}"""


def test_markers_stand_in_the_areas_of_their_sites(open_map: OpenMap, built_map: Path) -> None:
    page = open_map(built_map)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_function("() => kcn.app.board.map.getSize().x === document.getElementById('map').clientWidth")
        page.evaluate("kcn.app.showHome()")
        found = page.evaluate(MISPLACED)
        assert found.pop("large") >= 20 and found == {"outside": [], "covered": []}, (width, found)


def test_names_have_the_values_with_them_where_there_is_room(open_map: OpenMap, built_map: Path) -> None:
    page = open_map(built_map)
    values = page.locator(".label-area small").all_inner_texts()
    assert {"≥ 27,72", "≥ 75"} <= {*values}
    page.select_option("#measure", "zones_count")
    expect(page.locator(".label-area small").first).to_have_text(re.compile("^[1-9]$"))


def test_a_closer_look_names_more_areas_until_all_in_view_have_theirs(open_map: OpenMap, many_map: Path) -> None:
    page = open_map(many_map, width=390)
    counts = [page.evaluate(WRONG)["count"]]
    for _ in range(3):
        page.evaluate("kcn.app.board.map.setZoom(kcn.app.board.map.getZoom() + 1, { animate: false })")
        counts.append(page.evaluate(WRONG)["count"])
    in_view = page.evaluate(
        "kcn.app.data.levels[0].areas.filter(({ label: [lon, lat] }) =>"
        " kcn.app.board.map.getBounds().pad(-0.2).contains([lat, lon])).length"
    )
    assert counts[0] < max(counts) and counts[-1] >= in_view > 0


def test_paper_names_the_areas_of_every_level(open_map: OpenMap, built_map: Path) -> None:
    page = open_map(built_map)
    for level in range(2):
        page.locator("#level").select_option(index=level)
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        wrong = page.evaluate(
            """() => [...document.querySelectorAll(".print-map > text")].filter((text) => {
              const { x, y, width, height } = text.getBBox(), svg = text.ownerSVGElement;
              const areas = [...svg.querySelectorAll(".area")];
              const ends = [[x, y + height / 2], [x + width, y + height / 2], [x + width / 2, y + height / 2]];
              return !areas.some((area) => ends.every(([a, b]) => area.isPointInFill(new DOMPoint(a, b))));
            }).map((text) => text.textContent)"""
        )
        assert wrong == []
        assert page.locator(".print-map > text").count() > 5
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        page.emulate_media(media="screen")


#: The names that the selected mark or its ring, of 4 px around it, lies on.
UNDER = """() => {
  const { left, top, right, bottom } = document.querySelector(".marker.selected").getBoundingClientRect(), ring = 4;
  return [...document.querySelectorAll(".label span")].filter((name) => {
    const box = name.getBoundingClientRect();
    return box.left < right + ring && left - ring < box.right && box.top < bottom + ring && top - ring < box.bottom;
  }).map((name) => name.textContent);
}"""


@pytest.mark.parametrize("width", [390, 1280])
def test_names_keep_clear_of_the_selected_mark(open_map: OpenMap, built_map: Path, atlas: Atlas, width: int) -> None:
    page = open_map(built_map, "lang=vi", width=width)
    found = {}
    for site in atlas.joined.sites:
        if site.lon is not None:
            page.evaluate("id => kcn.app.set({ site: id })", site.id)
            page.wait_for_selector(f"[data-site='{site.id}'].selected", state="attached")
            found[site.id] = page.evaluate(UNDER)
    assert len(found) > 20 and not {id_: names for id_, names in found.items() if names}


def test_waters_have_the_name_of_the_language(visit: Visit) -> None:
    names = [{*visit(f"lang={lang}").locator(".label-water").all_inner_texts()} for lang in ("vi", "en")]
    assert names == [{"Sông Đà", "Hồ Hòa Bình (sông Đà)"}, {"Da River", "Hoa Binh reservoir (Da River)"}]
