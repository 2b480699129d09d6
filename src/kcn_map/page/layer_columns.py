"""A layer of the data package as columns: the names of its properties stand in it once, and what repeats itself.

{"$columns": {"type": [type of geometry, …], "coordinates": […], "properties": {"$columns": {name: […]}}}}

A geometry that there is not has a null for its type, a property without a value one for that.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from kcn_map.core.model import Layer
from kcn_map.geo.columns import types_of
from kcn_map.package import serialize
from kcn_map.page import columnar
from kcn_map.text.numbers import tidy


def pack(layer: Layer, is_drawn: Callable[[str], bool]) -> str:
    """The layer as JSON, with null for the coordinates of geometries of a type that `is_drawn`: the page has them."""
    geometries = [feature.geometry for feature in layer.features]
    types = types_of(geometries)
    drawn = {kind for kind in set(types) if kind is None or is_drawn(kind)}
    columns: dict[str, Any] = {
        "type": types,
        "coordinates": [
            tidy(geometry["coordinates"]) if geometry is not None and kind not in drawn else None
            for kind, geometry in zip(types, geometries, strict=True)
        ],
    }
    if told := serialize.property_columns(layer):
        columns["properties"] = columnar.Records(told)
    return json.dumps(columnar.pack_columns(columns), ensure_ascii=False, separators=(",", ":"))


def unpack(text: str) -> str:
    """The layer as `serialize.layer_text` has it, but for those coordinates; a text that is not packed as it is.

    Raises ValueError, TypeError or LookupError for what `pack` does not make.
    """
    if not text.startswith(f'{{"{columnar.COLUMNS}"'):  # a layer in a map from before they were columns
        return text
    lines = []
    for feature in columnar.unpack(json.loads(text)):
        told = {name: value for name, value in feature.get("properties", {}).items() if value is not None}
        geometry = {name: feature[name] for name in ("type", "coordinates")} if feature["type"] is not None else None
        lines.append(serialize.feature_text(told, geometry))
    return serialize.collection_text(lines)
