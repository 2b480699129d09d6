"""No barrier that axe-core knows of, in states that a reader comes to; forced colours, shapes, less motion."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from browser import OpenMap
from conftest import TOP
from playwright.sync_api import Page, expect
from visit import Visit

AXE = (TOP / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
ASKED = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "resultTypes": ["violations"],
    "preload": False,
}

Act = Callable[[Page], object]


def nothing(page: Page) -> None:
    """The state says it all."""


def unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")


def hover(page: Page) -> None:
    page.locator("[data-site='kcn-mong-hoa']").hover()


def layers(page: Page) -> None:
    page.locator("[data-tool='layers']").click()


def sort(page: Page) -> None:
    page.locator(".sort").nth(4).click()


def sort_areas(page: Page) -> None:
    page.locator("#areas .sort").nth(1).click()


def pull_up(page: Page) -> None:
    page.evaluate("kcn.app.showCard()")


def open_source(page: Page) -> None:
    page.locator("#details .code").first.click()


#: State, width, dark, what is done there, and the part of the page that is new: "" is all.
SCENES: dict[str, tuple[str, int, bool, Act, str]] = {
    "all unfolded, vi": ("", 1280, False, unfold, ""),
    "all unfolded, en, dark": ("lang=en", 1280, True, unfold, ""),
    "nothing found, en, phone, dark": ("kind=zone&min_area=300&lang=en", 360, True, unfold, ""),
    "details, en, phone": ("site=kcn-luong-son&lang=en", 360, False, nothing, ""),
    "details, vi, dark": ("site=kcn-luong-son", 1280, True, nothing, "#details"),
    "site without a place, phone, dark": ("site=ccn-chua-ro-20", 360, True, nothing, "#details"),
    "nothing found, vi": ("q=xyzzy&kind=zone", 1280, False, nothing, "#panel"),
    "filtered, dark": ("district=152,148&status=operating&min_area=20", 1280, True, nothing, "#panel"),
    "four compared, en, dark": (
        "compare=kcn-mong-hoa,kcn-luong-son,ccn-hoa-son,ccn-chua-ro-20&lang=en",
        1280,
        True,
        nothing,
        "#compare",
    ),
    "commune, en, phone": ("level=commune&commune=04792&lang=en", 360, False, nothing, "#details"),
    "communes, dark": ("level=commune&measure=occupancy_pct", 1280, True, nothing, ".frame, #legend"),
    "district, en": ("district=152&lang=en", 1280, False, nothing, ".frame, #details"),
    "embedded": ("embed=1", 1280, False, nothing, ""),
    "embedded, phone, dark": ("embed=1&lang=en&measure=zones_count", 360, True, nothing, ".frame, #legend"),
    "foreign link": ("measure=gone&lang=en", 1280, False, nothing, ".notice"),
    "note shown": ("", 1280, False, hover, ".frame, #tooltip"),
    "layers shown, dark": ("district=156", 1280, True, layers, ".frame"),
    "table sorted": ("lang=en", 1280, False, sort, "#table"),
    "areas sorted, dark": ("", 1280, True, sort_areas, "#areas"),
    "near a place, phone": ("near=noi+bai&within=60&min_vacant=30&lang=en", 360, False, nothing, "#panel"),
    "strip and tabs, phone, dark": ("selected=152", 360, True, nothing, ""),
    "card over the map, phone": ("site=kcn-mong-hoa", 360, False, pull_up, "#details, .tabs"),
    "totals as blocks, phone, dark": ("lang=en", 360, True, unfold, "#totals"),
    "source opened in a card": ("site=kcn-luong-son&lang=en", 1280, False, open_source, "#details"),
}


def violations(page: Page, part: str) -> list[tuple[str, list[object]]]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    # What is not laid out yet has no size, and seems to lie on what is below it.
    page.locator(".sheet").evaluate_all("all => all.forEach((one) => { one.style.contentVisibility = 'visible'; })")
    if part:
        assert page.locator(part).first.is_visible()
    found = page.evaluate("([part, asked]) => axe.run(part || document, asked)", [part, ASKED])
    assert found["passes"]
    return [
        (one["id"], [(node["target"], node["failureSummary"]) for node in one["nodes"]]) for one in found["violations"]
    ]


@pytest.mark.parametrize("scene", SCENES)
def test_no_barrier(visit: Visit, scene: str) -> None:
    state, width, dark, act, part = SCENES[scene]
    page = visit(state, width=width, dark=dark)
    act(page)
    assert violations(page, part) == []


@pytest.mark.parametrize(
    "state", ["lang=en", "site=kcn-luong-son", "selected=159&lang=en", "compare=kcn-mong-hoa,kcn-luong-son"]
)
def test_no_barrier_on_paper(open_map: OpenMap, built_map: Path, state: str) -> None:
    page = open_map(built_map, state)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    found = [one for one in violations(page, "#print") if one[0] not in ("target-size", "heading-order")]
    assert found == []  # paper has no targets, and its title is followed by the headings of a card


#: What forced colours leave of the areas' fillings, the legend's swatches, and what is chosen or has the focus.
FORCED = """() => {
  const style = (which) => getComputedStyle(document.querySelector(which));
  const fills = (which, property) => Object.fromEntries([...document.querySelectorAll(which)]
    .map((one) => [one.dataset.class, getComputedStyle(one)[property]]));
  const pressed = (is) => style(`.chip[aria-pressed="${is}"]`).backgroundColor;
  const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
  return {
    areas: fills(".area", "fill"), swatches: fills("#legend .swatch", "backgroundColor"),
    pressed: [pressed(true), pressed(false)],
    languages: [style(".lang .on").backgroundColor, style(".lang span:not(.on)").backgroundColor],
    focus: outlineStyle === "none" ? 0 : parseFloat(outlineWidth),
  };
}"""


def test_forced_colours_keep_all_apart(open_map: OpenMap, built_map: Path) -> None:
    page = open_map(built_map, "kind=zone")
    page.emulate_media(forced_colors="active")
    for measure in ("clusters_count", "occupancy_pct", "area_planned_ha"):
        page.select_option("#measure", measure)
        page.locator("[data-site='kcn-mong-hoa']").focus()
        page.keyboard.press("Shift+Tab")
        seen = page.evaluate(FORCED)
        areas = seen["areas"]
        assert len(set(areas.values())) == len(areas) > 1
        assert "#hatch" in areas.pop("nodata", "#hatch") and "#stipple" in areas.pop("none", "#stipple")
        assert areas == {group: seen["swatches"][group] for group in areas}
        assert seen["pressed"][0] != seen["pressed"][1]
        assert seen["languages"][0] != seen["languages"][1]
        assert seen["focus"] >= 2


#: Of each marker: kind, whether its area is unknown, its shape and its filling.
SYMBOLS = """() => [...document.querySelectorAll("[data-site]")].map(({ classList, firstChild }) => {
  const symbol = firstChild.firstChild, isUnknown = classList.contains("unknown-area");
  const steps = symbol.getAttribute("d").replace(/[^a-z]/gi, "");
  return [classList.contains("kind-zone"), isUnknown, steps, getComputedStyle(symbol).fill];
})"""


def test_kinds_differ_in_shape_and_markers_of_unknown_area_in_filling(visit: Visit) -> None:
    marks = visit().evaluate(SYMBOLS)
    assert {shape for is_zone, _, shape, _ in marks if is_zone} == {"Mhvhz"}
    assert {shape for is_zone, _, shape, _ in marks if not is_zone} == {"Mlz"}
    unknown, full = ({fill for _, is_unknown, _, fill in marks if is_unknown is wanted} for wanted in (True, False))
    assert unknown and full and not unknown & full


@pytest.mark.parametrize("width", [390, 1280])
def test_parts_have_headings_and_names_on_the_map_are_not_read(visit: Visit, width: int) -> None:
    page = visit("lang=en", width=width)
    for name in ("Planned area", "Search zones and clusters", "List of zones and clusters"):
        expect(page.get_by_role("heading", level=2, name=name)).to_have_count(1)
    assert page.locator("#filters h2 ~ .tally").count() == 1
    assert page.locator(".label").count() > 5
    assert page.locator("#map").aria_snapshot().count("Kim Boi District:") == 1
    assert page.locator("#map").aria_snapshot().count("Kim Boi") == 1, "as an area alone"


def test_what_changes_is_told(visit: Visit) -> None:
    """The live region has the count and the sentence after each change; the first view is not announced."""
    page = visit("lang=en")
    page.locator("#search").fill("luong son")
    expect(page.locator("#live")).to_contain_text("5 of 29")
    expect(page.locator("#live")).to_contain_text(page.locator("#summary").inner_text())
    page.select_option("#measure", "zones_count")
    expect(page.locator("#live")).to_contain_text("Industrial zones")


def test_motion_is_reduced(open_map: OpenMap, built_map: Path) -> None:
    """With less motion asked for, a zoom is one step: the map is never seen between two places."""
    page = open_map(built_map)
    seen = page.evaluate(
        """async () => {
          const seen = new Set(), mark = document.querySelector("[data-site='kcn-mong-hoa']");
          const look = () => seen.add(JSON.stringify(mark.getBoundingClientRect()));
          look();
          document.querySelector("[data-tool='in']").click();
          for (let i = 0; i < 30; i++) { await new Promise(requestAnimationFrame); look(); }
          return seen.size; }"""
    )
    assert seen == 2
