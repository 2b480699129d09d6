"""The page of an atlas of one kind, and of three: their words, symbols, counts and filters, and of no others."""

from __future__ import annotations

from pathlib import Path

import made_kinds
import pytest
from browser import OpenMap
from playwright.sync_api import expect
from test_page_first_level import TEXTS

from kcn_map import Atlas

TOLD = {
    ("one", "vi"): "tỉnh Đắk Ƀŏng có 2 khu công nghệ.",
    ("one", "en"): "Dak Bong Province has 2 business parks.",
    ("three", "vi"): "tỉnh Đắk Ƀŏng có 1 khu công nghệ, 1 cảng cạn và 1 bãi kho, trong đó 1 bãi kho",
    ("three", "en"): "Dak Bong Province has 1 business park, 1 dry port and 1 storage yard, of which 1 storage yard",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("kinds")
    kinds = {"one": made_kinds.PARK, "three": made_kinds.PORTS}
    atlases = {name: Atlas.load(made_kinds.make(folder / name, of)) for name, of in kinds.items()}
    return {name: atlas.save(folder / f"{name}.html") for name, atlas in atlases.items()}


@pytest.mark.parametrize(("name", "lang"), TOLD)
def test_the_page_has_the_words_of_its_kinds_alone(
    built: dict[str, Path], open_map: OpenMap, name: str, lang: str
) -> None:
    shown = open_map(built[name], lang=lang)
    expect(shown.locator("main")).to_contain_text(TOLD[name, lang])
    of = {"one": 2, "three": 3}[name]
    for link, n in (("", of), ("site=z-1&compare=z-1", of), ("district=901", 2), ("q=zzzz", 0), ("min_area=1000", 0)):
        shown.evaluate("link => { location.hash = link; }", f"lang={lang}&{link}")
        expect(shown.locator("#count")).to_have_text(f"{n} / {of}")
        shown.evaluate("dispatchEvent(new Event('beforeprint'))")
        found = [made_kinds.FOREIGN.findall(text) for text in shown.evaluate(TEXTS)]
        assert [words for words in found if words] == [], link


def test_kinds_are_filtered_by_their_chips_where_there_are_several(built: dict[str, Path], open_map: OpenMap) -> None:
    expect(open_map(built["one"], lang="en").locator(".kinds")).to_be_hidden()
    shown = open_map(built["three"], lang="en")
    chips = shown.locator(".kinds .chip")
    expect(chips).to_have_text(["Business park1", "Dry port1", "Storage yard1"])
    chips.nth(1).click()
    expect(shown.locator("#count")).to_have_text("1 / 3")
    assert "kind=port" in shown.evaluate("location.hash")


def test_each_kind_has_its_symbol_and_colour(built: dict[str, Path], open_map: OpenMap) -> None:
    shown = open_map(built["three"], lang="en")
    outlines = shown.locator("#legend .markers .symbol").evaluate_all("all => all.map((one) => one.getAttribute('d'))")
    assert len(set(outlines)) == len(outlines) >= 2
    expect(shown.locator("#legend .markers")).to_contain_text("business park")
    colour = "one => getComputedStyle(one.querySelector('.symbol')).fill"
    assert shown.locator("[data-site='z-1']").evaluate(colour) == "rgb(11, 93, 59)"
