"""Figures that are seldom there: totals of another date, units of totals alone, a count without its whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from atlas_edits import cell, copied, setting, together
from browser import OpenMap
from finding_case import OBSERVATIONS, PROJECTS, TOTALS, ZONE, ZONES
from playwright.sync_api import Page, expect

from kcn_map import Atlas


@pytest.fixture
def page(open_map: OpenMap, copy_of_atlas: Path, tmp_path: Path) -> Page:
    operating = {"attribute": "projects_operating", "value": "5"}
    together(
        setting('^clusters_area_ha = .*unit = "ha".*$', "", None),
        copied(TOTALS, "zones_count", value="2", as_of="2007"),
        cell(TOTALS, {"measure": "zones_count", "as_of": "2007"}, source="S23"),
        cell(ZONES, ZONE, projects_total="", projects_operating="5"),
        copied(OBSERVATIONS, PROJECTS, **operating),
    )(copy_of_atlas)
    return open_map(Atlas.load(copy_of_atlas).save(tmp_path / "map.html"), f"lang=en&site={ZONE}")


def test_what_is_seldom_there_is_told_as_it_is(page: Page) -> None:
    rows = page.locator("#totals tbody tr")
    old = rows.filter(has_text="2007").filter(has_text="not held against the layers")
    expect(old).to_have_count(1)
    expect(old).to_contain_text("Zones of the plan")
    expect(old.locator(".difference")).to_have_text("–")
    expect(rows.first).to_contain_text("31 Dec 2020")
    expect(rows.filter(has_text="Planned area of the clusters")).to_contain_text("over 820\u00a0ha")
    facts = page.locator(".card .facts").first
    expect(facts).to_contain_text("Projects operating")
    expect(facts.locator("dd").filter(has_text="as of 4 Feb 2020")).to_contain_text("5, as of 4 Feb 2020")
    expect(facts.locator("dd").filter(has_text="as of 4 Feb 2020")).to_contain_text("S11")
