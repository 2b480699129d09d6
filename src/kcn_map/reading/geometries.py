"""Geometries of a layer, checked against RFC 7946.

A rule is put to many lines at once, and only where it fails to each of them: there are very many positions.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import chain, repeat
from typing import Any, NamedTuple

from kcn_map.core.findings import Finding
from kcn_map.core.model import Geometry
from kcn_map.core.schema import LayerSchema
from kcn_map.geo.coordinates import DEPTH, lines_of
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
    for kind in schema.geometry_types:
        problems |= _problems(kind, {n: one.get("coordinates") for n, one in typed.items() if one["type"] == kind})
    good = _flat({number: one for number, one in typed.items() if number not in problems})
    findings = [_finding(schema, number, *problem) for number, problem in problems.items()]
    findings += [Finding("geojson-winding", schema.file, number, "geometry") for number in wrongly_wound(good)]
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


def _problems(kind: str, coordinates: Mapping[int, Any]) -> dict[int, Problem]:
    """The first problem of each geometry of one type that has any."""
    found: dict[int, Problem] = {}
    owners, lines = _lines(DEPTH[kind], coordinates, found)
    step = max(1, BATCH * len(lines) // max(1, sum(map(len, lines))))
    for start in range(0, len(lines), step):
        batch = range(start, min(start + step, len(lines)))
        broken = _broken({place: lines[place] for place in batch}, SHORTEST[kind])
        for place in sorted(broken):
            found.setdefault(owners[place], broken[place])
    return found


def _broken(lines: dict[int, Line], shortest: int) -> dict[int, Problem]:
    """The first rule that each line breaks which breaks any."""
    found: dict[int, Problem] = {}
    for rule in RULES:
        if lines and not rule.holds(lines.values(), shortest):
            broken = {place: line for place, line in lines.items() if not rule.holds([line], shortest)}
            found |= {place: (rule.code, rule.value(line)) for place, line in broken.items()}
            lines = {place: line for place, line in lines.items() if place not in broken}
    return found


def _lines(depth: int, coordinates: Mapping[int, Any], found: dict[int, Problem]) -> tuple[list[int], list[Line]]:
    """The innermost lists of positions, and whose each is; `found` gets those where the nesting is wrong or empty."""
    owners, parts = list(coordinates), list(coordinates.values())
    if depth == 0:
        return owners, [[part] for part in parts]
    for _ in range(depth - 1):
        owners, parts = _filled(owners, parts, found)
        owners = list(chain.from_iterable(map(repeat, owners, map(len, parts))))
        parts = list(chain.from_iterable(parts))
    return _filled(owners, parts, found)


def _filled(owners: list[int], parts: list[Any], found: dict[int, Problem]) -> tuple[list[int], list[Any]]:
    """Without the geometries that have a part which is no list or empty."""
    for owner, part in zip(owners, parts, strict=True):
        if not isinstance(part, list) or not part:
            found[owner] = MALFORMED
    if not found:
        return owners, parts
    kept = [place for place, owner in enumerate(owners) if owner not in found]
    return [owners[place] for place in kept], [parts[place] for place in kept]


# ── rules: of lines, that is points, lines or rings, and the least number of their positions ──────


class Rule(NamedTuple):
    """What holds for good lines: those that break it have the code, and a value to show."""

    holds: Callable[[Collection[Line], int], bool]
    code: str
    value: Callable[[Line], Any] = lambda line: NULL


def _are_positions(lines: Collection[Line], shortest: int) -> bool:
    positions = list(chain.from_iterable(lines))
    if set(map(type, positions)) != {list} or not {2, 3} >= set(map(len, positions)):
        return False
    return {int, float} >= set(map(type, chain.from_iterable(positions)))


def _are_finite(lines: Collection[Line], shortest: int) -> bool:
    numbers = list(chain.from_iterable(chain.from_iterable(lines)))
    in_range = -LARGEST_COORDINATE < min(numbers) <= max(numbers) < LARGEST_COORDINATE
    return in_range and not math.isnan(sum(numbers))  # min and max pass over a NaN


def _are_closed(lines: Collection[Line], shortest: int) -> bool:
    return shortest < SHORTEST["Polygon"] or all(line[0] == line[-1] for line in lines)


def _are_long(lines: Collection[Line], shortest: int) -> bool:
    return min(map(len, lines)) >= shortest


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
    parts = [geometry["coordinates"]]
    for _ in range(DEPTH[geometry["type"]]):
        parts = list(chain.from_iterable(parts))
    return parts


def _flat(geometries: Mapping[int, Geometry]) -> dict[int, Geometry]:
    """Type and coordinates of each, without altitudes."""
    lines = lines_of(geometries.values())
    if 3 not in set(map(len, chain.from_iterable(lines))):
        return {n: {"type": one["type"], "coordinates": one["coordinates"]} for n, one in geometries.items()}

    def cut(part: Any, depth: int) -> Any:
        return part[:2] if depth == 0 else [cut(inner, depth - 1) for inner in part]

    return {
        number: {"type": one["type"], "coordinates": cut(one["coordinates"], DEPTH[one["type"]])}
        for number, one in geometries.items()
    }
