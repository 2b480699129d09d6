"""Statistics: sums, counts, shares and means that never turn the unknown into a number."""

import dataclasses
from dataclasses import replace
from typing import Any

import page_atlas
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shipped_schema import placed

from kcn_map.analysis.aggregate import aggregate, reconcile, summarise
from kcn_map.core.model import PublishedTotal, Site
from kcn_map.core.settings import Aggregation, Text, TotalSetting

AREA = Aggregation("sum", field="area_planned_ha")
ZONES = Aggregation("count", kind="zone")
CLUSTERS = Aggregation("count", kind="cluster")
ESTABLISHED = Aggregation("count", kind="cluster", status=("established", "building", "operating"))
OCCUPANCY = Aggregation("weighted_mean", kind="zone", field="occupancy_pct", weight="area_planned_ha")


def site(**values: Any) -> Site:
    blank: dict[str, Any] = {field.name: None for field in dataclasses.fields(Site)}
    blank |= {"id": "x", "kind": "zone", "status": "planned", "location_accuracy": "commune", "other_names": ()}
    return Site(**placed(blank | {"sources": {}, "observations": (), "facts": {}} | values))


AREAS = st.lists(st.one_of(st.none(), st.floats(0.01, 5000)), max_size=12)


@given(AREAS)
def test_a_sum_says_how_many_report(areas: list[float | None]) -> None:
    value = aggregate(AREA, [site(area_planned_ha=area) for area in areas])
    known = [area for area in areas if area is not None]
    assert (value.reporting, value.sites) == (len(known), len(areas))
    assert value.is_lower_bound == (len(known) < len(areas))
    if known:
        assert value.value == pytest.approx(sum(known), abs=1e-5)
    else:
        assert value.value == (0 if not areas else None)


@given(AREAS, AREAS)
def test_parts_add_up_to_the_whole(first: list[float | None], second: list[float | None]) -> None:
    parts = [[site(area_planned_ha=area) for area in areas] for areas in (first, second)]
    values = [aggregate(AREA, part) for part in parts]
    whole = aggregate(AREA, parts[0] + parts[1])
    assert (whole.value or 0) == pytest.approx(sum(value.value or 0 for value in values), abs=1e-4)
    assert whole.reporting == sum(value.reporting for value in values)


def test_nobody_reports_is_unknown_not_zero() -> None:
    assert aggregate(AREA, [site()]).value is None


def test_a_proven_zero_is_zero() -> None:
    assert aggregate(ZONES, [], elsewhere=[site(kind="cluster")]).value == 0
    assert aggregate(Aggregation("sum", kind="zone", field="area_planned_ha"), []).value == 0


def test_sites_that_nobody_can_place_make_a_count_a_lower_bound() -> None:
    lost = [site(kind="cluster", status="unknown")]
    one = aggregate(CLUSTERS, [site(kind="cluster")], elsewhere=lost)
    assert (one.value, one.is_lower_bound) == (1, True)
    none = aggregate(CLUSTERS, [], elsewhere=lost)
    assert (none.value, none.is_lower_bound) == (None, True)


def test_building_and_operating_count_as_established_and_unknown_does_not() -> None:
    clusters = [
        site(kind="cluster", status=status) for status in ("planned", "established", "building", "operating", "unknown")
    ]
    value = aggregate(ESTABLISHED, clusters)
    assert (value.value, value.reporting, value.sites, value.is_lower_bound) == (3, 3, 4, True)


def test_a_planned_site_of_unknown_place_can_not_be_an_established_one() -> None:
    assert aggregate(ESTABLISHED, [], elsewhere=[site(kind="cluster", status="planned")]).value == 0


def test_occupancy_is_weighted_and_planned_sites_are_no_zero() -> None:
    zones = [
        site(area_planned_ha=100, occupancy_pct=100.0),
        site(area_planned_ha=300, occupancy_pct=20.0),
        site(area_planned_ha=500),
        site(occupancy_pct=90.0),
    ]
    value = aggregate(OCCUPANCY, zones)
    assert (value.value, value.reporting, value.sites, value.is_lower_bound) == (40, 2, 4, False)


@given(st.lists(st.tuples(st.floats(0.1, 1e4), st.floats(0, 100)), min_size=1, max_size=8))
def test_a_mean_lies_between_its_values(pairs: list[tuple[float, float]]) -> None:
    value = aggregate(OCCUPANCY, [site(area_planned_ha=weight, occupancy_pct=pct) for weight, pct in pairs]).value
    assert value is not None
    assert min(pct for _, pct in pairs) - 1e-5 <= value <= max(pct for _, pct in pairs) + 1e-5


@pytest.mark.parametrize(
    ("method", "values", "wanted"),
    [
        ("minimum", [70, None, 40], 40),
        ("maximum", [70, None, 40], 70),
        ("median", [70, None, 40], 55),
        ("median", [70, 41, 40], 41),
        ("median", [None], None),
    ],
)
def test_least_highest_and_middle_are_of_the_sites_that_report(
    method: str, values: list[float | None], wanted: float | None
) -> None:
    """They are no lower bounds: how many report is told beside them."""
    value = aggregate(Aggregation(method, field="occupancy_pct"), [site(occupancy_pct=one) for one in values])
    known = sum(one is not None for one in values)
    assert (value.value, value.reporting, value.sites, value.is_lower_bound) == (wanted, known, len(values), False)


def test_a_share_is_of_the_area_of_the_district() -> None:
    share = Aggregation("share", field="area_planned_ha")
    assert aggregate(share, [site(area_planned_ha=50)], area_of_land_ha=1000).value == 5
    assert aggregate(share, [site(area_planned_ha=50)], area_of_land_ha=None).value is None


def total(
    value: float, qualifier: str = "exact", tolerance: float = 1, how: Aggregation | None = AREA
) -> PublishedTotal:
    setting = TotalSetting("t", Text(), "ha", how, tolerance, Text())
    return PublishedTotal(setting, value, qualifier, "2020-12-31", "S1", Text())


@pytest.mark.parametrize(
    ("published", "areas", "agrees", "difference"),
    [
        (total(100), [60, 40.5], True, 0.5),
        (total(100), [60, 50], False, 10),
        (total(100), [60, None], None, -40),
        (total(100), [110, None], False, 10),
        (total(100, "over"), [109], True, 9),
        (total(100, "over"), [150], False, 50),
        (total(100, "over"), [150, None], False, 50),
        (total(100, how=None), [150], None, None),
        (total(100), [None], None, None),
    ],
)
def test_totals_agree_differ_or_can_not_be_told(
    published: PublishedTotal, areas: list[float | None], agrees: bool | None, difference: float | None
) -> None:
    found = reconcile(published, [site(area_planned_ha=area) for area in areas], "2020-12-31")
    assert (found.agrees, found.difference) == (agrees, difference)


def test_a_value_says_how_many_sites_may_add_to_it() -> None:
    here = [site(kind="cluster", status="established"), site(kind="cluster", status="unknown")]
    elsewhere = [site(kind="cluster", status="unknown"), site(kind="cluster", status="planned"), site(kind="zone")]
    value = aggregate(ESTABLISHED, here, elsewhere)
    assert (value.value, value.is_lower_bound, value.unplaced, value.unclear) == (1, True, 1, 1)
    everything = aggregate(AREA, here, elsewhere)
    assert (everything.unplaced, everything.unclear) == (3, 0)


def test_only_sites_of_its_own_kind_make_a_measure_a_lower_bound() -> None:
    zones = Aggregation("sum", kind="zone", field="area_planned_ha")
    value = aggregate(zones, [site(area_planned_ha=10)], elsewhere=[site(kind="cluster")])
    assert (value.value, value.is_lower_bound, value.unplaced) == (10, False, 0)


def test_a_rate_of_no_site_is_none_only_where_none_may_be() -> None:
    assert aggregate(OCCUPANCY, []).is_lower_bound is False
    assert aggregate(OCCUPANCY, [], elsewhere=[site()]).is_lower_bound is True
    reporting = [site(area_planned_ha=1, occupancy_pct=5.0)]
    assert aggregate(OCCUPANCY, reporting, elsewhere=[site()]).is_lower_bound is False


@pytest.mark.parametrize(
    ("known", "bounded"),
    [
        ({"district_code": None}, ["04792", "04793", "04794"]),
        ({"district_code": "148"}, ["04792", "04794"]),
        ({"district_code": "148", "commune_2020_code": "04789"}, ["04792"]),
        ({"district_code": "150", "commune_2020_code": "09999"}, ["04793", "04794"]),
    ],
)
def test_a_site_without_a_commune_may_lie_only_in_its_own_district(known: dict[str, Any], bounded: list[str]) -> None:
    atlas = page_atlas.joined()
    communes = atlas.areas["commune_2025"]
    unknown = replace(communes[0], code="04794", origins={})
    areas = {**atlas.areas, "commune_2025": (*communes, unknown)}
    summary = summarise(replace(atlas, sites=(site(**known),), areas=areas))
    found = [area.code for area in summary.areas["commune_2025"] if area.values["zones"].is_lower_bound]
    assert found == bounded
