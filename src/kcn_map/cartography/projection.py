"""The projection of every drawing: Web Mercator, as the page's own map has it. core/geo.js has the same for print."""

from __future__ import annotations

import math
from collections.abc import Sequence

from kcn_map.values import dataclass

Point = tuple[float, float]
#: West, south, east and north in degrees.
Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Projection:
    """Degrees to units of a drawing, whose y runs down: the unit sphere's Web Mercator, scaled and shifted."""

    left: float
    top: float
    scale: float

    @classmethod
    def fit(cls, box: tuple[float, float, float, float], bounds: Bounds, padding: float = 0) -> Projection:
        """The bounds in the middle of a box (left, top, right, bottom), as large as there is room for."""
        (west, north), (east, south) = _mercator(bounds[0], bounds[3]), _mercator(bounds[2], bounds[1])
        width, height = box[2] - box[0] - 2 * padding, box[3] - box[1] - 2 * padding
        scale = min(width / (east - west), height / (south - north))
        left = (box[0] + box[2] - (east + west) * scale) / 2
        return cls(left, (box[1] + box[3] - (south + north) * scale) / 2, scale)

    @classmethod
    def across(cls, width: float, bounds: Bounds) -> tuple[Projection, float]:
        """The bounds over a width from 0 on, and the height that they take."""
        west, north = _mercator(bounds[0], bounds[3])
        east, south = _mercator(bounds[2], bounds[1])
        scale = width / (east - west)
        return cls(-west * scale, -north * scale, scale), (south - north) * scale

    def __call__(self, point: Sequence[float]) -> Point:
        x, y = _mercator(point[0], point[1])
        return self.left + x * self.scale, self.top + y * self.scale

    def back(self, point: Point) -> Point:
        """Units of the drawing to degrees."""
        x, y = (point[0] - self.left) / self.scale, (point[1] - self.top) / self.scale
        return math.degrees(x), math.degrees(2 * math.atan(math.exp(-y))) - 90


def _mercator(lon: float, lat: float) -> Point:
    """On a sphere of radius 1 (J. P. Snyder, Map Projections, 1987, equation 7-2), y running down."""
    return math.radians(lon), -math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))
