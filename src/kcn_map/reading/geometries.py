"""Geometries of a layer, checked against RFC 7946.

A rule is put to many lines at once, and only where it fails to each of them: there are very many positions.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain, compress, repeat
from operator import eq, ge, itemgetter
from typing import Any, NamedTuple

from kcn_map.core.findings import Finding
from kcn_map.core.model import Geometry
from kcn_map.core.schema import LayerSchema
from kcn_map.geo.columns import DEEPEST, Columns, starts, wrapped
from kcn_map.reading.cells import shown
from kcn_map.reading.winding import wrongly_wound

#: Metres of any projection stay below this.
LARGEST_COORDINATE = 1e9
#: How many positions make the shortest line, and ring.
SHORTEST = {"Point": 1, "LineString": 2, "MultiLineString": 2, "Polygon": 4, "MultiPolygon": 4}
#: Positions that rules are put to at once: so many stay in the processor's cache.
BATCH = 2000
NULL = object()
Position = Sequence[float]
Line = Any  # a list of positions, if it is one

#: What makes a geometry unusable: code and value as found, NULL for none to show.
Problem = tuple[str, Any]
MALFORMED: Problem = ("geometry-coordinates", NULL)


def read_geometries(schema: LayerSchema, found: Mapping[int, Any]) -> tuple[dict[int, Geometry | None], list[Finding]]:
    """The geometries by the number of their feature, None if of no use, and what is wrong with them."""
    problems = {number: problem for number, one in found.items() if (problem := _type_problem(schema, one))}
    typed = {number: one for number, one in found.items() if one is not None and number not in problems}
    columns, broken = _columns(typed)
    while columns is None:
        problems |= broken
        typed = {number: one for number, one in typed.items() if number not in broken}
        columns, broken = _columns(typed)
    findings = [_finding(schema, number, *problem) for number, problem in problems.items()]
    numbers = [*typed]
    findings += [Finding("geojson-winding", schema.file, numbers[one], "geometry") for one in wrongly_wound(columns)]
    good = dict(zip(numbers, columns.shapes(), strict=True))
    return {number: good.get(number) for number in found}, findings


def _finding(schema: LayerSchema, number: int, code: str, value: Any) -> Finding:
    told = None if value is NULL else shown(value)
    return Finding(code, schema.file, number, "geometry", told, {"allowed": ", ".join(schema.geometry_types)})


def _type_problem(schema: LayerSchema, geometry: Any) -> Problem | None:
    if geometry is None:
        return None if schema.may_be_null else ("geometry-missing", NULL)
    if not isinstance(geometry, dict) or geometry.get("type") not in schema.geometry_types:
        return "geometry-type", geometry.get("type") if isinstance(geometry, dict) else geometry
    return None


def _columns(typed: Mapping[int, Any]) -> tuple[Columns | None, dict[int, Problem]]:
    """The geometries without their altitudes; none, and the first problem of each that has any, where one has."""
    nested = [wrapped(one) for one in typed.values()]
    levels = _levels(nested)
    if levels is None:
        pairs = zip(typed, nested, strict=True)
        return None, {number: MALFORMED for number, one in pairs if _levels([one]) is None}
    types = [one["type"] for one in typed.values()]
    _, parts, lines = levels
    least = {SHORTEST[kind] for kind in set(types)}
    is_one = len(least) == 1
    shortest = [*least] * len(lines) if is_one else _by_line([SHORTEST[kind] for kind in types], nested)
    numbers, broken = _numbers(lines, shortest)
    if broken:
        found: dict[int, Problem] = {}
        owners = _by_line(typed, nested)
        for place in sorted(broken):
            found.setdefault(owners[place], broken[place])
        return None, found
    return Columns(types, numbers, starts(lines), starts(parts), starts(nested)), {}


def _by_line(values: Iterable[int], nested: list[Any]) -> list[int]:
    """For each line the value of its geometry."""
    return list(chain.from_iterable(map(repeat, values, (sum(map(len, parts)) for parts in nested))))


def _levels(found: list[Any]) -> list[list[Any]] | None:
    """Geometries, all their parts, and all lines of these; None where one is no list, or empty."""
    levels: list[list[Any]] = []
    for _ in range(DEEPEST):
        found = list(chain.from_iterable(levels[-1])) if levels else found
        if not ({list} >= set(map(type, found)) and all(found)):
            return None
        levels.append(found)
    return levels


def _numbers(lines: list[Line], shortest: list[int]) -> tuple[Any, dict[int, Problem]]:
    """Longitude and latitude of all positions, and the first rule that each line breaks which breaks any."""
    numbers: list[float] = []
    types: set[type] = set()
    broken: dict[int, Problem] = {}
    step = max(1, BATCH * len(lines) // max(1, sum(map(len, lines))))
    for start in range(0, len(lines), step):
        batch = Batch(lines[start : start + step], shortest[start : start + step])
        problems = _problems(batch)
        broken |= {start + place: problem for place, problem in problems.items()}
        if not problems:
            numbers += batch.lonlat
            types |= batch.types
    return (numbers if int in types else array("d", numbers)), broken


def _problems(batch: Batch) -> dict[int, Problem]:
    """The first rule that each line breaks, by its place, if any does."""
    if all(rule.holds(batch) for rule in RULES):
        return {}
    if len(batch.lines) == 1:
        rule = next(rule for rule in RULES if not rule.holds(batch))
        return {0: (rule.code, rule.value(batch.lines[0]))}
    alone = (_problems(Batch([line], [least])) for line, least in zip(batch.lines, batch.shortest, strict=True))
    return {place: found[0] for place, found in enumerate(alone) if found}


# ── rules: of lines, that is points, lines or rings, and the least number of their positions ──────


class Batch:
    """Lines that rules are put to at once, with the least number of positions that each must have."""

    def __init__(self, lines: list[Line], shortest: list[int]) -> None:
        self.lines, self.shortest = lines, shortest
        self.positions = list(chain.from_iterable(lines))

    @cached_property
    def sizes(self) -> set[int]:
        """How many numbers positions have."""
        return set(map(len, self.positions))

    @cached_property
    def numbers(self) -> list[float]:
        return list(chain.from_iterable(self.positions))

    @cached_property
    def types(self) -> set[type]:
        return set(map(type, self.numbers))

    @property
    def lonlat(self) -> list[float]:
        """The numbers without altitudes."""
        if self.sizes == {2}:
            return self.numbers
        return list(chain.from_iterable(position[:2] for position in self.positions))


class Rule(NamedTuple):
    """What holds for good lines: those that break it have the code, and a value to show."""

    holds: Callable[[Batch], bool]
    code: str
    value: Callable[[Line], Any] = lambda line: NULL


def _are_positions(batch: Batch) -> bool:
    are_pairs = {list} >= set(map(type, batch.positions)) and {2, 3} >= batch.sizes
    return are_pairs and {int, float} >= batch.types


def _are_finite(batch: Batch) -> bool:
    in_range = -LARGEST_COORDINATE < min(batch.numbers) <= max(batch.numbers) < LARGEST_COORDINATE
    return in_range and not math.isnan(sum(batch.numbers))  # min and max pass over a NaN


def _are_closed(batch: Batch) -> bool:
    rings = list(compress(batch.lines, map(ge, batch.shortest, repeat(SHORTEST["Polygon"]))))
    return all(map(eq, map(itemgetter(0), rings), map(itemgetter(-1), rings)))


def _are_long(batch: Batch) -> bool:
    return all(map(ge, map(len, batch.lines), batch.shortest))


def _not_finite(line: Line) -> Any:
    return next(position for position in line if not all(abs(n) < LARGEST_COORDINATE for n in position))


RULES = (
    Rule(_are_positions, "geometry-coordinates"),
    Rule(_are_finite, "number-not-finite", _not_finite),
    Rule(_are_closed, "ring-open", lambda line: line[-1]),
    Rule(_are_long, "geometry-coordinates"),
)


# ── sound geometries ──────────────────────────────────────────────────────────────────────────────


def positions_of(geometry: Geometry) -> list[Position]:
    """All positions of a geometry."""
    return [*chain.from_iterable(chain.from_iterable(wrapped(geometry)))]
