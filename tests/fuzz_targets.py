"""Doors for bytes from anywhere: each target takes some and must end in values, findings or a refusal of its own.

`tools/fuzz.py` sends mutated ones in by the thousand; test_fuzz.py sends in those that once broke something.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from import_files import ask_here, read_here
from shipped_schema import LAYERS, TABLES

from kcn_map import Atlas, DataError, checking, reading, verify
from kcn_map.analysis.diff import compare
from kcn_map.analysis.query import Query, UnknownName
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
#: Endings that an import knows how to read, one that it does not, and a workbook.
ENDINGS = (".geojson", ".csv", ".kml", ".dxf", ".mif", ".zip", ".xlsx", ".gpkg", ".shp", ".dgn", ".exe", ".tab")

#: A file that is larger is not mutated whole.
LONGEST_SEED = 31_000

#: West, south, east, north of the province, in degrees.
BOX = (104.8, 20.3, 105.9, 21.2)

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
    if not data:
        return
    ending = ENDINGS[data[0] % len(ENDINGS)]
    with TemporaryDirectory() as place:
        path = Path(place) / f"a{ending}"
        path.write_bytes(data[1:])
        layer = None if ending == ".xlsx" else "zones"
        try:
            with pytest.MonkeyPatch.context() as patch:  # a process for each would be slow
                patch.setattr(gdal_apart, "read", read_here)
                patch.setattr(gdal_apart, "ask", ask_here)
                told(shipped().plan_import(path, layer).findings)
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
    "checked": checked,
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
