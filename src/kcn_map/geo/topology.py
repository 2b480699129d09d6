"""Shared borders, written once: polygons as rings of arcs, quantised to 1e-5 degrees (about 1 m) or finer.

A topology is a plain mapping, as it stands in the page's data:

    {"scale": 100000, "arcs": "<arc> <arc> …", "layers": {layer: {"keys": […], "counts": "…", "from": 0, "arcs": "…"}}}

As in TopoJSON a key has a list of polygons, a polygon is a list of rings (outer, then holes), a ring is a list of
arcs, some of them reversed, and consecutive arcs share their end. `counts` says how many polygons the first key has,
how many rings the first of them, how many arcs the first of these, and so on. `arcs` says which: 0 is the first arc
that is not used yet (`from` for the first ring), 1 the last one that is, 2 the same reversed, 3 the one before it.
The numbers are in exponential Golomb code: CONTRIBUTING.md says why not as Encoded Polyline.

Coordinates are WGS 84 longitude and latitude; on the grid the way there and back loses nothing, ring starts included.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy

from kcn_map.core.cache import memoize
from kcn_map.core.model import Geometry
from kcn_map.geo.columns import Columns, columns_of
from kcn_map.values import dataclass

SCALE = 100_000
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
BITS = {char: f"{value:06b}" for value, char in enumerate(ALPHABET)}
#: Of the code for steps: 8 makes those of up to some hundred metres shortest, which borders mostly consist of.
ORDER = 8
#: Of the code for numbers and counts of arcs: most are small.
COUNT_ORDER = 1

Point = tuple[int, int]  # longitude and latitude in steps of the grid
Line = numpy.ndarray[Any, Any]  # such points, a row each
Geometries = Mapping[str, Mapping[str, Geometry]]


@dataclass(frozen=True, slots=True)
class ExtractedArcs:
    """The arcs of rings, each once: arc i is `points[starts[i]:ends[i]]`.

    `numbers` has those of all rings, one after the other, ~i for arc i reversed, and `counts` how many each ring has.
    """

    points: Line
    starts: Line
    ends: Line
    numbers: Line
    counts: Line

    def lines(self) -> tuple[Line, Line]:
        """The points of all arcs, one after the other, and where each arc ends among them."""
        lengths = self.ends - self.starts
        ends = numpy.cumsum(lengths)
        return self.points[numpy.repeat(self.ends - ends, lengths) + numpy.arange(lengths.sum())], ends

    def rings(self) -> list[list[int]]:
        """The numbers of each ring."""
        numbers, stops = self.numbers.tolist(), numpy.cumsum(self.counts).tolist()
        return [numbers[start:stop] for start, stop in pairwise([0, *stops])]


@memoize(2)
def encode(layers: Geometries, scale: int = SCALE) -> dict[str, Any]:
    """Topology of named layers of GeoJSON Polygons and MultiPolygons, by key. Rings are closed.

    `scale` is the number of quantisation steps in a degree.
    Arcs are numbered as the rings are met, so the same layers always give the same topology.
    """
    columns = {name: columns_of([*shapes.values()]) for name, shapes in layers.items()}
    found = extract_arcs([geometry for shapes in layers.values() for geometry in shapes.values()], scale)
    encoded, known, first_ring, first_arc = {}, 0, 0, 0
    for name, shapes in layers.items():
        last_ring = first_ring + len(columns[name].lines) - 1
        counts = found.counts[first_ring:last_ring]
        last_arc = first_arc + int(counts.sum())
        numbers = found.numbers[first_arc:last_arc]
        encoded[name], known = _encode_layer(list(shapes), columns[name], counts, numbers, known)
        first_ring, first_arc = last_ring, last_arc
    return {"scale": scale, "arcs": " ".join(encode_lines(*found.lines())), "layers": encoded}


def extract_arcs(geometries: Sequence[Geometry], scale: int = SCALE) -> ExtractedArcs:
    """The closed rings of polygons, quantised, split where lines meet or end."""
    columns = columns_of(geometries)
    return _arcs(on_grid(columns.positions, scale), numpy.asarray(columns.lines))


def decode(topology: Mapping[str, Any], most: float = math.inf) -> dict[str, dict[str, Geometry]]:
    """The exact inverse of `encode`. A key with one polygon comes back as a Polygon.

    Raises ValueError where the arcs, taken as often as the rings ask for them, have more than `most` letters,
    and that or LookupError for what `encode` does not make.
    """
    scale, texts = topology["scale"], topology["arcs"].split()
    layers = {name: _decode_layer(layer) for name, layer in topology["layers"].items()}
    rings = (ring for shapes in layers.values() for shape in shapes.values() for polygon in shape for ring in polygon)
    if sum(len(texts[max(number, ~number)]) for ring in rings for number in ring) > most:
        raise ValueError("lines without end")
    arcs = [[[x / scale, y / scale] for x, y in line] for line in _decode_lines(texts)]
    return _each(
        layers, lambda shape: _geometry([[assemble_ring(ring, arcs) for ring in polygon] for polygon in shape])
    )


def on_grid(positions: Line, scale: int = SCALE) -> Line:
    """Positions (longitude, latitude) as the nearest points of the grid."""
    return numpy.rint(positions * scale).astype(numpy.int64)


def encode_lines(points: Line, ends: Line) -> list[str]:
    """Lines, one after the other, as texts: the step to a line's first point from that of the line before, then to each
    next one; `ends` are where the lines end."""
    if not len(ends):
        return []
    starts = numpy.concatenate([[0], ends[:-1]])
    starts = starts[starts < len(points)]
    steps = numpy.diff(points, axis=0, prepend=0)
    steps[starts] = numpy.diff(points[starts], axis=0, prepend=0)
    return _texts(numpy.where(steps >= 0, steps << 1, ~(steps << 1)).ravel(), 2 * ends, ORDER)


def decode_line(text: str, start: Point = (0, 0)) -> list[Point]:
    """The exact inverse of `encode_lines`, of one line; `start` is where the line before it starts."""
    steps = (value >> 1 if value & 1 == 0 else ~(value >> 1) for value in _numbers(text, ORDER))
    line = []
    x, y = start
    for step_x, step_y in zip(steps, steps, strict=True):
        x, y = x + step_x, y + step_y
        line.append((x, y))
    return line


def _decode_lines(texts: Iterable[str]) -> Iterator[list[Point]]:
    start = (0, 0)
    for text in texts:
        line = decode_line(text, start)
        start = line[0]
        yield line


def _encode_layer(
    keys: list[str], polygons: Columns, counts: Line, numbers: Line, known: int
) -> tuple[dict[str, Any], int]:
    """A layer of a topology out of its polygons and, ring by ring, the counts and numbers of their arcs.

    `known` is how many arcs are known before it; after it so many as are returned.
    """
    arcs = numpy.maximum(numbers, ~numbers)
    new = numpy.maximum.accumulate(numpy.concatenate([[known], arcs + 1]))
    back = 2 * (new[:-1] - arcs) + (numbers < 0)
    encoded = {
        "keys": keys,
        "counts": _text(_counts(polygons, counts), COUNT_ORDER),
        "from": known,
        "arcs": _text(numpy.where(back == 0, 0, back - 1), COUNT_ORDER),
    }
    return encoded, int(new[-1])


def _counts(columns: Columns, arcs: Line) -> Line:
    """How many polygons each key has, how many rings each of these, how many `arcs` each of those, as they are told."""
    keys, polygons = numpy.asarray(columns.geometries), numpy.asarray(columns.parts)
    per_key, per_polygon = numpy.diff(keys), numpy.diff(polygons)
    key = numpy.repeat(numpy.arange(len(per_key)), per_key)
    polygon = numpy.repeat(numpy.arange(len(per_polygon)), per_polygon)
    found = numpy.empty(len(per_key) + len(per_polygon) + len(arcs), numpy.int64)
    found[numpy.arange(len(per_key)) + keys[:-1] + polygons[keys[:-1]]] = per_key
    found[numpy.arange(len(per_polygon)) + key + 1 + polygons[:-1]] = per_polygon
    found[numpy.arange(len(arcs)) + polygon + key[polygon] + 2] = arcs
    return found


def _decode_layer(layer: Mapping[str, Any]) -> dict[str, list[list[list[int]]]]:
    """The exact inverse of `_encode_layer`. Raises ValueError where the numbers don't do for the keys."""
    counts, arcs = _numbers(layer["counts"], COUNT_ORDER), _arc_numbers(layer["arcs"], layer["from"])
    try:
        return {
            key: [[[next(arcs) for _ in range(next(counts))] for _ in range(next(counts))] for _ in range(next(counts))]
            for key in layer["keys"]
        }
    except StopIteration:
        raise ValueError("fewer numbers than rings") from None


def _arc_numbers(text: str, new: int) -> Iterator[int]:
    for value in _numbers(text, COUNT_ORDER):
        back = (value + 1) >> 1
        number = new - back
        yield ~number if value and value & 1 == 0 else number
        new += not value


def _each(layers: Mapping[str, Mapping[str, Any]], make: Callable[[Any], Any]) -> dict[str, dict[str, Any]]:
    return {name: {key: make(shape) for key, shape in shapes.items()} for name, shapes in layers.items()}


def _arcs(points: Line, bounds: Line) -> ExtractedArcs:
    """The arcs of rings, numbered as they are met; `bounds` are where rings start and end.

    An arc is known by its first step, or by that of the way back: from there on no line parts from it.
    """
    names = numpy.unique(points[:, 0] * (1 << 32) + points[:, 1], return_inverse=True)[1].ravel()
    ends = numpy.flatnonzero(_are_junctions(names, bounds)[names])
    ring = numpy.searchsorted(bounds, ends, side="right")
    within = numpy.flatnonzero(ring[:-1] == ring[1:])  # what lies between two rings is no line
    starts, ends = ends[within], ends[within + 1]
    there, back = (names[one] * len(names) + names[other] for one, other in ((starts, starts + 1), (ends, ends - 1)))
    _, first, same = numpy.unique(numpy.minimum(there, back), return_index=True, return_inverse=True)
    met, number = numpy.sort(first), numpy.empty(len(first), numpy.int64)
    number[numpy.argsort(first)] = numpy.arange(len(first))
    numbers = number[same.ravel()]
    numbers = numpy.where(there == there[met][numbers], numbers, ~numbers)
    counts = numpy.bincount(ring[within] - 1, minlength=len(bounds) - 1)
    return ExtractedArcs(points, starts[met], ends[met] + 1, numbers, counts)


def _are_junctions(names: Line, bounds: Line) -> Line:
    """By name of a point: whether lines part or end there, that is pass between different neighbours, or a ring starts.

    With the starts among them a ring keeps its first point, and none is without a junction.
    """
    count = int(names.max(initial=-1)) + 1
    inner = numpy.ones(len(names), dtype=bool)
    inner[bounds[:-1]] = inner[bounds[1:] - 1] = False
    places = numpy.flatnonzero(inner)
    before, passed, after = names[places - 1], names[places], names[places + 1]
    pair = numpy.minimum(before, after) * count + numpy.maximum(before, after)
    least, most = numpy.full(count, numpy.iinfo(numpy.int64).max), numpy.full(count, -1)
    numpy.minimum.at(least, passed, pair)
    numpy.maximum.at(most, passed, pair)
    found = least < most
    found[names[bounds[:-1]]] = True
    return found


def assemble_ring(ring: Sequence[int], arcs: Sequence[list[Any]]) -> list[Any]:
    """The points of a ring from its arcs."""
    points: list[Any] = []
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points.extend(arc[1:] if points else arc)
    return points


def _geometry(polygons: list[list[list[list[float]]]]) -> Geometry:
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}


def _text(values: Sequence[int] | Line, order: int) -> str:
    """Whole numbers, none below 0, as one text."""
    return _texts(numpy.asarray(values, dtype=numpy.int64), numpy.array([len(values)]), order)[0]


def _texts(values: Line, ends: Line, order: int) -> list[str]:
    """Whole numbers as texts, `ends` after so many of them; six bits a character, zeros at the end.

    They stand in exponential Golomb code of that order: the number, with as many zeros in front of it as it has digits
    beyond those of the order.
    """
    values = values + (1 << order)
    digits = numpy.frexp(values.astype(float))[1].astype(numpy.int64)
    bits = numpy.cumsum(2 * digits - order - 1)  # where each number ends
    stops = numpy.concatenate([[0], bits])[ends]
    before = numpy.concatenate([[0], stops[:-1]])
    characters = numpy.cumsum(-(-(stops - before) // 6))
    bits += numpy.repeat(6 * numpy.concatenate([[0], characters[:-1]]) - before, numpy.diff(ends, prepend=0))
    text = _characters(values, bits, int(characters[-1]))
    return [text[start:stop] for start, stop in pairwise([0, *characters.tolist()])]


def _characters(values: Line, ends: Line, count: int) -> str:
    """So many characters of six bits: the numbers, each of which ends at a bit of its own, with zeros between them."""
    sixes = numpy.zeros(count)
    places, values = (ends - 1) // 6, values << (-ends % 6)
    while len(values):
        sixes += numpy.bincount(places, values & 63, count)
        more = values > 63
        places, values = places[more] - 1, values[more] >> 6
    alphabet = numpy.frombuffer(ALPHABET.encode("ascii"), dtype=numpy.uint8)
    return alphabet[sixes.astype(numpy.uint8)].tobytes().decode("ascii")


def _numbers(text: str, order: int) -> Iterator[int]:
    """The exact inverse of `_text`. Raises KeyError for a character that it does not write."""
    bits = "".join(BITS[char] for char in text)
    end = 0
    while (start := bits.find("1", end)) >= 0:
        end = start + (start - end) + order + 1
        yield int(bits[start:end], 2) - (1 << order)
