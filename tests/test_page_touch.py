"""A finger and a small window do all that a mouse does: tap, pinch, scroll; 24 px for each; no hovering."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import OpenMap, new_page, settle, wait_until_drawn
from playwright.sync_api import Browser, Page, expect
from test_page_sizes import BROKEN
from visit import Visit, fragment, ids

from kcn_map import Atlas

TARGET_PX = 24
STATES = [
    "",
    "lang=en&site=kcn-luong-son",
    "site=ccn-chua-ro-20",
    "compare=kcn-mong-hoa,kcn-luong-son,ccn-hoa-son,ccn-chua-ro-20",
    "kind=zone&min_area=300&lang=en",
    "level=commune&commune=04792&lang=en",
    "district=152",
    "embed=1&lang=en",
    "measure=gone",
    "q=" + "wxyz" * 125,
]

#: Visible controls that are smaller than a target and no link or code within a text; what a wider label makes larger
#: counts.
SMALL = """least => [...document.querySelectorAll("a[href], button, input, select, summary, [role='button']")]
  .filter((one) => one.checkVisibility() && !one.matches(".area, .skip, :is(p, td, dd, li, small) :is(a, .code)"))
  .map((one) => [one.closest("label") || one, one])
  .filter(([box]) => { const { width, height } = box.getBoundingClientRect(); return Math.min(width, height) < least; })
  .map(([, one]) => one.outerHTML.slice(0, 120))"""

#: Parts of the panel, the key and the strip that reach beyond them.
WIDER = """() => [...document.querySelectorAll(".panel, .key, #answer")].flatMap((box) => {
  const { left, right } = box.getBoundingClientRect();
  return [...box.querySelectorAll("*")].filter((one) => one.checkVisibility() && !one.closest(".unseen, svg"))
    .filter((one) => { const to = one.getBoundingClientRect(); return right && (to.right > right || to.left < left); })
    .map((one) => one.outerHTML.slice(0, 90));
})"""

#: Targets whose middle is under another one.
COVERED = """() => [...document.querySelectorAll("[data-site]")].filter((mark) => {
  mark.scrollIntoView({ block: "center" });
  const { left, right, top, bottom } = mark.getBoundingClientRect();
  return !mark.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2));
}).map((mark) => mark.dataset.site)"""

#: Pairs of marks whose targets of 24 px overlap.
OVERLAPPING = """least => {
  const marks = [...document.querySelectorAll("[data-site]")].map((mark) => {
    const { left, right, top, bottom } = mark.getBoundingClientRect();
    return { id: mark.dataset.site, x: (left + right) / 2, y: (top + bottom) / 2 };
  });
  return marks.flatMap((a, i) => marks.slice(i + 1)
    .filter((b) => Math.max(Math.abs(a.x - b.x), Math.abs(a.y - b.y)) < least - 0.5).map((b) => a.id + " " + b.id));
}"""


@pytest.fixture
def phone(chromium: Browser, built_map: Path) -> Iterator[Page]:
    """The map on a phone, under a finger."""
    said: list[str] = []
    context = chromium.new_context(
        viewport={"width": 360, "height": 720}, has_touch=True, is_mobile=True, device_scale_factor=2, offline=True
    )
    address = built_map.resolve().as_uri()
    page = new_page(context, address, said)
    page.goto(address)
    wait_until_drawn(page)
    yield page
    context.close()
    assert said == []


Points = list[dict[str, float]]


def drag(page: Page, places: list[Points]) -> None:
    """Fingers put down at the first places, moved on through the others, and lifted."""
    session = page.context.new_cdp_session(page)
    for step, points in enumerate(places):
        kind = "touchMove" if step else "touchStart"
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        page.evaluate("() => new Promise(requestAnimationFrame)")  # one step a frame, as a finger is told
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    settle(page)


def swipe_up(x: float, y: float) -> list[Points]:
    return [[{"x": x, "y": y - 25 * step}] for step in range(12)]


def pinch_open(x: float, y: float) -> list[Points]:
    return [[{"x": x - 30 - 5 * i, "y": y, "id": 0}, {"x": x + 30 + 5 * i, "y": y, "id": 1}] for i in range(15)]


def middle_of_map(page: Page) -> tuple[float, float]:
    box = page.locator("#map").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@pytest.mark.parametrize("width", [320, 640, 1280])
@pytest.mark.parametrize("state", STATES, ids=[state or "first" for state in STATES])
def test_nothing_runs_out_of_the_window_and_every_target_is_large_enough(visit: Visit, state: str, width: int) -> None:
    """640 px is a window of 1280 at twice the size, 320 px one at four times."""
    page = visit(state, width=width)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [one for one in page.evaluate(SMALL, TARGET_PX) if width == 1280 or "data-site" not in one] == []
    # A mark is within the area of its site, and the list has the same site: where there is less room, it has less.
    assert [one for one in page.evaluate(SMALL, 20) if width > 320] == []


@pytest.fixture(scope="module")
def odd_map(atlas_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Areas of names of 60 letters, of many words or one, and of names that run from right to left."""
    folder = tmp_path_factory.mktemp("odd")
    shutil.copytree(atlas_folder, folder / "geodata")
    layer = folder / "geodata" / "districts.geojson"
    districts = json.loads(layer.read_text(encoding="utf-8"))
    for number, feature in enumerate(districts["features"]):
        name = ["Nguyễn Trường Tộ Đông Nam Thượng Hạ Trung Bắc Hòa Bình Phú", "X" * 60, "אזור תעשייה צפוני"][number % 3]
        feature["properties"] |= {"name_vi": f"{name} {number}", "name_en": f"{name} {number}"}
    layer.write_text(json.dumps(districts, ensure_ascii=False), encoding="utf-8")
    zones = folder / "geodata" / "zones.csv"
    named = zones.read_bytes().replace(",KCN Lương Sơn,".encode(), f",KCN {'Y' * 60},".encode())
    assert named != zones.read_bytes()
    zones.write_bytes(named)
    return Atlas.load(folder / "geodata").save(folder / "index.html")


@pytest.mark.parametrize("width", [320, 1024, 1280])
def test_long_and_turned_names_stay_in_their_boxes(visit: Visit, odd_map: Path, width: int) -> None:
    for state in ("", "selected=148", "selected=152", "district=153&lang=en"):
        page = visit(state, path=odd_map, width=width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, state
        assert page.evaluate(WIDER) == [], state
        page.evaluate("document.documentElement.dataset.whole = ''")  # the sheets out of view, too
        assert [one for one in page.evaluate(BROKEN) if one[1] != "measure"] == [], state


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("state", ["", "level=commune&lang=en", "district=159", "kind=cluster"])
def test_no_mark_hides_another(visit: Visit, state: str, width: int) -> None:
    """At 320 px not all have 24 px within their own area; there the list has as many targets that are large enough."""
    page = visit(state, width=width)
    assert page.evaluate(OVERLAPPING, TARGET_PX if width > 320 else 10) == []
    assert page.evaluate(COVERED) == []


def test_marks_open_at_a_tap(phone: Page) -> None:
    for site in ids(phone, "site")[::3]:
        phone.keyboard.press("Escape")  # the answer to the last tap may lie over marks at the lower edge
        phone.evaluate("kcn.app.showHome()")  # nor has the map moved it below the buttons
        settle(phone)  # the page scrolls smoothly to the card that the tap has opened
        phone.locator(f"[data-site='{site}']").tap()
        expect(phone.locator(".card")).to_have_attribute("data-card", site)
        expect(phone.locator("#tooltip")).to_be_hidden()


def test_a_district_opens_at_a_tap(phone: Page) -> None:
    phone.locator("[data-district='157']").tap()
    expect(phone.locator(".card")).to_have_attribute("data-card", "157")
    assert fragment(phone)["selected"] == ["157"]


def test_a_finger_scrolls_past_the_map(phone: Page) -> None:
    """No trap: with the whole province in view, the map leaves the swipe to the page."""
    drag(phone, swipe_up(*middle_of_map(phone)))
    assert phone.evaluate("scrollY") > 100


def test_two_fingers_zoom_the_map(phone: Page) -> None:
    span = "document.querySelector('[data-district=\"150\"]').getBoundingClientRect().width"
    before = phone.evaluate(span)
    drag(phone, pinch_open(*middle_of_map(phone)))
    assert phone.evaluate(span) > 1.5 * before


def test_two_fingers_zoom_the_page(phone: Page) -> None:
    content = phone.locator("meta[name='viewport']").get_attribute("content") or ""
    assert "user-scalable" not in content and "maximum-scale" not in content
    phone.evaluate("scrollTo({ top: 1200, behavior: 'instant' })")
    drag(phone, pinch_open(180, 360))
    assert phone.evaluate("visualViewport.scale") > 1.3


def test_what_hovering_shows_focus_shows_too(visit: Visit) -> None:
    page = visit("lang=en")
    for hook in ("site", "district"):
        for one in ids(page, hook)[::4]:
            target = page.locator(f"[data-{hook}='{one}']")
            page.mouse.move(5, 5)
            target.focus()
            by_focus = page.locator("#tooltip").inner_text()
            assert page.locator("#tooltip").is_visible()
            page.evaluate("document.activeElement.blur()")
            assert page.locator("#tooltip").is_hidden()
            target.dispatch_event("pointerenter", {"pointerType": "mouse", "clientX": 400, "clientY": 300})
            assert page.locator("#tooltip").inner_text() == by_focus
            target.dispatch_event("pointerleave")


def test_titles_only_repeat_what_is_there(open_map: OpenMap, built_map: Path) -> None:
    """A title shows on hovering alone, so what it says is said elsewhere too."""
    page = open_map(built_map, "site=kcn-luong-son&compare=kcn-mong-hoa")
    alone = page.evaluate(
        """() => [...document.querySelectorAll("[title]")]
          .filter((one) => !((one.getAttribute("aria-label") || "") + one.textContent
            + document.querySelector("#sources").textContent).includes(one.title.split(",")[0]))
          .map((one) => one.outerHTML)"""
    )
    assert alone == []


def test_a_tap_is_answered_where_the_map_is(visit: Visit) -> None:
    page = visit(width=390)
    answer = page.locator("#answer")
    expect(answer).to_be_hidden()
    page.locator("[data-district='157']").dispatch_event("click")
    expect(answer).to_contain_text("Huyện Lạc Sơn")
    expect(answer).to_contain_text("Diện tích quy hoạch: chưa có số liệu")
    answer.get_by_role("button", name="Chi tiết").click()
    expect(page.locator("#card-title")).to_be_focused()
    page.locator(".card .close").click()
    expect(answer).to_be_hidden()
    page.locator("[data-site='kcn-mong-hoa']").dispatch_event("click")
    expect(answer).to_contain_text("KCN Mông Hóa")
    assert answer.locator(".code").count() > 0
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(answer).to_be_hidden()
    page.set_viewport_size({"width": 390, "height": 800})


@pytest.mark.parametrize("fragment", ["district=152", "embed=1&district=152"])
def test_the_area_of_a_link_lies_between_the_buttons_and_the_strip(
    open_map: OpenMap, built_map: Path, fragment: str
) -> None:
    page = open_map(built_map, fragment=fragment, width=390)
    page.locator("#answer").wait_for()
    area, strip, tools = (page.locator(one).bounding_box() for one in ("path.selected", "#answer", "#tools"))
    assert area and strip and area["y"] + area["height"] <= strip["y"] + 2
    assert tools and (area["y"] >= tools["y"] + tools["height"] or "embed" in fragment)  # in a frame a column


def test_the_card_slides_over_the_map_and_is_pulled_up_or_away(phone: Page) -> None:
    phone.locator("[data-site='kcn-mong-hoa']").tap()
    answer, details, title = (phone.locator(one) for one in ("#answer", "#details", "#card-title"))
    expect(answer).to_be_visible()
    before = phone.evaluate("scrollY")
    answer.get_by_role("button", name="Chi tiết").tap()
    expect(title).to_be_focused()
    expect(title).to_be_in_viewport(ratio=1)
    assert phone.evaluate("scrollY") == before
    settle(phone)  # the card has risen
    heights = [details.bounding_box()["height"]]  # type: ignore[index]
    for by in (-120, 120, 120):
        box = details.locator(".handle").bounding_box()
        assert box is not None
        phone.mouse.move(box["x"] + 180, box["y"] + 10)
        phone.mouse.down()
        phone.mouse.move(box["x"] + 180, box["y"] + 10 + by, steps=4)
        phone.mouse.up()
        settle(phone)
        heights.append(details.bounding_box()["height"])  # type: ignore[index]
    assert heights[1] > 1.4 * heights[0] == pytest.approx(1.4 * heights[2])
    expect(details.locator(".handle")).to_be_hidden()
    expect(answer).to_be_visible()
    assert fragment(phone)["site"] == ["kcn-mong-hoa"]


def test_in_a_frame_the_answer_leads_to_the_whole_page(visit: Visit) -> None:
    page = visit("embed=1&district=152", width=390)
    details = page.locator("#answer").get_by_role("link", name="Chi tiết", exact=True)
    expect(details).to_have_attribute("href", "#district=152")
