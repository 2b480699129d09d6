"""GDAL in a process of its own: it has one driver and no network, and a fault of it is a sentence."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from import_files import limits, written

from kcn_map import Atlas
from kcn_map.importing import excess, gdal_apart, source
from kcn_map.io import gdal
from kcn_map.reading import Unusable

GML = """<?xml version="1.0"?>
<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs" xmlns:gml="http://www.opengis.net/gml"
 xmlns:ms="http://mapserver.gis.umn.edu/mapserver" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xsi:schemaLocation="http://mapserver.gis.umn.edu/mapserver
 {address}/wfs?SERVICE=WFS&amp;VERSION=1.0.0&amp;REQUEST=DescribeFeatureType&amp;TYPENAME=zones
 http://www.opengis.net/wfs {address}/WFS-basic.xsd"><!-- <kml > -->
<gml:featureMember><ms:zones fid="zones.1"><ms:msGeometry><gml:Point srsName="EPSG:4326"><gml:coordinates>105.545,20.882
</gml:coordinates></gml:Point></ms:msGeometry><ms:id>kcn-luong-son</ms:id></ms:zones></gml:featureMember>
</wfs:FeatureCollection>
"""
#: Name → what asks for an address.
ASKING = {
    "gml.kml": GML,
    "alg.json": '{"type": "gdal_streamed_alg",'
    ' "command_line": "gdal vector pipeline ! read /vsicurl/{address}/x.json"}',
    "alg.geojson": '{"a": 1, "type": "gdal_streamed_alg",'
    ' "command_line": "gdal vector pipeline ! read /vsicurl/{address}/x.json"}',
}


@pytest.fixture
def server() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as made:
        yield made


def is_unasked(server: socket.socket) -> bool:
    """Whether nobody has come before: whose turn it is, is in the order of coming."""
    with socket.create_connection(server.getsockname()) as own:
        first, _ = server.accept()
        with first:
            return bool(first.getpeername() == own.getsockname())


@pytest.mark.parametrize("engine", ["fiona", "pyogrio"])
@pytest.mark.parametrize("name", ASKING)
@pytest.mark.parametrize("apart", [False, True], ids=["as imported", "the driver alone"])
def test_no_file_has_an_address_asked(
    name: str, engine: gdal.Engine, apart: bool, copy_of_atlas: Path, tmp_path: Path, server: socket.socket,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Neither as the file is looked at first, nor where that lets it through."""
    if engine == "fiona":
        pytest.importorskip("fiona")
    monkeypatch.setattr(gdal, "default_engine", lambda: engine)
    monkeypatch.setattr(gdal_apart, "LONGEST_S", 30)  # who asks waits for an answer
    file = tmp_path / name
    file.write_text(ASKING[name].replace("{address}", f"http://127.0.0.1:{server.getsockname()[1]}"), encoding="utf-8")
    if apart:
        with pytest.raises(Unusable) as caught:
            gdal_apart.read(file, "zones", source.DRIVERS[file.suffix], engine)
        assert "(11)" not in caught.value.findings[0].message("en")  # it has not just crashed
    else:
        with pytest.raises(Unusable):
            Atlas.load(copy_of_atlas).plan_import(file, "zones")
    assert is_unasked(server)


@pytest.mark.parametrize(
    ("child", "why"),
    [("import os; os.abort()", "GDAL had to stop (6)"), ("import sys; sys.exit(3)", "GDAL had to stop (3)"),
     ("while True: pass", "more than 1 seconds")],
)  # fmt: skip
@pytest.mark.skipif(os.name == "nt", reason="another code")
def test_a_fault_of_gdal_is_a_sentence(
    child: str, why: str, copy_of_atlas: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gdal_apart, "_CHILD", child)
    monkeypatch.setattr(gdal_apart, "LONGEST_S", 1 if "while" in child else 60)
    with pytest.raises(Unusable) as caught:
        Atlas.load(copy_of_atlas).plan_import(written(tmp_path / "a.gpkg", limits()), "zones")
    assert why in caught.value.findings[0].message("en")


MINSERT = (
    "0\nSECTION\n2\nHEADER\n9\n$ACADVER\n1\nAC1015\n0\nENDSEC\n0\nSECTION\n2\nBLOCKS\n0\nBLOCK\n2\nA\n10\n0\n20\n0\n"
    "0\nLINE\n8\nL\n10\n0\n20\n0\n11\n1\n21\n1\n0\nENDBLK\n0\nENDSEC\n0\nSECTION\n2\nENTITIES\n0\nINSERT\n2\nA\n8\nL\n"
    "10\n0\n20\n0\n70\n30000\n71\n30000\n44\n1\n45\n1\n0\nENDSEC\n0\nEOF\n"
)


@pytest.mark.skipif(os.name == "nt", reason="no limit of memory")
def test_a_drawing_that_grows_without_end_is_stopped(
    copy_of_atlas: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gdal_apart, "CPU_S", 3)
    monkeypatch.setattr(gdal_apart, "MEMORY", 1_500_000_000)
    (tmp_path / "a.dxf").write_text(MINSERT, encoding="ascii")
    with pytest.raises(Unusable) as caught:
        Atlas.load(copy_of_atlas).plan_import(tmp_path / "a.dxf", "zones", crs="EPSG:9211")
    assert caught.value.findings[0].code == "import-file-unreadable"


def test_a_collection_of_shapes_is_told(copy_of_atlas: Path, tmp_path: Path) -> None:
    """An ordinary file; fiona gives its parts as objects of its own."""
    shape = {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [105.545, 20.882]}]}
    feature = {"type": "Feature", "properties": {"id": "kcn-luong-son"}, "geometry": shape}
    (tmp_path / "a.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    with pytest.raises(Exception, match="GeometryCollection") as caught:
        Atlas.load(copy_of_atlas).plan_import(tmp_path / "a.geojson", "zones")
    assert caught.value.findings[0].code == "geometry-type"  # type: ignore[attr-defined]


def blocks(*bodies: str, inserted: str) -> str:
    """A drawing of blocks A0, A1, …, of which it inserts one."""
    head = "0\nSECTION\n2\nHEADER\n9\n$ACADVER\n1\nAC1015\n0\nENDSEC\n0\nSECTION\n2\nBLOCKS\n"
    made = (f"0\nBLOCK\n2\nA{n}\n10\n0\n20\n0\n{body}0\nENDBLK\n" for n, body in enumerate(bodies))
    return f"{head}{''.join(made)}0\nENDSEC\n0\nSECTION\n2\nENTITIES\n{inserted}0\nENDSEC\n0\nEOF\n"


def insert(name: str, columns: int = 1, rows: int = 1) -> str:
    return f"0\nINSERT\n2\n{name}\n8\nL\n10\n0\n20\n0\n70\n{columns}\n71\n{rows}\n44\n1\n45\n1\n"


LINE = "0\nLINE\n8\nL\n10\n0\n20\n0\n11\n1\n21\n1\n"
KML_FIELDS = "".join(f'<Placemark><ExtendedData><Data name="p{n}"/></ExtendedData></Placemark>' for n in range(20000))
#: Name → content and the reason for which it is refused.
EXCESS = {
    "array.dxf": (MINSERT, "parts"),
    "nested.dxf": (blocks(LINE * 10, *(insert(f"A{n}") * 10 for n in range(9)), inserted=insert("A9")), "parts"),
    "wide.geojson": (
        json.dumps(
            {
                "type": "FeatureCollection",
                "features": [{"type": "Feature", "properties": {f"p{n}": 1}, "geometry": None} for n in range(20000)],
            }
        ),
        "20,000 different properties",
    ),
    "wide.kml": (f"<kml><Document>{KML_FIELDS}</Document></kml>", "20,000 different properties"),
}


@pytest.mark.parametrize("name", EXCESS)
def test_what_would_grow_without_end_is_refused_at_once(
    name: str, copy_of_atlas: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gdal_apart, "CPU_S", 5)
    content, why = EXCESS[name]
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(Unusable) as caught:
        Atlas.load(copy_of_atlas).plan_import(tmp_path / name, "zones", crs="EPSG:9211")
    assert why in caught.value.findings[0].message("en")


def test_blocks_are_counted_as_they_are_drawn() -> None:
    from collections import Counter

    assert excess.count_parts({"": (2, Counter({"A": 3})), "A": (1, Counter({"B": 10})), "B": (5, Counter())}) == 155
    itself = {"": (1, Counter({"A": 1})), "A": (1, Counter({"B": 1})), "B": (1, Counter({"A": 1}))}
    assert excess.count_parts(itself) < 9


@pytest.mark.skipif(os.name == "nt", reason="no limits")
@pytest.mark.parametrize(
    ("limit", "child"),
    [("CPU_S", "while True: pass"), ("MEMORY", "held = [bytearray(10**8) for _ in range(100)]; sys.exit(9)")],
)
def test_the_limits_of_that_process_hold(
    limit: str, child: str, copy_of_atlas: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are the system's own, whatever GDAL is doing: the process is killed, or gets no more memory (1, not 9)."""
    script = "import json, sys; sys.path[:] = json.loads(sys.argv[1])\n"
    script += "from kcn_map.importing.gdal_apart import _limit\n"
    script += "asked = json.load(sys.stdin); _limit(asked['cpu_s'], asked['memory'])\n"
    monkeypatch.setattr(gdal_apart, "_CHILD", script + child)
    monkeypatch.setattr(gdal_apart, "CPU_S", 1 if limit == "CPU_S" else 60)
    monkeypatch.setattr(gdal_apart, "MEMORY", 2_000_000_000)
    with pytest.raises(Unusable) as caught:
        Atlas.load(copy_of_atlas).plan_import(written(tmp_path / "a.gpkg", limits()), "zones")
    assert ("(9)" if limit == "CPU_S" else "(1)") in caught.value.findings[0].message("en")


# ── databases ─────────────────────────────────────────────────────────────────────────────────────

#: What takes the place of the one layer of a GeoPackage: views without end.
VIEWS = {
    "recursion": "CREATE VIEW v AS WITH RECURSIVE r(fid) AS (SELECT 1 UNION ALL SELECT fid + 1 FROM r)"
    " SELECT r.fid, a.geom FROM r, a",
    "cross joins": "CREATE VIEW v AS WITH n AS (SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4),"
    " m AS (SELECT 1 FROM n, n AS b, n AS c, n AS d, n AS e, n AS f)"
    " SELECT row_number() OVER () AS fid, a.geom FROM a, m, m AS b, m AS c",
}


def replaced_layer(folder: Path, statement: str) -> Path:
    file = written(folder / "a.gpkg", limits(), "EPSG:4326", "LineString")
    with closing(sqlite3.connect(file)) as base, base:
        for trigger in base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            base.execute(f'DROP TRIGGER "{trigger[0]}"')
        base.execute(statement)
        for name in ("gpkg_contents", "gpkg_geometry_columns"):
            base.execute(f"UPDATE {name} SET table_name = 'v'")
    return file


@pytest.mark.skipif(os.name == "nt", reason="no limits")
@pytest.mark.parametrize("name", VIEWS)
def test_a_view_without_end_is_stopped(
    name: str, copy_of_atlas: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gdal_apart, "CPU_S", 3)
    monkeypatch.setattr(gdal_apart, "MEMORY", 1_500_000_000)
    with pytest.raises(Unusable) as caught:
        Atlas.load(copy_of_atlas).plan_import(replaced_layer(tmp_path, VIEWS[name]), "zones")
    assert caught.value.findings[0].code == "import-file-unreadable"


@pytest.mark.parametrize("module", ["VirtualOGR", "VirtualSpatialIndex", "csv"])
def test_a_table_of_elsewhere_is_not_opened(
    module: str, copy_of_atlas: Path, tmp_path: Path, server: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gdal_apart, "LONGEST_S", 30)
    address = f"http://127.0.0.1:{server.getsockname()[1]}/x.gpkg"
    file = replaced_layer(tmp_path, "CREATE VIEW v AS SELECT * FROM a")
    with closing(sqlite3.connect(file)) as base, base:
        made = f"CREATE VIRTUAL TABLE v USING {module}('/vsicurl/{address}')"
        base.execute("DROP VIEW v")
        base.execute("PRAGMA writable_schema = ON")
        base.execute("INSERT INTO sqlite_master VALUES ('table', 'v', 'v', 0, ?)", [made])
    with pytest.raises(Unusable):
        Atlas.load(copy_of_atlas).plan_import(file, "zones")
    assert is_unasked(server)
