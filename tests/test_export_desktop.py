"""The programs that people have open what we hand on: GDAL's own tools and LibreOffice."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import programs
import pytest
from openpyxl import load_workbook
from shapely.geometry import shape

from kcn_map import Atlas
from kcn_map.core.columns import Column
from kcn_map.tables.handed_on import Table
from kcn_map.tables.plain import csv_text

CENTIMETRE = 1e-7  # degrees, about
TEXTS = ("text", "id", "ids", "code", "date", "enum")
#: Comma, quotation mark, UTF-8, from line 1, values as they are shown, every sheet into a file of its own.
ALL_SHEETS = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"


def features(source: str, layer: str) -> list[dict[str, Any]]:
    """A layer as GDAL's own tool reads it."""
    options = ["-f", "GeoJSON", "-lco", "COORDINATE_PRECISION=9"]
    command = [programs.program("ogr2ogr"), *options, "/vsistdout/", source, layer]
    done = subprocess.run(command, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)["features"]
    return found


def office(folder: Path, *arguments: str | Path) -> None:
    """LibreOffice, which writes the names of files in the locale's letters alone: ? for others, one file for many."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    done = subprocess.run(
        [programs.program("soffice"), profile, "--headless", *arguments, "--outdir", folder],
        capture_output=True, encoding="utf-8", errors="backslashreplace", env={**os.environ, "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("style", "source"),
    [
        ("gpkg", "{path}"),
        ("fgb", "/vsizip/{path}/{layer}.fgb"),
        ("shp", "/vsizip/{path}/{layer}.shp"),
        ("kml", "{path}"),
    ],
)
@pytest.mark.parametrize("layer", ["zones", "clusters", "districts"])
def test_gdal_reads_places_and_names(
    atlas: Atlas, content: dict[str, Table], tmp_path: Path, style: str, source: str, layer: str
) -> None:
    path = atlas.export(tmp_path / ("a.zip" if style in ("fgb", "shp") else f"a.{style}"), style, "vi")
    table = content[layer]
    name = table.title("vi") if style == "kml" else layer
    found = features(source.format(path=path, layer=layer), name)
    wanted = [(row["name_vi"], g) for row, g in zip(table.rows, table.geometries or (), strict=True)]
    if style in ("kml", "fgb"):  # they hold no row without a geometry
        wanted = [(text, geometry) for text, geometry in wanted if geometry]
    # GDAL's own KML driver, which takes the place of a missing LIBKML, knows names and descriptions alone
    names = [feature["properties"].get("name_vi", feature["properties"].get("Name")) for feature in found]
    assert names == [text for text, _ in wanted]
    for feature, (_, geometry) in zip(found, wanted, strict=True):
        if geometry is None:
            assert feature["geometry"] is None
        else:
            assert shape(feature["geometry"]).hausdorff_distance(shape(geometry)) < CENTIMETRE


def test_libreoffice_opens_the_workbook(atlas: Atlas, content: dict[str, Table], tmp_path: Path) -> None:
    path = atlas.export(tmp_path / "a.xlsx", "xlsx", "vi")
    office(tmp_path, "--convert-to", ALL_SHEETS, path)
    for table in content.values():
        if table.name == "province":
            continue
        with (tmp_path / f"a-{table.title('vi')}.csv").open(encoding="utf-8", newline="") as file:
            found = list(csv.reader(file))
        assert len(found) == len(table.rows) + 1
        texts = [n for n, column in enumerate(table.columns) if column.type in TEXTS]
        names = [table.columns[n].name for n in texts]
        for line, row in zip(found[1:], table.rows, strict=True):
            assert [line[n] for n in texts] == [row[name] or "" for name in names]


def test_libreoffice_opens_the_csv(atlas: Atlas, content: dict[str, Table], tmp_path: Path) -> None:
    with zipfile.ZipFile(atlas.export(tmp_path / "a.zip", "csv")) as parts:
        parts.extract("zones.csv", tmp_path)
    office(tmp_path, "--infilter=CSV:44,34,UTF8", "--convert-to", "xlsx", tmp_path / "zones.csv")
    lines = list(load_workbook(tmp_path / "zones.xlsx").active.iter_rows(values_only=True))
    assert list(lines[0]) == [column.name for column in content["zones"].columns]
    place = lines[0].index("name_vi")
    assert [line[place] for line in lines[1:]] == [row["name_vi"] for row in content["zones"].rows]


def test_numbers_survive_a_spreadsheet_in_vietnamese(tmp_path: Path) -> None:
    """There a point groups thousands: three decimals would become three digits more."""
    numbers = [866.605, 0.123, 71.53, 1501.47, 105.412345, 83]
    text = csv_text([{"n": number} for number in numbers], [Column("n", "number", {"vi": "số", "en": "number"})])
    assert "866.6050\n" in text
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "n.csv").write_text(text, encoding="utf-8-sig")
    vietnamese = "44,34,76,1,,1066,false,true"  # as it is opened there, numbers looked for
    kept = f"csv:Text - txt - csv (StarCalc):{vietnamese}"
    office(tmp_path, f"--infilter=CSV:{vietnamese}", "--convert-to", kept, tmp_path / "in" / "n.csv")
    with (tmp_path / "n.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [float(row["n"]) for row in csv.DictReader(file)] == numbers
