"""Layers of vector files as values, and the GDAL options that both engines share."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from kcn_map.values import dataclass

if TYPE_CHECKING:
    from kcn_map.core.model import Geometry

ColumnType = Literal["str", "int", "float", "bool"]

#: Gives each byte a letter; names of columns are in no other encoding than texts.
BYTE_BY_BYTE = "ISO-8859-1"
#: Standard GeoJSON: no crs member, right-hand rule; a text in braces is a text, and the layer has no name.
_LAYER_OPTIONS = {
    "GeoJSON": {"RFC7946": "YES", "WRITE_NAME": "NO", "AUTODETECT_JSON_STRINGS": "NO"},
    # The index of FlatGeobuf would put features into an order of its own and takes none without geometry.
    "FlatGeobuf": {"SPATIAL_INDEX": "NO"},
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


def path_for_gdal(path: Path) -> str:
    """A path as GDAL takes it, in UTF-8, whatever the locale makes of it. Raises VectorFileError where it is none."""
    try:
        return os.fsencode(path.absolute()).decode("utf-8")  # "zip:…" and "s3:…" would be no folders to it
    except UnicodeDecodeError as error:
        raise VectorFileError(path, "its path is not in UTF-8") from error


def as_json(geometry: Mapping[str, Any]) -> dict[str, Any]:
    """A geometry as JSON has it: lists, not tuples."""
    plain: dict[str, Any] = json.loads(json.dumps(geometry, default=_part))
    return plain


def _part(geometry: Any) -> Any:
    """A part of a collection, which fiona leaves as it is."""
    return geometry.__geo_interface__


def layer_options(driver: str, as_of: str) -> dict[str, str]:
    options = _LAYER_OPTIONS.get(driver, {})
    return {**options, "DBF_DATE_LAST_UPDATE": as_of} if driver == "ESRI Shapefile" else dict(options)


def present(as_of: str) -> str:
    """The moment that formats which date themselves are given."""
    return f"{as_of}T00:00:00.000Z"
