"""What changed between two states of the data: sentences that a steward can send on."""

import json
import shutil
import subprocess
from pathlib import Path

import programs
import pytest
from click.testing import CliRunner, Result

from kcn_map.cli import main

GEODATA = Path(__file__).parent.parent / "geodata"


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    folder = tmp_path / "new"
    shutil.copytree(GEODATA, folder)
    return folder


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def diff(*args: object) -> Result:
    return CliRunner().invoke(main, ["diff", *map(str, args)])


def changes(old: object, new: object) -> list[dict[str, object]]:
    result = diff(old, new, "--format", "json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)  # type: ignore[no-any-return]


def test_nothing_differs_from_itself(edited: Path) -> None:
    result = diff(GEODATA, edited)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "Không có gì khác.\n")


def test_white_space_and_order_are_no_change(edited: Path) -> None:
    lines = (edited / "zones.csv").read_text(encoding="utf-8").splitlines()
    (edited / "zones.csv").write_text("\r\n".join([lines[0], *reversed(lines[1:])]) + "\r\n", encoding="utf-8")
    layer = json.loads((edited / "zones.geojson").read_text(encoding="utf-8"))
    (edited / "zones.geojson").write_text(json.dumps(layer, indent=2, ensure_ascii=False), encoding="utf-8")
    assert changes(GEODATA, edited) == []


def test_a_figure_from_to_with_its_source(edited: Path) -> None:
    change(edited / "zones.csv", ",83,S05,", ",85.5,S37,")
    result = diff(GEODATA, edited)
    assert "zones.csv: kcn-luong-son (KCN Lương Sơn): diện tích quy hoạch: 83 → 85,5; nguồn S37" in result.stdout
    assert "2 thay đổi." in result.stderr
    assert "planned area: 83 → 85.5; source S37" in diff(GEODATA, edited, "--lang", "en").stdout


def test_a_year_is_no_quantity(edited: Path) -> None:
    change(edited / "zones.csv", ",2011,QĐ 78", ",2010,QĐ 78")
    assert "năm thành lập: 2011 → 2010" in diff(GEODATA, edited).stdout


def test_a_site_renamed_added_and_removed(edited: Path) -> None:
    change(edited / "clusters.csv", "CCN Tây Phong,", "CCN Tây Phong mới,")
    change(edited / "zones.csv", "kcn-thanh-ha,", "kcn-thanh-ha-2,")
    found = [(one["action"], one["key"]) for one in changes(GEODATA, edited)]
    assert found == [("removed", "kcn-thanh-ha"), ("added", "kcn-thanh-ha-2"), ("renamed", "ccn-tay-phong")]
    assert "đổi tên từ “CCN Tây Phong” thành “CCN Tây Phong mới”" in diff(GEODATA, edited).stdout


def test_a_point_moved_by_so_many_metres(edited: Path) -> None:
    change(edited / "zones.geojson", "[105.545,20.882]", "[105.546,20.882]")
    (one,) = changes(GEODATA, edited)
    assert (one["action"], one["key"]) == ("moved", "kcn-luong-son")
    assert one["moved_m"] == pytest.approx(104.1, abs=0.2)


def test_limits_in_place_of_nothing_and_changed_limits(edited: Path) -> None:
    layer = json.loads((edited / "districts.geojson").read_text(encoding="utf-8"))
    ring = layer["features"][0]["geometry"]["coordinates"][0]
    ring[5] = [ring[5][0] + 0.001, ring[5][1]]
    (edited / "districts.geojson").write_text(json.dumps(layer), encoding="utf-8")
    (one,) = changes(GEODATA, edited)
    assert (one["action"], one["key"], one["field"]) == ("geometry_changed", "148", "geometry")
    assert one["old"] != one["new"]


def test_a_setting(edited: Path) -> None:
    change(edited / "atlas.toml", "site_area_pct = 5", "site_area_pct = 7")
    (one,) = changes(GEODATA, edited)
    assert (one["field"], one["old"], one["new"]) == ("tolerances.site_area_pct", 5, 7)


def test_a_git_revision(edited: Path) -> None:
    def git(*args: str) -> None:
        subprocess.run([programs.program("git"), "-C", str(edited), *args], check=True, capture_output=True)

    git("init", "-q")
    git("add", ".")
    git("-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-q", "-m", "x")
    change(edited / "zones.csv", ",83,S05,", ",85.5,S05,")
    result = diff("HEAD", edited, "--data", edited)
    assert "83 → 85,5" in result.stdout
    assert "1 thay đổi." in result.stderr


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_revision_without_git_on_the_path(
    lang: str, edited: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    result = diff("HEAD", edited, "--data", edited, "--lang", lang)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "git" in result.stderr and ("cài git" if lang == "vi" else "install git") in result.stderr


@pytest.mark.parametrize("name", ["no-such-thing", "--output=x", "HEAD:../.."])
def test_neither_folder_nor_revision(name: str, edited: Path) -> None:
    result = CliRunner().invoke(main, ["diff", "--data", str(edited), "--", name, str(edited)])
    assert result.exit_code == 2
    assert "không phải thư mục dữ liệu" in result.stderr


def test_data_that_can_not_be_read_is_not_taken_for_removed(edited: Path) -> None:
    (edited / "zones.geojson").write_text("{", encoding="utf-8")
    result = diff(GEODATA, edited)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "geojson-unreadable" in result.stderr
