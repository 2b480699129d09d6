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

#: West, south, east, north of the province, in degrees.
BOX = (104.8, 20.3, 105.9, 21.2)

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
        ending = ENDINGS[data[0] % len(ENDINGS)]
        _plan(ending, data[1:], layer=None if ending == ".xlsx" else "zones")


def drawn(data: bytes) -> None:
    """A drawing or a table of corners in metres, of which the first byte chooses; what lies where is worked out."""
    if data:
        ending = (".dxf", ".csv")[data[0] % 2]
        _plan(ending, data[1:], crs="EPSG:9211", **({"drawing_layer": "RG"} if ending == ".dxf" else {}))


def reported(data: bytes) -> None:
    """A table of a report, with a date, a source, and its figures adopted."""
    _plan(".csv", data, made(), None, as_of="2024-06", source="N1", adopt=True)


def begun(data: bytes) -> None:
    """The first byte chooses what is new to an atlas: its areas, or sites of a table or a layer."""
    if data:
        atlas, layer, ending = (
            (empty(), "communes", ".geojson"), (made(), "zones", ".csv"), (made(), "zones", ".geojson"),
        )[data[0] % 3]  # fmt: skip
        _plan(ending, data[1:], atlas, layer, new=True)


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
    _plan(".xlsx", buffer.getvalue(), made(), None)


@cache
def exported() -> dict[str, bytes]:
    """The parts of a workbook as it is handed on."""
    with TemporaryDirectory() as place, ZipFile(made().export(Path(place) / "a.xlsx", "xlsx")) as book:
        return {name: book.read(name) for name in book.namelist()}


@cache
def made() -> Atlas:
    """A small atlas, in a folder that goes with the process."""
    _FOLDERS.append(TemporaryDirectory())
    return Atlas.load(made_province.make(Path(_FOLDERS[-1].name) / "atlas"))


@cache
def empty() -> Atlas:
    """An atlas that has no areas and no sites yet, in a folder that goes with the process."""
    _FOLDERS.append(TemporaryDirectory())
    return Atlas.load(Atlas.new(Path(_FOLDERS[-1].name) / "atlas"))


def _plan(ending: str, content: bytes, atlas: Atlas | None = None, layer: str | None = "zones", **options: Any) -> None:
    with TemporaryDirectory() as place:
        path = Path(place) / f"a{ending}"
        path.write_bytes(content)
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
    "reported": reported, "begun": begun,
}  # fmt: skip
