"""Every format goes out and comes back: geometry, attributes, Vietnamese and nulls as they were."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import made_province
import page_atlas
import pytest
from openpyxl import load_workbook
from shapely.geometry import shape

from kcn_map import Atlas, UsageError, export
from kcn_map.analysis.aggregate import summarise
from kcn_map.cartography.classes import NO_DATA, NONE, class_of
from kcn_map.core.findings import DataError
from kcn_map.core.model import Joined
from kcn_map.core.summary import Summary
from kcn_map.export.shapefile import short_names
from kcn_map.io import gdal
from kcn_map.io.gdal import Engine
from kcn_map.tables.handed_on import Table, tables

AS_OF = "2020-12-31"
DATA = ("gpkg", "fgb", "kml", "shp", "csv", "xlsx")
HOSTILE = '<img src=x onerror=alert(1)>"\'&=HYPERLINK("x")\n]]>$[name]\x07{{7*7}}'
#: Degrees: about a centimetre.
CENTIMETRE = 1e-7
Tables = dict[str, Table]


@pytest.fixture(scope="module")
def atlas(atlas_folder: Path) -> Atlas:
    return Atlas.load(atlas_folder)


@pytest.fixture(scope="module")
def content(atlas: Atlas) -> Tables:
    return {table.name: table for table in tables(atlas.joined, atlas.summary)}


@pytest.fixture(scope="module")
def hostile() -> tuple[Joined, Summary]:
    """An atlas in which every text that people write ends in what might be run, shown or cut as something else."""
    spoilt: Joined = page_atlas.spoil(page_atlas.joined(), HOSTILE)
    joined = replace(spoilt, settings=replace(spoilt.settings, as_of=AS_OF))  # reading has made sure of dates
    return joined, summarise(joined)


def named(style: str, folder: Path, name: str = "atlas") -> Path:
    return folder / (f"{name}.zip" if export.FORMATS[style].several else f"{name}.{style}")


def unzipped(path: Path, folder: Path) -> Path:
    with zipfile.ZipFile(path) as parts:
        parts.extractall(folder)
    return folder


def rows_of(table: Table) -> list[dict[str, Any]]:
    return [dict(row) for row in table.rows]


def as_text(value: Any) -> Any:
    return f"{value:.15g}" if isinstance(value, int | float) else value


def same_place(found: Any, wanted: Any) -> bool:
    if found is None or wanted is None:
        return found is wanted
    return bool(shape(found).hausdorff_distance(shape(wanted)) < CENTIMETRE)


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


# ── GeoPackage ──


@pytest.mark.parametrize("engine", ["fiona", "pyogrio"])
def test_a_geopackage_gives_every_table_back(
    atlas: Atlas, content: Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: Engine
) -> None:
    if engine == "fiona":
        pytest.importorskip("fiona")
    monkeypatch.setattr(gdal, "default_engine", lambda: engine)
    path = atlas.export(tmp_path / "a.gpkg", "gpkg")
    for name, table in content.items():
        found = gdal.read(path, layer=name)
        wanted = rows_of(table)
        if name == "observations":  # a published value is a number or a text: here all are texts
            wanted = [row | {"value": as_text(row["value"])} for row in wanted]
        assert [dict(record.properties) for record in found] == wanted, name
        assert [record.geometry for record in found] == list(table.geometries or [None] * len(wanted)), name


def test_a_geopackage_explains_and_styles_itself(atlas: Atlas, content: Tables, tmp_path: Path) -> None:
    path = atlas.export(tmp_path / "a.gpkg", "gpkg", "vi")
    with closing(sqlite3.connect(path)) as database:
        aliases = dict(database.execute("SELECT column_name, title FROM gpkg_data_columns WHERE table_name = 'zones'"))
        titles = dict(database.execute("SELECT table_name, identifier FROM gpkg_contents"))
        styles = dict(database.execute("SELECT f_table_name, styleQML FROM layer_styles WHERE useAsDefault"))
        (metadata,) = database.execute("SELECT metadata FROM gpkg_metadata").fetchone()
        dates = {row[0][:10] for row in database.execute("SELECT last_change FROM gpkg_contents")}
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    assert aliases["area_planned_ha"] == "Diện tích quy hoạch (ha)"
    assert titles["zones"] == "Khu công nghiệp"
    assert dates == {AS_OF}
    assert set(styles) == {name for name, table in content.items() if table.geometries}
    assert "Hòa Bình" in "".join(ElementTree.fromstring(metadata).itertext())


@pytest.mark.parametrize("place", range(9))
def test_each_district_has_one_rule_of_the_style(atlas: Atlas, tmp_path: Path, place: int) -> None:
    """A filter of QGIS is SQL here: each district's rule is that of its class, "none" and "no data" included."""
    first = replace(atlas.joined.settings, measures=(atlas.joined.settings.measures[place],))
    joined = replace(atlas.joined, settings=first)
    path = tmp_path / "a.gpkg"
    export.export(joined, summarise(joined), path, "gpkg", "en", None, None)
    (measure,) = first.measures
    with closing(sqlite3.connect(path)) as database:
        (style,) = database.execute("SELECT styleQML FROM layer_styles WHERE f_table_name = 'districts'").fetchone()
        rules = [(rule.get("label"), rule.get("filter")) for rule in ElementTree.fromstring(style).iter("rule")]
        found = {
            label: [code for (code,) in database.execute(f"SELECT district_code FROM districts WHERE {test}")]
            for label, test in rules
        }
    expected: dict[str | None, list[str]] = {label: [] for label, _ in rules}
    for area in atlas.summary.first_areas:
        group = class_of(area.values[measure.id], measure)
        expected[rules[{NONE: -2, NO_DATA: -1}.get(group, group)][0]].append(area.code)
    assert {label: sorted(codes) for label, codes in found.items()} == expected


# ── FlatGeobuf, Shapefile ──


def test_flatgeobuf_gives_every_layer_back(atlas: Atlas, content: Tables, tmp_path: Path) -> None:
    folder = atlas.export(tmp_path / "layers", "fgb")
    layers = {name: table for name, table in content.items() if table.geometries}
    sites = {f"{name}_unplaced.csv" for name in ("zones", "clusters")}
    assert {path.name for path in folder.iterdir()} == {f"{name}.fgb" for name in layers} | sites
    for name, table in layers.items():
        rows = list(zip(rows_of(table), table.geometries or (), strict=True))
        found = gdal.read(folder / f"{name}.fgb")
        assert [(dict(record.properties), record.geometry) for record in found] == [row for row in rows if row[1]]
        if f"{name}_unplaced.csv" in sites:
            wanted = [row for row, geometry in rows if geometry is None]
            assert read_csv(folder / f"{name}_unplaced.csv") == [
                {column: csv_cell(value) for column, value in row.items()} for row in wanted
            ]
    assert read_csv(folder / "clusters_unplaced.csv")


def test_flatgeobuf_holds_no_feature_without_a_geometry(atlas: Atlas, content: Tables, tmp_path: Path) -> None:
    """Told from the bytes: programs differ in what they make of a null geometry."""
    folder = atlas.export(tmp_path / "layers", "fgb")
    for path in folder.glob("*.fgb"):
        have = [has_geometry(feature) for feature in fgb_features(path.read_bytes())]
        assert have == [True] * sum(geometry is not None for geometry in content[path.stem].geometries or ())


def fgb_features(content: bytes) -> Iterator[bytes]:
    """The features of a FlatGeobuf without an index, each a flatbuffer behind its size."""
    assert content[:4] == b"fgb\x03"
    position = 12 + int.from_bytes(content[8:12], "little")  # behind the magic bytes and the header
    while position < len(content):
        size = int.from_bytes(content[position : position + 4], "little")
        yield content[position + 4 : position + 4 + size]
        position += 4 + size


def has_geometry(feature: bytes) -> bool:
    """Whether the first field of a flatbuffer's root table, which is the geometry, is set."""
    root = int.from_bytes(feature[:4], "little")
    vtable = root - int.from_bytes(feature[root : root + 4], "little", signed=True)
    size = int.from_bytes(feature[vtable : vtable + 2], "little")
    return size > 4 and feature[vtable + 4 : vtable + 6] != b"\0\0"


def test_a_shapefile_gives_every_layer_back_under_short_names(atlas: Atlas, content: Tables, tmp_path: Path) -> None:
    folder = unzipped(atlas.export(tmp_path / "a.zip", "shp"), tmp_path / "shp")
    fields = list(csv.DictReader(io.StringIO((folder / "fields.csv").read_text(encoding="utf-8-sig"))))
    for name, table in content.items():
        if not table.geometries:
            continue
        full = {row["field"]: row["name"] for row in fields if row["file"] == name}
        found = gdal.read(folder / f"{name}.shp")
        wanted = [{k: in_dbf(v) for k, v in row.items()} for row in rows_of(table)]
        assert [{full[field]: value for field, value in record.properties.items()} for record in found] == wanted
        assert all(same_place(r.geometry, g) for r, g in zip(found, table.geometries, strict=True))
        assert (folder / f"{name}.cpg").read_text() == "UTF-8"
        assert "WGS_1984" in (folder / f"{name}.prj").read_text()
    assert "null" in (folder / "README.txt").read_text(encoding="utf-8-sig")


def in_dbf(value: Any) -> Any:
    """1 and 0 for truths, and no text of more than 254 bytes."""
    if isinstance(value, bool):
        return int(value)
    if not isinstance(value, str) or len(value.encode()) <= 254:
        return value
    return value.encode()[:251].decode(errors="ignore") + "…"


def test_sites_with_limits_get_a_shapefile_of_their_own(hostile: tuple[Joined, Summary], tmp_path: Path) -> None:
    export.export(*hostile, tmp_path / "a.zip", "shp", "vi", None, None)
    folder = unzipped(tmp_path / "a.zip", tmp_path / "shp")
    assert len(gdal.read(folder / "zones_points.shp")) == len(gdal.read(folder / "zones_polygons.shp")) == 1


def test_a_text_too_long_for_a_dbf_is_cut_at_a_letter_and_told(atlas: Atlas, tmp_path: Path) -> None:
    first, *rest = atlas.joined.sites
    joined = replace(atlas.joined, sites=(replace(first, note="ữ" * 200), *rest))
    export.export(joined, atlas.summary, tmp_path / "a.zip", "shp", "vi", None, None)
    folder = unzipped(tmp_path / "a.zip", tmp_path / "shp")
    assert gdal.read(folder / "zones.shp")[0].properties["note"] == "ữ" * 83 + "…"
    rows = [row for table in tables(joined, atlas.summary) if table.geometries for row in table.rows]
    cut = sum(in_dbf(value) != value for row in rows for value in row.values())
    assert f"“…”: {cut}." in (folder / "README.txt").read_text(encoding="utf-8-sig")


def test_short_names_are_short_and_told_apart() -> None:
    many = [f"area_number_{n}_total" for n in range(30)]
    names = ["id", "area_planned_ha", "area_planned_ha_n", "area_plants_hac", *many]
    short = short_names(names)
    assert short["area_planned_ha"] == "are_pla_ha"
    assert len(set(short.values())) == len(names)
    assert all(len(name) <= 10 for name in short.values())


# ── CSV, XLSX ──


def read_csv(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def csv_cell(value: Any) -> str:
    return "" if value is None else json.dumps(value) if isinstance(value, bool) else str(as_text(value))


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
    unplaced = [site.name_vi for site in atlas.joined.sites if site.geometry is None and site.name_vi]
    assert unplaced
    for name in unplaced:
        assert name in description and name not in drawn


def test_kml_balloons_are_text(hostile: tuple[Joined, Summary], tmp_path: Path) -> None:
    root = kml_of(lambda path: export.export(*hostile, path, "kml", "vi", None, None), tmp_path)
    descriptions = [part.text or "" for part in root.iter(f"{KML}description")]
    assert any("&lt;img" in text for text in descriptions)
    assert all("<img" not in text and "$[name]" not in text for text in descriptions)
    assert all(style.text == "$[description]" for style in root.findall(f".//{KML}BalloonStyle/{KML}text"))


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
