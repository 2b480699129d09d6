"""Fixtures that open the map in a real Chromium, from file://, with the network off.

Whatever such a page says on the console, throws, or asks any host for fails the test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import programs
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-ipc-flooding-protection",  # tests change the link faster than any reader, and it must not be dropped
)
#: How long a state is waited for: a test that fails takes it, a slow machine that passes does not.
WAIT_MS = 60_000
expect.set_options(timeout=WAIT_MS)

OpenMap = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = programs.program("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


class Pages:
    """Pages that tests borrow one after the other: what has shown a map loads the next one in half of the time that a
    new process takes. What tests change but by a script of the map is set again, and nothing of its history is left.
    """

    def __init__(self, chromium: Browser) -> None:
        self._chromium = chromium
        self._free: list[Page] = []

    @contextmanager
    def lent(
        self, address: str, said: list[str], *, width: int = 1280, height: int = 800, dark: bool = False
    ) -> Iterator[Page]:
        """An empty page with the network off, for a map at the address; `said` gets what it says, as in `new_page`."""
        page = self._free.pop() if self._free else self._chromium.new_context(offline=True).new_page()
        page.context.set_default_timeout(WAIT_MS)
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(
            media="null", color_scheme="dark" if dark else "light", reduced_motion="reduce", forced_colors="none"
        )
        stop = listen(page, address, said)
        try:
            yield page
        finally:
            if page.is_closed() or len(page.context.pages) > 1:
                page.context.close()
            else:
                page.evaluate("0")  # Playwright hands on what has happened while it is asked for something
                stop()
                self._take_back(page, reusable=not said)

    def _take_back(self, page: Page, reusable: bool) -> None:
        if not reusable:
            page.context.close()
            return
        page.goto("about:blank")
        page.mouse.move(0, 0)
        page.context.clear_permissions()
        session = page.context.new_cdp_session(page)
        session.send("Page.resetNavigationHistory")
        session.detach()
        self._free.append(page)


@pytest.fixture(scope="session")
def pages(chromium: Browser) -> Pages:
    return Pages(chromium)


@pytest.fixture
def open_map(pages: Pages) -> Iterator[OpenMap]:
    """Open a map and wait until it is drawn: open_map(path, "measure=zones_count", width=360, dark=True, lang="en")."""
    said: list[str] = []

    def open_it(
        path: Path, fragment: str = "", *, width: int = 1280, height: int = 800, dark: bool = False, lang: str = ""
    ) -> Page:
        address = path.resolve().as_uri()
        page = borrowed.enter_context(pages.lent(address, said, width=width, height=height, dark=dark))
        state = "&".join(filter(None, [fragment, lang and f"lang={lang}"]))
        page.goto(f"{address}#{state}" if state else address)
        wait_until_drawn(page)
        return page

    with ExitStack() as borrowed:
        yield open_it
    assert said == []


def new_page(context: BrowserContext, address: str, said: list[str]) -> Page:
    """A page of the context that adds to `said` what it says, throws, or asks for beside the address."""
    context.set_default_timeout(WAIT_MS)
    page = context.new_page()
    listen(page, address, said)
    return page


def listen(page: Page, address: str, said: list[str]) -> Callable[[], None]:
    """Add to `said` what a page says, throws, or asks for beside the address, until what is returned is called."""
    heard: dict[Any, Callable[[Any], None]] = {
        "console": lambda message: said.append(f"console {message.type}: {message.text}"),
        "dialog": lambda dialog: said.append(f"dialog: {dialog.message}"),
        "pageerror": lambda error: said.append(f"page error: {error}"),
        "request": lambda request: said.extend(_outside(request, address)),
    }
    for event, tell in heard.items():
        page.on(event, tell)

    def stop() -> None:
        for event, tell in heard.items():
            page.remove_listener(event, tell)

    return stop


def wait_until_drawn(page: Page) -> None:
    """Return once the page says that it is drawn; fails after WAIT_MS."""
    page.locator("html[data-ready='1']").wait_for(state="attached")


#: Nothing scrolls or moves any more: where the page and the map stand is the same in six frames on end, and no style
#: is animated.
SETTLED = """() => new Promise((done) => {
  let before = "", still = 0;
  const look = () => {
    const { left, top } = document.querySelector(".leaflet-map-pane").getBoundingClientRect();
    const now = [left, top, scrollX, scrollY, visualViewport.scale, kcn.app.board.map.getZoom()].join();
    still = now === before ? still + 1 : 0;
    before = now;
    if (still < 6 || document.getAnimations().length) requestAnimationFrame(look);
    else done();
  };
  look();
})"""


def settle(page: Page) -> None:
    """Return once the page and its map stand still, however long a slow machine takes for that."""
    page.evaluate(SETTLED)


def _outside(request: Request, address: str) -> list[str]:
    """The request, unless it is for the page itself or for something inside it."""
    inside = request.url.split("#")[0] == address or request.url.startswith(("data:", "blob:"))
    return [] if inside else [f"request: {request.url}"]
