"""Shared borders, written once: polygons become rings of arcs on a grid of 1e-5 degrees (about 1 m).

A topology is a plain mapping, as it stands in the page's data:

    {"scale": 100000, "arcs": ["<encoded>", …], "layers": {layer: {key: [[ring, …], …]}}}

Every key has a list of polygons, a polygon is a list of rings (outer, then holes), a ring is a list
of arc numbers; ~i is arc i walked backwards. Consecutive arcs share their end. Coordinates are
WGS 84 longitude and latitude; on the grid the way there and back loses nothing, ring starts included.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from kcn_map.model import Geometry

SCALE = 100_000
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
DIGITS = {char: value for value, char in enumerate(ALPHABET)}

Point = tuple[int, int]  # longitude and latitude in steps of the grid
Line = Sequence[Point]
Geometries = Mapping[str, Mapping[str, Geometry]]


def encode(layers: Geometries) -> dict[str, Any]:
    """Topology of named layers of GeoJSON Polygons and MultiPolygons, by key. Rings are closed.

    Arcs are numbered as the rings are met, so the same layers always give the same topology.
    """
    grid = {
        name: {key: _on_grid(geometry) for key, geometry in geometries.items()} for name, geometries in layers.items()
    }
    junctions = _junctions(_rings(grid.values()))
    arcs: dict[tuple[Point, ...], int] = {}
    rings = {
        name: {key: [[_cut(ring, junctions, arcs) for ring in polygon] for polygon in shape] for key, shape in shapes.items()}
        for name, shapes in grid.items()
    }
    return {"scale": SCALE, "arcs": [encode_line(arc) for arc in arcs], "layers": rings}


def decode(topology: Mapping[str, Any]) -> dict[str, dict[str, Geometry]]:
    """The exact inverse of `encode`. A key with one polygon comes back as a Polygon."""
    scale = topology["scale"]
    arcs = [[[x / scale, y / scale] for x, y in decode_line(text)] for text in topology["arcs"]]
    return {
        name: {key: _geometry([[_join(ring, arcs) for ring in polygon] for polygon in shape]) for key, shape in shapes.items()}
        for name, shapes in topology["layers"].items()
    }


def encode_line(line: Line) -> str:
    """One line as text: the first point, then the step to each next one."""
    parts = []
    x = y = 0
    for next_x, next_y in line:
        parts.append(_encode_integer(next_x - x))
        parts.append(_encode_integer(next_y - y))
        x, y = next_x, next_y
    return "".join(parts)


def decode_line(text: str) -> list[Point]:
    """The exact inverse of `encode_line`."""
    steps = _decode_integers(text)
    line = []
    x = y = 0
    for step_x, step_y in zip(steps, steps, strict=True):
        x, y = x + step_x, y + step_y
        line.append((x, y))
    return line


def _on_grid(geometry: Geometry) -> list[list[list[Point]]]:
    coordinates = geometry["coordinates"]
    polygons = [coordinates] if geometry["type"] == "Polygon" else coordinates
    return [
        [[(round(point[0] * SCALE), round(point[1] * SCALE)) for point in ring] for ring in polygon] for polygon in polygons
    ]


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
    return [_number(tuple(ring[start : end + 1]), arcs) for start, end in zip(ends, ends[1:], strict=False)]


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
def _encode_integer(value: int) -> str:
    """Zigzag (the sign goes to the lowest bit), then 5 bits a character, low bits first; the sixth bit says that more follow."""
    rest = value << 1 if value >= 0 else ~(value << 1)
    chars = ""
    while rest > 31:
        chars += ALPHABET[32 | rest & 31]
        rest >>= 5
    return chars + ALPHABET[rest]


def _decode_integers(text: str) -> Iterator[int]:
    value = shift = 0
    for char in text:
        digit = DIGITS[char]
        value |= (digit & 31) << shift
        shift += 5
        if digit < 32:
            yield value >> 1 if value & 1 == 0 else ~(value >> 1)
            value = shift = 0
