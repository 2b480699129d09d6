"""Shared borders, written once: polygons become rings of arcs on a grid of 1e-5 degrees (about 1 m), or a finer one.

A topology is a plain mapping, as it stands in the page's data:

    {"scale": 100000, "arcs": ["<encoded>", …], "layers": {layer: {key: [[ring, …], …]}}}

Every key has a list of polygons, a polygon is a list of rings (outer, then holes), a ring is a list
of arc numbers; ~i is arc i walked backwards. Consecutive arcs share their end. Coordinates are
WGS 84 longitude and latitude; on the grid the way there and back loses nothing, ring starts included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

from kcn_map.memo import kept
from kcn_map.model import Geometry

SCALE = 100_000
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
CHARS = {f"{value:06b}": char for value, char in enumerate(ALPHABET)}
BITS = {char: bits for bits, char in CHARS.items()}
#: Of the code for steps: 8 makes those of up to some hundred metres shortest, which borders mostly consist of.
ORDER = 8

Point = tuple[int, int]  # longitude and latitude in steps of the grid
Line = Sequence[Point]
Geometries = Mapping[str, Mapping[str, Geometry]]


@kept(2)
def encode(layers: Geometries, scale: int = SCALE) -> dict[str, Any]:
    """Topology of named layers of GeoJSON Polygons and MultiPolygons, by key. Rings are closed.

    `scale` is the number of the grid's steps in a degree.
    Arcs are numbered as the rings are met, so the same layers always give the same topology.
    """
    grid = _each(layers, lambda geometry: _polygons(geometry, scale))
    junctions = _junctions(_rings(grid.values()))
    arcs: dict[tuple[Point, ...], int] = {}
    cut = _each(grid, lambda shape: [[_cut(ring, junctions, arcs) for ring in polygon] for polygon in shape])
    return {"scale": scale, "arcs": [encode_line(arc) for arc in arcs], "layers": cut}


def decode(topology: Mapping[str, Any]) -> dict[str, dict[str, Geometry]]:
    """The exact inverse of `encode`. A key with one polygon comes back as a Polygon."""
    scale = topology["scale"]
    arcs = [[[x / scale, y / scale] for x, y in decode_line(text)] for text in topology["arcs"]]
    return _each(
        topology["layers"], lambda shape: _geometry([[_join(ring, arcs) for ring in polygon] for polygon in shape])
    )


def on_grid(line: Iterable[Sequence[float]], scale: int = SCALE) -> list[Point]:
    """Positions (longitude, latitude, …) as the nearest points of the grid."""
    return [(round(position[0] * scale), round(position[1] * scale)) for position in line]


def encode_line(line: Line) -> str:
    """One line as text: the first point, then the step to each next one, six bits a character, zeros at the end."""
    steps = []
    x = y = 0
    for next_x, next_y in line:
        steps.append(_code(next_x - x))
        steps.append(_code(next_y - y))
        x, y = next_x, next_y
    bits = "".join(steps)
    bits += "0" * (-len(bits) % 6)
    return "".join(CHARS[bits[start : start + 6]] for start in range(0, len(bits), 6))


def decode_line(text: str) -> list[Point]:
    """The exact inverse of `encode_line`."""
    steps = _steps("".join(BITS[char] for char in text))
    line = []
    x = y = 0
    for step_x, step_y in zip(steps, steps, strict=True):
        x, y = x + step_x, y + step_y
        line.append((x, y))
    return line


def _each(layers: Mapping[str, Mapping[str, Any]], make: Callable[[Any], Any]) -> dict[str, dict[str, Any]]:
    return {name: {key: make(shape) for key, shape in shapes.items()} for name, shapes in layers.items()}


def _polygons(geometry: Geometry, scale: int) -> list[list[list[Point]]]:
    coordinates = geometry["coordinates"]
    polygons = [coordinates] if geometry["type"] == "Polygon" else coordinates
    return [[on_grid(ring, scale) for ring in polygon] for polygon in polygons]


def _rings(layers: Iterable[Mapping[str, list[list[list[Point]]]]]) -> Iterator[list[Point]]:
    for shapes in layers:
        for polygons in shapes.values():
            for polygon in polygons:
                yield from polygon


def _junctions(rings: Iterable[list[Point]]) -> set[Point]:
    """Where lines part or end: points that are passed between different neighbours, and every ring's start.

    With the starts among them a ring keeps its first point, and none is without a junction.
    """
    junctions = set()
    passed: dict[Point, tuple[Point, Point]] = {}
    for ring in rings:
        junctions.add(ring[0])
        for before, point, after in zip(ring, ring[1:], ring[2:], strict=False):
            known = passed.setdefault(point, (before, after))
            if known != (before, after) and known != (after, before):
                junctions.add(point)
    return junctions


def _cut(ring: list[Point], junctions: set[Point], arcs: dict[tuple[Point, ...], int]) -> list[int]:
    """The ring as arc numbers; arcs met for the first time are added to `arcs`."""
    ends = [place for place, point in enumerate(ring) if point in junctions]
    return [_number(tuple(ring[start : end + 1]), arcs) for start, end in pairwise(ends)]


def _number(arc: tuple[Point, ...], arcs: dict[tuple[Point, ...], int]) -> int:
    if (known := arcs.get(arc)) is not None:
        return known
    if (known := arcs.get(arc[::-1])) is not None:
        return ~known
    return arcs.setdefault(arc, len(arcs))


def _join(ring: Sequence[int], arcs: Sequence[list[list[float]]]) -> list[list[float]]:
    points: list[list[float]] = []
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points.extend(arc[1:] if points else arc)
    return points


def _geometry(polygons: list[list[list[list[float]]]]) -> Geometry:
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}


@lru_cache(maxsize=8192)
def _code(step: int) -> str:
    """The exponential Golomb code of a step, with its sign in the lowest bit.

    In front of the number stands a zero for each digit that it has beyond those of the order.
    """
    digits = f"{(step << 1 if step >= 0 else ~(step << 1)) + (1 << ORDER):b}"
    return "0" * (len(digits) - ORDER - 1) + digits


def _steps(bits: str) -> Iterator[int]:
    end = 0
    while (start := bits.find("1", end)) >= 0:
        end = start + (start - end) + ORDER + 1
        value = int(bits[start:end], 2) - (1 << ORDER)
        yield value >> 1 if value & 1 == 0 else ~(value >> 1)
