"""Areas and distances on an ellipsoid, that of WGS 84 by default, as C. F. F. Karney's geodesics have them.

PROJ has these, but its import takes a tenth of `check`. So it is asked for the ellipsoid of another system, and for
what the formulas here are not made for: edges of many kilometres, poles, points on opposite sides of the Earth.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from kcn_map.geo.columns import columns_of

if TYPE_CHECKING:
    from numpy import ndarray
    from pyproj import Geod

    from kcn_map.core.model import Geometry

    Array = ndarray[Any, Any]


class Ellipsoid(NamedTuple):
    """Its semi-major axis in metres, and its flattening."""

    a: float
    f: float


#: On the equator of WGS 84: where a tolerance in metres is wanted in degrees, that is near enough.
METRES_PER_DEGREE = 111_320
#: Longest edge, in degrees of the sphere of equal area, of a ring that PROJ is not asked for: some 20 km.
LONGEST_EDGE = 0.18
#: Latitude from which on a ring is PROJ's.
NEAR_POLE = 89.0
#: Vincenty's iteration needs some five steps, and has no end for nearly opposite points.
MOST_STEPS = 20
_WGS84 = Ellipsoid(6_378_137.0, 1 / 298.257223563)
#: Authority and code, such as EPSG:4326 or OGC:CRS84.
_CODE = re.compile(r"(\w{1,20}):(\w{1,20})", re.ASCII)


@cache
def ellipsoid(crs: str) -> Ellipsoid:
    """The ellipsoid of a CRS. Raises pyproj.exceptions.CRSError for one unknown to PROJ or without.

    Only a code is a CRS: other texts would have PROJ open files, and wait for what comes out of a pipe.
    """
    if crs == "EPSG:4326":
        return _WGS84
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    found = _CODE.fullmatch(crs)
    if not found:
        raise CRSError(f"{crs} is no code")
    geod = CRS.from_authority(found[1], found[2]).get_geod()
    if geod is None:  # a local grid
        raise CRSError(f"{crs} has no ellipsoid")
    return Ellipsoid(geod.a, geod.f)


@cache
def _proj(on: Ellipsoid) -> Geod:
    from pyproj import Geod

    return Geod(a=on.a, f=on.f)


# ── areas ─────────────────────────────────────────────────────────────────────────────────────────


def area_ha(geometry: Geometry, crs: str = "EPSG:4326") -> float:
    """Geodesic area in hectares of a GeoJSON Polygon or MultiPolygon in longitude and latitude; holes are left out."""
    return areas_ha([geometry], crs)[0]


def areas_ha(geometries: Sequence[Geometry], crs: str = "EPSG:4326") -> list[float]:
    """The areas of many at once, as `area_ha` has them: one by one would be slow."""
    import numpy

    columns = columns_of(geometries)
    if len(columns.lines) == 1:
        return [0.0] * len(columns.types)
    areas = _ring_areas(columns.positions, numpy.asarray(columns.lines), ellipsoid(crs)) / 10_000
    areas[~columns.are_outer()] *= -1
    return numpy.bincount(columns.owners(), areas, len(columns.types)).tolist()


def _ring_areas(positions: Array, bounds: Array, on: Ellipsoid) -> Array:
    """The areas of rings in m²; `bounds` are where each starts among the positions, and the last ends.

    A ring that is not closed has an edge from its end to its start.
    """
    import numpy

    starts, ends = bounds[:-1], bounds[1:]
    lons, lats = numpy.insert(positions, ends, positions[starts], axis=0).T
    ends = ends + numpy.arange(1, len(bounds))
    starts = numpy.concatenate([[0], ends[:-1]])
    turns = numpy.radians((numpy.diff(lons) + 180) % 360 - 180)
    turns[ends[:-1] - 1] = 0  # from the end of a ring to the start of the next
    with numpy.errstate(all="ignore"):  # at the poles, where PROJ is asked
        below, lengths = _below_edges(turns, numpy.radians(lats), on)
    lengths[ends[:-1] - 1] = 0
    areas = numpy.abs(numpy.add.reduceat(below, starts))
    usual = numpy.maximum.reduceat(lengths, starts) <= math.radians(LONGEST_EDGE)
    usual &= numpy.abs(numpy.add.reduceat(turns, starts)) < math.pi  # else a pole lies within
    usual &= numpy.maximum.reduceat(numpy.abs(lats), starts) < NEAR_POLE
    for ring in numpy.flatnonzero(~usual).tolist():
        areas[ring] = _ring_area(positions[bounds[ring] : bounds[ring + 1]], on)
    return areas


def _ring_area(ring: Array, on: Ellipsoid) -> float:
    """The area of any ring in m²."""
    return abs(_proj(on).polygon_area_perimeter(*ring.T.tolist())[0])


def _below_edges(turns: Array, lats: Array, on: Ellipsoid) -> tuple[Array, Array]:
    """The areas between edges and the equator in m², and the edges' lengths on the sphere of equal area.

    Authalic latitudes (J. P. Snyder, "Map Projections: A Working Manual", 1987, equations 3-11 to 3-13) map the
    ellipsoid to a sphere of equal area, where spherical excess is what lies below a great circle. The geodesic is not
    quite that: to first order it has the curvature that the scale of this map and its change northwards give it, and a
    bow of curvature k over a chord of length s holds k s³ / 12. With edges up to 20 km the error is below 0.5 m².
    """
    import numpy

    squared = on.f * (2 - on.f)
    e = math.sqrt(squared)

    def q(sines: Any) -> Any:
        return (1 - squared) * (sines / (1 - squared * sines**2) + numpy.arctanh(e * sines) / e)

    def middle(values: Array) -> Array:
        return (values[1:] + values[:-1]) / 2

    sines, at_pole = numpy.sin(lats), q(1.0)
    radius_squared = on.a**2 * at_pole / 2
    authalic = numpy.arcsin(q(sines) / at_pole)
    halves, cosines = numpy.tan(authalic / 2), numpy.cos(authalic)
    excess = 2 * numpy.arctan(numpy.tan(turns / 2) * (halves[1:] + halves[:-1]) / (1 + halves[1:] * halves[:-1]))
    parallels = on.a * numpy.cos(lats) / numpy.sqrt(1 - squared * sines**2)
    scale = numpy.log(parallels / (math.sqrt(radius_squared) * cosines))
    change = numpy.tan(authalic) - sines * cosines * radius_squared / parallels**2
    east, north = turns * numpy.cos(middle(authalic)), numpy.diff(authalic)
    bend = middle(change) * (east**2 + 3 * north**2) - 4 * middle(scale) * numpy.tan(middle(authalic)) * east**2
    return (excess - east * bend / 12) * radius_squared, numpy.hypot(east, north)


# ── distances ─────────────────────────────────────────────────────────────────────────────────────


def distance_km(start: Sequence[float], end: Sequence[float], crs: str = "EPSG:4326") -> float:
    """Straight-line (geodesic) distance in kilometres between two points (longitude, latitude).

    After T. Vincenty, "Direct and inverse solutions of geodesics on the ellipsoid" (1975): to a tenth of a millimetre.
    """
    on = ellipsoid(crs)
    turn = math.radians(math.remainder(end[0] - start[0], 360))
    first, second = (math.atan((1 - on.f) * math.tan(math.radians(lat))) for lat in (start[1], end[1]))
    sines, cosines = math.sin(first) * math.sin(second), math.cos(first) * math.cos(second)
    across, along = math.cos(first) * math.sin(second), math.sin(first) * math.cos(second)
    on_sphere = turn
    for _ in range(MOST_STEPS):
        sine = math.hypot(math.cos(second) * math.sin(on_sphere), across - along * math.cos(on_sphere))
        if sine == 0:
            break
        cosine = sines + cosines * math.cos(on_sphere)
        arc = math.atan2(sine, cosine)
        azimuth = cosines * math.sin(on_sphere) / sine
        slope = 1 - azimuth**2
        middle = cosine - 2 * sines / slope if slope else 0.0
        c = on.f / 16 * slope * (4 + on.f * (4 - 3 * slope))
        before, on_sphere = (
            on_sphere,
            turn + (1 - c) * on.f * azimuth * (arc + c * sine * (middle + c * cosine * (2 * middle**2 - 1))),
        )
        if abs(on_sphere - before) < 1e-12:
            return _length_km(on, slope, arc, sine, cosine, middle)
    return (
        0.0 if abs(turn) + abs(first - second) < 1e-12 else _proj(on).inv(start[0], start[1], end[0], end[1])[2] / 1000
    )


def _length_km(on: Ellipsoid, slope: float, arc: float, sine: float, cosine: float, middle: float) -> float:
    """The length of an arc of the auxiliary sphere: Vincenty's equations 3, 4, 6 and 19."""
    u = slope * (1 / (1 - on.f) ** 2 - 1)
    a = 1 + u / 16384 * (4096 + u * (-768 + u * (320 - 175 * u)))
    b = u / 1024 * (256 + u * (-128 + u * (74 - 47 * u)))
    third = b / 6 * middle * (4 * sine**2 - 3) * (4 * middle**2 - 3)
    less = b * sine * (middle + b / 4 * (cosine * (2 * middle**2 - 1) - third))
    return on.a * (1 - on.f) * a * (arc - less) / 1000
