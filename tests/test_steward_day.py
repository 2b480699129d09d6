"""A steward's day, as the docs tell it: a drawing with a frame, a report, a correction in LibreOffice, then publish."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from import_files import ZONES, put
from test_export_desktop import office

from kcn_map.cli import main

pytestmark = pytest.mark.usefixtures("gdal_here")

DRAWING = Path(__file__).parent / "cases" / "import" / "frame.dxf"
NOTE = "sửa trong LibreOffice: 866.605"


def shell(*words: str | Path) -> str:
    done = CliRunner().invoke(main, [str(word) for word in words])
    assert done.exit_code == 0, done.output
    return done.output


def report(path: Path) -> Path:
    book = openpyxl.Workbook()
    rows: list[list[Any]] = [
        ["BÁO CÁO"], ["TT", "Tên KCN", "Tỷ lệ lấp đầy (%)", "Số dự án"], [1, "KCN Mông Hóa", "36,5", 26],
    ]  # fmt: skip
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
    return path


def corrected(atlas: Path, folder: Path) -> Path:
    """The workbook, with a note typed into it and a figure, opened and saved by LibreOffice."""
    shell("export", "--format", "xlsx", "--out", folder / "kcn.xlsx", "--data", atlas, "--lang", "vi")
    book = openpyxl.load_workbook(folder / "kcn.xlsx")
    put(book[ZONES], 2, "Ghi chú, tiếng Anh", NOTE)
    book.save(folder / "kcn.xlsx")
    (folder / "saved").mkdir()
    office(folder / "saved", "--convert-to", "xlsx", folder / "kcn.xlsx")
    return folder / "saved" / "kcn.xlsx"


def test_no_step_fails_and_nothing_is_lost(copy_of_atlas: Path, atlas_folder: Path, tmp_path: Path) -> None:
    data, told = ("--data", copy_of_atlas, "--lang", "en"), ("--source", "S81", "--as-of", "2020-12-31", "--yes")
    said = shell("import", DRAWING, "--layer", "clusters", "--crs", "EPSG:9211", *told, *data)
    assert "clusters.geojson: ccn-dong-tam-2" in said and "the frame of the drawing" in said
    said = shell("import", report(tmp_path / "bao-cao.xlsx"), "--adopt", *told, *data)
    assert "Occupancy 36.5 %; in place of 34.71 % in the table, of the same source (S81) and date" in said
    said = shell("import", corrected(copy_of_atlas, tmp_path), "--yes", *data)
    assert "1 change in zones.csv" in said and NOTE in said
    assert "0 errors" in shell("check", *data)
    said = shell("diff", atlas_folder, copy_of_atlas, "--lang", "en")
    for change in (
        "ccn-dong-tam-2: location_accuracy: commune → surveyed", "occupancy: 34.71 → 36.5; source S81",
        "projects: empty → 26; source S81", NOTE,
    ):  # fmt: skip
        assert change in said, said
    assert "34.71 · 2020-12-31" not in said  # its source has one figure for one day
    shell("build", *data, "--out", tmp_path / "index.html")
    shell("verify", tmp_path / "index.html", "--lang", "en")
