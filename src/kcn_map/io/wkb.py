"""Well-known binary as it is in a file, for geometries that GEOS does not take: rings that are open.

ISO 13249-3 and the flags of EWKB; heights and measures are read over.
"""

from __future__ import annotations

import struct
from typing import Any

_TYPES = ("Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon", "GeometryCollection")
_HAS_Z, _HAS_M, _HAS_SRID = 0x80000000, 0x40000000, 0x20000000


def geometry_of_wkb(wkb: bytes | None) -> dict[str, Any] | None:
    """A GeoJSON geometry of the same vertices, in two dimensions. Raises ValueError for what is no such binary."""
    if not wkb:  # GDAL has none for a ring of its own, as KML may have
        return None
    try:
        return _Reader(bytes(wkb)).geometry()
    except (struct.error, IndexError) as error:
        raise ValueError(str(error)) from error


class _Reader:
    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 0
        self._order = "<"

    def geometry(self) -> dict[str, Any]:
        self._order = "<" if self._take("B")[0] else ">"
        (code,) = self._take("I")
        if code & _HAS_SRID:
            self._take("I")
        dimension = (code & 0xFFFF) // 1000  # ISO: 1000 with Z, 2000 with M, 3000 with both
        extra = bool(code & _HAS_Z) + bool(code & _HAS_M) + (0, 1, 1, 2)[dimension]
        kind = _TYPES[(code & 0xFFFF) % 1000 - 1]
        if kind == "GeometryCollection":
            return {"type": kind, "geometries": [self.geometry() for _ in range(self._count())]}
        if kind.startswith("Multi"):
            return {"type": kind, "coordinates": [self.geometry()["coordinates"] for _ in range(self._count())]}
        if kind == "Polygon":
            return {"type": kind, "coordinates": [self._points(self._count(), extra) for _ in range(self._count())]}
        points = self._points(1 if kind == "Point" else self._count(), extra)
        return {"type": kind, "coordinates": points[0] if kind == "Point" else points}

    def _points(self, count: int, extra: int) -> list[list[float]]:
        return [list(self._take("d" * (2 + extra))[:2]) for _ in range(count)]

    def _count(self) -> int:
        (count,) = self._take("I")
        return int(count)

    def _take(self, shape: str) -> tuple[Any, ...]:
        found = struct.unpack_from(self._order + shape, self._content, self._at)
        self._at += struct.calcsize(self._order + shape)
        return found
