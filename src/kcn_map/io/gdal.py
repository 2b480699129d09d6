"""The one room where vector files are read and written, through GDAL.

fiona brings GDAL where it has a wheel for the running Python; elsewhere pyogrio, geopandas' own
engine, takes its place. Both give the same features.
"""

from __future__ import annotations

import errno
import json
import os
import sys
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from kcn_map.core.model import Geometry
from kcn_map.io.files import atomic_path

Engine = Literal["fiona", "pyogrio"]
ColumnType = Literal["str", "int", "float", "bool"]

WGS84 = "EPSG:4326"

#: Who has the hook of unraisable errors: files are read in a thread while others are checked.
_HOOK = threading.RLock()

#: Texts and lists come as they stand: GDAL would else read "2020/12/31" as a date and spell it anew.
_AS_IT_STANDS = {"DATE_AS_STRING": "YES", "ARRAY_AS_STRING": "YES"}
_OPEN_OPTIONS = {".geojson": _AS_IT_STANDS, ".json": _AS_IT_STANDS}

#: Standard GeoJSON: no crs member, right-hand rule; a text in braces is a text, and the layer has no name.
_LAYER_OPTIONS = {
    "GeoJSON": {"RFC7946": "YES", "WRITE_NAME": "NO", "AUTODETECT_JSON_STRINGS": "NO"},
    # The index of FlatGeobuf would put features into an order of its own and takes none without geometry.
    "FlatGeobuf": {"SPATIAL_INDEX": "NO"},
}

#: What fiona and pyogrio say of a file that GDAL opens and finds no layer in, such as one that is cut off.
_NO_LAYER = ("Null layer", "index 0 is out of bounds")

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


@dataclass(frozen=True, slots=True)
class NewLayer:
    """A layer to write. `geometry` is the type that the file declares: None for a table without geometry."""

    name: str
    columns: Mapping[str, ColumnType]
    records: Sequence[Record]
    geometry: str | None = "Unknown"


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


def allow_only(drivers: Collection[str], engine: Engine) -> None:
    """Take all other drivers from this process, for good. Raises RuntimeError where one is left."""
    os.environ["OGR_SKIP"] = ",".join(sorted(_drivers(engine) - set(drivers)))
    if left := _drivers(engine, anew=True) - set(drivers):
        raise RuntimeError(f"{engine} keeps {', '.join(sorted(left))}")


def _drivers(engine: Engine, *, anew: bool = False) -> set[str]:
    """The vector drivers that an engine has; `anew`: once it has looked again for those to skip."""
    if engine == "pyogrio":
        from pyogrio.core import _register_drivers, list_drivers

        if anew:
            _register_drivers()
        return set(list_drivers())
    from fiona.env import Env

    with Env() as env:  # it looks again every time
        return set(env.drivers())


def read(
    path: Path, layer: str | None = None, engine: Engine | None = None, encoding: str | None = None
) -> list[Record]:
    """The features of a file in its own coordinates, in its order; dates and times are ISO texts.

    GeoJSON lists and objects are such; a column that mixes numbers and text is text. `layer` None
    takes the first. Whole numbers above 2^53 in a column with nulls are exact with fiona alone.
    `encoding` None is the one that the file states: texts that are not in it are None with fiona,
    and UnicodeDecodeError with pyogrio. Raises FileNotFoundError, or VectorFileError for what is no
    vector file.
    """
    if not path.exists():
        raise FileNotFoundError(errno.ENOENT, "No such file", str(path))
    engine = engine or default_engine()
    options = dict(_OPEN_OPTIONS.get(path.suffix.lower(), {}))
    if encoding:
        options["encoding"] = encoding
    with _explained(path, engine):
        if engine == "pyogrio":
            return _read_pyogrio(path, layer, options)
        try:
            return _read_fiona(path, layer, options)
        except json.JSONDecodeError:  # fiona stops at GeoJSON columns that mix numbers and text
            return _read_pyogrio(path, layer, options)


def layer_names(path: Path, engine: Engine | None = None) -> list[str]:
    """The layers of a file. Raises VectorFileError for what is no vector file."""
    engine = engine or default_engine()
    with _explained(path, engine):
        if engine == "pyogrio":
            from pyogrio import list_layers

            return [str(name) for name, _ in list_layers(_for_gdal(path))]
        import fiona

        return [str(name) for name in fiona.listlayers(_for_gdal(path))]


def crs_wkt(path: Path, layer: str | None = None, engine: Engine | None = None) -> str | None:
    """The coordinate system that a layer states, as WKT or EPSG:nnnn; None where it states none."""
    engine = engine or default_engine()
    with _explained(path, engine):
        if engine == "pyogrio":
            from pyogrio import read_info

            return read_info(_for_gdal(path), layer=layer)["crs"] or None
        import fiona

        with fiona.open(_for_gdal(path), layer=layer) as source:
            return source.crs_wkt or None


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
    with atomic_path(path) as file:
        put(file, driver, [NewLayer(layer, columns, list(records))], as_of=as_of, crs=crs, engine=engine)


def put(
    file: Path,
    driver: str,
    layers: Sequence[NewLayer],
    *,
    as_of: str,
    crs: str = WGS84,
    engine: Engine | None = None,
) -> None:
    """Write layers, one after the other, into a new file at its final path: for writers within `atomic_path`.

    Formats of one layer take one; those of several files (Shapefile) leave them beside `file`.
    """
    engine = engine or default_engine()
    write_layer = _write_fiona if engine == "fiona" else _write_pyogrio
    for layer in layers:
        with _explained(file, engine):
            write_layer(file, driver, layer, as_of, crs)
    for layer in layers:
        if not _holds(file, driver, layer, engine):
            raise VectorFileError(file, "the file came out incomplete; is the disk full?")


def _holds(file: Path, driver: str, layer: NewLayer, engine: Engine) -> bool:
    """Whether a file just written is whole: GDAL tells no one when the last of it does not reach the disk."""
    named = layer.name if driver == "GPKG" else None  # the others hold one, whatever they call it
    try:
        return len(read(file, layer=named, engine=engine)) == len(layer.records)
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
    with _HOOK:
        told = sys.unraisablehook
        sys.unraisablehook = lambda fault: None  # fiona can't decode a message that quotes bytes of no encoding
        try:
            yield
        except complaints as error:
            raise VectorFileError(path, error) from error
        except (ValueError, IndexError) as error:
            if not str(error).startswith(_NO_LAYER):
                raise
            raise VectorFileError(path, "the file holds no layer") from error
        finally:
            sys.unraisablehook = told


def keys(path: Path, field: str) -> list[Any]:
    """The values of one field in the first layer of a file, in its order, None where it has none. Raises as `read`."""
    if default_engine() == "pyogrio":
        from pyogrio.raw import read as read_raw

        with _explained(path, "pyogrio"):
            meta, _, _, data = read_raw(_for_gdal(path), read_geometry=False, columns=[field])
            return list(data[0]) if len(meta["fields"]) else [None] * meta["features"]
    import fiona

    with _explained(path, "fiona"), fiona.open(_for_gdal(path), ignore_geometry=True) as source:
        return [feature.properties.get(field) for feature in source]


def _read_fiona(path: Path, layer: str | None, options: Mapping[str, str]) -> list[Record]:
    import fiona

    with fiona.open(_for_gdal(path), layer=layer, **options) as source:
        return [
            Record(dict(feature.properties), feature.geometry and _geojson(feature.geometry.__geo_interface__))
            for feature in source
        ]


def _read_pyogrio(path: Path, layer: str | None, options: Mapping[str, str]) -> list[Record]:
    from pyogrio.raw import read as read_raw
    from shapely import from_wkb
    from shapely.geometry import mapping

    meta, _, shapes, data = read_raw(_for_gdal(path), layer=layer, datetime_as_string=True, **options)
    columns = [
        _values(values, dtype, subtype == "OFSTJSON")
        for values, dtype, subtype in zip(data, meta["dtypes"], meta["ogr_subtypes"], strict=True)
    ]
    found = [None] * len(data[0]) if shapes is None else from_wkb(shapes)  # None: a table without geometry
    geometries = [None if shape is None else _geojson(mapping(shape)) for shape in found]
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


def _for_gdal(path: Path) -> str:
    """A path as GDAL takes it, in UTF-8, whatever the locale makes of it. Raises VectorFileError where it is none."""
    try:
        return os.fsencode(path.absolute()).decode("utf-8")  # "zip:…" and "s3:…" would be no folders to it
    except UnicodeDecodeError as error:
        raise VectorFileError(path, "its path is not in UTF-8") from error


def _geojson(geometry: Mapping[str, Any]) -> dict[str, Any]:
    """A geometry as JSON has it: lists, not tuples."""
    plain: dict[str, Any] = json.loads(json.dumps(geometry, default=_part))
    return plain


def _part(geometry: Any) -> Any:
    """A part of a collection, which fiona leaves as it is."""
    return geometry.__geo_interface__


def _layer_options(driver: str, as_of: str) -> dict[str, str]:
    options = _LAYER_OPTIONS.get(driver, {})
    return {**options, "DBF_DATE_LAST_UPDATE": as_of} if driver == "ESRI Shapefile" else dict(options)


def _present(as_of: str) -> str:
    return f"{as_of}T00:00:00.000Z"


def _write_fiona(path: Path, driver: str, layer: NewLayer, as_of: str, crs: str) -> None:
    import fiona

    schema = {
        "geometry": layer.geometry or "None",
        "properties": {name: _TYPES[kind][0] for name, kind in layer.columns.items()},
    }
    options = _layer_options(driver, as_of)
    with (
        fiona.Env(OGR_CURRENT_DATE=_present(as_of)),
        fiona.open(
            _for_gdal(path), "w", driver=driver, schema=schema, crs=crs, layer=layer.name, encoding="UTF-8", **options
        ) as target,
    ):
        target.writerecords(
            fiona.Feature.from_dict(
                type="Feature",
                properties={name: record.properties.get(name) for name in layer.columns},
                geometry=record.geometry,
            )
            for record in layer.records
        )


def _write_pyogrio(path: Path, driver: str, layer: NewLayer, as_of: str, crs: str) -> None:
    import numpy
    from pyogrio import get_gdal_config_option, set_gdal_config_options
    from pyogrio.raw import write as write_raw
    from shapely import to_wkb
    from shapely.geometry import shape

    data, masks = [], []
    for name, kind in layer.columns.items():
        _, dtype, blank = _TYPES[kind]
        values = [record.properties.get(name) for record in layer.records]
        data.append(numpy.array([blank if value is None else value for value in values], dtype=dtype))
        masks.append(numpy.array([value is None for value in values], dtype=bool))
    shapes = [record.geometry and to_wkb(shape(dict(record.geometry))) for record in layer.records]
    before = get_gdal_config_option("OGR_CURRENT_DATE")
    set_gdal_config_options({"OGR_CURRENT_DATE": _present(as_of)})
    try:
        write_raw(
            _for_gdal(path), None if layer.geometry is None else numpy.array(shapes, dtype=object), data,
            list(layer.columns), field_mask=masks, layer=layer.name, driver=driver, geometry_type=layer.geometry,
            crs=None if layer.geometry is None else crs, encoding="UTF-8", layer_options=_layer_options(driver, as_of),
        )  # fmt: skip
    finally:
        set_gdal_config_options({"OGR_CURRENT_DATE": before})
