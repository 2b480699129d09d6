"""The page's data: what it says, how it is packed, and the hash that identifies it."""

from __future__ import annotations

import copy
import hashlib
import json
from dataclasses import replace
from typing import Any

import page_atlas
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcn_map.analysis.aggregate import summarise
from kcn_map.core.site_columns import CHOSEN
from kcn_map.geo import topology
from kcn_map.page.columnar import Records, pack, unpack
from kcn_map.page.data import add_hash, content_hash, page_data, to_json
from kcn_map.text.messages import dictionary
from kcn_map.text.numbers import tidy


def data(**changes: Any) -> dict[str, Any]:
    joined = replace(page_atlas.joined(), **changes)
    return page_atlas.records(page_data(joined, summarise(joined)))


@pytest.fixture(scope="module")
def whole() -> dict[str, Any]:
    return data()


def by(key: str, records: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {record[key]: record for record in records}


def test_a_site_has_every_figure_or_null(whole: dict[str, Any]) -> None:
    sites = {site["row"]["id"]: site for site in whole["sites"]}
    known, unknown = sites["kcn-a"], sites["ccn-d"]
    row = known["row"]
    assert [row["area_planned_ha"], row["lon"], row["lat"]] == [83, 105.1, 20.1]
    assert [row["area_source"], row["occupancy_source"], row["investor_source"]] == ["S01", "S02", None]
    assert known["location_note"] == {"vi": "Basis", "en": None}
    assert known["observations"] == [
        {
            "attribute": "area_planned_ha",
            "value": 83,
            "qualifier": "exact",
            "as_of": "2017",
            "source": "S01",
            "note": {"vi": "Ghi chú", "en": "Note"},
            "as_of_basis": "stated",
            "adopted": True,
        }
    ]
    assert unknown["identified"] is False
    empty = ("area_planned_ha", "occupancy_pct", "projects_total", "lon", "district_code", "industries_vi")
    assert [unknown["polygon"], *(unknown["row"][name] for name in empty)] == [None] * 7


def test_measures_carry_coverage_and_lower_bounds(whole: dict[str, Any]) -> None:
    districts = by("code", by("id", whole["levels"])["district"]["areas"])
    assert districts["148"]["values"]["planned"] == [83, 1, 2, True, 1, 0]
    assert districts["150"]["values"]["planned"] == [1234.5, 1, 1, True, 1, 0]
    assert districts["152"]["values"]["planned"] == [None, 0, 0, True, 1, 0]
    assert districts["152"]["values"]["zones"] == [0, 0, 0, False, 0, 0]
    assert whole["province"]["values"]["zones"] == [2, 2, 2, False, 0, 0]
    communes = by("id", whole["levels"])["commune_2025"]
    assert by("code", communes["areas"])["04792"]["sites"] == ["kcn-a"]
    assert communes["unassigned"]["sites"] == ["kcn-b", "ccn-c", "ccn-d"]


def test_a_district_has_its_seat_and_its_own_observations(whole: dict[str, Any]) -> None:
    districts = by("code", by("id", whole["levels"])["district"]["areas"])
    assert districts["148"]["seat"] == {"name": {"vi": "Phố"}, "lonlat": [105.1, 20.1]}
    assert districts["150"]["seat"] is None


def test_a_total_stands_beside_the_layers_and_what_else_was_published(whole: dict[str, Any]) -> None:
    (total,) = whole["totals"]
    assert total["value"] == 1500
    assert total["layers"] == [1317.5, 2, 4, True, 0, 0]
    assert total["difference"] == -182.5
    published = [seen["value"] for seen in whole["province"]["observations"] if seen["attribute"] == total["id"]]
    assert published == [1500, 1507.43]


def test_polygons_are_one_topology_with_their_borders_once(whole: dict[str, Any]) -> None:
    joined = page_atlas.joined()
    layers = topology.decode(whole["topology"])
    assert layers["district"] == {d.code: d.geometry for d in joined.first_areas}
    assert layers["neighbours"]["38"] == joined.base["neighbours"].features[0].geometry
    assert set(layers["sites"]) == {"kcn-b"}
    edges = sum(len(topology.decode_line(arc)) - 1 for arc in whole["topology"]["arcs"].split())
    assert edges == 3 * 12 + 4 + 12 + 3 + 3  # three cells in a row, the fourth on top, its hole, the neighbour's rest


def test_lines_lie_on_a_grid_as_fine_as_they_are(whole: dict[str, Any]) -> None:
    (road,) = whole["base"]["roads"]
    assert (road["ref"], road["name"], road["accuracy_m"]) == ("QL6", "Đường", 1500)
    assert whole["topology"]["scale"] == 1_000_000
    assert topology.decode_line(road["lines"][0]) == [(105_000_000, 20_000_000), (105_123_456, 20_000_000)]


def test_points_leave_the_grid_of_lines_as_it_is() -> None:
    site = replace(page_atlas.joined().sites[0], geometry={"type": "Point", "coordinates": [105.123456, 20.123456]})
    joined = replace(page_atlas.joined(), sites=(site,), base={})
    assert page_data(joined, summarise(joined))["topology"]["scale"] == topology.SCALE


def test_a_label_stands_well_inside_its_commune(whole: dict[str, Any]) -> None:
    lon, lat = by("code", by("id", whole["levels"])["commune_2025"]["areas"])["04792"]["label"]
    assert abs(lon - 105.1) < 0.01
    assert abs(lat - 20.1) < 0.01


def test_words_are_those_of_the_page_in_both_languages(whole: dict[str, Any]) -> None:
    words = whole["words"]
    assert all(text.keys() == {"vi", "en"} for text in words.values())
    assert words["status.planned"]["vi"] == "quy hoạch"
    assert words["attribute.workers"]["en"] == "Workers en"
    assert not any(key.startswith(("cli.", "static.", "table.")) for key in words)


def test_all_that_cards_and_tables_tell_has_a_name(whole: dict[str, Any]) -> None:
    places = {"name", "level", "levels", "fields", "base_date", "projects"}  # whose names are others
    shown = {name for place in CHOSEN for name in CHOSEN[place]} - places
    assert {name for name in (*shown, *dictionary()["beside"]) if f"attribute.{name}" not in whole["words"]} == set()


def test_numbers_are_written_short() -> None:
    sites = (page_atlas.site("kcn-z", "zone", "148", None, area_planned_ha=0.1 + 0.2, occupancy_pct=50.0),)
    (site,) = data(sites=sites)["sites"]
    assert json.dumps([site["row"]["area_planned_ha"], site["row"]["occupancy_pct"]]) == "[0.3, 50]"


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_never_reaches_the_page(value: float) -> None:
    sites = (page_atlas.site("kcn-z", "zone", "148", None, projects_total=value),)
    with pytest.raises(ValueError, match="not JSON compliant"):
        add_hash(data(sites=sites))


def test_hash_is_that_of_the_content(whole: dict[str, Any]) -> None:
    text = json.dumps(pack(whole), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    for char in "<>&":
        text = text.replace(char, f"\\u{ord(char):04x}")
    assert add_hash(whole)["hash"] == hashlib.sha256(text.encode("utf-8")).hexdigest()


def test_hash_comes_back_from_the_page_and_moves_with_a_figure(whole: dict[str, Any]) -> None:
    assert content_hash(unpack(json.loads(to_json(add_hash(whole))))) == add_hash(whole)["hash"]
    assert add_hash(data(observations=()))["hash"] != add_hash(whole)["hash"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2) | st.floats(allow_nan=False) | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=6)
        | st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
        | st.lists(st.fixed_dictionaries({"x": inner, "y": inner}), max_size=6)
        | st.dictionaries(st.text(max_size=2), st.fixed_dictionaries({"x": inner}), max_size=4)
    ),
    max_leaves=30,
)


@given(json_values)
def test_packing_loses_nothing(value: Any) -> None:
    packed = json.loads(json.dumps(pack(value)))
    assert json.dumps(unpack(packed)) == json.dumps(value)  # as text, for to Python 1 is True is 1.0


@given(st.lists(json_values, max_size=3), st.lists(st.integers(0, 2), max_size=9))
def test_what_is_shared_is_packed_as_what_is_only_alike(values: list[Any], order: list[int]) -> None:
    shared = [values[place] for place in order if place < len(values)]
    assert pack(shared) == pack([copy.deepcopy(value) for value in shared])
    assert tidy(shared) == [tidy(value) for value in shared]


def columns(rows: int) -> st.SearchStrategy[Any]:
    """A column of so many values, or of so many records that are columns again."""
    values = st.lists(json_values, min_size=rows, max_size=rows)
    return values | st.fixed_dictionaries({"p": values, "q": values}).map(Records)


by_columns = st.integers(1, 4).flatmap(
    lambda rows: st.builds(Records, st.fixed_dictionaries({"x": columns(rows)}, optional={"y": columns(rows)}))
)


@given(st.lists(by_columns | st.just(Records({})), max_size=4))
def test_columns_are_packed_as_the_records_that_they_stand_for(some: list[Records]) -> None:
    records = [table.listed() for table in some]
    assert [pack(table) for table in some] == [pack(one) for one in records]
    assert pack([{"name": 1, "of": table} for table in some]) == pack([{"name": 1, "of": one} for one in records])


def test_a_row_may_stand_for_several_records() -> None:
    table = Records({"values": Records({"a": [[1, None], [2, 3]], "b": ["x", "x"]}, [3, 1]), "n": [1, 2, 3, 4]})
    assert len(table) == 4
    assert table.listed()[2] == {"values": {"a": [1, None], "b": "x"}, "n": 3}
    assert pack(table) == pack(table.listed())


def test_names_of_fields_stand_once() -> None:
    records = [{"name": {"vi": str(i), "en": "same in all of them"}, "n": i} for i in range(9)]
    text = json.dumps(pack({"records": records}))
    assert [text.count(word) for word in ('"name"', '"vi"', '"n"', "same in all of them")] == [1, 1, 1, 1]
