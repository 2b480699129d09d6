"""Very many districts are one picture on a canvas, in the colours of their classes; pointer and keys choose there."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from browser import OpenMap
from dense_atlas import SIDE
from playwright.sync_api import Page, expect
from visit import Visit

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
#: Whether the areas of these codes are drawn in these colours, r,g,b; null: in no class's.
ARE_DRAWN = f"""({{ wanted, classes }}) => Object.entries(wanted).every(([code, colour]) => {{
  const drawn = String(({DRAWN})(code).colour);
  return colour ? drawn === String(colour) : !classes.map(String).includes(drawn);
}})"""


DRAWN_WHOLE = "() => document.querySelector('canvas.areas-canvas').width > 300"


@pytest.fixture
def picture(visit: Visit, dense_map: Path) -> Callable[..., Page]:
    """The dense map in a state, once its areas are drawn; nothing hovered, nothing in focus."""

    def show(fragment: str = "") -> Page:
        page = visit(fragment, path=dense_map)
        page.mouse.move(1, 1)
        page.evaluate("document.activeElement.blur()")
        page.wait_for_function(DRAWN_WHOLE)
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
    page.emulate_media(color_scheme="light")
    page.wait_for_function(f"before => String(({DRAWN})('150').colour) === String(before)", arg=before)


def test_a_district_of_a_picture_is_told_and_chosen_by_pointer(picture: Callable[..., Page]) -> None:
    page = picture()
    at = page.evaluate(DRAWN, "150")
    page.mouse.move(at["x"], at["y"])
    expect(page.locator("#tooltip strong")).to_have_text("Huyện 150")
    expect(page.locator("path.hovered")).to_have_count(1)
    page.mouse.click(at["x"], at["y"])
    expect(page.locator("#card-title")).to_have_text("Huyện 150")
    expect(page.locator("path.selected")).to_have_count(1)
    assert "selected=150" in page.evaluate("location.hash")
    page.get_by_role("button", name="Chỉ xem ở đây").click()
    page.wait_for_function(  # the others stand back
        f"""own => {{
          const [one, other] = ["150", "151"].map((code) => String(({DRAWN})(code).colour));
          return one === String(own) && other !== one;
        }}""",
        arg=at["colour"],
    )


def test_the_keys_walk_through_a_picture_of_districts(open_map: OpenMap, dense_map: Path) -> None:
    page = open_map(dense_map, "district=150")
    page.wait_for_function(DRAWN_WHOLE)
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
