"""The page in Chromium, Firefox and WebKit, from file:// with the network off: whole, usable, and silent.

The same tests for each engine; what only Chromium's driver can do or tell is tested in the other files.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from engine_run import CARD, KEY, UNSEEN, ids, type_in
from engines import Engine, until

PARTS = ["h1", "#lang", "#measure", "#level", "#legend li", "#map", "#summary", "#search", "#places [data-entry]"]

#: Of the same parts, those that nothing of is drawn on top where they are scrolled into view.
COVERED = """parts => parts.filter((selector) => {
  const part = document.querySelector(selector);
  part.scrollIntoView({ block: "center" });
  const { left, top, width, height } = part.getBoundingClientRect();
  const hit = document.elementFromPoint(left + width / 2, top + height / 2);
  return !hit || !(part.contains(hit) || hit.contains(part));
})"""
#: How light the page's ground and its ink are, from 0 to 255.
LIGHTNESS = """() => ["backgroundColor", "color"].map((name) =>
  Math.max(...getComputedStyle(document.body)[name].match(/\\d+/g).slice(0, 3).map(Number)))"""


def test_the_whole_page_is_to_be_seen(engine: Engine, built_map: Path, width: int) -> None:
    engine.show(built_map, width=width)
    assert engine.evaluate(UNSEEN, PARTS) == []
    assert engine.evaluate(COVERED, PARTS) == []
    assert engine.evaluate("() => document.documentElement.scrollWidth") <= width
    assert len(ids(engine, "district")) == 10
    assert len(ids(engine, "site")) >= 20


def test_nothing_is_asked_for(engine: Engine, built_map: Path) -> None:
    engine.show(built_map)
    asked = engine.evaluate("() => performance.getEntriesByType('resource').map((one) => one.name)")
    assert [address for address in asked if not address.startswith(("data:", "blob:"))] == []


def test_what_a_page_throws_is_told(engine: Engine, built_map: Path) -> None:
    """Else the silence of the other tests' pages would mean nothing."""
    engine.show(built_map)
    engine.evaluate("() => void setTimeout(() => { throw new Error('thrown') })")
    assert until(engine.said, lambda: "what a script has thrown")


def test_search_and_filter(engine: Engine, built_map: Path, width: int) -> None:
    engine.show(built_map, "lang=vi", width=width)
    type_in(engine, "#search", "luong")
    engine.wait(KEY, "q", "luong")
    found = set(ids(engine, "row"))
    assert "kcn-luong-son" in found and len(found) < 29
    engine.click("[data-facet='kind'][data-value='cluster']")
    engine.wait(KEY, "kind", "cluster")
    clusters = {one for one in found if one.startswith("ccn-")}
    assert set(ids(engine, "row")) == clusters
    assert engine.evaluate("() => document.querySelector('#count').textContent").startswith(f"{len(clusters)} ")


@pytest.mark.parametrize(
    ("hook", "code", "key"), [("site", "kcn-luong-son", "site"), ("district", "157", "selected")], ids=["site", "area"]
)
def test_a_card_opens_and_escape_closes_it(
    engine: Engine, built_map: Path, width: int, hook: str, code: str, key: str
) -> None:
    engine.show(built_map, "lang=vi", width=width)
    engine.click(f"[data-{hook}='{code}']")
    engine.wait(CARD, code)
    engine.wait(KEY, key, code)
    assert engine.evaluate(UNSEEN, [".card", ".card h2", ".card .close"]) == []
    engine.press("Escape")
    engine.wait("() => !document.querySelector('.card')")
    engine.wait(KEY, key, None)


def test_selecting_an_area_hides_nothing_and_only_here_filters(engine: Engine, built_map: Path, width: int) -> None:
    engine.show(built_map, "lang=vi", width=width)
    marks, rows = ids(engine, "site"), ids(engine, "row")
    engine.click("[data-district='152']")
    engine.wait(KEY, "selected", "152")
    assert (ids(engine, "site"), ids(engine, "row")) == (marks, rows)
    only_here = ".card .actions button"
    if width < 900:
        assert "S05" in engine.evaluate("() => document.querySelector('#answer').textContent")
        engine.evaluate("() => document.querySelector('#answer .button').click()")
    engine.click(only_here)
    engine.wait(KEY, "district", "152")
    here = engine.wait("""() => {
      const rows = [...document.querySelectorAll("[data-row]")].map((one) => one.dataset.row);
      return rows.length < 20 && rows;
    }""")
    assert "kcn-luong-son" in here and set(ids(engine, "site")) <= set(here)
    engine.click(only_here)
    engine.wait("() => document.querySelectorAll('[data-row]').length === 29 && document.querySelector('.card')")


#: Where the legend's classes, the search and the map are, down the window, and what of the page's tabs is shown.
LAYOUT = """() => {
  const of = (selector) => document.querySelector(selector).getBoundingClientRect();
  return {
    isLegendAbove: of(".classes").bottom <= of("#map").top + 1, isSearchAbove: of("#search").bottom <= of("#map").top,
    mapEnd: Math.round(of("#map").bottom), high: innerHeight,
    tabs: [...document.querySelectorAll(".tabs a")].filter((one) => one.getClientRects().length).length,
    tabsEnd: Math.round(of(".tabs").bottom),
    current: [...document.querySelectorAll(".tabs [aria-current='true']")].map((one) => one.getAttribute("href")),
    measure: document.querySelector("#measure-shown").textContent,
    isCut: [...document.querySelectorAll("#measure-shown")].some((one) =>
      !one.clientWidth || one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight),
    above: document.elementFromPoint(of("#measure").left + 20, of("#measure").top + 10)?.id,
  };
}"""


#: Whether a tab has led to its part, and no other is told to be the one that is shown.
LED = """(part, shown) => Math.abs(document.querySelector(shown).getBoundingClientRect().top) < 2 &&
  [...document.querySelectorAll(".tabs a")].every((one) =>
    (one.getAttribute("href") === "#" + part) === (one.getAttribute("aria-current") === "true"))"""


@pytest.mark.parametrize("wide", [390, 768, 1024, 1280])
def test_each_width_has_its_layout(engine: Engine, built_map: Path, wide: int) -> None:
    engine.show(built_map, "lang=vi", width=wide)
    engine.evaluate("() => scrollTo(0, 0)")
    found = engine.evaluate(LAYOUT)
    assert found["isLegendAbove"] == found["isSearchAbove"] == (wide < 1180), found
    if wide > 900:
        assert found["mapEnd"] <= found["high"] and found["tabs"] == 0
    else:
        assert found["tabs"] == 4 and found["tabsEnd"] == found["high"] and found["current"] == ["#map"]
        for part, shown in (("areas", "#areas"), ("sources", ".all-sources"), ("places", "#places"), ("map", "#map")):
            engine.click(f".tabs [href='#{part}']")
            engine.wait(LED, part, shown)
            assert engine.evaluate(LAYOUT)["tabsEnd"] == found["high"]
        engine.evaluate("() => document.querySelector('#totals').scrollIntoView()")
        assert len(engine.evaluate(LAYOUT)["current"]) == 1, "also on what has no tab"


def test_no_tab_tells_of_the_comparison(engine: Engine, built_map: Path) -> None:
    """A link opens there, not at the map."""
    engine.show(built_map, "lang=vi&compare=kcn-mong-hoa,kcn-luong-son", width=390)
    engine.reload()
    engine.wait(LED, "compare", "#compare")
    engine.click(".tabs [href='#map']")
    engine.wait(LED, "map", "#map")


@pytest.mark.parametrize("wide", [360, 1024, 1280])
def test_the_control_shows_a_long_title_whole(engine: Engine, built_map: Path, wide: int) -> None:
    engine.show(built_map, "lang=vi&measure=area_planned_share_pct", width=wide)
    engine.evaluate("() => scrollTo(0, 0)")
    found = engine.evaluate(LAYOUT)
    assert found["measure"] == "Tỷ lệ diện tích quy hoạch trên diện tích tự nhiên" and not found["isCut"]
    assert found["above"] == "measure", "it is the control that is met there"


#: Points at an element with a mouse.
HOVER = """selector => document.querySelector(selector).dispatchEvent(
  new PointerEvent("pointerenter", { pointerType: "mouse", clientX: 300, clientY: 300 }))"""
#: The areas whose bars are lit, and whether outlines of the map are lit with them.
LIT = """() => [[...document.querySelectorAll(".bar.on")].map((one) => one.dataset.bar).sort(),
  [...document.querySelectorAll("path.lit, path.hovered, path.focused")].length > 0]"""


def test_legend_bars_and_map_light_one_another(engine: Engine, built_map: Path, width: int) -> None:
    engine.show(built_map, "lang=vi&measure=area_planned_ha", width=width)
    engine.click("h1")  # the pointer is where another test has left it
    assert engine.evaluate(LIT) == [[], False]
    entry = ".classes [data-class-of='nodata'] button"
    engine.evaluate("one => document.querySelector(one).focus()", entry)
    assert engine.evaluate(LIT) == [["153", "154", "156", "157"], True]
    engine.evaluate("one => document.querySelector(one).blur()", entry)
    assert engine.evaluate(LIT) == [[], False]
    engine.click(entry)
    assert engine.evaluate(LIT) == [["153", "154", "156", "157"], True]
    assert engine.evaluate("one => document.querySelector(one).getAttribute('aria-pressed')", entry) == "true"
    for one in ("[data-bar='152']", "[data-district='148']"):
        engine.evaluate(HOVER, one)
        assert engine.evaluate(LIT) == [[one[-5:-2]], True]
        engine.evaluate("one => document.querySelector(one).dispatchEvent(new PointerEvent('pointerleave'))", one)
    engine.evaluate("one => document.querySelector(one).click()", entry)
    assert engine.evaluate(LIT) == [[], False]
    engine.click("[data-bar='152']")
    engine.wait(KEY, "selected", "152")


def test_the_legend_is_headed_by_measure_unit_and_date(engine: Engine, built_map: Path, width: int) -> None:
    engine.show(built_map, "lang=vi&measure=area_planned_share_pct", width=width)
    head = engine.evaluate("() => document.querySelector('#legend h2').textContent")
    assert all(part in head for part in ("Tỷ lệ diện tích quy hoạch trên diện tích tự nhiên", "%", "31-12-2020"))


def test_a_mark_opens_with_keys_and_has_the_focus_again(engine: Engine, built_map: Path) -> None:
    engine.show(built_map, "lang=vi")
    engine.evaluate("() => document.querySelector('[data-site=kcn-luong-son]').focus()")
    engine.press("Enter")
    engine.wait(CARD, "kcn-luong-son")
    engine.press("Escape")
    engine.wait("() => document.activeElement.dataset.site === 'kcn-luong-son'")


def test_language_switch(engine: Engine, built_map: Path) -> None:
    engine.show(built_map, "lang=vi")
    before = engine.evaluate("() => document.querySelector('#summary').textContent")
    engine.click("#lang")
    engine.wait("() => document.documentElement.lang === 'en'")
    engine.wait(KEY, "lang", "en")
    assert engine.evaluate("() => document.querySelector('#summary').textContent") != before


def test_a_measure_is_chosen(engine: Engine, built_map: Path) -> None:
    engine.show(built_map, "lang=vi")
    before = engine.evaluate("() => document.querySelector('#legend').textContent")
    engine.evaluate(
        """() => {
          const select = document.querySelector("select#measure");
          select.value = "zones_count";
          select.dispatchEvent(new Event("change", { bubbles: true }));
        }"""
    )
    engine.wait(KEY, "measure", "zones_count")
    assert engine.evaluate("() => document.querySelector('#legend').textContent") != before


def test_a_link_says_the_state_and_a_reload_keeps_it(engine: Engine, built_map: Path) -> None:
    seen = """() => [document.querySelector("select#measure").value, document.documentElement.lang,
      document.querySelector("#count").textContent, document.querySelector("#details").textContent]"""
    engine.show(built_map, "measure=zones_count&lang=en&district=152&site=kcn-luong-son")
    before: list[Any] = engine.evaluate(seen)
    assert before[:2] == ["zones_count", "en"] and before[3]
    engine.reload()
    assert engine.evaluate(seen) == before


def test_embedded_it_is_the_map_alone(engine: Engine, built_map: Path, width: int) -> None:
    engine.show(built_map, "embed=1", width=width)
    shown = ["h1", "#measure", "#legend li", "#map", "#full"]
    assert engine.evaluate(UNSEEN, [*shown, "#panel", "#table", "#sources"]) == ["#panel", "#table", "#sources"]
    assert engine.evaluate(COVERED, shown) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_colours_are_the_readers(engine: Engine, built_map: Path, dark: bool) -> None:
    """Every engine is told so by its own setting: Firefox by a preference, WebKit by an option of its browser."""
    engine.show(built_map, dark=dark)
    ground, ink = engine.evaluate(LIGHTNESS)
    assert (ground < 60 and ink > 200) if dark else (ground > 200 and ink < 60)
    assert engine.evaluate(UNSEEN, PARTS) == []
    assert engine.screenshot().startswith(b"\x89PNG")
