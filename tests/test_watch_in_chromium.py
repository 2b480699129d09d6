"""The watched map in a real browser: an edit is seen, a mistake is told over the last good map until it is mended."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from threading import Event, Thread

import made_province
import pytest
from browser import WAIT_MS, wait_until_drawn
from playwright.sync_api import Browser, Page, expect

from kcn_map import serve


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return made_province.make(tmp_path / "geodata")


@contextmanager
def serving(folder: Path, out: Path) -> Iterator[str]:
    """The address of a watched folder."""
    stop, started, addresses = Event(), Event(), []

    def begun(found: str) -> None:
        addresses.append(found)
        started.set()

    arguments = {"port": 0, "lang": "vi", "started": begun, "built": lambda result: None, "stop": stop}
    thread = Thread(target=serve.watch, args=(folder, out), kwargs=arguments)
    thread.start()
    try:
        assert started.wait(WAIT_MS / 1000)
        yield addresses[0]
    finally:
        stop.set()
        thread.join(WAIT_MS / 1000)
    assert not thread.is_alive()


@pytest.fixture
def address(folder: Path, tmp_path: Path) -> Iterator[str]:
    with serving(folder, tmp_path / "index.html") as found:
        yield found


@pytest.fixture
def watched(chromium: Browser, address: str) -> Iterator[Page]:
    """The watched map; whatever it says, throws, or asks another host for fails the test."""
    said: list[str] = []
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    context.set_default_timeout(WAIT_MS)
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda r: None if r.url.startswith((address, "data:", "blob:")) else said.append(r.url))
    page.goto(f"{address}#lang=en&measure=industrial_share_pct&q=ea")
    wait_until_drawn(page)
    yield page
    context.close()
    assert said == []


def name_zone(folder: Path, old: str, new: str) -> None:
    path = folder / "zones.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_edit_break_and_mend(watched: Page, folder: Path) -> None:
    row, panel = watched.locator("[data-row='z-1']"), watched.locator("#watch")
    expect(row).to_contain_text("Ea Nong")
    expect(panel).to_be_hidden()

    name_zone(folder, "Ea Nong", "Ea Kar")
    expect(row).to_contain_text("Ea Kar")
    wait_until_drawn(watched)
    assert watched.url.endswith("#lang=en&measure=industrial_share_pct&q=ea")
    assert watched.locator("#measure").input_value() == "industrial_share_pct"

    name_zone(folder, ",120.5,", ",<img src=x onerror=alert(1)>,")
    expect(panel).to_be_visible()
    expect(panel).to_contain_text("zones.csv, row 2 (z-1), area_planned_ha")
    expect(panel).to_contain_text("“<img src=x onerror=alert(1)>”")
    expect(panel.locator("img")).to_have_count(0)
    expect(row).to_contain_text("Ea Kar")

    watched.locator("#lang").click()
    expect(panel).to_contain_text("zones.csv, dòng 2 (z-1), area_planned_ha")

    name_zone(folder, ",<img src=x onerror=alert(1)>,", ",120.5,")
    expect(panel).to_be_hidden()


def test_the_panel_can_be_put_away(watched: Page, folder: Path) -> None:
    panel = watched.locator("#watch")
    name_zone(folder, ",120.5,", ",-1,")
    panel.get_by_role("button").click()
    expect(panel).to_be_hidden()
    name_zone(folder, ",-1,", ",-2,")
    expect(panel).to_contain_text("-2")
    name_zone(folder, ",-2,", ",120.5,")
    expect(panel).to_be_hidden()


def test_a_map_follows_once_the_first_mistakes_are_mended(
    chromium: Browser, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    folder = request.getfixturevalue("folder")
    name_zone(folder, ",120.5,", ",-1,")
    page = chromium.new_context().new_page()
    page.goto(request.getfixturevalue("address"))
    expect(page.locator("#watch")).to_contain_text("zones.csv", timeout=WAIT_MS)
    name_zone(folder, ",-1,", ",120.5,")
    page.locator("[data-site='z-1']").first.wait_for(timeout=WAIT_MS)
    page.context.close()


#: Keeps when each name of the zone was first seen.
CLOCK = """window.seen = {};
(function look() {
  const row = document.querySelector("[data-row='kcn-mong-hoa']");
  const found = row && row.textContent.match(/Mông Hóa (\\d+)/);
  if (found && !(found[1] in window.seen)) window.seen[found[1]] = Date.now();
  requestAnimationFrame(look);
})()"""
#: The text may be there before the clock has looked, which it does once a frame.
SEEN = """number => new Promise(tell => (function look() {
  if (number in window.seen) tell(window.seen[number]); else requestAnimationFrame(look);
})())"""
ROUNDS, SEEN_MAX_S = 9, 0.5


@pytest.mark.speed
def test_a_saved_table_is_seen_at_once(chromium: Browser, copy_of_atlas: Path, tmp_path: Path) -> None:
    """From saving a table of the shipped atlas to its page showing it, reload included; the median."""
    with serving(copy_of_atlas, tmp_path / "map.html") as address:
        page = chromium.new_page()
        page.add_init_script(CLOCK)
        page.goto(address)
        wait_until_drawn(page)
        page.wait_for_timeout(1000)  # until the system watches
        took = [seen_after(page, copy_of_atlas, number) for number in range(100, 100 + ROUNDS)]
        page.close()
    assert median(took) < SEEN_MAX_S, took


def seen_after(page: Page, folder: Path, number: int) -> float:
    """Seconds."""
    table = folder / "zones.csv"
    text = re.sub("KCN Mông Hóa( \\d+)?", f"KCN Mông Hóa {number}", table.read_text(encoding="utf-8"))
    start = time.time()
    table.write_text(text, encoding="utf-8")
    expect(page.locator("[data-row='kcn-mong-hoa']")).to_contain_text(f"Mông Hóa {number}")
    return float(page.evaluate(SEEN, str(number))) / 1000 - start
