"""Static map, export and page draw by one rule: Python's places and those of the page's own scripts are the same."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kcn_map import Atlas
from kcn_map.cartography.declutter import declutter
from kcn_map.cartography.place_labels import shift
from kcn_map.cartography.projection import Projection
from kcn_map.cartography.scale_bar import km_per_unit, length_km

SCRIPT = Path(__file__).parent / "js" / "draw.js"
Ask = Callable[[dict[str, Any]], dict[str, Any]]

MARKERS = st.lists(st.tuples(st.integers(0, 120), st.integers(0, 120), st.sampled_from([4, 5.2, 7, 8.5])), max_size=14)
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
@given(MARKERS, st.sampled_from([11, 15, 18, 25]), CORNERS, st.integers(0, 20), st.floats(0.02, 5000))
def test_the_page_draws_where_python_does(
    ask: Ask, markers: list[tuple[int, int, float]], least: int, corners: tuple[float, ...], padding: int, most: float
) -> None:
    west, south, width, height = corners
    bounds = (west, south, west + width, south + height)
    points = [(west, south), (west + width / 3, south + height / 7)]
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
        }
    )
    projection = Projection.fit((0, 0, 620, 470), bounds, padding)
    places = declutter([(x, y) for x, y, _ in markers], [r for *_, r in markers], least)
    assert [(place["x"], place["y"]) for place in drawn["places"]] == [pytest.approx(place) for place in places]
    assert [(at["x"], at["y"]) for at in drawn["points"]] == [
        pytest.approx(projection(point), abs=1e-4) for point in points
    ]
    assert drawn["shift"] == (shift(markers[0][:2], 30, 8, places) if markers else 0)
    assert drawn["unitKm"] == pytest.approx(km_per_unit(projection, bounds), rel=2e-3)
    assert drawn["km"] == pytest.approx(length_km(most))


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=12))
def test_markers_that_share_a_place_are_pushed_apart(points: list[tuple[int, int]]) -> None:
    places = declutter(points, [5] * len(points), 18)
    assert places == declutter(points, [5] * len(points), 18)
    for (x, y), (other_x, other_y) in combinations(places, 2):
        assert max(abs(x - other_x), abs(y - other_y)) > 17


def test_a_name_moves_off_a_marker_and_stays_where_there_is_no_room() -> None:
    assert shift((50, 50), 20, 12, [(90, 50)]) == 0
    assert shift((50, 50), 20, 12, [(55, 51)]) == -18
    assert shift((50, 50), 20, 12, [(50, y) for y in range(0, 100, 5)]) == 0


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
