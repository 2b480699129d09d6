"""Areas and distances on the ellipsoid (WGS 84), after C. F. F. Karney, "Algorithms for geodesics" (2013)."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyproj import Geod

    from kcn_map.core.model import Geometry


#: On the equator of WGS 84: where a tolerance in metres is wanted in degrees, that is near enough.
METRES_PER_DEGREE = 111_320
#: Authority and code, such as EPSG:4326 or OGC:CRS84.
_CODE = re.compile(r"(\w{1,20}):(\w{1,20})", re.ASCII)


@cache
def ellipsoid(crs: str = "EPSG:4326") -> Geod:
    """The geodesic of the ellipsoid of a CRS. Raises pyproj.exceptions.CRSError for one unknown to PROJ or without.

    Only a code is a CRS: other texts would have PROJ open files, and wait for what comes out of a pipe.
    """
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    found = _CODE.fullmatch(crs)
    if not found:
        raise CRSError(f"{crs} is no code")
    geod = CRS.from_authority(found[1], found[2]).get_geod()
    if geod is None:  # a local grid
        raise CRSError(f"{crs} has no ellipsoid")
    return geod


def area_ha(geometry: Geometry, crs: str = "EPSG:4326") -> float:
    """Geodesic area in hectares of a GeoJSON Polygon or MultiPolygon in longitude and latitude; holes are left out."""
    polygons: list[list[Any]] = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    square_metres = 0.0
    for outer, *holes in polygons:
        square_metres += _ring_area(outer, crs) - sum(_ring_area(hole, crs) for hole in holes)
    return square_metres / 10_000


def _ring_area(ring: list[Any], crs: str) -> float:
    lons, lats = [position[0] for position in ring], [position[1] for position in ring]
    return abs(ellipsoid(crs).polygon_area_perimeter(lons, lats)[0])


def distance_km(start: tuple[float, float], end: tuple[float, float], crs: str = "EPSG:4326") -> float:
    """Straight-line (geodesic) distance in kilometres between two points (longitude, latitude)."""
    return ellipsoid(crs).inv(*start, *end)[2] / 1000
