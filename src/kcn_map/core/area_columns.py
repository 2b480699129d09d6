"""The columns of an area's row: its code and names, what it is a part or was made of, then four for each measure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kcn_map.core.columns import Column, told_in, worded
from kcn_map.core.schema import schema_of
from kcn_map.core.settings import Level, Measure, Settings, Text
from kcn_map.core.site_columns import level_column
from kcn_map.text.messages import Told

_NAMES = (
    worded("name_vi", "text", lang="vi"),
    worded("name_en", "text", lang="en"),
)
_PROVINCE_CODE = worded("code", "code", title="province_code")

#: What is added to the id of a measure: its value, how many sites report of how many, whether it is a lower bound.
MEASURE_SUFFIXES = ("", "_n", "_of", "_at_least")
#: Column names that GeoPackage, databases and GDAL keep for themselves, whatever the case.
KEPT_BY_FORMATS = ("fid", "ogc_fid", "rowid", "geom", "geometry", "wkb_geometry", "wkt")


def area_columns(settings: Settings, level: Level) -> tuple[Column, ...]:
    """The columns of the areas of a level."""
    return (*naming_columns(settings, level), *measure_columns(settings.measures))


def naming_columns(settings: Settings, level: Level) -> tuple[Column, ...]:
    """What names an area, and says which areas of other levels it belongs to."""
    official = worded("area_official_km2", "number", "km²")
    parents = [level_column(one) for one in settings.levels if one.id == level.parent]
    origins = [replace(schema_of(settings).area_column(level.id, name), type="ids") for name in level.origins.values()]
    names = told_in(_NAMES, settings.languages)
    return (replace(level_column(level), refers=""), *names, official, *parents, *origins)


def province_columns(settings: Settings) -> tuple[Column, ...]:
    """What names the province."""
    return (_PROVINCE_CODE, *told_in(_NAMES, settings.languages))


def name_cells(name: Text, languages: Sequence[str]) -> dict[str, str]:
    """The cells of a name in the languages of an atlas."""
    return {f"name_{lang}": name[lang] for lang in languages}


def measure_columns(measures: Sequence[Measure]) -> Iterator[Column]:
    """Each measure, its coverage `_n` of `_of`, and whether it is a lower bound."""
    for measure in measures:
        kind = "count" if measure.aggregation.method == "count" else "number"
        yield Column(measure.id, kind, measure.title, measure.unit)
        for suffix, type_ in (("n", "count"), ("of", "count"), ("at_least", "flag")):
            yield Column(f"{measure.id}_{suffix}", type_, Told(f"measure.{suffix}", title=measure.title))
