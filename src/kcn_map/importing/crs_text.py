"""The CRS of a file as the file itself writes it: GDAL reads a code and passes over parameters that contradict it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from kcn_map.importing.crs import parsed
from kcn_map.importing.crs_parameters import difference

_OF_LAYER = "SELECT definition FROM gpkg_spatial_ref_sys JOIN gpkg_geometry_columns USING (srs_id) WHERE table_name = ?"


def crs_of(path: Path, layer: str, taken: str | None) -> str | None:
    """The CRS that GDAL has taken; the file's own text where GDAL takes none, or that has parameters of its own."""
    own = _text(path, layer)
    crs = parsed(own)
    return own if crs is not None and (taken is None or difference(crs, {})) else taken


def _text(path: Path, layer: str) -> str | None:
    suffix = path.suffix.lower()
    if suffix == ".shp":
        found = (file for ending in (".prj", ".PRJ") if (file := path.with_suffix(ending)).is_file())
        return next((file.read_text("latin-1") for file in found), None)
    if suffix == ".gpkg":
        try:
            with closing(sqlite3.connect(path)) as database:  # of a copy
                return next((str(row[0]) for row in database.execute(_OF_LAYER, (layer,))), None)
        except sqlite3.Error:  # GDAL says what is wrong with it
            return None
    return None
