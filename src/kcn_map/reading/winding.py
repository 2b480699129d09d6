"""Which way rings run: outer ones counter-clockwise and holes clockwise, as RFC 7946 asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import mul

from kcn_map.core.model import Geometry
from kcn_map.geo.columns import Columns, Shape, is_for_numpy

#: A part of all that is summed up: no sum of floats is as far off.
DOUBT = 1e-9
Ring = Sequence[Sequence[float]]


def wrongly_wound(columns: Columns) -> list[int]:
    """The places of geometries with a ring that runs the other way."""
    places: Iterable[int] = range(len(columns.types))
    if is_for_numpy(columns):
        places = _doubtful(columns)
    rings = ((place, *ring) for place in places for ring in rings_of(Shape(columns, place)))
    wrong = (place for place, ring, is_outer in rings if signed_area(ring) * (1 if is_outer else -1) < 0)
    return list(dict.fromkeys(wrong))


def rings_of(geometry: Geometry) -> Iterator[tuple[Ring, bool]]:
    """The rings of a polygonal geometry, each with whether it is an outer one. None for other types."""
    if geometry["type"] in ("Polygon", "MultiPolygon"):
        coordinates = geometry["coordinates"]
        for polygon in coordinates if geometry["type"] == "MultiPolygon" else [coordinates]:
            for index, ring in enumerate(polygon):
                yield ring, index == 0


def signed_area(ring: Ring) -> float:
    """Twice the area of a ring in square degrees; positive where it runs counter-clockwise, as outer rings do."""
    x0, y0 = ring[0][0], ring[0][1]
    xs, ys = [position[0] - x0 for position in ring], [position[1] - y0 for position in ring]
    return sum(map(mul, xs, ys[1:])) - sum(map(mul, xs[1:], ys))


def _doubtful(columns: Columns) -> list[int]:
    """The places of geometries with a line that runs the other way, or where the sign of its area is in doubt."""
    import numpy

    bounds = numpy.asarray(columns.lines)
    starts, lengths = bounds[:-1], numpy.diff(bounds)
    xs, ys = (columns.positions - numpy.repeat(columns.positions[starts], lengths, axis=0)).T
    right, left = xs[:-1] * ys[1:], xs[1:] * ys[:-1]
    right[starts[1:] - 1] = left[starts[1:] - 1] = 0  # from the end of a ring to the start of the next
    right, left = numpy.append(right, 0), numpy.append(left, 0)  # a last line may be of a single position
    areas = numpy.add.reduceat(right - left, starts)
    summed = numpy.add.reduceat(numpy.abs(right) + numpy.abs(left), starts)
    wrong = (numpy.abs(areas) <= DOUBT * summed) | ((areas > 0) != columns.are_outer())
    return sorted(set(columns.owners()[wrong].tolist()))  # numpy.unique would import numpy.ma
