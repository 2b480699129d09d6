"""`query` and `show` read names and codes of areas: coordinates that they do not ask for are for `check`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kcn_map import Atlas, DataError
from kcn_map.cli import main

ASKED = ("query", "--district", "luong son", "--format", "json")
NEAR = ("query", "--near", "Lương Sơn", "--within", "20", "--format", "json")


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(main, [*words, "--data", str(folder), "--lang", "en"])


def edit(path: Path, change: Callable[[Any], None], **spelt: Any) -> None:
    tree = json.loads(path.read_text(encoding="utf-8"))
    change(tree["features"])
    path.write_text(json.dumps(tree, ensure_ascii=False, **spelt), encoding="utf-8")


def open_ring(features: Any) -> None:
    ring = features[0]["geometry"]["coordinates"][0]
    (ring[0] if isinstance(ring[0][0], list) else ring).pop()


@pytest.mark.parametrize("file", ["districts.geojson", "base/neighbours.geojson"])
def test_coordinates_that_are_not_asked_for_do_not_matter(copy_of_atlas: Path, file: str) -> None:
    wanted = [run(copy_of_atlas, *words).stdout for words in (ASKED, NEAR, ("show", "kcn-luong-son"))]
    edit(copy_of_atlas / file, open_ring)
    assert run(copy_of_atlas, "check").exit_code == 1
    answers = [run(copy_of_atlas, *words) for words in (ASKED, NEAR, ("show", "kcn-luong-son"))]
    assert [answer.exit_code for answer in answers] == [0, 0, 0]
    assert [answer.stdout for answer in answers] == wanted
    atlas = Atlas.load(copy_of_atlas)
    assert len(atlas.query(district="luong son")) == len(json.loads(wanted[0]))
    with pytest.raises(DataError):
        _ = atlas.districts


def no_code(features: Any) -> None:
    del features[0]["properties"]["code"]


def same_code(features: Any) -> None:
    features[0]["properties"]["code"] = features[1]["properties"]["code"]


def far_out(features: Any) -> None:
    features[0]["geometry"]["coordinates"] = [1e12, 20]


@pytest.mark.parametrize(
    ("file", "change"),
    [("districts.geojson", no_code), ("districts.geojson", same_code), ("base/towns.geojson", far_out)],
)
def test_what_is_asked_for_must_be_good(copy_of_atlas: Path, file: str, change: Callable[[Any], None]) -> None:
    edit(copy_of_atlas / file, change)
    answer = run(copy_of_atlas, *ASKED)
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert file in answer.stderr


def nothing(features: Any) -> None:
    pass


@pytest.mark.parametrize("end", [1_000, -40, -2])
def test_a_layer_that_ends_early_is_named_where_it_ends(copy_of_atlas: Path, end: int) -> None:
    path = copy_of_atlas / "districts.geojson"
    edit(path, nothing, indent=1)
    path.write_text(path.read_text(encoding="utf-8")[:end], encoding="utf-8")
    checked, asked = (
        [line for line in run(copy_of_atlas, *words).output.splitlines() if "geojson-unreadable" in line]
        for words in (("check",), ASKED)
    )
    assert len(checked) == 1
    assert asked == checked


def turned(features: Any) -> None:
    for feature in features:
        feature["geometry"] = dict(reversed(feature["geometry"].items()))


def nested(features: Any) -> None:
    for feature in features:
        feature["geometry"]["about"] = {"geometry": {"type": "Point"}}


def called_so(features: Any) -> None:
    for feature in features:
        feature["properties"]["note"] = '"geometry": {"type": "Point"}'


@pytest.mark.parametrize("spelt", [{}, {"indent": 1}, {"separators": (",", ":")}, {"separators": (" , ", " : ")}])
@pytest.mark.parametrize("change", [nothing, turned, nested, called_so])
def test_however_a_layer_is_written_its_areas_are_there(
    copy_of_atlas: Path, change: Callable[[Any], None], spelt: dict[str, Any]
) -> None:
    before = Atlas.load(copy_of_atlas).joined
    for level in before.settings.levels:
        if level.layer:
            edit(copy_of_atlas / level.layer, change, **spelt)
    found = Atlas.load(copy_of_atlas).lookup
    assert [(area.code, area.name, area.parents) for areas in found.areas.values() for area in areas] == [
        (area.code, area.name, area.parents) for areas in before.areas.values() for area in areas
    ]
    assert found.sites == before.sites
    assert found.base["towns"] == before.base["towns"]
