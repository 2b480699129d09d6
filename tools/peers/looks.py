"""How a built page does in Chromium: opened from disk, with no network, at a quarter of the processor's speed."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page
from playwright.sync_api import Error as BrowserError

THROTTLE = 4
#: A page is settled when nothing has changed on it for so long; what takes longer than the limit is cut off.
STILL_S, LIMIT_S = 3.0, 25.0
WIDTH, HEIGHT = 1280, 800
#: A page that has drawn nothing but its own frame is a smaller picture than this.
DRAWN_BYTES = 16_000

#: Of each picture, how much of the last one's shape, that is of all but its commonest colour, has a shape there too.
LIKENESS = """async (pictures) => {
  const canvas = new OffscreenCanvas(320, 200), pen = canvas.getContext("2d", { willReadFrequently: true });
  const far = (data, i, j) => [0, 1, 2].reduce((sum, of) => sum + Math.abs(data[i + of] - data[j + of]), 0) > 36;
  const shape = async (text) => {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    pen.drawImage(await createImageBitmap(new Blob([bytes])), 0, 0, 320, 200);
    const { data } = pen.getImageData(80, 50, 160, 100), colours = new Map();
    for (let i = 0; i < data.length; i += 4) {
      const key = [data[i] >> 3, data[i + 1] >> 3, data[i + 2] >> 3].join();
      colours.set(key, { count: ((colours.get(key) || {}).count || 0) + 1, at: i });
    }
    const ground = [...colours.values()].sort((a, b) => b.count - a.count)[0].at, found = new Set();
    for (let i = 0; i < data.length; i += 4) if (far(data, i, ground)) found.add(i);
    return found;
  };
  const last = [...await shape(pictures.at(-1))], found = [];
  for (const picture of pictures) {
    const there = await shape(picture);
    found.push(last.length ? last.filter((i) => there.has(i)).length / last.length : 0);
  }
  return found;
}"""

FRAMES = """() => {
  window.__frames = [];
  let last = performance.now();
  const next = () => {
    const now = performance.now();
    window.__frames.push(now - last);
    last = now;
    requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
}"""

#: Milliseconds of each change of measure, styles and layout included; none where there is no choice of measures.
SWITCH = """() => [...document.querySelectorAll("#measure option")].reverse().map(({ value }) => {
  const select = document.querySelector("#measure"), start = performance.now();
  select.value = value;
  select.dispatchEvent(new Event("change"));
  document.body.getBoundingClientRect();
  return performance.now() - start;
})"""


@dataclass(frozen=True, slots=True)
class Look:
    """Seconds to the first shape and until nothing changes, milliseconds of frames and of a switch, MB of heap.

    None is what could not be measured: nothing was drawn, or the page did not answer.
    """

    requests: int
    drawn: bool
    heap_mb: float | None = None
    first_s: float | None = None
    settled_s: float | None = None
    pan_ms: float | None = None
    zoom_ms: float | None = None
    switch_ms: float | None = None


def looked_at(path: Path, browser: Browser) -> Look:
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, offline=True)
    context.set_default_timeout(2 * LIMIT_S * 1000)
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url) if request.url.startswith("http") else None)
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
    pictures: list[tuple[float, str]] = []
    try:
        _watch(page, session, path, pictures)
        if len(page.screenshot()) < DRAWN_BYTES or not pictures:
            return Look(len(asked), drawn=False)
        likeness = _likeness(browser, [picture for _, picture in pictures])
        began = page.evaluate("performance.timeOrigin") / 1000
        first = next(at for (at, _), share in zip(pictures, likeness, strict=True) if share >= 0.5)
        page.evaluate(FRAMES)
        pan, zoom = _frames(page, _pan), _frames(page, _zoom)
        switches = page.evaluate(SWITCH)
        session.send("Performance.enable")
        found = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
        return Look(
            len(asked), True, found["JSHeapUsedSize"] / 1e6, first - began, pictures[-1][0] - began, pan, zoom,
            statistics.median(switches) if switches else None,
        )  # fmt: skip
    except (BrowserError, StopIteration):
        return Look(len(asked), drawn=bool(pictures))
    finally:
        context.close()


def _watch(page: Page, session: CDPSession, path: Path, pictures: list[tuple[float, str]]) -> None:
    """Open the page and keep every picture of it with its moment, until it is still."""

    def keep(frame: dict[str, Any]) -> None:
        pictures.append((frame["metadata"]["timestamp"], frame["data"]))
        session.send("Page.screencastFrameAck", {"sessionId": frame["sessionId"]})

    session.on("Page.screencastFrame", keep)
    session.send("Page.startScreencast", {"format": "jpeg", "quality": 60, "maxWidth": 640, "maxHeight": 400})
    start = time.time()
    page.goto(path.as_uri(), wait_until="commit")
    pictures.clear()  # of the empty page before
    while time.time() - start < LIMIT_S:
        page.wait_for_timeout(250)
        if pictures and time.time() - max(pictures[-1][0], start) > STILL_S:
            break
    session.send("Page.stopScreencast")


def _likeness(browser: Browser, pictures: list[str]) -> list[float]:
    judge = browser.new_page()
    found: list[float] = judge.evaluate(LIKENESS, pictures)
    judge.close()
    return found


def _frames(page: Page, act: Any) -> float:
    """The 95th percentile of the time from one frame to the next while something is done."""
    page.evaluate("window.__frames.length = 0")
    act(page)
    page.wait_for_timeout(100)
    frames = sorted(page.evaluate("window.__frames.slice(1)"))
    return float(frames[int(len(frames) * 0.95)])


def _pan(page: Page) -> None:
    page.mouse.move(WIDTH / 2, HEIGHT / 2)
    page.mouse.down()
    for step in range(60):
        page.mouse.move(WIDTH / 2 - 4 * step, HEIGHT / 2 - 2 * step)
        page.wait_for_timeout(16)
    page.mouse.up()


def _zoom(page: Page) -> None:
    for _ in range(6):
        page.mouse.wheel(0, -100)
        page.wait_for_timeout(200)
