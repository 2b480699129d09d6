"""The page's topology: nothing lost on the grid, every shared border once."""

from __future__ import annotations

import time
from itertools import pairwise
from random import Random
from typing import Any

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcn_map.geo import topology

LONGITUDE, LATITUDE = st.integers(-18_000_000, 18_000_000), st.integers(-9_000_000, 9_000_000)


Ring = list[list[float]]


def on_grid(x: int, y: int) -> list[float]:
    return [x / topology.SCALE, y / topology.SCALE]


def square(x: int, y: int, size: int = 1) -> Ring:
    """A closed ring around one cell of a coarse grid, counter-clockwise."""
    corners = [(x, y), (x + size, y), (x + size, y + size), (x, y + size), (x, y)]
    return [on_grid(10_500_000 + 10 * a, 2_000_000 + 10 * b) for a, b in corners]


def polygon(*rings: Ring) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def encoded(line: list[tuple[int, int]]) -> str:
    return topology.encode_lines(numpy.array(line, dtype=numpy.int64).reshape(-1, 2), numpy.array([len(line)]))[0]


def steps(topo: dict[str, Any]) -> int:
    return sum(len(topology.decode_line(arc)) - 1 for arc in topo["arcs"].split())


@st.composite
def closed_rings(draw: st.DrawFn, points: st.SearchStrategy[list[float]]) -> Ring:
    ring: Ring = draw(st.lists(points, min_size=3, max_size=12))
    return [*ring, ring[0]]


# Few points, so that rings meet, overlap, repeat and run back over themselves as real ones hardly do.
crowded = st.builds(on_grid, st.integers(0, 2), st.integers(0, 2))
anywhere = st.builds(on_grid, LONGITUDE, LATITUDE)
polygons = st.lists(closed_rings(crowded) | closed_rings(anywhere), min_size=1, max_size=3)
geometries = st.builds(lambda rings: polygon(*rings), polygons) | st.builds(
    lambda parts: {"type": "MultiPolygon", "coordinates": parts}, st.lists(polygons, min_size=2, max_size=3)
)
layers = st.dictionaries(st.text(max_size=3), st.dictionaries(st.text(max_size=3), geometries, max_size=4), max_size=3)


@given(layers)
def test_the_way_there_and_back_loses_nothing(layers: Any) -> None:
    assert topology.decode(topology.encode(layers)) == layers


@given(st.lists(st.tuples(LONGITUDE, LATITUDE)))
def test_lines_survive_their_encoding(line: list[tuple[int, int]]) -> None:
    text = encoded(line)
    assert topology.decode_line(text) == line
    assert set(text) <= set(topology.ALPHABET)


@given(st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1), st.randoms(use_true_random=False))
def test_cells_of_a_coverage_share_every_border(cells: set[tuple[int, int]], random: Random) -> None:
    rings = {}
    for x, y in sorted(cells):
        ring = square(x, y)[:-1]
        start = random.randrange(4)
        rings[f"{x},{y}"] = polygon([*ring[start:], *ring[:start], ring[start]])
    edges = {frozenset((tuple(a), tuple(b))) for shape in rings.values() for a, b in pairwise(shape["coordinates"][0])}
    assert steps(topology.encode({"cells": rings})) == len(edges)


def test_a_border_of_two_neighbours_is_one_arc_used_in_both_directions() -> None:
    west, east = polygon(square(0, 0)), polygon(square(1, 0))
    layers = {"districts": {"w": west, "e": east}}
    used = topology.extract_arcs([west, east]).numbers.tolist()
    reversed_arcs = [number for number in used if number < 0]
    assert len(reversed_arcs) == 1 and ~reversed_arcs[0] in used
    assert steps(topology.encode(layers)) == 7


def test_the_same_shape_in_two_layers_costs_no_second_arc() -> None:
    shape = {"a": polygon(square(0, 0, 3), square(1, 1)[::-1])}
    once, twice = topology.encode({"one": shape}), topology.encode({"one": shape, "two": shape})
    assert twice["arcs"] == once["arcs"]
    assert topology.decode(twice) == {"one": shape, "two": shape}


def test_a_hole_and_the_island_that_fills_it_share_their_line() -> None:
    ring = square(1, 1)
    island = [*ring[2:-1], *ring[:3]]
    layers = {"l": {"around": polygon(square(0, 0, 3), ring[::-1]), "island": polygon(island)}}
    topo = topology.encode(layers)
    assert steps(topo) == 8
    assert topology.decode(topo) == layers


def test_coordinates_off_the_grid_go_to_the_nearest_point_of_it() -> None:
    ring = [[105.123456, 20.000004], [105.2, 20.0], [105.2, 20.1], [105.123456, 20.000004]]
    back = topology.decode(topology.encode({"l": {"a": polygon(ring)}}))["l"]["a"]
    assert back["coordinates"][0][0] == [105.12346, 20.0]


def test_the_encoding_is_the_published_one() -> None:
    """The page's own decoder and every map ever published depend on these characters."""
    assert encoded([(0, -1), (15, 14), (-1, 15), (15, -2)]) == "gEBj0ej8CkEh"
    topo = topology.encode({"l": {"a": polygon(square(0, 0))}})
    assert topo == {
        "scale": 100_000,
        "arcs": "AACgOCAAA9CgCKQCARSJwCARM",
        "layers": {"l": {"keys": ["a"], "counts": "_", "from": 0, "arcs": "g"}},
    }
    neighbours = topology.encode({"l": {"w": polygon(square(0, 0)), "e": polygon(square(1, 0))}})
    assert neighbours["arcs"] == "AACgOCAAA9CgCKQA ikAgEU gEUicAgET gETikAgEUicA"
    assert neighbours["layers"] == {"l": {"keys": ["w", "e"], "counts": "9fQ", "from": 0, "arcs": "qiA"}}


@pytest.mark.parametrize(
    "changed",
    [{"counts": ""}, {"counts": "w"}, {"arcs": ""}, {"keys": ["a", "b"]}, {"from": 1}, {"counts": "AAAAAAAAAAAAAf"}],
)
def test_numbers_that_are_not_those_of_the_keys_are_refused(changed: dict[str, Any]) -> None:
    topo = topology.encode({"l": {"a": polygon(square(0, 0))}})
    topo["layers"]["l"].update(changed)
    with pytest.raises((ValueError, LookupError)):
        topology.decode(topo)


def test_lines_that_are_asked_for_again_and_again_are_refused() -> None:
    shape = polygon(square(0, 0))
    topo = topology.encode({"l": {str(number): shape for number in range(20)}})
    topology.decode(topo, 20 * len(topo["arcs"]))
    with pytest.raises(ValueError, match="without end"):
        topology.decode(topo, 20 * len(topo["arcs"]) - 1)


def test_a_province_takes_a_blink() -> None:
    """25,000 vertices in 50 rows of neighbours; the limit is of processor time, whatever else runs."""

    def row(number: int) -> dict[str, Any]:
        there = [on_grid(i, 100 * number) for i in range(250)]
        back = [on_grid(i, 100 * (number + 1)) for i in reversed(range(250))]
        return polygon([*there, *back, there[0]])

    rows = {"rows": {str(number): row(number) for number in range(50)}}
    started = time.process_time()
    topo = topology.encode(rows)
    assert time.process_time() - started < 1
    assert steps(topo) == 51 * 249 + 2 * 50


@pytest.mark.parametrize("text", ["!", "A B"])
def test_text_that_is_no_line_is_refused(text: str) -> None:
    with pytest.raises(KeyError):
        topology.decode_line(text)
