"""Vector files are read and written here alone, through GDAL.

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
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

from kcn_map.io.vector_layers import ColumnType, NewLayer, Record, VectorFileError

__all__ = [
    "WGS84", "ColumnType", "Engine", "NewLayer", "Record", "VectorFileError", "allow_only", "crs_wkt",
    "default_engine", "keys", "layer_names", "read", "write", "write_layers",
]  # fmt: skip

Engine = Literal["fiona", "pyogrio"]

WGS84 = "EPSG:4326"

#: Who has the hook of unraisable errors: files are read in a thread while others are checked.
_HOOK = threading.RLock()

#: Texts and lists are kept as written: GDAL would else parse "2020/12/31" as a date and reformat it.
_AS_IT_STANDS = {"DATE_AS_STRING": "YES", "ARRAY_AS_STRING": "YES"}
_OPEN_OPTIONS = {".geojson": _AS_IT_STANDS, ".json": _AS_IT_STANDS}

#: Messages of fiona and pyogrio for a file without a layer, such as a truncated one.
_NO_LAYER = ("Null layer", "index 0 is out of bounds")


def default_engine() -> Engine:
    """fiona where it imports, else pyogrio."""
    try:
        import fiona  # noqa: F401
    except ImportError:
        return "pyogrio"
    return "fiona"


def allow_only(drivers: Collection[str], engine: Engine) -> None:
    """Take all other drivers from this process, for good. Raises RuntimeError where one is left."""
    module = _module(engine)
    os.environ["OGR_SKIP"] = ",".join(sorted(module.drivers() - set(drivers)))
    if left := module.drivers(anew=True) - set(drivers):
        raise RuntimeError(f"{engine} keeps {', '.join(sorted(left))}")


def _module(engine: Engine | None) -> ModuleType:
    """The module of an engine, None the default one: each has the same functions."""
    if (engine or default_engine()) == "pyogrio":
        from kcn_map.io import with_pyogrio

        return with_pyogrio
    from kcn_map.io import with_fiona

    return with_fiona


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
    options = dict(_OPEN_OPTIONS.get(path.suffix.lower(), {}))
    if encoding:
        options["encoding"] = encoding
    with _explained(path, engine) as module:
        try:
            return list(module.read(path, layer, options))
        except json.JSONDecodeError:  # fiona stops at GeoJSON columns that mix numbers and text
            return list(_module("pyogrio").read(path, layer, options))


def layer_names(path: Path, engine: Engine | None = None) -> list[str]:
    """The layers of a file that have geometry. Raises VectorFileError for what is no vector file."""
    with _explained(path, engine) as module:
        return list(module.layer_names(path))


def crs_wkt(path: Path, layer: str | None = None, engine: Engine | None = None) -> str | None:
    """The coordinate system that a layer states, as WKT or EPSG:nnnn; None where it states none."""
    with _explained(path, engine) as module:
        stated: str | None = module.crs_wkt(path, layer)
        return stated


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
    from kcn_map.io.files import atomic_path  # the process of gdal_process.py writes nothing

    with atomic_path(path) as file:
        write_layers(file, driver, [NewLayer(layer, columns, list(records))], as_of=as_of, crs=crs, engine=engine)


def write_layers(
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
    for layer in layers:
        with _explained(file, engine) as module:
            module.write(file, driver, layer, as_of, crs)
    for layer in layers:
        if not _holds(file, driver, layer, engine):
            raise VectorFileError(file, "the file came out incomplete; is the disk full?")


def _holds(file: Path, driver: str, layer: NewLayer, engine: Engine | None) -> bool:
    """Whether a file just written is whole: GDAL reports nothing when the last of it does not reach the disk."""
    named = layer.name if driver == "GPKG" else None  # the others hold one, whatever they call it
    try:
        return len(read(file, layer=named, engine=engine)) == len(layer.records)
    except VectorFileError:
        return False


@contextmanager
def _explained(path: Path, engine: Engine | None) -> Iterator[ModuleType]:
    """The module of the engine; GDAL's complaints as OSError, for the person who named the file."""
    module = _module(engine)
    complaints: tuple[type[Exception], ...] = module.complaints()
    with _HOOK:
        told = sys.unraisablehook
        sys.unraisablehook = lambda fault: None  # fiona can't decode a message that quotes bytes of no encoding
        try:
            yield module
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
    with _explained(path, None) as module:
        return list(module.keys(path, field))


def can_name(path: Path) -> bool:
    """Whether GDAL can be given a file by its name, which has to be UTF-8."""
    try:
        str(path).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
