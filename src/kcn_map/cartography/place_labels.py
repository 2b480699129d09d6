"""Where names stand: an area's wholly within it, clear of marks and of other names.

core/label-places.js has the same rule for the page and for print; tests/test_cartography.py holds both to the same
places.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from kcn_map.cartography.projection import Point
from kcn_map.core.cache import memoize
from kcn_map.core.model import Geometry
from kcn_map.geo import coordinates
from kcn_map.values import dataclass

GAP, DENSE_GAP = 3, 2  # around a name, in all, in units of its drawing; where there are many
LINE, DENSE_LINE = 1.2, 1.1  # height of a line, of the size of its letters
ROW = 0.25  # from one row that is tried to the next, of the height of a name
SMALL, SMALLEST = 0.85, 0.75  # what finds no room is tried so much smaller, among many smaller still
MOST_COVERED = 0.15  # of a name, by marks
#: More areas have their names in smaller letters.
MANY = 40
#: How near the point where an area's name is wanted comes to the best one, in degrees (about 100 m).
TOLERANCE = 0.001

#: West, north, east, south in units of the drawing, whose y runs down.
Edges = tuple[float, float, float, float]
Ring = Sequence[Point]


class Box(NamedTuple):
    """Its middle and its size."""

    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True, slots=True)
class Form:
    """A way to write a name: its lines and the factor of its letters' size; the room that it takes.

    `start` is from its left end to its first letter, `letter` the size of that; `step` the height of a line.
    """

    lines: tuple[str, ...]
    factor: float
    step: float
    w: float
    h: float
    start: float
    letter: float


@dataclass(frozen=True, slots=True)
class Area:
    """An area to be named: its rings, holes among them, and where its name is wanted."""

    rings: Sequence[Ring]
    home: Point
    forms: Sequence[Form]
    is_first: bool = False

    @property
    def edges(self) -> Edges:
        xs, ys = zip(*(point for ring in self.rings for point in ring), strict=True)
        return min(xs), min(ys), max(xs), max(ys)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a name stands, the form that it takes there, and how much of it marks cover, as a share."""

    box: Box
    form: int
    hidden: float


def forms(text: str, size: float, width: Callable[[str], float], is_dense: bool = False) -> list[Form]:
    """The forms that a name can take, the best first: on one line or two, in letters of full size or smaller ones.

    Where there are many names they stand closer, and may be smaller.
    """
    words = text.split(" ")
    broken = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))]
    ways: list[tuple[str, ...]] = [(text,)]
    if broken:
        ways.append(min(broken, key=lambda lines: max(map(width, lines))))
    factors = (1, SMALL, SMALLEST) if is_dense else (1, SMALL)
    return [_form(lines, factor, size, list(map(width, lines)), is_dense) for factor in factors for lines in ways]


def _form(lines: tuple[str, ...], factor: float, size: float, widths: list[float], is_dense: bool) -> Form:
    line, gap = (DENSE_LINE, DENSE_GAP) if is_dense else (LINE, GAP)
    step = size * line * factor
    widest = max(widths) * factor
    start = (widest - widths[0] * factor) / 2
    return Form(lines, factor, step, widest + gap, len(lines) * step + gap, start, step + gap)


def base_lines(form: Form, box: Box, size: float) -> tuple[float, float]:
    """Where the first line of a name stands that has its place, and how far each further one is below the last."""
    return box.y + 0.35 * size * form.factor - form.step * (len(form.lines) - 1) / 2, form.step


def with_line(form: Form, width: float, height: float) -> Form:
    """The form with room for one more line below it."""
    grown = max(form.w, width + GAP)
    return replace(form, w=grown, h=form.h + height, start=form.start + (grown - form.w) / 2)


def with_margin(form: Form, margin: float) -> Form:
    return replace(form, w=form.w + margin, h=form.h + margin, letter=form.letter + margin)


def arrange(areas: Sequence[Area], frame: Edges, marks: Sequence[Box], taken: Sequence[Box] = ()) -> list[Place | None]:
    """A place for each name, None where it has none: areas with sites come first, then the larger ones.

    Where marks leave no room, they may cover a little of a name's end. `taken` is what other names take.
    """
    found: list[Place | None] = [None] * len(areas)
    names = list(taken)
    edges = [area.edges for area in areas]
    order = sorted(range(len(areas)), key=lambda i: (not areas[i].is_first, -_extent(edges[i])))
    for i in order:
        west, north, east, south = edges[i]
        whole = Box((west + east) / 2, (north + south) / 2, east - west, south - north)
        found[i] = place = _place(areas[i], edges[i], frame, [mark for mark in marks if overlap(mark, whole)], names)
        if place:
            names.append(place.box)
    return found


def overlap(a: Box, b: Box) -> bool:
    return abs(a.x - b.x) * 2 < a.w + b.w and abs(a.y - b.y) * 2 < a.h + b.h


def _extent(edges: Edges) -> float:
    return (edges[2] - edges[0]) * (edges[3] - edges[1])


def _place(area: Area, edges: Edges, frame: Edges, marks: Sequence[Box], names: Sequence[Box]) -> Place | None:
    """The place of the first form that has one clear of marks, else of the one that they cover least."""
    least: Place | None = None
    for solid, soft in (((*names, *marks), ()), (names, marks)):
        for number, form in enumerate(area.forms):
            if least and not least.hidden:
                return least
            found = _best(area, edges, form, frame, solid, soft)
            if found and (least is None or found[1] < least.hidden):
                least = Place(found[0], number, found[1])
    return least


def _best(
    area: Area, edges: Edges, form: Form, frame: Edges, solid: Sequence[Box], soft: Sequence[Box]
) -> tuple[Box, float] | None:
    """The place nearest to an area's own point where a name lies wholly in the area and the frame, clear of others.

    `solid` is what is taken. `soft` marks may cover a little: it is the place where they cover least; and how much.
    """
    w, h = form.w, form.h
    left, top = max(edges[0], frame[0]), max(edges[1], frame[1])
    right, bottom = min(edges[2], frame[2]), min(edges[3], frame[3])
    if right - left < w or bottom - top < h:
        return None
    x, y = _clamp(area.home[0], left + w / 2, right - w / 2), _clamp(area.home[1], top + h / 2, bottom - h / 2)
    place: tuple[Box, float] | None = None
    least, nearest = MOST_COVERED, math.inf
    for i in range(2 * math.ceil((bottom - top) / (h * ROW))):
        away = math.ceil(i / 2) * h * ROW
        if not least and away >= nearest:
            break
        row = y + away if i % 2 else y - away
        if row - h / 2 < top or row + h / 2 > bottom:
            continue
        for first, last in _free(area.rings, form, row, left, right, solid, soft):
            if not _is_within(area.rings, (first + last) / 2 + w / 2, row):
                continue
            for start in (_clamp(x - w / 2, first, last), first, last):
                box = Box(start + w / 2, row, w, h)
                far, hidden = math.hypot(box.x - x, away), _covered(box, soft)
                if hidden < least or (hidden == least and far < nearest):
                    place, least, nearest = (box, hidden), hidden, far
    return place


def _free(
    rings: Sequence[Ring], form: Form, row: float, left: float, right: float, solid: Sequence[Box], soft: Sequence[Box]
) -> Iterator[tuple[float, float]]:
    """From where to where the left end of a name may stand in a row, from left to right.

    No border and nothing that is taken lies within the name then, and no soft mark within its first letter.
    """
    w, h, start, letter = form.w, form.h, form.start, form.letter
    top, bottom = row - h / 2, row + h / 2
    blocked = [(right - w, math.inf)]
    for ring in rings:
        for (ax, ay), (bx, by) in pairwise(ring):
            if (ay <= top and by <= top) or (ay >= bottom and by >= bottom):
                continue
            a = ax + ((bx - ax) * (_clamp(ay, top, bottom) - ay)) / (by - ay or 1)
            b = bx + ((ax - bx) * (_clamp(by, top, bottom) - by)) / (ay - by or 1)
            blocked.append((min(a, b) - w, max(a, b)))
    for x, y, wide, high in solid:
        if abs(y - row) * 2 < h + high:
            blocked.append((x - wide / 2 - w, x + wide / 2))
    for x, y, wide, high in soft:
        if abs(y - top - letter / 2) * 2 < letter + high:
            blocked.append((x - wide / 2 - start - letter, x + wide / 2 - start))
    first = left
    for begin, end in sorted(blocked):
        if begin >= first:
            yield first, begin
        first = max(first, end)


def _is_within(rings: Sequence[Ring], x: float, y: float) -> bool:
    """Whether a point lies in a polygon, holes left out."""
    is_within = False
    for ring in rings:
        for (ax, ay), (bx, by) in pairwise(ring):
            if (by > y) != (ay > y) and x < ((ax - bx) * (y - by)) / (ay - by) + bx:
                is_within = not is_within
    return is_within


def _covered(box: Box, marks: Sequence[Box]) -> float:
    """How much of a box marks cover, as a share."""

    def shared(far: float, one: float, other: float) -> float:
        return max(0, min(one, other, (one + other) / 2 - abs(far)))

    area = sum(shared(box.x - x, box.w, w) * shared(box.y - y, box.h, h) for x, y, w, h in marks)
    return area / (box.w * box.h)


def _clamp(value: float, low: float, high: float) -> float:
    return low if value < low else high if value > high else value


@memoize(4)
def centres(geometries: Sequence[Geometry | None]) -> list[Point | None]:
    """For each polygon the middle of the largest circle in it, where a name has most room: longitude, latitude."""
    import shapely

    radii = shapely.maximum_inscribed_circle(coordinates.shapes(geometries), TOLERANCE)
    ends = map(tuple, shapely.get_coordinates(radii)[::2].tolist())  # a radius has two ends
    return [None if radius is None else next(ends) for radius in radii]
