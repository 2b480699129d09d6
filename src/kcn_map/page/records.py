"""The records of the page's data: each function turns values of the atlas into plain JSON, many of them into Records.

Coordinates are WGS 84 longitude and latitude with 5 decimals, those of sites with 6. Areas are ha or, where named so,
km²; dates are ISO texts. null is unknown, never 0. A value of a measure is [value, sites that report, sites there are,
whether it is a lower bound, sites that may lie there, sites whose status is not known].
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields as dataclass_fields
from itertools import chain, groupby, pairwise
from typing import Any

from kcn_map.analysis.lineage import names_of_any_time
from kcn_map.cartography import basemap, place_labels, symbols
from kcn_map.cartography.classes import is_whole
from kcn_map.core.columns import Column
from kcn_map.core.common_schema import POLYGON, SEATS
from kcn_map.core.kinds import Kind
from kcn_map.core.model import Area, Geometry, Joined, Observation, Source
from kcn_map.core.settings import Aggregation, Level, Measure, SavedView, Text
from kcn_map.core.site_columns import cell_of
from kcn_map.core.summary import Aggregate, AreaSummary, Reconciliation, Summary
from kcn_map.geo.columns import types_of
from kcn_map.geo.coordinates import tidy_positions
from kcn_map.page.columnar import Records
from kcn_map.text.languages import locale_of
from kcn_map.text.numbers import tidy

#: Half the size of the outlines of symbols, which dom.js scales: all their numbers are whole ones, or nearly.
SYMBOL_RADIUS = 20
#: Of the points where names stand, in degrees.
CENTRE_DECIMALS = 4
#: What was published, apart from what it is about.
PUBLISHED = ("value", "qualifier", "as_of", "source")
AGGREGATION = ("kind", "status", "field", "weight")


def both(text: Text) -> dict[str, str]:
    return dict(text)


def known(text: Text, languages: Sequence[str]) -> dict[str, str | None] | None:
    """A text in the languages of an atlas; null where it is known in none."""
    return {lang: text.get(lang) for lang in languages} if text else None


def locale(lang: str) -> dict[str, Any]:
    """How a language writes numbers and dates; what is as in most languages is left out."""
    found = locale_of(lang)
    usual = {entry.name: entry.default for entry in dataclass_fields(found)}
    told = {name: value for name in usual if name != "plurals" and (value := getattr(found, name)) != usual[name]}
    return told | ({"digits": list(found.digits)} if "digits" in told else {})


def fields(value: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(value, name) for name in names}


def kinds(joined: Joined) -> tuple[Kind, ...]:
    """The kinds that the page speaks of: those of its sites, all where it has none."""
    there = {site.kind for site in joined.sites}
    return tuple(kind for kind in joined.settings.kinds if kind.id in there) or joined.settings.kinds


def kind(kind: Kind) -> dict[str, Any]:
    """A kind: `symbol` is its outline, `phrases` are what people call it."""
    outline = symbols.symbol(kind.symbol, 0, 0, SYMBOL_RADIUS)
    return {"id": kind.id, "symbol": outline, "is_round": kind.symbol != "square", "phrases": kind.phrases}


def _aggregation(how: Aggregation) -> dict[str, Any]:
    return {"aggregation": how.method, **fields(how, AGGREGATION)}


def area_values(area: AreaSummary) -> dict[str, Any]:
    return {"values": {name: _value(value) for name, value in area.values.items()}, "sites": area.site_ids}


def _columns_of_values(areas: Sequence[AreaSummary]) -> Records:
    """The values of areas; neighbours without sites, which share them, are one row."""
    own = [id(area.values) for area in areas]
    starts = [place for place, value in enumerate(own) if not place or value != own[place - 1]]
    rows = [areas[start].values for start in starts]
    columns = {name: tidy([_value(row[name]) for row in rows]) for name in (rows[0] if rows else ())}
    return Records(columns, [end - start for start, end in pairwise([*starts, len(areas)])])


def _value(value: Aggregate) -> list[Any]:
    return [value.value, value.reporting, value.sites, value.is_lower_bound, value.unplaced, value.unclear]


def observation(observation: Observation, languages: Sequence[str]) -> dict[str, Any]:
    names = ("attribute", *PUBLISHED, "as_of_basis", "adopted")
    return {**fields(observation, names), "note": known(observation.note, languages)}


def source(source: Source, languages: Sequence[str]) -> dict[str, Any]:
    """A source; what is to be known about its date stands for a date that there is not."""
    undated = known(source.published_note, languages) if source.published is None else None
    return {**fields(source, ("id", "title", "publisher", "url", "published", "kind")), "published_note": undated}


def province(joined: Joined, summary: Summary) -> dict[str, Any]:
    settings = joined.settings
    return {
        "code": settings.province_code,
        "name": both(settings.province),
        "ended_on": settings.ended_on,
        "administration": both(settings.administration),
        **area_values(summary.province),
        "observations": [
            observation(seen, settings.languages) for seen in joined.observations if seen.subject == "province"
        ],
    }


def view(view: SavedView) -> dict[str, Any]:
    return {"title": both(view.title), "view": view.view}


def measure(measure: Measure) -> dict[str, Any]:
    return {
        "id": measure.id,
        "title": both(measure.title),
        "unit": measure.unit,
        "decimals": measure.decimals,
        **_aggregation(measure.aggregation),
        "whole": is_whole(measure),
        "breaks": measure.breaks,
        "palette": measure.palette,
        "note": both(measure.note),
    }


def levels(joined: Joined, summary: Summary) -> list[dict[str, Any]]:
    """The levels that there is something of, the first one first and those of names alone last."""
    ordered = sorted(joined.settings.levels, key=lambda level: level.layer is None)
    found = [_level(joined, summary, level) for level in ordered]
    return [level for level in found if level["areas"] or _is_named(joined, level["id"])]


def _is_named(joined: Joined, level: str) -> bool:
    return any(site.codes[level] or site.area_names.get(level) for site in joined.sites)


def _level(joined: Joined, summary: Summary, level: Level) -> dict[str, Any]:
    """A level with its areas; of one of names alone those that have a site."""
    is_first = level == joined.settings.levels[0]
    areas = _names_alone(joined, level)
    if level.layer:
        areas = _first_areas(joined, summary) if is_first else _further_areas(joined, summary, level)
    return {
        "id": level.id,
        "name": both(level.name),
        "name_plural": both(level.name_plural),
        "valid_from": level.valid_from,
        "valid_until": level.valid_until,
        "parent": level.parent,
        "is_mapped": bool(level.layer and areas),
        "areas": areas,
        "unassigned": area_values(summary.unassigned[level.id]) if level.layer and not is_first else None,
    }


def _first_areas(joined: Joined, summary: Summary) -> Records:
    """The areas of the first level, with all that their cards say."""
    settings, areas, values = joined.settings, joined.first_areas, summary.first_areas
    in_first = settings.levels[0].code_column
    seats = {
        feature.properties.get(in_first): {
            "name": both(basemap.name_of(feature.properties, settings)),
            "lonlat": basemap.lonlat(feature.geometry["coordinates"]),
        }
        for feature in basemap.features(joined, "towns")
        if feature.properties.get("kind") in SEATS and feature.geometry
    }
    centres = _centres([None if area.label else area.geometry for area in areas])  # where the layer does not say it
    columns = {
        "code": [area.code for area in areas],
        "name": [both(area.name) for area in areas],
        "other_names": [area.other_names for area in areas],
        **_parents(areas),
        "area_official_km2": [area.area_official_km2 for area in areas],
        "area_note": [known(area.area_note, settings.languages) for area in areas],
        "label": [
            basemap.lonlat(area.label) if area.label else centre for area, centre in zip(areas, centres, strict=True)
        ],
        "seat": [seats.get(area.code) for area in areas],
        "values": _columns_of_values(values),
        "sites": [one.site_ids for one in values],
        "observations": [[observation(seen, settings.languages) for seen in area.observations] for area in areas],
    }
    return Records(tidy(columns))


def _further_areas(joined: Joined, summary: Summary, level: Level) -> Records:
    areas, summaries = joined.areas[level.id], summary.areas[level.id]
    is_same = all(len(area.name) < 2 or len({*area.name.values()}) < 2 for area in areas)
    columns = {
        "code": [area.code for area in areas],
        "name": [area.name.first if is_same else both(area.name) for area in areas],
        **_parents(areas),
        "made_of": _made_of(joined, level),
        "label": _centres([area.geometry for area in areas]),
        "values": _columns_of_values(summaries),
        "sites": _lists([one.site_ids for one in summaries]),
    }
    return Records(columns)


def _parents(areas: Sequence[Area]) -> dict[str, Any]:
    """The areas that each is a part of, where any is one."""
    parents = [area.parents for area in areas]
    return {"parents": _lists(parents)} if any(parents) else {}


def _lists(values: Sequence[Any], listed: Callable[[Any], list[str]] = list) -> list[list[str]]:
    """Each as a list, neighbours that are the same as the same one: `pack` sees at once that they are."""
    return list(chain.from_iterable([listed(one)] * len([*same]) for one, same in groupby(values)))


def _made_of(joined: Joined, level: Level) -> list[list[str]]:
    """What each area of a level was made of, of levels without a layer."""
    others = [other for other in level.origins if not joined.settings.level(other).layer]
    origins = [area.origins for area in joined.areas[level.id]]
    return _lists(origins, lambda one: [code for other in others for code in one.get(other, ())])


def _names_alone(joined: Joined, level: Level) -> Records:
    """The areas that have a site, or parts at the first level, under all their names: what the text search looks in."""
    wanted = {site.codes[level.id] for site in joined.sites}
    if level.id == joined.settings.levels[0].parent:
        wanted |= {parent for area in joined.first_areas for parent in area.parents}
    areas = [area for area in joined.areas[level.id] if area.code in wanted]
    return Records(
        {
            "code": [area.code for area in areas],
            "name": [area.name.first for area in areas],
            "other_names": [list(area.other_names) for area in areas],
        }
    )


def _centres(geometries: Sequence[Geometry | None]) -> list[list[float] | None]:
    """To 10 m: they are no nearer to the best place."""
    found = place_labels.centres(geometries)
    short = iter(tidy_positions([one for one in found if one], CENTRE_DECIMALS))
    return [one and next(short) for one in found]


def site_fields(columns: Sequence[Column]) -> list[dict[str, Any]]:
    """The columns of a site's row; `words` is the section of the words of an enumeration."""
    return [
        {"name": one.name, "type": one.type, "words": (one.words or one.name) if one.type == "enum" else None}
        for one in columns
    ]


def groups(fields: Sequence[Column]) -> list[dict[str, Any]]:
    """The groups by which a card lists the fields of an atlas, in the order in which they first come."""
    texts = list(dict.fromkeys(tuple(one.group.items()) for one in fields))
    return [
        {"name": both(Text(text)), "fields": [one.name for one in fields if one.group == dict(text)]} for text in texts
    ]


def sites(joined: Joined, columns: Sequence[Column]) -> Records:
    """The rows of the sites, and what of them stands in no column.

    Where that is known of any, each has the names of any time that the search finds it by as well.
    """
    sites, languages, places = joined.sites, joined.settings.languages, names_of_any_time(joined)
    told = {
        "row": Records({column.name: tidy(list(map(cell_of(column.name), sites))) for column in columns}),
        "location_note": [known(site.location_note, languages) for site in sites],
        "identified": [site.is_identified for site in sites],
        "polygon": [kind if kind in POLYGON else None for kind in types_of([site.geometry for site in sites])],
        "observations": [[observation(seen, languages) for seen in site.observations] for site in sites],
    }
    return Records(tidy(told | ({"places": [places[site.id] for site in sites]} if any(places.values()) else {})))


def total(row: Reconciliation, languages: Sequence[str]) -> dict[str, Any]:
    """A published total beside the layers; what else was published of it is among the province's observations."""
    total = row.total
    return {
        "id": total.setting.id,
        "title": both(total.setting.title),
        "unit": total.setting.unit,
        "aggregation": total.setting.aggregation and _aggregation(total.setting.aggregation),
        **fields(total, PUBLISHED),
        "note": known(total.note, languages),
        "layers": None if row.layers is None else _value(row.layers),
        "difference": row.difference,
        "agrees": row.agrees,
        "is_history": row.is_history,
        "why": both(total.setting.why),
    }
