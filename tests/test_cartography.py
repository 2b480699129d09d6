"""Static map, export and page draw by one rule: Python's places and those of the page's own scripts are the same."""

from __future__ import annotations

import json
import math
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kcn_map import Atlas
from kcn_map.cartography.declutter import Grounds, declutter, positions
from kcn_map.cartography.place_labels import MOST_COVERED, Area, Box, arrange, forms, overlap
from kcn_map.cartography.projection import Projection
from kcn_map.cartography.scale_bar import km_per_unit, length_km

SCRIPT = Path(__file__).parent / "js" / "draw.js"
Ask = Callable[[dict[str, Any]], dict[str, Any]]

MARKERS = st.lists(st.tuples(st.integers(0, 120), st.integers(0, 120), st.sampled_from([4, 5.2, 7, 8.5])), max_size=14)
GROUNDS = st.lists(st.integers(5, 90), min_size=5, max_size=14)
CORNERS = st.tuples(
    st.floats(100, 106), st.floats(8, 22), st.floats(0.01, 3), st.floats(0.01, 2)
)  # west, south, width, height


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    node = shutil.which("node")
    assert node
    with subprocess.Popen([node, SCRIPT], stdin=-1, stdout=-1, encoding="utf-8") as process:
        assert process.stdin and process.stdout
        pipe = process

        def put(question: dict[str, Any]) -> dict[str, Any]:
            assert pipe.stdin and pipe.stdout
            pipe.stdin.write(json.dumps(question) + "\n")
            pipe.stdin.flush()
            answer: dict[str, Any] = json.loads(pipe.stdout.readline())
            return answer

        yield put
        process.stdin.close()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(MARKERS, st.sampled_from([11, 15, 18, 25]), CORNERS, st.integers(0, 20), st.floats(0.02, 5000), GROUNDS)
def test_the_page_draws_where_python_does(
    ask: Ask, markers: list[tuple[int, int, float]], least: int, corners: tuple[float, ...], padding: int, most: float,
    star: list[int],
) -> None:  # fmt: skip
    west, south, width, height = corners
    bounds = (west, south, west + width, south + height)
    points = [(west, south), (west + width / 3, south + height / 7)]
    projection = Projection.fit((0, 0, 620, 470), bounds, padding)
    ground = [projection.back((x + 0.237, y + 0.419)) for x, y in ring((60, 60, star))]  # no marker on a border
    drawn = ask(
        {
            "markers": [{"x": x, "y": y, "r": r} for x, y, r in markers],
            "least": least,
            "bounds": bounds,
            "width": 620,
            "height": 470,
            "padding": padding,
            "points": points,
            "most": most,
            "ground": ground,
        }
    )
    homes, radii = [(x, y) for x, y, _ in markers], [r for *_, r in markers]
    places = declutter(homes, radii, least)
    assert [(place["x"], place["y"]) for place in drawn["places"]] == [pytest.approx(place) for place in places]
    assert [(at["x"], at["y"]) for at in drawn["points"]] == [
        pytest.approx(projection(point), abs=1e-4) for point in points
    ]
    area = {"type": "Polygon", "coordinates": [ground]}
    grounds = Grounds(projection, [projection.back(home) for home in homes], [area] * len(homes))
    spots = positions(homes, radii, least, 3, grounds)
    assert [(one["x"], one["y"], one["r"]) for one in drawn["spots"]] == [
        pytest.approx(tuple(spot), abs=1e-4) for spot in spots
    ]
    assert drawn["unitKm"] == pytest.approx(km_per_unit(projection, bounds), rel=2e-3)
    assert drawn["km"] == pytest.approx(length_km(most))


# ── names ──

FRAME = (0, 0, 200, 160)


def ring(drawn: tuple[int, int, list[int]]) -> list[list[float]]:
    """A star around a middle: as far in each direction as is said, so that it never crosses itself."""
    x, y, reaches = drawn
    turns = [2 * math.pi * number / len(reaches) for number in range(len(reaches))]
    points = [
        [round(x + far * math.cos(turn), 2), round(y + far * math.sin(turn), 2)]
        for far, turn in zip(reaches, turns, strict=True)
    ]
    return [*points, points[0]]


RINGS = st.tuples(st.integers(0, 200), st.integers(0, 160), st.lists(st.integers(5, 90), min_size=5, max_size=14))
AREAS = st.lists(
    st.fixed_dictionaries(
        {
            "rings": st.lists(RINGS.map(ring), min_size=1, max_size=2),  # a second one within is a hole
            "home": st.tuples(st.integers(-20, 220), st.integers(-20, 180)),
            "text": st.sampled_from(["Bo", "Lương Sơn", "TP. Hòa Bình", "Bad Neuenahr-Ahrweiler an der Ahr"]),
            "isFirst": st.booleans(),
        }
    ),
    min_size=1,
    max_size=5,
)
MARKS = st.lists(
    st.builds(Box, st.integers(0, 200), st.integers(0, 160), st.sampled_from([8, 21]), st.sampled_from([8, 21])),
    max_size=8,
)


def named(areas: list[dict[str, Any]], is_dense: bool = False) -> list[Area]:
    """Of letters that are all equally wide, as draw.js has them."""
    return [
        Area(one["rings"], one["home"], forms(one["text"], 12, lambda part: 6 * len(part), is_dense), one["isFirst"])
        for one in areas
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(AREAS, MARKS, st.booleans())
def test_the_page_places_names_where_python_does(
    ask: Ask, areas: list[dict[str, Any]], marks: list[Box], is_dense: bool
) -> None:
    known = {"areas": areas, "isDense": is_dense, "frame": FRAME, "taken": []}
    question = {**known, "marks": [mark._asdict() for mark in marks]}
    told: Any = ask({"labels": question})
    places = arrange(named(areas, is_dense), FRAME, marks)
    assert [place and place["form"] for place in told] == [place and place.form for place in places]
    assert [(one["x"], one["y"], one["w"], one["h"]) for one in told if one] == [
        pytest.approx(place.box) for place in places if place
    ]


@settings(deadline=None)
@given(AREAS, MARKS)
def test_names_stand_in_their_own_areas_and_begin_clear_of_marks(areas: list[dict[str, Any]], marks: list[Box]) -> None:
    wanted = named(areas)
    places = arrange(wanted, FRAME, marks)
    for area, place in zip(wanted, places, strict=True):
        if not place:
            continue
        x, y, w, h = place.box
        land = shapely.Polygon(area.rings[0])
        for hole in area.rings[1:]:
            land = land.symmetric_difference(shapely.Polygon(hole))
        assert land.buffer(1e-6).contains(shapely.box(x - w / 2, y - h / 2, x + w / 2, y + h / 2))
        form = area.forms[place.form]
        left, wide = x - w / 2 + form.start, min(form.letter, w - form.start)
        letter = Box(left + wide / 2, y - h / 2 + form.letter / 2, wide - 1e-6, form.letter - 1e-6)
        assert not any(overlap(letter, mark) for mark in marks)
        assert place.hidden < MOST_COVERED
    boxes = [Box(x, y, w - 1e-6, h - 1e-6) for x, y, w, h in (place.box for place in places if place)]
    assert not any(overlap(a, b) for a, b in combinations(boxes, 2))


def test_areas_with_sites_are_named_first_then_the_larger_ones() -> None:
    square = [[0.0, 0.0], [60, 0], [60, 20], [0, 20], [0, 0]]
    area = {"home": (30, 10), "text": "Lương Sơn", "isFirst": False}
    larger = [[x, 1.02 * y] for x, y in square]
    pairs = [({"rings": [square]}, {"rings": [larger]}), ({"rings": [square], "isFirst": True}, {"rings": [larger]})]
    shown = [[bool(place) for place in arrange(named([area | a, area | b]), FRAME, [])] for a, b in pairs]
    assert shown == [[False, True], [True, False]]


def test_a_name_with_no_room_on_one_line_is_broken_then_smaller() -> None:
    def lines(width: float, text: str = "TP. Hòa Bình") -> tuple[tuple[str, ...], float] | None:
        square = [[0.0, 0.0], [width, 0], [width, 60], [0, 60], [0, 0]]
        area = Area([square], (width / 2, 30), forms(text, 12, lambda part: 6 * len(part)))
        (place,) = arrange([area], FRAME, [])
        return place and (area.forms[place.form].lines, area.forms[place.form].factor)

    assert lines(76) == (("TP. Hòa Bình",), 1)
    assert lines(70) == (("TP. Hòa", "Bình"), 1)
    assert lines(42) == (("TP. Hòa", "Bình"), 0.85)
    assert lines(36) is None
    assert lines(40, "Kronenberg") is None


def test_many_names_stand_closer_and_may_be_smaller() -> None:
    square = [[0.0, 0.0], [36, 0], [36, 22], [0, 22], [0, 0]]
    for is_dense, wanted in ((False, None), (True, (("TP. Hòa", "Bình"), 0.75))):
        area = Area([square], (18, 11), forms("TP. Hòa Bình", 12, lambda part: 6 * len(part), is_dense))
        (place,) = arrange([area], FRAME, [])
        assert (place and (area.forms[place.form].lines, area.forms[place.form].factor)) == wanted


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=12))
def test_markers_that_share_a_place_are_pushed_apart(points: list[tuple[int, int]]) -> None:
    places = declutter(points, [5] * len(points), 18)
    assert places == declutter(points, [5] * len(points), 18)
    for (x, y), (other_x, other_y) in combinations(places, 2):
        assert max(abs(x - other_x), abs(y - other_y)) > 17


def test_a_projection_fills_its_box_in_the_middle() -> None:
    bounds = (105.0, 20.0, 106.0, 21.0)
    wide = Projection.fit((10, 20, 410, 220), bounds, 10)
    (left, top), (right, bottom) = wide((105, 21)), wide((106, 20))
    assert (top, bottom) == (pytest.approx(30), pytest.approx(210))
    assert left - 10 == pytest.approx(410 - right)


@pytest.mark.parametrize(("most", "km"), [(1, 1), (1.99, 1), (2, 2), (49, 20), (50, 50), (0.3, 0.2)])
def test_a_scale_bar_is_a_round_number(most: float, km: float) -> None:
    assert length_km(most) == pytest.approx(km)


def test_a_symbol_is_one_shape_in_the_export_and_the_static_map(atlas_folder: Path, tmp_path: Path) -> None:
    """Their outlines differ in size alone: a diamond reaches 1.25 times a square's half side."""
    atlas = Atlas.load(atlas_folder)
    export = atlas.export(tmp_path / "map.svg", "svg").read_text(encoding="utf-8")
    html = atlas.save(tmp_path / "map.html").read_text(encoding="utf-8")
    static = html[html.index('<svg id="picture"') :]
    squares = [float(side) for text in (export, static) for side in re.findall(r'd="M[\d. ]+h([\d.]+)v\1h-\1z"', text)]
    diamonds = [float(side) for text in (export, static) for side in re.findall(r"l([\d.]+) \1 -\1 \1 -\1 -\1z", text)]
    assert {17.0, 8.0} <= set(squares)
    assert {6.5, 5.0} <= set(diamonds)
