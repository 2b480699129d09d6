"""The CRS of a file as the file itself writes it: GDAL reads a code and passes over parameters that contradict it."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from kcn_map.importing.crs import binds_vn2000, parsed
from kcn_map.importing.crs_parameters import difference
from kcn_map.reading.cells import visible
from kcn_map.text.messages import Told

#: How a `crs` member calls WGS 84, which GDAL takes for any name that it does not know as well.
_CALLED_WGS84 = re.compile(r"CRS:?84h?$|EPSG\D*(4326|4979)$|^WGS ?84$", re.IGNORECASE)
#: A datum by its number in MapInfo; those of WGS 84, which GDAL takes for any number that it does not know as well.
_MAPINFO_DATUM = re.compile(rb"(?im)^\s*(CoordSys\s+Earth\s+Projection\s+\d+\s*,\s*(\d+)[^\r\n]*)")
_MAPINFO_WGS84 = (b"104", b"157")
_HEAD = 65536
_OF_LAYER = "SELECT definition FROM gpkg_spatial_ref_sys JOIN gpkg_geometry_columns USING (srs_id) WHERE table_name = ?"


def crs_of(path: Path, layer: str, taken: str | None) -> str | None:
    """The CRS that GDAL has taken; the file's own text where GDAL takes none, or guesses, or passes over parameters.

    That text may be one that nothing understands.
    """
    if path.suffix.lower() in (".geojson", ".json", ".mif"):
        return _unless_guessed(path, taken)
    own = _text(path, layer)
    if taken is None:
        return own or None
    crs = parsed(own)
    return own if crs is not None and (binds_vn2000(crs) or difference(crs, {})) else taken


def why_unread(path: Path) -> Mapping[str, str] | None:
    """Why GDAL may have stopped at a file: its CRS is cut off or the like; None where that can't be it."""
    if path.suffix.lower() != ".shp" or not (text := _text(path, "")) or parsed(text) is not None:
        return None
    shown = visible(text)
    return Told("detail.prj_unknown", shown=shown)


def _unless_guessed(path: Path, taken: str | None) -> str | None:
    """What GDAL has taken, but for WGS 84 where the file calls its system otherwise: then what the file says."""
    crs = parsed(taken)
    if crs is None or crs.datum is None or "World Geodetic System 1984" not in crs.datum.name:
        return taken
    if path.suffix.lower() == ".mif":
        with path.open("rb") as file:
            found = _MAPINFO_DATUM.search(file.read(_HEAD))
        return taken if found is None or found[2] in _MAPINFO_WGS84 else found[1].decode("latin-1")
    content = path.read_bytes()
    try:
        tree = json.loads(content) if b'"crs"' in content else {}
    except ValueError:  # GDAL reads some of what is no JSON
        return taken
    if "crs" not in tree:
        return taken
    stated = tree["crs"]  # null says that it is not known
    properties = stated.get("properties") if isinstance(stated, dict) else None
    name = str(properties.get("name", "")) if isinstance(properties, dict) else ""
    if _CALLED_WGS84.search(name):
        return taken
    return None if stated is None else name or json.dumps(stated, ensure_ascii=False)


def _text(path: Path, layer: str) -> str | None:
    suffix = path.suffix.lower()
    if suffix == ".shp":
        found = (file for ending in (".prj", ".PRJ") if (file := path.with_suffix(ending)).is_file())
        return next((file.read_text("latin-1") for file in found), None)
    if suffix == ".gpkg":
        try:
            with closing(sqlite3.connect(path)) as database:  # of a copy
                texts = [str(row[0]) for row in database.execute(_OF_LAYER, (layer,))]
                return next((text for text in texts if text != "undefined"), None)
        except sqlite3.Error:  # GDAL says what is wrong with it
            return None
    return None
