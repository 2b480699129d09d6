"""The same rows in every form, whole or not at all, and safe to open."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from output_rows import (
    DISTRICT_COLUMNS,
    DISTRICT_ROWS,
    GEOMETRIES,
    SITE_ROWS,
    SITES,
    SQUARE,
    put,
)
from shipped_schema import SITE_ROW

from kcn_map.core.columns import Column
from kcn_map.core.site_columns import ADOPTED
from kcn_map.io import gdal
from kcn_map.tables import FILE_FORMATS, FORMATS
from kcn_map.tables.rows import site_row

NOTE = [Column("id", "id", {"vi": "mã", "en": "id"}), Column("note", "text", {"vi": "ghi chú", "en": "note"})]
NUMBERS = {"number": float, "percent": float, "count": int, "year": int}


def from_csv(text: str) -> list[dict[str, Any]]:
    """A CSV as typed rows, by the schema; a text that was made safe loses its apostrophe."""
    types = {column.name: NUMBERS.get(column.type, str) for column in SITE_ROW}
    return [
        {name: types[name](cell.removeprefix("'")) if cell else None for name, cell in row.items()}
        for row in csv.DictReader(io.StringIO(text))
    ]


def from_geojson(text: str) -> list[dict[str, Any]]:
    return [feature["properties"] for feature in json.loads(text)["features"]]


def from_xlsx(path: Path) -> list[dict[str, Any]]:
    names = [column.name for column in SITE_ROW]
    lines = load_workbook(path).active.iter_rows(min_row=2, values_only=True)
    return [dict(zip(names, line, strict=True)) for line in lines]


READERS: dict[str, Callable[[Path], list[dict[str, Any]]]] = {
    "json": lambda path: list(json.loads(path.read_text(encoding="utf-8"))),
    "csv": lambda path: from_csv(path.read_text(encoding="utf-8-sig")),
    "geojson": lambda path: from_geojson(path.read_text(encoding="utf-8")),
    "gpkg": lambda path: [dict(record.properties) for record in gdal.read(path)],
    "xlsx": from_xlsx,
}


@pytest.mark.parametrize("style", READERS)
def test_every_file_holds_the_same_rows(tmp_path: Path, style: str) -> None:
    target = tmp_path / f"sites.{style}"
    assert put(style, target) == ""
    found = READERS[style](target)
    assert found == SITE_ROWS
    assert [list(row) for row in found] == [[column.name for column in SITE_ROW]] * len(SITE_ROWS)


@pytest.mark.parametrize(("style", "parse"), [("json", json.loads), ("csv", from_csv), ("geojson", from_geojson)])
def test_stdout_holds_the_same_rows(style: str, parse: Callable[[str], list[dict[str, Any]]]) -> None:
    assert parse(put(style)) == SITE_ROWS


def test_every_form_is_tested() -> None:
    assert {"table", *READERS} == set(FORMATS)


@pytest.mark.parametrize("style", FORMATS)
def test_two_writes_are_the_same_bytes(tmp_path: Path, style: str) -> None:
    first, second = tmp_path / f"a.{style}", tmp_path / f"b.{style}"
    put(style, first)
    put(style, second)
    assert first.read_bytes() == second.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == [first.name, second.name]


@pytest.mark.parametrize("style", FORMATS)
def test_no_rows_make_a_file_without_rows(tmp_path: Path, style: str) -> None:
    target = tmp_path / f"sites.{style}"
    put(style, target, rows=[])
    assert READERS[style](target) == [] if style in READERS else target.read_text(encoding="utf-8").count("\n") <= 4


@pytest.mark.parametrize("style", FORMATS)
def test_where_nothing_can_be_written_the_target_is_named(tmp_path: Path, style: str) -> None:
    (tmp_path / "file").touch()
    target = tmp_path / "file" / f"sites.{style}"
    with pytest.raises(OSError, match="file") as caught:
        put(style, target)
    assert caught.value.filename == str(target)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("style", FILE_FORMATS)
def test_what_is_no_text_needs_a_file(style: str) -> None:
    with pytest.raises(ValueError, match=style):
        put(style)


def test_json_is_flat_with_plain_numbers_and_readable_letters() -> None:
    text = put("json")
    assert '"area_planned_ha": 83,' in text
    assert '"name_vi": "KCN Bờ trái sông Đà"' in text
    assert '"other_names": "Khu bờ trái;Khu cũ"' in text
    assert text.endswith("]\n")
    assert put("json", rows=[]) == "[]\n"


def test_json_of_districts_has_measures_with_coverage() -> None:
    first, second = json.loads(put("json", rows=DISTRICT_ROWS, columns=DISTRICT_COLUMNS))
    assert next(iter(first.items())) == ("district_code", "148")
    assert [first[f"area_planned_ha{end}"] for end in ("", "_n", "_of", "_at_least")] == [1593.51, 4, 6, True]
    assert [second[f"area_planned_ha{end}"] for end in ("", "_n", "_of", "_at_least")] == [None, 0, 2, True]


def test_a_csv_file_has_a_mark_for_excel_and_stdout_has_none(tmp_path: Path) -> None:
    target = tmp_path / "sites.csv"
    put("csv", target)
    assert target.read_bytes().startswith(b"\xef\xbb\xbfid,")
    assert put("csv").startswith("id,")
    assert target.read_text(encoding="utf-8-sig") == put("csv")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_a_text_that_excel_would_run_is_made_safe_in_csv(start: str) -> None:
    rows = [{"id": "a", "note": f"{start}1+1"}]
    ((_, cell),) = list(csv.reader(io.StringIO(put("csv", rows=rows, columns=NOTE), newline="")))[1:]
    assert cell == f"'{start}1+1"
    assert json.loads(put("json", rows=rows, columns=NOTE)) == rows


def test_a_negative_number_stays_a_number_in_csv() -> None:
    columns = [NOTE[0], Column("change_ha", "number", {"vi": "", "en": ""})]
    assert put("csv", rows=[{"id": "a", "change_ha": -5.5}], columns=columns) == "id,change_ha\na,-5.5\n"


def test_truths_are_words_in_csv() -> None:
    rows = list(csv.DictReader(io.StringIO(put("csv", rows=DISTRICT_ROWS, columns=DISTRICT_COLUMNS))))
    assert [row["area_planned_ha_at_least"] for row in rows] == ["true", "true"]
    assert [row["occupancy_pct_at_least"] for row in rows] == ["false", "false"]
    assert [row["occupancy_pct"] for row in rows] == ["57.628349", ""]


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("=',;\"\r\n\t"), max_size=30))
def test_any_text_comes_back_from_csv_and_json(note: str) -> None:
    rows = [{"id": "a", "note": note}]
    assert json.loads(put("json", rows=rows, columns=NOTE)) == rows
    ((_, cell),) = list(csv.reader(io.StringIO(put("csv", rows=rows, columns=NOTE), newline="")))[1:]
    assert cell in (note, f"'{note}")


@pytest.mark.parametrize("style", sorted({*FORMATS} - {*FILE_FORMATS}))
def test_a_file_has_the_very_bytes_of_stdout(tmp_path: Path, style: str) -> None:
    target = tmp_path / "sites"
    put(style, target)
    assert target.read_bytes().removeprefix(b"\xef\xbb\xbf") == put(style).encode()


def test_geojson_is_that_of_the_standard() -> None:
    collection = json.loads(put("geojson"))
    assert list(collection) == ["type", "features"]
    assert [feature["geometry"] for feature in collection["features"]] == GEOMETRIES
    assert [next(iter(feature["properties"])) for feature in collection["features"]] == ["id"] * 3


def test_geojson_turns_rings_the_right_way() -> None:
    ring, hole = SQUARE["coordinates"][0], [[105.71, 20.71], [105.72, 20.71], [105.71, 20.72], [105.71, 20.71]]
    wrong = {"type": "MultiPolygon", "coordinates": [[ring[::-1], hole], [ring, hole[::-1]]]}
    rows = [{"id": "a", "note": None}]
    text = put("geojson", rows=rows, columns=NOTE, geometries=[wrong])
    assert json.loads(text)["features"][0]["geometry"]["coordinates"] == [[ring, hole[::-1]]] * 2


@pytest.mark.parametrize("style", ["geojson", "gpkg"])
def test_vector_files_keep_geometry_as_it_is_and_null_as_null(tmp_path: Path, style: str) -> None:
    target = tmp_path / f"sites.{style}"
    put(style, target)
    assert [record.geometry for record in gdal.read(target)] == GEOMETRIES


def test_a_geopackage_names_its_layer_by_what_it_holds(tmp_path: Path) -> None:
    put("gpkg", tmp_path / "a.gpkg")
    put("gpkg", tmp_path / "b.gpkg", rows=DISTRICT_ROWS, columns=DISTRICT_COLUMNS)
    assert len(gdal.read(tmp_path / "a.gpkg", layer="sites")) == len(SITE_ROWS)
    (first, second) = gdal.read(tmp_path / "b.gpkg", layer="districts")
    assert first.properties == DISTRICT_ROWS[0]
    assert second.properties == DISTRICT_ROWS[1]


@pytest.mark.parametrize("figure", [*ADOPTED, "infrastructure_investor"])
def test_a_source_is_told_though_its_figure_alone_is_known(figure: str) -> None:
    """projects_source is the source of two figures: either may be unknown."""
    column = ADOPTED.get(figure, ("investor_source", None))[0]
    known = replace(SITES[0], sources={figure: ("S2", "S1")})
    assert site_row(known, SITE_ROW)[column] == "S2;S1"
    assert site_row(replace(known, sources={}), SITE_ROW)[column] is None
