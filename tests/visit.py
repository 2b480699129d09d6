"""Fixtures that show a map in one state after the other without loading it anew, and what a reader sees there.

Whatever a test sorts, unfolds or zooms stays so for the next one of its file; where that matters, browser.open_map
gives a page of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from browser import Pages, wait_until_drawn
from playwright.sync_api import Page

from kcn_map import Atlas

Visit = Callable[..., Page]
#: The pages that a file's tests show maps in, each with what it has said, and their return.
Shared = tuple[dict[tuple[Path, int, bool], tuple[Page, list[str]]], ExitStack]

#: Follows a fragment as a click on a link does, and returns when the page has done so.
FOLLOW = """fragment => new Promise((done) => {
  history.replaceState(null, "", location.href.split("#")[0]);
  addEventListener("hashchange", () => done(), { once: true });
  location.hash = fragment;
})"""


@pytest.fixture(scope="session")
def atlas(atlas_folder: Path) -> Atlas:
    """The atlas as shipped, from Python."""
    return Atlas.load(atlas_folder)


@pytest.fixture(scope="module")
def _shared(pages: Pages) -> Iterator[Shared]:
    shown: dict[tuple[Path, int, bool], tuple[Page, list[str]]] = {}
    with ExitStack() as borrowed:
        yield shown, borrowed


@pytest.fixture
def visit(pages: Pages, built_map: Path, _shared: Shared) -> Iterator[Visit]:
    """Show the built map, or that of a path, in a state: visit("measure=zones_count", width=360, dark=True)."""
    shown, borrowed = _shared

    def load(path: Path, width: int, dark: bool) -> tuple[Page, list[str]]:
        said: list[str] = []
        address = path.resolve().as_uri()
        page = borrowed.enter_context(pages.lent(address, said, width=width, dark=dark))
        page.goto(address)
        wait_until_drawn(page)
        return page, said

    def show(fragment: str = "", *, path: Path = built_map, width: int = 1280, dark: bool = False) -> Page:
        key = (path, width, dark)
        page, _ = shown.get(key) or shown.setdefault(key, load(*key))
        page.evaluate(FOLLOW, fragment or "lang=vi")
        return page

    yield show
    said = [word for _, words in shown.values() for word in words]
    for _, words in shown.values():
        words.clear()
    assert said == []


def fragment(page: Page) -> dict[str, list[str]]:
    """The page's fragment, value by value."""
    return parse_qs(page.evaluate("location.hash").removeprefix("#"), keep_blank_values=True)


def ids(page: Page, hook: str) -> list[str]:
    """The ids that a kind of element bears, in the page's order: ids(page, "row")."""
    found: list[str] = page.evaluate(
        "hook => [...document.querySelectorAll(`[data-${hook}]:not([hidden])`)].map((e) => e.dataset[hook])", hook
    )
    return found
