"""Where outputs go: never among the files of an atlas, into folders that are made, with the permissions that were."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import made_province
import pytest
from click.testing import CliRunner, Result
from import_files import square

from kcn_map import AmongInputs, Atlas
from kcn_map.cli import main
from kcn_map.io import gdal

VERBS = {
    "build": ["build"],
    "watch": ["watch", "--port", "0"],
    "query": ["query", "--format", "csv"],
    "districts": ["districts", "--format", "json"],
    **{f"export {style}": ["export", "--format", style] for style in ("gpkg", "kml", "xlsx", "svg")},
}
BUNDLES = {f"export {style}": ["export", "--format", style] for style in ("csv", "fgb", "shp")}


def run(*arguments: str | Path, lang: str = "en") -> Result:
    result = CliRunner().invoke(main, [*map(str, arguments), "--lang", lang])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def content(folder: Path) -> dict[str, str]:
    """Every file in a folder, hidden ones too, by its SHA-256."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest() for path in files}


def refused(result: Result, final: Path) -> bool:
    return result.exit_code == 2 and f"would be written to {final}, among the files of the atlas in" in result.stderr


@pytest.mark.parametrize("where", ["zones.csv", "base/roads.geojson", "new.out", "base/new.out", "README.md"])
@pytest.mark.parametrize("verb", VERBS)
def test_an_output_never_stands_among_the_inputs(verb: str, where: str, copy_of_atlas: Path) -> None:
    before = content(copy_of_atlas)
    result = run(*VERBS[verb], "--data", copy_of_atlas, "--out", copy_of_atlas / where)
    assert refused(result, copy_of_atlas / where)
    assert content(copy_of_atlas) == before


@pytest.mark.parametrize("where", ["", "base", "tables", "zones.csv"])
@pytest.mark.parametrize("verb", BUNDLES)
def test_several_files_neither(verb: str, where: str, copy_of_atlas: Path) -> None:
    before = content(copy_of_atlas)
    assert refused(run(*BUNDLES[verb], "--data", copy_of_atlas, "--out", copy_of_atlas / where), copy_of_atlas / where)
    assert content(copy_of_atlas) == before


def test_nor_an_extract_or_a_new_atlas(copy_of_atlas: Path, built_map: Path) -> None:
    before = content(copy_of_atlas)
    shutil.rmtree(copy_of_atlas / "base")
    assert refused(run("extract", built_map, "--out", copy_of_atlas / "base"), copy_of_atlas / "base")
    assert refused(run("new", copy_of_atlas / "other"), copy_of_atlas / "other")
    assert run("new", copy_of_atlas / "zones.csv").exit_code == 2
    assert content(copy_of_atlas) == {name: digest for name, digest in before.items() if not name.startswith("base")}


def relative(folder: Path) -> Path:
    os.chdir(folder.parent)
    return Path("geodata", ".", "base", "..", "zones.csv")


def linked_folder(folder: Path) -> Path:
    (folder.parent / "link").symlink_to(folder, target_is_directory=True)
    return folder.parent / "link" / "zones.csv"


def linked_file(folder: Path) -> Path:
    (folder.parent / "out.csv").symlink_to(folder / "zones.csv")
    return folder.parent / "out.csv"


def linked_input(folder: Path) -> Path:
    """The atlas's own file is a link to one that stands elsewhere."""
    real = folder.parent / "shared.csv"
    (folder / "zones.csv").rename(real)
    (folder / "zones.csv").symlink_to(real)
    return real


def hard_link(folder: Path) -> Path:
    (folder.parent / "out.csv").hardlink_to(folder / "zones.csv")
    return folder.parent / "out.csv"


def another_atlas(folder: Path) -> Path:
    return Path(shutil.copytree(folder, folder.parent / "other")) / "zones.csv"


@pytest.mark.parametrize("way", [relative, linked_folder, linked_file, linked_input, hard_link, another_atlas])
def test_no_other_way_leads_there(
    way: Callable[[Path], Path], copy_of_atlas: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(copy_of_atlas.parent)
    out = way(copy_of_atlas)
    before = content(copy_of_atlas.parent)
    for arguments in (["query", "--format", "csv"], ["build"], ["export", "--format", "kml"], ["watch", "--port", "0"]):
        result = run(*arguments, "--data", copy_of_atlas, "--out", out)
        assert result.exit_code == 2 and "Nothing was written" in result.stderr, arguments
    atlas = Atlas.load(copy_of_atlas)
    for write in (atlas.save, lambda path: atlas.export(path, "xlsx")):
        with pytest.raises(AmongInputs):
            write(out)
    assert content(copy_of_atlas.parent) == before


def test_a_folder_of_outputs_within_the_atlas_is_no_input(copy_of_atlas: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who stands in the folder of the atlas has its map in output/, as everywhere."""
    monkeypatch.chdir(copy_of_atlas)
    assert run("build", "--data", ".").exit_code == 0
    assert (copy_of_atlas / "output" / "index.html").is_file()


# ── folders and permissions ──


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small atlas, not to be written to."""
    return made_province.make(tmp_path_factory.mktemp("made") / "atlas")


OUTPUTS = {
    **{verb: ([*arguments, "--out"], "x") for verb, arguments in VERBS.items() if verb != "watch"},
    **{verb: ([*arguments, "--out"], "x.zip") for verb, arguments in BUNDLES.items()},
    **{f"{verb} folder": ([*arguments, "--out"], "x") for verb, arguments in BUNDLES.items()},
}


@pytest.mark.parametrize("verb", OUTPUTS)
def test_folders_are_made_and_go_again_on_failure(verb: str, made: Path, tmp_path: Path) -> None:
    arguments, name = OUTPUTS[verb]
    out = tmp_path / "a" / "b" / name
    assert run(*arguments, out, "--data", made).exit_code == 0
    assert out.exists()
    hindered = tmp_path / "c" / "d" / ("x" * 300)  # no file system takes such a name
    result = run(*arguments, hindered, "--data", made)
    assert (result.exit_code, (tmp_path / "c").exists()) == (2, False)
    assert str(hindered) in result.stderr


def test_a_folder_that_holds_something_stays_on_failure(copy_of_atlas: Path, tmp_path: Path) -> None:
    (tmp_path / "c").mkdir()
    assert run("build", "--data", copy_of_atlas, "--out", tmp_path / "c" / "d" / ("x" * 300)).exit_code == 2
    assert list((tmp_path / "c").iterdir()) == []


@pytest.fixture
def umask() -> Any:
    before = os.umask(0o027)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes of files")
@pytest.mark.usefixtures("umask")
def test_a_new_file_follows_the_umask_and_an_old_one_keeps_its_mode(made: Path, tmp_path: Path) -> None:
    for verb, (arguments, name) in OUTPUTS.items():
        out = tmp_path / verb.replace(" ", "-") / name
        assert run(*arguments, out, "--data", made).exit_code == 0
        files = [out] if out.is_file() else list(out.iterdir())
        assert {mode(path) for path in files} == {0o640}, verb
        for path in files:
            path.chmod(0o664)
        assert run(*arguments, out, "--data", made).exit_code == 0
        assert {mode(path) for path in files} == {0o664}, verb


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes of files")
def test_an_import_keeps_the_mode(copy_of_atlas: Path, tmp_path: Path) -> None:
    layer = copy_of_atlas / "zones.geojson"
    layer.chmod(0o660)
    shape = {"type": "Polygon", "coordinates": [square("kcn-luong-son")]}
    record = gdal.Record({"ma": "kcn-luong-son"}, shape)
    gdal.write(tmp_path / "new.gpkg", "GPKG", {"ma": "str"}, [record], as_of="2020-12-31", layer="ranh gioi")
    before = layer.read_bytes()
    Atlas.load(copy_of_atlas).import_file(tmp_path / "new.gpkg", "zones", id_field="ma")
    assert (mode(layer), layer.read_bytes() == before) == (0o660, False)


# ── the format ──


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("b.csv", b"\xef\xbb\xbfid,"),
        ("b.JSON", b"["),
        ("b.geojson", b'{"type": "FeatureCollection"'),
        ("b.gpkg", b"SQLite format 3"),
        ("b.xlsx", b"PK"),
        ("b.txt", None),
        ("b", None),
    ],
)
def test_the_ending_chooses_the_form(name: str, begins: bytes | None, copy_of_atlas: Path, tmp_path: Path) -> None:
    table = run("query", "--data", copy_of_atlas, lang="vi").stdout.encode()
    assert run("query", "--data", copy_of_atlas, "--out", tmp_path / name, lang="vi").exit_code == 0
    found = (tmp_path / name).read_bytes()
    assert found == table if begins is None else found.startswith(begins)


def test_what_is_asked_for_wins_over_the_ending(copy_of_atlas: Path, tmp_path: Path) -> None:
    run("districts", "--data", copy_of_atlas, "--out", tmp_path / "b.csv", "--format", "json")
    assert (tmp_path / "b.csv").read_bytes().startswith(b"[")


@pytest.mark.parametrize("name", ["b.gpkg", "b.kml", "b.xlsx", "b.svg"])
def test_the_ending_chooses_the_format_of_an_export(name: str, copy_of_atlas: Path, tmp_path: Path) -> None:
    assert run("export", "--data", copy_of_atlas, "--out", tmp_path / name).exit_code == 0
    Atlas.load(copy_of_atlas).export(tmp_path / f"again-{name}", lang="en")
    assert (tmp_path / name).read_bytes() == (tmp_path / f"again-{name}").read_bytes()


@pytest.mark.parametrize("arguments", [["query"], ["districts"], ["export"]])
def test_an_ending_of_no_format_is_refused(arguments: list[str], copy_of_atlas: Path, tmp_path: Path) -> None:
    result = run(*arguments, "--data", copy_of_atlas, "--out", tmp_path / "b.tsv")
    assert result.exit_code == 2
    assert f"--format is needed: the ending of {tmp_path / 'b.tsv'} tells no format. Formats: " in result.stderr
    assert not (tmp_path / "b.tsv").exists()
