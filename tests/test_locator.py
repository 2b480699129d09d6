"""The locator: a small map of the land around the place, in a free corner of the map, on paper and in pictures."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from browser import OpenMap
from page_atlas import joined
from playwright.sync_api import Browser, expect

from kcn_map import Atlas
from kcn_map.cartography.locator import locator, svg
from kcn_map.core.model import Geometry, Joined, Layer
from kcn_map.core.settings import Lang

BOXES = """(what) => [...document.querySelectorAll(what)].map((one) => {
  const { x, y, width, height } = one.getBoundingClientRect();
  return [x, y, width, height];
}).filter(([, , w]) => w)"""


def without(of: Joined, *names: str) -> Joined:
    return replace(of, base={name: layer for name, layer in of.base.items() if name not in names})


def about(of: Joined, geometry: Geometry) -> Joined:
    """The atlas with one piece of land around it."""
    (land,) = of.base["neighbours"].features
    return replace(of, base={**of.base, "locator": Layer("locator.geojson", (replace(land, geometry=geometry),))})


def box(west: float, south: float, east: float, north: float) -> Geometry:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def test_the_shipped_place_is_on_the_land_that_is_around_it(atlas: Atlas) -> None:
    drawn = locator(atlas.joined)
    assert drawn and drawn.corner == "sw"
    assert [of for of, _ in drawn.paths] == ["land", "land", "home", "place"]
    assert [name.text for name in drawn.names["vi"]] == ["Hà Nội", "Nội Bài"]
    assert [name.text for name in drawn.names["en"]] == ["Hanoi (centre)"], "what has no room is left out"
    for name in (*drawn.names["vi"], *drawn.names["en"]):
        assert 0 < name.dot[0] < drawn.width and 0 < name.dot[1] < drawn.height
    assert len(svg(atlas.joined, "vi")) < 3000


def test_without_the_layer_there_is_none(atlas: Atlas) -> None:
    assert svg(without(atlas.joined, "locator"), "vi") == "" and svg(joined(), "vi") == ""


@pytest.mark.parametrize(
    ("land", "is_drawn"), [(box(100, 15, 110, 25), True), (box(105.2, 15, 110, 25), False), (box(0, 0, 1, 1), False)]
)
def test_the_whole_place_has_to_be_within_the_land(land: Geometry, is_drawn: bool) -> None:
    drawn = locator(about(joined(), land))
    assert bool(drawn) == is_drawn
    if drawn:
        assert drawn.corner == "ne", "where three districts in a row and the one on the first of them leave room"
        assert "a7 7" in drawn.paths[-1][1], "so small a place is a dot"


@pytest.mark.parametrize(
    ("land", "codes"),
    [
        (box(102, 8, 110, 24), []),
        (box(60, -12, 150, 60), []),
        (box(-180, -90, 180, 90), ["coordinates-outside-province"]),
        (box(18, 102, 24, 108), ["coordinates-swapped"]),
    ],
    ids=["country", "continent", "poles", "swapped"],
)
def test_the_land_may_reach_as_far_as_can_be_drawn(copy_of_atlas: Path, land: Geometry, codes: list[str]) -> None:
    """Other layers have to lie near the place."""
    path = copy_of_atlas / "base" / "locator.geojson"
    tree = json.loads(path.read_text(encoding="utf-8"))
    tree["features"] = [{**tree["features"][0], "geometry": dict(land)}]
    path.write_text(json.dumps(tree), encoding="utf-8")
    atlas = Atlas.load(copy_of_atlas)
    assert [one.code for one in atlas.check() if one.file == "base/locator.geojson"] == codes
    assert codes or 'id="locator"' in atlas.html()


def test_a_hub_without_a_name_in_a_language_has_its_first_one(copy_of_atlas: Path) -> None:
    path = copy_of_atlas / "base" / "towns.geojson"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"name_en":"Hanoi (centre)"', '"name_en":null'), encoding="utf-8")
    drawn = locator(Atlas.load(copy_of_atlas).joined)
    assert drawn and [name.text for name in drawn.names["en"]] == ["Hà Nội"]


@pytest.mark.parametrize(("lang", "name"), [("vi", "Hà Nội"), ("en", "Hanoi (centre)")])
def test_without_scripts_it_has_the_names_of_the_page(
    chromium: Browser, atlas: Atlas, tmp_path: Path, lang: Lang, name: str
) -> None:
    """So has the map that is drawn there."""
    path = tmp_path / "map.html"
    path.write_text(atlas.html(lang=lang), encoding="utf-8")
    context = chromium.new_context(java_script_enabled=False, offline=True, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(path.resolve().as_uri())
    assert next(text for text in page.locator("#locator text:visible").all_text_contents() if text[0] == "H") == name
    written = page.locator("#picture text").all_text_contents()
    assert ("Kim Boi" if lang == "en" else "Kim Bôi") in written
    context.close()


def test_its_names_follow_the_language(open_map: OpenMap, built_map: Path) -> None:
    """On the page, on its sheets and in its pictures."""
    page = open_map(built_map)
    names = page.locator("#locator text:visible")
    expect(names).to_have_text(["Hà Nội", "Nội Bài"])
    page.locator("#lang").click()
    expect(names).to_have_text(["Hanoi (centre)"])
    picture = page.evaluate("kcn.picture(kcn.app, 'svg').then((file) => file.text())")
    assert ">Hanoi (centre)<" in picture and ">Nội Bài<" not in picture
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("#print .print-map .locator text:visible")).to_have_text(["Hanoi (centre)"])


def test_a_place_that_fills_its_corners_has_none() -> None:
    of = about(joined(), box(100, 15, 110, 25))
    whole = replace(of.areas["district"][0], geometry=box(105, 20, 106, 21))
    assert locator(replace(of, areas={**of.areas, "district": (whole,)})) is None


@pytest.mark.parametrize(
    ("width", "view", "is_seen"),
    [(1280, "", True), (1920, "lang=en", True), (1024, "", False), (360, "", False), (1000, "embed=1", False)],
)
def test_it_stands_clear_of_names_and_marks(
    open_map: OpenMap, built_map: Path, width: int, view: str, is_seen: bool
) -> None:
    page = open_map(built_map, view, width=width)
    own = page.evaluate(BOXES, "#locator")
    assert len(own) == is_seen
    assert page.locator("#locator").get_attribute("aria-hidden") == "true"
    if own:
        (x, y, w, h), *_ = own
        others = page.evaluate(BOXES, ".label span, .marker, .key, #tools, #credit, .leaflet-control-scale")
        assert len(others) > 20
        for left, top, wide, high in others:
            assert left >= x + w or left + wide <= x or top >= y + h or top + high <= y, (left, top, wide, high)


def test_the_sheet_of_the_whole_place_has_it_and_no_other(open_map: OpenMap, built_map: Path) -> None:
    page = open_map(built_map)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    sheet = page.locator("#print .print-map .locator")
    assert sheet.count() == 1 and page.locator("#locator").count() == 1
    assert sheet.get_attribute("x") == "8" and "Hà Nội" in (sheet.text_content() or "")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.evaluate("location.hash = 'district=152'")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#print .print-map").count() == 1 and sheet.count() == 0


@pytest.mark.parametrize(("lang", "name"), [("vi", "Hà Nội"), ("en", "Hanoi (centre)")])
def test_pictures_have_it(atlas: Atlas, tmp_path: Path, lang: Lang, name: str) -> None:
    out = tmp_path / "map.svg"
    atlas.export(out, lang=lang)
    drawing = out.read_text(encoding="utf-8")
    assert re.search(r'<g transform="translate\([\d. ]+\) scale\(0.5\)">', drawing)
    assert f">{name}</text>" in drawing and (">Nội Bài</text>" in drawing) == (lang == "vi")
