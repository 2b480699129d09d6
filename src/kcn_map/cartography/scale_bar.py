"""How long a scale bar is; core/geo.js has the same rule for print, and tests/test_cartography.py holds both to it."""

from __future__ import annotations

import math

from kcn_map.cartography.projection import Bounds, Projection
from kcn_map.geo.geodesy import distance_km


def km_per_unit(projection: Projection, bounds: Bounds) -> float:
    """Kilometres in a unit of the drawing, from south to north through the middle of the bounds."""
    west, south, east, north = bounds
    middle = (west + east) / 2
    length = projection((middle, south))[1] - projection((middle, north))[1]
    return distance_km((middle, south), (middle, north)) / length


def length_km(most: float) -> float:
    """The longest of 1, 2 or 5 times a power of ten kilometres that is not longer than `most`."""
    power = 10.0 ** math.floor(math.log10(most))
    return next(step * power for step in (5, 2, 1) if step * power <= most)
