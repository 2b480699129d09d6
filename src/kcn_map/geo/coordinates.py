"""Coordinates of many geometries at once as arrays: position by position would be slow.

Geometries are GeoJSON objects whose rings are closed and whose positions are longitude and latitude.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, cast

from kcn_map.core.cache import memoize
from kcn_map.text.reasons import reason

if TYPE_CHECKING:
    from numpy import ndarray

    from kcn_map.core.model import Geometry

#: How deep the coordinates of a geometry are nested: positions are the innermost.
DEPTH = {"Point": 0, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}


@memoize(8)
def positions(lines: Sequence[Sequence[Sequence[float]]]) -> ndarray[Any, Any]:
    """The positions of lines or rings, one after the other. Grain: one position; columns longitude, latitude."""
    import numpy

    return numpy.fromiter(chain.from_iterable(chain.from_iterable(lines)), float).reshape(-1, 2)


def lines_of(geometries: Iterable[Geometry]) -> list[Any]:
    """The innermost lists of positions: rings, lines, and one of a single position for a point."""
    return list(chain.from_iterable(_lines(geometry) for geometry in geometries))


def _lines(geometry: Geometry) -> list[Any]:
    coordinates, depth = geometry["coordinates"], DEPTH[geometry["type"]]
    if depth == 3:
        return list(chain.from_iterable(coordinates))
    return coordinates if depth == 2 else [coordinates] if depth == 1 else [[coordinates]]


def start_of(geometry: Geometry) -> Sequence[float]:
    """The first position of a geometry."""
    found: Any = geometry["coordinates"]
    for _ in range(DEPTH[geometry["type"]]):
        found = found[0]
    return cast("Sequence[float]", found)


@memoize(8)
def shapes(geometries: Sequence[Geometry | None]) -> list[Any]:
    """A shapely geometry for each, None for None."""
    from shapely import LineString, MultiLineString, points

    found: list[Any] = [None] * len(geometries)

    def put(kind: str, make: Callable[[list[Any]], Iterable[Any]]) -> None:
        of_kind = {place: g["coordinates"] for place, g in enumerate(geometries) if g and g["type"] == kind}
        for place, made in zip(of_kind, make(list(of_kind.values())) if of_kind else (), strict=True):
            found[place] = made

    put("Point", points)
    put("LineString", lambda lines: map(LineString, lines))
    put("MultiLineString", lambda lines: map(MultiLineString, lines))
    put("Polygon", _polygons)
    put("MultiPolygon", _multipolygons)
    return found


def _polygons(coordinates: Sequence[Any]) -> Any:
    """Polygons, an array of them, made of all their rings in two steps."""
    import shapely

    rings = list(chain.from_iterable(coordinates))
    closed: Any = shapely.linearrings(positions(rings), indices=_owners(rings))
    return shapely.polygons(closed, indices=_owners(coordinates))


def _multipolygons(coordinates: Sequence[Any]) -> Any:
    import shapely

    return shapely.multipolygons(_polygons(list(chain.from_iterable(coordinates))), indices=_owners(coordinates))


def _owners(lists: Sequence[Sequence[Any]]) -> ndarray[Any, Any]:
    """For each member of the lists, one after the other, the number of the list that it is in."""
    import numpy

    return numpy.repeat(numpy.arange(len(lists)), [len(one) for one in lists])


def why_invalid(shape: Any) -> tuple[str, Mapping[str, str]]:
    """Where a shapely geometry is invalid, as a position, and why, in each language."""
    import shapely

    why, _, place = shapely.is_valid_reason(shape).partition("[")
    return ", ".join(str(round(float(number), 6)) for number in place.rstrip("]").split()[:2]) or "–", reason(why)
