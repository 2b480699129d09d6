"""The same input gives the same bytes: in any folder, language, time zone and hash order."""

from __future__ import annotations

from pathlib import Path

from conftest import Run

ELSEWHERE = {"PYTHONHASHSEED": "4711", "LC_ALL": "C", "LANG": "C", "TZ": "Asia/Ho_Chi_Minh", "SOURCE_DATE_EPOCH": "0"}


def test_map_is_the_same_from_another_folder(
    kcn_map: Run, built_map: Path, copy_of_atlas: Path, tmp_path: Path
) -> None:
    there = tmp_path / "bản đồ" / "index.html"
    built = kcn_map("build", "--data", "geodata", "--out", there, cwd=copy_of_atlas.parent, env=ELSEWHERE)
    assert built.returncode == 0, built.stderr
    assert there.read_bytes() == built_map.read_bytes()


def test_map_names_no_path_and_no_clock(built_map: Path, atlas_folder: Path) -> None:
    text = built_map.read_text(encoding="utf-8")
    assert str(atlas_folder.parent) not in text
    assert str(built_map.parent) not in text


def test_answers_are_the_same(kcn_map: Run, copy_of_atlas: Path) -> None:
    for arguments in (
        ("query", "--format", "geojson"),
        ("query", "--format", "csv"),
        ("districts", "--format", "json"),
    ):
        here = kcn_map(*arguments)
        there = kcn_map(*arguments, cwd=copy_of_atlas.parent, env=ELSEWHERE)
        assert here.stdout
        assert here.returncode == there.returncode == 0
        assert here.stdout == there.stdout
