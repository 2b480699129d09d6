"""A file of a whole country: the areas of the atlas's place, and the places beside it, which the map has around it."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from kcn_map.core.model import Dataset
from kcn_map.core.schema import schema_of
from kcn_map.core.settings import text_column
from kcn_map.geo.coverage import PARTS, generalised, step_m
from kcn_map.importing import shapes
from kcn_map.importing.common import Source, SourceFeature
from kcn_map.importing.crs import Crs
from kcn_map.importing.geojson_patch import appended
from kcn_map.package.scaffold import EMPTY_LAYER
from kcn_map.text.names import fold, fold_unit
from kcn_map.values import dataclass

NEIGHBOURS = "neighbours"
#: Neighbours are drawn for orientation: as far as this part of the place's extent, and half as finely.
REACH, COARSER = 0.5, 2
_LONGEST_CODE = 20


@dataclass(frozen=True, slots=True)
class Divided:
    """The file with the areas of the place alone, and `others` by what their place is called there, in `field`."""

    source: Source
    field: str = ""
    others: Mapping[str, tuple[SourceFeature, ...]] | None = None


def divided(source: Source, dataset: Dataset) -> Divided:
    """A file where a field names the place of each area, and the atlas's place is one of several; else as it is."""
    for field in source.fields:
        groups: dict[str, list[SourceFeature]] = defaultdict(list)
        for feature in source.features:
            groups[feature.attributes.get(field, "").strip()].append(feature)
        own = [value for value in groups if _is_place(value, dataset)]
        if len(own) == 1 and 2 <= len(groups) <= len(source.features) / 2:
            others = {value: tuple(found) for value, found in groups.items() if value and value != own[0]}
            return Divided(replace(source, features=tuple(groups[own[0]])), field, others)
    return Divided(source)


def _is_place(value: str, dataset: Dataset) -> bool:
    """Whether a cell means the place of the atlas, by its code or by its name."""
    code, names = dataset.settings.province_code, map(fold_unit, dataset.settings.province.values())
    return bool(value) and (value.lstrip("0") == code.lstrip("0") or fold_unit(value) in names)


def neighbours(
    found: Divided, polygons: Sequence[Any], crs: Crs, dataset: Dataset
) -> tuple[list[str], dict[str, bytes]]:
    """What the places are called that touch these polygons, and the layer of them where the atlas has none yet."""
    import shapely

    schema = schema_of(dataset.settings).layer(NEIGHBOURS)
    if not found.others or dataset.layers[NEIGHBOURS].features:
        return [], {}
    west, south, east, north = shapely.total_bounds(list(polygons))
    margin = REACH * max(east - west, north - south)
    around = shapely.box(west - margin, south - margin, east + margin, north + margin)
    beside = [value for value, areas in found.others.items() if _touches(areas, found.source)]
    whole = [_together(found, value, schema, crs, around) for value in beside]
    simple = generalised(whole, COARSER * step_m(polygons)) if whole else []
    named = [_called(found, value) for value in beside]
    main = text_column("name", dataset.settings.languages[0])
    nothing = dict.fromkeys(column.name for column in schema.properties)
    features = [
        {
            "type": "Feature",
            "properties": {schema.key: code, **nothing, main: name},
            "geometry": json.loads(json.dumps(shapely.geometry.mapping(shape))),
        }
        for (code, name), shape in zip(named, simple, strict=True)
    ]
    names = [name for _, name in named]
    return names, {schema.file: appended(EMPTY_LAYER, features).encode("utf-8")} if features else {}


def _touches(areas: Sequence[SourceFeature], own: Source) -> bool:
    """Whether any of these areas is beside one of the place, but for what two drawings of a border may differ."""
    import shapely

    there = [feature.shape for feature in own.features if feature.shape is not None]
    west, south, east, north = shapely.total_bounds(there)
    near = max(east - west, north - south) / PARTS
    others = [area.shape for area in areas if area.shape is not None]
    return bool(len(shapely.STRtree(there).query(others, predicate="dwithin", distance=near).T)) if others else False


def _together(found: Divided, value: str, schema: Any, crs: Crs, around: Any) -> Any:
    import shapely
    from shapely.geometry import shape

    areas = (found.others or {})[value]
    sound = [shapes.shaped(found.source, area, schema, crs, False).geometry for area in areas]
    union = shapely.union_all([shape(dict(one)) for one in sound if one])
    return shapely.intersection(union, around)


def _called(found: Divided, value: str) -> tuple[str, str]:
    """Code and name of a place: one is what it is called in the field, the other is in a field that goes with it."""
    beside = list(_going_with(found, value))
    if any(letter.isalpha() for letter in value):
        return next((text for text in beside if text.isdigit()), _slug(value)), value
    return value, next((text for text in beside if sum(map(str.isalpha, text)) * 2 > len(text)), value)


def _going_with(found: Divided, value: str) -> Iterator[str]:
    """The values of the fields that are the same in all areas of a place and in none of another."""
    groups = {**(found.others or {}), "": found.source.features}
    for field in found.source.fields:
        told = {key: {area.attributes.get(field, "").strip() for area in areas} for key, areas in groups.items()}
        alone = [next(iter(texts)) for texts in told.values() if len(texts) == 1]
        if field != found.field and len(alone) == len(told) == len(set(alone)):
            yield next(iter(told[value]))


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold_unit(name) or fold(name)).strip("-")[:_LONGEST_CODE]
