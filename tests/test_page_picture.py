"""The picture of the map as it is seen, and what else the button "Download and share" has, in each engine."""

from __future__ import annotations

import base64
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from browser import OpenMap
from engine_run import CARD, KEEP, taken
from engines import Engine
from playwright.sync_api import expect
from test_page_take import PUBLIC, published_map  # noqa: F401

SVG = "{http://www.w3.org/2000/svg}"
#: The size of a PNG, and how many colours a sample of its pixels has.
LOOK = """async (data) => {
  const image = new Image();
  image.src = "data:image/png;base64," + data;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width, image.height];
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  const bytes = new Uint32Array(pen.getImageData(0, 0, image.width, image.height).data.buffer);
  return [image.width, image.height, new Set(bytes.filter((_, i) => i % 7 === 0)).size];
}"""
#: The texts of a drawing that its edges cut.
CUT = """(drawing) => {
  const box = document.createElement("div");
  box.innerHTML = drawing;
  document.body.append(box);
  const edge = box.firstChild.getBoundingClientRect();
  const cut = [...box.querySelectorAll("svg > text")].filter((text) => {
    const { left, right } = text.getBoundingClientRect();
    return left < edge.left || right > edge.right;
  }).map((text) => text.textContent);
  box.remove();
  return cut;
}"""
#: What the measure's classes look like on the map.
FILLS = "() => [...document.querySelectorAll('.area')].map((area) => getComputedStyle(area).fill.replace(/.*#/, '#p-'))"


def picture(engine: Engine, place: int) -> bytes:
    """Two actions: open the list, press the button."""
    engine.evaluate(KEEP)
    engine.click("[data-tool='take']")
    engine.click(f".take .button:nth-of-type({place})")
    engine.click("[data-tool='take']")
    return taken(engine)


def test_the_map_is_taken_as_a_picture(engine: Engine, built_map: Path, width: int) -> None:
    engine.show(built_map, "lang=vi&site=kcn-luong-son", width=width)
    drawing = picture(engine, 2).decode("utf-8")
    root = ElementTree.fromstring(drawing)
    texts = ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]
    assert {"Diện tích quy hoạch", "Đơn vị: ha · đến 31-12-2020", "dưới 50", "chưa có số liệu", "Lạc Sơn"} <= {*texts}
    assert engine.evaluate(CUT, drawing) == []
    told = " ".join(texts)
    for part in ("tỉnh Hòa Bình", "PHÚ THỌ", "km", "khu công nghiệp (KCN)", "Nguồn: ", "OpenStreetMap", "mã dữ liệu"):
        assert part in told
    fills = [path.get("fill", "") for path in root.iter(f"{SVG}path")]
    wanted = [fill.rstrip('")') for fill in engine.evaluate(FILLS)]
    assert len(wanted) == 10 and all(any(fill in found for found in fills) for fill in wanted)
    assert texts.count("B") == 1 and ("Hà Nội" in texts) == (width > 1179), "north, and the locator where it is seen"
    assert {one.get("id") for one in root.iter(f"{SVG}pattern")} == {"p-hatch", "p-stipple"}
    assert not re.search(r" class=| style=|var\(|file:|href=", drawing), "it needs nothing from elsewhere"
    seen = engine.evaluate(LOOK, base64.b64encode(picture(engine, 1)).decode())
    assert seen[:2] == [round(2 * float(root.get(side, ""))) for side in ("width", "height")]
    assert seen[2] > 50, "it is not blank"


def test_a_hidden_list_is_asked_for_by_key_and_put_away(engine: Engine, built_map: Path) -> None:
    engine.show(built_map, "lang=vi&site=kcn-luong-son")
    engine.click("[data-tool='layers']")
    engine.click("[data-tool='take']")
    shown = "() => [...document.querySelectorAll('.layers')].map((one) => one.getClientRects().length)"
    assert engine.evaluate(shown) == [0, 1]
    engine.click(".take .button:nth-of-type(5)")
    assert "chưa ghi địa chỉ công khai (public_url" in engine.evaluate(
        "() => document.querySelector('.take').textContent"
    )
    engine.press("Escape")
    assert engine.evaluate(shown) == [0, 0]
    assert engine.evaluate("() => document.activeElement.dataset.tool") == "take"
    assert engine.evaluate(CARD, "kcn-luong-son"), "the card stays"


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_code_embeds_the_view(open_map: OpenMap, published_map: Path, lang: str) -> None:  # noqa: F811
    page = open_map(published_map, f"kind=zone&lang={lang}")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("[data-tool='take']").click()
    page.locator(".take .button").nth(4).click()
    expect(page.locator(".take .note")).to_have_text({"vi": "Đã sao chép.", "en": "Copied."}[lang])
    code = page.evaluate("navigator.clipboard.readText()")
    frame = ElementTree.fromstring(code)
    query = "kind=zone&embed=1" if lang == "vi" else "lang=en&kind=zone&embed=1"
    assert frame.tag.endswith("iframe") and frame.get("src") == f"{PUBLIC}#{query}"
    assert frame.get("title") == page.title() and code.endswith("></iframe>")
