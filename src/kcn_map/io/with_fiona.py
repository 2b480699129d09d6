"""The fiona engine of gdal.py, where fiona has a wheel."""

from __future__ import annotations

from collections.abc import Mapping
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

#: Column type → fiona's type.
_TYPES: dict[ColumnType, str] = {"str": "str", "int": "int64", "float": "float", "bool": "bool"}


def complaints() -> tuple[type[Exception], ...]:
    """What is raised for a file that GDAL can't take."""
    from fiona._err import CPLE_BaseError
    from fiona.errors import FionaError

    return CPLE_BaseError, FionaError, RuntimeError


def drivers(*, anew: bool = False) -> set[str]:
    """The vector drivers that there are; it looks again for those to skip every time."""
    from fiona.env import Env

    with Env() as env:
        return set(env.drivers())


def layer_names(path: Path) -> list[str]:
    import fiona

    file = path_for_gdal(path)
    return [name for name in map(str, fiona.listlayers(file)) if _has_geometry(file, name)]


def _has_geometry(file: str, layer: str) -> bool:
    import fiona

    with fiona.open(file, layer=layer, encoding=BYTE_BY_BYTE) as source:
        return bool(source.schema["geometry"] != "None")


def crs_wkt(path: Path, layer: str | None) -> str | None:
    import fiona

    with fiona.open(path_for_gdal(path), layer=layer, encoding=BYTE_BY_BYTE) as source:
        return source.crs_wkt or None


def keys(path: Path, field: str) -> list[Any]:
    import fiona

    with fiona.open(path_for_gdal(path), ignore_geometry=True) as source:
        return [feature.properties.get(field) for feature in source]


def read(path: Path, layer: str | None, options: Mapping[str, str]) -> list[Record]:
    import fiona

    with fiona.open(path_for_gdal(path), layer=layer, **options) as source:
        return [
            Record(dict(feature.properties), feature.geometry and as_json(feature.geometry.__geo_interface__))
            for feature in source
        ]


def write(path: Path, driver: str, layer: NewLayer, as_of: str, crs: str) -> None:
    import fiona

    schema = {
        "geometry": layer.geometry or "None",
        "properties": {name: _TYPES[kind] for name, kind in layer.columns.items()},
    }
    options = layer_options(driver, as_of)
    with (
        fiona.Env(OGR_CURRENT_DATE=present(as_of)),
        fiona.open(
            path_for_gdal(path),
            "w",
            driver=driver,
            schema=schema,
            crs=crs,
            layer=layer.name,
            encoding="UTF-8",
            **options,
        ) as target,  # fmt: skip
    ):
        target.writerecords(
            fiona.Feature.from_dict(
                type="Feature",
                properties={name: record.properties.get(name) for name in layer.columns},
                geometry=record.geometry,
            )
            for record in layer.records
        )
