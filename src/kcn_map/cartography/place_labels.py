"""Where text goes in a drawing: how wide it is, how it breaks, and a place for it that nothing else takes.

Widths are of a plain sans-serif and rather too wide than too narrow: the reader's own font may differ.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from kcn_map.cartography.projection import Point

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

#: West, north, east, south in units of the drawing, whose y runs down.
Box = tuple[float, float, float, float]

#: Letters by width in ems; all others are as wide as a digit.
_WIDTHS = {
    0.25: "ijlI.,:;'|!()[]tf /-·",
    0.36: 'r“”"',
    0.5: "csvxyzkJ",
    0.68: "ABDEKPSVXYRCNHUTGFĐ",
    0.8: "mMWOQ%@—≥w",
}
_BOLD = 1.06
#: How much wider than that a reader's font may be: running text leaves room for it.
WIDER = 1.1
#: No more letters of one text are drawn.
LONGEST = 700
_STEP = 5  # between two places that are tried
_SHIFTS = (0, -9, 9, -18, 18, -27, 27, -36, 36)

#: What makes a place bad, by share of the label's own box; and each unit away from the anchor.
_OUTSIDE, _ON_MARKER, _ON_LABEL, _AWAY = 8.0, 40.0, 600.0, 0.006


@cache
def _letter(letter: str) -> float:
    base = unicodedata.normalize("NFD", letter)[0]
    return next((width for width, letters in _WIDTHS.items() if letter in letters or base in letters), 0.556)


def width(text: str, size: float, bold: bool = False) -> float:
    """How wide a line of text is, about; combining marks take no room."""
    return size * (_BOLD if bold else 1) * sum(_letter(c) for c in text if not unicodedata.combining(c))


def clipped(text: str) -> str:
    """The text as long as a picture has room for: what is longer ends with an ellipsis."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"


def wrapped(text: str, size: float, room: float, bold: bool = False) -> list[str]:
    """The text broken at blanks into lines that fit; a word too long for a line is cut."""
    room /= WIDER
    lines: list[str] = []
    for piece in (piece for word in clipped(text).split() for piece in _pieces(word, size, room, bold)):
        longer = f"{lines[-1]} {piece}" if lines else piece
        if lines and width(longer, size, bold) <= room:
            lines[-1] = longer
        else:
            lines.append(piece)
    return lines


def shortened(text: str, size: float, room: float) -> str:
    """The text on one line, cut with an ellipsis where it does not fit."""
    room /= WIDER
    text = clipped(text)
    if width(text, size) <= room:
        return text
    while text and width(f"{text}…", size) > room:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _pieces(word: str, size: float, room: float, bold: bool) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and width(pieces[-1] + letter, size, bold) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def place(
    area: BaseGeometry, size: Point, anchor: Point | None, markers: Sequence[Box], labels: Sequence[Box]
) -> tuple[Point, float]:
    """The best middle for a box of `size` in an area, and how bad it is: 0 is at its anchor, free and inside."""
    import numpy
    import shapely

    west, south, east, north = area.bounds
    across, down = numpy.meshgrid(numpy.arange(west, east, _STEP), numpy.arange(south, north, _STEP))
    middle = area.representative_point()
    x, y = anchor or (middle.x, middle.y)
    xs, ys = numpy.append(across, x), numpy.append(down, y)
    half_x, half_y = size[0] / 2, size[1] / 2
    shapely.prepare(area)
    boxes = shapely.box(xs - half_x, ys - half_y, xs + half_x, ys + half_y)
    cost = _AWAY * numpy.hypot(xs - x, ys - y)
    for taken, weight in ((markers, _ON_MARKER), (labels, _ON_LABEL)):
        for left, top, right, bottom in taken:
            wide = numpy.minimum(xs + half_x, right) - numpy.maximum(xs - half_x, left)
            high = numpy.minimum(ys + half_y, bottom) - numpy.maximum(ys - half_y, top)
            cost += weight * numpy.clip(wide, 0, None) * numpy.clip(high, 0, None) / (size[0] * size[1])
    inside = shapely.contains(area, boxes)
    # Intersections take nearly all the time: only boxes that would be better than the best one inside need theirs.
    rivals = ~inside & (cost < numpy.min(cost, where=inside, initial=numpy.inf))
    cost[~inside] += _OUTSIDE
    cost[rivals] -= _OUTSIDE * shapely.area(shapely.intersection(boxes[rivals], area)) / (size[0] * size[1])
    best = int(numpy.argmin(numpy.round(cost, 6)))
    return (float(xs[best]), float(ys[best])), float(cost[best])


def shift(middle: Point, reach: float, clearance: float, markers: Sequence[Point]) -> int:
    """How far up or down a name moves that would lie under a marker; 0 where there is no room near.

    `reach` is half of its width and of a marker's, `clearance` the least distance of their middles one above the other.
    core/label-places.js has the same rule for print.
    """
    x, y = middle

    def is_free(down: int) -> bool:
        return all(abs(at[0] - x) > reach or abs(at[1] - y - down) > clearance for at in markers)

    return next(filter(is_free, _SHIFTS), 0)


def around(point: Point, size: Point) -> Box:
    """The box of `size` whose middle is the point."""
    return point[0] - size[0] / 2, point[1] - size[1] / 2, point[0] + size[0] / 2, point[1] + size[1] / 2
