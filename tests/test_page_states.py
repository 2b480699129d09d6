"""One state, many views: whatever the link says, map, list, table, count and link say the same, and so does Python."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlencode

import pytest
from browser import OpenMap, wait_until_drawn
from playwright.sync_api import Page, expect
from visit import Visit, fragment, ids

from kcn_map import Atlas
from kcn_map.analysis.query import Query

STATES = 16
KINDS = ["zone", "cluster"]
STATUSES = ["planned", "established", "building", "operating", "unknown"]
TEXTS = ["luong son", "KCN", "Hòa Bình", "mong hoa", "may mặc", "ccn đông lai", "không có đâu", "&=#%+, \"'<b>"]

#: Fragments of older, newer and broken pages: what is not understood, and what still holds.
FOREIGN = [
    ("future=1&measure=zones_count", "future=1", {"measure": "zones_count"}),
    ("measure=gdp", "measure=gdp", {"measure": "area_planned_ha"}),
    ("measure=__proto__", "measure=__proto__", {"measure": "area_planned_ha"}),
    ("__proto__=x&constructor=1", "__proto__=x, constructor=1", {}),
    ("level=ward", "level=ward", {"level": "district"}),
    ("area=152&picked=1", "area=152, picked=1", {"rows": 29}),
    ("lang=fr&measure=zones_count", "lang=fr", {"measure": "zones_count"}),
    ("district=999,152", "district=999", {"rows": 5}),
    ("status=zombie", "status=zombie", {"rows": 29}),
    ("site=kcn-gone&kind=zone", "site=kcn-gone", {"rows": 8}),
    ("site=%3Cimg+src%3Dx+onerror%3Dalert(1)%3E", "site=<img src=x onerror=alert(1)>", {"rows": 29}),
    ("commune=00000&level=commune", "commune=00000", {"level": "commune_2025"}),
    ("min_area=abc&max_area=Infinity", "min_area=abc, max_area=Infinity", {"rows": 29}),
    ("min_area=-5&min_occupancy=1e999", "min_area=-5, min_occupancy=1e999", {"rows": 29}),
    ("compare=kcn-mong-hoa,kcn-gone", "compare=kcn-gone", {"rows": 29}),
    ("embed=yes", "embed=yes", {"rows": 29}),
    ("measure", "measure=", {"measure": "area_planned_ha"}),
    ("%E0%A4%A=%ff&&&=", "", {"rows": 29}),
    ("places", "places=", {"rows": 29}),
]


#: Goes to a link, or so many steps in the history, and returns when the page has followed.
GO = """to => new Promise((done) => {
  addEventListener("hashchange", () => done(), { once: true });
  if (typeof to === "number") history.go(to);
  else location.hash = to;
})"""


def some_state(seed: int, atlas: Atlas) -> dict[str, str]:
    """A state as the fragment's keys and values, defaults left out; the same for the same seed."""
    rng = random.Random(seed)
    joined = atlas.joined
    sites = [site.id for site in joined.sites]

    def several(values: list[str], most: int) -> str:
        return ",".join(rng.sample(values, rng.randint(1, most)))

    def one(values: list[str]) -> str:
        return rng.choice(values)

    drawn = {
        "measure": one([measure.id for measure in joined.settings.measures[1:]]),
        "level": "commune_2025",
        "lang": "en",
        "kind": several(KINDS, 2),
        "status": several(STATUSES, 4),
        "district": several([district.code for district in joined.first_areas], 6),
        "q": one(TEXTS),
        "min_area": one(["0", "18", "50.5", "1000000000"]),
        "max_area": one(["75", "233.5", "0"]),
        "min_occupancy": one(["57.6", "0", "100"]),
        "max_occupancy": one(["70", "12.25"]),
        "site": one(sites),
        "commune_2025": one([commune.code for commune in joined.areas["commune_2025"]]),
        "compare": several(sites, 4),
    }
    state = {key: value for key, value in drawn.items() if rng.random() < 0.3}
    for low, high in (("min_area", "max_area"), ("min_occupancy", "max_occupancy")):
        if float(state.get(low, 0)) > float(state.get(high, "inf")):
            del state[high]  # refused by shell, Python and page
    return state


def query(state: dict[str, str]) -> Query:
    conditions: dict[str, Any] = {"text": state.get("q", "")}
    for key in ("district", "kind", "status"):
        conditions[key] = tuple(filter(None, state.get(key, "").split(",")))
    for key in ("min_area", "max_area", "min_occupancy", "max_occupancy"):
        conditions[key] = float(state[key]) if key in state else None
    return Query(**conditions)


def in_other_language(page: Page) -> str:
    """The fragment as the page itself writes the state, once it is told in the other language."""
    page.locator("#lang").click()
    return str(page.evaluate("location.hash")).removeprefix("#")


def seen(page: Page) -> dict[str, Any]:
    """What a reader sees of the state."""
    return {
        "rows": ids(page, "row"),
        "marks": ids(page, "site"),
        "entries": ids(page, "entry"),
        "lang": page.locator("html").get_attribute("lang"),
        "measure": page.locator("#measure").input_value(),
        "level": page.locator("#level").input_value(),
        **{
            part: page.locator(f"#{part}").inner_text() for part in ("count", "legend", "details", "compare", "summary")
        },
    }


@pytest.mark.parametrize("seed", range(STATES))
def test_a_state_is_the_same_everywhere(visit: Visit, atlas: Atlas, seed: int) -> None:
    state = some_state(seed, atlas)
    page = visit(urlencode(state))
    assert page.locator(".notice").count() == 0

    found = {match.site.id: match.site for match in atlas.select(query(state)).matches}
    assert set(ids(page, "row")) == set(found)
    assert set(ids(page, "entry")) == set(found)
    assert set(ids(page, "site")) == {site.id for site in found.values() if site.lon is not None}
    assert re.findall(r"\d+", page.locator("#count").inner_text()) == [str(len(found)), str(len(atlas.joined.sites))]
    assert page.locator("#measure").input_value() == state.get("measure", "area_planned_ha")
    assert page.locator("#compare:not([hidden]) thead th").count() == len(state.get("compare", "").split(",")) * (
        "compare" in state
    )

    other = {**state, "lang": "en"}
    if "lang" in state:
        del other["lang"]
    there = in_other_language(page)
    assert parse_qs(there) == parse_qs(urlencode(other))
    back = in_other_language(visit(there))
    assert parse_qs(back) == parse_qs(urlencode(state))


@pytest.mark.parametrize("seed", [3, 14])
def test_reload_back_and_forward_keep_the_state(open_map: OpenMap, built_map: Path, atlas: Atlas, seed: int) -> None:
    page = open_map(built_map, urlencode(some_state(seed, atlas)))
    first = seen(page)
    page.evaluate(GO, urlencode(some_state(seed + 1, atlas)))
    page.locator("#lang").click()
    then = seen(page)
    assert then != first

    page.reload()
    wait_until_drawn(page)
    assert seen(page) == then
    page.evaluate(GO, -2)
    assert seen(page) == first
    page.evaluate(GO, 2)
    assert seen(page) == then


def test_typing_leaves_one_step_in_the_history(open_map: OpenMap, built_map: Path) -> None:
    page = open_map(built_map)
    steps = page.evaluate("history.length")
    page.locator("#search").press_sequentially("luong son")
    expect(page.locator("#count")).to_contain_text("5 /")
    assert fragment(page)["q"] == ["luong son"]
    assert page.evaluate("history.length") == steps


@pytest.mark.parametrize(
    ("link", "told", "kept", "lang"),
    [(*one, lang) for number, one in enumerate(FOREIGN) for lang in (("vi", "en") if number < 2 else ("en",))],
    ids=lambda one: quote(one)[:40] if isinstance(one, str) else "",
)
def test_a_foreign_link_degrades_with_a_message(
    visit: Visit, link: str, told: str, kept: dict[str, Any], lang: str
) -> None:
    page = visit(link if "lang=" in link else f"{link}&lang={lang}")
    notice = page.locator(".notice")
    expect(notice).to_be_visible()
    expect(notice).to_contain_text(told)
    state = {**seen(page), "rows": len(ids(page, "row"))}
    assert {key: state[key] for key in kept} == kept
    areas = page.locator("[data-commune]" if state["level"] == "commune_2025" else "[data-district]")
    assert areas.count() == (46 if state["level"] == "commune_2025" else 10)
    assert page.locator("#legend [data-count]").count() > 1
    assert page.locator(".notice img, .notice b").count() == 0
    notice.locator("button").click()
    expect(notice).to_have_count(0)


def test_a_fifth_site_to_compare_is_told(visit: Visit, atlas: Atlas) -> None:
    five = [site.id for site in atlas.joined.sites[:5]]
    page = visit("compare=" + ",".join(five))
    assert page.locator("#compare thead th").count() == 4
    expect(page.locator(".notice")).to_contain_text(f"compare={five[4]}")


def test_a_very_long_link_is_read(visit: Visit) -> None:
    page = visit("q=" + "x" * 20_000 + "&district=" + ",".join(["152"] * 2_000))
    assert ids(page, "row") == []
    assert page.locator("[data-district]").count() == 10


def test_the_skip_link_leads_to_the_list_and_keeps_the_state(open_map: OpenMap, built_map: Path) -> None:
    page = open_map(built_map, "kind=zone&lang=en")
    before = seen(page)
    page.locator("#skip-map").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('#places') !== null")
    assert seen(page) == before
    assert page.locator(".notice").count() == 0


def test_what_a_dash_is_and_what_differs_is_told_truly(visit: Visit) -> None:
    """No cell of the tables is empty, and what is not known of one site differs from nothing."""
    page = visit("lang=en&compare=kcn-mong-hoa,kcn-luong-son")
    for table in ("#areas", "#table"):
        expect(page.locator(f"{table} .lead")).to_contain_text("“–” means no figure, never 0.")
        assert page.locator(f"{table} td").get_by_text("–", exact=True).count() > 0
        assert page.locator(f"{table} td:empty").count() == 0
    rows = page.locator("#compare tbody tr").filter(has_text="no data")
    assert rows.count() > 2 and rows.and_(page.locator(".differs")).count() == 0
    assert page.locator("#compare .differs").count() > 2


def test_long_work_leaves_turns_to_the_reader(visit: Visit) -> None:
    said = visit().evaluate("""async () => {
      const said = [], { port1, port2 } = new MessageChannel();
      const busy = (name) => () => {
        for (const start = performance.now(); performance.now() - start < 10; );
        said.push(name);
      };
      port1.onmessage = () => said.push("reader");
      port2.postMessage(0);
      await kcn.turns.run([busy("first"), busy("second")]);
      return said;
    }""")
    assert said == ["first", "reader", "second"]


def test_what_is_not_yet_filled_is_not_laid_out(visit: Visit) -> None:
    page = visit()
    named = ".panel > *, .sheet:not([hidden]), .footer"
    parts = f"() => [...document.querySelectorAll('{named}')].map((e) => e.offsetHeight)"
    assert min(page.evaluate(parts)[1:]) > 0
    page.evaluate("document.documentElement.dataset.loading = 'panel filters places sheets'")
    assert max(page.evaluate(parts)) == 0
    page.evaluate("delete document.documentElement.dataset.loading")
