"""Legend, colours and sentence say what Python computes, for every measure at both levels and in both languages."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page
from visit import Visit

from kcn_map import Atlas
from kcn_map.analysis.query import Query
from kcn_map.core.model import Site
from kcn_map.core.summary import AreaSummary

LEVELS = ["district", "commune"]
MEASURES = 9
LIGHT = [(place, level, False) for level in LEVELS for place in range(MEASURES)]
#: A measure of each palette.
DARK = [(0, "district", True), (2, "commune", True), (5, "district", True), (7, "commune", True)]

#: Conditions as the fragment has them, and as Python has them.
VIEWS = [
    ({}, Query()),
    ({"kind": "zone"}, Query(kind=("zone",))),
    ({"q": "luong son"}, Query(text="luong son")),
    ({"status": "unknown"}, Query(status=("unknown",))),
    ({"min_area": "50", "max_area": "250"}, Query(min_area=50, max_area=250)),
    ({"district": "153"}, Query(district=("153",))),
]

#: The filling of each area's class as it is painted, and that of the legend's swatch.
PAINTED = """() => ({
  areas: [...document.querySelectorAll(".area")].map((area) => [area.dataset.class, getComputedStyle(area).fill]),
  swatches: Object.fromEntries([...document.querySelectorAll("#legend .swatch")]
    .map((one) => [one.dataset.class, getComputedStyle(one).backgroundColor])),
})"""


def areas(atlas: Atlas, level: str) -> tuple[AreaSummary, ...]:
    return atlas.summary.areas["district" if level == "district" else "commune_2025"]


def classes(atlas: Atlas, level: str, place: int) -> Counter[str]:
    """How many areas each class of a measure has, "none" where there is no site, "nodata" where there is no figure."""
    measure = atlas.joined.settings.measures[place]
    counts: Counter[str] = Counter()
    for area in areas(atlas, level):
        value = area.values[measure.id]
        if not value.sites and not value.is_lower_bound:
            counts["none"] += 1
        else:
            counts["nodata" if value.value is None else str(bisect_right(measure.breaks, value.value))] += 1
    return counts


def numbers(text: str, lang: str) -> list[float]:
    """The numbers of a sentence, as its reader writes them; dates are no numbers."""
    text = re.sub(r"\b\d{1,2}-\d{1,2}-\d{4}\b|\b\d{1,2} [A-Z][a-z]{2} \d{4}\b", "", text)
    group, decimal = (".", ",") if lang == "vi" else (",", ".")
    found = re.findall(rf"\d+(?:\{group}\d{{3}})*(?:\{decimal}\d+)?", text)
    return [float(one.replace(group, "").replace(decimal, ".")) for one in found]


@pytest.mark.parametrize(("place", "level", "dark"), [*LIGHT, *DARK])
def test_legend_and_colours_are_the_datas(visit: Visit, atlas: Atlas, place: int, level: str, dark: bool) -> None:
    page = visit(f"level={level}", dark=dark)
    measure = atlas.joined.settings.measures[place]
    page.select_option("#measure", measure.id)
    assert page.locator("#legend").count() == 1 and page.locator("#legend").is_visible()

    entries = page.locator("#legend [data-count]").evaluate_all(
        "all => all.map(({ dataset }) => [dataset.classOf, Number(dataset.count)])"
    )
    expected = classes(atlas, level, place)
    assert [group for group, _ in entries] == [*map(str, range(len(measure.breaks) + 1)), "none", "nodata"]
    assert Counter({group: n for group, n in entries if n}) == expected
    assert sum(n for _, n in entries) == {"district": 10, "commune": 46}[level]

    painted = page.evaluate(PAINTED)
    assert Counter(group for group, _ in painted["areas"]) == expected
    fills = dict(painted["areas"])
    assert len(set(fills.values())) == len(fills)
    assert "#hatch" in fills.pop("nodata", "url(#hatch)")
    assert "#stipple" in fills.pop("none", "url(#stipple)")
    assert all(fill == painted["swatches"][group] for group, fill in fills.items())


def unidentified(site: Site) -> bool:
    return not site.is_identified


def planned(site: Site) -> bool:
    return site.status == "planned"


def kinds_of(atlas: Atlas) -> list[list[Site]]:
    """The sites that a measure may be about: all, or those of a kind."""
    sites = atlas.joined.sites
    return [list(sites), *([site for site in sites if site.kind == kind] for kind in ("zone", "cluster"))]


def sentence(page: Page) -> str:
    return page.locator("#summary").inner_text()


@pytest.mark.parametrize(("state", "query"), VIEWS, ids=[urlencode(state) or "all" for state, _ in VIEWS])
@pytest.mark.parametrize(
    ("place", "level", "lang"),
    [
        *[(0, "district", "vi"), (2, "district", "vi"), (5, "commune", "vi"), (6, "district", "vi")],
        *[(0, "district", "en"), (5, "commune", "en")],
    ],
)
def test_every_number_of_the_sentence_is_from_the_data(
    visit: Visit, atlas: Atlas, state: dict[str, str], query: Query, lang: str, place: int, level: str
) -> None:
    measure = atlas.joined.settings.measures[place]
    page = visit(urlencode({**state, "lang": lang, "level": level, "measure": measure.id}))
    shown = [match.site for match in atlas.select(query).matches]
    known = [site.area_planned_ha for site in shown if site.area_planned_ha is not None]

    expected: list[float] = []
    if shown:
        kinds = Counter(site.kind for site in shown)
        expected += [len(shown), len(atlas.joined.sites)] if state else []
        expected += [kinds[kind] for kind in ("zone", "cluster") if kinds[kind]]
        expected += [n for test in (unidentified, planned) if (n := sum(map(test, shown)))]
        expected += [round(sum(known), 2)] if known else []
        expected += [len(known), len(shown)] if 0 < len(known) < len(shown) else []
    found = numbers(sentence(page), lang)
    assert found[: len(expected)] == pytest.approx(expected, abs=0.005)

    everything = [atlas.summary.province, *areas(atlas, level)]
    values = [area.values[measure.id] for area in everything]
    allowed = {round(value.value, measure.decimals) for value in values if value.value is not None}
    allowed |= {n for value in values for n in (value.reporting, value.sites, value.unplaced, value.unclear)}
    allowed |= {
        *range(len(everything)),
        *map(len, kinds_of(atlas)),
        *map(float, re.findall(r"\d+", measure.title[lang])),
    }
    assert {n for n in found[len(expected) :] if n not in allowed} == set()
    assert not re.search(r"[{}]|undefined|NaN|null", sentence(page))
