"""Areas and distances by formula are PROJ's, and what the formulas are not made for PROJ is asked for."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from kcn_map.geo import geodesy
from kcn_map.geo.geodesy import area_ha, areas_ha, distance_km

PROJ = Geod(ellps="WGS84")
Ring = list[list[float]]


def by_proj(ring: Ring, geod: Geod = PROJ) -> float:
    """The area of a ring in m²."""
    return abs(geod.polygon_area_perimeter([x for x, _ in ring], [y for _, y in ring])[0])


def around(x: float, y: float, degrees: float, turns: list[float]) -> Ring:
    """A closed ring whose vertices lie at these turns about a point, as wide in longitude as parallels ask for."""
    wide = degrees / max(math.cos(math.radians(y)), 0.05)
    ring = [[x + wide * math.cos(turn), y + degrees * math.sin(turn)] for turn in sorted(turns)]
    return [*ring, ring[0]]


places = st.tuples(st.floats(-180, 180), st.floats(-85, 85))
turns = st.lists(st.floats(0, 6.28), min_size=3, max_size=40, unique=True)


@pytest.fixture
def proj_alone(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Have PROJ refuse to be asked."""

    def refuse() -> None:
        def asked(on: Any) -> Geod:
            raise AssertionError("PROJ is asked")

        monkeypatch.setattr(geodesy, "_proj", asked)

    return refuse


@given(places, st.floats(1e-4, 0.4), turns)
def test_areas_are_those_of_proj(place: tuple[float, float], degrees: float, at: list[float]) -> None:
    ring = around(*place, degrees, at)
    area = area_ha({"type": "Polygon", "coordinates": [ring]}) * 10_000
    assert area == pytest.approx(by_proj(ring), rel=1e-9, abs=0.5)


@given(places, places, st.floats(0, 1))
def test_distances_are_those_of_proj(start: tuple[float, float], end: tuple[float, float], near: float) -> None:
    end = tuple(a + (b - a) * near**6 for a, b in zip(start, end, strict=True))  # mostly of a few kilometres
    assert distance_km(start, end) == pytest.approx(PROJ.inv(*start, *end)[2] / 1000, abs=1e-6)


def test_holes_are_left_out_and_each_geometry_has_its_own_area() -> None:
    outer, hole = around(105.3, 20.6, 0.1, [0, 2, 4]), around(105.3, 20.6, 0.02, [0, 2, 4])
    other = around(179.99, -40, 0.05, [0, 1, 2, 3, 4, 5])
    several = {"type": "MultiPolygon", "coordinates": [[outer, hole], [other]]}
    alone = {"type": "Polygon", "coordinates": [other]}
    assert areas_ha([several, alone]) == pytest.approx(
        [(by_proj(outer) - by_proj(hole) + by_proj(other)) / 10_000, by_proj(other) / 10_000]
    )
    assert areas_ha([]) == []


def test_common_shapes_do_not_ask_proj(proj_alone: Callable[[], None]) -> None:
    proj_alone()
    assert area_ha({"type": "Polygon", "coordinates": [around(105.3, 20.6, 0.15, [0, 1, 2, 3, 4, 5])]}) > 0
    assert distance_km((105.3, 20.6), (106.7, 10.8)) > 1000
    assert distance_km((105.3, 20.6), (105.3, 20.6)) == 0


@pytest.mark.parametrize(
    "ring",
    [
        [[100, 10], [110, 10], [105, 20], [100, 10]],
        [[x, 89.95] for x in range(-180, 180, 10)],
        [[0, 89.9], [90, 89.9], [0, 90], [0, 89.9]],
        [[0, -90], [10, -89.99], [0, -89.99], [0, -90]],
    ],
    ids=["long edges", "around a pole", "to a pole", "from a pole"],
)
def test_what_the_formula_is_not_made_for_is_exact(ring: Ring) -> None:
    ring = [*ring, ring[0]]
    assert area_ha({"type": "Polygon", "coordinates": [ring]}) * 10_000 == pytest.approx(by_proj(ring), abs=0.5)


def test_nearly_opposite_points() -> None:
    assert distance_km((0, 0), (179.7, 0.1)) == pytest.approx(PROJ.inv(0, 0, 179.7, 0.1)[2] / 1000)


def test_other_ellipsoids() -> None:
    """NAD27 lies on Clarke's of 1866."""
    clarke, ring = Geod(ellps="clrk66"), around(-98, 40, 0.05, [0, 1, 3, 5])
    assert area_ha({"type": "Polygon", "coordinates": [ring]}, "EPSG:4267") * 10_000 == pytest.approx(
        by_proj(ring, clarke), abs=0.5
    )
    assert distance_km((-98, 40), (-97, 41), "EPSG:4267") * 1000 == pytest.approx(clarke.inv(-98, 40, -97, 41)[2])
