"""Queries give the same answer to every way of asking, and a reason for every site that is left out."""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kcn_map import Atlas, Query, UnknownName
from kcn_map.cli import main
from kcn_map.core.choices import STATUSES

GEODATA = Path(__file__).parent.parent / "geodata"
LUONG_SON_ZONES = ["kcn-luong-son", "kcn-nam-luong-son", "kcn-nhuan-trach"]


def run(*args: str) -> Result:
    return CliRunner().invoke(main, [*args, "--data", str(GEODATA)])


def ids(*args: str) -> list[str]:
    result = run("query", *args, "--format", "json")
    assert result.exit_code == 0, result.stderr
    return [row["id"] for row in json.loads(result.stdout)]


@cache
def shipped() -> Atlas:
    return Atlas.load(GEODATA)


@pytest.fixture
def atlas() -> Atlas:
    return shipped()


@pytest.mark.parametrize(
    "name", ["152", "Lương Sơn", "luong son", "Huyện Lương Sơn", "LUONG SON", "H. Lương Sơn", "Luong Son District"]
)
def test_zones_of_a_district_however_it_is_written(name: str) -> None:
    assert ids("--district", name, "--kind", "zone") == LUONG_SON_ZONES


def test_a_misspelt_district_is_an_error_that_names_the_nearest() -> None:
    result = run("query", "--district", "Luong Sn", "--format", "json")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Lương Sơn" in result.stderr


def test_an_abolished_district_is_found_in_the_one_that_took_it_in() -> None:
    assert ids("--district", "Kỳ Sơn") == ids("--district", "148")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mông hoá", ["kcn-mong-hoa"]),
        ("KCN Bình Phú", ["kcn-mong-hoa"]),
        ("thanh nong", ["ccn-thanh-nong", "kcn-thanh-ha"]),
        ("thịnh minh", ["kcn-yen-quang", "ccn-tien-tien"]),
        ("ccn chieng chau", ["ccn-chieng-chau"]),
        ("chau chieng cụm", ["ccn-chieng-chau"]),
        ("an thinh", ["kcn-luong-son"]),
        ("không có ở đâu cả", []),
    ],
)
def test_text_is_found_without_marks_order_or_age(text: str, expected: list[str]) -> None:
    assert ids(text) == expected


def test_nothing_found_is_an_empty_array_and_a_word_on_stderr() -> None:
    result = run("query", "--min-area", "9999", "--format", "json")
    assert (result.exit_code, json.loads(result.stdout)) == (0, [])
    assert "Không có" in result.stderr


def test_a_range_leaves_out_the_unknown_and_says_so() -> None:
    result = run("query", "--max-occupancy", "100", "--format", "json")
    assert len(json.loads(result.stdout)) == 4
    assert "25 khu, cụm bị loại vì chưa có tỷ lệ lấp đầy" in result.stderr


def test_why_names_the_condition_and_the_value() -> None:
    result = run("query", "--min-area", "100", "--kind", "cluster", "--why")
    assert "ccn-da-bac: diện tích quy hoạch 27,72 ha, dưới 100 ha" in result.stderr
    assert "kcn-luong-son: là khu công nghiệp; diện tích quy hoạch 83 ha, dưới 100 ha" in result.stderr
    assert "ccn-yen-mong: chưa có diện tích quy hoạch" in result.stderr


def test_near_is_geodesic_and_sorts_by_distance() -> None:
    rows = json.loads(run("query", "--near", "105.545,20.882", "--within", "3.7", "--format", "json").stdout)
    assert [row["id"] for row in rows] == ["kcn-luong-son", "kcn-nhuan-trach", "ccn-hoa-son"]
    assert rows[0]["distance_km"] == 0
    assert rows[1]["distance_km"] == pytest.approx(3.188, abs=0.01)


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("noibai", "Sân bay quốc tế Nội Bài"),
        ("noi bai", "Sân bay quốc tế Nội Bài"),
        ("hải phòng", "Cảng Hải Phòng"),
        ("Hanoi (centre)", "Trung tâm Hà Nội"),
        ("lương sơn", "Thị trấn Lương Sơn"),
        ("kcn luong son", "KCN Lương Sơn"),
        ("105.34,20.82", "105.34, 20.82"),
    ],
)
def test_near_takes_a_place_of_the_base_map_a_site_or_a_point(place: str, name: str) -> None:
    result = run("query", "--near", place, "--limit", "1", "--format", "json")
    assert f"đường chim bay từ {name}." in result.stderr
    if place == "noibai":
        assert "from Noi Bai International Airport." in run("query", "--near", place, "--lang", "en").stderr
    assert json.loads(result.stdout)[0]["distance_km"] >= 0


def test_free_land_near_an_airport_leaves_out_the_unknown_and_says_so() -> None:
    result = run("query", "--min-vacant", "30", "--near", "Nội Bài", "--within", "60", "--format", "json")
    assert [
        (row["id"], row["vacant_ha"], row["vacancy_basis"], round(row["distance_km"]))
        for row in json.loads(result.stdout)
    ] == [("kcn-mong-hoa", 95.89, "estimated", 54)]
    assert "đất còn trống là ước tính: đất công nghiệp ×" in result.stderr
    assert "14 khu, cụm bị loại vì chưa rõ đất còn trống, chưa rõ vị trí: kcn-luong-son" in result.stderr


def test_vacant_land_is_a_column_where_it_is_asked_about(atlas: Atlas) -> None:
    assert "vacant_ha" not in atlas.query().columns
    rows = atlas.query(sort="-vacant_ha")
    assert (rows.index[0], rows["vacant_ha"].iloc[0]) == ("kcn-mong-hoa", 95.89)
    assert rows["vacant_ha"].iloc[1:].isna().all()
    assert "bị loại" not in run("query", "--sort", "vacant_ha").stderr


def test_stated_vacancy_goes_before_the_estimate(atlas: Atlas) -> None:
    site = next(site for site in atlas.joined.sites if site.id == "kcn-mong-hoa")
    assert (site.vacant_ha, site.vacancy_basis) == (95.89, "estimated")
    stated = replace(site, area_available_ha=12.5)
    assert (stated.vacant_ha, stated.vacancy_basis) == (12.5, "stated")


def test_sort_puts_the_unknown_last_both_ways() -> None:
    for field in ("area_planned_ha", "-area_planned_ha"):
        areas = [row["area_planned_ha"] for row in json.loads(run("query", "--sort", field, "--format", "json").stdout)]
        known = [area for area in areas if area is not None]
        assert known == sorted(known, reverse=field.startswith("-"))
        assert set(areas[len(known) :]) == {None}
    assert run("query", "--sort", "aera").exit_code == 2


@pytest.mark.parametrize("near", ["105", "a,b", "20.8,105.3", "nan,1", "105.3,20.8,1"])
def test_a_point_that_is_none_is_refused(near: str) -> None:
    assert run("query", "--near", near).exit_code == 2


def test_within_needs_near() -> None:
    assert run("query", "--within", "3").exit_code == 2


BOUNDS = (("min_area", "max_area"), ("min_occupancy", "max_occupancy"))


def in_order(conditions: dict[str, Any]) -> dict[str, Any]:
    """The conditions with the smaller number of each range first: a query refuses the other way round."""
    for low, high in BOUNDS:
        if low in conditions and high in conditions:
            conditions[low], conditions[high] = sorted((conditions[low], conditions[high]))
    return conditions


CONDITIONS = st.fixed_dictionaries(
    {},
    optional={
        "text": st.sampled_from(["", "lương", "kcn", "may mặc", "xyz"]),
        "district": st.lists(st.sampled_from(["148", "Lạc Thủy", "da bac"]), max_size=2).map(tuple),
        "kind": st.lists(st.sampled_from(["zone", "cluster"]), max_size=2).map(tuple),
        "status": st.lists(st.sampled_from(STATUSES), max_size=3).map(tuple),
        "min_area": st.floats(0, 300),
        "max_area": st.floats(0, 300),
        "min_occupancy": st.floats(0, 100),
        "max_occupancy": st.floats(0, 100),
    },
).map(in_order)


@settings(deadline=None)
@given(CONDITIONS)
def test_every_site_is_found_or_has_a_reason(conditions: dict[str, Any]) -> None:
    selection = shipped().select(Query(**conditions))
    found = [match.site.id for match in selection.matches]
    left_out = [site.id for site, reasons in selection.excluded if reasons]
    assert sorted(found + left_out) == sorted(site.id for site in shipped().joined.sites)


@settings(deadline=None, max_examples=30)
@given(CONDITIONS, CONDITIONS)
def test_more_conditions_never_find_more(first: dict[str, Any], second: dict[str, Any]) -> None:
    together = second | first
    assume(all(together.get(low, 0) <= together.get(high, together.get(low, 0)) for low, high in BOUNDS))
    both = {match.site.id for match in shipped().select(Query(**together)).matches}
    one = {match.site.id for match in shipped().select(Query(**first)).matches}
    assert both <= one


def test_python_gives_the_same_sites_as_the_shell(atlas: Atlas) -> None:
    assert list(atlas.query(district="Lương Sơn", kind="zone").index) == LUONG_SON_ZONES
    assert len(atlas.zones) == 8
    assert len(atlas.clusters) == 21
    assert sum(not id_.startswith("ccn-chua-ro-") for id_ in atlas.clusters.index) == 19
    with pytest.raises(UnknownName) as miss:
        atlas.query(district="Luong Sn")
    assert "Huyện Lương Sơn" in miss.value.nearest


def test_districts_have_each_measure_with_its_coverage() -> None:
    rows = {row["district_code"]: row for row in json.loads(run("districts", "--format", "json").stdout)}
    assert len(rows) == 10
    assert sum(row["zones_count"] for row in rows.values()) == 8
    assert sum(row["clusters_count"] or 0 for row in rows.values()) == 18
    assert sum(row["zones_area_planned_ha"] or 0 for row in rows.values()) == pytest.approx(1521.47)
    assert rows["153"]["zones_count"] == 0
    assert (rows["153"]["clusters_count"], rows["153"]["clusters_count_at_least"]) == (1, True)
    assert rows["158"]["clusters_count"] is None
    assert rows["159"]["clusters_count_at_least"] is True
    assert (rows["148"]["occupancy_pct_n"], rows["148"]["occupancy_pct_of"]) == (2, 3)


def test_the_province_row_names_four_of_eight() -> None:
    (row,) = json.loads(run("districts", "--province", "--format", "json").stdout)
    assert round(row["occupancy_pct"], 1) == 57.6
    assert (row["occupancy_pct_n"], row["occupancy_pct_of"]) == (4, 8)
    assert (row["clusters_count"], row["zones_count"]) == (21, 8)


def test_show_gives_every_figure_with_source_and_date() -> None:
    result = run("show", "kcn-bo-trai-song-da")
    assert result.exit_code == 0
    for expected in ("70,81 % (đất công nghiệp, 31-12-2020)", "86 %", "91,53 %", "S81", "S13", "2009"):
        assert expected in result.stdout
    english = run("show", "Mong Hoa Industrial Zone", "--lang", "en").stdout
    assert "146.87 ha" in english
    figures = json.loads(run("show", "kcn-mong-hoa", "--format", "json").stdout)["observations"]
    assert sum(figure["attribute"] == "occupancy_pct" for figure in figures) == 3
    assert all(figure["source_title"] for figure in figures)


@pytest.mark.parametrize(
    "name", ["mong hoa", "Mông Hóa", "khu công nghiệp Mông Hóa", "mong hoa industrial park", "KCN Bình Phú", "bình phú"]
)
def test_show_knows_a_name_with_or_without_the_words_for_its_kind(name: str) -> None:
    assert run("show", name).stdout.startswith("KCN Mông Hóa")


@pytest.mark.parametrize("name", ["cụm công nghiệp Mông Hóa", "KCN", "mong hoa industrial cluster", "KCN KCN"])
def test_show_takes_no_other_kind_and_no_kind_alone(name: str) -> None:
    done = run("show", name)
    assert (done.exit_code, done.stdout) == (2, "")


def test_show_names_the_nearest_for_a_miss() -> None:
    result = run("show", "kcn-luong-sn")
    assert result.exit_code == 2
    assert "kcn-luong-son" in result.stderr
