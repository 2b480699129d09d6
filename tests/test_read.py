"""Reading: every dialect that spreadsheets write, and whatever else lies in the folder. Nothing raises but Unusable."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from atlas_edits import folder_instead, holding, setting
from finding_case import ZONE, ZONE_LAYER
from layer_edits import geometry
from read_results import codes, findings_of, soon

from kcn_map import reading
from kcn_map.core.model import Dataset

TABLES = ("zones.csv", "clusters.csv", "observations.csv", "sources.csv", "totals.csv", "communes.csv")


# ── dialects ──────────────────────────────────────────────────────────────────────────────────────

DIALECTS: dict[str, Callable[[str], str]] = {
    "semicolons": lambda text: text.translate(str.maketrans(",;", ";,")),
    "byte order mark": lambda text: "\ufeff" + text,
    "line ends of Windows": lambda text: text.replace("\n", "\r\n"),
    "line ends of old Macs": lambda text: text.replace("\n", "\r"),
    "no end": str.rstrip,
    "blank columns at the right": lambda text: text.replace("\n", ",,\n"),
    "blank lines at the end": lambda text: text + "\n,,,\n\n",
}


def values(dataset: Dataset) -> object:
    return {name: [(row.line, row.values) for row in table.rows] for name, table in dataset.tables.items()}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_table_is_read_in_every_dialect(dialect: str, copy_of_atlas: Path) -> None:
    before = reading.read(copy_of_atlas)
    path = copy_of_atlas / "totals.csv"
    path.write_bytes(DIALECTS[dialect](path.read_text(encoding="utf-8")).encode("utf-8"))
    after = reading.read(copy_of_atlas)
    assert values(after) == values(before) if dialect != "semicolons" else after.tables["totals"].rows
    assert after.findings == before.findings


def test_lines_are_counted_as_an_editor_counts_them(copy_of_atlas: Path) -> None:
    """A cell with a line end is one row of several lines; blank lines count."""
    path = copy_of_atlas / "totals.csv"
    header, first, second, *others = path.read_text(encoding="utf-8").splitlines(keepends=True)
    lines = [header, first.replace(",,\n", ',"hai\ndòng",\n'), "\n", second.replace(",1500,", ",x,"), *others]
    path.write_text("".join(lines), encoding="utf-8")
    found = [(finding.row, finding.value) for finding in reading.read(copy_of_atlas).findings]
    assert found == [(5, "x")]


def test_altitudes_are_left_out(copy_of_atlas: Path) -> None:
    geometry(ZONE_LAYER, ZONE, "Point", [105.545, 20.882, 31.5])(copy_of_atlas)
    dataset = reading.read(copy_of_atlas)
    assert dataset.findings == ()
    assert dataset.layers["zones"].features[0].geometry == {"type": "Point", "coordinates": [105.545, 20.882]}


def test_an_atlas_without_former_communes_and_base_map_is_one(copy_of_atlas: Path) -> None:
    for file in ("communes.csv", "province.geojson", *map(str, base_map(copy_of_atlas))):
        (copy_of_atlas / file).unlink()
    assert {finding.severity for finding in findings_of(copy_of_atlas)} == {"warning"}


def base_map(folder: Path) -> list[Path]:
    return [path.relative_to(folder) for path in (folder / "base").iterdir()]


def test_a_lost_file_is_told_once(copy_of_atlas: Path) -> None:
    """Not again for each row that names what was in it."""
    for file in TABLES[:4]:
        holding(file, b"\xff")(copy_of_atlas)
    errors = [finding for finding in findings_of(copy_of_atlas) if finding.severity == "error"]
    assert [(finding.code, finding.file) for finding in errors] == [("encoding-not-utf8", file) for file in TABLES[:4]]


# ── hostile folders ───────────────────────────────────────────────────────────────────────────────


def loop(folder: Path) -> None:
    (folder / "zones.csv").unlink()
    (folder / "zones.csv").symlink_to("zones.csv")


def pipe(folder: Path) -> None:
    (folder / "zones.csv").unlink()
    os.mkfifo(folder / "zones.csv")


def device(folder: Path) -> None:
    (folder / "zones.csv").unlink()
    (folder / "zones.csv").symlink_to("/dev/zero")


@pytest.mark.parametrize("what", [loop, pipe, device, folder_instead("zones.csv")])
def test_what_is_no_file_is_named(what: Callable[[Path], object], copy_of_atlas: Path) -> None:
    what(copy_of_atlas)
    errors = [(f.code, f.file) for f in findings_of(copy_of_atlas) if f.severity == "error"]
    assert errors == [("file-unreadable", "zones.csv")]


@pytest.mark.parametrize("name", ["nowhere", "x" * 5_000, "a\x00b", "\udcff"])
def test_a_folder_that_is_none_is_unusable(name: str, tmp_path: Path) -> None:
    assert codes(tmp_path / name) <= {"folder-missing", "file-unreadable"}


# ── settings ──────────────────────────────────────────────────────────────────────────────────────

HOSTILE_SETTINGS = {
    "not TOML": (holding("atlas.toml", "schema ="), "toml-unreadable"),
    "nothing": (holding("atlas.toml", ""), "setting-missing"),
    "not UTF-8": (holding("atlas.toml", b'title_vi = "Ho\xe0"'), "encoding-not-utf8"),
    "lists without end": (holding("atlas.toml", "a = " + "[" * 100_000), "toml-unreadable"),
    "tables without end": (setting("^title_vi = .*$", "title_vi." + "a." * 100_000 + "a = 1"), "toml-unreadable"),
    "5,000 digits": (setting("^schema = 2", "schema = 2" + "0" * 5_000), "toml-unreadable"),
    "20,000 hexadecimal digits": (setting("^schema = 2", "schema = 0x" + "f" * 20_000), "setting-invalid"),
    "400 digits": (setting("^coverage_gap_m = 1", "coverage_gap_m = 1" + "0" * 400), "setting-invalid"),
    "1e999": (setting("^coverage_gap_m = 1", "coverage_gap_m = 1e999"), "setting-invalid"),
    "NaN": (setting("^coverage_gap_m = 1", "coverage_gap_m = nan"), "setting-invalid"),
    "true for 2": (setting("^schema = 2", "schema = true"), "setting-invalid"),
    "a language twice": (setting(r"^languages = .*$", 'languages = ["vi", "vi"]'), "setting-invalid"),
    "a province without a code": (setting('^code = "17"', 'code = ""'), "setting-invalid"),
    "a title that is blank": (setting("^title_vi = .*$", 'title_vi = " "'), "setting-invalid"),
    "a turned title": (setting("^title_vi = .*$", 'title_vi = "\u202eHoà Bình"'), "text-invisible-character"),
    "an end before the map": (setting("^data_until = .*$", "data_until = 2019-12-31"), "setting-invalid"),
    "a time of day": (setting("^as_of = .*$", "as_of = 2020-12-31T00:00:00"), "setting-invalid"),
    "no measures": (setting(r"(?s)^\[\[measures\]\].*?(?=^\[\[totals\]\])", ""), "setting-missing"),
    "breaks that fall": (setting(r"^breaks = .*$", "breaks = [2, 1]"), "setting-invalid"),
    "a field for a count": (
        setting('^aggregation = "count"', 'aggregation = "count"\nfield = "lon"'),
        "setting-unknown",
    ),
    "no such CRS": (setting("^area_crs = .*$", 'area_crs = "EPSG:1"'), "setting-invalid"),
    "a CRS of no place": (setting("^area_crs = .*$", 'area_crs = "EPSG:5817"'), "setting-invalid"),
    **{
        f"the page at {address}": (
            setting("^contact = .*$", f'contact = ""\npublic_url = "{address}"'),
            "setting-invalid",
        )
        for address in (
            "example.org/map",
            "file:///srv/map.html",
            "javascript:alert(1)",
            "https://",
            "https://a b/",
            "https://a/#x",
        )
    },
    "a share of nothing": (setting(r'share_of = \["zones_p', 'share_of = ["p'), "total-unknown"),
}


@pytest.mark.parametrize("what", HOSTILE_SETTINGS)
def test_hostile_settings_are_named(what: str, copy_of_atlas: Path) -> None:
    edit, code = HOSTILE_SETTINGS[what]
    edit(copy_of_atlas)
    with soon(10):
        found = [f for f in findings_of(copy_of_atlas) if f.severity == "error"]
    assert (code, "atlas.toml") in {(finding.code, finding.file) for finding in found}


def test_settings_are_told_all_at_once(copy_of_atlas: Path) -> None:
    for old, new in (("^as_of = .*$", ""), ('^palette = "ochre"', "palette = 1"), ("^schema = 2", "schema = 3")):
        setting(old, new)(copy_of_atlas)
    found = [(finding.code, finding.field) for finding in findings_of(copy_of_atlas)]
    assert found == [
        ("setting-invalid", "schema"),
        ("setting-missing", "as_of"),
        ("setting-invalid", "measures.occupancy_pct.palette"),
    ]
