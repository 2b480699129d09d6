"""The records of the page's data: each function turns one value of the atlas into plain JSON.

Coordinates are WGS 84 longitude and latitude with 5 decimals, those of sites with 6. Areas are ha or, where named so,
km²; dates are ISO texts. null is unknown, never 0. A value of a measure is [value, sites that report, sites there are,
whether it is a lower bound, sites that may lie there, sites whose status is not known].
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields as dataclass_fields
from typing import Any

from kcn_map.cartography import basemap, place_labels
from kcn_map.cartography.classes import is_whole
from kcn_map.core.model import Commune2025, District, Geometry, Joined, Observation, Site, Source
from kcn_map.core.schema import SEATS
from kcn_map.core.settings import Aggregation, Measure, Text
from kcn_map.core.site_columns import SITE_ROW
from kcn_map.core.summary import Aggregate, AreaSummary, Reconciliation, Summary
from kcn_map.tables.rows import site_row
from kcn_map.text.languages import locale_of

DISTRICTS = {
    "name": {"vi": "huyện", "en": "district"},
    "name_plural": {"vi": "huyện, thành phố", "en": "districts"},
}
COMMUNES = {"name": {"vi": "xã", "en": "commune"}, "name_plural": {"vi": "xã, phường", "en": "communes"}}
OLD_COMMUNES = {
    "name": {"vi": "xã", "en": "commune"},
    "name_plural": {"vi": "xã, phường, thị trấn", "en": "communes"},
}
#: Of the points where names stand, in degrees.
CENTRE_DECIMALS = 4
#: What was published, apart from what it is about.
PUBLISHED = ("value", "qualifier", "as_of", "source")
AGGREGATION = ("kind", "status", "field", "weight")


def both(text: Text) -> dict[str, str]:
    return {"vi": text.vi, "en": text.en}


def either(vi: str | None, en: str | None) -> dict[str, str | None] | None:
    """A text in both languages; null where it is known in neither."""
    return None if vi is None and en is None else {"vi": vi, "en": en}


def locale(lang: str) -> dict[str, Any]:
    """How a language writes numbers and dates; what is as in most languages is left out."""
    found = locale_of(lang)
    usual = {entry.name: entry.default for entry in dataclass_fields(found)}
    told = {name: value for name in usual if name != "plurals" and (value := getattr(found, name)) != usual[name]}
    return told | ({"digits": list(found.digits)} if "digits" in told else {})


def fields(value: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(value, name) for name in names}


def _aggregation(how: Aggregation) -> dict[str, Any]:
    return {"aggregation": how.method, **fields(how, AGGREGATION)}


def area_values(area: AreaSummary) -> dict[str, Any]:
    return {"values": _values(area), "sites": area.site_ids}


def _values(area: AreaSummary) -> dict[str, Any]:
    return {name: _value(value) for name, value in area.values.items()}


def _value(value: Aggregate) -> list[Any]:
    return [value.value, value.reporting, value.sites, value.is_lower_bound, value.unplaced, value.unclear]


def observation(observation: Observation) -> dict[str, Any]:
    names = ("attribute", *PUBLISHED, "as_of_basis", "adopted")
    return {**fields(observation, names), "note": either(observation.note_vi, observation.note)}


def source(source: Source) -> dict[str, Any]:
    """A source; what is to be known about its date stands for a date that there is not."""
    undated = either(source.published_note_vi, source.published_note) if source.published is None else None
    return {**fields(source, ("id", "title", "publisher", "url", "published", "kind")), "published_note": undated}


def province(joined: Joined, summary: Summary) -> dict[str, Any]:
    settings = joined.settings
    return {
        "code": settings.province_code,
        "name": both(settings.province),
        "ended_on": settings.ended_on,
        "administration": both(settings.administration),
        **area_values(summary.province),
        "observations": [observation(seen) for seen in joined.observations if seen.subject == "province"],
    }


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
    """The levels that there is something of, the first one first; of one of names alone the areas that have a site."""
    ended = joined.settings.ended_on
    found = [
        _level("district", DISTRICTS, None, ended, _districts(joined, summary)),
        _level("commune_2025", COMMUNES, ended, None, _communes(joined, summary))
        | {"unallocated": area_values(summary.unassigned)},
        _level("commune_2020", OLD_COMMUNES, None, ended, _communes_2020(joined)) | {"is_mapped": False},
    ]
    return [level for level in found if level["areas"] or _is_named(joined, level["id"])]


def _is_named(joined: Joined, level: str) -> bool:
    return any(getattr(site, level, None) or getattr(site, f"{level}_code") for site in joined.sites)


def _level(
    id_: str, names: Mapping[str, Any], valid_from: str | None, valid_until: str | None, areas: list[dict[str, Any]]
) -> dict[str, Any]:
    return {
        "id": id_,
        **names,
        "valid_from": valid_from,
        "valid_until": valid_until,
        "parent": None,
        "is_mapped": bool(areas),
        "areas": areas,
        "unallocated": None,
    }


def _districts(joined: Joined, summary: Summary) -> list[dict[str, Any]]:
    seats = {
        feature.properties.get("district_code"): {
            "name": feature.properties["name_vi"],
            "lonlat": basemap.lonlat(feature.geometry["coordinates"]),
        }
        for feature in basemap.features(joined, "towns")
        if feature.properties.get("kind") in SEATS and feature.geometry
    }
    areas = {area.code: area for area in summary.districts}
    labels = _centres([None if district.label else district.geometry for district in joined.districts])
    return [
        _district(district, areas[district.code], seats.get(district.code), label)
        for district, label in zip(joined.districts, labels, strict=True)
    ]


def _district(
    district: District, area: AreaSummary, seat: Mapping[str, Any] | None, centre: list[float] | None
) -> dict[str, Any]:
    """`centre` is where the label stands if the layer does not say it."""
    return {
        "code": district.code,
        "name": {"vi": district.name_vi, "en": district.name_en},
        "other_names": district.other_names,
        "area_official_km2": district.area_official_km2,
        "area_note": either(district.area_note_vi, district.area_note_en),
        "label": basemap.lonlat(district.label) if district.label else centre,
        "seat": seat,
        **area_values(area),
        "observations": [observation(seen) for seen in district.observations],
    }


def _communes(joined: Joined, summary: Summary) -> list[dict[str, Any]]:
    areas = {area.code: area for area in summary.communes}
    distinct = {id(area.values): area for area in summary.communes}
    values = {key: _values(area) for key, area in distinct.items()}
    labels = _centres([commune.geometry for commune in joined.communes_2025])
    return [
        _commune(commune, areas[commune.code], values[id(areas[commune.code].values)], label)
        for commune, label in zip(joined.communes_2025, labels, strict=True)
    ]


def _commune(
    commune: Commune2025, area: AreaSummary, values: Mapping[str, Any], label: list[float] | None
) -> dict[str, Any]:
    return {
        "code": commune.code,
        "name": commune.name_vi,
        "made_of": commune.communes_2020,
        "label": label,
        "values": values,  # most communes share them
        "sites": area.site_ids,
    }


def _communes_2020(joined: Joined) -> list[dict[str, Any]]:
    """The communes of 2020 that have a site, under all their names: what the text search looks in."""
    wanted = {site.commune_2020_code for site in joined.sites}
    return [
        {"code": commune.code, "name": commune.name_vi, "other_names": commune.other_names}
        for commune in joined.communes_2020
        if commune.code in wanted
    ]


def _centres(geometries: Sequence[Geometry | None]) -> list[list[float] | None]:
    """To 10 m: they are no nearer to the best place."""
    found = place_labels.centres(geometries)
    return [None if centre is None else [round(degrees, CENTRE_DECIMALS) for degrees in centre] for centre in found]


def site_fields() -> list[dict[str, Any]]:
    """The columns of a site's row; `words` is the section of the words of an enumeration."""
    return [
        {"name": one.name, "type": one.type, "words": (one.words or one.name) if one.type == "enum" else None}
        for one in SITE_ROW
    ]


def site(site: Site) -> dict[str, Any]:
    """The row of a site, and what of it stands in no column."""
    return {
        "row": site_row(site),
        "location_note": either(site.location_note_vi, site.location_note_en),
        "identified": site.is_identified,
        "polygon": site.geometry["type"] if site.geometry and basemap.is_polygon(site.geometry) else None,
        "observations": [observation(seen) for seen in site.observations],
    }


def total(row: Reconciliation) -> dict[str, Any]:
    """A published total beside the layers; what else was published of it is among the province's observations."""
    total = row.total
    return {
        "id": total.setting.id,
        "title": both(total.setting.title),
        "unit": total.setting.unit,
        "statistic": total.setting.aggregation and _aggregation(total.setting.aggregation),
        **fields(total, PUBLISHED),
        "note": either(total.note_vi, total.note),
        "layers": None if row.layers is None else _value(row.layers),
        "difference": row.difference,
        "agrees": row.agrees,
        "is_history": row.is_history,
        "why": both(total.setting.why),
    }
