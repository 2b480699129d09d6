"""Fixtures that open the map in a real Chromium, from file://, with the network off.

Whatever such a page says on the console, throws, or asks any host for fails the test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

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


@pytest.fixture
def open_map(chromium: Browser) -> Iterator[OpenMap]:
    """Open a map and wait until it is drawn: open_map(path, "measure=zones_count", width=360, dark=True, lang="en")."""
    said: list[str] = []
    contexts: list[BrowserContext] = []

    def open_it(
        path: Path, fragment: str = "", *, width: int = 1280, height: int = 800, dark: bool = False, lang: str = ""
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            offline=True,
            accept_downloads=True,
        )
        contexts.append(context)
        address = path.resolve().as_uri()
        page = new_page(context, address, said)
        state = "&".join(filter(None, [fragment, lang and f"lang={lang}"]))
        page.goto(f"{address}#{state}" if state else address)
        wait_until_drawn(page)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert said == []


def new_page(context: BrowserContext, address: str, said: list[str]) -> Page:
    """A page of the context that adds to `said` what it says, throws, or asks for beside the address."""
    context.set_default_timeout(WAIT_MS)
    page = context.new_page()
    page.on("console", lambda message: said.append(f"console {message.type}: {message.text}"))
    page.on("dialog", lambda dialog: said.append(f"dialog: {dialog.message}"))
    page.on("pageerror", lambda error: said.append(f"page error: {error}"))
    page.on("request", lambda request: said.extend(_outside(request, address)))
    return page


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
