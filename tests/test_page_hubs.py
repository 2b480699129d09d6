"""Arrows at the map's edge to the hubs beyond it: their distance, told from where, and that they cover nothing."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from browser import OpenMap
from playwright.sync_api import expect
from test_one_language import GERMAN
from visit import Visit

from kcn_map import Atlas

#: The hubs that are told of, and what of the map each of them lies on or beyond.
HUBS = """() => [...document.querySelectorAll(".label-hub span")].map((hub) => {
  const box = hub.getBoundingClientRect(), map = document.getElementById("map").getBoundingClientRect();
  const others = [...document.querySelectorAll(".marker, .label span, #tools, .key")].filter((one) => one !== hub);
  const over = others.filter((one) => {
    const { left, right, top, bottom } = one.getBoundingClientRect();
    return left < box.right && right > box.left && top < box.bottom && bottom > box.top;
  });
  const areas = [box.left, (box.left + box.right) / 2, box.right].flatMap((x) =>
    document.elementsFromPoint(x, (box.top + box.bottom) / 2).filter((one) => one.matches(".area")));
  const isIn = box.left >= map.left && box.right <= map.right && box.top >= map.top && box.bottom <= map.bottom;
  return [hub.textContent, over.length + areas.length, isIn];
})"""


def test_hubs_beyond_the_edge_have_their_names_in_english(visit: Visit) -> None:
    page = visit("site=kcn-luong-son&lang=en", width=1280)
    page.locator("#map").scroll_into_view_if_needed()
    names = " ".join(hub[0] for hub in page.evaluate(HUBS))
    assert "Hanoi (centre)" in names and "Noi Bai International Airport" in names and "Nội" not in names


def test_places_are_called_as_each_language_of_the_atlas_calls_them(copy_of_atlas: Path, open_map: OpenMap) -> None:
    """What has no name in it has that of the first one; links name a place by its name in the first one."""
    (copy_of_atlas / "words").mkdir()
    shutil.copy(GERMAN, copy_of_atlas / "words")
    for name, old, new in (
        ("atlas.toml", 'languages = ["vi", "en"]', 'languages = ["vi", "en", "de"]'),
        ("base/towns.geojson", '"name_vi":"Nội Bài"', '"name_vi":"Nội Bài","name_de":"Flughafen Noibai"'),
        ("base/towns.geojson", '"name_vi":"Lương Sơn"', '"name_vi":"Lương Sơn","name_de":"Luongschon"'),
    ):
        path = copy_of_atlas / name
        path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    built = Atlas.load(copy_of_atlas).save(copy_of_atlas.parent / "map.html")
    page = open_map(built, "lang=de&site=kcn-luong-son&near=noi+bai", width=1280)
    page.locator("#map").scroll_into_view_if_needed()
    hubs = " ".join(hub[0] for hub in page.evaluate(HUBS))
    assert "Flughafen Noibai" in hubs and "Hà Nội" in hubs
    card = page.locator(".card").inner_text()
    assert "Luongschon" in card and "Flughafen Noibai" in card and "Trung tâm Hà Nội" in card
    assert page.locator("option[value='noi bai']").inner_text() == "Flughafen Noibai"
    page = open_map(built, "lang=de&selected=152")
    assert "Luongschon" in page.locator(".card").inner_text()
    page.evaluate("() => { kcn.app.board.map.setView([20.87, 105.53], 12, { animate: false }); }")
    expect(page.locator(".label-town", has_text="Luongschon")).to_have_count(1)


@pytest.mark.parametrize("width", [360, 1024, 1280])
@pytest.mark.parametrize("site", ["kcn-luong-son", "kcn-lac-thinh", "kcn-mong-hoa"])
def test_hubs_are_told_with_their_distance_and_cover_nothing(visit: Visit, site: str, width: int) -> None:
    page = visit(f"site={site}", width=width)
    page.locator("#map").scroll_into_view_if_needed()
    hubs = page.evaluate(HUBS)
    assert hubs and [hub for hub in hubs if hub[1:] != [0, True]] == []
    card = page.locator(".card").inner_text()
    for text, *_ in hubs:
        name, km = re.fullmatch("[→↘↓↙←↖↑↗ ]*(.+) (\\d+\u00a0km)[→↘↓↙←↖↑↗ ]*", text).groups()  # type: ignore[union-attr]
        assert name.split()[-1] in card and f"{km} theo đường chim bay" in card


def test_the_hub_of_the_filter_has_the_nearest_site_that_is_shown(visit: Visit) -> None:
    hub = visit("near=noi+bai").locator(".label-hub")
    expect(hub).to_have_text(re.compile("^Nội Bài, gần nhất 43\u00a0km"))
    visit("near=noi+bai&kind=zone")
    expect(hub).to_have_text(re.compile("^Nội Bài, gần nhất 4[67]\u00a0km"))
    visit("near=noi+bai&lang=en")
    expect(hub).to_have_text(re.compile("^Noi Bai International Airport, nearest 43\u00a0km"))


def test_a_hub_in_view_is_a_town_and_none_is_told_of_from_nowhere(visit: Visit) -> None:
    page = visit()
    expect(page.locator(".label-hub")).to_have_count(0)
    page = visit("site=kcn-luong-son")
    page.evaluate("() => { kcn.app.board.map.setView([21, 105.6], 9, { animate: false }); }")
    expect(page.locator(".label-town", has_text="Nội Bài 46\u00a0km")).to_have_count(1)
    page.evaluate("() => kcn.app.showHome()")
