"""Polygons that fill a place together: no gaps, no overlaps, and borders that stay shared when they are generalised."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from kcn_map.geo.geodesy import METRES_PER_DEGREE
from kcn_map.values import dataclass

#: Six decimals, in degrees.
DECIMALS = 6
GRID = 10**-DECIMALS
#: A place is generalised by so small a part of its extent, as 1, 2 or 5 of a power of ten: 50 m of 150 km.
PARTS = 2500


@dataclass(frozen=True, slots=True)
class Mend:
    """A gap (`others` is empty) or an overlap that was given to one polygon: its shape, and its width in metres.

    `owner` is the place in the sequence of the polygon that has it now, `others` are those of the ones that had it too.
    """

    part: Any
    width_m: float
    owner: int
    others: tuple[int, ...]


def mended(polygons: Sequence[Any], width_m: float, there: int = 0) -> tuple[list[Any], list[Mend]]:
    """Valid polygons in degrees, with each gap and overlap that is no wider than that given to one of its neighbours.

    What is wider stays. Borders are cut where others meet them, so that neighbours share their vertices. The first so
    many that are `there` already keep what they have, and the others come up to them.
    """
    import shapely

    beside = _open_gaps(polygons[:there], polygons[there:], width_m) if there else []
    if not beside and shapely.coverage_is_valid(list(polygons), gap_width=GRID):
        return list(polygons), []
    lines = shapely.union_all(shapely.boundary([*polygons, *beside]), grid_size=GRID)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    tree = shapely.STRtree(faces)
    owners: list[list[int]] = [[] for _ in faces]
    inside = shapely.STRtree(polygons).query(shapely.point_on_surface(faces), predicate="intersects")
    for face, polygon in sorted(inside.T.tolist()):
        owners[face].append(polygon)
    mends = {}
    for number, face in enumerate(faces):
        if len(owners[number]) != 1 and (width := widest_m(face)) <= width_m:
            others = owners[number] or [_longest_beside(number, faces, tree, owners, there)]
            mends[number] = Mend(face, width, others[0], tuple(owners[number][1:]))
    parts: list[list[Any]] = [[] for _ in polygons]
    for number, face in enumerate(faces):
        for owner in [mends[number].owner] if number in mends else owners[number]:
            parts[owner].append(face)
    return [shapely.orient_polygons(shapely.union_all(found)) for found in parts], list(mends.values())


def _open_gaps(old: Sequence[Any], new: Sequence[Any], width_m: float) -> list[Any]:
    """Gaps of at most that width between two sets of polygons: theirs have no end where the border ends."""
    import shapely

    half = width_m / METRES_PER_DEGREE / 2
    sides = [shapely.union_all(list(side)) for side in (old, new)]
    whole = shapely.union_all(sides)
    closed = shapely.buffer(shapely.buffer(whole, half, join_style="mitre"), -half, join_style="mitre")
    gaps = shapely.get_parts(shapely.difference(closed, whole, grid_size=GRID))
    parts = [part for part in gaps if part.geom_type == "Polygon"]
    return [part for part in parts if all(_border(part, side) > 4 * GRID for side in sides)]


def _border(part: Any, side: Any) -> float:
    """How much of a part's outline is border of a side, in degrees."""
    import shapely

    near = shapely.buffer(shapely.boundary(side), 2 * GRID)
    return float(shapely.length(shapely.intersection(shapely.boundary(part), near)))


def _longest_beside(number: int, faces: Any, tree: Any, owners: Sequence[Sequence[int]], there: int) -> int:
    """The polygon that has the longest border with a gap, of those that are new if there is one."""
    import shapely

    lengths: dict[int, float] = {}
    for other in tree.query(faces[number], predicate="intersects").tolist():
        border = shapely.length(shapely.intersection(faces[number], faces[other]))
        for owner in owners[other] if other != number else ():
            lengths[owner] = lengths.get(owner, 0.0) + float(border)
    return max(sorted(lengths), key=lambda owner: (owner >= there, lengths[owner]))


def generalised(polygons: Sequence[Any], metres: float) -> list[Any]:
    """The polygons of a coverage with fewer vertices, on the grid; what they share stays shared."""
    import numpy
    import shapely

    _, south, _, north = shapely.total_bounds(list(polygons))
    narrowing = numpy.array([math.cos(math.radians((south + north) / 2)), 1.0])
    plane = shapely.transform(list(polygons), lambda xy: xy * narrowing)
    simple = shapely.coverage_simplify(plane, metres / METRES_PER_DEGREE)
    found = shapely.transform(simple, lambda xy: numpy.round(xy / narrowing, DECIMALS))
    return [shapely.orient_polygons(one) for one in found]


def step_m(polygons: Sequence[Any]) -> int:
    """By how many metres polygons are generalised: about what a map of them all can show."""
    import shapely

    west, south, east, north = shapely.total_bounds(list(polygons))
    extent = METRES_PER_DEGREE * max((east - west) * math.cos(math.radians((south + north) / 2)), north - south)
    return max(step for step in _steps() if step == 1 or step <= extent / PARTS)


def _steps() -> Iterator[int]:
    return (part * 10**power for power in range(5) for part in (1, 2, 5))


def widest_m(part: Any) -> float:
    """How wide an overlap or a gap is where it is widest, in metres."""
    import shapely

    narrowing = math.cos(math.radians(part.representative_point().y))
    plane = shapely.transform(part, lambda xy: xy * (METRES_PER_DEGREE * narrowing, METRES_PER_DEGREE))
    parts = [one for one in shapely.get_parts(plane) if one.geom_type == "Polygon"]
    return max((2 * float(shapely.maximum_inscribed_circle(one, tolerance=0.05).length) for one in parts), default=0.0)


def position(part: Any) -> str:
    """A place within a shapely geometry, as GeoJSON writes it."""
    point = part.representative_point()
    return f"{point.x:.5f}, {point.y:.5f}"
