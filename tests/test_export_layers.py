"""GeoPackage, FlatGeobuf and Shapefile give geometry, attributes, Vietnamese and nulls back as they were."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from export_results import (
    AS_OF,
    Tables,
    as_text,
    csv_cell,
    read_csv,
    rows_of,
    same_place,
    unzipped,
)

from kcn_map import Atlas, export
from kcn_map.analysis.aggregate import summarise
from kcn_map.cartography.classes import NO_DATA, NONE, class_of
from kcn_map.core.model import Joined
from kcn_map.core.summary import Summary
from kcn_map.core.texts import Text
from kcn_map.export.shapefile import short_names
from kcn_map.io import gdal
from kcn_map.io.gdal import Engine
from kcn_map.tables.handed_on import tables

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
    root = ElementTree.fromstring(styles["zones"])  # QGIS drops the aliases of the file where a style has none
    assert {alias.get("field"): alias.get("name") for alias in root.iter("alias")} == aliases
    assert "Fields" in str(root.get("styleCategories"))
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
    joined = replace(atlas.joined, sites=(replace(first, note=Text(en="ữ" * 200)), *rest))
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
