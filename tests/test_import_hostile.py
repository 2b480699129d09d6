"""Files that mean harm or come at a bad moment: archives, disguises, kills, and two imports at once."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from stat import S_IFLNK

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from import_files import limits, written

from kcn_map import Atlas, DataError
from kcn_map.cli import main
from kcn_map.importing import archive
from kcn_map.text.vn_encodings import reading

pytestmark = pytest.mark.usefixtures("gdal_forked")

ZONES = ("kcn-luong-son", "kcn-mong-hoa")


def run(atlas: Path, file: Path, *options: str) -> Result:
    layer = () if file.suffix == ".xlsx" else ("--layer", "zones")
    done = CliRunner().invoke(main, ["import", str(file), *layer, *options, "--yes", "--data", str(atlas)])
    assert done.exception is None or isinstance(done.exception, SystemExit), repr(done.exception)
    return done


def refused(atlas: Path, file: Path, code: str) -> None:
    before = {path: path.read_bytes() for path in file.parent.rglob("*") if path.is_file()}
    for lang in ("vi", "en"):
        done = run(atlas, file, "--lang", lang)
        assert done.exit_code == 2 and code in done.output, done.output
    assert {path: path.read_bytes() for path in file.parent.rglob("*") if path.is_file()} == before


# ── archives ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "name", ["../a.geojson", "/a.geojson", "..\\a.geojson", "C:a.geojson", "b/../../a.geojson", "a" * 300]
)
def test_no_member_leads_out(name: str, copy_of_atlas: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as target:
        target.writestr(name, "{}")
    refused(copy_of_atlas, tmp_path / "a.zip", "import-archive-unsafe")


def test_no_member_is_a_link(copy_of_atlas: Path, tmp_path: Path) -> None:
    link = zipfile.ZipInfo("a.geojson")
    link.external_attr = (S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as target:
        target.writestr(link, str(copy_of_atlas / "zones.geojson"))
    refused(copy_of_atlas, tmp_path / "a.zip", "import-archive-unsafe")


def test_a_bomb_does_not_go_off(copy_of_atlas: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an archive says of its size is checked first, what comes out of it is counted too."""
    monkeypatch.setattr(archive, "LARGEST", 1_000_000)
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("a.geojson", b" " * 2_000_000)
    refused(copy_of_atlas, tmp_path / "a.zip", "import-archive-unsafe")
    content = (tmp_path / "a.zip").read_bytes()
    lies = content.replace((2_000_000).to_bytes(4, "little"), (9).to_bytes(4, "little"))
    assert lies != content
    (tmp_path / "lies.zip").write_bytes(lies)
    assert run(copy_of_atlas, tmp_path / "lies.zip").exit_code == 2


def test_too_many_members(copy_of_atlas: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as target:
        for number in range(archive.MOST_MEMBERS + 1):
            target.writestr(f"{number}.txt", "")
    refused(copy_of_atlas, tmp_path / "a.zip", "import-archive-unsafe")


def test_a_workbook_that_is_a_bomb(copy_of_atlas: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "LARGEST", 10_000)
    file = Atlas.load(copy_of_atlas).export(tmp_path / "a.xlsx", "xlsx")
    refused(copy_of_atlas, file, "import-archive-unsafe")
    corners = run(copy_of_atlas, file.rename(tmp_path / "a.XLSX"))
    assert corners.exit_code == 2 and "import-archive-unsafe" in corners.output


# ── disguises and rubbish ─────────────────────────────────────────────────────────────────────────

RUBBISH = (b"", b"\0" * 100, bytes(range(256)) * 8, b"{" * 5000, b"PK\x03\x04", b"SQLite format 3\0" + b"\0" * 99)


@pytest.mark.parametrize(
    "suffix",
    ["zip", "xlsx", "shp", "gpkg", "tab", "mif", "dxf", "dgn", "kml", "geojson", "csv", "kmz", "gpx", "fgb"],
)
def test_rubbish_is_no_traceback(suffix: str, copy_of_atlas: Path, tmp_path: Path) -> None:
    for number, content in enumerate(RUBBISH):
        file = tmp_path / f"{number}.{suffix}"
        file.write_bytes(content)
        assert run(copy_of_atlas, file).exit_code in (1, 2)


@pytest.mark.parametrize("suffix", ["shp", "gpkg", "tab", "mif", "dxf", "dgn", "kml", "geojson", "fgb", "xlsx"])
def test_a_file_that_breaks_off_is_no_traceback(suffix: str, copy_of_atlas: Path, tmp_path: Path) -> None:
    file = tmp_path / f"a.{suffix}"
    if suffix == "xlsx":
        Atlas.load(copy_of_atlas).export(file, "xlsx")
    else:
        written(file, limits(), None if suffix in ("dxf", "dgn") else "EPSG:4326", "LineString")
    whole = file.read_bytes()
    for share in (0.4, 0.9):
        file.write_bytes(whole[: int(len(whole) * share)])
        assert run(copy_of_atlas, file).exit_code in (1, 2)


@pytest.mark.parametrize("suffix", ["kml", "geojson", "tab", "mif", "dxf", "gpx", "fgb"])
def test_a_description_of_other_files_is_no_file(suffix: str, copy_of_atlas: Path, tmp_path: Path) -> None:
    """GDAL would follow it, to any file or host."""
    good = written(tmp_path / "good.geojson", limits())
    layer = f'<OGRVRTLayer name="good"><SrcDataSource>{good}</SrcDataSource></OGRVRTLayer>'
    (tmp_path / f"a.{suffix}").write_text(f"<OGRVRTDataSource>{layer}</OGRVRTDataSource>", encoding="utf-8")
    refused(copy_of_atlas, tmp_path / f"a.{suffix}", "import-file-unreadable")


def test_an_entity_of_a_workbook_is_not_followed(copy_of_atlas: Path, tmp_path: Path) -> None:
    file = Atlas.load(copy_of_atlas).export(tmp_path / "a.xlsx", "xlsx")
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET", encoding="utf-8")
    buffer = io.BytesIO()
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "xl/workbook.xml":
                head = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'.encode()
                part = head + part.replace("Khu công nghiệp".encode(), b"&e;")
            target.writestr(name, part)
    file.write_bytes(buffer.getvalue())
    assert "SECRET" not in run(copy_of_atlas, file).output


@pytest.mark.parametrize(
    "name", ["missing.gpkg", "folder.shp", "missing.zip", "missing.csv", "missing.xlsx", "n" * 300 + ".tab"]
)
def test_what_is_missing_or_no_file(name: str, copy_of_atlas: Path, tmp_path: Path) -> None:
    (tmp_path / "folder.shp").mkdir()
    refused(copy_of_atlas, tmp_path / name, "import-file-unreadable")


@pytest.mark.parametrize(
    "words",
    [[], ["--layer", "zones", "--id", "a", "--id-field", "b"], ["--layer", "roads"], ["--layer", "zones", "--crs"]],
)
def test_wrong_usage_is_said(words: list[str], copy_of_atlas: Path, tmp_path: Path) -> None:
    file = written(tmp_path / "a.gpkg", limits())
    done = CliRunner().invoke(main, ["import", str(file), *words, "--data", str(copy_of_atlas)])
    assert done.exit_code == 2 and isinstance(done.exception, SystemExit)


@settings(max_examples=40)
@given(st.lists(st.text(max_size=12), max_size=5))
def test_any_text_is_read_somehow(texts: list[str]) -> None:
    _, read = reading(texts)
    assert set(read) == set(texts)


# ── bad moments ───────────────────────────────────────────────────────────────────────────────────


def test_two_at_once_end_in_one_of_them(copy_of_atlas: Path, tmp_path: Path) -> None:
    """Both were planned on the same atlas: the first is written, the second refused, and nothing is mixed."""
    files = [written(tmp_path / f"{key}.gpkg", limits([key])) for key in ZONES]
    plans = [Atlas.load(copy_of_atlas).plan_import(file, "zones") for file in files]
    refusals: list[str] = []

    def attempt(number: int) -> bool:
        try:
            plans[number].write()
        except DataError as error:
            refusals.extend(finding.code for finding in error.findings)
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        wrote = list(pool.map(attempt, range(2)))
    assert sorted(wrote) == [False, True] and refusals == ["import-changed-meanwhile"]
    assert (copy_of_atlas / "zones.geojson").read_bytes() == plans[wrote.index(True)].changed["zones.geojson"]


def test_two_commands_at_once(copy_of_atlas: Path, tmp_path: Path) -> None:
    files = [written(tmp_path / f"{key}.gpkg", limits([key])) for key in ZONES]
    command = [sys.executable, "-m", "kcn_map", "import", "--layer", "zones", "--yes", "--data", str(copy_of_atlas)]
    running = [
        subprocess.Popen([*command, str(file)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT) for file in files
    ]
    ends = []
    for process in running:
        process.communicate()
        ends.append(process.returncode)
    assert set(ends) <= {0, 1} and 0 in ends
    found = json.loads((copy_of_atlas / "zones.geojson").read_bytes())["features"]
    drawn = {feature["properties"]["id"] for feature in found if feature["geometry"]["type"] == "Polygon"}
    assert drawn == {key for key, code in zip(ZONES, ends, strict=True) if code == 0}
