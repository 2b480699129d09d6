"""Chromium, driven with Playwright."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from browser import new_page
from playwright.sync_api import Browser, Page

from engines import Engine


class Chromium(Engine):
    """The network is off by Playwright's own switch; every request and every word on the console is told."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._page: Page = browser.new_page()
        self._said: list[str] = []

    def close(self) -> None:
        self._page.context.close()

    def evaluate(self, function: str, *given: Any) -> Any:
        return self._page.evaluate(f"given => ({function})(...given)", list(given))

    def press(self, key: str) -> None:
        self._page.keyboard.press(key)

    def screenshot(self) -> bytes:
        return self._page.screenshot()

    def pdf(self) -> bytes:
        return self._page.pdf(format="A4", prefer_css_page_size=True)

    def said(self) -> list[str]:
        self._page.evaluate("0")  # Playwright hands on what has happened while it is asked for something
        told, self._said[:] = list(self._said), []
        return told

    def _load(self, path: Path, fragment: str, width: int, height: int, dark: bool) -> None:
        self.close()
        context = self._browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            offline=True,
        )
        self._page = new_page(context, path.as_uri(), self._said)
        self._page.goto(f"{path.as_uri()}#{fragment}")

    def _reload(self) -> None:
        self._page.reload()

    def _click_at(self, x: int, y: int) -> None:
        self._page.mouse.click(x, y)
