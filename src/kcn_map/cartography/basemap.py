"""What the page draws: all polygons in one topology, and water, roads, towns and neighbours for orientation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy

from kcn_map.core.cache import memoize
from kcn_map.core.common_schema import POLYGON
from kcn_map.core.model import Feature, Geometry, Joined
from kcn_map.core.schema import LayerSchema
from kcn_map.core.settings import Level, Settings, Text
from kcn_map.geo import coordinates, topology
from kcn_map.geo.columns import columns_of, types_of
from kcn_map.text.dates import span

#: Layers of the base map that are lines.
LINES = ("water", "roads")
DEGREE_DECIMALS = 5
FINEST_SCALE = 1_000_000


def scale(joined: Joined) -> int:
    """Steps of the grid in a degree: as fine as what is drawn on it is kept, so that nothing of it is lost.

    Points are not on the grid: the page has them as plain numbers.
    """
    places: list[Geometry | None] = [area.geometry for areas in joined.areas.values() for area in areas]
    places += [site.geometry for site in joined.sites]
    for name, layer in joined.base.items():
        places += [one.geometry for one in layer.features if one.geometry and is_drawn(name, one.geometry["type"])]
    drawn = [
        geometry
        for kind, geometry in zip(types_of(places), places, strict=True)
        if geometry is not None and kind != "Point"
    ]
    return topology.SCALE if _are_coarse(drawn) else FINEST_SCALE


@memoize(2)
def _are_coarse(geometries: Sequence[Geometry]) -> bool:
    positions = coordinates.positions(geometries)
    return bool((numpy.rint(positions * topology.SCALE) / topology.SCALE == positions).all())


def polygons(joined: Joined, scale: int) -> dict[str, Any]:
    """Every polygon of the page by layer and key, in one topology: their borders are the same lines."""
    return topology.encode(
        {
            **{
                level.id: {area.code: area.geometry for area in joined.areas[level.id] if area.geometry is not None}
                for level in joined.settings.levels
                if level.layer
            },
            "province": _geometries(features(joined, "province")),
            "neighbours": _geometries(features(joined, "neighbours")),
            "sites": {
                site.id: site.geometry
                for site in joined.sites
                if site.geometry is not None and site.geometry["type"] in POLYGON
            },
        },
        scale,
    )


def is_drawn(layer: str, kind: str) -> bool:
    """Whether the topology or the base map has the coordinates of geometries of a type in a layer.

    The locator is one picture.
    """
    return layer in LINES or (layer != "locator" and kind in POLYGON)


def part_of(schema: LayerSchema) -> str:
    """The part of the topology that has the polygons of a layer: sites are one part, of whichever kind."""
    return "sites" if schema.kind else schema.name


def base(joined: Joined, scale: int) -> dict[str, list[dict[str, Any]]]:
    """Lines and points for orientation. Lines are texts, written as the topology's arcs are."""
    return {
        "water": [_water(feature, scale, joined.settings) for feature in features(joined, "water")],
        "roads": [_road(feature, scale, joined.settings) for feature in features(joined, "roads")],
        "towns": [_town(feature, joined.settings) for feature in features(joined, "towns")],
    }


def neighbours(joined: Joined) -> list[dict[str, Any]]:
    """The neighbours, each with the levels at whose date it is one."""
    there = {level.id: neighbours_at(joined, level) for level in joined.settings.levels if level.layer}
    return [
        {
            "code": feature.key,
            "name": _names(feature.properties, joined.settings),
            "levels": [id_ for id_ in there if feature in there[id_]],
        }
        for feature in features(joined, "neighbours")
    ]


def neighbours_at(joined: Joined, level: Level) -> list[Feature]:
    """The neighbours of the time of a level: the atlas's date, or the first day of a level that came after it.

    Without dates of its own a neighbour is one for as long as the areas of the first level are.
    """
    as_of, ended = joined.settings.as_of, joined.settings.levels[0].valid_until
    ended = ended if ended and ended > as_of else None
    day = date.fromisoformat(max(as_of, level.valid_from or as_of))

    def is_there(feature: Feature) -> bool:
        first, until = feature.properties.get("valid_from"), feature.properties.get("valid_until")
        if first is None and until is None:
            until = ended
        return (first is None or span(first)[0] <= day) and (until is None or day < span(until)[0])

    return [feature for feature in features(joined, "neighbours") if is_there(feature)]


def features(joined: Joined, name: str) -> tuple[Feature, ...]:
    """The features of a layer of the base map, none where the atlas has no such layer."""
    return joined.base[name].features if name in joined.base else ()


def lonlat(point: Sequence[float]) -> list[float]:
    return [round(point[0], DEGREE_DECIMALS), round(point[1], DEGREE_DECIMALS)]


def name_of(properties: Mapping[str, Any], settings: Settings) -> Text:
    """What a feature is called, in the languages of the atlas."""
    return Text.of_row(properties, "name", settings.languages)


def _names(properties: Mapping[str, Any], settings: Settings) -> dict[str, str]:
    """What a feature is called in each language of the atlas."""
    name = name_of(properties, settings)
    return {lang: name[lang] for lang in settings.languages}


def _geometries(features: Iterable[Feature]) -> dict[str, Geometry]:
    return {feature.key: feature.geometry for feature in features if feature.key and feature.geometry}


def _water(feature: Feature, scale: int, settings: Settings) -> dict[str, Any]:
    properties = feature.properties
    return {
        "name": _names(properties, settings),
        "class": properties.get("class"),
        "lines": _lines(feature.geometry, scale),
    }


def _road(feature: Feature, scale: int, settings: Settings) -> dict[str, Any]:
    properties = feature.properties
    return {
        "ref": properties.get("ref"),
        "name": name_of(properties, settings).first or None,
        "accuracy_m": properties.get("accuracy_m"),
        "lines": _lines(feature.geometry, scale),
    }


def _town(feature: Feature, settings: Settings) -> dict[str, Any]:
    """A language without its full name has its name there."""
    properties = feature.properties
    name = name_of(properties, settings)
    return {
        "name": dict(name),
        "full_name": name | Text.of_row(properties, "full_name", settings.languages),
        "kind": properties.get("kind"),
        "lonlat": lonlat(feature.geometry["coordinates"]) if feature.geometry else None,
    }


def _lines(geometry: Geometry | None, scale: int) -> list[str]:
    """Lines as texts, written as the topology's arcs are."""
    if geometry is None:
        return []
    columns = columns_of([geometry])
    return topology.encode_lines(topology.on_grid(columns.positions, scale), numpy.asarray(columns.lines)[1:])
