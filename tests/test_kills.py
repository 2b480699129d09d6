"""Runs that end in the middle: after a kill at any moment the data and the last good map are whole, each old or new."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from import_files import FIGURES, SOURCES, ZONES, edited, limits, put, written

from kcn_map import Atlas, contents, files, reading

KILLS = 70  # of each of three

#: For every line on stdin a child imports again and again, now the new state and now the old, until it is killed.
IMPORTS = """
import os, sys
from dataclasses import replace
from kcn_map import Atlas

folder, file, *layer = sys.argv[1:]
plan = Atlas.load(folder).plan_import(file, *layer)
for _ in sys.stdin:
    child = os.fork()
    while child == 0:
        plan.write()
        now = {**plan.before, **plan.changed}
        plan = replace(plan, before=now, changed={name: plan.before[name] for name in plan.changed})
    print(child, flush=True)
    os.waitpid(child, 0)
    print("gone", flush=True)
"""
#: The same with builds, now of one folder and now of the other, into one map.
BUILDS = """
import os, sys
from itertools import cycle
from kcn_map import Atlas
from kcn_map.cli import main

out, *folders = sys.argv[1:]
Atlas.load(folders[0]).html()
for _ in sys.stdin:
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        for folder in cycle(folders):
            main(["build", "--data", folder, "--out", out], standalone_mode=False)
    print(child, flush=True)
    os.waitpid(child, 0)
    print("gone", flush=True)
"""

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no SIGKILL, no fork")


def killed(
    script: str, words: list[str], longest: float, reset: Callable[[], object], look: Callable[[], object]
) -> list[object]:
    """What `look` saw just before and after each of the kills, which come at random within `longest` seconds."""
    chance, seen = random.Random(script), []
    command = [sys.executable, "-c", script, *words]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as runs:
        assert runs.stdin and runs.stdout
        for _ in range(KILLS):
            reset()
            runs.stdin.write(b"\n")
            runs.stdin.flush()
            child = int(runs.stdout.readline())
            time.sleep(chance.uniform(0, longest))
            seen.append(look())
            os.kill(child, signal.SIGKILL)
            assert runs.stdout.readline() == b"gone\n"
            seen.append(look())
        runs.stdin.close()
    return seen


def test_kills_of_an_import_leave_the_layer_whole(copy_of_atlas: Path, tmp_path: Path) -> None:
    layer = copy_of_atlas / "zones.geojson"
    old, file = layer.read_bytes(), written(tmp_path / "a.gpkg", limits(["kcn-luong-son", "kcn-mong-hoa"]))
    new = Atlas.load(copy_of_atlas).plan_import(file, "zones").changed["zones.geojson"]
    seen = killed(
        IMPORTS, [str(copy_of_atlas), str(file), "zones"], 0.03, lambda: layer.write_bytes(old), layer.read_bytes
    )
    assert set(seen) == {old, new}


def test_kills_of_an_import_leave_its_tables_of_one_state(copy_of_atlas: Path, tmp_path: Path) -> None:
    """Read by any command, the tables are all old or all new, also where the run was killed between two of them."""

    def state() -> str:
        return str(sorted(contents.texts(reading.read(copy_of_atlas)).items()))

    def edit(book: Any) -> None:
        book[SOURCES].append(["S900", "Báo cáo", None, None, None, None, None, "official"])
        book[FIGURES].append(["kcn-luong-son", "area_planned_ha", 83.3, "exact", "2020", "stated", "S900"])
        put(book[ZONES], 2, "Diện tích quy hoạch", 83.3)
        put(book[ZONES], 2, "Nguồn của diện tích quy hoạch", "S900")

    file = edited(copy_of_atlas, tmp_path, edit)
    plan = Atlas.load(copy_of_atlas).plan_import(file)
    assert set(plan.changed) == {"zones.csv", "observations.csv", "sources.csv"}
    old = state()
    plan.write()
    new = state()

    def reset() -> None:
        files.replace_together(copy_of_atlas, {name: plan.before[name] for name in plan.changed})

    reset()
    seen = killed(IMPORTS, [str(copy_of_atlas), str(file)], 0.03, reset, state)
    assert set(seen[1::2]) == {old, new}


def test_kills_of_a_build_leave_the_map_whole(copy_of_atlas: Path, atlas_folder: Path, tmp_path: Path) -> None:
    table = copy_of_atlas / "zones.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("KCN Mông Hóa", "KCN Mông Hoá"), encoding="utf-8")
    out = Atlas.load(atlas_folder).save(tmp_path / "map.html")
    start = time.monotonic()
    maps = {out.read_bytes(), Atlas.load(copy_of_atlas).html().encode()}
    took = time.monotonic() - start
    seen = killed(BUILDS, [str(out), str(copy_of_atlas), str(atlas_folder)], 3 * took, lambda: None, out.read_bytes)
    assert set(seen) == maps and len(maps) == 2


def test_two_builds_at_once_end_in_one_of_them(copy_of_atlas: Path, atlas_folder: Path, tmp_path: Path) -> None:
    table = copy_of_atlas / "zones.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("KCN Mông Hóa", "KCN Mông Hoá"), encoding="utf-8")
    command = [sys.executable, "-m", "kcn_map", "build", "--out", str(tmp_path / "map.html"), "--data"]
    runs = [
        subprocess.Popen([*command, str(folder)], stderr=subprocess.DEVNULL) for folder in (copy_of_atlas, atlas_folder)
    ]
    assert [run.wait(60) for run in runs] == [0, 0]
    maps = [Atlas.load(folder).html().encode() for folder in (copy_of_atlas, atlas_folder)]
    assert (tmp_path / "map.html").read_bytes() in maps
    assert [path.name for path in tmp_path.glob(".kcn-map-*")] == []


def test_what_a_killed_run_had_ready_comes_into_its_place(copy_of_atlas: Path) -> None:
    ready = copy_of_atlas / files.PENDING
    (ready / "base").mkdir(parents=True)
    for name in ("zones.csv", "base/roads.geojson"):
        (ready / name).write_bytes((copy_of_atlas / name).read_bytes() + b"\n")
    reading.read(copy_of_atlas)
    assert not ready.exists()
    assert all((copy_of_atlas / name).read_bytes().endswith(b"\n\n") for name in ("zones.csv", "base/roads.geojson"))


def test_dead_drafts_are_cleared_away_and_live_ones_left(tmp_path: Path) -> None:
    dead, live = tmp_path / ".kcn-map-dead", tmp_path / ".kcn-map-live"
    for folder in (dead, live):
        folder.mkdir()
        (folder / "index.html").write_text("half", encoding="utf-8")
    os.utime(dead, (0, time.time() - 2 * files.STALE_S))
    with files.draft(tmp_path / "index.html") as path:
        path.write_text("whole", encoding="utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".kcn-map-live", "index.html"]
