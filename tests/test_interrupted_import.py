"""What a killed import has left is read as a whole and completed by the next; edits meanwhile, locks and held files."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest
from conftest import Run
from import_files import limits, written
from shipped_schema import FILES

from kcn_map import Atlas, reading
from kcn_map.importing import snapshot
from kcn_map.importing.plan import ImportPlan
from kcn_map.io import files, journal

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no fork")


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
