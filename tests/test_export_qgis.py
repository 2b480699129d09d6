"""QGIS shows what we hand on: places, names of columns, colours and labels. Where no PyQGIS is, nothing is tested."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from export_results import Tables
from import_files import limits, written
from shapely import from_wkt
from shapely.geometry import shape

from kcn_map import Atlas
from kcn_map.cartography.classes import NO_DATA, NONE, class_colours, class_of, labels, no_data, none
from kcn_map.export.layers import column_aliases

READER = Path(__file__).with_name("qgis_reader.py")
CENTIMETRE = 1e-7  # degrees, about
Layers = dict[str, dict[str, Any]]


@cache
def pyqgis() -> str | None:
    """A Python that has QGIS's library: Debian's package `python3-qgis` gives it to the system's own."""
    chosen = os.environ.get("KCN_MAP_PYQGIS")
    for command in [chosen] if chosen else [sys.executable, shutil.which("python3", path="/usr/bin:/usr/local/bin")]:
        if command and subprocess.run([command, "-c", "import qgis.core"], capture_output=True).returncode == 0:
            return command
    return None


pytestmark = pytest.mark.skipif(pyqgis() is None, reason="no Python here has PyQGIS (Debian: python3-qgis)")


def seen(*sources: str) -> Layers:
    """What QGIS makes of each source; the rows of a layer by the names of its columns."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [pyqgis() or "", READER, *sources]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment)
    assert done.returncode == 0, done.stderr
    found: Layers = json.loads(done.stdout)["layers"]
    for layer in found.values():
        assert layer["valid"]
        layer["rows"] = [dict(zip(layer["fields"], row, strict=True)) for row in layer["rows"]]
    return found


@pytest.fixture(scope="module")
def package(atlas: Atlas, content: Tables, tmp_path_factory: pytest.TempPathFactory) -> Layers:
    path = atlas.export(tmp_path_factory.mktemp("qgis") / "a.gpkg", "gpkg", "vi")
    found = seen(*(f"{path}|layername={name}" for name in content))
    return {source.rpartition("=")[2]: layer for source, layer in found.items()}


def same_places(places: list[str], geometries: list[Any]) -> bool:
    pairs = [(from_wkt(text) if text else None, found) for text, found in zip(places, geometries, strict=True)]
    return all(
        (seen is None) == (made is None) and (made is None or shape(made).hausdorff_distance(seen) < CENTIMETRE)
        for seen, made in pairs
    )


def test_every_layer_and_table_of_a_geopackage_is_whole(package: Layers, content: Tables) -> None:
    for name, table in content.items():
        layer = package[name]
        texts = [column.name for column in table.columns if column.type not in ("number", "count", "percent", "flag")]
        rows = [{key: row[key] for key in texts} for row in table.rows if name != "observations"]
        found = [{key: row[key] for key in texts} for row in layer["rows"] if name != "observations"]
        assert found == rows and len(layer["rows"]) == len(table.rows), name
        if table.geometries is not None:
            assert layer["crs"] == "EPSG:4326" and same_places(layer["places"], list(table.geometries)), name


def test_columns_have_their_titles(package: Layers, content: Tables) -> None:
    """A style without aliases would take those of the file away."""
    for name, table in content.items():
        assert package[name]["aliases"] == {column.name: title for column, title in column_aliases(table, "vi")}, name


def test_districts_have_the_colours_of_the_map(package: Layers, atlas: Atlas) -> None:
    joined = atlas.joined
    (measure, *_) = joined.settings.measures
    wanted = list(zip(labels(measure, "vi"), class_colours(measure), strict=True))
    others = {NONE: none(joined, measure, "vi"), NO_DATA: no_data(measure, "vi")}
    drawn = package["districts"]["drawn"]
    assert len(drawn) == len(atlas.summary.first_areas) and all(len(rules) == 1 for rules in drawn)
    for area, [(label, colour)] in zip(atlas.summary.first_areas, drawn, strict=True):
        group = class_of(area.values[measure.id], measure)
        assert label == others.get(group) or (label, colour) == wanted[group], area.code
    assert package["districts"]["label"] == package["zones"]["label"] == "name_vi"


def test_points_and_limits_of_one_layer_are_both_drawn(copy_of_atlas: Path, tmp_path: Path) -> None:
    """QGIS takes a layer of both for two, by the type of geometry."""
    Atlas.load(copy_of_atlas).import_file(written(tmp_path / "a.geojson", limits()), "zones")
    atlas = Atlas.load(copy_of_atlas)
    path = atlas.export(tmp_path / "a.gpkg", "gpkg", "en")
    parts = [f"{path}|layername=zones|geometrytype={kind}" for kind in ("Point", "Polygon")]
    points, areas = seen(*parts).values()
    colour = atlas.joined.settings.kind("zone").colour
    assert [row["id"] for row in areas["rows"]] == ["kcn-luong-son"] and len(points["rows"]) == 7
    assert areas["drawn"] == [[["industrial zone: boundary", areas["drawn"][0][0][1]]]]
    assert {tuple(rule) for rules in points["drawn"] for rule in rules} == {("industrial zone", colour)}


def test_other_formats_are_opened_whole(atlas: Atlas, content: Tables, tmp_path: Path) -> None:
    folders = {style: atlas.export(tmp_path / style, style, "vi") for style in ("fgb", "shp")}
    files = {style: atlas.export(tmp_path / f"a.{style}", style, "vi") for style in ("kml", "xlsx")}
    for name in ("zones", "clusters", "districts"):
        table = content[name]
        sources = {style: f"{folder / name}.{style}" for style, folder in folders.items()}
        sources |= {style: f"{file}|layername={table.title('vi')}" for style, file in files.items()}
        placed = [geometry for geometry in table.geometries or () if geometry]
        for style, layer in zip(sources, seen(*sources.values()).values(), strict=True):
            pairs = zip(table.rows, table.geometries or (), strict=True)
            names = [row["name_vi"] for row, geometry in pairs if geometry or style in ("shp", "xlsx")]
            column = next(one for one in ("name_vi", "Name", "Tên tiếng Việt") if one in layer["fields"])
            assert [row[column] for row in layer["rows"]] == names, (name, style)
            if style != "xlsx":
                places = [text for text in layer["places"] if text]
                assert layer["crs"] == "EPSG:4326" and same_places(places, placed), (name, style)
