"""Closed paths and tracks as areas, KMZ, GPX, FlatGeobuf, and tables of corners as offices lay them out."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from import_files import NAMES, TM3, Limit, Ring, limits, projected, square, written
from import_runs import CENTIMETRE, SIX_DECIMALS, ZONE, ZONES, off_m, to_zones

pytestmark = pytest.mark.usefixtures("gdal_here")

GPX = '<?xml version="1.0"?>\n<gpx version="1.1" creator="GPS" xmlns="http://www.topografix.com/GPX/1/1">{}</gpx>'


def kml(path: Path, ring: Ring, name: str = NAMES[ZONE]) -> Path:
    """A path as Google Earth draws it."""
    corners = " ".join(f"{x!r},{y!r},0" for x, y in ring)
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark>'
        f"<name>{name}</name><LineString><coordinates>{corners}</coordinates></LineString></Placemark>"
        "</Document></kml>",
        encoding="utf-8",
    )
    return path


def kmz(path: Path, ring: Ring) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(kml(path.with_name("doc.kml"), ring), "doc.kml")
        archive.write(kml(path.with_name("other.kml"), ring, "?"), "files/other.kml")
        archive.writestr("files/icon.png", b"\x89PNG")
    return path


def gpx(path: Path, *segments: Ring) -> Path:
    """A track in segments, and a waypoint beside it."""
    parts = ["".join(f'<trkpt lat="{y!r}" lon="{x!r}"/>' for x, y in ring) for ring in segments]
    track = "".join(f"<trkseg>{part}</trkseg>" for part in parts)
    text = GPX.format(f'<wpt lat="20.9" lon="105.4"><name>?</name></wpt><trk><name>{NAMES[ZONE]}</name>{track}</trk>')
    path.write_text(text, encoding="utf-8")
    return path


PATHS: dict[str, Callable[[Path, Ring], Path]] = {
    "kml": lambda folder, ring: kml(folder / "a.kml", ring),
    "kmz": lambda folder, ring: kmz(folder / "a.kmz", ring),
    "gpx": lambda folder, ring: gpx(folder / "a.gpx", ring),
    "gpx in segments": lambda folder, ring: gpx(folder / "a.gpx", ring[:3], ring[2:]),
    "lines of a gpkg": lambda folder, ring: written(
        folder / "a.gpkg", [Limit(ring, {"ten": NAMES[ZONE]})], kind="LineString"
    ),
}


@pytest.mark.parametrize("style", PATHS)
def test_a_closed_path_is_an_area(style: str, copy_of_atlas: Path, tmp_path: Path) -> None:
    done = to_zones(copy_of_atlas, PATHS[style](tmp_path, square(ZONE)))
    assert done.exit_code == 0 and "Took 1 closed line as an area" in done.output, done.output
    assert off_m(copy_of_atlas, ZONE, square(ZONE)) < CENTIMETRE


@pytest.mark.parametrize("style", PATHS)
def test_an_open_path_is_none(style: str, copy_of_atlas: Path, tmp_path: Path) -> None:
    ring = [*square(ZONE)[:-1], (square(ZONE)[0][0], square(ZONE)[0][1] + 1e-6)]
    done = to_zones(copy_of_atlas, PATHS[style](tmp_path, ring))
    assert done.exit_code == 1 and "import-line-open" in done.output and "0.111 m" in done.output, done.output


def test_a_flatgeobuf_is_read(copy_of_atlas: Path, tmp_path: Path) -> None:
    done = to_zones(copy_of_atlas, written(tmp_path / "a.fgb", limits(ZONES, TM3), TM3))
    assert done.exit_code == 0, done.output
    assert all(off_m(copy_of_atlas, key, square(key)) < SIX_DECIMALS for key in ZONES)


# ── tables of corners ─────────────────────────────────────────────────────────────────────────────


def corner_lines(key: str) -> list[list[Any]]:
    """Number, northing and easting of each corner, as offices list them."""
    return [[n, round(y, 3), round(x, 3)] for n, (x, y) in enumerate(projected(square(key))[:-1], 1)]


TITLES = [["BẢNG KÊ TỌA ĐỘ RANH GIỚI"], [], ["Hệ VN-2000, kinh tuyến trục 106°"]]
TWO_LINES = [["Số hiệu điểm", "Hệ tọa độ VN-2000", None], [None, "Tọa độ X (m)", "Toạ độ Y (m)"], ["(1)", "(2)", "(3)"]]
SHEETS: dict[str, list[list[Any]]] = {
    "titles, a header in two lines, a sum": [*TITLES, *TWO_LINES, *corner_lines(ZONE), ["Diện tích: 83 ha"]],
    "one header": [["STT", "X (m)", "Y(m)"], *corner_lines(ZONE)],
    "no header": corner_lines(ZONE),
}


def sheet(path: Path, rows: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.create_sheet("Ghi chú").append(["Đo ngày", "2020-05-31"])
    book.save(path)
    return path


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_of_corners(name: str, copy_of_atlas: Path, tmp_path: Path) -> None:
    done = to_zones(copy_of_atlas, sheet(tmp_path / "a.xlsx", SHEETS[name]), "--crs", TM3, "--id", ZONE)
    assert done.exit_code == 0 and "X is the northing" in done.output, done.output
    assert off_m(copy_of_atlas, ZONE, square(ZONE)) < SIX_DECIMALS


def test_corners_with_letters_before_their_numbers(copy_of_atlas: Path, tmp_path: Path) -> None:
    """Merged cells are filled down by the numbers, and a row that has no number ends the table."""
    rows = [[ZONE if n == 1 else None, f"M{n}", x, y] for n, x, y in corner_lines(ZONE)]
    rows = [["Mã", "Số hiệu mốc", "X", "Y"], *rows, ["Tổng cộng"]]
    done = to_zones(copy_of_atlas, sheet(tmp_path / "a.xlsx", rows), "--crs", TM3)
    assert done.exit_code == 0, done.output
    assert off_m(copy_of_atlas, ZONE, square(ZONE)) < SIX_DECIMALS


def test_a_table_in_millimetres_is_told(copy_of_atlas: Path, tmp_path: Path) -> None:
    rows = [["Mã", "STT", "X", "Y"], *([ZONE, n, x * 1000, y * 1000] for n, x, y in corner_lines(ZONE))]
    done = to_zones(copy_of_atlas, sheet(tmp_path / "a.xlsx", rows), "--crs", TM3)
    assert done.exit_code == 1 and "import-millimetres" in done.output, done.output


def test_a_formula_that_nobody_has_calculated_is_refused(copy_of_atlas: Path, tmp_path: Path) -> None:
    """A program has written it: it has no value, which is not the same as an empty cell."""
    rows = [["Mã", "STT", "X", "Y"], *([ZONE, n, f"={x}+0", y] for n, x, y in corner_lines(ZONE))]
    done = to_zones(copy_of_atlas, sheet(tmp_path / "a.xlsx", rows), "--crs", TM3)
    assert done.exit_code == 1 and "row 2, X: error number-invalid" in done.output and "+0” is no" in done.output


def test_names_above_the_corners_tell_the_sites_apart(copy_of_atlas: Path, tmp_path: Path) -> None:
    rows = [["STT", "X", "Y"], *(row for key in ZONES for row in ([NAMES[key]], *corner_lines(key)))]
    done = to_zones(copy_of_atlas, sheet(tmp_path / "a.xlsx", [*TITLES, *rows]), "--crs", TM3)
    assert done.exit_code == 0, done.output
    assert all(off_m(copy_of_atlas, key, square(key)) < SIX_DECIMALS for key in ZONES)


def test_one_of_several_sheets_of_corners_is_chosen(copy_of_atlas: Path, tmp_path: Path) -> None:
    file = sheet(tmp_path / "a.xlsx", SHEETS["one header"])
    book = openpyxl.load_workbook(file)
    book.copy_worksheet(book.worksheets[0]).title = "Cũ"
    book.save(file)
    options = ("--crs", TM3, "--id", ZONE)
    unclear = to_zones(copy_of_atlas, file, *options)
    assert unclear.exit_code == 2 and "Sheet, Cũ" in unclear.output and "--source-layer" in unclear.output
    assert to_zones(copy_of_atlas, file, *options, "--source-layer", "Mới").exit_code == 2
    assert to_zones(copy_of_atlas, file, *options, "--source-layer", "Cũ").exit_code == 0


@pytest.mark.parametrize(
    ("head", "divider", "encoding"),
    [("sep=;\nSTT;X;Y\n", ";", "utf-8-sig"), ("", "\t", "utf-8"), ("STT\tX (m)\tY (m)\n", "\t", "utf-16")],
    ids=["sep=", "no header", "Unicode text of Excel"],
)
def test_a_csv_as_excel_writes_it_in_vietnam(
    head: str, divider: str, encoding: str, copy_of_atlas: Path, tmp_path: Path
) -> None:
    rows = [divider.join(f"{cell}".replace(".", ",") for cell in row) for row in corner_lines(ZONE)]
    (tmp_path / "a.csv").write_text(head + "\n".join(rows) + "\n", encoding=encoding)
    done = to_zones(copy_of_atlas, tmp_path / "a.csv", "--crs", TM3, "--id", ZONE)
    assert done.exit_code == 0, done.output
    assert off_m(copy_of_atlas, ZONE, square(ZONE)) < SIX_DECIMALS


def test_a_comma_that_may_group_thousands_is_asked_about(copy_of_atlas: Path, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('E;N\n"481,300";2263900\n481500;2263900\n', encoding="utf-8")
    done = to_zones(copy_of_atlas, tmp_path / "a.csv", "--crs", TM3, "--id", ZONE)
    assert done.exit_code == 1 and "a.csv, row 2, E: error number-decimal-comma" in done.output, done.output


@pytest.mark.parametrize("field", ["ten", "ma"])
def test_of_a_national_file_only_what_lies_in_the_place_is_taken(
    field: str, copy_of_atlas: Path, tmp_path: Path
) -> None:
    """A name may come again in other provinces; others are not told one by one."""
    ring = square(ZONE)
    there = [Limit([(x + east, y) for x, y in ring], {"ten": NAMES[ZONE], "ma": ZONE}) for east in (1.5, 0, 2.5)]
    others = [Limit([(x + 2, y + 2) for x, y in ring], {"ten": f"KCN {n}", "ma": f"kcn-{n}"}) for n in range(20)]
    option = "--id-field" if field == "ma" else "--name-field"
    done = to_zones(copy_of_atlas, written(tmp_path / "a.gpkg", [*there, *others]), option, field)
    assert done.exit_code == 0 and "Left out 22 shapes outside of the place." in done.output, done.output
    assert "import-unmatched" not in done.output
    assert off_m(copy_of_atlas, ZONE, ring) < CENTIMETRE


def test_of_two_in_the_place_neither_is_taken(copy_of_atlas: Path, tmp_path: Path) -> None:
    two = [Limit(square(ZONE, east=east), {"ten": NAMES[ZONE]}) for east in (0, 0.01)]
    done = to_zones(copy_of_atlas, written(tmp_path / "a.gpkg", two))
    assert done.exit_code == 1 and "row 2, ten: error import-match-twice" in done.output, done.output
