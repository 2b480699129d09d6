"""The columns of an area's row: its code and names, what it is a part or was made of, then four for each measure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kcn_map.core.columns import Column
from kcn_map.core.schema import schema_of
from kcn_map.core.settings import Level, Measure, Settings
from kcn_map.core.site_columns import level_column

NAME_VI = Column("name_vi", "text", "tên tiếng Việt", "name in Vietnamese")
NAME_EN = Column("name_en", "text", "tên tiếng Anh", "name in English")
PROVINCE_ROW = (Column("code", "code", "mã tỉnh", "province code"), NAME_VI, NAME_EN)

#: What is added to the id of a measure: its value, how many sites report of how many, whether it is a lower bound.
MEASURE_SUFFIXES = ("", "_n", "_of", "_at_least")
#: Column names that GeoPackage, databases and GDAL keep for themselves, whatever the case.
KEPT_BY_FORMATS = ("fid", "ogc_fid", "rowid", "geom", "geometry", "wkb_geometry", "wkt")


def area_columns(settings: Settings, level: Level) -> tuple[Column, ...]:
    """The columns of the areas of a level."""
    return (*naming_columns(settings, level), *measure_columns(settings.measures))


def naming_columns(settings: Settings, level: Level) -> tuple[Column, ...]:
    """What names an area, and tells which areas of other levels it belongs to."""
    official = Column("area_official_km2", "number", "diện tích tự nhiên", "official area", "km²")
    parents = [level_column(one) for one in settings.levels if one.id == level.parent]
    origins = [replace(schema_of(settings).area_column(level.id, name), type="ids") for name in level.origins.values()]
    return (replace(level_column(level), refers=""), NAME_VI, NAME_EN, official, *parents, *origins)


def measure_columns(measures: Sequence[Measure]) -> Iterator[Column]:
    """Each measure, its coverage `_n` of `_of`, and whether it is a lower bound."""
    for measure in measures:
        vi, en = measure.title["vi"], measure.title["en"]
        kind = "count" if measure.aggregation.method == "count" else "number"
        yield Column(measure.id, kind, vi, en, measure.unit)
        yield Column(f"{measure.id}_n", "count", f"{vi}: số nơi có số liệu", f"{en}: sites that report")
        yield Column(f"{measure.id}_of", "count", f"{vi}: trên tổng số", f"{en}: sites there are")
        at_least = f"{vi}: là mức tối thiểu", f"{en}: is a lower bound"
        yield Column(f"{measure.id}_at_least", "flag", *at_least)
