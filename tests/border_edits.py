"""Edits of the border that two districts share."""

from __future__ import annotations

import json
from math import dist
from pathlib import Path
from typing import Any

from atlas_edits import Edit, Place
from shapely.geometry import Point, shape

FILE = "districts.geojson"
#: How far a vertex is moved, in degrees: about 20 m.
FAR = 0.0002


def vertex_moved(key: str, other: str, into_other: bool = False, both: bool = False) -> Edit:
    """A vertex of the border moved in the first district alone, or in both: a gap, an overlap, another border."""

    def edit(folder: Path) -> Place:
        tree = json.loads((folder / FILE).read_text(encoding="utf-8"))
        first, second = _district(tree, key), _district(tree, other)
        vertex = _shared(first, second)[1]
        goal = shape((second if into_other else first)["geometry"])
        target = next(point for point in _around(vertex) if goal.contains(Point(point)))
        for district in [first, second] if both else [first]:
            for ring in district["geometry"]["coordinates"]:
                ring[:] = [target if position == vertex else position for position in ring]
        (folder / FILE).write_text(json.dumps(tree), encoding="utf-8")
        row = max(tree["features"].index(first), tree["features"].index(second)) + 1
        return Place(FILE, row if into_other else None, "geometry")

    return edit


def vertex_added(key: str, other: str, both: bool = False) -> Edit:
    """A vertex amid a straight piece of the border, in the first district alone or in both."""

    def edit(folder: Path) -> Place:
        tree = json.loads((folder / FILE).read_text(encoding="utf-8"))
        first, second = _district(tree, key), _district(tree, other)
        start, end, _ = _shared(first, second)
        middle = [round((start[0] + end[0]) / 2, 6), round((start[1] + end[1]) / 2, 6)]
        for district in [first, second] if both else [first]:
            for ring in district["geometry"]["coordinates"]:
                for place in range(len(ring) - 1, 0, -1):
                    if {*map(tuple, ring[place - 1 : place + 1])} == {tuple(start), tuple(end)}:
                        ring.insert(place, middle)
        (folder / FILE).write_text(json.dumps(tree), encoding="utf-8")
        return Place(FILE, max(tree["features"].index(first), tree["features"].index(second)) + 1, "geometry")

    return edit


def _district(tree: dict[str, Any], key: str) -> dict[str, Any]:
    found: dict[str, Any] = next(f for f in tree["features"] if f["properties"]["code"] == key)
    assert found["geometry"]["type"] == "Polygon"
    return found


def _shared(first: dict[str, Any], second: dict[str, Any]) -> list[list[float]]:
    """Three positions in a row that both districts have: those that lie farthest from each other."""
    other = {tuple(position) for ring in second["geometry"]["coordinates"] for position in ring}
    ring = first["geometry"]["coordinates"][0]
    rows = [ring[n : n + 3] for n in range(len(ring) - 2) if all(tuple(p) in other for p in ring[n : n + 3])]
    return max(rows, key=lambda row: min(dist(row[0], row[1]), dist(row[1], row[2])))


def _around(vertex: list[float]) -> list[list[float]]:
    x, y = vertex
    steps = [(1, 0), (0, 1), (-1, 0), (0, -1), (1, 1), (-1, 1), (-1, -1), (1, -1)]
    return [[round(x + FAR * dx, 5), round(y + FAR * dy, 5)] for dx, dy in steps]
