"""Runs that end in the middle: after a kill at any moment the data and the last good map are whole, each old or new."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import count, cycle
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from import_files import FIGURES, SOURCES, ZONES, edited, limits, put, written
from shipped_schema import FILES

from kcn_map import Atlas, reading
from kcn_map.io import journal
from kcn_map.package import serialize

KILLS = 30  # at random

#: For every number on stdin a child does its work, until it has written so often in the folder and is killed as it is
#: about to write again, or has just opened a file to write. Its exit code is told: 0 once it has come to its end, -9
#: before.
AT_EACH_WRITE = """
import builtins, io, os, signal, sys

WRITE = os.O_WRONLY | os.O_RDWR | os.O_CREAT
CHANGES = ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.chmod", "os.truncate")

def kill_at(number, folder):
    def step(place):
        nonlocal number
        path = "" if isinstance(place, int) else os.fspath(place)
        if not os.path.isabs(path) or path.startswith(folder):  # a relative one is of an open folder
            number -= 1
            if number < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    def audit(event, of):
        if event in CHANGES or (event == "open" and of[2] & WRITE):
            step(of[0])

    def opening(opened):
        def called(file, mode="r", *args, **more):
            made = opened(file, mode, *args, **more)
            if set(mode) & set("wax+"):
                step(file)
            return made
        return called

    sys.addaudithook(audit)
    for module in (builtins, io):
        module.open = opening(module.open)

def each(folder, work):
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            kill_at(int(line), folder)
            work()
            os._exit(0)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
IMPORTS = (
    AT_EACH_WRITE
    + """
from kcn_map import Atlas

folder, file, *layer = sys.argv[1:]
each(folder, Atlas.load(folder).plan_import(file, *layer).write)
"""
)
BUILDS = (
    AT_EACH_WRITE
    + """
from kcn_map import Atlas
from kcn_map.cli import main

out, folder = sys.argv[1:]
Atlas.load(folder).html()
each(os.path.dirname(out), lambda: main(["build", "--data", folder, "--out", out], standalone_mode=False))
"""
)

#: For every line on stdin a child writes maps, now the one and now the other, until it is killed.
WRITES = """
import os, sys
from itertools import count, cycle
from pathlib import Path
from kcn_map import page

out, *maps = map(Path, sys.argv[1:])
texts = [path.read_text(encoding="utf-8") for path in maps]
for _ in sys.stdin:
    child = os.fork()
    if child == 0:
        for text in cycle(texts):
            page.write(out, text)
    print(child, flush=True)
    os.waitpid(child, 0)
    print("gone", flush=True)
"""

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no SIGKILL, no fork")


def killed_at_each_write(
    script: str, words: list[str], reset: Callable[[], object], look: Callable[[], object]
) -> list[object]:
    """What `look` saw after a kill at each of the writes of a work in turn, and after its end."""
    seen: list[object] = []
    command = [sys.executable, "-c", script, *words]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as runs:
        assert runs.stdin and runs.stdout
        for number in count():
            reset()
            runs.stdin.write(b"%d\n" % number)
            runs.stdin.flush()
            code = int(runs.stdout.readline())
            assert code in (0, -signal.SIGKILL)
            seen.append(look())
            if code == 0:
                break
        runs.stdin.close()
    assert len(seen) > 5
    return seen


def test_kills_of_an_import_leave_the_layer_whole(copy_of_atlas: Path, tmp_path: Path) -> None:
    layer = copy_of_atlas / "zones.geojson"
    old, file = layer.read_bytes(), written(tmp_path / "a.gpkg", limits(["kcn-luong-son", "kcn-mong-hoa"]))
    new = Atlas.load(copy_of_atlas).plan_import(file, "zones").changed["zones.geojson"]

    def reset() -> None:
        journal.recover(copy_of_atlas, FILES)  # what the last kill has left
        assert layer.read_bytes() in (old, new)
        layer.write_bytes(old)

    seen = killed_at_each_write(IMPORTS, [str(copy_of_atlas), str(file), "zones"], reset, layer.read_bytes)
    assert set(seen) == {old, new} and seen[-1] == new


def test_kills_of_the_command_leave_the_layer_whole(copy_of_atlas: Path, tmp_path: Path) -> None:
    """A few of the command as it is typed, from its first import of a library on."""
    layer, file = copy_of_atlas / "zones.geojson", written(tmp_path / "a.gpkg", limits())
    command = [sys.executable, "-m", "kcn_map", "import", str(file), "--layer", "zones", "--yes"]
    old, start = layer.read_bytes(), time.monotonic()
    assert subprocess.run([*command, "--data", str(copy_of_atlas)], capture_output=True).returncode == 0
    took, new = time.monotonic() - start, layer.read_bytes()
    chance = random.Random(11)
    for _ in range(3):
        layer.write_bytes(old)
        with subprocess.Popen(
            [*command, "--data", str(copy_of_atlas)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        ) as run:
            time.sleep(chance.uniform(0.6, 1.0) * took)
            run.kill()
            run.communicate()
        assert layer.read_bytes() in (old, new)


def test_kills_of_an_import_leave_its_tables_of_one_state(copy_of_atlas: Path, tmp_path: Path) -> None:
    """Read by any command, the tables are all old or all new, also where the run was killed between two of them."""

    def state() -> str:
        return str(sorted(serialize.texts(reading.read(copy_of_atlas)).items()))

    def edit(book: Any) -> None:
        book[SOURCES].append(["S900", "Báo cáo", None, None, None, None, None, "official"])
        book[FIGURES].append(["kcn-luong-son", "area_planned_ha", 83.3, "exact", "2020", "stated", "S900"])
        put(book[ZONES], 2, "Diện tích quy hoạch", 83.3)
        put(book[ZONES], 2, "Nguồn của diện tích quy hoạch", "S900")

    file = edited(copy_of_atlas, tmp_path, edit)
    plan = Atlas.load(copy_of_atlas).plan_import(file)
    assert set(plan.changed) == {"zones.csv", "observations.csv", "sources.csv"}
    old = state()

    def reset() -> None:
        journal.recover(copy_of_atlas, FILES)
        assert state() in (old, new)
        journal.replace_together(copy_of_atlas, {name: plan.before[name] for name in plan.changed})

    plan.write()
    new = state()
    seen = killed_at_each_write(IMPORTS, [str(copy_of_atlas), str(file)], reset, state)
    assert set(seen) == {old, new} and seen[-1] == new


def test_kills_of_a_build_leave_the_map_whole(copy_of_atlas: Path, atlas_folder: Path, tmp_path: Path) -> None:
    table = copy_of_atlas / "zones.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("KCN Mông Hóa", "KCN Mông Hoá"), encoding="utf-8")
    out = Atlas.load(atlas_folder).save(tmp_path / "maps" / "map.html")
    old, new = out.read_bytes(), Atlas.load(copy_of_atlas).html().encode()
    seen = killed_at_each_write(BUILDS, [str(out), str(copy_of_atlas)], lambda: out.write_bytes(old), out.read_bytes)
    assert set(seen) == {old, new} and seen[-1] == new


def test_kills_while_a_map_is_written_leave_it_whole(built_map: Path, tmp_path: Path) -> None:
    """At random moments: also in the middle of a write."""
    texts = [built_map.read_text(encoding="utf-8") + "<!-- " + letter * 2_000_000 + " -->" for letter in "ab"]
    maps = [tmp_path / "a.html", tmp_path / "b.html"]
    for path, text in zip(maps, texts, strict=True):
        path.write_text(text, encoding="utf-8", newline="\n")
    out = tmp_path / "map.html"
    out.write_bytes(maps[0].read_bytes())
    chance, seen = random.Random(20201231), []
    command = [sys.executable, "-c", WRITES, str(out), *map(str, maps)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as runs:
        assert runs.stdin and runs.stdout
        for number in range(KILLS):
            before = out.read_bytes()
            runs.stdin.write(b"\n")
            runs.stdin.flush()
            child = int(runs.stdout.readline())
            while number % 2 and out.read_bytes() == before:  # so that a slow machine has written too
                os.kill(child, 0)  # raises where it has ended
            time.sleep(chance.uniform(0, 0.03))
            seen.append(out.read_bytes())
            os.kill(child, signal.SIGKILL)
            assert runs.stdout.readline() == b"gone\n"
            seen.append(out.read_bytes())
        runs.stdin.close()
    assert set(seen) == {path.read_bytes() for path in maps}


def test_who_reads_while_an_import_writes_sees_one_state(copy_of_atlas: Path, tmp_path: Path) -> None:
    """A build or a watch beside an import shows all of the old tables or all of the new."""
    names = ("sources.csv", "observations.csv", "zones.csv")
    versions = [{name: (copy_of_atlas / name).read_bytes() for name in names}]
    for name in names:
        text = (copy_of_atlas / name).read_text(encoding="utf-8").replace("S05", "S905")
        (copy_of_atlas / name).write_text(text, encoding="utf-8")
    versions.append({name: (copy_of_atlas / name).read_bytes() for name in names})
    over = Event()

    def write() -> None:
        for version in cycle(versions):
            if over.is_set():
                return
            journal.replace_together(copy_of_atlas, version)
            time.sleep(0.002)

    writer = Thread(target=write)
    writer.start()
    try:
        seen = [serialize.texts(reading.read(copy_of_atlas)) for _ in range(60)]
    finally:
        over.set()
        writer.join()
    assert {tuple("S905" in texts[name] for name in names) for texts in seen} == {(False,) * 3, (True,) * 3}


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
