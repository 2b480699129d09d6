"""One state, many views: in a real Chromium, map, list, table, count, legend, link and paper never disagree."""

from __future__ import annotations

import csv
import json
import random
import re
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import pytest
from browser import OpenMap
from conftest import Run
from playwright.sync_api import Browser, Page, expect

CASES: list[tuple[str, list[str]]] = json.loads(
    (Path(__file__).parent / "cases" / "search.json").read_text(encoding="utf-8")
)
#: Fragment key → the option of `kcn-map query` that means the same.
OPTIONS = {
    "q": "",
    "kind": "--kind",
    "status": "--status",
    "district": "--district",
    "min_area": "--min-area",
    "max_area": "--max-area",
    "min_occupancy": "--min-occupancy",
    "max_occupancy": "--max-occupancy",
}
CHOICES = {
    "q": ["luong son", "kcn", "may mặc", "Hòa Bình", "dong tam"],
    "kind": ["zone", "cluster", "zone,cluster"],
    "status": ["planned", "established,operating", "building", "unknown"],
    "district": ["152", "148,159", "153", "155"],
    "min_area": ["50", "200"],
    "max_area": ["213", "82.5"],
    "min_occupancy": ["30", "61.16"],
    "max_occupancy": ["99", "70.81"],
    "measure": ["zones_count", "occupancy_pct", "clusters_area_planned_ha"],
    "level": ["commune"],
    "lang": ["en"],
    "site": ["kcn-mong-hoa", "ccn-chua-ro-18"],
    "compare": ["kcn-mong-hoa,kcn-luong-son"],
}


def states(count: int) -> list[dict[str, str]]:
    """Random states, the same each time."""
    pick = random.Random(2020)
    keys = list(CHOICES)
    return [
        {key: pick.choice(CHOICES[key]) for key in sorted(pick.sample(keys, pick.randint(1, 5)))} for _ in range(count)
    ]


def query(kcn_map: Run, state: dict[str, str]) -> set[str]:
    """What the shell answers to the conditions of a state."""
    arguments = []
    for key, option in OPTIONS.items():
        for value in state.get(key, "").split(",") if key in state else []:
            arguments += [option, value] if option else [value]
    answer = kcn_map("query", *arguments, "--format", "json")
    assert answer.returncode == 0, answer.stderr
    return {site["id"] for site in json.loads(answer.stdout)}


def ids(page: Page, attribute: str) -> set[str]:
    return set(
        page.evaluate(f"[...document.querySelectorAll('[{attribute}]')].map(e => e.getAttribute('{attribute}'))")
    )


def follow(page: Page, fragment: str) -> None:
    """Go to a link of the page and wait until the page has followed it."""
    page.evaluate(
        """fragment => location.hash === "#" + fragment || new Promise(done => {
            addEventListener("hashchange", () => setTimeout(done), {once: true});
            location.hash = fragment;
        })""",
        fragment,
    )


def counts(page: Page) -> list[int]:
    """How many areas each entry of the legend has."""
    return [int(str(entry.get_attribute("data-count"))) for entry in page.locator("#legend [data-count]").all()]


def test_fifty_states(open_map: OpenMap, built_map: Path, kcn_map: Run) -> None:
    """Fragment → page → fragment is lossless; map, list, table and count show what the shell finds."""
    page = open_map(built_map)
    placed = set(page.evaluate("kcn.app.data.sites.filter(site => site.lonlat).map(site => site.id)"))
    for state in states(50):
        wanted = query(kcn_map, state)
        follow(page, urlencode(state, safe=","))
        assert ids(page, "data-row") == ids(page, "data-entry") == wanted, state
        assert ids(page, "data-site") == wanted & placed, state
        assert page.locator("#count").inner_text() == f"{len(wanted)} / 29", state
        written = page.evaluate("kcn.state.write(kcn.app.view.state, kcn.state.allowed(kcn.app.data))")
        assert dict(parse_qsl(written)) == state


def test_search_finds_what_the_shell_finds(open_map: OpenMap, built_map: Path) -> None:
    """The whole table of cases, in order."""
    page = open_map(built_map)
    rank = """texts => texts.map(text =>
        [...kcn.search.rank(kcn.app.data.sites, kcn.search.texts(kcn.app.data), text).keys()])"""
    found = page.evaluate(rank, [text for text, _ in CASES])
    assert {text: sites for (text, _), sites in zip(CASES, found, strict=True)} == dict(CASES)


@pytest.mark.parametrize(("level", "areas"), [("district", 10), ("commune", 46)])
def test_each_measure_has_its_legend(open_map: OpenMap, built_map: Path, level: str, areas: int) -> None:
    """Class counts and no data add up to all areas, and are those of the shapes."""
    page = open_map(built_map, f"level={level}")
    for measure in page.evaluate("kcn.app.data.measures.map(measure => measure.id)"):
        page.select_option("#measure", measure)
        assert sum(counts(page)) == areas
        drawn = page.evaluate("[...document.querySelectorAll('.area')].map(area => area.dataset.class)")
        told = page.locator("#legend [data-class-of]").evaluate_all("all => all.map(one => one.dataset.classOf)")
        assert [drawn.count(group) for group in told] == counts(page)


def test_back_and_forward(open_map: OpenMap, built_map: Path) -> None:
    page = open_map(built_map)
    page.select_option("#measure", "zones_count")
    page.locator("[data-site='kcn-mong-hoa']").click()
    expect(page.locator("#details")).to_contain_text("Mông Hóa")
    page.go_back()
    expect(page.locator("#details")).to_be_empty()
    expect(page.locator("#measure")).to_have_value("zones_count")
    page.go_back()
    expect(page.locator("#measure")).to_have_value("area_planned_ha")
    page.go_forward()
    expect(page.locator("#measure")).to_have_value("zones_count")


def test_a_link_from_another_time_is_told_and_drawn(open_map: OpenMap, built_map: Path) -> None:
    page = open_map(built_map, "measure=gone&zoom=9&kind=zone")
    expect(page.locator("#notices")).to_contain_text("measure=gone, zoom=9")
    expect(page.locator("[data-district]")).to_have_count(10)
    expect(page.locator("#count")).to_have_text("8 / 29")


def test_an_empty_result_says_why_and_what_would_help(open_map: OpenMap, built_map: Path) -> None:
    page = open_map(built_map, "kind=zone&min_area=300")
    expect(page.locator("#count")).to_have_text("0 / 29")
    page.locator(".empty-box summary").click()
    expect(page.locator(".reasons li")).to_have_count(29)
    page.locator(".empty-box button").first.click()
    expect(page.locator("#count")).to_have_text("1 / 29")
    assert ids(page, "data-row") == {"kcn-thanh-ha"}


def test_keyboard_reaches_every_mark_and_every_district(open_map: OpenMap, built_map: Path) -> None:
    page = open_map(built_map)
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.dataset.site || document.activeElement.dataset.district"))
    assert ids(page, "data-site") | ids(page, "data-district") <= reached


def test_arrow_keys_go_to_the_neighbour(open_map: OpenMap, built_map: Path) -> None:
    page = open_map(built_map)
    page.locator("[data-district='150']").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-district='148']")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#details h2")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("[data-district='148']")).to_be_focused()


def test_csv_of_the_filtered_sites(open_map: OpenMap, built_map: Path, kcn_map: Run) -> None:
    """The same rows as the shell's, with a BOM."""
    page = open_map(built_map, "district=152&kind=zone")
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(text[1:].splitlines()))
    shell = kcn_map("query", "--district", "152", "--kind", "zone", "--format", "csv").stdout
    assert rows == list(csv.DictReader(shell.removeprefix("\ufeff").splitlines()))


def test_table_sorts_with_unknown_values_last(open_map: OpenMap, built_map: Path) -> None:
    page = open_map(built_map)
    column = page.locator("#table th", has_text="Tỷ lệ lấp đầy (%)").get_by_role("button")
    for first in ("kcn-luong-son", "kcn-mong-hoa"):
        column.click()
        assert page.locator("[data-row]").first.get_attribute("data-row") == first
        expect(page.locator("[data-row]").last).to_contain_text("–")


def test_paper_is_two_pages(open_map: OpenMap, built_map: Path) -> None:
    for state in ("", "lang=en&level=commune&measure=occupancy_pct"):
        page = open_map(built_map, state)
        page.emulate_media(media="print")
        sheet = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", sheet)) <= 2


def test_embedded_view_shows_the_map_alone(open_map: OpenMap, built_map: Path) -> None:
    page = open_map(built_map, "embed=1&measure=zones_count")
    expect(page.locator("#panel")).to_be_hidden()
    expect(page.locator("#table")).to_be_hidden()
    expect(page.locator("#legend")).to_be_visible()
    expect(page.locator("#footer")).to_be_visible()
    assert page.locator("#full").get_attribute("href") == "#measure=zones_count"


def test_measure_switch_is_fast(open_map: OpenMap, built_map: Path) -> None:
    """The median of all measures, layout included; twice the budget, for a busy machine."""
    page = open_map(built_map)
    times = page.evaluate(
        """() => [...document.querySelectorAll("#measure option")].reverse().map(({value}) => {
            const start = performance.now(), select = document.querySelector("#measure");
            select.value = value;
            select.dispatchEvent(new Event("change"));
            document.body.getBoundingClientRect();
            return performance.now() - start;
        })"""
    )
    assert sorted(times)[len(times) // 2] < 100


def test_a_finger_on_the_map_scrolls_the_page(chromium: Browser, built_map: Path) -> None:
    """With the whole province in view the map is no trap; zoomed in, a finger moves the map."""
    context = chromium.new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True, offline=True)
    page = context.new_page()
    page.goto(built_map.resolve().as_uri())
    page.locator("html[data-ready='1']").wait_for(state="attached")
    finger = context.new_cdp_session(page)
    steps = [("touchStart", 450), *(("touchMove", 450 - 10 * step) for step in range(1, 9))]
    for kind, y in steps:
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": 90, "y": y}]})
        page.wait_for_timeout(16)
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_timeout(300)
    assert page.evaluate("scrollY") > 0
    page.evaluate("void kcn.app.board.map.setZoom(12, {animate: false})")
    assert page.evaluate("kcn.app.board.map.dragging.enabled()")
    context.close()
