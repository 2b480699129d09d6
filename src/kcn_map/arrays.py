"""Many geometries at once, as arrays: what would be slow position by position.

Geometries are GeoJSON objects whose rings are closed and whose positions are longitude and latitude.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from kcn_map.memo import kept

if TYPE_CHECKING:
    from numpy import ndarray

    from kcn_map.model import Geometry

#: How deep the coordinates of a geometry are nested: positions are the innermost.
DEPTH = {"Point": 0, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
POLYGONAL = ("Polygon", "MultiPolygon")


@kept(8)
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


@kept(8)
def shapes(geometries: Sequence[Geometry | None]) -> list[Any]:
    """A shapely geometry for each, None for None."""
    from shapely import points
    from shapely.geometry import shape

    found: list[Any] = [None] * len(geometries)

    def put(kinds: Sequence[str], make: Callable[[list[Any]], Iterable[Any]]) -> None:
        places = [place for place, g in enumerate(geometries) if g is not None and g["type"] in kinds]
        for place, made in zip(places, make([geometries[place] for place in places]), strict=True):
            found[place] = made

    put(POLYGONAL, _polygonal)
    put(("Point",), lambda all_: points(positions(lines_of(all_))).tolist())
    put(("LineString", "MultiLineString"), lambda all_: map(shape, all_))
    return found


def _polygonal(geometries: Sequence[Any]) -> list[Any]:
    """Polygons and multipolygons, made of all their rings in three steps."""
    import shapely

    polygons = [g["coordinates"] if g["type"] == "MultiPolygon" else [g["coordinates"]] for g in geometries]
    rings = list(chain.from_iterable(chain.from_iterable(polygons)))
    if not rings:
        return []
    closed = shapely.linearrings(positions(rings), indices=_owners(rings))
    parts = shapely.polygons(closed, indices=_owners(list(chain.from_iterable(polygons))))
    whole = shapely.multipolygons(parts, indices=_owners(polygons)).tolist()
    singles = (made.geoms[0] if g["type"] == "Polygon" else made for g, made in zip(geometries, whole, strict=True))
    return list(singles)


def _owners(lists: Sequence[Sequence[Any]]) -> ndarray[Any, Any]:
    """For each member of the lists, one after the other, the number of the list that it is in."""
    import numpy

    return numpy.repeat(numpy.arange(len(lists)), [len(one) for one in lists])
