"""Vacant land as a source states it stands beside the estimate, and nowhere in its place without a word."""

from __future__ import annotations

import json
import re
from pathlib import Path

import made_province
import pytest
from atlas_edits import read_rows, write_rows
from browser import OpenMap
from conftest import Run
from playwright.sync_api import expect

from kcn_map import Atlas

STATED = {"area_available_ha": "35.5", "area_available_as_of": "2024-03", "area_available_source": "N1"}


def make(folder: Path, **stated: str) -> Path:
    """The made province; of z-1 40 ha are vacant by the estimate, and what is stated."""
    made_province.make(folder)
    first, *others = read_rows(folder / "zones.csv")
    write_rows(folder / "zones.csv", [first | STATED | stated, *others])
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("vacancy") / "geodata")


@pytest.fixture(scope="module")
def page(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Atlas.load(folder).save(tmp_path_factory.mktemp("page") / "index.html")


def test_the_two_are_apart(folder: Path) -> None:
    """A site without a published figure has none; the published one is a figure with source and date."""
    atlas = Atlas.load(folder)
    assert [finding for finding in atlas.check() if finding.severity == "error"] == []
    columns = ["area_available_ha", "area_vacant_ha"]
    assert list(atlas.sites.loc["z-1", columns]) == [35.5, 40]
    assert atlas.sites.loc["z-2", columns].isna().tolist() == [True, False]
    figures = [one for one in atlas.show("z-1")["observations"] if one["attribute"] == "area_available_ha"]
    assert [(one["value"], one["as_of"], one["source"], one["adopted"]) for one in figures] == [
        (35.5, "2024-03", "N1", True)
    ]


def test_the_published_figure_goes_before_the_estimate(kcn_map: Run, folder: Path) -> None:
    """In what a query asks for; the rows say which of the two it is."""
    asked = ("query", "--min-vacant", "36", "--data", folder, "--format", "json")
    assert [row["id"] for row in json.loads(kcn_map(*asked).stdout)] == ["z-2"]
    rows = json.loads(kcn_map("query", "--min-vacant", "30", "--data", folder, "--format", "json").stdout)
    assert [(row["id"], row["vacant_ha"], row["vacancy_basis"]) for row in rows] == [
        ("z-1", 35.5, "stated"), ("z-2", 240, "estimated"),
    ]  # fmt: skip


def test_the_shell_names_each(kcn_map: Run, folder: Path) -> None:
    told = kcn_map("show", "z-1", "--data", folder, "--lang", "en").stdout
    first = re.search(r"^Vacant land \(published\) +35\.5 ha \(Mar 2024\)$", told, re.MULTILINE)
    second = re.search(r"^Vacant industrial land \(estimate\) +40 ha$", told, re.MULTILINE)
    assert first and second and first.start() < second.start()


def test_the_card_names_each(open_map: OpenMap, page: Path) -> None:
    """The published figure first, with its source and date; where there is none, the estimate alone."""
    opened = open_map(page, "site=z-1", lang="en")
    facts = opened.locator('[data-card="z-1"] dl.facts').first
    titles = facts.locator("dt").all_inner_texts()
    assert titles.index("Vacant land (published)") < titles.index("Vacant industrial land (estimate)")
    published = facts.locator("dt:text-is('Vacant land (published)') + dd")
    expect(published).to_have_text(re.compile(r"^35\.5\sha\s*Mar 2024, source N1\s"))
    expect(facts.locator("dt:text-is('Vacant industrial land (estimate)') + dd")).to_contain_text("Estimate:")
    opened.evaluate("location.hash = 'site=z-2&lang=en'")
    facts = opened.locator('[data-card="z-2"] dl.facts').first
    expect(facts).to_contain_text("(estimate)")
    expect(facts).not_to_contain_text("(published)")


def test_the_table_says_what_is_an_estimate(open_map: OpenMap, page: Path) -> None:
    """The published figure as it is; the filter takes it too."""
    opened = open_map(page, lang="en")
    at = opened.locator("#table thead th").all_inner_texts().index("Vacant land (ha)")
    cells = {id_: opened.locator(f'#table [data-row="{id_}"] > *').nth(at) for id_ in ("z-1", "z-2")}
    expect(cells["z-1"]).to_have_text("35.5")
    expect(cells["z-2"]).to_have_text("about 240")
    opened.evaluate("location.hash = 'min_vacant=36&lang=en'")
    expect(opened.locator("#table [data-row]")).to_have_count(1)
    expect(opened.locator('#table [data-row="z-2"]')).to_be_visible()


@pytest.mark.parametrize(("field", "wanted"), [("area_available_ha", 35.5), ("area_vacant_ha", 280)])
def test_a_measure_is_of_one_of_the_two(field: str, wanted: float, folder: Path, tmp_path: Path) -> None:
    copy = make(tmp_path / "geodata")
    settings = copy / "atlas.toml"
    text = settings.read_text(encoding="utf-8").replace('"industrial_share_pct"', '"vacant_ha"')
    text = text.replace('"share"\nfield = "area_industrial_ha"', f'"sum"\nfield = "{field}"')
    settings.write_text(text.replace('unit = "%"\ndecimals = 3', 'unit = "ha"\ndecimals = 1'), encoding="utf-8")
    values = Atlas.load(copy).districts["vacant_ha"].dropna()
    assert [value for value in values if value] == [wanted]


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ({"area_available_ha": "100.5"}, "available-above-land"),
        ({"area_available_ha": "100"}, None),
        ({"area_available_ha": "120", "area_industrial_ha": "", "area_industrial_source": ""}, None),
        ({"area_available_source": ""}, "figure-without-source"),
        ({"area_available_source": "N9"}, "source-unknown"),
    ],
)
def test_what_is_stated_is_checked(stated: dict[str, str], code: str | None, tmp_path: Path) -> None:
    found = Atlas.load(make(tmp_path / "geodata", **stated)).check()
    assert [one.code for one in found if (one.field or "").startswith("area_available")] == ([code] if code else [])
