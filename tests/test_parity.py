"""The page answers as the shell and Python do: its own scripts give the same rows and the same sites, cell by cell."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import full_atlas
import page_atlas
import pytest
from conftest import Run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shipped_schema import KINDS, LEVELS, SITE_ROW, placed

from kcn_map import Atlas
from kcn_map.analysis.aggregate import summarise
from kcn_map.analysis.query import Query, select
from kcn_map.core.area_columns import area_columns
from kcn_map.core.choices import ACCURACIES, OCCUPANCY_BASES, STATUSES
from kcn_map.core.model import Joined, Site
from kcn_map.core.site_columns import ADOPTED, FACTS
from kcn_map.page.data import add_hash, page_data, to_json
from kcn_map.tables import write_rows
from kcn_map.tables.rows import area_rows, site_row

SCRIPT = Path(__file__).parent / "js" / "answer.js"
#: What the page makes of an atlas: csv, geojson, and for each change of its first state the sites found.
Ask = Callable[..., dict[str, Any]]
#: Conditions that the page has under another name.
NAMES = {"text": "q", "district": "area", "within_km": "within"}

# ── made-up sites: any of their values may be empty ──

TEXTS = st.one_of(
    st.sampled_from(
        ["Thành phố Hòa Bình", "KCN Lương Sơn", "Xã Cũ", "Older", "đa ngành: may mặc", "Công ty A; B", "TT. Bo"]
    ),
    st.text("aáẠăđĐơƯ ßœ0-.,;:\"'’\n\t=+@|—ស្រុក", min_size=1, max_size=12).filter(lambda text: text.strip() != ""),
)
NUMBERS = st.one_of(st.sampled_from([83.0, 83.5, 0.00001]), st.floats(0, 1e9), st.integers(1, 500)).map(
    lambda number: round(float(number), 6)  # the page keeps no more decimals
)
SOURCES = st.lists(st.sampled_from(["S01", "S02", "S03"]), unique=True, min_size=1).map(tuple)
POSITIONS = st.tuples(st.floats(105, 106), st.floats(20, 21)).map(
    lambda point: [round(degrees, 6) for degrees in point]
)
DISTRICTS, COMMUNES = ("148", "150", "152", "153"), ("04792", "04793")


def rings(drawn: tuple[float, float, bool]) -> list[list[list[float]]]:
    """A square with a hole, either way round."""
    x, y, is_turned = drawn
    corners = ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))
    outer, hole = ([[round(x + a * size, 6), round(y + b * size, 6)] for a, b in corners] for size in (0.01, 0.005))
    return [outer[::-1], hole] if is_turned else [outer, hole]


POLYGONS = st.tuples(st.floats(105, 105.5), st.floats(20, 20.1), st.booleans()).map(rings)
GEOMETRIES = st.one_of(
    st.none(),
    POSITIONS.map(lambda point: {"type": "Point", "coordinates": point}),
    POLYGONS.map(lambda polygon: {"type": "Polygon", "coordinates": polygon}),
    st.lists(POLYGONS, min_size=1, max_size=2).map(lambda parts: {"type": "MultiPolygon", "coordinates": parts}),
)
#: Fields that hold no more than this; every other is a text, a number or a count by its type, and may be empty.
CHOICES: dict[str, st.SearchStrategy[Any]] = {
    "kind": st.sampled_from([kind.id for kind in KINDS]),
    "status": st.sampled_from(STATUSES),
    "location_accuracy": st.sampled_from(ACCURACIES),
    "occupancy_base": st.sampled_from([None, *OCCUPANCY_BASES]),
    "district_code": st.sampled_from([None, *DISTRICTS]),
    "commune_2020_code": st.sampled_from([None, "04789"]),
    "commune_2025_code": st.sampled_from([None, *COMMUNES]),
    "name_vi": TEXTS,
    "name_en": TEXTS,
    "other_names": st.lists(TEXTS.map(lambda text: text.replace(";", "")), max_size=2).map(tuple),
    "geometry": GEOMETRIES,
    "sources": st.dictionaries(st.sampled_from([*ADOPTED, "infrastructure_investor"]), SOURCES, max_size=3),
    "observations": st.just(()),
    "facts": st.fixed_dictionaries({column.name: st.none() | TEXTS for column in FACTS}),
}
BY_TYPE = {"float | None": st.none() | NUMBERS, "int | None": st.none() | st.integers(0, 3000)}
SITE = st.fixed_dictionaries(
    {
        **{one.name: CHOICES.get(one.name, BY_TYPE.get(str(one.type), st.none() | TEXTS)) for one in fields(Site)},
        **{level.id: st.none() | TEXTS for level in LEVELS[1:]},
        **{level.code_column: CHOICES[level.code_column] for level in LEVELS},
    }
).map(placed)


def ranged(state: dict[str, Any]) -> dict[str, Any]:
    """With each range as its two limits, the lower one first: Python refuses those that are the wrong way round."""
    limits: dict[str, Any] = {}
    for name in ("area", "occupancy"):
        low, high = state.pop(name, (None, None))
        if low is not None and high is not None and low > high:
            low, high = high, low
        limits |= {f"min_{name}": low, f"max_{name}": high}
    if "near" not in state:
        state.pop("within_km", None)
        state["sort"] = None if state.get("sort") == "distance_km" else state.get("sort")
    return state | limits


STATE = st.fixed_dictionaries(
    {},
    optional={
        "q": TEXTS
        | st.sampled_from(["luong son kcn", "ccn", "older", "hoa bnih", "tp", "s 1", "nganh luogn", "cu", "old dist"]),
        "kind": st.lists(st.sampled_from([kind.id for kind in KINDS]), unique=True),
        "status": st.lists(st.sampled_from(STATUSES), unique=True),
        "district": st.lists(st.sampled_from(DISTRICTS), unique=True),
        "area": st.tuples(st.none() | NUMBERS, st.none() | NUMBERS),
        "min_vacant": NUMBERS,
        "near": st.sampled_from(["105.5,20.5", "pho", "105.123456,20.25"]),
        "within_km": st.integers(0, 150).map(lambda km: km + 0.0625),  # no site is as far, to the metre
        "sort": st.sampled_from(["vacant_ha", "-vacant_ha", "-area_planned_ha", "occupancy_pct", "distance_km"]),
        "occupancy": st.tuples(st.none() | st.integers(0, 100), st.none() | st.integers(0, 100)),
    },
).map(ranged)


def atlas_of(values: list[dict[str, Any]]) -> Joined:
    marks = [mark(one["geometry"]) for one in values]
    sites = [
        Site(**{**one, "id": f"s-{number}", "lon": lon, "lat": lat})
        for number, (one, (lon, lat)) in enumerate(zip(values, marks, strict=True))
    ]
    return replace(page_atlas.joined(), sites=tuple(sites))


def mark(geometry: dict[str, Any] | None) -> tuple[float | None, float | None]:
    """The first position."""
    position: Any = geometry and geometry["coordinates"]
    while position and isinstance(position[0], list):
        position = position[0]
    return (round(position[0], 6), round(position[1], 6)) if position else (None, None)


# ── the page's scripts ──


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    """The page's scripts in node: ask(joined, states)."""
    node = shutil.which("node", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    assert node, "node is not there: make setup"
    with subprocess.Popen([node, SCRIPT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdin and process.stdout

        def put(joined: Joined, states: list[dict[str, Any]]) -> dict[str, Any]:
            data = to_json(add_hash(page_data(joined, summarise(joined))))
            named = [{NAMES.get(name, name): value for name, value in state.items()} for state in states]
            process.stdin.write(f'{{"data":{data},"states":{json.dumps(named)}}}\n')
            process.stdin.flush()
            return dict(json.loads(process.stdout.readline()))

        yield put
        process.stdin.close()


def in_shell(joined: Joined, style: str) -> str:
    rows, geometries = [site_row(site, SITE_ROW) for site in joined.sites], [site.geometry for site in joined.sites]
    return write_rows(rows, SITE_ROW, style, None, "vi", joined.settings.as_of, geometries)


def cells(text: str) -> list[list[str | float]]:
    """A CSV's cells, numbers as numbers."""

    def value(cell: str) -> str | float:
        try:
            return float(cell)
        except ValueError:
            return cell

    return [[value(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""))]


def found_in_python(joined: Joined, state: dict[str, Any]) -> dict[str, Any]:
    conditions = {name: tuple(value) if isinstance(value, list) else value for name, value in state.items()}
    selection = select(joined, Query(text=conditions.pop("q", ""), **conditions))
    return {
        "ids": [match.site.id for match in selection.matches],
        "excluded": [
            [site.id, [[NAMES.get(r.condition, r.condition), r.value is None] for r in reasons]]
            for site, reasons in selection.excluded
        ],
    }


@pytest.mark.parametrize("name", ["shipped", "full"])
def test_downloads_are_what_the_shell_writes(
    name: str, ask: Ask, atlas_folder: Path, tmp_path: Path, kcn_map: Run
) -> None:
    folder = atlas_folder if name == "shipped" else full_atlas.make(tmp_path / "geodata")
    page = ask(Atlas.load(folder).joined, [])
    for style in ("csv", "geojson"):
        path = tmp_path / f"sites.{style}"
        told = kcn_map("query", "--format", style, "--data", folder)
        assert kcn_map("query", "--data", folder, "--format", style, "--out", path).returncode == 0
        written = path.read_bytes().decode("utf-8")
        assert written.removeprefix("\ufeff") == told.stdout
        if style == "csv":
            assert page[style] == written
        else:
            assert json.loads(page[style]) == json.loads(written)
    rows = json.loads(kcn_map("query", "--format", "json", "--data", folder).stdout)
    assert [feature["properties"] for feature in json.loads(page["geojson"])["features"]] == rows


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(sites=st.lists(SITE, max_size=6))
def test_every_cell_of_any_site_is_the_same(ask: Ask, sites: list[dict[str, Any]]) -> None:
    joined = atlas_of(sites)
    page = ask(joined, [])
    assert cells(page["csv"].removeprefix("\ufeff")) == cells(in_shell(joined, "csv"))
    assert json.loads(page["geojson"]) == json.loads(in_shell(joined, "geojson"))


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(sites=st.lists(SITE, max_size=6))
def test_every_figure_of_any_area_is_the_same(ask: Ask, sites: list[dict[str, Any]]) -> None:
    """The page's file of areas has columns of those of `districts`, in their order: no parents and origins."""
    joined = atlas_of(sites)
    summary = summarise(joined)
    for name, text in ask(joined, [])["areas"]:
        level = joined.settings.level(name)
        head, *rows = cells(text.removeprefix("\ufeff"))
        wanted = area_rows(joined, summary, level)
        assert [name for name in wanted[0] if name in head] == head
        columns = [column for column in area_columns(joined.settings, level) if column.name in head]
        in_python = write_rows(wanted, columns, "csv", None, "vi", joined.settings.as_of, [None] * len(wanted))
        assert rows == cells(in_python)[1:]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(sites=st.lists(SITE, max_size=6), states=st.lists(STATE, min_size=1, max_size=6))
def test_every_query_finds_the_same(ask: Ask, sites: list[dict[str, Any]], states: list[dict[str, Any]]) -> None:
    joined = atlas_of(sites)
    for state, page in zip(states, ask(joined, states)["found"], strict=True):
        assert {name: page[name] for name in ("ids", "excluded")} == found_in_python(joined, state)
