"""New: an empty atlas that is whole or not there, says what each column is, and is led step by step by `check`."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import made_province
import pytest

from kcn_map import Atlas, DataError
from kcn_map.core.figure_columns import EXPECTED
from kcn_map.core.findings import Finding
from kcn_map.io.folders import NotEmpty
from kcn_map.package import scaffold
from kcn_map.reading import schema_in

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Atlas.new(tmp_path / "atlas")


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def check(folder: Path) -> list[Finding]:
    try:
        return Atlas.load(folder).check()
    except DataError as error:
        return list(error.findings)


def test_every_file_is_there(folder: Path) -> None:
    schema = schema_in((folder / "atlas.toml").read_text(encoding="utf-8"))
    assert files(folder) == {*(file for file in schema.files if not file.startswith("words/")), "README.md"}


def test_headers_and_layers_are_the_schemas(folder: Path) -> None:
    whole = schema_in((folder / "atlas.toml").read_text(encoding="utf-8"))
    for schema in whole.tables:
        expected = [c.name for c in schema.columns if not c.about or c.name in EXPECTED]
        assert (folder / schema.file).read_text(encoding="utf-8") == ",".join(expected) + "\n"
    for layer in whole.layers:
        assert json.loads((folder / layer.file).read_text(encoding="utf-8"))["features"] == []


def test_readme_explains_every_column_and_unit(folder: Path) -> None:
    parts = re.split(r"^### ", (folder / "README.md").read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    schema = schema_in((folder / "atlas.toml").read_text(encoding="utf-8"))
    files = [(t.file, t.columns) for t in schema.tables] + [(one.file, one.properties) for one in schema.layers]
    for file, columns in files:
        part = next(part for part in parts if f"`{file}`" in part.split("\n")[0])
        for column in columns:
            if column.about:
                assert f"`{column.name}`" in part
                continue
            row = next(line for line in part.split("\n") if line.startswith(f"| `{column.name}` "))
            assert all(column.titles[lang] in row for lang in ("vi", "en")) and f"| {column.unit} |" in row


def keys(tree: Any, path: str = "") -> set[str]:
    """Every setting of a TOML tree; tables in a list count once."""
    if isinstance(tree, list):
        return set().union(*(keys(item, path) for item in tree))
    if not isinstance(tree, dict):
        return {path}
    return set().union(*(keys(value, f"{path}.{name}") for name, value in tree.items()))


def test_every_setting_stands_in_the_template(folder: Path, atlas_folder: Path) -> None:
    template = (folder / "atlas.toml").read_text(encoding="utf-8")
    whole = tomllib.loads(re.sub(r"^#(?=[\[a-z])", "", template, flags=re.MULTILINE))
    shipped = tomllib.loads((atlas_folder / "atlas.toml").read_text(encoding="utf-8"))
    named = r"(?<=^\.attributes)\.\w+|(?<=^\.levels\.origins)\.\w+"  # these bear names of each atlas' own
    # The shipped atlas has no address, kinds as they come, and no fields of its own.
    lacking = (".public_url", ".levels.prefixes", ".kinds.", ".fields.")
    there, found = ({re.sub(named, "", key) for key in keys(tree)} for tree in (shipped, whole))
    assert there <= found
    assert {key for key in found - there if not key.startswith(lacking)} == set()


def test_every_block_of_the_template_is_explained(folder: Path) -> None:
    blocks = (folder / "atlas.toml").read_text(encoding="utf-8").partition("[[measures]]")[0].strip().split("\n\n")
    assert [block for block in blocks if not re.search(r"^# .+(\n# .+| / .+)", block, re.MULTILINE)] == []


# ── whole or not at all ──


def test_a_folder_that_holds_anything_is_left_alone(tmp_path: Path, kcn_map: Run) -> None:
    (tmp_path / "atlas").mkdir()
    (tmp_path / "atlas" / ".keep").write_text("", encoding="utf-8")
    done = kcn_map("new", tmp_path / "atlas", "--lang", "en")
    assert done.returncode == 2 and "nothing was written" in done.stderr
    assert files(tmp_path) == {"atlas/.keep"}


LEVELS_AND_KINDS = """[[levels]]
id = "municipality"
layer = "municipalities.geojson"
name = { vi = "đô thị", en = "municipality" }
name_plural = { vi = "đô thị", en = "municipalities" }
[[levels]]
id = "region"
table = "regions.csv"
name = { vi = "vùng", en = "region" }
name_plural = { vi = "vùng", en = "regions" }
[[kinds]]
id = "park"
table = "parks.csv"
layer = "parks.geojson"
name = { vi = "khu công nghệ", en = "park" }
name_plural = { vi = "khu công nghệ", en = "parks" }
symbol = "hexagon"
colour = "#0b5d3b"

"""


def test_the_files_follow_an_atlas_toml_that_is_alone(tmp_path: Path, kcn_map: Run) -> None:
    text = scaffold.settings_text()
    text = text[: text.index("[[levels]]")] + LEVELS_AND_KINDS + text[text.index("[text]") :]
    text = re.sub(r'^kind = "\w+"', 'kind = "park"', text, flags=re.MULTILINE)
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "atlas.toml").write_text(text, encoding="utf-8")
    assert kcn_map("new", str(tmp_path / "a")).returncode == 0
    made = {path.name for path in (tmp_path / "a").iterdir()}
    assert {"municipalities.geojson", "regions.csv", "parks.csv", "parks.geojson"} < made
    assert not made & {"communes.geojson", "zones.csv", "clusters.geojson"}
    assert (tmp_path / "a" / "atlas.toml").read_text(encoding="utf-8") == text
    assert "municipality_code,region,region_code" in (tmp_path / "a" / "parks.csv").read_text(encoding="utf-8")
    readme = (tmp_path / "a" / "README.md").read_text(encoding="utf-8")
    assert "a map of parks" in readme and "--layer municipalities" in readme
    assert {"layer-empty", "file-missing"} & {one.code for one in check(tmp_path / "a")} == {"layer-empty"}
    assert kcn_map("new", str(tmp_path / "a")).returncode == 2


def test_an_atlas_toml_that_can_not_be_used_makes_nothing(tmp_path: Path, kcn_map: Run) -> None:
    (tmp_path / "atlas.toml").write_text("schema = ", encoding="utf-8")
    done = kcn_map("new", str(tmp_path))
    assert done.returncode == 2 and "toml-unreadable" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["atlas.toml"]


def test_a_file_of_that_name_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "atlas").write_text("x", encoding="utf-8")
    with pytest.raises(NotEmpty):
        scaffold.create(tmp_path / "atlas")
    assert files(tmp_path) == {"atlas"}


def test_an_empty_folder_is_filled_where_it_stands(tmp_path: Path, kcn_map: Run) -> None:
    (tmp_path / "atlas").mkdir()
    place = (tmp_path / "atlas").stat().st_ino
    done = kcn_map("new", ".", cwd=tmp_path / "atlas")
    assert done.returncode == 0, done.stderr
    made = set(scaffold.contents(scaffold.settings_text()))
    assert files(tmp_path / "atlas") == made and (tmp_path / "atlas").stat().st_ino == place
    assert os.listdir(tmp_path) == ["atlas"]  # noqa: PTH208 - names are all that matters


@pytest.mark.parametrize("there", [True, False], ids=["empty folder", "no folder"])
def test_nothing_is_left_of_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool) -> None:
    target = tmp_path / "atlas"
    if there:
        target.mkdir()
    rename, done = Path.rename, []

    def fails_late(path: Path, to: Path) -> Path:
        done.append(to)
        if len(done) == (4 if there else 1):
            raise OSError(28, "No space left on device", str(to))
        return rename(path, to)

    monkeypatch.setattr(Path, "rename", fails_late)
    with pytest.raises(OSError, match="No space"):
        scaffold.create(target)
    assert files(tmp_path) == set() and target.exists() == there


def test_new_folders_on_the_way_are_made(tmp_path: Path, kcn_map: Run) -> None:
    done = kcn_map("new", tmp_path / "a" / "b")
    assert done.returncode == 0 and files(tmp_path / "a" / "b") == set(scaffold.contents(scaffold.settings_text()))


# ── check leads the way ──


def test_check_asks_for_names_and_areas(folder: Path, kcn_map: Run) -> None:
    done = kcn_map("check", "--data", folder)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert [(f.code, f.severity, f.file) for f in check(folder)] == [
        ("layer-empty", "error", "communes.geojson"),
        ("settings-as-begun", "warning", "atlas.toml"),
        ("sites-missing", "warning", "zones.csv"),
    ]
    (names,) = [f for f in check(folder) if f.code == "settings-as-begun"]
    fields = "province.code, province.name_vi, province.name_en, title_vi, title_en, as_of"
    assert names.params["fields"] == fields


def test_names_of_its_own_are_asked_for_until_they_are_there(folder: Path) -> None:
    made_province.settings(folder, made_province.SETTINGS)
    assert [f.code for f in check(folder)] == ["layer-empty", "sites-missing"]


def communes(folder: Path) -> None:
    made_province.layer(folder, "communes", [made_province.district(0, "901")])


def test_then_come_the_areas_then_the_sites(folder: Path) -> None:
    made_province.settings(folder, made_province.SETTINGS)
    communes(folder)
    assert [f.code for f in check(folder)] == ["sites-missing"]
    assert made_province.DISTRICTS["901"][0] in Atlas.load(folder).html()


def test_then_what_a_site_needs(folder: Path) -> None:
    made_province.settings(folder, made_province.SETTINGS)
    communes(folder)
    zone = {name: cell for name, cell in made_province.ZONES[0].items() if name != "district_code"}
    zone |= {"commune_code": "901", "kind": "zone"}
    table(folder, zone)
    assert "id-without-feature" in {f.code for f in check(folder)}
    place = {"id": "z-1", "location_accuracy": "commune"}
    made_province.layer(folder, "zones", [made_province.feature(place, made_province.PLACES["z-1"])])
    assert {"source-unknown", "figure-without-source"} <= {f.code for f in check(folder)}
    made_province.table(folder, "sources", [{"id": "N1", "title": "Báo cáo", "kind": "official"}])
    table(folder, made_province.with_sources(zone))
    assert check(folder) == []


def table(folder: Path, row: dict[str, str]) -> None:
    path = folder / "zones.csv"
    names = path.read_text(encoding="utf-8").split("\n")[0]
    line = ",".join(row.get(name, "") for name in names.split(","))
    path.write_text(f"{names}\n{line}\n", encoding="utf-8")


def test_a_layer_that_cannot_be_read_is_not_called_empty(folder: Path) -> None:
    made_province.settings(folder, made_province.SETTINGS)
    (folder / "communes.geojson").write_text("{", encoding="utf-8")
    (folder / "clusters.csv").write_text("id\n", encoding="utf-8")
    codes = {f.code for f in check(folder)}
    assert "geojson-unreadable" in codes and "headings-missing" in codes
    assert not codes & {"layer-empty", "sites-missing"}
