"""Doors for bytes from anywhere: each target takes some and must end in values, findings or a refusal of its own.

`tools/fuzz.py` sends mutated ones in by the thousand; test_fuzz.py sends in those that once broke something.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZipFile

import made_province
import pytest
from import_files import ask_here, read_here
from shipped_schema import LAYERS, TABLES
from test_levels import REGIONS, WARDS, moved

from kcn_map import Atlas, DataError, UnknownName, checking, reading, verify
from kcn_map.analysis.diff import compare
from kcn_map.analysis.query import Query
from kcn_map.core.findings import Finding
from kcn_map.core.model import Dataset
from kcn_map.importing import crs, gdal_apart
from kcn_map.package import serialize
from kcn_map.reading.geojson import parse_layer
from kcn_map.reading.settings import parse_settings
from kcn_map.reading.table import parse_table
from kcn_map.reading.text import Content
from kcn_map.text import vn_encodings
from kcn_map.text.names import fold

SHIPPED = Path(__file__).resolve().parents[1] / "geodata"
#: Endings that an import knows how to read, one that it does not, and a workbook: of tables, and of corners (.XLSX).
ENDINGS = (
    ".geojson", ".csv", ".kml", ".dxf", ".mif", ".zip", ".xlsx", ".gpkg", ".shp", ".dgn", ".exe", ".tab",
    ".gpx", ".fgb", ".kmz", ".XLSX",
)  # fmt: skip

#: A file that is larger is not mutated whole.
LONGEST_SEED = 31_000

#: West, south, east, north of the province, in degrees.
BOX = (104.8, 20.3, 105.9, 21.2)

#: A closed line with the name of a site in it, and a table of its corners, in metres of the province's own zone.
DRAWING = (
    b"0\nSECTION\n2\nENTITIES\n0\nLWPOLYLINE\n8\nRG\n90\n4\n70\n1\n10\n400000\n20\n2310000\n10\n400900\n20\n2310000\n"
    b"10\n400900\n20\n2310900\n10\n400000\n20\n2310900\n0\nTEXT\n8\nRG\n10\n400100\n20\n2310100\n40\n5\n1\n"
    b"KCN L\\U+01B0\\U+01A1ng S\\U+01A1n\n0\nENDSEC\n0\nEOF\n"
)
CORNERS = "tên;X;Y\nKCN Lương Sơn;2310000,5;400000\nKCN Lương Sơn;2310000;400900\nKCN Lương Sơn;2310900;400000\n"

#: What of a workbook holds what people type.
PARTS = ("xl/workbook.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml")
_FOLDERS = list[TemporaryDirectory[str]]()

Target = Callable[[bytes], None]


def told(findings: Iterable[Finding]) -> None:
    """Every finding can be written in both languages."""
    for finding in findings:
        for lang in ("vi", "en"):
            json.dumps(finding.as_dict(lang), ensure_ascii=False).encode("utf-8")


def table(data: bytes) -> None:
    """The first byte chooses the table; what was read, written plainly and read again is the same."""
    schema = TABLES[data[0] % len(TABLES)] if data else TABLES[0]
    found, findings = parse_table(schema, data[1:].decode("utf-8", "replace"))
    told(findings)
    if not findings:
        again, _ = parse_table(schema, serialize.table_text(schema, found))
        assert [row.values for row in again.rows] == [row.values for row in found.rows]


def layer(data: bytes) -> None:
    schema = LAYERS[data[0] % len(LAYERS)] if data else LAYERS[0]
    found, findings = parse_layer(schema, data[1:].decode("utf-8", "replace"))
    told(findings)
    if not findings:
        assert parse_layer(schema, serialize.layer_text(found))[1] == []


def settings(data: bytes) -> None:
    try:
        parse_settings(data.decode("utf-8", "replace"))
    except reading.Unusable as refusal:
        told(refusal.findings)


@cache
def shipped() -> Atlas:
    return Atlas.load(SHIPPED)


@cache
def shipped_dataset() -> Dataset:
    return reading.parse(shipped_files())


@cache
def shipped_files() -> dict[str, Content]:
    return {name: content for name, content in reading.read_files(SHIPPED)[0].items() if isinstance(content, bytes)}


def imported(data: bytes) -> None:
    """The first byte chooses the ending of the file. Nothing is written beside it."""
    if data:
        _plan(ENDINGS[data[0] % len(ENDINGS)], data[1:])


def drawn(data: bytes) -> None:
    """A drawing or a table of corners in metres, of which the first byte chooses; what lies where is worked out."""
    if data:
        ending = (".dxf", ".csv")[data[0] % 2]
        _plan(ending, data[1:], crs="EPSG:9211", **({"drawing_layer": "RG"} if ending == ".dxf" else {}))


def archived(data: bytes) -> None:
    """The name of a file, NUL, and its content, in an archive."""
    name, _, content = data.partition(b"\0")
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr(name.decode("utf-8", "replace") or "a", content)
    _plan(".zip", buffer.getvalue())


def workbook(data: bytes) -> None:
    """The first byte chooses a part of an exported workbook, which has this content."""
    parts = exported()
    chosen = sorted(parts)[data[0] % len(parts)] if data else ""
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, data[1:] if name == chosen else content)
    _plan(".xlsx", buffer.getvalue(), made())


@cache
def exported() -> dict[str, bytes]:
    """The parts of a workbook as it is handed on."""
    with TemporaryDirectory() as place, ZipFile(made().export(Path(place) / "a.xlsx", "xlsx")) as book:
        return {name: book.read(name) for name in book.namelist()}


@cache
def made() -> Atlas:
    """A small atlas, in a folder that goes with the process."""
    _FOLDERS.append(TemporaryDirectory())
    return Atlas.load(made_province.make(Path(_FOLDERS[0].name) / "atlas"))


def _plan(ending: str, content: bytes, atlas: Atlas | None = None, **options: Any) -> None:
    with TemporaryDirectory() as place:
        path = Path(place) / f"a{ending}"
        path.write_bytes(content)
        layer = None if ending == ".xlsx" else "zones"
        try:
            with pytest.MonkeyPatch.context() as patch:  # a process for each would be slow
                patch.setattr(gdal_apart, "read", read_here)
                patch.setattr(gdal_apart, "ask", ask_here)
                told((atlas or shipped()).plan_import(path, layer, **options).findings)
        except (DataError, reading.Unusable) as refusal:
            told(refusal.findings)
        assert [found.name for found in Path(place).iterdir()] == [path.name]


def built_map(data: bytes) -> None:
    """The bytes as a map, and in the places of a map's data and package."""
    before, _, after = data.partition(b"\x00")
    page = b'<html lang="vi">' + b"".join(
        verify.ELEMENTS[name].encode() + part + b"</script>"
        for name, part in (("atlas-data", before), ("atlas-package", after))
    )
    for content in (data, page):
        with TemporaryDirectory() as place:
            (Path(place) / "map.html").write_bytes(content)
            for door in (verify.verify, lambda path: verify.extract(path, path.parent / "out")):
                with suppress(verify.NotAMap, verify.MapAltered, reading.Unusable):
                    door(Path(place) / "map.html")
            assert {found.name for found in Path(place).iterdir()} <= {"map.html", "out"}


def checked(data: bytes) -> None:
    """The first byte chooses a file of the atlas: with this content it is checked, and compared with what it was."""
    names = sorted(shipped_files())
    file = names[data[0] % len(names)] if data else names[0]
    try:
        dataset = reading.parse({**shipped_files(), file: data[1:]})
    except reading.Unusable as refusal:
        told(refusal.findings)
        return
    told(checking.check(dataset) if file.endswith(".geojson") else checking.check_tables(dataset))
    for change in compare(shipped_dataset(), dataset):
        for lang in ("vi", "en"):
            change.sentence(lang).encode("utf-8")


def levels(data: bytes) -> None:
    """The first byte chooses a file of an atlas that names its own levels: with this content it is checked."""
    files = leveled()
    file = sorted(files)[data[0] % len(files)] if data else ""
    try:
        told(checking.check(reading.parse({**files, file: data[1:]} if file else files)))
    except reading.Unusable as refusal:
        told(refusal.findings)


@cache
def leveled() -> dict[str, Content]:
    """The files of an atlas of wards within regions, and of the wards that there were."""
    with TemporaryDirectory() as place:
        folder = moved(made_province.make(Path(place) / "atlas"), WARDS + REGIONS)
        return {name: content for name, content in reading.read_files(folder)[0].items() if isinstance(content, bytes)}


def texts(data: bytes) -> None:
    """What people type: names, questions, systems of coordinates, texts in unknown letters."""
    text = data.decode("utf-8", "surrogateescape")
    assert fold(fold(text)) == fold(text)
    vn_encodings.reading(text.split("\n"))
    with suppress(UnknownName):
        shipped().select(Query(text=text))
    with suppress(UnknownName):
        shipped().select(Query(district=(text,)))
    with suppress(reading.Unusable):
        crs.of_user(text, BOX)


TARGETS: dict[str, Target] = {
    "table": table, "layer": layer, "settings": settings, "imported": imported, "built_map": built_map, "texts": texts,
    "checked": checked, "drawn": drawn, "archived": archived, "workbook": workbook, "levels": levels,
}  # fmt: skip


def seeds(name: str) -> list[bytes]:
    """What a target is to be mutated from."""
    if name == "table":
        return [bytes([place]) + (SHIPPED / s.file).read_bytes()[:2000] for place, s in enumerate(TABLES)]
    if name == "layer":
        return [bytes([place]) + _few(SHIPPED / s.file) for place, s in enumerate(LAYERS)]
    if name == "settings":
        return [(SHIPPED / "atlas.toml").read_bytes()[:8000]]
    if name == "checked":
        files = sorted(shipped_files().items())
        return [bytes([place]) + content for place, (_, content) in enumerate(files) if len(content) < LONGEST_SEED]
    if name == "texts":
        return ["H. Lương Sơn".encode(), "KCN Mông Hoá".encode(), b"EPSG:9211", b"+proj=tmerc +lon_0=106 +k=0.9999"]
    if name == "built_map":
        data = b'{"version":"0.1.0","hash":"","topology":{"scale":100000,"arcs":"AACgOCAAA9CgCKQC","layers":'
        data += b'{"l":{"keys":["a"],"counts":"_","from":0,"arcs":"g"}}},"base":{}}'
        manifest = b'{"version":"0.1.0","data":"","files":{"zones.csv":""}}'
        return [data + b'\x00{"manifest":' + manifest + b',"files":"QlpoOQ=="}']
    if name == "levels":
        return [bytes([place]) + leveled()[file][:LONGEST_SEED] for place, file in enumerate(sorted(leveled()))]
    if name == "workbook":
        parts = sorted(exported().items())
        return [bytes([place]) + part for place, (name, part) in enumerate(parts) if name in PARTS]
    if name == "drawn":
        return [b"\x00" + DRAWING, *(b"\x01" + CORNERS.encode(code) for code in ("utf-8", "utf-16", "cp1258"))]
    if name == "archived":
        return [b"a.csv\0" + CORNERS.encode(), b"kh\xe1\xba\xa3o s\xc3\xa1t/a.dxf\0" + DRAWING, b"a.prj\0", b"../a\0"]
    place = b'{"type":"Point","coordinates":[105.5,20.9]}'
    shape = b'{"type":"Feature","properties":{"ma":"kcn-luong-son"},"geometry":' + place + b"}"
    return [
        b'\x00{"type":"FeatureCollection","features":[' + shape + b"]}",
        b"\x01ma,x,y\nkcn-luong-son,105.5,20.9\nkcn-luong-son,105.51,20.9\nkcn-luong-son,105.51,20.91\n",
        b"\x02<kml xmlns='http://www.opengis.net/kml/2.2'><Placemark><name>a</name><Point><coordinates>105.5,20.9"
        b"</coordinates></Point></Placemark></kml>",
        b"\x030\nSECTION\n2\nENTITIES\n0\nPOINT\n10\n105.5\n20\n20.9\n0\nENDSEC\n0\nEOF\n",
        b"\x04Version 300\nCoordSys Earth Projection 1, 104\nColumns 1\n  ma Char(20)\nData\n\nPoint 105.5 20.9\n",
        b"\x0b!table\n!version 300\n!charset WindowsLatin1\n\nDefinition Table\n  Type NATIVE Charset \"Neutral\"\n"
        b"  Fields 1\n    ma Char (20) ;\n",
        b"\x05PK\x05\x06" + bytes(18),
        b"\x0c<gpx version='1.1' xmlns='http://www.topografix.com/GPX/1/1'><trk><name>kcn-luong-son</name><trkseg>"
        b"<trkpt lat='20.9' lon='105.5'/><trkpt lat='20.91' lon='105.5'/></trkseg></trk></gpx>",
        b"\x01sep=;\nBang ke toa do\nSTT;Toa do X (m);Toa do Y (m)\n(1);(2);(3)\n1;2313000,5;448000\n",
        b"\x0dfgb\x03fgb\x01" + bytes(24),
    ]  # fmt: skip


def _few(path: Path) -> bytes:
    """A layer with one short feature of its own kind."""
    tree = json.loads(path.read_text(encoding="utf-8"))
    item = min(tree["features"], key=lambda item: len(json.dumps(item)))
    while len(json.dumps(item)) > 4000:
        ring = item["geometry"]["coordinates"]
        while isinstance(ring[0][0], list):
            ring = ring[0]
        del ring[1 : len(ring) // 2 + 1]
    return json.dumps({"type": "FeatureCollection", "features": [item]}, ensure_ascii=False).encode()
