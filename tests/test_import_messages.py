"""What a file is that can't be read, and what to do about it."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from import_files import MAPINFO_TM3, Limit, limits, mif, square, tab, written
from import_runs import run, to_zones

from kcn_map.core.findings import DataError
from kcn_map.importing.common import Source
from kcn_map.importing.crs import of_file

pytestmark = pytest.mark.usefixtures("gdal_here")


def dgn_v8(folder: Path) -> Path:
    (folder / "a.dgn").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    return folder / "a.dgn"


def locked(folder: Path) -> Path:
    (folder / "a.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    return folder / "a.xlsx"


def open_document(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "a.xlsx", "w") as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        parts.writestr("content.xml", "<office:document-content/>")
    return folder / "a.xlsx"


def begins_with(content: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        (folder / "a.dxf").write_bytes(content + bytes(500))
        return folder / "a.dxf"

    return make


def utf_16(folder: Path) -> Path:
    file = written(folder / "a.kml", limits())
    file.write_text(file.read_text(encoding="utf-8"), encoding="utf-16")
    return file


def windows_1258(folder: Path) -> Path:
    """KML of an editor that took the encoding of the system: no reader of XML has windows-1258."""
    file = written(folder / "a.kml", [Limit(square("kcn-luong-son"), {"ma": "1", "ten": "?"})])
    file.write_bytes(file.read_bytes().replace(b">?<", b">KCN L\xfd\xf5ng S\xf5n<"))
    return file


def without(ending: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        made = mif(folder / "a.mif", limits(), MAPINFO_TM3)
        file = made if ending == ".mid" else tab(folder / "a.tab", made)
        file.with_suffix(ending).unlink()
        return file

    return make


SAID: dict[str, tuple[Callable[[Path], Path], str]] = {
    "DGN V8": (dgn_v8, "it is DGN V8, and V7 alone can be read here; save it as DGN V7 or DXF"),
    "DWG": (begins_with(b"AC1032"), "it is a DWG drawing; save it as DXF (ASCII)"),
    "binary DXF": (begins_with(b"AutoCAD Binary DXF\r\n\x1a\0"), "it is a binary DXF; save it as DXF (ASCII)"),
    "a workbook with a password": (locked, "it has a password or is an old .xls; take the password away"),
    "OpenDocument": (open_document, "its content is no .xlsx"),
    "a spreadsheet of another format": (lambda folder: folder / "a.ods", "“.ods” is no format that can be imported"),
    "UTF-16": (utf_16, "its text is UTF-16; save it as UTF-8"),
    "windows-1258": (windows_1258, "its text is no UTF-8; save it as UTF-8"),
    **{end: (without(end), f"a{end}, which goes with it, is not there") for end in (".map", ".dat", ".mid")},
}  # fmt: skip


@pytest.mark.parametrize("name", SAID)
def test_the_thing_is_named(name: str, copy_of_atlas: Path, tmp_path: Path) -> None:
    make, says = SAID[name]
    done = to_zones(copy_of_atlas, make(tmp_path))
    assert done.exit_code == 2 and says in done.output, done.output


def test_a_workbook_that_is_not_ours_is_told_how_it_may_be(copy_of_atlas: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Tên KCN", "Số dự án"])
    book.save(tmp_path / "a.xlsx")
    done = run(copy_of_atlas, tmp_path / "a.xlsx")
    assert done.exit_code == 2
    for option in ("--as-of", "--source", "--layer"):
        assert option in done.output, done.output


def test_a_system_without_a_way_is_named_with_its_datum() -> None:
    """Such a file says that it is in WGS 84, and there is no operation from WGS 84 to WGS 84."""
    wkt = (
        'GEOGCS["WGS 84",DATUM["unknown",SPHEROID["WGS84",6378137,298.257223563]],PRIMEM["Greenwich",0],'
        'UNIT["degree",0.0174532925199433]]'
    )
    with pytest.raises(DataError) as refused:
        of_file(Source("a.gpkg", (), wkt), (104.8, 20.3, 105.9, 21.2))
    (finding,) = refused.value.findings
    assert "states “WGS 84” with the datum “unknown”" in finding.message("en")
    assert "--crs EPSG:4326" in finding.fix("en")
