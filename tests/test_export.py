"""Every format goes out and comes back: geometry, attributes, Vietnamese and nulls as they were."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import made_province
import pytest
from export_results import DATA, Tables, csv_cell, named, read_csv, rows_of
from openpyxl import load_workbook

from kcn_map import Atlas, UsageError, export
from kcn_map.core.findings import DataError
from kcn_map.core.model import Joined
from kcn_map.core.summary import Summary

# ── all formats ──


@pytest.mark.parametrize("style", export.FORMATS)
def test_two_exports_are_the_same_bytes_and_nothing_is_left(atlas: Atlas, tmp_path: Path, style: str) -> None:
    first, second = (named(style, tmp_path, name) for name in "ab")
    assert atlas.export(first, style) == first
    atlas.export(second, style)
    assert first.read_bytes() == second.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == [first.name, second.name]
    assert first.stat().st_size < 1_000_000


@pytest.mark.parametrize("style", export.FORMATS)
def test_where_nothing_can_be_written_the_target_is_named(atlas: Atlas, tmp_path: Path, style: str) -> None:
    (tmp_path / "file").touch()
    target = named(style, tmp_path / "file")
    with pytest.raises(OSError, match="file") as caught:
        atlas.export(target, style)
    assert caught.value.filename == str(target)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("style", export.FORMATS)
def test_hostile_names_do_not_stop_it(hostile: tuple[Joined, Summary], tmp_path: Path, style: str) -> None:
    export.export(*hostile, named(style, tmp_path), style, "vi", None, None)
    assert named(style, tmp_path).stat().st_size > 1000


def test_a_format_that_is_none_is_refused(atlas: Atlas, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="gpkg, fgb"):
        atlas.export(tmp_path / "a.tab", "tab")
    assert list(tmp_path.iterdir()) == []


def test_data_with_errors_are_not_handed_on(copy_of_atlas: Path, tmp_path: Path) -> None:
    table = copy_of_atlas / "zones.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(",83,", ",-83,", 1), encoding="utf-8")
    with pytest.raises(DataError):
        Atlas.load(copy_of_atlas).export(tmp_path / "a.gpkg", "gpkg")
    assert not (tmp_path / "a.gpkg").exists()


# ── CSV, XLSX ──


def test_csv_has_a_table_a_file(atlas: Atlas, content: Tables, tmp_path: Path) -> None:
    folder = atlas.export(tmp_path / "tables", "csv")
    assert {path.stem for path in folder.iterdir()} == set(content)
    for name, table in content.items():
        assert (folder / f"{name}.csv").read_bytes().startswith(b"\xef\xbb\xbf")
        found = read_csv(folder / f"{name}.csv")
        wanted = [{name: csv_cell(value) for name, value in row.items()} for row in table.rows]
        assert [{k: v.removeprefix("'") for k, v in row.items()} for row in found] == wanted


def test_a_folder_that_is_there_keeps_what_else_it_holds(atlas: Atlas, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    (tmp_path / "zones.csv").write_text("old")
    atlas.export(tmp_path, "csv")
    assert (tmp_path / "mine.txt").read_text() == "mine"
    assert (tmp_path / "zones.csv").stat().st_size > 1000
    assert all(not path.name.startswith(".") for path in tmp_path.iterdir())


def test_several_files_want_a_folder(atlas: Atlas, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        atlas.export(tmp_path / "a.csv", "csv")
    assert list(tmp_path.iterdir()) == []


def test_a_workbook_has_a_typed_sheet_for_each_table(atlas: Atlas, content: Tables, tmp_path: Path) -> None:
    book = load_workbook(atlas.export(tmp_path / "a.xlsx", "xlsx", "vi"))
    assert book.sheetnames == [table.title("vi") for table in content.values() if table.name != "province"]
    for table in content.values():
        if table.name == "province":
            continue
        sheet = book[table.title("vi")]
        assert sheet.freeze_panes == "B2"
        rows = [dict(zip((c.name for c in table.columns), line, strict=True))
                for line in sheet.iter_rows(min_row=2, values_only=True)]  # fmt: skip
        assert rows == rows_of(table)
    zone = book["Khu công nghiệp"]
    codes = [cell for cell in zone[2] if cell.value == "04945"]
    assert [(cell.data_type, cell.number_format) for cell in codes] == [("s", "@")]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_titles_of_a_sheet_are_its_own(content: Tables, lang: str) -> None:
    from kcn_map.tables.headings import title

    for name in ("zones", "observations", "sources"):
        titles = [title(column, lang) for column in content[name].columns]
        assert len(set(titles)) == len(titles)


def test_no_cell_is_a_formula(hostile: tuple[Joined, Summary], tmp_path: Path) -> None:
    joined, summary = hostile
    export.export(joined, summary, tmp_path / "a.xlsx", "xlsx", "en", None, None)
    cells = [cell for sheet in load_workbook(tmp_path / "a.xlsx") for line in sheet.iter_rows() for cell in line]
    assert all(cell.data_type != "f" for cell in cells)


# ── KML ──

KML = "{http://www.opengis.net/kml/2.2}"


def kml_of(write: Callable[[Path], object], tmp_path: Path) -> ElementTree.Element:
    write(tmp_path / "a.kml")
    return ElementTree.parse(tmp_path / "a.kml").getroot()


def placemarks(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return root.findall(f".//{KML}Folder[@id='folder-{name}']/{KML}Placemark")


def test_kml_gives_places_and_figures_back(atlas: Atlas, content: Tables, tmp_path: Path) -> None:
    root = kml_of(lambda path: atlas.export(path, "kml"), tmp_path)
    for name in ("zones", "clusters", "districts"):
        table = content[name]
        placed = [(row, g) for row, g in zip(table.rows, table.geometries or (), strict=True) if g]
        marks = placemarks(root, name)
        assert len(marks) == len(placed)
        for mark, (row, geometry) in zip(marks, placed, strict=True):
            data = {part.get("name"): part.text for part in mark.iter(f"{KML}SimpleData")}
            assert data == {k: str(int(v) if isinstance(v, bool) else v) for k, v in row.items() if v is not None}
            rings = [[[float(number) for number in point.split(",")] for point in (part.text or "").split()]
                     for part in mark.iter(f"{KML}coordinates")]  # fmt: skip
            found = rings[0][0] if geometry["type"] == "Point" else rings
            assert found == geometry["coordinates"]


def test_kml_names_sites_without_a_place_and_draws_none(atlas: Atlas, tmp_path: Path) -> None:
    root = kml_of(lambda path: atlas.export(path, "kml", "vi"), tmp_path)
    description = root.findtext(f"{KML}Document/{KML}description") or ""
    drawn = [mark.findtext(f"{KML}name") for mark in root.iter(f"{KML}Placemark")]
    unplaced = [site.name.first for site in atlas.joined.sites if site.geometry is None and site.name]
    assert unplaced
    for name in unplaced:
        assert name in description and name not in drawn


def test_kml_balloons_are_text(hostile: tuple[Joined, Summary], tmp_path: Path) -> None:
    root = kml_of(lambda path: export.export(*hostile, path, "kml", "vi", None, None), tmp_path)
    descriptions = [part.text or "" for part in root.iter(f"{KML}description")]
    assert any("&lt;img" in text for text in descriptions)
    assert all("<img" not in text and "$[name]" not in text for text in descriptions)
    assert all(style.text == "$[description]" for style in root.findall(f".//{KML}BalloonStyle/{KML}text"))


#: The order of what a Style and a Placemark hold, by OGC's schema of KML 2.2.
ORDER = {
    "Style": ["IconStyle", "LabelStyle", "LineStyle", "PolyStyle", "BalloonStyle", "ListStyle"],
    "Placemark": ["name", "description", "styleUrl", "ExtendedData", "Point", "Polygon", "MultiGeometry"],
    "IconStyle": ["color", "scale", "heading", "Icon", "hotSpot"],
    "PolyStyle": ["color", "colorMode", "fill", "outline"],
    "Document": ["name", "description", "Style", "Schema", "Folder"],
}


def test_kml_keeps_the_order_and_the_ids_of_its_schema(atlas: Atlas, tmp_path: Path) -> None:
    root = kml_of(lambda path: atlas.export(path, "kml"), tmp_path)
    for tag, order in ORDER.items():
        for element in root.iter(KML + tag):
            places = [order.index(child.tag.removeprefix(KML)) for child in element]
            assert places == sorted(places), tag
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    named = {url.text for url in root.iter(f"{KML}styleUrl")}
    named |= {data.get("schemaUrl") for data in root.iter(f"{KML}SchemaData")}
    assert {str(url).removeprefix("#") for url in named} <= set(ids)


# ── the command ──


def test_the_task_page_tells_of_every_format() -> None:
    page = (Path(__file__).parents[1] / "docs" / "tasks" / "hand-on.md").read_text(encoding="utf-8")
    told = set(re.findall(r"export --format (\w+) --out", page))
    assert told == set(export.FORMATS)


def test_the_command_tells_what_it_wrote(kcn_map: Any, atlas_folder: Path, tmp_path: Path) -> None:
    done = kcn_map("export", "--format", "kml", "--out", tmp_path / "a.kml", "--data", atlas_folder)
    assert (done.returncode, done.stdout) == (0, "")
    assert "a.kml" in done.stderr


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--format", "csv", "--out", "a.csv"], "such as a.zip"),
        (["--format", "svg", "--out", "a.svg", "--measure", "height_m"], "area_planned_share_pct"),
        (["--format", "tab", "--out", "a.tab"], "Values: gpkg, fgb"),
        (["--format", "gpkg"], "--out"),
        (["--out", "a.tab"], "--format is needed"),
    ],
)
def test_wrong_usage_is_told(
    kcn_map: Any, atlas_folder: Path, tmp_path: Path, options: list[str], message: str
) -> None:  # fmt: skip
    done = kcn_map("export", *options, "--data", atlas_folder, "--lang", "en", cwd=tmp_path)
    assert done.returncode == 2
    assert message in done.stderr and "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_on_errors_the_command_writes_nothing(kcn_map: Any, copy_of_atlas: Path, tmp_path: Path) -> None:
    table = copy_of_atlas / "zones.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(",83,", ",-83,", 1), encoding="utf-8")
    target = tmp_path / "a.gpkg"
    target.write_text("good")
    done = kcn_map("export", "--format", "gpkg", "--out", target, "--data", copy_of_atlas)
    assert done.returncode == 1
    assert "zones.csv" in done.stderr and "Chưa ghi gì" in done.stderr
    assert target.read_text() == "good"


@pytest.mark.parametrize("as_of", ["0975-06-30", "1975-06-30", "2150-01-01"])
@pytest.mark.parametrize("style", DATA)
def test_a_day_that_no_zip_can_tell_stops_no_export(as_of: str, style: str, tmp_path: Path) -> None:
    folder = made_province.make(tmp_path / "atlas")
    made_province.settings(folder, {"as_of": as_of, "data_until": "2190-01-01"})
    out = Atlas.load(folder).export(named(style, tmp_path), style)
    assert out.stat().st_size > 1000
    if zipfile.is_zipfile(out):
        with zipfile.ZipFile(out) as parts:
            days = {part.date_time[:3] for part in parts.infolist()}
        assert days == ({(2107, 12, 31)} if as_of > "2107" and style != "xlsx" else {(1980, 1, 1)})
