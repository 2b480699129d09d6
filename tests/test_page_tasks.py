"""What readers come for, in each engine, with the number of actions that it takes."""

from __future__ import annotations

import io
from pathlib import Path

from engine_run import CARD, KEEP, KEY, UNSEEN, choose, ids, taken, type_in
from engines import Engine
from openpyxl import load_workbook

#: What says a site's occupancy, its age and its source, where a reader sees it without one more action.
ANSWERED = """() => ["100\u00a0%", "31-12-2020", "S81"].filter((text) => {
  const seen = [...document.querySelectorAll("#details, #answer")].filter((one) => one.getClientRects().length);
  return !seen.some((one) => one.innerText.includes(text));
})"""


def test_a_site_is_asked_for_its_occupancy_age_and_source(engine: Engine, built_map: Path, width: int) -> None:
    """Two actions: type the name, press the entry; on a phone the same."""
    engine.show(built_map, "lang=vi", width=width)
    type_in(engine, "#search", "luong son")
    engine.wait(KEY, "q", "luong son")
    engine.click("[data-entry='kcn-luong-son']")
    engine.wait(CARD, "kcn-luong-son")
    assert engine.evaluate(ANSWERED) == []


def test_free_land_near_an_airport_is_asked_for(engine: Engine, built_map: Path, width: int) -> None:
    """Three actions on a desktop and a phone: choose the place, type the distance, type the land."""
    engine.show(built_map, "lang=vi", width=width)
    choose(engine, "#near", "noi bai")
    engine.wait(KEY, "near", "noi bai")
    type_in(engine, "#within", "60")
    engine.wait(KEY, "within", "60")
    type_in(engine, "#min_vacant", "30")
    engine.wait(KEY, "min_vacant", "30")
    assert ids(engine, "entry") == ids(engine, "row") == ["kcn-mong-hoa"]
    told = engine.evaluate("() => document.querySelector('#panel').textContent")
    for part in (
        "đường chim bay từ Sân bay quốc tế Nội Bài",
        "14 khu, cụm không xét được vì chưa rõ đất còn trống",
        "7 khu, cụm không xét được vì chưa rõ vị trí",
        "54\u00a0km",
        "còn trống khoảng 95,89\u00a0ha",
    ):
        assert part in told
    engine.reload()
    assert ids(engine, "entry") == ["kcn-mong-hoa"]


def test_two_sites_are_compared_and_sent(engine: Engine, built_map: Path, width: int) -> None:
    """Three actions: add one, add the other, copy; the link opens at the comparison."""
    engine.show(built_map, "lang=vi", width=width)
    for site in ("kcn-mong-hoa", "kcn-luong-son"):
        engine.click(f"[data-entry='{site}'] + .plus")
        engine.wait("site => location.hash.includes(site)", site)
    assert engine.evaluate(UNSEEN, ["#compared", "#compared b"]) == []
    engine.evaluate("() => { navigator.share = ({ text }) => { window.sent = text; return Promise.resolve(); }; }")
    engine.click("#compared button:nth-of-type(2)")
    sent: str = engine.wait("() => window.sent")
    assert sent.startswith("#compare=kcn-mong-hoa,kcn-luong-son (")
    engine.show(built_map, sent.partition(" ")[0][1:], width=width)
    engine.reload()
    engine.wait("() => document.activeElement.id === 'compare-title'")
    top = engine.evaluate("() => document.querySelector('#compare').getBoundingClientRect().top")
    assert abs(top) < 2


def test_the_numbers_are_taken_into_a_spreadsheet(engine: Engine, built_map: Path, width: int) -> None:
    """One action on a desktop: press the button. Two on a phone: go to the tables, press the button."""
    engine.show(built_map, "lang=vi", width=width)
    engine.evaluate(KEEP)
    if width < 900:
        engine.click(".tabs [href='#areas']")
    engine.click("#areas .actions button")
    book = load_workbook(io.BytesIO(taken(engine)))
    head, *rows = book.worksheets[0].iter_rows(values_only=True)
    place = head.index("Diện tích quy hoạch (ha)")
    total = sum(row[place] or 0 for row in rows)
    told = engine.evaluate("() => document.querySelector('#summary').textContent")
    assert len(rows) == 29 and f"{total:.2f}".replace(".", ",").replace("1", "1.", 1) + "\u00a0ha" in told


#: Remembers what is printed, as a printer gets it.
PRINTER = """() => {
  window.printed = [];
  window.print = () => {
    dispatchEvent(new Event("beforeprint"));
    printed.push(document.querySelector("#print").textContent);
    dispatchEvent(new Event("afterprint"));
  };
}"""


def test_a_district_is_printed(engine: Engine, built_map: Path, width: int) -> None:
    """Two actions on a desktop: press the district, print; on a phone three, for the strip leads to the card."""
    engine.show(built_map, "lang=vi", width=width)
    engine.evaluate(PRINTER)
    engine.click("[data-district='152']")
    engine.wait(CARD, "152")
    if width < 900:
        engine.click("#answer .button")
    engine.click("#details .actions .button:last-child")
    (printed,) = engine.evaluate("() => window.printed")
    for part in ("Huyện Lương Sơn", "KCN Nhuận Trạch", "ít nhất 570,5", "S05, S81, S11", "Đã công bố: gần 500"):
        assert part in printed
    assert "KCN Mông Hóa" not in printed
    engine.evaluate("() => { delete window.print; }")
    pdf = engine.pdf()
    assert pdf is None or (pdf.startswith(b"%PDF") and len(pdf) > 50_000)
