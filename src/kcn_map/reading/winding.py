"""Which way rings run: outer ones counter-clockwise and holes clockwise, as RFC 7946 asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from operator import mul

from kcn_map.core.model import Geometry
from kcn_map.geo import coordinates

#: Looking at so few one by one takes less time than the import of numpy.
FEW_POSITIONS = 20_000
#: A part of all that is summed up: no sum of floats is as far off.
DOUBT = 1e-9
Ring = Sequence[Sequence[float]]


def wrongly_wound(geometries: Mapping[int, Geometry]) -> list[int]:
    """The numbers of those with a ring that runs the other way."""
    rings = [(number, *ring) for number, geometry in geometries.items() for ring in rings_of(geometry)]
    lines = [ring for _, ring, _ in rings]
    if sum(map(len, lines)) > FEW_POSITIONS:
        rings = [ring for ring, area in zip(rings, _areas(lines), strict=True) if area == 0 or (area > 0) != ring[2]]
    wrong = (number for number, ring, is_outer in rings if signed_area(ring) * (1 if is_outer else -1) < 0)
    return list(dict.fromkeys(wrong))


def rings_of(geometry: Geometry) -> Iterator[tuple[Ring, bool]]:
    """The rings of a polygonal geometry, each with whether it is an outer one. None for other types."""
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    if geometry["type"] in ("Polygon", "MultiPolygon"):
        for polygon in polygons:
            for index, ring in enumerate(polygon):
                yield ring, index == 0


def signed_area(ring: Ring) -> float:
    """Twice the area of a ring in square degrees; positive where it runs counter-clockwise, as outer rings do."""
    x0, y0 = ring[0][0], ring[0][1]
    xs, ys = [position[0] - x0 for position in ring], [position[1] - y0 for position in ring]
    return sum(map(mul, xs, ys[1:])) - sum(map(mul, xs[1:], ys))


def _areas(rings: Sequence[Ring]) -> list[float]:
    """The same of many rings, 0 where the sign is in doubt."""
    import numpy

    lengths = numpy.array([*map(len, rings)])
    starts = numpy.cumsum(lengths) - lengths
    places = coordinates.positions(rings)
    xs, ys = (places - numpy.repeat(places[starts], lengths, axis=0)).T
    right, left = xs[:-1] * ys[1:], xs[1:] * ys[:-1]
    right[starts[1:] - 1] = left[starts[1:] - 1] = 0  # from the end of a ring to the start of the next
    areas = numpy.add.reduceat(right - left, starts)
    summed = numpy.add.reduceat(numpy.abs(right) + numpy.abs(left), starts)
    return list(numpy.where(numpy.abs(areas) > DOUBT * summed, areas, 0.0).tolist())
