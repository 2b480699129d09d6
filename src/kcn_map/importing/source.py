"""Source files → Source: one layer of features with their attributes, in the file's own coordinates."""

from __future__ import annotations

import codecs
import glob
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kcn_map.importing import archive, cad, coordinate_table, crs, gdal_apart, paths
from kcn_map.importing.common import Source, SourceFeature, name_of, refuse_large, refuse_unreadable, unusable
from kcn_map.importing.crs_text import crs_of, why_unread
from kcn_map.importing.drawing import in_use
from kcn_map.importing.encodings import codec_of, decoded
from kcn_map.importing.excess import refuse_dense, refuse_excess
from kcn_map.importing.rings import CLOSURE_M, closed
from kcn_map.importing.specks import without_specks
from kcn_map.io import gdal
from kcn_map.io.files import temporary
from kcn_map.io.vector_layers import BYTE_BY_BYTE
from kcn_map.reading.cells import visible
from kcn_map.text.messages import Told
from kcn_map.text.names import fold
from kcn_map.text.reasons import reason

#: How the files of a format begin; a file is read as what it is named, never as what it pretends to be.
FORMATS: Mapping[str, tuple[bytes, ...]] = {
    ".geojson": (b"{",),
    ".json": (b"{",),
    ".gpkg": (b"sqlite format 3\0",),
    ".shp": (b"\0\0\x27\x0a",),
    ".tab": (b"!table",),
    ".mif": (b"version",),
    ".dxf": (b"0", b"999"),
    ".dgn": (b"\x08\x09\xfe\x02", b"\xc8\x09\xfe\x02"),
    ".kml": (b"<",),
    ".gpx": (b"<",),
    ".fgb": (b"fgb\x03fgb",),
}
#: The drivers that may read a format, of which GDAL has one.
DRIVERS: Mapping[str, tuple[str, ...]] = {
    ".geojson": ("GeoJSON",), ".json": ("GeoJSON",), ".gpkg": ("GPKG",), ".shp": ("ESRI Shapefile",),
    ".tab": ("MapInfo File",), ".mif": ("MapInfo File",), ".dxf": ("DXF",), ".dgn": ("DGN",), ".kml": ("LIBKML", "KML"),
    ".gpx": ("GPX",), ".fgb": ("FlatGeobuf",),
}  # fmt: skip
#: What GDAL reads beside a file of a format: files of the same stem.
COMPANIONS: Mapping[str, tuple[str, ...]] = {
    ".shp": (".shx", ".dbf", ".prj", ".cpg"), ".tab": (".dat", ".dbf", ".map", ".id", ".ind"), ".mif": (".mid",),
    ".gpkg": (".gpkg-wal", ".gpkg-journal"),
}  # fmt: skip
TABLES = (".csv", ".xlsx")
ZIPPED = (".zip", ".kmz")
#: GDAL takes these for the description of other files and of servers, whatever a file is called.
_DESCRIPTIONS = (b"ogrvrtdatasource", b"ogrwfsdatasource", b"gdal_streamed_alg")
#: How files of Microsoft's compound format begin: DGN V8 is one.
_OLE = b"\xd0\xcf\x11\xe0"
_TEXTS = (".geojson", ".json", ".kml", ".gpx", ".tab", ".mif", ".dxf")
#: A table of MapInfo may be made of others, wherever they are.
_LINKED_TABLES = (b"open table", b"create view", b"isseamless")
_XML = {
    f".{name}": re.compile(rb"(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(\w+:)?%b[\s>]" % name.encode(), re.DOTALL)
    for name in ("kml", "gpx")
}
_PROLOGUE = 200
#: Layers of GPX, one of which is read: the first that has any features.
_OF_GPX = ("tracks", "routes", "waypoints")
#: Formats whose texts may be in any encoding, whatever they state.
_UNSURE = (".shp", ".tab", ".mif", ".dgn")
#: fiona's GDAL knows no attributes of KML, and fiona stops at columns of GeoJSON that mix numbers and text.
_ENGINES: Mapping[str, gdal.Engine] = {".kml": "pyogrio", ".geojson": "pyogrio", ".json": "pyogrio"}


def read_source(
    path: Path,
    called: Sequence[str],
    id_field: str | None = None,
    chosen: str | None = None,
    drawing_layer: str | None = None,
) -> Source:
    """A foreign file; of several layers the `chosen`, or the one that is `called` as the atlas's is.

    Of a drawing, the boundaries of `drawing_layer` alone, if any is named.

    Raises Unusable for what is missing, broken, of another format, or unclear; DataError for
    coordinates in a table, and lines in a drawing, that make no shape.
    """
    refuse_unreadable(path)
    with temporary() as folder:
        if path.suffix.lower() in ZIPPED:
            archive.extract(path, folder)
            path = _main_file(path, folder)
        return _read_one(path, folder, called, id_field, chosen, drawing_layer)


def _read_one(
    path: Path, folder: Path, called: Sequence[str], id_field: str | None, chosen: str | None, drawing_layer: str | None
) -> Source:  # fmt: skip
    """A file that is no archive; GDAL reads it in `folder`, where one out of an archive is already."""
    refuse_large(path)
    suffix = path.suffix.lower()
    if suffix in TABLES:
        return coordinate_table.read_coordinate_table(path, id_field, chosen)
    if suffix not in FORMATS:
        allowed = ", ".join((*FORMATS, *TABLES, *ZIPPED))
        unusable("import-format-unknown", name_of(path), value=visible(suffix) or name_of(path), allowed=allowed)
    _refuse_disguised(path, suffix)
    _refuse_lacking(path, _head(path))
    _refuse_companions(path)
    copy = path if path.parent == folder else _copied(path, folder)
    return _read(copy, suffix, called, chosen, drawing_layer)


def _refuse_disguised(path: Path, suffix: str) -> None:
    head = _head(path)
    begins = (
        head.lower() if suffix in (".shp", ".gpkg", ".fgb") else head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    )
    forbidden = (*_DESCRIPTIONS, *(_LINKED_TABLES if suffix == ".tab" else ()))
    if (told := _known_otherwise(suffix, head)) is not None:
        unusable("import-file-unreadable", name_of(path), why=told)
    fits = _XML[suffix].match(begins) if suffix in _XML else begins.startswith(FORMATS[suffix])
    if not fits or any(text in head.lower() for text in forbidden):
        why = Told("detail.other_content", suffix=suffix)
        unusable("import-file-unreadable", name_of(path), why=why)


def _known_otherwise(suffix: str, head: bytes) -> Mapping[str, str] | None:
    """What a file is that GDAL can't read, and what to do; None where that is not known."""
    if suffix == ".dxf" and head.startswith((b"AC10", b"AutoCAD Binary DXF")):
        return Told("detail.dwg" if head.startswith(b"AC10") else "detail.binary_dxf")
    if suffix == ".dgn" and head.startswith(_OLE):
        return Told("detail.dgn_8")
    if suffix in _TEXTS and head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Told("detail.utf_16")
    if suffix in _XML and b"iso-8859-1" not in head[:_PROLOGUE].lower() and not _is_utf8(head):
        return Told("detail.no_utf_8")
    return None


def _is_utf8(head: bytes) -> bool:
    """Whether the beginning of a file is UTF-8, but for a letter that it cuts."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _refuse_lacking(path: Path, head: bytes) -> None:
    """A table of MapInfo is several files; GDAL says of none which one it lacks."""
    needed = {".tab": (".dat", ".map"), ".mif": (".mid",)}.get(path.suffix.lower(), ())
    if path.suffix.lower() == ".tab" and b"type native" not in head.lower():
        needed = (".map",)
    there = {file.suffix.lower() for file in path.parent.glob(f"{glob.escape(path.stem)}.*")}
    if lacking := [ending for ending in needed if ending not in there]:
        names = ", ".join(visible(path.stem, 60) + ending for ending in lacking)
        why = Told("detail.sidecar_missing", names=names)
        unusable("import-file-unreadable", name_of(path), why=why)


def _refuse_companions(path: Path) -> None:
    """Files of the same name, which GDAL opens too, are files; and a .prj names none: PROJ would wait at a pipe."""
    for file in sorted(path.parent.glob(f"{glob.escape(path.stem)}.*")):
        if file.exists() and not (file.is_file() or file.is_dir()):
            unusable("import-file-unreadable", name_of(file), why=Told("detail.no_file"))
        if file.suffix.lower() == ".prj" and file.is_file() and crs.names_file(_head(file).decode("latin-1")):
            why = Told("detail.grid_elsewhere")
            unusable("import-file-unreadable", name_of(file), why=why)


def _copied(path: Path, folder: Path) -> Path:
    """A copy of a file and of those that go with it: GDAL and SQLite write beside what they read, and into it."""
    endings = (path.suffix.lower(), *COMPANIONS.get(path.suffix.lower(), ()))
    for file in sorted(path.parent.glob(f"{glob.escape(path.stem)}.*")):
        if file.suffix.lower() in endings and file.is_file():
            refuse_large(file)
            try:
                shutil.copyfile(file, folder / file.name)
            except OSError as error:
                if str(error.filename) != str(file) or error.filename2 is not None:
                    raise  # the copy can't be written
                unusable("import-file-unreadable", name_of(file), why=reason(error))
    return folder / path.name


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(65536)
    except OSError as error:
        unusable("import-file-unreadable", name_of(path), why=reason(error))


def _main_file(path: Path, folder: Path) -> Path:
    """The one file of an archive that can be read."""
    found = sorted(file for file in folder.iterdir() if file.suffix.lower() in (*FORMATS, *TABLES))
    if any(file.suffix.lower() == ".shp" for file in found):  # a Shapefile may bring tables along
        found = [file for file in found if file.suffix.lower() == ".shp"]
    if path.suffix.lower() == ".kmz":  # the one that Google Earth opens; others are pictures' and models'
        found = [file for file in found if file.name.lower() == "doc.kml"] or found
    if len(found) != 1:
        names = ", ".join(visible(file.name) for file in found) or "–"
        unusable("import-layer-unclear", name_of(path), value=names, count=len(found))
    return found[0]


def _read(
    path: Path, suffix: str, called: Sequence[str], chosen: str | None, drawing_layer: str | None
) -> Source:  # fmt: skip
    from shapely import GEOSException

    found = gdal_apart.read(path, called, DRIVERS[suffix], _ENGINES.get(suffix), chosen)
    whole, specks = without_specks(found.records)
    records, gaps = closed(path, whole)
    try:
        features = tuple(_source_feature(number, record) for number, record in enumerate(records, 1))
    except (ValueError, TypeError, GEOSException) as error:
        unusable("import-file-unreadable", name_of(path), why=reason(error))
    refuse_dense(name_of(path), [one.shape for one in features if one.shape is not None], suffix in cad.FORMATS)
    fields = tuple(dict.fromkeys(name for record in found.records for name in record.properties))
    if suffix in cad.FORMATS:
        return cad.with_areas(in_use(Source(name_of(path), features, None, fields), path, drawing_layer))
    remarks = (("closed_gaps", {"count": gaps, "metres": CLOSURE_M}),) if gaps else ()
    return paths.with_closed_lines(Source(name_of(path), features, found.crs, fields, remarks=(*remarks, *specks)))


def read_layer(
    path: Path, called: Sequence[str], engine: gdal.Engine, chosen: str | None = None
) -> gdal_apart.Layer:  # fmt: skip
    """What GDAL reads, in this process. Raises Unusable."""
    try:
        refuse_excess(path)
        name = _layer_name(path, _layer_names(path, engine), called, chosen)
        stated = crs_of(path, name, gdal.crs_wkt(path, name, engine))
        return gdal_apart.Layer(_records(path, name, engine), stated)
    except (OSError, ValueError, SystemError) as error:  # fiona can't decode what GDAL quotes of broken bytes
        unusable("import-file-unreadable", name_of(path), why=why_unread(path) or reason(error))
    except MemoryError:
        why_not = Told("detail.too_much_memory")
        unusable("import-file-unreadable", name_of(path), why=why_not)


def _layer_names(path: Path, engine: gdal.Engine) -> list[str]:
    names = gdal.layer_names(path, engine)
    if path.suffix.lower() != ".gpx":
        return names
    return [name for name in _OF_GPX if name in names and gdal.read(path, name, engine)][:1]


def _layer_name(path: Path, names: Sequence[str], called: Sequence[str], chosen: str | None) -> str:
    """The chosen layer of the file, its only one, or the one that is called as the atlas's."""
    wanted = set(map(fold, called))
    fitting = [name for name in names if (fold(name) in wanted if chosen is None else name == chosen)]
    if chosen is not None and not fitting:
        there = visible(", ".join(names), 300) or "–"
        unusable("import-source-layer-missing", name_of(path), value=visible(chosen), layers=there)
    found = fitting if len(fitting) == 1 else list(names)
    if len(found) != 1:
        told = visible(", ".join(names), 200) or "–"
        unusable("import-layer-unclear", name_of(path), value=told, count=len(names))
    return found[0]


def _records(path: Path, layer: str, engine: gdal.Engine | None) -> list[gdal.Record]:
    """The features; texts that are not in the encoding the file states come byte by byte.

    One engine stops at such texts, the other leaves them out.
    """
    if codec := codec_of(path):  # GDAL gives a drawing's bytes by DXF_ENCODING, and takes no other word for them
        return decoded(gdal.read(path, layer, engine, None if path.suffix.lower() == ".dxf" else BYTE_BY_BYTE), codec)
    try:
        found = gdal.read(path, layer, engine)
    except UnicodeDecodeError:
        return decoded(gdal.read(path, layer, engine, encoding=BYTE_BY_BYTE), BYTE_BY_BYTE)
    if path.suffix.lower() in _UNSURE and any(None in record.properties.values() for record in found):
        again = decoded(gdal.read(path, layer, engine, encoding=BYTE_BY_BYTE), BYTE_BY_BYTE)
        if any(_has_more(whole, cut) for whole, cut in zip(again, found, strict=True)):
            return again
    return found


def _has_more(whole: gdal.Record, cut: gdal.Record) -> bool:
    return any(value is not None and cut.properties.get(name) is None for name, value in whole.properties.items())


def _source_feature(number: int, record: gdal.Record) -> SourceFeature:
    from shapely import force_2d
    from shapely.geometry import shape

    texts = {name: _text(value) for name, value in record.properties.items() if isinstance(value, str | int | float)}
    return SourceFeature(number, texts, None if record.geometry is None else force_2d(shape(dict(record.geometry))))


def _text(value: Any) -> str:
    return f"{value:.15g}" if isinstance(value, float) else str(value)
