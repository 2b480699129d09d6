"""Classes, their limits, and what stands behind a value: one rule in Python and on the page, held by shared cases."""

import json
from pathlib import Path
from typing import Any

import page_atlas
import pytest
from shipped_schema import SETTINGS

from kcn_map.cartography import coverage
from kcn_map.cartography.classes import Class, classify, is_whole, labels
from kcn_map.core.model import Observation, Site
from kcn_map.core.settings import Aggregation, Lang, Measure, Text
from kcn_map.core.summary import Aggregate

#: Fields of sites that are counted.
COUNTS = ("projects_total", "projects_operating")
CASES = Path(__file__).parent / "cases"


def cases(name: str) -> list[Any]:
    found: list[Any] = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    return found


def measure(given: dict[str, Any]) -> Measure:
    status = given["status"] and tuple(given["status"])
    field = given["field"]
    how = Aggregation(given["aggregation"], given["kind"], status, field, given["weight"], counts=field in COUNTS)
    breaks = tuple(given.get("breaks", ()))
    return Measure("m", Text(), given["unit"], given["decimals"], how, breaks, "forest", Text())


def site(given: dict[str, Any]) -> Site:
    figures = [
        Observation("x", one["attribute"], 1, "exact", one["as_of"], "stated", "S1", Text(), one["adopted"])
        for one in given.get("observations", ())
    ]
    known = {name: value for name, value in given.items() if name != "kind"}
    return page_atlas.site("x", given["kind"], None, None, **known | {"observations": tuple(figures)})


@pytest.mark.parametrize(("value", "breaks", "expected"), cases("classes"))
def test_class(value: list[Any], breaks: list[float], expected: Class) -> None:
    figure, _, sites, at_least = value
    assert classify(figure, sites, at_least, breaks, 2) == expected


@pytest.mark.parametrize("case", cases("limits"), ids=lambda case: "-".join(case[1]))
def test_limits_in_words(case: tuple[dict[str, Any], list[str], list[str]]) -> None:
    given, vi, en = case
    assert (labels(measure(given), "vi"), labels(measure(given), "en")) == (vi, en)
    assert is_whole(measure(given)) == given["whole"]


@pytest.mark.parametrize("case", cases("coverage"), ids=lambda case: case["en"] or "nothing")
def test_what_stands_behind_a_value(case: dict[str, Any]) -> None:
    value, members = Aggregate(*case["value"]), [site(one) for one in case["sites"]]
    nouns = SETTINGS.nouns(case["kind"])
    langs: tuple[Lang, ...] = ("vi", "en")
    for lang in langs:
        assert coverage.coverage(measure(case["measure"]), value, members, nouns, lang) == case[lang]
        mark = "“Ít nhất”" if lang == "vi" else "“At least”"
        assert coverage.at_least(measure(case["measure"]), [value], nouns, mark, lang) == case[f"bound_{lang}"]


def test_a_measure_without_a_kind_is_about_the_only_one_there_is() -> None:
    zone, cluster = site({"kind": "zone"}), site({"kind": "cluster"})
    every = Aggregation("count")
    assert coverage.nouns_of(every, [zone, zone], SETTINGS) is SETTINGS.kind("zone")
    for sites in ([zone, cluster], []):
        assert coverage.nouns_of(every, sites, SETTINGS) is SETTINGS.sites
    assert coverage.nouns_of(Aggregation("count", kind="cluster"), [zone], SETTINGS) is SETTINGS.kind("cluster")
