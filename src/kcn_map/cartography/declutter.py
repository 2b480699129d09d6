"""Markers that overlap pushed apart, the same way every time; core/declutter.js has the same rule for page and print.

tests/test_cartography.py holds both to the same places.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from kcn_map.cartography.projection import Point
from kcn_map.core.cache import memoize

ROUNDS = 80
GOLDEN = 2.399963  # radians: successive directions fall well apart
PULL = 0.08  # of the way home, in each of the first half of the rounds
GAP = 2  # between two markers
#: A marker so far from its place has a leader line to it.
LEADER = 5


@memoize(2)
def declutter(places: Sequence[Point], radii: Sequence[float], least: float) -> list[Point]:
    """New places for markers so that none overlaps another.

    `radii` are half of the markers' own sizes, `least` the distance between two centres, across or down.
    """
    moving = [list(place) for place in places]
    for round_ in range(ROUNDS):
        if round_ < ROUNDS / 2:
            for one, home in zip(moving, places, strict=True):
                one[0] += (home[0] - one[0]) * PULL
                one[1] += (home[1] - one[1]) * PULL
        if not _push_apart(moving, radii, least):
            break
    return [(x, y) for x, y in moving]


def _push_apart(places: list[list[float]], radii: Sequence[float], least: float) -> bool:
    has_moved = False
    for i, a in enumerate(places):
        for j in range(i + 1, len(places)):
            b = places[j]
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
            has_moved = True
    return has_moved
