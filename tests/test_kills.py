"""Runs that end in the middle: after a kill at any moment the data and the last good map are whole, each old or new."""

from __future__ import annotations

import errno
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from conftest import Run
from import_files import FIGURES, SOURCES, ZONES, corner_table, edited, limits, put, written
from shipped_schema import FILES

from kcn_map import Atlas, reading
from kcn_map.importing import snapshot
from kcn_map.importing.plan import ImportPlan
from kcn_map.io import files, journal
from kcn_map.package import serialize

KILLS = 50  # of each of five

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

#: The same with nothing but the writing of a map, now the one and now the other: there a kill does most harm.
WRITES = """
import os, sys
from itertools import cycle
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


def killed(
    script: str, words: list[str], longest: float, reset: Callable[[], object], look: Callable[[], object]
) -> list[object]:
    """What `look` saw just before and after each of the kills, which come at random within `longest` seconds.

    Every other time these begin after a first write, so that a slow machine has written too when it is killed.
    """
    chance, seen = random.Random(script), []
    command = [sys.executable, "-c", script, *words]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as runs:
        assert runs.stdin and runs.stdout
        for number in range(KILLS):
            reset()
            before = look()
            runs.stdin.write(b"\n")
            runs.stdin.flush()
            child = int(runs.stdout.readline())
            while number % 2 and look() == before:
                os.kill(child, 0)  # raises where it has ended
            time.sleep(chance.uniform(0, longest))
            seen.append(look())
            os.kill(child, signal.SIGKILL)
            assert runs.stdout.readline() == b"gone\n"
            seen.append(look())
        runs.stdin.close()
    return seen


def seconds_of(work: Callable[[], object]) -> float:
    start = time.monotonic()
    work()
    return time.monotonic() - start


@pytest.mark.parametrize("kind", ["vector file", "corner table"])
def test_kills_of_an_import_leave_the_layer_whole(kind: str, copy_of_atlas: Path, tmp_path: Path) -> None:
    layer, shapes = copy_of_atlas / "zones.geojson", limits(["kcn-luong-son", "kcn-mong-hoa"])
    old = layer.read_bytes()
    if kind == "vector file":
        file = written(tmp_path / "a.gpkg", shapes)
    else:
        file = corner_table(tmp_path / "a.csv", shapes, ("lon", "lat"))
    plan = Atlas.load(copy_of_atlas).plan_import(file, "zones")
    new, longest = plan.changed["zones.geojson"], 3 * seconds_of(plan.write)
    words = [str(copy_of_atlas), str(file), "zones"]
    seen = killed(IMPORTS, words, longest, lambda: layer.write_bytes(old), layer.read_bytes)
    assert set(seen) == {old, new}
    journal.recover(copy_of_atlas, FILES)
    assert layer.read_bytes() in (old, new)


def test_kills_of_the_command_leave_the_layer_whole(copy_of_atlas: Path, tmp_path: Path) -> None:
    """A few of the command as it is typed, from its first import of a library on."""
    layer, file = copy_of_atlas / "zones.geojson", written(tmp_path / "a.gpkg", limits())
    command = [sys.executable, "-m", "kcn_map", "import", str(file), "--layer", "zones", "--yes"]
    old, start = layer.read_bytes(), time.monotonic()
    assert subprocess.run([*command, "--data", str(copy_of_atlas)], capture_output=True).returncode == 0
    took, new = time.monotonic() - start, layer.read_bytes()
    chance = random.Random(11)
    for _ in range(5):
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
    longest = 3 * seconds_of(plan.write)
    new = state()

    def reset() -> None:
        journal.recover(copy_of_atlas, FILES)  # the next import would, after the old tables are back
        journal.replace_together(copy_of_atlas, {name: plan.before[name] for name in plan.changed})

    reset()
    seen = killed(IMPORTS, [str(copy_of_atlas), str(file)], longest, reset, state)
    assert set(seen[1::2]) <= {old, new}  # which of the two depends on the machine's speed


def test_kills_of_a_build_leave_the_map_whole(copy_of_atlas: Path, atlas_folder: Path, tmp_path: Path) -> None:
    table = copy_of_atlas / "zones.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("KCN Mông Hóa", "KCN Mông Hoá"), encoding="utf-8")
    out = Atlas.load(atlas_folder).save(tmp_path / "map.html")
    start = time.monotonic()
    maps = {out.read_bytes(), Atlas.load(copy_of_atlas).html().encode()}
    took = time.monotonic() - start
    seen = killed(BUILDS, [str(out), str(copy_of_atlas), str(atlas_folder)], 2 * took, lambda: None, out.read_bytes)
    assert set(seen) == maps and len(maps) == 2


def test_kills_while_a_map_is_written_leave_it_whole(built_map: Path, tmp_path: Path) -> None:
    texts = [built_map.read_text(encoding="utf-8") + "<!-- " + letter * 2_000_000 + " -->" for letter in "ab"]
    maps = [tmp_path / "a.html", tmp_path / "b.html"]
    for path, text in zip(maps, texts, strict=True):
        path.write_text(text, encoding="utf-8", newline="\n")
    out = tmp_path / "map.html"
    out.write_bytes(maps[0].read_bytes())
    seen = killed(WRITES, [str(out), *map(str, maps)], 0.03, lambda: None, out.read_bytes)
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
        seen = [serialize.texts(reading.read(copy_of_atlas)) for _ in range(150)]
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


@pytest.fixture
def cut_short(copy_of_atlas: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """New content of three files that a run had ready when it was killed."""
    made = {
        name: (copy_of_atlas / name).read_bytes() + b"\n" for name in ("base/roads.geojson", "totals.csv", "zones.csv")
    }
    with monkeypatch.context() as patch:
        patch.setattr(journal, "_commit", lambda pending, folder, names: [])
        journal.replace_together(copy_of_atlas, made)
    assert len(list(copy_of_atlas.glob(files.PENDING + "*"))) == 1
    return made


def test_what_a_killed_run_had_ready_is_read_and_stays(copy_of_atlas: Path, cut_short: dict[str, bytes]) -> None:
    """Who reads sees all of the new files, says what is to be done, and writes nothing."""
    before = {path: path.read_bytes() for path in copy_of_atlas.rglob("*") if path.is_file()}
    assert {name: reading.read_files(copy_of_atlas)[0][name] for name in cut_short} == cut_short
    (told,) = reading.pending_in(copy_of_atlas)
    assert told in Atlas.load(copy_of_atlas).check() and told.code == "pending-import"
    assert "base/roads.geojson, totals.csv, zones.csv" in told.message("en")
    assert {path: path.read_bytes() for path in copy_of_atlas.rglob("*") if path.is_file()} == before


def test_what_a_killed_run_had_ready_is_completed_by_an_import(
    copy_of_atlas: Path, cut_short: dict[str, bytes], tmp_path: Path, kcn_map: Run
) -> None:
    file = written(tmp_path / "a.gpkg", limits())
    words = ("import", file, "--layer", "zones", "--data", copy_of_atlas, "--lang", "en")
    assert "pending-import" in kcn_map(*words, "--dry-run").stderr
    assert {name: (copy_of_atlas / name).read_bytes() for name in cut_short} != cut_short
    assert kcn_map(*words, "--yes").returncode == 0
    assert {name: (copy_of_atlas / name).read_bytes() for name in cut_short} == cut_short
    assert list(copy_of_atlas.glob(".kcn-map-*")) == []


def test_an_import_with_nothing_to_change_completes_one_that_was_killed(
    copy_of_atlas: Path, cut_short: dict[str, bytes], tmp_path: Path, kcn_map: Run
) -> None:
    file = Atlas.load(copy_of_atlas).export(tmp_path / "a.xlsx", "xlsx")
    done = kcn_map("import", file, "--yes", "--data", copy_of_atlas, "--lang", "en")
    assert done.returncode == 0 and "Completed the import that was interrupted." in done.stderr
    assert {name: (copy_of_atlas / name).read_bytes() for name in cut_short} == cut_short
    assert list(copy_of_atlas.glob(".kcn-map-*")) == []


def test_old_files_that_are_put_back_after_the_kill_stay(
    copy_of_atlas: Path, cut_short: dict[str, bytes], atlas_folder: Path
) -> None:
    """What had its place already would else be old, and the rest new."""
    (pending,) = copy_of_atlas.glob(files.PENDING + "*")
    (pending / "totals.csv").unlink()  # as if it had been moved, and then come back with the others
    old = {name: (atlas_folder / name).read_bytes() for name in cut_short}
    assert {name: reading.read_files(copy_of_atlas)[0][name] for name in old} == old
    journal.recover(copy_of_atlas, FILES)
    assert {name: (copy_of_atlas / name).read_bytes() for name in old} == old
    assert list(copy_of_atlas.glob(".kcn-map-*")) == []


def test_an_edit_after_the_kill_is_not_lost(copy_of_atlas: Path, cut_short: dict[str, bytes]) -> None:
    edited = (copy_of_atlas / "zones.csv").read_bytes() + b"\n\n\n"
    (copy_of_atlas / "zones.csv").write_bytes(edited)
    assert reading.read_files(copy_of_atlas)[0]["zones.csv"] == edited
    journal.recover(copy_of_atlas, FILES)
    assert (copy_of_atlas / "zones.csv").read_bytes() == edited
    assert (copy_of_atlas / "totals.csv").read_bytes() == cut_short["totals.csv"]
    assert list(copy_of_atlas.glob(".kcn-map-*")) == []


def test_an_edit_while_an_import_makes_its_files_stops_it(
    copy_of_atlas: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was compared counts, not what stands there once all is ready."""
    layer, plan = copy_of_atlas / "zones.geojson", planned(copy_of_atlas, tmp_path)
    edited = layer.read_bytes() + b"\n"
    flush = journal.fsync_file

    def save(path: Path) -> None:
        flush(path)
        layer.write_bytes(edited)

    monkeypatch.setattr(journal, "fsync_file", save)
    with pytest.raises(snapshot.ChangedMeanwhile, match="nothing was written"):
        plan.write()
    assert layer.read_bytes() == edited and list(copy_of_atlas.glob(".kcn-map-*")) == []


def test_an_edit_in_the_last_moment_of_an_import_stays_and_is_told(
    copy_of_atlas: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    layer, plan = copy_of_atlas / "zones.geojson", planned(copy_of_atlas, tmp_path)
    edited = layer.read_bytes() + b"\n"
    rename = Path.rename

    def save(path: Path, target: Path) -> Path:
        layer.write_bytes(edited)
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", save)
    with pytest.raises(snapshot.ChangedMeanwhile, match="the other files were written"):
        plan.write()
    assert layer.read_bytes() == edited and list(copy_of_atlas.glob(".kcn-map-*")) == []


def planned(atlas: Path, place: Path) -> ImportPlan:
    return Atlas.load(atlas).plan_import(written(place / "a.gpkg", limits()), "zones")


def test_a_file_that_is_held_stops_the_change_before_it_begins(
    copy_of_atlas: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a table that is open in Excel is on Windows."""
    before = {name: (copy_of_atlas / name).read_bytes() for name in ("sources.csv", "zones.csv")}
    opened = Path.open

    def held(path: Path, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        if path == copy_of_atlas / "zones.csv" and "+" in mode:
            raise PermissionError(errno.EACCES, "held", str(path))
        return opened(path, mode, *args, **kwargs)

    monkeypatch.setattr(Path, "open", held)
    with pytest.raises(PermissionError, match=r"zones\.csv"):
        journal.replace_together(copy_of_atlas, dict.fromkeys(before, b"new"))
    assert {name: (copy_of_atlas / name).read_bytes() for name in before} == before
    assert list(copy_of_atlas.glob(".kcn-map-*")) == []


def test_a_file_that_is_held_too_late_is_named_and_comes_later(
    copy_of_atlas: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = Path.replace

    def held(path: Path, target: Path) -> Path:
        if target.name == "zones.csv":
            raise PermissionError(errno.EACCES, "held", str(target))
        return replace(path, target)

    new = {name: (copy_of_atlas / name).read_bytes() + b"\n" for name in ("sources.csv", "zones.csv")}
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", held)
        with pytest.raises(PermissionError, match=r"zones\.csv"):
            journal.replace_together(copy_of_atlas, new)
    journal.recover(copy_of_atlas, FILES)
    assert {name: (copy_of_atlas / name).read_bytes() for name in new} == new


def test_dead_staging_folders_are_cleared_away_and_live_ones_left(tmp_path: Path) -> None:
    dead, live = tmp_path / ".kcn-map-dead", tmp_path / ".kcn-map-live"
    for folder in (dead, live):
        folder.mkdir()
        (folder / "index.html").write_text("half", encoding="utf-8")
    os.utime(dead, (0, time.time() - 2 * files.STALE_S))
    with files.atomic_path(tmp_path / "index.html") as path:
        path.write_text("whole", encoding="utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".kcn-map-live", "index.html"]


def test_files_of_a_folder_that_is_not_there_yet_get_one(tmp_path: Path) -> None:
    journal.replace_together(tmp_path, {"base/roads.geojson": b"new", "zones.csv": b"new"})
    assert (tmp_path / "base" / "roads.geojson").read_bytes() == (tmp_path / "zones.csv").read_bytes() == b"new"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["base", "zones.csv"]


@pytest.mark.parametrize("name", ["../stolen.csv", "base/../../stolen.csv"])
def test_what_is_pending_goes_nowhere_else(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "data"
    pending = folder / f"{files.PENDING}a"
    (pending / "base").mkdir(parents=True)
    (pending / "stolen.csv").write_bytes(b"new")
    (folder / "stolen.csv").write_bytes(b"new")
    (pending / journal.BEFORE).write_text(json.dumps({name: None}), encoding="utf-8")
    journal.recover(folder, FILES)
    assert not (tmp_path / "stolen.csv").exists() and (folder / "stolen.csv").read_bytes() == b"new"


@pytest.mark.parametrize(
    "text", ["[]", "1", "null", '"zones.csv"', "{", "\xff", "[" * 200_000],
    ids=["list", "number", "null", "text", "cut off", "no encoding", "nested"],
)  # fmt: skip
def test_what_is_pending_and_was_not_written_here_stops_nothing(copy_of_atlas: Path, text: str) -> None:
    before = Atlas.load(copy_of_atlas).check()
    pending = copy_of_atlas / f"{files.PENDING}a"
    pending.mkdir()
    (pending / journal.BEFORE).write_text(text, encoding="latin-1")
    found = Atlas.load(copy_of_atlas).check()
    assert [finding.code for finding in found if finding not in before] == ["pending-broken"]
    journal.recover(copy_of_atlas, FILES)
    assert pending.exists()


def test_what_is_pending_and_damaged_does_not_hold_up_the_rest(
    copy_of_atlas: Path, cut_short: dict[str, bytes]
) -> None:
    damaged = copy_of_atlas / f"{files.PENDING}!"  # the first by its name
    damaged.mkdir()
    (damaged / journal.BEFORE).write_text("[]", encoding="utf-8")
    journal.recover(copy_of_atlas, FILES)
    assert {name: (copy_of_atlas / name).read_bytes() for name in cut_short} == cut_short
    assert list(copy_of_atlas.glob(files.PENDING + "*")) == [damaged]


def test_an_error_of_elsewhere_is_not_one_of_temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "temp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))
    gone = tmp_path / "gone"
    with pytest.raises(FileNotFoundError) as caught, files.temporary():
        gone.read_bytes()
    assert caught.value.filename == str(gone)


TAKE = "import fcntl, os, sys; fcntl.flock(os.open(sys.argv[1], os.O_RDONLY), fcntl.LOCK_EX | fcntl.LOCK_NB)"


@pytest.mark.skipif(os.name == "nt", reason="there a file is locked, by filelock")
def test_one_import_at_a_time_writes_a_folder(
    copy_of_atlas: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one is about to write, no other process gets the lock, by whatever path it came."""
    (tmp_path / "link").symlink_to(copy_of_atlas, target_is_directory=True)
    taken: list[bool] = []

    def recover(folder: Path, names: Any) -> None:
        locked = [sys.executable, "-c", TAKE, str(tmp_path / "link")]
        taken.append(subprocess.run(locked, capture_output=True).returncode == 0)

    monkeypatch.setattr(journal, "recover", recover)
    snapshot.commit(copy_of_atlas, snapshot.take(copy_of_atlas), {})
    assert taken == [False]
    subprocess.run([sys.executable, "-c", TAKE, str(copy_of_atlas)], check=True)


def test_an_import_leaves_no_lock_behind(copy_of_atlas: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "temp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))
    before, there = snapshot.take(copy_of_atlas), sorted(copy_of_atlas.rglob("*"))
    snapshot.commit(copy_of_atlas, before, {"zones.csv": before["zones.csv"] + b"\n"})
    assert list((tmp_path / "temp").iterdir()) == [] and sorted(copy_of_atlas.rglob("*")) == there


def test_where_nothing_can_be_locked_an_import_is_written(copy_of_atlas: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(copy_of_atlas / "zones.csv"))  # a file

    def refuse(handle: int, how: int) -> None:
        raise OSError(errno.ENOLCK, "no locks")

    monkeypatch.setattr("fcntl.flock", refuse)
    before = snapshot.take(copy_of_atlas)
    snapshot.commit(copy_of_atlas, before, {"zones.csv": before["zones.csv"] + b"\n"})
    assert (copy_of_atlas / "zones.csv").read_bytes() == before["zones.csv"] + b"\n"
