"""Chromium, driven with Playwright."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any

from browser import Pages
from playwright.sync_api import Page

from engines import Engine


class Chromium(Engine):
    """The network is off by Playwright's own switch; every request and every word on the console is told."""

    def __init__(self, pages: Pages) -> None:
        self._pages, self._borrowed = pages, ExitStack()
        self._page: Page
        self._said: list[str] = []

    def close(self) -> None:
        self._borrowed.close()

    def evaluate(self, function: str, *given: Any) -> Any:
        return self._page.evaluate(f"given => ({function})(...given)", list(given))

    def press(self, key: str) -> None:
        self._page.keyboard.press(key)

    def screenshot(self) -> bytes:
        return self._page.screenshot()

    def pdf(self) -> bytes:
        return self._page.pdf(format="A4", prefer_css_page_size=True)

    def said(self) -> list[str]:
        if self._shown:
            self._page.evaluate("0")  # Playwright hands on what has happened while it is asked for something
        told, self._said[:] = list(self._said), []
        return told

    def _load(self, path: Path, fragment: str, width: int, height: int, dark: bool) -> None:
        self.close()
        lent = self._pages.lent(path.as_uri(), self._said, width=width, height=height, dark=dark)
        self._page = self._borrowed.enter_context(lent)
        self._page.goto(f"{path.as_uri()}#{fragment}")

    def _reload(self) -> None:
        self._page.reload()

    def _click_at(self, x: int, y: int) -> None:
        self._page.mouse.click(x, y)
