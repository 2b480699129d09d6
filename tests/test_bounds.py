"""Numbers as large and as small as the checks let in go through every verb."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from atlas_edits import figure
from click.testing import CliRunner
from finding_case import ZONES

from kcn_map import Atlas
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
