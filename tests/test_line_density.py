"""Layers whose lines lie over each other, or that have too much in them, are refused before it takes long."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import shapely
from atlas_edits import sized
from import_files import read_here
from shipped_schema import TABLES

from kcn_map import Atlas, DataError, reading
from kcn_map.geo import line_density
from kcn_map.importing import gdal_apart
from kcn_map.reading import table, words
from kcn_map.reading.repeats import MOST_OF_A_KIND

Place = tuple[float, float]
Make = Callable[[], list[dict[str, Any]]]
SQUARE = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]]


def polygon(*rings: list[list[float]]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def border(start: Place, end: Place, steps: int, chance: random.Random) -> list[list[float]]:
    """A crooked line of so many halvings, without its last position."""
    line = [start, end]
    for _ in range(steps):
        middles = [
            ((a + c) / 2 - (d - b) * (sway := chance.uniform(-0.25, 0.25)), (b + d) / 2 + (c - a) * sway)
            for (a, b), (c, d) in pairwise(line)
        ]
        line = [point for pair in zip(line, middles, strict=False) for point in pair] + [end]
    return [list(point) for point in line[:-1]]


def country(side: int, steps: int) -> list[dict[str, Any]]:
    """Areas side by side, with crooked borders that neighbours share."""
    chance = random.Random(1)
    east = {(x, y): border((x, y), (x + 1, y), steps, chance) for x in range(side) for y in range(side + 1)}
    north = {(x, y): border((x, y), (x, y + 1), steps, chance) for x in range(side + 1) for y in range(side)}

    def back(line: list[list[float]], end: tuple[float, float]) -> list[list[float]]:
        return [list(end), *line[:0:-1]]

    return [
        polygon([*east[x, y], *north[x + 1, y], *back(east[x, y + 1], (x + 1, y + 1)), *back(north[x, y], (x, y + 1)),
                 [float(x), float(y)]])
        for x in range(side) for y in range(side)
    ]  # fmt: skip


def islands(count: int) -> list[dict[str, Any]]:
    chance = random.Random(1)
    places = [(chance.random(), chance.random()) for _ in range(count)]
    return [polygon(SQUARE, *([[x + a / 1e4, y + b / 1e4] for a, b in SQUARE[::-1]] for x, y in places))]


@pytest.mark.parametrize(
    "make", [lambda: country(100, 1), lambda: country(12, 7), lambda: islands(11_000)],
    ids=["areas", "borders", "islands"],
)  # fmt: skip
def test_no_map_is_dense(make: Make) -> None:
    made = make()
    assert sum(map(len, (ring for one in made for ring in one["coordinates"]))) > line_density.FEW_POSITIONS
    assert line_density.dense_at(made) is None
    assert line_density.dense_in([shapely.geometry.shape(one) for one in made]) is None


def crossing() -> list[dict[str, Any]]:
    chance = random.Random(1)
    ring = [[chance.random(), chance.random()] for _ in range(50_000)]
    return [polygon([*ring, ring[0]])]


def nested() -> list[dict[str, Any]]:
    """Rings within rings, whose lines are well apart: many positions each, so that a piece of one meets few others."""
    side = [(n / 20, 0.0) for n in range(20)]
    ring = [(x, y) for k in range(4) for x, y in [_turned(x, y, k) for x, y in side]]
    rings = [[[x * size, y * size] for x, y in [*ring, ring[0]]] for size in range(1, 900)]
    return [{"type": "MultiPolygon", "coordinates": [[one] for one in rings]}]


def _turned(x: float, y: float, quarters: int) -> tuple[float, float]:
    x, y = x - 0.5, y - 0.5
    for _ in range(quarters):
        x, y = -y, x
    return x, y


@pytest.mark.parametrize(
    "make", [lambda: [polygon(SQUARE)] * 10_001, lambda: [polygon(*[SQUARE] * 10_001)], crossing, nested],
    ids=["piled", "holes", "crossing", "nested"],
)  # fmt: skip
def test_what_no_map_has_is_dense(make: Make) -> None:
    made = make()
    assert line_density.dense_at(made)
    assert line_density.dense_in([shapely.geometry.shape(one) for one in made])


def test_an_import_refuses_it_before_it_looks_further(
    copy_of_atlas: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gdal_apart, "read", read_here)
    shape = polygon([[105.5 + x / 100, 20.8 + y / 100] for x, y in crossing()[0]["coordinates"][0]])
    feature = {"type": "Feature", "properties": {"id": "kcn-luong-son"}, "geometry": shape}
    file = tmp_path / "a.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    with pytest.raises(DataError) as refusal:
        Atlas.load(copy_of_atlas).plan_import(file, "zones")
    assert [found.code for found in refusal.value.findings] == ["layer-too-dense"]


@pytest.mark.parametrize(
    ("bound", "endings"), [("LARGEST_TABLES", ".csv"), ("LARGEST_FOLDER", ".geojson")], ids=["tables", "layers"]
)
def test_all_files_together_are_bounded(
    bound: str, endings: str, copy_of_atlas: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of them would do."""
    names = sorted(path.relative_to(copy_of_atlas).as_posix() for path in copy_of_atlas.rglob(f"*{endings}"))
    for name in names:
        sized(name, 300_000)(copy_of_atlas)
    monkeypatch.setattr(reading, bound, 1_000_000)
    found = {finding.file for finding in Atlas.load(copy_of_atlas).check() if finding.code == "file-too-large"}
    assert found < set(names) and len(found) >= len(names) - 4


def test_all_layers_together_are_bounded(copy_of_atlas: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_VALUES", 60_000)
    found = {finding.file for finding in Atlas.load(copy_of_atlas).check() if finding.code == "layer-too-large"}
    assert found and found != {path.name for path in copy_of_atlas.glob("*.geojson")}


def test_many_unknown_words_are_soon_told(copy_of_atlas: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of 20,000 compared with all that are known takes seven seconds, and there may be twenty such files."""
    compared: list[str] = []

    def counted(name: str, *args: Any, **kwargs: Any) -> list[str]:
        compared.append(name)
        return []

    monkeypatch.setattr(words, "closest", counted)
    (copy_of_atlas / "words").mkdir()
    text = "".join(f'k{number} = "x"\n' for number in range(2_000))
    (copy_of_atlas / "words" / "en.toml").write_text(text, encoding="utf-8")
    found = [finding for finding in Atlas.load(copy_of_atlas).check() if finding.code == "words-unknown"]
    assert len(found) == MOST_OF_A_KIND and len(compared) == words.MOST_COMPARED


def test_no_more_rows_are_kept_than_a_table_has() -> None:
    """Nine million short rows take 2.7 GB."""
    schema = TABLES[0]
    lines = table._lines(schema, "a\n" * 600_000, [])
    assert lines is not None and len(lines) * len(schema.columns) < table.MOST_CELLS + 4 * len(schema.columns)
