"""How a built page does in Chromium: opened from disk, with no network, at a quarter of the processor's speed."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page
from playwright.sync_api import Error as BrowserError

THROTTLE = 4
#: A page is settled when nothing has changed on it for so long; what takes longer than the limit is cut off.
STILL_S, LIMIT_S = 2.0, 40.0
#: How long a settled page is moved, and then enlarged, if it is slow.
MOVED_S = 10.0
#: It is at work, with the same picture, when it answers no sooner.
ANSWER_S = 0.5
ANSWER = "true"  # asked once, for a policy against eval stands in the way of asking again and again
WIDTH, HEIGHT = 1280, 800
#: A map has more of a shape than this in the middle of the page.
DRAWN_PIXELS = 100

#: Of each picture, how much of the last one's shape, that is of all but its commonest colour, has a shape there too;
#: and how many pixels that is, of 16,000 in the middle.
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
  return [found, last.length];
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


def looked_at(path: Path, browser: Browser, fragment: str = "") -> Look:
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, offline=True)
    context.set_default_timeout(LIMIT_S * 1000)
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url) if request.url.startswith("http") else None)
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
    look = Look(0, drawn=False)
    try:
        pictures, is_settled = _watched(page, session, path.as_uri() + fragment)
        shares, size = _likeness(browser, [picture for _, picture in pictures])
        look = Look(len(asked), drawn=size >= DRAWN_PIXELS)
        if look.drawn:
            page.wait_for_function(ANSWER)
            began = page.evaluate("performance.timeOrigin") / 1000
            first = next(at for (at, _), share in zip(pictures, shares, strict=True) if share >= 0.5)
            look = replace(look, first_s=first - began, heap_mb=_heap_mb(session))
        if look.drawn and is_settled:
            look = replace(look, settled_s=pictures[-1][0] - began)
            switches = page.evaluate(SWITCH)
            look = replace(look, switch_ms=statistics.median(switches) if switches else None)
            page.evaluate(FRAMES)
            look = replace(look, pan_ms=_frames(page, _pan))
            look = replace(look, zoom_ms=_frames(page, _zoom))
    except BrowserError:
        pass  # what it did not answer stays unknown
    finally:
        context.close()
    return look


def _heap_mb(session: CDPSession) -> float:
    session.send("Performance.enable")
    found = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    return float(found["JSHeapUsedSize"]) / 1e6


def _watched(page: Page, session: CDPSession, address: str) -> tuple[list[tuple[float, str]], bool]:
    """Open the page and keep every picture of it with its moment, until it is still, or its time is over: which.

    A frame with the same pixels as the one before is none: the page is as it was.
    """
    pictures: list[tuple[float, str]] = []

    def keep(frame: dict[str, Any]) -> None:
        if not pictures or frame["data"] != pictures[-1][1]:
            pictures.append((frame["metadata"]["timestamp"], frame["data"]))
        session.send("Page.screencastFrameAck", {"sessionId": frame["sessionId"]})

    session.on("Page.screencastFrame", keep)
    session.send("Page.startScreencast", {"format": "jpeg", "quality": 60, "maxWidth": 640, "maxHeight": 400})
    start = time.time()
    page.goto(address, wait_until="commit")
    empty, busy = len(pictures), start  # of the page before; when it last had something to do
    is_settled = False
    while time.time() - start < LIMIT_S:
        asked = time.time()
        try:
            page.wait_for_load_state("load", timeout=(start + LIMIT_S - asked) * 1000)
            page.wait_for_function(ANSWER, timeout=max(1, (start + LIMIT_S - time.time()) * 1000))
        except BrowserError:
            break
        if time.time() - asked > ANSWER_S:
            busy = time.time()
        is_settled = len(pictures) > empty and time.time() - max(busy, pictures[-1][0]) > STILL_S
        if is_settled:
            break
        page.wait_for_timeout(250)
    session.send("Page.stopScreencast")
    return pictures[empty:], is_settled


def _likeness(browser: Browser, pictures: list[str]) -> tuple[list[float], int]:
    judge = browser.new_page()
    shares, size = judge.evaluate(LIKENESS, pictures) if pictures else ([], 0)
    judge.close()
    return shares, size


def _frames(page: Page, act: Callable[[Page, float], None]) -> float | None:
    """The 95th percentile of the time from one frame to the next while something is done; None for too few."""
    page.evaluate("window.__frames.length = 0")
    act(page, time.time() + MOVED_S)
    page.wait_for_timeout(100)
    frames = sorted(page.evaluate("window.__frames.slice(1)"))
    return float(frames[int(len(frames) * 0.95)]) if frames else None


def _pan(page: Page, until: float) -> None:
    page.mouse.move(WIDTH / 2, HEIGHT / 2)
    page.mouse.down()
    for step in range(60):
        if time.time() > until:
            break
        page.mouse.move(WIDTH / 2 - 4 * step, HEIGHT / 2 - 2 * step)
        page.wait_for_timeout(16)
    page.mouse.up()


def _zoom(page: Page, until: float) -> None:
    for _ in range(6):
        if time.time() > until:
            break
        page.mouse.wheel(0, -100)
        page.wait_for_timeout(200)
