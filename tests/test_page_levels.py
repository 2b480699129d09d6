"""What the page does with a site on the map whose new commune is not known, and with ids that look like numbers."""

from __future__ import annotations

from pathlib import Path

import full_atlas
import pytest
from atlas_edits import cell, read_rows, write_rows
from browser import OpenMap
from layer_edits import properties
from playwright.sync_api import expect

from kcn_map import Atlas

NUMBERED = ("10", "9", "007", "1")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A map with a placed zone that has no commune, and with sources in an order that no object of numbers keeps."""
    folder = full_atlas.make(tmp_path_factory.mktemp("levels") / "geodata")
    cell("zones.csv", "zone-1", commune_2025_code="", commune_2025="")(folder)
    rows = read_rows(folder / "sources.csv")
    write_rows(folder / "sources.csv", rows + [{**rows[0], "id": name} for name in NUMBERED])
    return Atlas.load(folder).save(folder.parent / "index.html")


def test_a_placed_site_without_a_commune_is_not_told_to_be_off_the_map(built: Path, open_map: OpenMap) -> None:
    page = open_map(built, "level=commune", lang="en")
    group = page.locator("#places .group", has=page.locator("[data-entry='zone-1']"))
    expect(group.locator("h3")).to_contain_text("On the map")
    expect(page.locator("[data-site='zone-1']")).to_be_visible()


def test_a_chosen_district_has_its_outline_at_either_level(built: Path, open_map: OpenMap) -> None:
    page = open_map(built, "level=commune&district=902")
    assert len(page.locator("path.selected").get_attribute("d") or "") > len("M0 0")


def test_sources_keep_their_order_whatever_they_are_called(built: Path, open_map: OpenMap) -> None:
    page = open_map(built)
    assert page.locator(".source-list b").all_text_contents() == ["N1", *NUMBERED]


def test_roads_and_scale_bar_are_told_as_they_are(built: Path, open_map: OpenMap) -> None:
    """The made-up province is 33 km wide, and its roads are off by 1,500 m."""
    page = open_map(built, lang="en")
    expect(page.locator("#sources .about")).to_contain_text("off by up to 1.5\u00a0km")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("#print .print-scale text")).to_have_text("5\u00a0km")
    bar = page.locator("#print .print-scale path").get_attribute("d") or ""
    assert 60 < float(bar.split("h")[1].split("v")[0]) <= 125


def test_nothing_is_said_of_roads_that_do_not_tell_how_far_they_are_off(tmp_path: Path, open_map: OpenMap) -> None:
    folder = full_atlas.make(tmp_path / "geodata")
    properties("base/roads.geojson", 1, accuracy_m=None)(folder)
    page = open_map(Atlas.load(folder).save(tmp_path / "index.html"), lang="en")
    expect(page.locator("#sources .about")).to_contain_text("how far they may be off is not known")
