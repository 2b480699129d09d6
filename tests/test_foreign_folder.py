"""A data folder from anywhere: to look at it writes nothing, fetches nothing, and waits for nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Run
from hostile_folders import HOSTILE, SECRET, digest, pending
from machine_faults import content, run
from shipped_schema import FILES

from kcn_map import Atlas
from kcn_map.io import files, journal
from kcn_map.io.journal import PENDING
from kcn_map.serve.rebuilder import Rebuilder, Result

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no links and no FIFO without rights")

#: What only looks; {atlas} is the folder, {map} a built map, {old} another folder.
READING = {
    "check": "check --data {atlas}",
    "query": "query --data {atlas}",
    "districts": "districts --data {atlas} --format csv",
    "show": "show kcn-luong-son --data {atlas}",
    "diff": "diff {old} {atlas}",
    "diff of a map": "diff {map} {atlas}",
    "diff of a revision": "diff HEAD {atlas} --data {old}",
    "verify": "verify {map}",
}


#: What writes elsewhere, into {out}, and what else looks.
ELSEWHERE = {
    "show": "show kcn-luong-son --data {atlas}",
    "districts": "districts --data {atlas} --format csv",
    "query": "query --data {atlas} --format xlsx --out {out}/a.xlsx",
    "build": "build --data {atlas} --out {out}/map.html",
    "export": "export --data {atlas} --format csv --out {out}/tables",
    "import": "import {atlas}/zones.geojson --layer zones --dry-run --data {atlas}",
}


def listed(top: Path) -> dict[str, object]:
    """All below a folder, without opening what is no plain file."""

    def is_read(path: Path) -> bool:
        return path.is_file() and not path.is_symlink() and path.stat().st_size < 10**9

    return {
        str(path.relative_to(top)): path.read_bytes() if is_read(path) else path.lstat()[:3]
        for path in sorted(top.rglob("*"))
    }


@pytest.mark.usefixtures("within_seconds", "gdal_here")
@pytest.mark.parametrize("make", HOSTILE, ids=lambda make: make.__name__)
def test_no_verb_writes_for_a_foreign_folder(
    make: Callable[[Path, Path], None], copy_of_atlas: Path, tmp_path: Path
) -> None:
    """Neither do those that only look, nor those that write elsewhere, nor an import."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_bytes(SECRET)
    make(copy_of_atlas, outside)
    before = listed(tmp_path)
    words = {"atlas": copy_of_atlas, "old": copy_of_atlas, "out": tmp_path / "out"}
    for verb in ("check", "query", "diff"):
        done = run(*(word.format(**words) for word in READING[verb].split()))
        assert isinstance(done.exception, SystemExit | None), (verb, done.exception)
        assert "pending-broken" in done.output, (verb, done.output)
    for verb, asked in ELSEWHERE.items():
        done = run(*(word.format(**words) for word in asked.split()))
        assert isinstance(done.exception, SystemExit | None), (verb, done.exception)
        assert "pending-broken" in done.output or verb in ("show", "districts"), (verb, done.output)
    told: list[Result] = []
    out = tmp_path / "out" / "map.html"
    Rebuilder(copy_of_atlas, out, None, told.append, lambda seconds: None).rebuild_if_changed()
    assert told and all(result.failure is None for result in told)
    shutil.rmtree(tmp_path / "out", ignore_errors=True)
    journal.recover(copy_of_atlas, FILES)
    assert listed(tmp_path) == before


@pytest.mark.usefixtures("within_seconds")
@pytest.mark.parametrize("make", HOSTILE[::7], ids=lambda make: make.__name__)
def test_a_map_beside_it_is_as_it_is_elsewhere(
    make: Callable[[Path, Path], None], copy_of_atlas: Path, tmp_path: Path, built_map: Path
) -> None:
    """Neither what is proved nor what is unpacked looks at what stands beside the map."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.txt").write_bytes(SECRET)
    make(copy_of_atlas, tmp_path / "outside")
    beside = Path(shutil.copy(built_map, copy_of_atlas / "index.html"))
    before = listed(tmp_path)
    extracted = run("extract", beside, "--out", tmp_path / "out")
    assert extracted.exit_code == 0, extracted.output
    shutil.rmtree(tmp_path / "out")
    assert run("diff", beside, built_map).exit_code == 0
    assert listed(tmp_path) == before


def test_what_is_read_is_what_an_import_would_bring(copy_of_atlas: Path) -> None:
    """Of two that are pending for one file, the first takes its place, and the second then is of another file."""
    table = (copy_of_atlas / "totals.csv").read_bytes()
    for name, found in (("b", table + b"\n\n"), ("a", table + b"\n")):
        made = pending(copy_of_atlas, {"totals.csv": digest(table)}, totals_csv=found)
        made.rename(made.with_name(f"{PENDING}{name}"))
    (read,) = journal.waiting(copy_of_atlas, FILES).files.values()
    seen = read.read_bytes()
    journal.recover(copy_of_atlas, FILES)
    assert (copy_of_atlas / "totals.csv").read_bytes() == seen == table + b"\n"


def test_two_imports_of_one_file_follow_each_other(copy_of_atlas: Path) -> None:
    table = (copy_of_atlas / "totals.csv").read_bytes()
    for name, before, found in (("b", table + b"\n", b"second"), ("a", table, table + b"\n")):
        made = pending(copy_of_atlas, {"totals.csv": digest(before)}, totals_csv=found)
        made.rename(made.with_name(f"{PENDING}{name}"))
    (read,) = journal.waiting(copy_of_atlas, FILES).files.values()
    assert read.read_bytes() == b"second"
    journal.recover(copy_of_atlas, FILES)
    assert (copy_of_atlas / "totals.csv").read_bytes() == b"second"


def test_no_more_are_looked_at_than_are_left_by_accident(copy_of_atlas: Path) -> None:
    for number in range(40):
        pending(copy_of_atlas, {}).rename(copy_of_atlas / f"{PENDING}{number:03}")
    found = journal.waiting(copy_of_atlas, FILES)
    assert len(found.folders) + len(found.broken) == journal.MOST_PENDING


# ── what reading opens ────────────────────────────────────────────────────────────────────────────

#: Runs the command and tells, as JSON on stderr, what it opened to write and what else it did to files and network.
WATCHED = """
import json, os, sys
told = []
WRITE = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CALLS = ("os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate", "os.chmod",
         "os.chown", "os.utime", "tempfile.mkstemp", "tempfile.mkdtemp", "shutil.", "socket.", "urllib.", "http.")
def watch(event, args):
    if event == "open":
        path, mode, flags = args
        if (set(mode or "") & set("wax+") or (flags or 0) & WRITE) and path != os.devnull and not isinstance(path, int):
            told.append([event, str(path)])
    elif event.startswith(CALLS):
        told.append([event, repr(args)[:200]])
from kcn_map.cli import main
sys.addaudithook(watch)
code = 0
try:
    main(sys.argv[1:])
except SystemExit as end:
    code = end.code
finally:
    os.write(2, ("\\n" + json.dumps(told)).encode())
sys.exit(code)
"""


@pytest.mark.parametrize("verb", READING)
def test_reading_opens_nothing_to_write_and_no_socket(verb: str, place: dict[str, Path]) -> None:
    words = [word.format(**place) for word in READING[verb].split()]
    before = content(place["atlas"])
    done = subprocess.run(
        [sys.executable, "-B", "-c", WATCHED, *words, "--lang", "en"], capture_output=True, encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stderr.rpartition("\n")[2]) == []
    assert content(place["atlas"]) == before


def test_the_watch_for_it_sees_what_is_written(place: dict[str, Path], tmp_path: Path) -> None:
    words = ["build", "--data", place["atlas"], "--out", tmp_path / "map.html"]
    done = subprocess.run(
        [sys.executable, "-B", "-c", WATCHED, *words], capture_output=True, encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert any("map.html" in args for _, args in json.loads(done.stderr.rpartition("\n")[2]))


@pytest.fixture(scope="module")
def place(atlas_folder: Path, built_map: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The shipped atlas with an import pending, the same in a git repository, and a map."""
    top = tmp_path_factory.mktemp("foreign")
    atlas, old = (Path(shutil.copytree(atlas_folder, top / name)) for name in ("atlas", "old"))
    table = (atlas / "totals.csv").read_bytes()
    pending(atlas, {"totals.csv": digest(table)}, totals_csv=table + b"\n")
    for words in (
        ["init", "-q"], ["add", "."],
        ["-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-q", "-m", "x"],
    ):  # fmt: skip
        subprocess.run(["git", "-C", str(old), *words], check=True)
    return {"atlas": atlas, "old": old, "map": built_map}


# ── links of a cloned repository ──────────────────────────────────────────────────────────────────


def file_link(folder: Path, outside: Path) -> None:
    (folder / "output").mkdir()
    (folder / "output" / "index.html").symlink_to(outside / "secret.txt")


def new_file_link(folder: Path, outside: Path) -> None:
    (folder / "output").mkdir()
    (folder / "output" / "index.html").symlink_to(outside / "new.txt")


def folder_link(folder: Path, outside: Path) -> None:
    (outside / "index.html").write_bytes(SECRET)
    (folder / "output").symlink_to(outside)


@pytest.mark.parametrize("make", [file_link, new_file_link, folder_link])
def test_build_does_not_write_through_a_link_of_a_clone(
    make: Callable[[Path, Path], None], atlas_folder: Path, tmp_path: Path, kcn_map: Run
) -> None:
    clone, outside = tmp_path / "clone", tmp_path / "outside"
    clone.mkdir()
    outside.mkdir()
    (outside / "secret.txt").write_bytes(SECRET)
    make(clone, outside)
    before = content(outside)
    done = kcn_map("build", "--data", atlas_folder, "--lang", "en", cwd=clone)
    assert done.returncode == 2 and "link" in done.stderr and str(outside) in done.stderr, done.stderr
    assert content(outside) == before


def test_a_link_that_the_user_made_within_a_folder_stays_one(atlas_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "latest.html").symlink_to("map.html")
    Atlas.load(atlas_folder).save(tmp_path / "latest.html")
    assert (tmp_path / "latest.html").is_symlink() and (tmp_path / "map.html").is_file()


def test_an_import_does_not_write_through_a_link(copy_of_atlas: Path, tmp_path: Path) -> None:
    outside = tmp_path / "zones.csv"
    (copy_of_atlas / "zones.csv").rename(outside)
    (copy_of_atlas / "zones.csv").symlink_to(outside)
    before = outside.read_bytes()
    with pytest.raises(files.LeadsElsewhere):
        journal.replace_together(copy_of_atlas, {"zones.csv": b"new"}, {"zones.csv": before})
    assert outside.read_bytes() == before
