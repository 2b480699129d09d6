"""Geometries as columns: the numbers of all positions in one array, and where lines, polygons and geometries start.

A geometry of a layer is a GeoJSON object that makes its coordinates when it is asked for them: as lists they take
eighteen times the memory. What is to be known of many geometries is asked of `columns_of` them.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, chain, groupby, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from numpy import ndarray

    from kcn_map.core.model import Geometry

    Array: TypeAlias = ndarray[Any, Any]

#: How deep the coordinates of a geometry are nested: positions are the innermost.
DEPTH = {"Point": 0, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
DEEPEST = max(DEPTH.values())
#: Looking at so few one by one takes less time than the import of numpy.
_FEW_POSITIONS = 20_000
_MEMBERS = ("type", "coordinates")
#: Coordinates as parts of lines of positions, by how deep they are nested.
_WRAPPED = (lambda found: [[[found]]], lambda found: [[found]], lambda found: [found], lambda found: found)


class Columns:
    """A geometry is a sequence of parts, a part of lines, a line of positions: a point has one of each.

    Parts are polygons, or all lines of another geometry; lines are rings in polygons. `numbers` has longitude and
    latitude of each position; it is a list where some are whole numbers, to be told as they stand in the file.
    `lines`, `parts` and `geometries` have where each starts among the positions, lines and parts, and the last ends.
    """

    __slots__ = ("geometries", "lines", "numbers", "parts", "types")

    def __init__(self, types: Sequence[str], numbers: Any, lines: Any, parts: Any, geometries: Any) -> None:
        self.types, self.numbers, self.lines, self.parts, self.geometries = types, numbers, lines, parts, geometries

    @property
    def positions(self) -> Array:
        """Grain: one position; columns longitude, latitude."""
        import numpy

        return numpy.asarray(self.numbers, float).reshape(-1, 2)

    def count_positions(self) -> int:
        return len(self.numbers) // 2

    def shapes(self) -> list[Shape]:
        """Each as a GeoJSON object."""
        return [Shape(self, place) for place in range(len(self.types))]

    def coordinates(self, start: int, end: int) -> list[Any]:
        """The coordinates of the geometries from `start` to `end`, as GeoJSON has them."""
        geometries = self.geometries[start : end + 1]
        parts = self.parts[geometries[0] : geometries[-1] + 1]
        lines = self.lines[parts[0] : parts[-1] + 1]
        numbers = self.numbers[2 * lines[0] : 2 * lines[-1]]
        found: list[Any] = [*map(list, zip(numbers[::2], numbers[1::2], strict=True))]
        for level in (lines, parts, geometries):
            found = [found[one - level[0] : other - level[0]] for one, other in pairwise(level)]
        return [_unwrapped(one, kind) for one, kind in zip(found, self.types[start:end], strict=True)]

    def texts(self) -> list[str]:
        """The coordinates of each as GeoJSON: a whole number without a point, zero without a sign."""
        import numpy
        import orjson

        found = orjson.dumps(self.positions + 0.0, option=orjson.OPT_SERIALIZE_NUMPY)  # -0.0 + 0.0 is 0.0
        found = found.replace(b".0,", b",").replace(b".0]", b"]")
        begins = numpy.append(numpy.flatnonzero(numpy.frombuffer(found, numpy.uint8) == ord("["))[1:], len(found))
        text = found.decode("ascii")
        texts = [f"[{text[one : other - 1]}]" for one, other in pairwise(begins[numpy.asarray(self.lines)].tolist())]
        for level in (self.parts, self.geometries):
            texts = [f"[{','.join(texts[one:other])}]" for one, other in pairwise(level)]
        spare = (DEEPEST - DEPTH[kind] for kind in self.types)
        return [text[count : len(text) - count] for text, count in zip(texts, spare, strict=True)]

    def owners(self) -> Array:
        """By line: the place of its geometry."""
        import numpy

        return numpy.repeat(numpy.arange(len(self.types)), self.count_lines())

    def count_lines(self) -> Array:
        """How many lines each geometry has."""
        import numpy

        return numpy.diff(numpy.asarray(self.parts)[numpy.asarray(self.geometries)])

    def are_outer(self) -> Array:
        """By line: whether it is the first of its part, as the outer ring of a polygon is."""
        import numpy

        parts = numpy.asarray(self.parts)
        found = numpy.zeros(parts[-1], dtype=bool)
        found[parts[:-1][numpy.diff(parts) > 0]] = True
        return found

    def take(self, places: Sequence[int]) -> Columns:
        """Those at some places."""
        import numpy

        geometries, of_parts = _ranges(self.geometries, numpy.asarray(places))
        parts, of_lines = _ranges(self.parts, of_parts)
        lines, of_positions = _ranges(self.lines, of_lines)
        types = [self.types[place] for place in places]
        return Columns(types, array("d", self.positions[of_positions].tobytes()), lines, parts, geometries)


class Shape(Mapping[str, Any]):
    """A geometry of columns as a GeoJSON object."""

    __slots__ = ("columns", "place")

    def __init__(self, columns: Columns, place: int) -> None:
        self.columns, self.place = columns, place

    def __getitem__(self, name: str) -> Any:
        if name == "type":
            return self.columns.types[self.place]
        if name == "coordinates":
            return self.columns.coordinates(self.place, self.place + 1)[0]
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(_MEMBERS)

    def __len__(self) -> int:
        return len(_MEMBERS)

    def __bool__(self) -> bool:
        return True

    def __eq__(self, other: object) -> bool:
        if type(other) is not Shape:
            return super().__eq__(other)
        same = self.columns is other.columns and self.place == other.place
        return same or self._content() == other._content()

    def _content(self) -> tuple[str, array[float], list[list[int]]]:
        """What two that are equal have alike, without making coordinates: type, numbers, lines and parts."""
        columns, (first, last) = self.columns, self.columns.geometries[self.place : self.place + 2]
        parts = columns.parts[first : last + 1]
        lines = columns.lines[parts[0] : parts[-1] + 1]
        begun = [[one - level[0] for one in level] for level in (parts, lines)]
        numbers = columns.numbers[2 * lines[0] : 2 * lines[-1]]
        return columns.types[self.place], numbers if isinstance(numbers, array) else array("d", numbers), begun

    def __repr__(self) -> str:
        return repr(dict(self))


def is_for_numpy(columns: Columns) -> bool:
    """Whether numpy looks at all positions sooner than a loop: it is imported already, or they are many."""
    return "numpy" in sys.modules or columns.count_positions() > _FEW_POSITIONS


def columns_of(geometries: Sequence[Geometry]) -> Columns:
    """The columns of some geometries, in their order."""
    runs = [found if isinstance(found, Columns) else _columns_of_lists(found) for found in _runs(geometries)]
    return _joined(runs) if len(runs) > 1 else runs[0] if runs else _columns_of_lists([])


def types_of(geometries: Sequence[Geometry | None]) -> list[str | None]:
    """The type of each, None for None."""
    return [
        None if one is None else one.columns.types[one.place] if type(one) is Shape else one["type"]
        for one in geometries
    ]


def _runs(geometries: Sequence[Geometry]) -> Iterator[Columns | list[Geometry]]:
    """The geometries, in their order: those that follow each other and are of columns as columns."""
    owners = [one.columns if type(one) is Shape else None for one in geometries]
    for columns, members in groupby(zip(owners, geometries, strict=True), itemgetter(0)):
        own: list[Any] = [member for _, member in members]
        if columns is None:
            yield own
            continue
        places = [member.place for member in own]
        yield columns if places == [*range(len(columns.types))] else columns.take(places)


def wrapped(geometry: Mapping[str, Any]) -> Any:
    """The coordinates of a geometry as parts of lines of positions, if that is what they are."""
    return _WRAPPED[DEPTH[geometry["type"]]](geometry.get("coordinates"))


def _unwrapped(parts: Any, kind: str) -> Any:
    for _ in range(DEEPEST - DEPTH[kind]):
        (parts,) = parts
    return parts


def starts(lists: Sequence[Sequence[Any]]) -> array[int]:
    """Where each list starts among the members of all, and where the last one ends."""
    return array("q", accumulate(map(len, lists), initial=0))


def _columns_of_lists(geometries: Sequence[Geometry]) -> Columns:
    nested = [wrapped(one) for one in geometries]
    parts = list(chain.from_iterable(nested))
    lines = list(chain.from_iterable(parts))
    numbers = array("d", chain.from_iterable(position[:2] for position in chain.from_iterable(lines)))
    return Columns([one["type"] for one in geometries], numbers, starts(lines), starts(parts), starts(nested))


def _joined(runs: Sequence[Columns]) -> Columns:
    import numpy

    def following(name: str) -> Array:
        found = [numpy.diff(numpy.asarray(getattr(run, name))) for run in runs]
        return numpy.cumsum(numpy.concatenate([numpy.zeros(1, numpy.int64), *found]))

    positions = numpy.concatenate([numpy.zeros((0, 2)), *(run.positions for run in runs)])
    types = [kind for run in runs for kind in run.types]
    return Columns(types, array("d", positions.tobytes()), *map(following, ("lines", "parts", "geometries")))


def _ranges(bounds: Any, places: Array) -> tuple[Array, Array]:
    """Where some ranges start once they follow each other, and the last ends; and the places of their members."""
    import numpy

    bounds = numpy.asarray(bounds)
    lengths = numpy.diff(bounds)[places]
    ends = numpy.cumsum(lengths)
    members = numpy.repeat(bounds[:-1][places] + lengths - ends, lengths) + numpy.arange(lengths.sum())
    return numpy.concatenate([[0], ends]), members
