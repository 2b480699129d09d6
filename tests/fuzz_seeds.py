"""What the fuzzer's targets are mutated from."""

from __future__ import annotations

import json
from pathlib import Path

from fuzz_targets import SHIPPED, exported, leveled, shipped_files
from shipped_schema import LAYERS, TABLES

#: A file that is larger is not mutated whole.
LONGEST_SEED = 31_000

#: A closed line with the name of a site in it, and a table of its corners, in metres of the province's own zone.
DRAWING = (
    b"0\nSECTION\n2\nENTITIES\n0\nLWPOLYLINE\n8\nRG\n90\n4\n70\n1\n10\n400000\n20\n2310000\n10\n400900\n20\n2310000\n"
    b"10\n400900\n20\n2310900\n10\n400000\n20\n2310900\n0\nTEXT\n8\nRG\n10\n400100\n20\n2310100\n40\n5\n1\n"
    b"KCN L\\U+01B0\\U+01A1ng S\\U+01A1n\n0\nENDSEC\n0\nEOF\n"
)
CORNERS = "tên;X;Y\nKCN Lương Sơn;2310000,5;400000\nKCN Lương Sơn;2310000;400900\nKCN Lương Sơn;2310900;400000\n"

#: A table of a report, and one of sites that are new.
REPORT = "sep=;\nTT;Tên KCN;Diện tích quy hoạch (m2);Tỷ lệ lấp đầy (%);Số dự án\n1;KCN Straße;830000;97,5;45\n"
LISTED = "Tên KCN;Huyện;Diện tích (ha);Trạng thái;Kinh độ;Vĩ độ\nKCN Sông Đà;;86.37;planned;105.3;20.8\n"

#: What of a workbook holds what people type.
PARTS = ("xl/workbook.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml")


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
    if name == "reported":
        return [REPORT.encode(code) for code in ("utf-8-sig", "utf-16")] + [b"M\xc3\xa3,projects_total\nz-2,45\n"]
    if name == "begun":
        new = b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"MA":"A","TEN":"A"},"geometry":'
        corners = b"[[105.2,20.6],[105.3,20.6],[105.3,20.7],[105.2,20.6]]"
        area = new + b'{"type":"Polygon","coordinates":[' + corners + b"]}}]}"
        return [b"\x00" + area, b"\x01" + LISTED.encode(), b"\x02" + area]
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
