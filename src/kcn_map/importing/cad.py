"""Drawings: closed lines → areas, with the texts that lie within them.

A drawing may hold much that is no boundary; what closes no area is counted and left out. Ends that miss
each other by no more than CLOSURE_M are joined, and that is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from kcn_map.core.findings import Finding
from kcn_map.importing.common import MOST_REPORTED, Source, SourceFeature, refuse
from kcn_map.importing.drawing import GROUPS, layer_of, unlabelled_beside, without_frame
from kcn_map.importing.rings import CLOSURE_M, tolerance
from kcn_map.reading.cells import visible

FORMATS = (".dxf", ".dgn")


def with_areas(source: Source) -> Source:
    """The areas of a drawing in place of its lines. Raises DataError where it has lines but no area at all."""
    areas, joined, open_lines = [], 0, 0
    for group in _groups(source.features):
        found, gaps, left = _areas(group)
        areas += found
        joined += gaps
        open_lines += left
    if not areas and open_lines:
        refuse(*_open_lines(source))
    areas, frames = without_frame(areas)
    remarks: list[tuple[str, Mapping[str, Any]]] = (
        [("closed_gaps", {"count": joined, "metres": CLOSURE_M})] if joined else []
    )
    remarks += [("frame", {"layer": visible(layer_of(frame) or "–")}) for frame in frames]
    return replace(
        source,
        features=_labelled(areas, [feature for feature in source.features if feature.attributes.get("Text")]),
        ignored=open_lines,
        remarks=(*source.remarks, *remarks),
    )


def _groups(features: Sequence[SourceFeature]) -> Iterator[list[SourceFeature]]:
    """The features layer by layer."""
    groups: dict[tuple[str | None, ...], list[SourceFeature]] = {}
    for feature in features:
        if feature.shape is not None:
            groups.setdefault(tuple(feature.attributes.get(name) for name in GROUPS), []).append(feature)
    yield from groups.values()


def _areas(group: Sequence[SourceFeature]) -> tuple[list[SourceFeature], int, int]:
    """The areas of one layer of a drawing, how many gaps were closed, how many lines are left over."""
    from shapely import get_parts, polygonize_full
    from shapely.geometry import Polygon

    polygonal = ("Polygon", "MultiPolygon")
    found = [feature for feature in group if feature.shape.geom_type in polygonal]
    drawn = [feature for feature in group if feature.shape.geom_type not in polygonal and any(_lines(feature.shape))]
    lines = [line for feature in drawn for line in _lines(feature.shape)]
    if not lines:
        return found, 0, 0
    corners = [corner for line in lines for corner in (line.bounds[:2], line.bounds[2:])]
    joined, gaps = _joined(lines, tolerance(corners))
    joined = [line for line in joined if line.is_valid]  # one shorter than a gap may have become a point
    rest = [line for line in joined if not line.is_ring]
    made, *spare = polygonize_full(rest)
    number, attributes = drawn[0].number, _common_attributes(drawn)
    known = {_form(feature.shape) for feature in found}
    for shape in (*(Polygon(line) for line in joined if line.is_ring), *get_parts(made)):
        if _form(shape) not in known:  # a boundary and its hatching are one
            known.add(_form(shape))
            found.append(SourceFeature(number, attributes, shape))
    return found, gaps, sum(len(get_parts(part)) for part in spare)


def _form(shape: Any) -> bytes:
    """The same for shapes of the same vertices, wherever their rings begin."""
    from shapely import normalize, to_wkb

    return bytes(to_wkb(normalize(shape)))


def _common_attributes(features: Sequence[SourceFeature]) -> dict[str, str]:
    """What all lines of a layer say alike."""
    first = features[0].attributes
    return {name: text for name, text in first.items() if all(one.attributes.get(name) == text for one in features)}


def _lines(shape: Any) -> Iterator[Any]:
    from shapely import get_parts

    if shape.geom_type in ("LineString", "MultiLineString", "GeometryCollection"):
        yield from (part for part in get_parts(shape) if part.geom_type == "LineString" and part.length > 0)


def _joined(lines: Sequence[Any], most: float) -> tuple[list[Any], int]:
    """Lines whose ends meet: an end near another, earlier one is moved onto it. How many ends were moved."""
    from shapely import Point, STRtree
    from shapely.geometry import LineString

    ends = [Point(line.coords[index]) for line in lines for index in (0, -1)]
    tree = STRtree(ends)
    moved, result = 0, []
    for number, line in enumerate(lines):
        coords = list(line.coords)
        for index, at in ((0, 2 * number), (-1, 2 * number + 1)):
            first = ends[min(tree.query(ends[at], predicate="dwithin", distance=most))].coords[0]
            if first != coords[index]:
                coords[index] = first
                moved += 1
        result.append(LineString(coords))
    return result, moved


def _open_lines(source: Source) -> list[Finding]:
    """Where lines end without meeting another, and how far the next end is."""
    from shapely.geometry import Point

    ends = [
        (feature, Point(line.coords[index]))
        for feature in source.features if feature.shape is not None
        for line in _lines(feature.shape) for index in (0, -1)
    ]  # fmt: skip
    findings = []
    for number, (feature, end) in enumerate(ends[: 2 * MOST_REPORTED]):
        gap = min((end.distance(other) for index, (_, other) in enumerate(ends) if index != number), default=0.0)
        if gap > 0:
            value = f"{end.x:.3f}, {end.y:.3f}"
            params = {"gap": round(gap, 3), "most": CLOSURE_M}
            findings.append(Finding("import-line-open", source.file, feature.number, "geometry", value, params))
    return findings[:MOST_REPORTED] or [Finding("import-no-shapes", source.file)]


def _labelled(areas: Sequence[SourceFeature], features: Sequence[SourceFeature]) -> tuple[SourceFeature, ...]:
    """The areas, each with the texts that stand within it, and with what has no text beside it."""
    from shapely import STRtree

    texts = [feature for feature in features if feature.shape is not None and feature.shape.geom_type == "Point"]
    tree = STRtree([text.shape for text in texts])
    found = [sorted(tree.query(area.shape, predicate="covers")) for area in areas]
    labelled = [
        replace(area, labels=tuple(dict.fromkeys(texts[index].attributes["Text"] for index in indices)))
        for area, indices in zip(areas, found, strict=True)
    ]
    bare = [area for area in labelled if not area.labels]
    beside = STRtree([area.shape for area in bare])
    return tuple(
        replace(area, unlabelled=unlabelled_beside(area, bare, beside)) if area.labels else area for area in labelled
    )
