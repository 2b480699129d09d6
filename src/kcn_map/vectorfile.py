"""The one room where vector files are read and written, through GDAL.

fiona brings GDAL where it has a wheel for the running Python; elsewhere pyogrio, geopandas' own
engine, takes its place. Both give the same features.
"""

from __future__ import annotations

import errno
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from kcn_map.files import draft
from kcn_map.model import Geometry

Engine = Literal["fiona", "pyogrio"]
ColumnType = Literal["str", "int", "float", "bool"]

WGS84 = "EPSG:4326"

#: Texts and lists come as they stand: GDAL would else read "2020/12/31" as a date and spell it anew.
_AS_IT_STANDS = {"DATE_AS_STRING": "YES", "ARRAY_AS_STRING": "YES"}
_OPEN_OPTIONS = {".geojson": _AS_IT_STANDS, ".json": _AS_IT_STANDS}

#: Standard GeoJSON: no crs member, right-hand rule; a text in braces is a text, and the layer has no name.
_LAYER_OPTIONS = {"GeoJSON": {"RFC7946": "YES", "WRITE_NAME": "NO", "AUTODETECT_JSON_STRINGS": "NO"}}

#: Column type → fiona's type, numpy's type, and what stands under the mask of a null.
_TYPES: dict[ColumnType, tuple[str, str, Any]] = {
    "str": ("str", "object", None),
    "int": ("int64", "int64", 0),
    "float": ("float", "float64", 0.0),
    "bool": ("bool", "bool", False),
}


@dataclass(frozen=True, slots=True)
class Record:
    """One feature of a file: null properties are None, a null geometry is None. Grain: one feature."""

    properties: Mapping[str, Any]
    geometry: Geometry | None


class VectorFileError(OSError):
    """GDAL can't read or write the file; `strerror` is its reason."""

    def __init__(self, path: Path, reason: object) -> None:
        super().__init__(errno.EIO, str(reason), str(path))


def default_engine() -> Engine:
    """fiona where it imports, else pyogrio."""
    try:
        import fiona  # noqa: F401
    except ImportError:
        return "pyogrio"
    return "fiona"


def read(path: Path, layer: str | None = None, engine: Engine | None = None) -> list[Record]:
    """The features of a file in its own coordinates, in its order; dates and times are ISO texts.

    GeoJSON lists and objects are such; a column that mixes numbers and text is text. `layer` None
    takes the first. Whole numbers above 2^53 in a column with nulls are exact with fiona alone.
    Raises FileNotFoundError, or VectorFileError for what is no vector file.
    """
    if not path.exists():
        raise FileNotFoundError(errno.ENOENT, "No such file", str(path))
    engine = engine or default_engine()
    options = _OPEN_OPTIONS.get(path.suffix.lower(), {})
    with _explained(path, engine):
        if engine == "pyogrio":
            return _read_pyogrio(path, layer, options)
        try:
            return _read_fiona(path, layer, options)
        except json.JSONDecodeError:  # fiona stops at GeoJSON columns that mix numbers and text
            return _read_pyogrio(path, layer, options)


def write(
    path: Path,
    driver: str,
    columns: Mapping[str, ColumnType],
    records: Iterable[Record],
    *,
    as_of: str,
    layer: str,
    crs: str = WGS84,
    engine: Engine | None = None,
) -> None:
    """Write one layer into a new file, whole or not at all; a file of that name is replaced.

    Properties are those of `columns`, in that order. `as_of`, an ISO day, stands for the present
    in formats that date themselves (GeoPackage), so that the same input makes the same bytes.
    Geometries may be of several types and null. Raises OSError, naming `path`.
    """
    engine = engine or default_engine()
    put = _write_fiona if engine == "fiona" else _write_pyogrio
    features = list(records)
    with draft(path) as file:
        with _explained(path, engine):
            put(file, driver, columns, features, f"{as_of}T00:00:00.000Z", layer, crs)
        if not _holds(file, len(features), engine):
            raise VectorFileError(path, "the file came out incomplete; is the disk full?")


def _holds(file: Path, count: int, engine: Engine) -> bool:
    """Whether a file just written is whole: GDAL tells no one when the last of it does not reach the disk."""
    try:
        return len(read(file, engine=engine)) == count
    except VectorFileError:
        return False


@contextmanager
def _explained(path: Path, engine: Engine) -> Iterator[None]:
    """GDAL's complaints as OSError, for the person who named the file."""
    if engine == "fiona":
        from fiona._err import CPLE_BaseError
        from fiona.errors import FionaError

        complaints: tuple[type[Exception], ...] = (CPLE_BaseError, FionaError, RuntimeError)
    else:
        from pyogrio.errors import DataLayerError, DataSourceError

        complaints = (DataLayerError, DataSourceError)
    try:
        yield
    except complaints as error:
        raise VectorFileError(path, error) from error


def _read_fiona(path: Path, layer: str | None, options: Mapping[str, str]) -> list[Record]:
    import fiona

    with fiona.open(path, layer=layer, **options) as source:
        return [
            Record(dict(feature.properties), feature.geometry and _geojson(feature.geometry.__geo_interface__))
            for feature in source
        ]


def _read_pyogrio(path: Path, layer: str | None, options: Mapping[str, str]) -> list[Record]:
    from pyogrio.raw import read as read_raw
    from shapely import from_wkb
    from shapely.geometry import mapping

    meta, _, shapes, data = read_raw(path, layer=layer, datetime_as_string=True, **options)
    columns = [
        _values(values, dtype, subtype == "OFSTJSON")
        for values, dtype, subtype in zip(data, meta["dtypes"], meta["ogr_subtypes"], strict=True)
    ]
    geometries = [None if shape is None else _geojson(mapping(shape)) for shape in from_wkb(shapes)]
    rows = zip(*columns, strict=True) if columns else ((),) * len(geometries)
    names = list(meta["fields"])
    return [
        Record(dict(zip(names, row, strict=True)), geometry) for row, geometry in zip(rows, geometries, strict=True)
    ]


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


def _geojson(geometry: Mapping[str, Any]) -> dict[str, Any]:
    """A geometry as JSON has it: lists, not tuples."""
    plain: dict[str, Any] = json.loads(json.dumps(geometry))
    return plain


def _write_fiona(
    path: Path,
    driver: str,
    columns: Mapping[str, ColumnType],
    records: Sequence[Record],
    present: str,
    layer: str,
    crs: str,
) -> None:
    import fiona

    schema = {"geometry": "Unknown", "properties": {name: _TYPES[kind][0] for name, kind in columns.items()}}
    options = _LAYER_OPTIONS.get(driver, {})
    with (
        fiona.Env(OGR_CURRENT_DATE=present),
        fiona.open(path, "w", driver=driver, schema=schema, crs=crs, layer=layer, **options) as target,
    ):
        target.writerecords(
            fiona.Feature.from_dict(
                type="Feature",
                properties={name: record.properties.get(name) for name in columns},
                geometry=record.geometry,
            )
            for record in records
        )


def _write_pyogrio(
    path: Path,
    driver: str,
    columns: Mapping[str, ColumnType],
    records: Sequence[Record],
    present: str,
    layer: str,
    crs: str,
) -> None:
    import numpy
    from pyogrio import get_gdal_config_option, set_gdal_config_options
    from pyogrio.raw import write as write_raw
    from shapely import to_wkb
    from shapely.geometry import shape

    data, masks = [], []
    for name, kind in columns.items():
        _, dtype, blank = _TYPES[kind]
        values = [record.properties.get(name) for record in records]
        data.append(numpy.array([blank if value is None else value for value in values], dtype=dtype))
        masks.append(numpy.array([value is None for value in values], dtype=bool))
    shapes = numpy.array([record.geometry and to_wkb(shape(record.geometry)) for record in records], dtype=object)
    before = get_gdal_config_option("OGR_CURRENT_DATE")
    set_gdal_config_options({"OGR_CURRENT_DATE": present})
    try:
        write_raw(
            path, shapes, data, list(columns), field_mask=masks, layer=layer, driver=driver,
            geometry_type="Unknown", crs=crs, layer_options=_LAYER_OPTIONS.get(driver),
        )  # fmt: skip
    finally:
        set_gdal_config_options({"OGR_CURRENT_DATE": before})
