"""An atlas of communes alone, with official codes: it checks, builds, answers, draws, and says no word of districts."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import communes_alone
import pytest
from playwright.sync_api import Page, expect
from test_page_labels import WRONG

from kcn_map import Atlas
from kcn_map.page import data as page_data
from kcn_map.text.messages import dictionary

OpenMap = Callable[..., Page]


@pytest.fixture(scope="module")
def atlas(tmp_path_factory: pytest.TempPathFactory) -> Atlas:
    return Atlas.load(communes_alone.make(tmp_path_factory.mktemp("communes") / "geodata"))


@pytest.fixture(scope="module")
def built(atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return atlas.save(tmp_path_factory.mktemp("map") / "index.html")


def test_check_says_what_is_not_known_alone(atlas: Atlas) -> None:
    assert {finding.code for finding in atlas.check()} == {"figure-not-known"}


def test_communes_answer_by_code_and_by_name(atlas: Atlas) -> None:
    for found in (atlas.query(district="07894"), atlas.query("nong trang"), atlas.query(district="P. Nông Trang")):
        assert list(found.index) == ["kcn-thuy-van"]
    rows = atlas.districts
    assert list(rows.index) == communes_alone.CODES and rows.index.name == "commune_code"
    assert rows.loc["08230", "area_planned_ha"] == 409


@pytest.mark.parametrize("ending", ["svg", "png", "pdf"])
def test_pictures_are_drawn(atlas: Atlas, ending: str, tmp_path: Path) -> None:
    drawn = atlas.export(tmp_path / f"map.{ending}").read_bytes()
    assert len(drawn) > 10_000
    if ending == "svg":
        assert "Nông Trang" in drawn.decode("utf-8")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_page_opens_with_communes(built: Path, open_map: OpenMap, lang: str) -> None:
    page = open_map(built, lang=lang)
    expect(page.locator("[data-commune]")).to_have_count(len(communes_alone.CODES))
    expect(page.locator("#level")).to_be_hidden()
    expect(page.locator("#legend")).to_contain_text({"vi": "số xã, phường", "en": "communes"}[lang])
    expect(page.locator("#sort option").first).to_have_text({"vi": "Theo xã, phường", "en": "By commune"}[lang])
    read = page.evaluate(WRONG)
    assert read["count"] >= 10 and (read["outside"], read["hidden"], read["heap"]) == ([], [], [])
    page.locator('[data-commune="07954"]').focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-card='07954']")).to_contain_text("350")
    head = page.locator("header").first.inner_text() + page.locator("#legend").inner_text()
    assert not re.search(r"(?i)\bhuyện\b|\bdistricts?\b", head)


def test_what_is_known_of_a_place_names_the_level(atlas: Atlas) -> None:
    words = page_data.words(atlas.joined)
    assert words["accuracy.district"] == {"vi": "chỉ biết xã, phường", "en": "commune known only"}
    assert words["accuracy.commune"]["en"] == "commune known only; the point is no boundary"


def test_the_shipped_words_are_those_of_its_levels(atlas_folder: Path) -> None:
    words = page_data.words(Atlas.load(atlas_folder).joined)
    assert {key: words[key] for key in words if key.startswith("accuracy.")} == {
        f"accuracy.{key}": texts for key, texts in dictionary()["accuracy"].items()
    }
