"""Fields on the page: in their groups on the card, in the table, among the filters, in links."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import made_fields
import pytest
from added_columns import data_of
from atlas_edits import read_rows, write_rows
from browser import OpenMap
from made_fields import FIELDS, NAMES, measured
from playwright.sync_api import Page, expect

from kcn_map import Atlas
from kcn_map.page.columnar import unpack


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_fields.make(tmp_path_factory.mktemp("fields") / "geodata")


@pytest.fixture(scope="module")
def page(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Atlas.load(folder).save(tmp_path_factory.mktemp("page") / "index.html")


def test_the_weight_of_a_mean_is_called_by_its_name(folder: Path, tmp_path: Path, open_map: OpenMap) -> None:
    """By the page, and by what stands there without scripts."""
    how = 'aggregation = "weighted_mean"\nfield = "land_rent"\nweight = "area_ready_ha"'
    page = Atlas.load(measured(folder, tmp_path, how, "USD/m²")).save(tmp_path / "index.html")
    assert "weighted by levelled land" in page.read_text(encoding="utf-8").split("<noscript>")[2]
    expect(open_map(page, "measure=m", lang="en").locator("#legend")).to_contain_text("Weighted by levelled land")


GROUPS = ["Land", "Prices", "Environment", "Transport", "Contact", "Quays", "Further details"]


def test_the_card_has_them_in_their_groups(open_map: OpenMap, page: Path) -> None:
    """Each once, addresses as links; a site that has none has no group."""
    opened = open_map(page, "site=z-1", lang="en")
    card = opened.locator('[data-card="z-1"]')
    assert card.locator("h3:has(+ dl.facts)").all_inner_texts() == [*GROUPS, "Location"]
    for name, (*_, shown) in FIELDS.items():
        value = card.locator(f"h3 + dl.facts dt:text-is('{NAMES[name][1].capitalize()}') + dd")
        expect(value).to_have_text(shown)
    links = card.locator("dl.facts dd > a[rel]")
    hrefs = [(link.get_attribute("href"), link.get_attribute("rel")) for link in links.all()]
    assert hrefs == [("mailto:info@an.example.vn", "noopener"), ("https://an.example.vn/kcn", "noopener")]
    opened.evaluate("location.hash = 'site=c-1&lang=en'")
    expect(opened.locator('[data-card="c-1"]')).to_be_visible()
    expect(opened.locator('[data-card="c-1"] h3:has(+ dl.facts)')).to_have_text(["Location"])


def test_a_figure_that_was_published_has_its_source_beside_it(open_map: OpenMap, folder: Path, tmp_path: Path) -> None:
    """It is the one of the table if it has the same value; another one is told among the published figures alone."""
    copy = Path(shutil.copytree(folder, tmp_path / "geodata"))
    known = {"subject": "z-1", "qualifier": "exact", "as_of_basis": "stated", "source": "N1", "attribute": "land_rent"}
    rows = read_rows(copy / "observations.csv")
    rows += [dict.fromkeys(rows[0], "") | known | {"value": "55", "as_of": "2024-05"}]
    rows += [dict.fromkeys(rows[0], "") | known | {"value": "48", "as_of": "2020"}]
    write_rows(copy / "observations.csv", rows)
    atlas = Atlas.load(copy)
    figures = [one for one in atlas.show("z-1")["observations"] if one["attribute"] == "land_rent"]
    assert [(one["value"], one["adopted"]) for one in figures] == [(55, True), (48, False)]
    card = open_map(atlas.save(tmp_path / "index.html"), "site=z-1", lang="en").locator('[data-card="z-1"]')
    value = card.locator("h3 + dl.facts dt:text-is('Land rent') + dd")
    expect(value).to_have_text(re.compile(r"^55\sUSD/m²\s*May 2024, source N1\sBáo cáo$"))


def test_the_table_of_the_page_has_them(open_map: OpenMap, page: Path) -> None:
    """In the reader's words; a number sorts as one."""
    opened = open_map(page, lang="en")
    cells = opened.locator('#table [data-row="z-1"] > *').all_inner_texts()
    table = dict(zip(opened.locator("#table thead th").all_inner_texts(), cells, strict=True))
    assert [table[name] for name in ("Land rent (USD/m²)", "Let until", "Nearest quay")] == [
        "55",
        "Jun 2058",
        "river quay",
    ]
    opened.locator("#table thead button", has_text="Land rent").click()
    opened.locator("#table thead button", has_text="Land rent").click()
    rows = [row.get_attribute("data-row") for row in opened.locator("#table [data-row]").all()]
    assert rows.index("z-1") < rows.index("c-1") and rows.index("z-2") < rows.index("c-1")


def shown(opened: Page) -> list[str | None]:
    return sorted(str(row.get_attribute("data-row")) for row in opened.locator("#table [data-row]").all())


def test_the_page_filters_by_them(open_map: OpenMap, page: Path) -> None:
    """Where they are to be filters: by chips, by limits; what is unknown is left out and told; a link has it all."""
    opened = open_map(page, lang="en")
    opened.locator("#filters details.more > summary").first.click()
    filters = opened.locator("#filters")
    named = filters.locator("[data-field]")
    assert {one.get_attribute("data-field") for one in named.all()} == {
        "area_ready_ha", "let_until", "land_rent", "green_pct", "gates",
    }  # fmt: skip
    highest = filters.get_by_label("Land rent (USD/m²), to")
    highest.fill("100")
    expect(opened.locator("#table [data-row]")).to_have_count(1)
    assert shown(opened) == ["z-1"]
    expect(filters).to_contain_text("1 site left out because what is filtered by is not known of it.")
    highest.fill("a")
    expect(highest).to_have_attribute("aria-invalid", "true")
    expect(filters).to_contain_text("Not filtered: “Land rent” needs numbers")
    highest.fill("")
    filters.locator('[data-facet="quay"][data-value="sea"]').click()
    expect(opened.locator('#table [data-row="z-2"]')).to_be_visible()
    filters.get_by_label("Let until, from").fill("2050")
    expect(opened.locator("#table [data-row]")).to_have_count(0)
    assert "fields=quay%3Asea%3Blet_until%3A2050.." in opened.url
    filters.get_by_role("button", name="Drop the condition “Nearest quay” → 1").click()
    expect(opened.locator('#table [data-row="z-1"]')).to_be_visible()
    reasons = filters.locator("ul.reasons")
    expect(reasons).to_contain_text("Let until: 2040")
    expect(reasons).to_contain_text("not known: Let until")
    filters.locator("button.clear").click()
    expect(opened.locator("#table [data-row]")).to_have_count(3)
    expect(filters.get_by_label("Let until, from")).to_have_value("")


def test_a_link_with_conditions_is_followed(open_map: OpenMap, page: Path) -> None:
    opened = open_map(page, "fields=land_rent:1000..;quay:river,lake", lang="en")
    expect(opened.locator("#notices")).to_contain_text("fields=quay:river,lake")
    expect(opened.locator("#filters").get_by_label("Land rent (USD/m²), from")).to_have_value("1,000")
    assert shown(opened) == ["z-2"]


def test_names_that_look_like_places_of_words_are_names(folder: Path, tmp_path: Path) -> None:
    """Of a field, of its values, of an attribute: nothing is filled into them."""
    copy, odd = Path(shutil.copytree(folder, tmp_path / "geodata")), "{sites_any} {Sites_title} {n:a|b}"
    settings = copy / "atlas.toml"
    text = settings.read_text(encoding="utf-8").replace('en = "land rent"', f'en = "{odd}"')
    text = text.replace('en = "sea quay"', f'en = "{odd}"').replace(
        "[attributes]\n", f'[attributes]\nx = {{ vi = "{odd}" }}\n'
    )
    settings.write_text(text, encoding="utf-8")
    words = unpack(data_of(Atlas.load(copy).save(tmp_path / "index.html")))["words"]
    told = [words[name]["en"] for name in ("attribute.land_rent", "choice.quay.sea")]
    assert [*told, words["attribute.x"]["vi"]] == [odd] * 3


def test_a_page_without_fields_has_no_script_for_them(built_map: Path, page: Path) -> None:
    texts = [path.read_text(encoding="utf-8") for path in (built_map, page)]
    assert [text.count(".fieldFilter=") for text in texts] == [0, 1]
    assert ["field_filter.from" in text for text in texts] == [False, True]
