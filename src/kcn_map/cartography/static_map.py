"""The static map: districts as classes, sites as markers, drawn as one small SVG without scripts or styles of its own.

It is on the screen before a script has run, and stays where none runs. It is drawn in Web Mercator and bounded by
the districts, as the page's first view is, so that this can take its place without a jump.
Texts given to it are HTML, escaped already. The classes `area`, `hatch-…`, `stipple-…`, `symbol`, `zone` and `cluster`
are those of map.css.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy

from kcn_map.cartography.classes import Class
from kcn_map.core.cache import memoize
from kcn_map.core.model import Geometry
from kcn_map.geo import coordinates, topology

WIDTH = 640  # units of the drawing
#: How far a border may move, in units of the drawing.
TOLERANCE = 1.0
HALF, REACH = 4, 5  # from the middle of a marker to the side of a square, to the corner of a diamond
STEP = 2 * REACH + 1  # from one marker to the next where sites share a point
#: More markers would hide the map: they are dots, each in its place. More names would be no names.
DOTS_THRESHOLD, NAMES_THRESHOLD = 150, 60
DOT = 1  # from the middle of a dot to its side

Point = tuple[float, float]
Projection = Callable[[Sequence[float]], Point]

#: "No data" is hatched, "none" is dotted.
PATTERNS = (
    '<pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect class="hatch-ground" width="7" height="7"/><path class="hatch-line" d="M.5 0V7"/></pattern>'
    '<pattern id="stipple" width="9" height="9" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect class="stipple-ground" width="9" height="9"/><circle class="stipple-dot" cx="4.5" cy="4.5" r=".9"/>'
    "</pattern>"
)


@dataclass(frozen=True, slots=True)
class Shape:
    """A district: its code, its polygon, its class, and where its label stands (lon, lat)."""

    code: str
    geometry: Geometry
    label: str
    title: str
    group: Class
    anchor: Point | None


@dataclass(frozen=True, slots=True)
class Marker:
    kind: str
    title: str
    point: Point


def svg(shapes: Sequence[Shape], markers: Sequence[Marker], title: str) -> str:
    """The drawing; empty where there is nothing to draw."""
    if not shapes:
        return ""
    geometries = [shape.geometry for shape in shapes]
    west, _, east, _ = bounds = _bounds(geometries)
    project, height = _projection(*bounds)
    rings = generalised(geometries, TOLERANCE * (east - west) / WIDTH)
    drawn = [_area(shape, polygon, project) for shape, polygon in zip(shapes, rings, strict=True)]
    labels = [_label(shape, project) for shape in shapes if shape.anchor and len(shapes) <= NAMES_THRESHOLD]
    return (
        f'<svg id="picture" class="picture" viewBox="0 0 {WIDTH} {height}" role="img"><title>{title}</title>'
        f"<defs>{PATTERNS}</defs>{''.join(drawn)}{''.join(labels)}{_markers(markers, project)}</svg>"
    )


def key(kind: str) -> str:
    """A kind of site in the legend."""
    symbol = f'<g class="{kind}">{_symbol(kind, 0, 0)}</g>'
    return f'<svg class="static-key" viewBox="-9 -6 18 12" aria-hidden="true">{symbol}</svg>'


@memoize(2)
def generalised(geometries: Sequence[Geometry], tolerance: float) -> list[list[list[Point]]]:
    """The rings of each geometry with fewer vertices; neighbours keep one line between them. `tolerance` in degrees."""
    import shapely

    extracted = topology.extract_arcs({"": {str(place): geometry for place, geometry in enumerate(geometries)}})
    owners = numpy.repeat(numpy.arange(len(extracted.arcs)), [len(arc) for arc in extracted.arcs])
    lines: Any = shapely.linestrings(numpy.concatenate(extracted.arcs) / topology.SCALE, indices=owners)
    simple = shapely.simplify(lines, tolerance, preserve_topology=False)
    arcs = [line.coords[:] for line in simple.tolist()]
    shapes = extracted.layers[""].values()
    return [[topology.assemble_ring(ring, arcs) for polygon in shape for ring in polygon] for shape in shapes]


def _projection(west: float, south: float, east: float, north: float) -> tuple[Projection, float]:
    """Degrees to units of the drawing (Web Mercator, within these bounds), and the drawing's height."""
    scale, top = WIDTH / math.radians(east - west), _northing(north)

    def project(point: Sequence[float]) -> Point:
        return math.radians(point[0] - west) * scale, (top - _northing(point[1])) * scale

    return project, round((top - _northing(south)) * scale, 1)


@memoize(2)
def _bounds(geometries: Sequence[Geometry]) -> tuple[float, float, float, float]:
    """West, south, east, north."""
    positions = coordinates.positions(coordinates.lines_of(geometries))
    (west, south), (east, north) = positions.min(axis=0).tolist(), positions.max(axis=0).tolist()
    return west, south, east, north


def _northing(lat: float) -> float:
    """Of a latitude in degrees, on a sphere of radius 1 (J. P. Snyder, Map Projections, 1987, equation 7-2)."""
    return math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))


def _area(shape: Shape, rings: Sequence[Sequence[Point]], project: Projection) -> str:
    path = "".join(_path([project(point) for point in ring]) for ring in rings)
    title = f"<title>{shape.title}</title>"
    return f'<path class="area" data-district="{shape.code}" data-class="{shape.group}" d="{path}">{title}</path>'


def _path(points: Sequence[Point]) -> str:
    """A closed ring in whole units, each point as the step from the one before; nothing where it is but a point."""
    whole = [(round(x), round(y)) for x, y in points[:-1]]
    steps = " ".join(f"{x - a} {y - b}" for (a, b), (x, y) in pairwise(whole) if (a, b) != (x, y))
    return f"M{whole[0][0]} {whole[0][1]}l{steps}z" if steps else ""


def _label(shape: Shape, project: Projection) -> str:
    x, y = project(shape.anchor or (0, 0))
    return f'<text x="{x:.0f}" y="{y:.0f}">{shape.label}</text>'


def _markers(markers: Sequence[Marker], project: Projection) -> str:
    """The markers by kind, side by side where several share a point; too many are dots."""
    if len(markers) > DOTS_THRESHOLD:
        return "".join(f'<g class="{kind}">{_dots(markers, kind, project)}</g>' for kind in ("zone", "cluster"))
    drawn: dict[str, list[str]] = {}
    taken: dict[Point, int] = {}
    for marker in markers:
        before = taken[marker.point] = taken.get(marker.point, -1) + 1
        x, y = project(marker.point)
        drawn.setdefault(marker.kind, []).append(_symbol(marker.kind, round(x) + before * STEP, round(y), marker.title))
    return "".join(f'<g class="{kind}">{"".join(symbols)}</g>' for kind, symbols in drawn.items())


def _dots(markers: Sequence[Marker], kind: str, project: Projection) -> str:
    places = dict.fromkeys(tuple(map(round, project(marker.point))) for marker in markers if marker.kind == kind)
    squares = (f"M{x - DOT} {y - DOT}h{2 * DOT}v{2 * DOT}h{-2 * DOT}z" for x, y in places)
    return f'<path class="symbol" d="{"".join(squares)}"/>'


def _symbol(kind: str, x: int, y: int, title: str = "") -> str:
    """Zones are squares, clusters are diamonds, as on the page's own map: told apart without colour."""
    name = f"<title>{title}</title>" if title else ""
    if kind == "zone":
        outline = f"M{x - HALF} {y - HALF}h{2 * HALF}v{2 * HALF}h{-2 * HALF}z"
    else:
        outline = f"M{x} {y - REACH}l{REACH} {REACH} {-REACH} {REACH} {-REACH} {-REACH}z"
    return f'<path class="symbol" d="{outline}">{name}</path>'
