"""Many geometries at once: the same shapes as one by one."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import shape

from kcn_map.geo import coordinates
from kcn_map.geo.columns import Columns, columns_of, types_of

position = st.tuples(st.floats(-180, 180), st.floats(-90, 90)).map(list)
line = st.lists(position, min_size=2, max_size=6)
ring = st.lists(position, min_size=3, max_size=6).map(lambda points: [*points, points[0]])
polygon = st.lists(ring, min_size=1, max_size=3)
COORDINATES = {
    "Point": position,
    "LineString": line,
    "MultiLineString": st.lists(line, min_size=1, max_size=3),
    "Polygon": polygon,
    "MultiPolygon": st.lists(polygon, min_size=1, max_size=3),
}
geometries = st.one_of(
    st.builds(lambda coordinates, kind=kind: {"type": kind, "coordinates": coordinates}, coordinates)
    for kind, coordinates in COORDINATES.items()
)


@given(st.lists(st.none() | geometries, max_size=6))
def test_shapes_are_those_that_shapely_makes_one_by_one(given: list[Any]) -> None:
    wanted = [None if geometry is None else shape(geometry).wkt for geometry in given]
    assert [None if found is None else found.wkt for found in coordinates.shapes(given)] == wanted


#: Of the same numbers in other lines or parts, and of a whole number.
ALIKE: list[Any] = [
    {"type": "MultiLineString", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]},
    {"type": "MultiLineString", "coordinates": [[[0, 0], [1, 0]], [[1, 1], [0, 0]]]},
    {"type": "LineString", "coordinates": [[0, 0], [1, 0], [1, 1], [0, 0]]},
    {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]], [[0, 0], [1, 0], [1, 1], [0, 0]]]},
    {"type": "MultiPolygon", "coordinates": [[[[0, 0], [1, 0], [1, 1], [0, 0]], [[0, 0], [1, 0], [1, 1], [0, 0]]]]},
    {"type": "MultiPolygon", "coordinates": [[[[0, 0], [1, 0], [1, 1], [0, 0]]], [[[0, 0], [1, 0], [1, 1], [0, 0]]]]},
    {"type": "Point", "coordinates": [0, 0]},
]


@given(st.lists(geometries | st.sampled_from(ALIKE), max_size=4), st.lists(st.sampled_from(ALIKE), max_size=4))
def test_shapes_are_equal_where_their_coordinates_are(given: list[Any], others: list[Any]) -> None:
    shapes, more = columns_of(given).shapes(), columns_of([*others, *given]).shapes()
    for shape_of_given, one in zip(shapes, given, strict=True):
        assert [shape_of_given == other for other in more] == [one == other for other in (*others, *given)]
        assert shape_of_given == one and shape_of_given != {**one, "type": "other"} and shape_of_given != "other"


def test_whole_numbers_are_equal_to_the_same_ones_with_a_point() -> None:
    found = columns_of(ALIKE)
    whole = Columns(found.types, [*map(int, found.numbers)], found.lines, found.parts, found.geometries)
    assert whole.shapes() == found.shapes() == ALIKE


@given(st.lists(geometries, max_size=6))
def test_positions_are_all_there_in_their_order(given: list[Any]) -> None:
    def innermost(part: Any) -> list[Any]:
        return [part] if isinstance(part[0], float) else [point for inner in part for point in innermost(inner)]

    wanted = [point for geometry in given for point in innermost(geometry["coordinates"])]
    assert coordinates.positions(given).tolist() == wanted


@given(st.lists(geometries, min_size=1, max_size=6), st.data())
def test_geometries_of_columns_are_what_the_columns_were_made_of(given: list[Any], data: st.DataObject) -> None:
    shapes = columns_of(given).shapes()
    assert shapes == given
    places = data.draw(st.lists(st.sampled_from(range(len(given))), max_size=6))
    some = [shapes[place] if data.draw(st.booleans()) else given[place] for place in places]
    assert columns_of(some).shapes() == [given[place] for place in places]
    assert types_of(some) == [given[place]["type"] for place in places]
    assert [json.loads(text) for text in columns_of(some).texts()] == [given[place]["coordinates"] for place in places]
    assert coordinates.positions(some).tolist() == coordinates.positions([given[place] for place in places]).tolist()


@given(st.lists(position | position.map(lambda place: [round(at, 4) + 5e-5 for at in place]), max_size=6))
def test_positions_are_as_short_as_round_makes_each_number(given: list[Any]) -> None:
    short = [[round(at, 4) for at in place] for place in given]
    wanted = [[int(at) if at.is_integer() else at for at in place] for place in short]
    assert json.dumps(coordinates.tidy_positions(given, 4)) == json.dumps(wanted)
