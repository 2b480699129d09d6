"""The neighbours that are drawn are those of the time of the level that is shown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import page_atlas
import pytest
from browser import OpenMap
from layer_edits import properties
from playwright.sync_api import Page, expect

from kcn_map import Atlas
from kcn_map.cartography.basemap import neighbours
from kcn_map.core.model import Joined

NEIGHBOURS = "base/neighbours.geojson"


def dated(ended_on: str | None = "2025-07-01", **dates: str) -> Joined:
    """An atlas of 2020 with one neighbour of these dates."""
    feature = replace(page_atlas.neighbour(), properties={**page_atlas.neighbour().properties, **dates})
    joined = page_atlas.joined()
    base = {**joined.base, "neighbours": replace(joined.base["neighbours"], features=(feature,))}
    levels = joined.settings.levels
    if ended_on is None:
        levels = tuple(replace(level, valid_from=None, valid_until=None) for level in levels)
    return replace(joined, base=base, settings=replace(joined.settings, ended_on=ended_on, levels=levels))


@pytest.mark.parametrize(
    ("joined", "levels"),
    [
        (dated(), ["district"]),
        (dated(None), ["district", "commune_2025"]),
        (dated(valid_from="2025-07-01"), ["commune_2025"]),
        (dated(valid_until="2025-07-01"), ["district"]),
        (dated(valid_from="2008", valid_until="2030"), ["district", "commune_2025"]),
        (dated(valid_until="2020-12-31"), []),
        (dated(valid_from="2025-07-02"), []),
    ],
)
def test_a_neighbour_is_one_at_the_levels_of_its_time(joined: Joined, levels: list[str]) -> None:
    (found,) = neighbours(joined)
    assert found["levels"] == levels


def test_the_map_draws_the_neighbours_of_its_level(open_map: OpenMap, copy_of_atlas: Path, tmp_path: Path) -> None:
    properties(NEIGHBOURS, "25", valid_from="2008-08-01")(copy_of_atlas)  # Phú Thọ: there before and after
    page = open_map(Atlas.load(copy_of_atlas).save(tmp_path / "map.html"))
    names = page.locator(".label-province")
    expect(names.filter(has_text="Hà Nội")).to_have_count(1)
    before = borders(page)
    page.select_option("#level", "commune_2025")
    expect(names.filter(has_text="Hà Nội")).to_have_count(0)
    assert 0 < len(borders(page)) < len(before)
    page.select_option("#level", "district")
    expect(names.filter(has_text="Hà Nội")).to_have_count(1)
    assert borders(page) == before


def borders(page: Page) -> str:
    """What the browser is told to draw of the neighbours."""
    return "".join(path.get_attribute("d") or "" for path in page.locator("path.land").all())
