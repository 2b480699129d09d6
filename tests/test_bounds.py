"""Numbers as large and as small as the checks let in go through every verb."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from atlas_edits import cell, figure, read_rows, sized, write_rows
from click.testing import CliRunner
from finding_case import ZONES

from kcn_map import Atlas
from kcn_map.checking import sources
from kcn_map.cli import main

#: Site, attribute, value. An area larger than the published total of all zones is an error.
LARGEST = [
    ("kcn-mong-hoa", "area_planned_ha", "1400"),
    ("kcn-mong-hoa", "area_industrial_ha", "1400"),
    ("kcn-luong-son", "projects_total", "1000000000"),
]
SMALLEST = [
    ("kcn-mong-hoa", "area_planned_ha", "1e-300"),
    ("kcn-mong-hoa", "area_industrial_ha", "1e-300"),
    ("kcn-mong-hoa", "occupancy_pct", "1e-300"),
]


def run(*arguments: str | Path) -> Any:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.mark.parametrize("figures", [LARGEST, SMALLEST], ids=["largest", "smallest"])
def test_numbers_at_the_bounds_go_through_every_verb(
    figures: list[tuple[str, str, str]], copy_of_atlas: Path, tmp_path: Path
) -> None:
    for site, attribute, value in figures:
        figure(ZONES, site, attribute, value)(copy_of_atlas)
    assert {finding.code for finding in Atlas.load(copy_of_atlas).check() if finding.severity == "error"} == set()
    asked: list[list[str | Path]] = [
        ["build", "--out", tmp_path / "map.html"],
        ["districts"],
        ["show", "kcn-mong-hoa"],
        ["query", "--sort", "-area_planned_ha"],
        *(["query", "--format", style, "--out", tmp_path / f"q.{style}"] for style in ("gpkg", "xlsx")),
        *(["export", "--format", style, "--out", tmp_path / style] for style in ("gpkg", "kml", "shp", "xlsx", "svg")),
    ]
    for arguments in asked:
        assert run(*arguments, "--data", copy_of_atlas).exit_code == 0, arguments
    rows = {row["id"]: row for row in json.loads(run("query", "--format", "json", "--data", copy_of_atlas).stdout)}
    assert [rows[site][attribute] for site, attribute, _ in figures] == [float(value) for *_, value in figures]


@pytest.mark.parametrize("table", ["observations.csv", "zones.csv", "sources.csv", "totals.csv", "communes.csv"])
def test_a_table_of_too_many_bytes_is_not_read(table: str, copy_of_atlas: Path) -> None:
    """Its rows would take forty times as much memory."""
    sized(table, 20_000_001)(copy_of_atlas)
    found = [(finding.code, finding.file) for finding in Atlas.load(copy_of_atlas).check()]
    assert ("file-too-large", table) in found and not [code for code, file in found if file == table][1:]


def test_many_sources_are_looked_for_at_once(copy_of_atlas: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of 50,000 in all texts would take minutes."""
    rows = read_rows(copy_of_atlas / "sources.csv")
    new = ({**rows[0], "id": f"N-{n}", "url": f"https://example.org/{n}"} for n in range(sources.MOST_SEARCHED + 9))
    write_rows(copy_of_atlas / "sources.csv", [*rows, *new])
    cell(ZONES, "kcn-mong-hoa", note="see N-7, not N-8:9", note_vi="xem N-7")(copy_of_atlas)

    def unused() -> list[dict[str, object]]:
        return [dict(one.params) for one in Atlas.load(copy_of_atlas).check() if one.code == "source-unused"]

    with monkeypatch.context() as patch:
        patch.setattr(sources, "_is_named", None)
        found = unused()
    assert found[0]["count"] == sources.MOST_SEARCHED + 8
    monkeypatch.setattr(sources, "MOST_SEARCHED", 1000)
    assert unused() == found
