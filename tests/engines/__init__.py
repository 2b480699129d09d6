"""The browser engines that the page is tested in, behind one interface; an adapter for each beside this file."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

WAIT_S = 60

READY = "() => document.documentElement.dataset.ready === '1'"
#: Follows a fragment as a click on a link does, and returns when the page has done so.
FOLLOW = """fragment => new Promise((done) => {
  history.replaceState(null, "", location.href.split("#")[0]);
  addEventListener("hashchange", () => done(), { once: true });
  if (fragment) location.hash = fragment;
  else dispatchEvent(new HashChangeEvent("hashchange")); // to no fragment from none is no change
})"""
#: Scrolls an element into view; the point nearest to its centre where nothing lies above it, null if there is none.
#: What comes into view is laid out then and may move the element: it is at rest once two frames have it at one place.
POINT = """async selector => {
  const element = document.querySelector(selector);
  if (!element) return null;
  element.scrollIntoView({ block: "nearest" });
  for (let before = "", still = 0; still < 2; await new Promise(requestAnimationFrame)) {
    const { x, y } = element.getBoundingClientRect(), now = x + " " + y;
    still = now === before ? still + 1 : 0;
    before = now;
  }
  const { left, top, width, height } = element.getBoundingClientRect();
  const parts = [...Array(19).keys()].map((i) => (i + 1) / 20);
  return parts.flatMap((i) => parts.map((j) => [i, j]))
    .sort(([a, b], [c, d]) => Math.hypot(a - 0.5, b - 0.5) - Math.hypot(c - 0.5, d - 0.5))
    .map(([i, j]) => [Math.round(left + i * width), Math.round(top + j * height)])
    .find(([x, y]) => document.elementFromPoint(x, y)?.closest(selector) === element) || null;
}"""


T = TypeVar("T")


def until(ask: Callable[[], T], what: Callable[[], str]) -> T:
    """The first true answer. Raises AssertionError, which says what was awaited, if there is none within WAIT_S."""
    end = time.monotonic() + WAIT_S
    while not (found := ask()):
        assert time.monotonic() < end, f"still {found!r} after {WAIT_S} s: {what()}"
        time.sleep(0.02)
    return found


class Engine(ABC):
    """A browser with one window, which shows a map from its file, with the network off and animations reduced.

    Scripts are functions, `"(a, b) => a + b"`; what they return must be JSON, or a promise of it.
    """

    _shown: tuple[Path, int, int, bool] | None = None

    def show(self, path: Path, fragment: str = "", *, width: int = 1280, height: int = 800, dark: bool = False) -> None:
        """Show a state of a map in a window of so many CSS pixels; loads the map only if another one is shown."""
        if self._shown == (path, width, height, dark):
            self.evaluate(FOLLOW, fragment)
            return
        self._load(path, fragment, width, height, dark)
        self.wait(READY)
        self._shown = (path, width, height, dark)

    def reload(self) -> None:
        self._reload()
        self.wait(READY)

    def wait(self, function: str, *given: Any) -> Any:
        """What a function returns, once that is true. Raises AssertionError if it isn't within WAIT_S."""
        return until(lambda: self.evaluate(function, *given), lambda: f"{function} {given}")

    def click(self, selector: str) -> None:
        """Press the main button on an element, once a point of it is to be seen."""
        self._click_at(*self.wait(POINT, selector))

    @abstractmethod
    def evaluate(self, function: str, *given: Any) -> Any:
        """What a function of the page's own JavaScript returns."""

    @abstractmethod
    def press(self, key: str) -> None:
        """Press and release a key: "Escape", "Enter", "Tab", or a letter."""

    @abstractmethod
    def screenshot(self) -> bytes:
        """The window as a PNG."""

    def pdf(self) -> bytes | None:
        """What is printed on A4; None where the driver can't print."""
        return None

    @abstractmethod
    def said(self) -> list[str]:
        """What the page has thrown or said on the console, as far as the engine tells, since this was last asked."""

    @abstractmethod
    def _load(self, path: Path, fragment: str, width: int, height: int, dark: bool) -> None: ...

    @abstractmethod
    def _reload(self) -> None: ...

    @abstractmethod
    def _click_at(self, x: int, y: int) -> None: ...
