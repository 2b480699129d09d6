"""The built map in a real Chromium, from file://, with the network off; any word on the console fails (browser.py)."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Literal
from urllib.parse import urlencode

import pytest
from browser import OpenMap, wait_until_drawn
from click.testing import CliRunner
from playwright.sync_api import Browser, Page, expect
from visit import Visit, fragment

from kcn_map import Atlas
from kcn_map.cli import main

#: The same question in the words of the shell and in those of the page's fragment.
QUESTIONS = [
    ([], {}),
    (["luong son"], {"q": "luong son"}),
    (["KCN"], {"q": "KCN"}),
    (["mong hoa"], {"q": "mong hoa"}),
    (["Hòa Bình"], {"q": "Hòa Bình"}),
    (["--district", "152", "--kind", "zone"], {"district": "152", "kind": "zone"}),
    (["--district", "152", "--district", "148"], {"district": "152,148"}),
    (["--status", "operating"], {"status": "operating"}),
    (["--min-area", "50", "--max-area", "250"], {"min_area": "50", "max_area": "250"}),
    (["--min-occupancy", "60"], {"min_occupancy": "60"}),
    (["--max-occupancy", "60", "--kind", "zone"], {"max_occupancy": "60", "kind": "zone"}),
]


def placed(atlas: Atlas) -> int:
    """How many sites the map can show."""
    return sum(site.lon is not None for site in atlas.joined.sites)


def rows(page: Page) -> set[str]:
    """The ids of the table's rows that a reader sees."""
    return {str(row.get_attribute("data-row")) for row in page.locator("[data-row]:not([hidden])").all()}


def counts(page: Page) -> list[int]:
    """How many areas each entry of the legend has."""
    return [int(str(entry.get_attribute("data-count"))) for entry in page.locator("#legend [data-count]").all()]


def test_first_screen_shows_every_district_and_placed_site(open_map: OpenMap, built_map: Path, atlas: Atlas) -> None:
    page = open_map(built_map)
    expect(page.locator("[data-district]")).to_have_count(10)
    expect(page.locator("[data-site]")).to_have_count(placed(atlas))
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    expect(page.locator("h1")).to_have_text(atlas.joined.settings.title["vi"])
    expect(page.locator("select#measure")).to_have_value("area_planned_ha")
    assert sum(counts(page)) == 10


#: Keeps in window.drawn what of the drawn picture was to be seen when the page's own scripts began.
WATCH_PICTURE = """Object.defineProperty(window, "kcn", {
  configurable: true,
  get: () => undefined,
  set: (value) => {
    Object.defineProperty(window, "kcn", { value, writable: true });
    window.drawn = (%s)();
  },
})"""
#: The outlines of the areas that are to be seen, by code, and their colours.
AREAS = """() => [...document.querySelectorAll("path.area")].filter((one) => one.checkVisibility()).map((one) => {
  const { left, top, right, bottom } = one.getBoundingClientRect();
  return [one.dataset.district, getComputedStyle(one).fill, left, top, right, bottom];
}).sort()"""


@pytest.mark.parametrize(
    ("width", "height", "dark"), [(360, 740, False), (820, 1180, True), (1280, 800, False)], ids=str
)
def test_the_map_is_drawn_before_scripts_run_where_it_will_be(
    chromium: Browser, built_map: Path, width: int, height: int, dark: bool
) -> None:
    """The same districts in the same colours at the same places: nothing jumps."""
    scheme: Literal["dark", "light"] = "dark" if dark else "light"
    page = chromium.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
    page.add_init_script(WATCH_PICTURE % AREAS)
    page.goto(built_map.resolve().as_uri())
    wait_until_drawn(page)
    before, after = page.evaluate("window.drawn"), page.evaluate(AREAS)
    assert [one[:2] for one in before] == [one[:2] for one in after]
    assert len(before) == 10
    for drawn, shown in zip(before, after, strict=True):
        assert drawn[2:] == pytest.approx(shown[2:], abs=2.5), drawn[0]
    page.close()


@pytest.mark.parametrize(
    ("now", "lang", "age"),
    [
        ("2026-11-26", "vi", "Số liệu đến 31-12-2020, hơn 5 năm trước."),
        ("2021-03-05", "en", "Figures as of 31 Dec 2020, 2 months ago."),
        ("2020-12-31", "en", "Figures as of 31 Dec 2020."),
    ],
)
def test_the_first_screen_tells_how_old_the_figures_are(
    chromium: Browser, built_map: Path, now: str, lang: str, age: str
) -> None:
    """By the reader's own clock; and what became of the province since stands beside it."""
    page = chromium.new_page()
    page.clock.set_fixed_time(f"{now}T12:00:00")
    page.goto(f"{built_map.resolve().as_uri()}#lang={lang}")
    expect(page.locator("#as-of")).to_have_text(age)
    expect(page.locator("#administration")).to_contain_text("Phú Thọ" if lang == "vi" else "Phu Tho")
    page.close()


@pytest.mark.parametrize("link", ["measure=zones_count", "level=commune", "district=152"])
def test_what_is_drawn_before_is_never_another_view_than_the_link_asks_for(
    chromium: Browser, built_map: Path, link: str
) -> None:
    page = chromium.new_page()
    page.add_init_script(WATCH_PICTURE % AREAS)
    page.goto(f"{built_map.resolve().as_uri()}#{link}")
    wait_until_drawn(page)
    assert page.evaluate("window.drawn") == []
    page.close()


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_page_fits_its_window(visit: Visit, lang: str, width: int) -> None:
    page = visit(f"lang={lang}", width=width)
    expect(page.locator("html")).to_have_attribute("lang", lang)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "least"), [(360, 20), (1280, 24)])
def test_every_mark_can_be_hit(visit: Visit, width: int, least: int) -> None:
    """Sites that share a point stand apart: each has 24 px of its own, and its middle is not under another.

    On a phone some have less, within their areas.
    """
    page = visit(width=width)
    for mark in page.locator("[data-site]").all():
        mark.scroll_into_view_if_needed()
        box = mark.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= least
        middle = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
        hit = page.evaluate("([x, y]) => document.elementFromPoint(x, y)?.closest('[data-site]')?.dataset.site", middle)
        assert hit == mark.get_attribute("data-site")


def test_measure_changes_legend_and_link(visit: Visit) -> None:
    page = visit()
    before = page.locator("#legend").inner_text()
    page.select_option("select#measure", "zones_count")
    expect(page.locator("#legend")).not_to_have_text(before)
    assert fragment(page)["measure"] == ["zones_count"]
    assert sum(counts(page)) == 10


def test_state_survives_a_reload(open_map: OpenMap, built_map: Path) -> None:
    page = open_map(built_map, "measure=zones_count&lang=en&district=152&site=kcn-luong-son")
    told, details = rows(page), page.locator("#details").inner_text()
    page.reload()
    wait_until_drawn(page)
    expect(page.locator("select#measure")).to_have_value("zones_count")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert rows(page) == told
    assert page.locator("#details").inner_text() == details


def test_language_switch(visit: Visit) -> None:
    page = visit()
    page.locator("#lang").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("h1")).to_contain_text("Hoa Binh")
    assert fragment(page)["lang"] == ["en"]


def test_click_on_a_mark_opens_its_details(visit: Visit) -> None:
    page = visit()
    page.locator("[data-site='kcn-mong-hoa']").click()
    details = page.locator("#details")
    expect(details).to_contain_text("Mông Hóa")
    details.locator(".code").first.click()
    expect(details.locator(".opened a[href^='http']").first).to_be_visible()
    assert fragment(page)["site"] == ["kcn-mong-hoa"]


def test_keyboard_opens_a_mark_and_returns_to_it(visit: Visit) -> None:
    page = visit()
    page.locator("[data-site='kcn-mong-hoa']").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#details")).to_contain_text("Mông Hóa")
    page.keyboard.press("Escape")
    assert "site" not in fragment(page)
    expect(page.locator("[data-site='kcn-mong-hoa']")).to_be_focused()


@pytest.mark.parametrize(("shell", "state"), QUESTIONS, ids=[" ".join(shell) or "all" for shell, _ in QUESTIONS])
def test_page_answers_as_the_shell_does(
    visit: Visit, atlas_folder: Path, shell: list[str], state: dict[str, str]
) -> None:
    answer = CliRunner().invoke(main, ["query", *shell, "--format", "json", "--data", str(atlas_folder)])
    assert answer.exit_code == 0, answer.stderr
    ids = {site["id"] for site in json.loads(answer.stdout)}
    assert ids
    page = visit(urlencode(state))
    assert rows(page) == ids
    assert re.findall(r"\d+", page.locator("#count").inner_text())[0] == str(len(ids))


def test_both_levels_hold_the_same_sites(visit: Visit, atlas: Atlas) -> None:
    page = visit("level=commune")
    expect(page.locator("[data-commune]")).to_have_count(46)
    expect(page.locator("[data-district]")).to_have_count(0)
    expect(page.locator("[data-site]")).to_have_count(placed(atlas))
    assert len(rows(page)) == 29


def test_page_without_scripts_still_tells(chromium: Browser, built_map: Path) -> None:
    context = chromium.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(built_map.resolve().as_uri())
    assert "Mông Hóa" in page.locator("body").inner_text()  # what a matcher of texts reads has no noscript
    expect(page.locator(".sheet:visible")).to_have_count(0)  # nothing fills them: they would be a gap
    context.close()
