"""The pyogrio engine of gdal.py, where fiona has no wheel."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kcn_map.io.vector_layers import (
    BYTE_BY_BYTE,
    ColumnType,
    NewLayer,
    Record,
    as_json,
    layer_options,
    path_for_gdal,
    present,
)
from kcn_map.io.wkb import geometry_of_wkb

#: Column type → numpy's type, and the filler under the mask of a null.
_TYPES: dict[ColumnType, tuple[str, Any]] = {
    "str": ("object", None),
    "int": ("int64", 0),
    "float": ("float64", 0.0),
    "bool": ("bool", False),
}


def complaints() -> tuple[type[Exception], ...]:
    """What is raised for a file that GDAL can't take."""
    from pyogrio.errors import DataLayerError, DataSourceError

    return DataLayerError, DataSourceError


def drivers(*, anew: bool = False) -> set[str]:
    """The vector drivers that there are; `anew`: once it has looked again for those to skip."""
    from pyogrio.core import _register_drivers, list_drivers

    if anew:
        _register_drivers()
    return set(list_drivers())


def layer_names(path: Path) -> list[str]:
    from pyogrio import list_layers

    return [str(name) for name, geometry in list_layers(path_for_gdal(path)) if geometry is not None]


def crs_wkt(path: Path, layer: str | None) -> str | None:
    from pyogrio import read_info

    return read_info(path_for_gdal(path), layer=layer, encoding=BYTE_BY_BYTE)["crs"] or None


def keys(path: Path, field: str) -> list[Any]:
    from pyogrio.raw import read as read_raw

    meta, _, _, data = read_raw(path_for_gdal(path), read_geometry=False, columns=[field])
    return list(data[0]) if len(meta["fields"]) else [None] * meta["features"]


def read(path: Path, layer: str | None, options: Mapping[str, str]) -> list[Record]:
    from pyogrio.raw import read as read_raw

    meta, _, shapes, data = read_raw(path_for_gdal(path), layer=layer, datetime_as_string=True, **options)
    columns = [
        _values(values, dtype, subtype == "OFSTJSON")
        for values, dtype, subtype in zip(data, meta["dtypes"], meta["ogr_subtypes"], strict=True)
    ]
    geometries = [None] * len(data[0]) if shapes is None else _geometries(shapes)  # None: a table without geometry
    rows = zip(*columns, strict=True) if columns else ((),) * len(geometries)
    names = list(meta["fields"])
    return [
        Record(dict(zip(names, row, strict=True)), geometry) for row, geometry in zip(rows, geometries, strict=True)
    ]


def _geometries(found: Sequence[bytes | None]) -> list[dict[str, Any] | None]:
    """The geometries of a layer as JSON has them; open rings, which GEOS does not take, as they are in the file."""
    from shapely import GEOSException, from_wkb
    from shapely.geometry import mapping

    def plain(wkb: bytes | None) -> dict[str, Any] | None:
        try:
            return None if wkb is None else as_json(mapping(from_wkb(wkb)))
        except GEOSException:
            return geometry_of_wkb(wkb)

    try:
        return [None if shape is None else as_json(mapping(shape)) for shape in from_wkb(found)]
    except GEOSException:
        return [plain(wkb) for wkb in found]


def _values(column: Any, dtype: str, is_json: bool) -> list[Any]:
    """A column as plain values: pyogrio gives numbers and truths with nulls as floats with NaN."""
    values = [None if value is None or value != value else value for value in column.tolist()]
    if is_json:
        try:
            return [None if value is None else json.loads(value) for value in values]
        except json.JSONDecodeError:
            return values
    plain = bool if dtype == "bool" else int if dtype.startswith(("int", "uint")) else None
    return [None if value is None else plain(value) for value in values] if plain else values


def write(path: Path, driver: str, layer: NewLayer, as_of: str, crs: str) -> None:
    import numpy
    from pyogrio import get_gdal_config_option, set_gdal_config_options
    from pyogrio.raw import write as write_raw
    from shapely import to_wkb
    from shapely.geometry import shape

    data, masks = [], []
    for name, kind in layer.columns.items():
        dtype, blank = _TYPES[kind]
        values = [record.properties.get(name) for record in layer.records]
        data.append(numpy.array([blank if value is None else value for value in values], dtype=dtype))
        masks.append(numpy.array([value is None for value in values], dtype=bool))
    shapes = [record.geometry and to_wkb(shape(dict(record.geometry))) for record in layer.records]
    before = get_gdal_config_option("OGR_CURRENT_DATE")
    set_gdal_config_options({"OGR_CURRENT_DATE": present(as_of)})
    try:
        write_raw(
            path_for_gdal(path), None if layer.geometry is None else numpy.array(shapes, dtype=object), data,
            list(layer.columns), field_mask=masks, layer=layer.name, driver=driver, geometry_type=layer.geometry,
            crs=None if layer.geometry is None else crs, encoding="UTF-8", layer_options=layer_options(driver, as_of),
        )  # fmt: skip
    finally:
        set_gdal_config_options({"OGR_CURRENT_DATE": before})
