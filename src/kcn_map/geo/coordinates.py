"""Coordinates of many geometries at once as arrays: position by position would be slow.

Geometries are GeoJSON objects whose rings are closed and whose positions are longitude and latitude.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kcn_map.core.cache import memoize
from kcn_map.geo.columns import Columns, columns_of
from kcn_map.text.reasons import reason

if TYPE_CHECKING:
    from numpy import ndarray

    from kcn_map.core.model import Geometry


def positions(geometries: Sequence[Geometry]) -> ndarray[Any, Any]:
    """The positions of geometries, one after the other. Grain: one position; columns longitude, latitude."""
    return columns_of(geometries).positions


def bounds(geometries: Sequence[Geometry]) -> tuple[float, float, float, float]:
    """West, south, east, north."""
    found = positions(geometries)
    (west, south), (east, north) = found.min(axis=0).tolist(), found.max(axis=0).tolist()
    return west, south, east, north


def starts(geometries: Sequence[Geometry]) -> list[list[float]]:
    """The first position of each geometry."""
    import numpy

    columns = columns_of(geometries)
    lines = numpy.asarray(columns.parts)[numpy.asarray(columns.geometries)[:-1]]
    found: list[list[float]] = columns.positions[numpy.asarray(columns.lines)[lines]].tolist()
    return found


def tidy_positions(places: Sequence[tuple[float, float]], decimals: int) -> list[list[float]]:
    """Positions to so many decimals as `round` has them, whole numbers without a point."""
    import numpy

    steps = numpy.array(places).reshape(-1, 2) * 10**decimals
    whole = numpy.rint(steps)
    found: list[list[float]] = (whole / 10**decimals).tolist()
    is_half = abs(abs(steps - whole) - 0.5) < 1e-6  # the product is not exact
    is_whole = whole % 10**decimals == 0
    for place, axis in numpy.argwhere(is_half | is_whole).tolist():
        short = round(places[place][axis], decimals)
        found[place][axis] = int(short) if short.is_integer() else short
    return found


@memoize(8)
def shapes(geometries: Sequence[Geometry | None]) -> list[Any]:
    """A shapely geometry for each, None for None."""
    import numpy

    found: list[Any] = [None] * len(geometries)
    given = [place for place, geometry in enumerate(geometries) if geometry is not None]
    columns = columns_of([geometry for geometry in geometries if geometry is not None])
    types = numpy.array(columns.types)
    for kind in sorted(set(columns.types)):
        of_kind = numpy.flatnonzero(types == kind)
        made = _made(kind, columns if len(of_kind) == len(given) else columns.take(of_kind.tolist()))
        for place, shape in zip(of_kind.tolist(), made, strict=True):
            found[given[place]] = shape
    return found


def _made(kind: str, columns: Columns) -> Any:
    """Shapely geometries of columns that are all of one type."""
    import numpy
    import shapely

    offsets = {
        "Point": (),
        "LineString": (columns.lines,),
        "MultiLineString": (columns.lines, columns.parts),
        "Polygon": (columns.lines, columns.parts),
        "MultiPolygon": (columns.lines, columns.parts, columns.geometries),
    }
    return shapely.from_ragged_array(
        shapely.GeometryType[kind.upper()], columns.positions, tuple(map(numpy.asarray, offsets[kind])) or None
    )


def why_invalid(shape: Any) -> tuple[str, Mapping[str, str]]:
    """Where a shapely geometry is invalid, as a position, and why, in each language."""
    import shapely

    why, _, place = shapely.is_valid_reason(shape).partition("[")
    return ", ".join(str(round(float(number), 6)) for number in place.rstrip("]").split()[:2]) or "–", reason(why)
