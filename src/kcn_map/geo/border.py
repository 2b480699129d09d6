"""The border of polygons that meet: it tells whether they do so without overlap, and as they should."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from kcn_map.geo.coverage import DECIMALS, GRID

if TYPE_CHECKING:
    from numpy import ndarray

    Numbers = ndarray[Any, Any]

#: Edges of a line: of more, fewer lines could be told apart by their bounding boxes.
LONGEST = 32


class Border(NamedTuple):
    """The edges that one of some polygons alone has, with its land on their left. Grain: one edge.

    They begin and end at points, each a number; `turns` are twice the areas between an edge and 0, 0 in steps of the
    grid, `owners` the places of their polygons. Most follow the one before.
    """

    begins: Numbers
    ends: Numbers
    turns: Numbers
    owners: Numbers

    def is_that_of(self, other: Border) -> bool:
        """Whether another has the same edges, none of which begin at one point."""
        import numpy

        mine, theirs = (numpy.unique(border.begins, return_index=True) for border in (self, other))
        is_simple = len(mine[0]) == len(self.begins) == len(other.begins)
        same = is_simple and numpy.array_equal(mine[0], theirs[0])
        return same and numpy.array_equal(self.ends[mine[1]], other.ends[theirs[1]])

    def has_holes(self) -> bool:
        """Whether a ring of it may be that of a hole: one has its land outside, or rings meet in a point."""
        return self._meets_itself() or any(area < 0 for area in self._areas(self._rings()))

    def encloses_once(self, width: float) -> bool:
        """Whether its polygons are a coverage without a gap of that width, in degrees, that is open to the outside.

        As often as it winds around a place is that covered, so it is enough that no ring with land inside lies on land
        and that no edges of two polygons cross. None of these come near to each other but where one follows the other.
        """
        import numpy
        import shapely

        if self._meets_itself() or self._is_near_itself(width):
            return False
        rings = self._rings()
        signs = numpy.sign(self._areas(rings))
        around: list[Any] = [shapely.polygons(_positions(self.begins[ring])) for ring in rings]
        places = shapely.points(_positions(self.begins[[ring[0] for ring in rings]]))
        inner, outer = shapely.STRtree(around).query(places, "within")
        return not numpy.bincount(inner, signs[outer], len(rings))[signs > 0].any()

    def _meets_itself(self) -> bool:
        import numpy

        return not numpy.diff(numpy.sort(self.begins)).all()

    def _is_near_itself(self, width: float) -> bool:
        """Whether edges of two polygons are so near to each other that do not follow one another.

        Those that do are near where the far end of one is near to the other, so each is left out in turn.
        """
        import numpy
        import shapely

        places, bounds = self._places_of_lines()
        firsts, lasts = bounds[:-1], bounds[1:] - 1
        headless, tailless = places.copy(), places.copy()
        headless[firsts], tailless[lasts] = places[firsts + 1], places[lasts - 1]
        whole, rest, start = (
            shapely.from_ragged_array(shapely.GeometryType.LINESTRING, found, (bounds,))
            for found in (places, headless, tailless)
        )
        west, south, east, north = shapely.bounds(whole).T
        around = shapely.box(west - width, south - width, east + width, north + width)
        one, other = shapely.STRtree(whole).query(around)
        lines = self._lines()
        owners, begins, ends = self.owners[lines[:-1]], self.begins[lines[:-1]], self.ends[lines[1:] - 1]
        of_two = owners[one] != owners[other]
        one, other = one[of_two], other[of_two]
        follows, leads = ends[one] == begins[other], begins[one] == ends[other]
        apart = shapely.distance(whole[one], whole[other])
        apart[leads] = numpy.inf
        one, other = one[follows], other[follows]
        apart[follows] = numpy.minimum(
            shapely.distance(whole[one], rest[other]), shapely.distance(start[one], whole[other])
        )
        return bool((apart <= width).any())

    def _places_of_lines(self) -> tuple[Numbers, Numbers]:
        """The places that lines lead through, one more than they have edges, and where each line starts among them."""
        import numpy

        lines = self._lines()
        bounds = lines + numpy.arange(len(lines))
        is_end = numpy.zeros(bounds[-1], bool)
        is_end[bounds[1:] - 1] = True
        places = numpy.empty((bounds[-1], 2))
        places[~is_end], places[is_end] = _positions(self.begins), _positions(self.ends[lines[1:] - 1])
        return places, bounds

    def _lines(self) -> Numbers:
        """Where lines of edges that follow each other and are of one polygon start, and the last ends."""
        import numpy

        is_start = numpy.ones(len(self.begins) + 1, bool)
        is_start[1:-1] = (self.ends[:-1] != self.begins[1:]) | (self.owners[:-1] != self.owners[1:])
        is_start[::LONGEST] = True
        return numpy.flatnonzero(is_start)

    def _rings(self) -> list[Numbers]:
        """The edges of each ring in their order, where no two rings meet."""
        import numpy

        lines, rings = self._lines(), []
        points = self.begins[lines[:-1]].tolist(), self.ends[lines[1:] - 1].tolist()
        edges_of = numpy.split(numpy.arange(len(self.begins)), lines[1:-1])
        left = {begin: (end, edges) for begin, end, edges in zip(*points, edges_of, strict=True)}
        while left:
            first, (point, edges) = left.popitem()
            ring = [edges]
            while point != first:
                point, edges = left.pop(point)
                ring.append(edges)
            rings.append(numpy.concatenate(ring))
        return rings

    def _areas(self, rings: Sequence[Numbers]) -> list[int]:
        """Twice the area within each ring; negative where land is outside."""
        return [int(self.turns[ring].sum()) for ring in rings]


def border_of(polygons: Sequence[Any] | Numbers) -> Border | None:
    """The border of valid polygons if all other edges are of two of them, one on either side; None if not so.

    An edge is known by its middle, since another that has the same crosses it. Polygons that are not on the grid have
    no border here.
    """
    import numpy
    import shapely

    rings, polygon_of, is_shell = _rings_of(numpy.asarray(polygons))
    places, ring_of = shapely.get_coordinates(rings, return_index=True)
    steps = numpy.rint(places / GRID)
    if (steps / 10**DECIMALS != places).any():
        return None
    x, y = steps.astype(numpy.int64).T
    points, starts = (x << 32) + y, numpy.flatnonzero(ring_of[1:] == ring_of[:-1])
    ring_of, turns = ring_of[starts], (x[:-1] * y[1:] - x[1:] * y[:-1])[starts]
    firsts = numpy.flatnonzero(numpy.diff(ring_of, prepend=-1))
    is_left = numpy.add.reduceat(turns, firsts) > 0
    is_back = (is_left != is_shell)[ring_of]
    middles = points[starts] + points[starts + 1]
    begins = points[starts + is_back]
    ends = middles - begins
    order = numpy.argsort(middles)
    same = numpy.diff(middles[order]) == 0
    one, other = order[:-1][same], order[1:][same]
    if (same[1:] & same[:-1]).any() or (begins[one] != ends[other]).any():
        return None
    alone = begins != ends
    alone[one] = alone[other] = False
    turns = numpy.where(is_back, -turns, turns)
    turned = numpy.append(firsts, len(starts))[[ring_of, ring_of + 1]].sum(axis=0) - 1  # the way back through a ring
    edges = numpy.where(is_back, turned - numpy.arange(len(starts)), numpy.arange(len(starts)))
    edges = edges[alone[edges]]
    return Border(begins[edges], ends[edges], turns[edges], polygon_of[ring_of[edges]])


def _rings_of(polygons: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Lines of the rings of polygons, the place of each one's polygon, and whether it is a shell, no hole.

    A polygon of one ring is as good a line as that, which takes time to make.
    """
    import numpy
    import shapely

    is_ring = (shapely.get_type_id(polygons) == shapely.GeometryType.POLYGON) & (
        shapely.get_num_interior_rings(polygons) == 0
    )
    parts, polygon_of = shapely.get_parts(polygons[~is_ring], return_index=True)
    rings, part_of = shapely.get_rings(parts, return_index=True)
    owners = numpy.flatnonzero(is_ring), numpy.flatnonzero(~is_ring)[polygon_of[part_of]]
    is_shell = is_ring[is_ring], numpy.diff(part_of, prepend=-1) > 0
    return numpy.concatenate([polygons[is_ring], rings]), numpy.concatenate(owners), numpy.concatenate(is_shell)


def _positions(points: Numbers) -> Numbers:
    """Longitude and latitude of points that are numbers."""
    import numpy

    y = ((points + (1 << 31)) & 0xFFFFFFFF) - (1 << 31)
    return numpy.column_stack(((points - y) >> 32, y)) / 10**DECIMALS
