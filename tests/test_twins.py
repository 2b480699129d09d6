"""Every verb has its twin on Atlas, with the same arguments; what only the shell has is named here, with the reason."""

from __future__ import annotations

import inspect
import json
import shutil
from pathlib import Path
from typing import Any

import click
import pytest
from conftest import Run

from kcn_map import Atlas, NoRevision, Query
from kcn_map.cli import main
from kcn_map.importing.layers import LayerOptions
from kcn_map.importing.report_changes import ReportOptions

#: Verb → its twin, where that bears another name.
TWINS = {"build": "save", "import": "import_file"}
#: What a twin takes by name beyond its own parameters.
KEYWORDS: dict[str, tuple[Any, ...]] = {"query": (Query.__init__,), "import": (LayerOptions, ReportOptions)}
#: Option of the shell → what Python has in its place.
ELSEWHERE = {
    "--data": "load",
    "--why": "select",
    "--province": "province",
    "--level": "areas",
    "--yes": "import_file",
    "--dry-run": "plan_import",
}
#: A twin gives values, not text: neither their form, nor a file of them, nor a language is asked for.
OF_TEXT = {"--format", "--out", "--lang"}
VALUES = ("check", "query", "districts", "show", "diff", "verify", "import", "new", "extract")
#: Names of a parameter in the shell and in Python.
SAME = {"out": "path"}


def twin(verb: str) -> Any:
    return getattr(Atlas, TWINS.get(verb, verb), None)


def arguments_of(verb: str) -> dict[str, Any]:
    """Name → default of all that a twin takes."""
    function = twin(verb)
    if isinstance(function, property):
        return {}
    found = dict(inspect.signature(function).parameters)
    for taking in KEYWORDS.get(verb, ()):
        found |= inspect.signature(taking).parameters
    return {
        name: parameter.default
        for name, parameter in found.items()
        if name != "self" and parameter.kind is not inspect.Parameter.VAR_KEYWORD
    }


def name_in_python(param: click.Parameter, names: dict[str, Any]) -> str | None:
    """The parameter of the twin that an option or argument of a verb is, None where there is none."""
    wanted = [str(param.name), SAME.get(str(param.name), ""), *(name for name in names if f"--{name}" in param.opts)]
    return next((name for name in wanted if name in names), None)


@pytest.mark.parametrize("verb", main.commands)
def test_a_verb_has_a_twin_that_takes_the_same(verb: str) -> None:
    assert twin(verb) is not None
    names, seen = arguments_of(verb), set()
    for param in main.commands[verb].params:
        option = param.opts[-1]
        name = name_in_python(param, names)
        if name is None:
            assert option in ELSEWHERE or (option in OF_TEXT and verb in VALUES), f"{verb} {option} has no twin"
            continue
        seen.add(name)
        if verb != "import":  # its defaults stand in LayerOptions and ReportOptions alone
            given = param.default if isinstance(param.default, str | int) and not param.required else None
            default = None if names[name] is inspect.Parameter.empty else names[name]
            assert str(given or None) == str(default or None), f"{verb} {option} has another default than {name}"
    assert set(names) == seen, f"the shell has no option for {set(names) - seen} of {verb}"


@pytest.mark.parametrize("option", ELSEWHERE)
def test_what_stands_elsewhere_is_there(option: str) -> None:
    assert hasattr(Atlas, ELSEWHERE[option])
    assert any(option in param.opts for command in main.commands.values() for param in command.params)


@pytest.fixture(scope="module")
def atlas(atlas_folder: Path) -> Atlas:
    return Atlas.load(atlas_folder)


def test_query_gives_the_rows_of_the_shell(atlas: Atlas, kcn_map: Run) -> None:
    asked = ["--near", "105.545,20.882", "--within", "20", "--sort", "-area_planned_ha", "--limit", "3"]
    rows = json.loads(kcn_map("query", *asked, "--format", "json").stdout)
    found = atlas.query(near=(105.545, 20.882), within_km=20, sort="-area_planned_ha", limit=3)
    assert [row["id"] for row in rows] == list(found.index)
    assert [row["distance_km"] for row in rows] == list(found["distance_km"])


def test_show_gives_what_the_shell_writes_as_json(atlas: Atlas, kcn_map: Run) -> None:
    assert json.loads(kcn_map("show", "kcn-mong-hoa", "--format", "json").stdout) == atlas.show("KCN MONG HOA")


def test_the_province_is_the_row_of_the_shell(atlas: Atlas, kcn_map: Run) -> None:
    (row,) = json.loads(kcn_map("districts", "--province", "--format", "json").stdout)
    assert list(atlas.province.columns) == [*list(row)[1:], "geometry"]
    assert atlas.province["occupancy_pct"].iloc[0] == pytest.approx(row["occupancy_pct"])


def test_diff_tells_the_changes_of_the_shell(copy_of_atlas: Path, atlas_folder: Path, kcn_map: Run) -> None:
    table = copy_of_atlas / "zones.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("146.87", "147.87"), encoding="utf-8")
    changes = Atlas.diff(atlas_folder, copy_of_atlas)
    told = kcn_map("diff", atlas_folder, copy_of_atlas, "--format", "json")
    assert [change.as_dict() for change in changes] == json.loads(told.stdout) != []
    with pytest.raises(NoRevision, match="neither a data folder"):
        Atlas.diff("no such thing", copy_of_atlas, copy_of_atlas)


def test_a_map_is_verified_and_taken_apart_from_python(built_map: Path, atlas_folder: Path, tmp_path: Path) -> None:
    result = Atlas.verify(built_map)
    assert (result.altered, result.rebuilt) == ((), True)
    assert Atlas.diff(Atlas.extract(built_map, tmp_path / "data"), atlas_folder) == []
    shutil.copy(built_map, tmp_path / "map.html")
    assert Atlas.diff(tmp_path / "map.html", atlas_folder) == []
