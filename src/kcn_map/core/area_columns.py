"""The columns of an area's row: its names, then four for each measure."""

from __future__ import annotations

from kcn_map.core.columns import Column

DISTRICT_ROW = (
    Column("district_code", "code", "mã huyện", "district code", digits=3),
    Column("name_vi", "text", "huyện, thành phố", "name in Vietnamese"),
    Column("name_en", "text", "tên tiếng Anh", "name in English"),
    Column("area_official_km2", "number", "diện tích tự nhiên", "official area", "km²"),
)
COMMUNE_ROW = (
    Column("code", "code", "mã xã, phường", "commune code", digits=5),
    Column("name_vi", "text", "xã, phường từ 1-7-2025", "commune since 2025-07-01"),
    Column("districts_2020", "ids", "mã huyện năm 2020", "districts of 2020"),
    Column("communes_2020", "ids", "các xã năm 2020 đã nhập vào", "communes of 2020 that went into it"),
)
PROVINCE_ROW = (
    Column("code", "code", "mã tỉnh", "province code", digits=2),
    Column("name_vi", "text", "tỉnh", "name in Vietnamese"),
    Column("name_en", "text", "tên tiếng Anh", "name in English"),
)

#: What is added to the id of a measure: its value, how many sites report of how many, whether it is a lower bound.
MEASURE_SUFFIXES = ("", "_n", "_of", "_at_least")
#: Column names that GeoPackage, databases and GDAL keep for themselves, whatever the case.
KEPT_BY_FORMATS = ("fid", "ogc_fid", "rowid", "geom", "geometry", "wkb_geometry", "wkt")
