"""Fixtures of the three engines, and what a test does in each: it reads ids, types, chooses."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import pytest
from browser import Pages
from engines import Engine, firefox, webkit
from engines.chromium import Chromium

WIDTHS = (1280, 390)

#: Of the parts of the page that are named, those that can't be seen: absent, without a size, hidden, or cut by an edge.
UNSEEN = """parts => parts.filter((selector) => {
  const part = document.querySelector(selector);
  if (!part || getComputedStyle(part).visibility !== "visible") return true;
  const { left, right, width, height } = part.getBoundingClientRect();
  return width < 10 || height < 10 || left < 0 || right > innerWidth;
})"""
IDS = "hook => [...document.querySelectorAll(`[data-${hook}]:not([hidden])`)].map((one) => one.dataset[hook])"
CARD = "code => document.querySelector('.card')?.dataset.card === code"
KEY = "(key, value) => new URLSearchParams(location.hash.slice(1)).get(key) === value"
#: Keeps the file that the page hands out: not every engine's driver can download.
KEEP = """() => {
  window.taken = null;
  URL.createObjectURL = (blob) => {
    const reader = new FileReader();
    reader.onload = () => { window.taken = reader.result.split(",")[1]; };
    reader.readAsDataURL(blob);
    return "";
  };
  addEventListener("click", (e) => { if (e.target.download) e.preventDefault(); });
}"""


@pytest.fixture(scope="session")
def _chromium(pages: Pages) -> Iterator[Engine]:
    engine = Chromium(pages)
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def _firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with firefox.run(tmp_path_factory.mktemp("firefox")) as engine:
        yield engine


@pytest.fixture(scope="session")
def _webkit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with webkit.run(tmp_path_factory.mktemp("webkit")) as engine:
        yield engine


@pytest.fixture(scope="module", params=["chromium", "firefox", "webkit"])
def _running(request: pytest.FixtureRequest) -> Engine:
    engine: Engine = request.getfixturevalue(f"_{request.param}")
    return engine


@pytest.fixture(scope="module", params=WIDTHS)
def width(request: pytest.FixtureRequest) -> int:
    found: int = request.param
    return found


@pytest.fixture
def engine(_running: Engine) -> Iterator[Engine]:
    """A browser of each engine in turn; what a page says or throws in it fails the test."""
    yield _running
    assert _running.said() == []


def ids(engine: Engine, hook: str) -> list[str]:
    found: list[str] = engine.evaluate(IDS, hook)
    return found


def type_in(engine: Engine, selector: str, text: str) -> None:
    engine.click(selector)
    for letter in text:
        engine.press(letter)


def choose(engine: Engine, selector: str, value: str) -> None:
    engine.evaluate(
        """(selector, value) => {
          const select = document.querySelector(selector);
          select.value = value;
          select.dispatchEvent(new Event("change", { bubbles: true }));
        }""",
        selector, value,
    )  # fmt: skip


def taken(engine: Engine) -> bytes:
    """The file that the page has handed out since KEEP."""
    return base64.b64decode(engine.wait("() => window.taken"))
