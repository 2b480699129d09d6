"""Take the pictures of the docs anew: docs/pictures/*.png, from the maps of the shipped atlas and of a new place."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from kcn_map import Atlas

TOP = Path(__file__).resolve().parents[1]
TARGET = TOP / "docs" / "pictures"
sys.path.insert(0, str(TOP / "tests"))

import communes_alone  # noqa: E402
import programs  # noqa: E402
from browser import FLAGS, wait_until_drawn  # noqa: E402


@dataclass(frozen=True)
class Picture:
    """One picture: the state it shows, the window in px, and the element to show alone, if any."""

    name: str
    state: str = ""
    width: int = 1280
    height: int = 800
    dark: bool = False
    element: str = ""


PICTURES = (
    Picture("map-vi"),
    Picture("map-en", "lang=en"),
    Picture("map-en-dark", "lang=en&measure=occupancy_pct", dark=True),
    Picture("phone-vi", width=390, height=844),
    Picture("details-en", "lang=en&site=kcn-luong-son&measure=zones_count"),
    Picture("communes-vi", "level=commune&measure=area_planned_share_pct"),
    Picture("table-vi", "kind=zone", height=700, element="#table"),
    Picture("compare-en", "lang=en&compare=kcn-luong-son,kcn-mong-hoa,ccn-hoa-son", height=1080, element="#compare"),
    Picture("reconciliation-en", "lang=en", element="#totals"),
)
#: Of the atlas that docs/tasks/new-place.md tells of.
NEW_PLACE = (Picture("new-place-vi", height=620), Picture("new-place-en", "lang=en", height=620))


def take(browser: Browser, address: str, picture: Picture) -> None:
    context = browser.new_context(
        viewport={"width": picture.width, "height": picture.height},
        color_scheme="dark" if picture.dark else "light",
        reduced_motion="reduce",
        offline=True,
    )
    page = context.new_page()
    page.goto(f"{address}#{picture.state}")
    wait_until_drawn(page)
    path = TARGET / f"{picture.name}.png"
    shown = page.locator(picture.element) if picture.element else page
    shown.screenshot(path=path)
    context.close()


def main() -> None:
    path = programs.program("chromium")
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        made = communes_alone.make(Path(folder) / "new-place")
        for data, pictures in ((TOP / "geodata", PICTURES), (made, NEW_PLACE)):
            built = Atlas.load(data).save(Path(folder) / "index.html")
            for picture in pictures:
                take(browser, built.as_uri(), picture)
        browser.close()


if __name__ == "__main__":
    main()
