"""Search and filters in the page answer as Python does, and an answer of none says why."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect
from visit import Visit, fragment, ids

from kcn_map import Atlas
from kcn_map.analysis.query import Query
from kcn_map.core.errors import UsageError

CASES: list[tuple[str, list[str]]] = json.loads(
    (Path(__file__).parent / "cases" / "search.json").read_text(encoding="utf-8")
)

#: Conditions that leave sites out, as the fragment and as Python have them.
FILTERS = [
    ("district=152&kind=zone", Query(district=("152",), kind=("zone",))),
    ("status=operating,building&q=hoa+binh", Query(text="hoa binh", status=("operating", "building"))),
    ("min_area=50&max_area=250", Query(min_area=50, max_area=250)),
    ("kind=zone&min_occupancy=60", Query(kind=("zone",), min_occupancy=60)),
]
#: Conditions that nothing meets.
EMPTY = [
    ("kind=zone&min_area=300", Query(kind=("zone",), min_area=300)),
    ("district=153&kind=zone", Query(district=("153",), kind=("zone",))),
    ("district=152&status=unknown&kind=zone", Query(district=("152",), status=("unknown",), kind=("zone",))),
    ("max_occupancy=30", Query(max_occupancy=30)),
    ("q=mong+hoa&kind=cluster", Query(text="mong hoa", kind=("cluster",))),
]


def matches(atlas: Atlas, query: Query) -> list[str]:
    return [match.site.id for match in atlas.select(query).matches]


def count(page: Page) -> int:
    return int(page.locator("#count").inner_text().split("/")[0])


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text or "blank" for text, _ in CASES])
def test_the_same_sites_in_the_same_order(visit: Visit, text: str, expected: list[str]) -> None:
    page = visit(urlencode({"q": text}))
    assert ids(page, "row") == expected
    entries = ids(page, "entry")
    assert set(entries) == set(expected) and entries[:1] == expected[:1]  # the list begins with the best match
    assert page.locator("#search").input_value() == text


@pytest.mark.parametrize(("text", "expected"), CASES[::9], ids=[text or "blank" for text, _ in CASES[::9]])
def test_typing_finds_the_same(visit: Visit, text: str, expected: list[str]) -> None:
    page = visit()
    page.locator("#search").fill(text)
    assert ids(page, "row") == expected
    assert fragment(page).get("q", [""]) == [text]


@pytest.mark.parametrize(("state", "query"), FILTERS, ids=[state for state, _ in FILTERS])
@pytest.mark.parametrize("facet", ["kind", "status", "district"])
def test_a_chip_counts_what_it_would_show(visit: Visit, atlas: Atlas, state: str, query: Query, facet: str) -> None:
    page = visit(state)
    chips = page.locator(f"[data-facet='{facet}']")
    told = chips.evaluate_all("all => all.map((chip) => [chip.dataset.value, chip.querySelector('.n').textContent])")
    conditions = {name: getattr(query, name) for name in Query.__dataclass_fields__}
    for value, n in told:
        assert int(n) == len(matches(atlas, Query(**{**conditions, facet: (value,)}))), value


@pytest.mark.parametrize(("state", "query"), FILTERS + EMPTY, ids=[state for state, _ in FILTERS + EMPTY])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_site_left_out_has_its_reasons(visit: Visit, atlas: Atlas, state: str, query: Query, lang: str) -> None:
    page = visit(f"{state}&lang={lang}")
    told = page.locator(".reasons li").evaluate_all("all => all.map((one) => one.textContent)")
    excluded = atlas.select(query).excluded
    assert len(told) == len(excluded)
    for text, (site, reasons) in zip(told, excluded, strict=True):
        name, _, rest = text.partition(": ")
        assert name == site.name[lang]
        assert len(rest.split("; ")) == len(reasons)
        assert not re.search(r"\{|undefined|null|NaN|why\.", rest), rest


@pytest.mark.parametrize(("state", "query"), EMPTY, ids=[state for state, _ in EMPTY])
def test_an_empty_answer_stays_empty_and_offers_a_way_out(visit: Visit, atlas: Atlas, state: str, query: Query) -> None:
    page = visit(state)
    assert matches(atlas, query) == []
    assert (ids(page, "row"), ids(page, "site"), ids(page, "entry")) == ([], [], [])
    expect(page.locator(".empty-box")).to_be_visible()
    offers = page.locator(".empty-box > .button")
    for i in range(offers.count()):
        promised = int(re.findall(r"→ (\d+):", visit(state).locator(".empty-box > .button").nth(i).inner_text())[0])
        page.locator(".empty-box > .button").nth(i).click()
        assert count(page) == promised > 0


def test_unknown_values_are_counted_where_nothing_else_leaves_a_site_out(visit: Visit, atlas: Atlas) -> None:
    page = visit("min_area=50&lang=en")
    unknown = sum(
        all(reason.value is None for reason in reasons) for _, reasons in atlas.select(Query(min_area=50)).excluded
    )
    assert unknown > 0
    expect(page.get_by_text(f"{unknown} sites left out")).to_be_visible()


def test_clear_brings_all_back(visit: Visit) -> None:
    page = visit("q=luong&kind=zone&min_area=50&measure=zones_count")
    page.locator(".clear").click()
    assert len(ids(page, "row")) == 29
    assert fragment(page) == {"measure": ["zones_count"]}
    expect(page.locator("#search")).to_be_focused()
    expect(page.locator(".clear")).to_be_hidden()


@pytest.mark.parametrize(
    ("typed", "lang", "value"), [("1.501,47", "vi", "1501.47"), ("1,501.47", "en", "1501.47"), ("57,6", "vi", "57.6")]
)
def test_ranges_are_typed_as_the_reader_writes_numbers(visit: Visit, typed: str, lang: str, value: str) -> None:
    page = visit(f"lang={lang}")
    page.locator("details.more").first.evaluate("(more) => { more.open = true; }")
    page.locator(".ranges input").nth(1).fill(typed)
    assert fragment(page)["max_area"] == [value]


@pytest.mark.parametrize("conditions", [
    {"min_area": 500, "max_area": 100}, {"min_occupancy": 100.5}, {"max_area": 51000000001}, {"max_area": 51000000000},
    {"min_area": 100, "max_area": 100}, {"min_occupancy": 60, "max_occupancy": 59}, {"min_occupancy": 0},
])  # fmt: skip
def test_typed_ranges_are_taken_as_python_takes_them(visit: Visit, conditions: dict[str, float]) -> None:
    """What Python refuses is told beside the boxes, and filters nothing; the link says the same, above the map."""
    try:
        Query(**conditions)  # type: ignore[arg-type]
        is_taken = True
    except UsageError:
        is_taken = False
    page = visit("lang=en")
    page.locator("details.more").first.evaluate("one => one.open = true")
    for key, value in conditions.items():
        page.locator(f'label:has([data-range="{key}"]) input').fill(f"{value}")
    last = str(list(conditions)[-1])
    assert (last in fragment(page)) == is_taken
    told = page.locator(".ranges + [role=status]")
    assert ("Not filtered: “" in told.inner_text()) != is_taken
    assert (page.locator(f'label:has([data-range="{last}"]) [aria-invalid="true"]').count() == 1) != is_taken
    page.locator(f'label:has([data-range="{last}"]) input').fill("")
    assert last not in fragment(page)
    expect(told).to_have_text("")
    linked = visit(urlencode(conditions))
    assert linked.locator("#notices").inner_text().count("=") == (0 if is_taken else len(conditions))
