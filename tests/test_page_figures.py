"""Figures that are seldom there: totals of another date, units of totals alone, a count without its whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from atlas_edits import cell, copied, setting, together
from browser import OpenMap
from finding_case import TOTALS, ZONE, ZONES
from playwright.sync_api import Page, expect
from visit import Visit

from kcn_map import Atlas


@pytest.fixture
def page(open_map: OpenMap, copy_of_atlas: Path, tmp_path: Path) -> Page:
    together(
        setting('^clusters_area_ha = .*unit = "ha".*$', "", None),
        copied(TOTALS, "zones_count", value="2", as_of="2007"),
        cell(TOTALS, {"measure": "zones_count", "as_of": "2007"}, source="S23"),
        cell(ZONES, ZONE, projects_total="", projects_operating="5"),
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


def test_figures_are_told_with_source_and_age_the_newest_first(visit: Visit) -> None:
    page = visit("lang=en&site=kcn-mong-hoa")
    figures = page.locator(".card .figures tbody").filter(has_text="Occupancy")
    dates = figures.locator("td:nth-child(2)").all_inner_texts()
    assert [date.split("\n")[0] for date in dates] == ["2021", "31 Dec 2020", "not dated"]
    assert "years ago" in dates[0] and "years ago" in dates[1] and "ago" not in dates[2]
    source = figures.locator("tr", has_text="34.71").locator("details")
    expect(source.locator("summary")).to_contain_text("duan24h.net")
    expect(source.locator("a")).to_be_hidden()
    source.locator("summary").click()
    expect(source.locator("a")).to_be_visible()
    assert "site=kcn-mong-hoa" in page.evaluate("location.hash"), "the card stays"


def test_an_areas_card_begins_with_two_figures_and_its_sites(visit: Visit) -> None:
    page = visit("lang=en&selected=159&measure=clusters_area_planned_ha")
    card = page.locator(".card")
    expect(card.locator(".headline dt")).to_have_count(2)
    expect(card.locator(".headline dt").first).to_contain_text("clusters")
    expect(card.locator("ul .link")).to_have_count(6)
    parts = page.evaluate("[...document.querySelectorAll('.card > :is(ul, .figures)')].map((one) => one.tagName)")
    assert parts[:2] == ["UL", "TABLE"]
    total = card.locator(".figures").first.locator("tr", has_text="Planned area of industrial clusters")
    expect(total).to_contain_text("Published: 282.25\u00a0ha, 2024")
    expect(total).to_contain_text("S31")
    page = visit("lang=en&selected=159&measure=area_planned_ha")
    beside = page.locator(".headline > div").first
    for part in ("at least 282.14\u00a0ha", "Planned area of industrial clusters", "Published: 282.25\u00a0ha, 2024"):
        expect(beside).to_contain_text(part)
    expect(page.locator(".headline > div").last).not_to_contain_text("Published")


def test_a_code_opens_its_source_where_it_stands(visit: Visit, atlas: Atlas) -> None:
    titles = {source.id: source.title for source in atlas.joined.sources}
    page = visit("lang=vi&site=kcn-luong-son")
    places = {".headline dd": "S05", ".facts dd:has-text('QĐ 78')": "S42", ".facts dd:has-text('An Thịnh')": "S37"}
    for place, id_ in places.items():
        within = page.locator(f"#details {place}").first
        code = within.locator("button.code").first
        assert (code.locator("bdi").get_attribute("title") or "").startswith(titles[id_])  # for a pointer
        assert code.get_attribute("title") is None  # it would be read aloud once more
        code.click()
        expect(within.locator(".opened")).to_contain_text(titles[id_])
        expect(code).to_have_attribute("aria-expanded", "true")
        code.click()
        expect(within.locator(".opened")).to_be_hidden()
    bare = """() => [...document.querySelectorAll("#details, #totals, #table, #areas, #compare")].flatMap((part) => {
      const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT), found = [];
      while (walker.nextNode())
        if (/\\bS\\d{2,3}\\b/.test(walker.currentNode.data))
          if (!walker.currentNode.parentElement.closest(".code, summary")) found.push(walker.currentNode.data);
      return found;
    })"""
    for fragment in ("lang=vi&selected=159", "lang=en&site=kcn-yen-quang&compare=kcn-yen-quang,kcn-luong-son"):
        page = visit(fragment)
        assert page.locator(".code").count() > 20 and page.evaluate(bare) == []
