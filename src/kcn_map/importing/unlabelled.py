"""Areas of a drawing without a text, beside or within one that has: parts that a road cut off, or holes."""

from __future__ import annotations

from dataclasses import replace

from kcn_map.core.findings import Finding
from kcn_map.importing.common import MOST_REPORTED, Source, SourceFeature, refuse
from kcn_map.importing.match import Matching


def with_unlabelled(source: Source, matching: Matching, answer: str | None) -> Matching:
    """The matched shapes, with the areas without a text joined to them or left out.

    Raises DataError where there are such and `answer` (join, leave or None) does not say which.
    """
    open_questions = {key: feature for key, feature in matching.shapes.items() if feature.unlabelled}
    if not open_questions:
        return matching
    if answer is None:
        refuse(*(_question(source, key, feature) for key, feature in list(open_questions.items())[:MOST_REPORTED]))
    settled = {key: _joined(one) if answer == "join" else _left(one) for key, one in open_questions.items()}
    return replace(matching, shapes={**matching.shapes, **settled})


def _question(source: Source, key: str, feature: SourceFeature) -> Finding:
    beside = feature.unlabelled
    point = max(beside, key=lambda shape: shape.area).representative_point()
    params = {"count": len(beside), "share": round(sum(s.area for s in beside) / feature.shape.area * 100, 1)}
    return Finding(
        "import-unlabelled-areas", source.file, feature.number, "geometry", f"{point.x:.3f}, {point.y:.3f}",
        params, subject=key,
    )  # fmt: skip


def _joined(feature: SourceFeature) -> SourceFeature:
    from shapely import unary_union

    return replace(feature, shape=unary_union([feature.shape, *feature.unlabelled]))


def _left(feature: SourceFeature) -> SourceFeature:
    """What lies within is a hole; what lies beside is not there."""
    from shapely import unary_union

    within = [shape for shape in feature.unlabelled if feature.shape.covers(shape)]
    return replace(feature, shape=feature.shape.difference(unary_union(within))) if within else feature
