"""A page that tests borrow one after the other is as a new one each time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from browser import Pages, wait_until_drawn
from playwright.sync_api import Browser, Page

#: What an earlier test may have left: sizes, media, steps of the history, what is hovered or has the focus, the state.
LOOK = """() => [
  innerWidth, innerHeight, history.length, location.hash, document.activeElement.tagName,
  ["print", "(prefers-color-scheme: dark)", "(prefers-reduced-motion)", "(forced-colors: active)"]
    .map((query) => matchMedia(query).matches),
  [...document.querySelectorAll(":hover")].map((one) => one.tagName).filter((name) => name !== "HTML"),
  kcn.app.board.map.getZoom(), scrollY,
]"""


def look(page: Page, address: str) -> Any:
    page.goto(address)
    wait_until_drawn(page)
    return page.evaluate(LOOK)


def test_nothing_is_left_of_what_a_test_did(chromium: Browser, built_map: Path) -> None:
    address, said, pages = built_map.resolve().as_uri(), list[str](), Pages(chromium)
    with pages.lent(address, said) as page:
        new = look(page, address)
        page.evaluate("location.hash = 'lang=en&site=kcn-mong-hoa'")
        page.locator("[data-tool='in']").click()
        page.emulate_media(media="print", color_scheme="dark", forced_colors="active", reduced_motion="no-preference")
        page.set_viewport_size({"width": 390, "height": 500})
    with pages.lent(address, said) as again:
        assert again == page
        assert look(again, address) == new
    page.context.close()
    assert said == []


def test_each_hears_of_its_own_page_alone_and_none_follows_one_that_spoke(chromium: Browser) -> None:
    first, second, pages = list[str](), list[str](), Pages(chromium)
    with pages.lent("about:blank", first) as page:
        page.evaluate("console.log('once')")
    with pages.lent("about:blank", second) as other:
        other.evaluate("console.log('again')")
        assert other != page
    assert (first, second) == (["console log: once"], ["console log: again"])
