"""A map is verified: its package makes the same map again, and whatever is altered in it is found and named."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import full_atlas
import made_province
import pytest
from conftest import Run
from hypothesis import given
from hypothesis import strategies as st
from layer_edits import geometry
from shipped_schema import TABLES

from kcn_map import Atlas, reading, verify
from kcn_map.core.model import Cell, Row, Table
from kcn_map.package import serialize
from kcn_map.reading.cells import BadCell, refuse_placeholder
from kcn_map.reading.table import parse_table


def test_what_is_extracted_makes_the_same_bytes(built_map: Path, tmp_path: Path, kcn_map: Run) -> None:
    assert kcn_map("verify", str(built_map)).returncode == 0
    done = kcn_map("extract", str(built_map), "--out", str(tmp_path / "data"))
    assert (done.returncode, done.stdout) == (0, "")
    assert kcn_map("build", "--data", str(tmp_path / "data"), "--out", str(tmp_path / "again.html")).returncode == 0
    assert (tmp_path / "again.html").read_bytes() == built_map.read_bytes()


def test_what_is_extracted_describes_itself_as_before(built_map: Path, tmp_path: Path, atlas_folder: Path) -> None:
    """Title, sources, licences and all resources, also of layers; the fields of tables come from the schema."""
    verify.extract(built_map, tmp_path / "data")
    assert (tmp_path / "data" / "datapackage.json").read_bytes() == (atlas_folder / "datapackage.json").read_bytes()


def test_an_atlas_without_a_description_gets_one_of_all_its_files(copy_of_atlas: Path, tmp_path: Path) -> None:
    (copy_of_atlas / "datapackage.json").unlink()
    verify.extract(Atlas.load(copy_of_atlas).save(tmp_path / "map.html"), tmp_path / "data")
    made = json.loads((tmp_path / "data" / "datapackage.json").read_text(encoding="utf-8"))
    shipped = json.loads((Path(__file__).parents[1] / "geodata" / "datapackage.json").read_text(encoding="utf-8"))
    for key in ("path", "name", "format", "description"):
        assert [found.get(key) for found in made["resources"]] == [found.get(key) for found in shipped["resources"]]
    assert len({found["name"] for found in made["resources"]}) == len(made["resources"])


@pytest.mark.parametrize(
    "text",
    [
        *("[]", '{"resources": {"a": 1}}', '{"resources": [1]}', '{"a": NaN}', '{"a": 1e999}', r'{"a": "\ud800"}'),
        *('{"a": ' * depth + "1" + "}" * depth for depth in (25, 900, 100_000)),
    ],
    ids=lambda text: text[:30],
)
def test_a_hostile_description_is_left_out(copy_of_atlas: Path, tmp_path: Path, text: str) -> None:
    (copy_of_atlas / "datapackage.json").write_text(text, encoding="utf-8")
    atlas = Atlas.load(copy_of_atlas)
    assert "description-unreadable" in [finding.code for finding in atlas.check()]
    assert verify.verify(atlas.save(tmp_path / "map.html")).altered == ()


def test_what_is_extracted_is_the_content_of_the_folder(built_map: Path, tmp_path: Path, atlas_folder: Path) -> None:
    verify.extract(built_map, tmp_path / "data")
    found, wanted = reading.read(tmp_path / "data"), reading.read(atlas_folder)
    assert serialize.texts(found) == serialize.texts(wanted)
    assert (found.settings, found.settings_text) == (wanted.settings, wanted.settings_text)
    assert found.findings == ()


@pytest.mark.parametrize("last", [0.0100005, 0.0100015, 0.0100025, 0.0100045])
def test_limits_with_seven_decimals_are_verified(tmp_path: Path, last: float) -> None:
    """Half a step of the grid goes the same way for the map and for its package."""
    folder = full_atlas.make(tmp_path / "full")
    west, east = 108.02, round(108.02 + last, 7)
    ring = [[west, 12.54], [east, 12.54], [east, 12.55], [west, 12.55], [west, 12.54]]
    geometry("zones.geojson", "zone-0", "Polygon", [ring])(folder)
    Atlas.load(folder).save(tmp_path / "map.html")
    assert verify.verify(tmp_path / "map.html").altered == ()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_another_province_is_verified(tmp_path: Path, lang: Any) -> None:
    made_province.make(tmp_path / "made")
    Atlas.load(tmp_path / "made").save(tmp_path / "map.html", lang)
    assert verify.verify(tmp_path / "map.html").altered == ()
    verify.extract(tmp_path / "map.html", tmp_path / "data")
    Atlas.load(tmp_path / "data").save(tmp_path / "again.html", lang)
    assert (tmp_path / "again.html").read_bytes() == (tmp_path / "map.html").read_bytes()


def test_a_layer_without_features_is_verified(copy_of_atlas: Path, tmp_path: Path) -> None:
    for file in ("clusters.csv", "observations.csv"):
        lines = (copy_of_atlas / file).read_text(encoding="utf-8").splitlines(keepends=True)
        left = [line for line in lines if "ccn-" not in line]
        (copy_of_atlas / file).write_text("".join(left), encoding="utf-8")
    empty = '{"type":"FeatureCollection","features":[]}'
    (copy_of_atlas / "clusters.geojson").write_text(empty, encoding="utf-8")
    Atlas.load(copy_of_atlas).save(tmp_path / "map.html")
    assert verify.verify(tmp_path / "map.html").altered == ()


def test_nothing_of_a_finer_grid_is_lost(copy_of_atlas: Path, tmp_path: Path) -> None:
    """Layers may have six decimals; the shipped ones have five."""
    layer = copy_of_atlas / "zones.geojson"
    text = layer.read_text(encoding="utf-8")
    layer.write_text(re.sub(r"(\[10\d\.\d{5}),(\d\d\.\d{5})\]", r"\g<1>3,\g<2>7]", text), encoding="utf-8")
    districts = copy_of_atlas / "base" / "neighbours.geojson"
    moved = districts.read_text(encoding="utf-8").replace("105.0", "105.000001", 1)
    districts.write_text(moved, encoding="utf-8")
    Atlas.load(copy_of_atlas).save(tmp_path / "map.html")
    verify.extract(tmp_path / "map.html", tmp_path / "data")
    assert serialize.texts(reading.read(tmp_path / "data")) == serialize.texts(reading.read(copy_of_atlas))


def test_white_space_is_no_content(copy_of_atlas: Path, atlas_folder: Path) -> None:
    for path in copy_of_atlas.glob("*.geojson"):
        path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")), indent=1), encoding="utf-8")
    for path in copy_of_atlas.glob("*.csv"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    found, wanted = serialize.texts(reading.read(copy_of_atlas)), serialize.texts(reading.read(atlas_folder))
    assert found == wanted


def test_a_folder_that_holds_something_is_left_alone(built_map: Path, tmp_path: Path, kcn_map: Run) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    assert kcn_map("extract", str(built_map), "--out", str(tmp_path)).returncode == 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("name", ["map-files-apart", "map-levels-in-code"])
def test_the_package_of_an_older_map_is_extracted(name: str, tmp_path: Path) -> None:
    """Its files each packed by itself, and its levels named as they were before levels were data."""
    verify.extract(Path(__file__).parent / "cases" / "maps" / f"{name}.map", tmp_path / "data")
    atlas = Atlas.load(tmp_path / "data")
    codes = {level: [area.code for area in areas] for level, areas in atlas.joined.areas.items()}
    assert codes == {"district": ["150", "152"], "commune_2025": ["04891", "04894"], "commune_2020": []}
    assert [site.codes["district"] for site in atlas.joined.sites] == ["152"]
    assert {finding.code for finding in atlas.check()} == {"schema-old", "figure-not-known"}


@pytest.mark.parametrize("verb", [["verify"], ["extract", "--out", "x"], ["diff", "geodata"]])
def test_what_can_not_be_read_ends_with_2(tmp_path: Path, kcn_map: Run, verb: list[str]) -> None:
    (tmp_path / "map.html").write_bytes(b"\xff\xfe")
    done = kcn_map(*verb, str(tmp_path / "map.html"))
    assert done.returncode == 2 and done.stderr and "Traceback" not in done.stderr
    if verb != ["diff", "geodata"]:
        assert kcn_map(*verb, str(tmp_path / "no.html")).returncode == 2


def test_diff_of_maps_is_that_of_their_folders(
    built_map: Path, copy_of_atlas: Path, atlas_folder: Path, tmp_path: Path, kcn_map: Run
) -> None:
    table = copy_of_atlas / "zones.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("KCN Mông Hóa", "KCN Mông Hoá"), encoding="utf-8")
    Atlas.load(copy_of_atlas).save(tmp_path / "new.html")
    of_folders = kcn_map("diff", str(atlas_folder), str(copy_of_atlas)).stdout
    assert "Mông Hoá" in of_folders
    assert kcn_map("diff", str(built_map), str(tmp_path / "new.html")).stdout == of_folders
    assert kcn_map("diff", str(atlas_folder), str(tmp_path / "new.html")).stdout == of_folders
    shutil.rmtree(copy_of_atlas)
    assert kcn_map("diff", str(built_map), str(atlas_folder)).stdout == ""


SOURCES = next(schema for schema in TABLES if schema.name == "sources")
TOTALS = next(schema for schema in TABLES if schema.name == "totals")


def is_taken(text: str) -> bool:
    try:
        refuse_placeholder(text)
    except BadCell:
        return False
    return True


TEXTS = (
    st.text(st.characters(exclude_categories=("C", "Z"), include_characters=' ,;"\n'), max_size=30)
    .map(str.strip)
    .filter(is_taken)  # "-" is no text
)
NUMBERS = st.one_of(st.integers(0, 10**9), st.floats(0, 1e9, allow_nan=False)).map(float)


@given(title=TEXTS, publisher=TEXTS, value=NUMBERS)
def test_a_table_read_again_has_the_same_values(title: str, publisher: str, value: float) -> None:
    cells: dict[str, Cell] = {"id": "S1", "title": title or "x", "publisher": publisher or None, "kind": "press"}
    row = Row(2, {column.name: cells.get(column.name) for column in SOURCES.columns}, {})
    text = serialize.table_text(SOURCES, Table(SOURCES.file, (), (row,)))
    assert parse_table(SOURCES, text)[0].rows[0].values == row.values or "\u034f" in text
    cells = {"measure": "m", "value": value, "qualifier": "exact", "as_of": "2020", "source": "S1"}
    row = Row(2, {column.name: cells.get(column.name) for column in TOTALS.columns}, {})
    text = serialize.table_text(TOTALS, Table(TOTALS.file, (), (row,)))
    assert parse_table(TOTALS, text)[0].rows[0].values == row.values
