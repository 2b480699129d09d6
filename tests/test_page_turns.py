"""The first view is made in turns, between which its reader may change it."""

from __future__ import annotations

from pathlib import Path

from browser import new_page, wait_until_drawn
from playwright.sync_api import Browser, Page
from visit import ids

#: Every piece of work ends its turn; in the third of those that make the table its reader asks for zones alone.
IMPATIENT = """() => {
  let now = 0, turns = 0;
  performance.now = () => (now += 100);
  const post = MessagePort.prototype.postMessage, is = (part) => Boolean(document.querySelector(part + " h2"));
  MessagePort.prototype.postMessage = function (...said) {
    if (is("#areas") && !is("#table") && ++turns === 3) window.kcn.app.set({ kind: ["zone"] });
    window.asked = turns >= 3;
    return post.apply(this, said);
  };
}"""

#: What the page shows of its sites, and how its map lies.
SHOWN = """() => ["#summary", "#bars", "#filters", "#places", "#areas", "#table", "#totals", "#sources"]
  .map((part) => document.querySelector(part).textContent)"""
MARKERS = """() => [...document.querySelectorAll("[data-site]")].map(({ dataset, style }) =>
  [dataset.site, style.transform, style.width])"""
#: Less than an empty panel that goes out of view; the age of the data, told behind its date, moves what follows it.
SHIFT_MAX = 0.005
SHIFTS = """() => { window.shifts = []; new PerformanceObserver((list) => shifts.push(...list.getEntries())).observe(
  { type: "layout-shift", buffered: true }); }"""


def opened(chromium: Browser, path: Path, script: str, width: int = 1280) -> Page:
    context = chromium.new_context(viewport={"width": width, "height": 800}, offline=True)
    page = new_page(context, path.resolve().as_uri(), [])
    page.add_init_script(f"({script})()")
    page.goto(path.resolve().as_uri())
    wait_until_drawn(page)
    return page


def test_a_change_between_two_turns_is_shown_whole(chromium: Browser, built_map: Path) -> None:
    page = opened(chromium, built_map, IMPATIENT)
    shown, markers = page.evaluate(SHOWN), page.evaluate(MARKERS)
    assert page.evaluate("window.asked")
    assert len(ids(page, "row")) == 8
    quiet = opened(chromium, built_map, "() => {}")
    quiet.goto(page.url)
    quiet.reload()
    wait_until_drawn(quiet)
    assert quiet.evaluate(SHOWN) == shown
    assert quiet.evaluate(MARKERS) == markers
    page.context.close()
    quiet.context.close()


def test_no_part_moves_while_the_first_view_is_made(chromium: Browser, built_map: Path) -> None:
    for width in (390, 1280):
        page = opened(chromium, built_map, SHIFTS, width)
        assert page.evaluate("shifts.reduce((sum, { value }) => sum + value, 0)") < SHIFT_MAX
        page.context.close()


def test_a_part_out_of_view_has_the_height_of_a_window_until_it_is_laid_out(chromium: Browser, built_map: Path) -> None:
    """Not that of an empty one: the page would grow under who scrolls, and a picture of a part be a strip."""
    page = opened(chromium, built_map, "() => {}")
    heights = page.evaluate(
        "[...document.querySelectorAll('#totals, #sources')].map(({ offsetHeight }) => offsetHeight)"
    )
    assert min(heights) >= 0.9 * 800
    page.context.close()
