"""Lines that lie over each other as those of no map do: what GEOS does with them takes the square of that, or hours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kcn_map.core.model import Geometry
from kcn_map.geo.columns import columns_of

#: So few take no time, however they lie.
FEW_POSITIONS = 50_000
#: Lines are compared in pieces of so many steps, a hundredth of the work.
PIECE = 16
#: The bounding box of a piece meets three to nine others on a map, whatever its size.
MOST_OTHERS = 50
#: So few pairs take no time.
FEW_PAIRS = 200_000
#: Pairs that are looked for at one go: 80 MB.
_AT_ONCE = 5_000_000


def dense_at(geometries: Sequence[Geometry]) -> str | None:
    """Where lines or rings lie over more others than the limits above allow, as GeoJSON writes it; None where none do.

    In n log n, and at once for few positions.
    """
    columns = columns_of(geometries)
    if columns.count_positions() <= FEW_POSITIONS:
        return None
    import numpy

    return _dense(columns.positions, numpy.diff(numpy.asarray(columns.lines)))


def dense_in(shapes: Sequence[Any]) -> str | None:
    """The same of shapely geometries, wherever their coordinates are."""
    import shapely

    if shapely.get_num_coordinates(shapes).sum() <= FEW_POSITIONS:
        return None
    parts = shapely.get_parts(shapely.get_parts(shapes))  # a collection may hold several
    areas = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    lines = [*shapely.get_rings(parts[areas]), *parts[~areas]]
    return _dense(shapely.get_coordinates(lines), shapely.get_num_coordinates(lines))


def _dense(positions: Any, lengths: Any) -> str | None:
    pieces = _boxes(positions, lengths, PIECE)
    whole = _boxes(positions, lengths, int(lengths.max()))[lengths > PIECE + 1]  # the others are pieces
    return _most_met(pieces) or _most_met(whole)


def _boxes(positions: Any, lengths: Any, piece: int) -> Any:
    """West, south, east, north of the pieces of lines; consecutive ones share a position."""
    import numpy

    begins, counts = numpy.cumsum(lengths) - lengths, numpy.maximum(1, -(-(lengths - 1) // piece))
    line = numpy.repeat(numpy.arange(len(lengths)), counts)
    starts = begins[line] + piece * (numpy.arange(len(line)) - (numpy.cumsum(counts) - counts)[line])
    ends = positions[numpy.minimum(starts + piece, (begins + lengths - 1)[line])]
    least = numpy.minimum(numpy.minimum.reduceat(positions, starts), ends)
    return numpy.hstack([least, numpy.maximum(numpy.maximum.reduceat(positions, starts), ends)])


def _most_met(boxes: Any) -> str | None:
    """The middle of the box that meets most of the others, as far as they were counted; None where few meet."""
    import numpy
    import shapely

    found, left = shapely.box(*boxes.T), FEW_PAIRS + MOST_OTHERS * len(boxes)
    tree, step = shapely.STRtree(found), max(1, _AT_ONCE // max(1, len(found)))
    for start in range(0, len(found), step):
        met = numpy.bincount(tree.query(found[start : start + step])[0])
        left -= int(met.sum())
        if left < 0:
            west, south, east, north = boxes[start + int(numpy.argmax(met))].tolist()
            return f"{(west + east) / 2:.5f}, {(south + north) / 2:.5f}"
    return None
