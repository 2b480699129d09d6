"""The static map: areas as classes, sites as markers, drawn as one small SVG without scripts or styles of its own.

It is on the screen before a script has run, and stays where none runs. It is drawn in Web Mercator and bounded by
the areas, as the page's first view is, so that this can take its place without a jump.
Texts given to it are HTML, escaped already. The classes `area`, `hatch-…`, `stipple-…`, `symbol`, `zone` and `cluster`
are those of map.css.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy

from kcn_map.cartography import place_labels, text_layout
from kcn_map.cartography.classes import Class
from kcn_map.cartography.declutter import Grounds, Spot, away, positions
from kcn_map.cartography.projection import Point, Projection
from kcn_map.cartography.symbols import REACH, pattern, symbol
from kcn_map.core.cache import memoize
from kcn_map.core.kinds import Kind
from kcn_map.core.model import Geometry
from kcn_map.geo import coordinates, topology
from kcn_map.geo.columns import columns_of
from kcn_map.values import dataclass

WIDTH = 640  # units of the drawing
#: How far a border may move, in units of the drawing.
TOLERANCE = 1.25
NAME = 16  # the size of names, as static.css has it
RADIUS = 4  # half of a marker's size
STEP = 11  # least distance between two markers
#: More markers would hide the map: they are dots, each in its place.
DOTS_THRESHOLD = 150
#: More are dots where they would be pushed far from their places.
MANY_MARKS = 40
DOT = 1  # from the middle of such a dot to its side
SMALL = 2  # half the size of a marker that has no room beside the others within its area

PATTERNS = pattern("hatch", 'class="hatch-ground"', 'class="hatch-line"') + pattern(
    "stipple", 'class="stipple-ground"', 'class="stipple-dot"'
)


@dataclass(frozen=True, slots=True)
class Shape:
    """An area: its code, its polygon, its class, where its label stands (lon, lat), and whether it has sites.

    `inverse` are the looks in which its name has the colour of its halo.
    """

    code: str
    geometry: Geometry
    label: str
    title: str
    group: Class
    anchor: Point
    has_sites: bool = False
    inverse: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Marker:
    """A site, and the area of the first level that it is in, if any."""

    kind: Kind
    title: str
    point: Point
    area: Geometry | None


def svg(shapes: Sequence[Shape], level: str, markers: Sequence[Marker], title: str) -> str:
    """The drawing; empty where there is nothing to draw. `level` is the id of that whose areas the shapes are."""
    if not shapes:
        return ""
    geometries = [shape.geometry for shape in shapes]
    west, _, east, _ = bounds = coordinates.bounds(geometries)
    project, height = Projection.across(WIDTH, bounds)
    rings = _projected(generalised(geometries, TOLERANCE * (east - west) / WIDTH), project)
    drawn = [_area(shape, level, polygon) for shape, polygon in zip(shapes, rings, strict=True)]
    spots = _spots(markers, project)
    labels = _labels(shapes, rings, project, spots, height)
    symbols = _symbols(markers, spots) if spots else _dots(markers, project)
    return (
        f'<svg id="picture" class="picture" viewBox="0 0 {WIDTH} {height:.1f}" role="img"><title>{title}</title>'
        f"<defs>{PATTERNS}</defs>{''.join(drawn)}{labels}{symbols}</svg>"
    )


def _spots(markers: Sequence[Marker], project: Projection) -> list[Spot]:
    """Places of markers that do not collide; none where these would hide the map, or be far from where they belong."""
    count, homes = len(markers), [project(marker.point) for marker in markers]
    radii = [RADIUS] * count
    if count > DOTS_THRESHOLD or (count > MANY_MARKS and away(homes, radii, STEP) > STEP * count):
        return []
    grounds = Grounds(project, [marker.point for marker in markers], [marker.area for marker in markers])
    return positions(homes, radii, STEP, SMALL, grounds)


def key(kind: Kind) -> str:
    """A kind of site in the legend."""
    drawn = f'<g class="{kind.css_class}"><path class="symbol" d="{symbol(kind.symbol, 0, 0, RADIUS)}"/></g>'
    return f'<svg class="static-key" viewBox="-9 -6 18 12" aria-hidden="true">{drawn}</svg>'


@memoize(2)
def generalised(geometries: Sequence[Geometry], tolerance: float) -> list[list[list[Point]]]:
    """The rings of each geometry with fewer vertices; neighbours keep one line between them. `tolerance` in degrees."""
    import shapely

    extracted = topology.extract_arcs(geometries)
    points, ends = extracted.lines()
    owners = numpy.repeat(numpy.arange(len(ends)), numpy.diff(ends, prepend=0))
    lines: Any = shapely.linestrings(points / topology.SCALE, indices=owners)
    simple = shapely.simplify(lines, tolerance, preserve_topology=False)
    arcs = [line.coords[:] for line in simple.tolist()]
    numbers = iter(extracted.rings())
    counts = columns_of(geometries).count_lines().tolist()
    return [[topology.assemble_ring(next(numbers), arcs) for _ in range(count)] for count in counts]


@memoize(2)
def _projected(rings: Sequence[Sequence[Sequence[Point]]], project: Projection) -> list[list[list[Point]]]:
    """The rings of each area in units of the drawing."""
    return [[[project(point) for point in ring] for ring in polygon] for polygon in rings]


def _area(shape: Shape, level: str, rings: Sequence[Sequence[Point]]) -> str:
    path = "".join(map(outline, rings))
    title = f"<title>{shape.title}</title>"
    return f'<path class="area" data-{level}="{shape.code}" data-class="{shape.group}" d="{path}">{title}</path>'


def outline(points: Sequence[Point]) -> str:
    """A closed ring in whole units, each point as the step from the one before; nothing where it is but a point."""
    whole = [(round(x), round(y)) for x, y in points[:-1]]
    steps = " ".join(f"{x - a} {y - b}" for (a, b), (x, y) in pairwise(whole) if (a, b) != (x, y))
    return f"M{whole[0][0]} {whole[0][1]}l{steps}z" if steps else ""


def _labels(
    shapes: Sequence[Shape], rings: Sequence[Sequence[Sequence[Point]]], project: Projection, spots: Sequence[Spot],
    height: float,
) -> str:  # fmt: skip
    """The names of areas, each in its own; `rings` and `spots` are in units of the drawing."""
    areas = [
        place_labels.Area(
            polygon,
            project(shape.anchor),
            place_labels.forms(shape.label, NAME, lambda text: text_layout.WIDER * text_layout.width(text, NAME)),
            shape.has_sites,
        )
        for shape, polygon in zip(shapes, rings, strict=True)
    ]
    marks = [place_labels.Box(x, y, 2 * r * REACH, 2 * r * REACH) for x, y, r in spots]
    found = _arranged(areas, height, marks)
    return "".join(
        _text(area.forms[place.form], place.box, shape.inverse)
        for shape, area, place in zip(shapes, areas, found, strict=True)
        if place
    )


@memoize(2)
def _arranged(
    areas: Sequence[place_labels.Area], height: float, marks: Sequence[place_labels.Box]
) -> list[place_labels.Place | None]:
    return place_labels.arrange(areas, (0, 0, WIDTH, height), marks)


def _text(form: place_labels.Form, box: place_labels.Box, inverse: Sequence[str]) -> str:
    first, step = place_labels.base_lines(form, box, NAME)
    names = " ".join(["small"] * (form.factor < 1) + [f"inverse-{look}" for look in inverse])
    style = f' class="{names}"' if names else ""
    return "".join(
        f'<text{style} x="{box.x:.0f}" y="{first + number * step:.0f}">{line}</text>'
        for number, line in enumerate(form.lines)
    )


def _symbols(markers: Sequence[Marker], spots: Sequence[Spot]) -> str:
    """The markers by kind."""
    drawn: dict[str, list[str]] = {}
    for marker, (x, y, radius) in zip(markers, spots, strict=True):
        name = f"<title>{marker.title}</title>" if marker.title else ""
        shape = symbol(marker.kind.symbol, round(x), round(y), radius)
        drawn.setdefault(marker.kind.css_class, []).append(f'<path class="symbol" d="{shape}">{name}</path>')
    return "".join(f'<g class="{name}">{"".join(symbols)}</g>' for name, symbols in drawn.items())


def _dots(markers: Sequence[Marker], project: Projection) -> str:
    """Too many markers: dots by kind, each in its place."""
    drawn = []
    for kind in {marker.kind.id: marker.kind for marker in markers}.values():
        own = (marker for marker in markers if marker.kind.id == kind.id)
        places = dict.fromkeys(tuple(map(round, project(marker.point))) for marker in own)
        squares = (f"M{x - DOT} {y - DOT}h{2 * DOT}v{2 * DOT}h{-2 * DOT}z" for x, y in places)
        drawn.append(f'<g class="{kind.css_class}"><path class="symbol" d="{"".join(squares)}"/></g>')
    return "".join(drawn)
