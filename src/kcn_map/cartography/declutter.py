"""Markers that overlap pushed apart within their own areas, the same way every time.

core/declutter.js has the same rule for page and print; tests/test_cartography.py holds both to the same places.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from kcn_map.cartography.projection import Point, Projection
from kcn_map.core.cache import memoize
from kcn_map.core.model import Geometry, Joined
from kcn_map.geo import coordinates
from kcn_map.values import dataclass

ROUNDS = 80
GOLDEN = 2.399963  # radians: successive directions fall well apart
PULL = 0.08  # of the way home, in each of the first half of the rounds
GAP = 2  # between two markers
LEAST_PART = 0.03  # of the way home: the last step of what is taken back
#: A marker so far from its place has a leader line to it.
LEADER = 5


#: Whether a marker, by its number, may stand in a place. At home it always may.
IsKept = Callable[[Point, int], bool]


class Spot(NamedTuple):
    """Where a marker stands and half of its size there."""

    x: float
    y: float
    r: float


@dataclass(frozen=True, slots=True)
class Grounds:
    """What markers may not leave: of each site its place and the area that it has been joined to, if any.

    Where the place is not in that area, the marker may stand anywhere.
    """

    project: Projection
    places: Sequence[Point]
    areas: Sequence[Geometry | None]

    def keeper(self) -> IsKept:
        import shapely

        shapes = coordinates.shapes(self.areas)
        shapely.prepare(shapes)
        grounds = [
            shape if shape and shapely.contains_xy(shape, *place) else None
            for place, shape in zip(self.places, shapes, strict=True)
        ]

        def is_kept(place: Point, number: int) -> bool:
            ground = grounds[number]
            return ground is None or bool(shapely.contains_xy(ground, *self.project.back(place)))

        return is_kept


def own_areas(joined: Joined) -> dict[str, Geometry | None]:
    """The area of the first level that each site has been joined to, if any, by the sites' ids."""
    level, areas = joined.settings.levels[0].id, {area.code: area.geometry for area in joined.first_areas}
    return {site.id: areas.get(site.codes[level] or "") for site in joined.sites}


@memoize(2)
def away(homes: Sequence[Point], radii: Sequence[float], least: float) -> float:
    """How far all would be from home if nothing held them."""
    return sum(map(math.dist, homes, declutter(homes, radii, least)))


@memoize(2)
def positions(homes: Sequence[Point], radii: Sequence[float], least: float, dot: float, grounds: Grounds) -> list[Spot]:
    """The places of markers, each within its own area: what has no room there is a dot of a radius `dot` at home."""
    places = declutter(homes, radii, least, grounds.keeper())

    def is_too_close(i: int) -> bool:
        x, y = places[i]
        others = (max(abs(x - a), abs(y - b)) - radii[j] for j, (a, b) in enumerate(places) if i != j)
        return min(others, default=least) < radii[i]

    return [
        Spot(*home, dot) if is_too_close(i) else Spot(*place, radius)
        for i, (home, place, radius) in enumerate(zip(homes, places, radii, strict=True))
    ]


def declutter(
    homes: Sequence[Point], radii: Sequence[float], least: float, is_kept: IsKept | None = None
) -> list[Point]:
    """New places for markers so that none overlaps another, but for what is held where it may stand.

    `radii` are half of the markers' own sizes, `least` the distance between two centres, across or down.
    """
    places = [list(home) for home in homes]
    for round_ in range(ROUNDS):
        if round_ < ROUNDS / 2:
            for one, home in zip(places, homes, strict=True):
                one[0] += (home[0] - one[0]) * PULL
                one[1] += (home[1] - one[1]) * PULL
        moved = _push_apart(places, radii, least)
        if is_kept:
            for i in moved:
                places[i][:] = _kept((places[i][0], places[i][1]), homes[i], i, is_kept)
        if not moved:
            break
    return [(x, y) for x, y in places]


def _kept(place: Point, home: Point, number: int, is_kept: IsKept) -> Point:
    """The place taken back towards home, as far as it must be."""
    if is_kept(place, number):
        return place
    dx, dy = place[0] - home[0], place[1] - home[1]
    part, step = 0.0, 0.5
    while step > LEAST_PART:
        if is_kept((home[0] + dx * (part + step), home[1] + dy * (part + step)), number):
            part += step
        step /= 2
    return home[0] + dx * part, home[1] + dy * part


def _push_apart(places: list[list[float]], radii: Sequence[float], least: float) -> set[int]:
    """Which ones it has moved."""
    moved = set()
    far = max(least, 2 * max(radii, default=0) + GAP)
    for i, a in enumerate(places):
        for j in range(i + 1, len(places)):
            b = places[j]
            if abs(b[0] - a[0]) >= far:  # most are
                continue
            need = max(least, radii[i] + radii[j] + GAP)
            dx, dy = b[0] - a[0], b[1] - a[1]
            distance = max(abs(dx), abs(dy))  # the targets are squares
            if distance >= need - 0.01:
                continue
            if distance < 0.5:
                dx, dy = math.cos(GOLDEN * j), math.sin(GOLDEN * j)
                distance = max(abs(dx), abs(dy))
            shift = (need - min(distance, need)) / 2 / distance
            a[0] -= dx * shift
            a[1] -= dy * shift
            b[0] += dx * shift
            b[1] += dy * shift
            moved |= {i, j}
    return moved
