"""What of a drawing counts: not its paper space, nor layers that are off or frozen, nor the frame around all of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from kcn_map.importing.common import Source, SourceFeature, name_of, unusable
from kcn_map.importing.encodings import codec_of, decoded_text
from kcn_map.reading.cells import visible
from kcn_map.text.names import fold

#: The attributes by which a drawing keeps things apart: DXF's and DGN's.
GROUPS = ("Layer", "Level")
_PAPER = "PaperSpace"
_FROZEN = 1
#: What the layer of a frame around a drawing is called, folded.
_FRAMES = ("khung", "frame", "border", "title")


def pairs(path: Path) -> Iterator[tuple[str, str]]:
    """Group codes of a DXF with their values, two lines each, as they are byte by byte."""
    with path.open(encoding="latin-1", newline=None) as lines:
        for code in lines:
            yield code.strip(), next(lines, "").strip()


def in_use(source: Source, path: Path, chosen: str | None) -> Source:
    """The features that the drawing shows; of one layer alone, with all texts, where it is chosen.

    Raises Unusable for a layer that is not there.
    """
    hidden = _hidden_layers(path) if path.suffix.lower() == ".dxf" else frozenset()
    shown = [f for f in source.features if layer_of(f) not in hidden and f.attributes.get(_PAPER) != "1"]
    left_out = Counter(layer_of(f) or "–" for f in source.features if layer_of(f) in hidden)
    remarks = source.remarks
    if left_out:
        layers = visible(", ".join(left_out), 160)
        remarks = (*remarks, ("hidden_layers", {"count": left_out.total(), "layers": layers}))
    if chosen is not None:
        layers_shown = dict.fromkeys(layer for f in shown if (layer := layer_of(f)))
        found = [layer for layer in layers_shown if layer == chosen] or [
            layer for layer in layers_shown if fold(layer) == fold(chosen)
        ]
        if len(found) != 1:
            there = visible(", ".join(layers_shown), 300) or "–"
            unusable("import-drawing-layer-missing", name_of(path), value=visible(chosen), layers=there)
        shown = [f for f in shown if f.attributes.get("Text") or layer_of(f) == found[0]]
    return replace(source, features=tuple(shown), remarks=remarks)


def layer_of(feature: SourceFeature) -> str | None:
    """The layer of a drawing that a feature is on; a level of DGN is a number."""
    return next((text for name in GROUPS if (text := feature.attributes.get(name))), None)


def _hidden_layers(path: Path) -> frozenset[str]:
    """The layers of a DXF that are off (a negative colour) or frozen."""
    hidden: set[str] = set()
    codec, kind, layer = codec_of(path), "", ""
    for code, text in pairs(path):
        if code == "0":
            if text == "ENDSEC" and hidden:
                break
            kind, layer = text, ""
        elif kind == "LAYER" and code == "2":
            layer = decoded_text(text, codec or "ascii")
        elif kind == "LAYER" and layer and _hides(code, text):
            hidden.add(layer)
    return frozenset(hidden)


def _hides(code: str, text: str) -> bool:
    return (code == "62" and text.startswith("-")) or (
        code == "70" and text.isdecimal() and bool(int(text[:9]) & _FROZEN)
    )


def without_frame(areas: Sequence[SourceFeature]) -> tuple[list[SourceFeature], list[SourceFeature]]:
    """The areas, and those that are only a frame: a rectangle around all others, on a layer called so."""
    frames = [area for area in areas if _is_frame(area, areas)]
    return [area for area in areas if not any(area is frame for frame in frames)], frames


def _is_frame(area: SourceFeature, areas: Sequence[SourceFeature]) -> bool:
    from shapely.geometry import box

    words = fold(layer_of(area) or "").split()
    if not any(word in words for word in _FRAMES) or not area.shape.equals(box(*area.shape.bounds)):
        return False
    return any(other is not area and area.shape.covers(other.shape) for other in areas)


def unlabelled_beside(area: SourceFeature, unlabelled: Sequence[SourceFeature], tree: Any) -> tuple[Any, ...]:
    """The shapes without a text, on the same layer, that share an edge with an area or lie within it."""
    found = [unlabelled[index] for index in sorted(tree.query(area.shape, predicate="intersects"))]
    return tuple(
        other.shape
        for other in found
        if layer_of(other) == layer_of(area)
        and (area.shape.covers(other.shape) or area.shape.boundary.intersection(other.shape.boundary).length > 0)
    )
