"""A data folder from anywhere: to look at it writes nothing, fetches nothing, and waits for nothing."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import Run
from machine_faults import content, run
from shipped_schema import FILES

from kcn_map import Atlas
from kcn_map.io import files, git, journal
from kcn_map.io.journal import BEFORE, PENDING

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
SECRET = b"not yours\n"


@pytest.fixture
def within_seconds() -> Iterator[None]:
    """A pipe that is waited for ends the test."""

    def waited(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, waited)
    signal.alarm(120)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def digest(found: bytes) -> str:
    return hashlib.sha256(found).hexdigest()


def pending(folder: Path, before: object, **contents: bytes) -> Path:
    """A folder as an interrupted import leaves it, made by hand."""
    made = folder / f"{PENDING}x"
    (made / "base").mkdir(parents=True)
    for name, found in contents.items():
        (made / name.replace("_", ".").replace("base.", "base/")).write_bytes(found)
    (made / BEFORE).write_text(json.dumps(before), encoding="utf-8")
    return made


def link_of_a_table(folder: Path, outside: Path) -> None:
    (folder / "totals.csv").unlink()
    (folder / "totals.csv").symlink_to(outside / "secret.txt")
    pending(folder, {"totals.csv": digest(SECRET)}, totals_csv=b"evil")


def link_to_what_is_not_there(folder: Path, outside: Path) -> None:
    (folder / "totals.csv").unlink()
    (folder / "totals.csv").symlink_to(outside / "new.txt")
    pending(folder, {"totals.csv": None}, totals_csv=b"evil")


def linked_folder(folder: Path, outside: Path) -> None:
    for path in (folder / "base").iterdir():
        path.rename(outside / path.name)
    (folder / "base").rmdir()
    (folder / "base").symlink_to(outside)
    made = pending(folder, {"base/towns.geojson": digest((outside / "towns.geojson").read_bytes())})
    (made / "base" / "towns.geojson").write_bytes(b"evil")


def pending_folder_is_a_link(folder: Path, outside: Path) -> None:
    made = pending(folder, {"totals.csv": digest((folder / "totals.csv").read_bytes())}, totals_csv=SECRET)
    made.rename(outside / "pending")
    made.symlink_to(outside / "pending")


def new_file_is_a_link(folder: Path, outside: Path) -> None:
    made = pending(folder, {"totals.csv": digest((folder / "totals.csv").read_bytes())})
    (made / "totals.csv").symlink_to(outside / "secret.txt")


def new_file_behind_a_link(folder: Path, outside: Path) -> None:
    made = pending(folder, {"base/towns.geojson": digest((folder / "base" / "towns.geojson").read_bytes())})
    (made / "base").rmdir()
    (made / "base").symlink_to(outside)
    (outside / "towns.geojson").write_bytes(SECRET)


def name_of_no_atlas(folder: Path, outside: Path) -> None:
    pending(folder, {"README.md": None, "run.sh": None}, run_sh=b"evil")


def name_that_leads_out(folder: Path, outside: Path) -> None:
    pending(folder, {f"../{outside.name}/secret.txt": digest(SECRET)})


def absolute_name(folder: Path, outside: Path) -> None:
    pending(folder, {str(outside / "secret.txt"): digest(SECRET)})


def name_that_is_none(folder: Path, outside: Path) -> None:
    pending(folder, {"totals.csv\0": None, "\udc80": None})


def pipe(folder: Path, outside: Path) -> None:
    made = pending(folder, {})
    (made / BEFORE).unlink()
    os.mkfifo(made / BEFORE)


def device(folder: Path, outside: Path) -> None:
    made = pending(folder, {})
    (made / BEFORE).unlink()
    (made / BEFORE).symlink_to("/dev/zero")


def table_is_a_pipe(folder: Path, outside: Path) -> None:
    (folder / "totals.csv").unlink()
    os.mkfifo(folder / "totals.csv")
    pending(folder, {"totals.csv": None}, totals_csv=b"evil")


def table_is_a_device(folder: Path, outside: Path) -> None:
    (folder / "totals.csv").unlink()
    (folder / "totals.csv").symlink_to("/dev/zero")
    pending(folder, {"totals.csv": None}, totals_csv=b"evil")


HOSTILE: tuple[Callable[[Path, Path], None], ...] = (
    link_of_a_table, link_to_what_is_not_there, linked_folder, pending_folder_is_a_link, new_file_is_a_link,
    new_file_behind_a_link, name_of_no_atlas, name_that_leads_out, absolute_name, name_that_is_none, pipe, device,
    table_is_a_pipe, table_is_a_device,
)  # fmt: skip


def listed(top: Path) -> dict[str, object]:
    """All below a folder, without opening what is no plain file."""
    return {
        str(path.relative_to(top)): path.read_bytes() if path.is_file() and not path.is_symlink() else path.lstat()[:3]
        for path in sorted(top.rglob("*"))
    }


@pytest.mark.usefixtures("within_seconds")
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
    journal.recover(copy_of_atlas, FILES)
    assert listed(tmp_path) == before


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
    import shutil

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


# ── a repository from anywhere ────────────────────────────────────────────────────────────────────


def run_git(folder: Path, *words: str | Path) -> str:
    who = ("-c", "user.name=a", "-c", "user.email=a@b.c")
    return subprocess.run(
        ["git", "-C", str(folder), *who, *words], check=True, capture_output=True, encoding="utf-8"
    ).stdout.strip()


@pytest.fixture
def clone(copy_of_atlas: Path) -> Path:
    run_git(copy_of_atlas, "init", "-q")
    run_git(copy_of_atlas, "add", ".")
    run_git(copy_of_atlas, "commit", "-q", "-m", "x")
    return copy_of_atlas


def configured(folder: Path, *settings: tuple[str, str]) -> None:
    for name, value in settings:
        run_git(folder, "config", name, value)


def promised(folder: Path, url: str, *more: tuple[str, str]) -> None:
    """A table is missing, and the repository says where it may be fetched."""
    configured(
        folder, ("core.repositoryformatversion", "1"), ("extensions.partialClone", "origin"),
        ("remote.origin.url", url), ("remote.origin.promisor", "true"), ("protocol.allow", "always"), *more,
    )  # fmt: skip
    blob = run_git(folder, "rev-parse", "HEAD:totals.csv")
    (folder / ".git" / "objects" / blob[:2] / blob[2:]).unlink()


def filtering(folder: Path, program: str) -> None:
    configured(folder, ("filter.x.smudge", program), ("filter.x.clean", program), ("filter.x.required", "true"))
    (folder / ".git" / "info" / "attributes").write_text("* filter=x\n", encoding="utf-8")


def converting(folder: Path, program: str) -> None:
    configured(folder, ("diff.x.textconv", program), ("diff.x.command", program), ("diff.external", program))
    (folder / ".git" / "info" / "attributes").write_text("* diff=x\n", encoding="utf-8")


def watching(folder: Path, program: str) -> None:
    configured(folder, ("core.fsmonitor", program), ("core.pager", program), ("core.editor", program))


def hooked(folder: Path, program: str) -> None:
    for name in ("post-checkout", "post-index-change", "pre-auto-gc", "reference-transaction", "fsmonitor-watchman"):
        (folder / ".git" / "hooks" / name).write_text(f"#!/bin/sh\n{program}\n", encoding="utf-8")
        (folder / ".git" / "hooks" / name).chmod(0o755)


def packing_elsewhere(folder: Path, program: str) -> None:
    promised(folder, str(folder), ("remote.origin.uploadpack", program))


def by_ssh(folder: Path, program: str) -> None:
    promised(folder, "ssh://nobody@localhost/x", ("core.sshCommand", program))


def by_a_helper(folder: Path, program: str) -> None:
    promised(folder, f"ext::sh -c {program.replace(' ', '% ')}")


def by_a_proxy(folder: Path, program: str) -> None:
    promised(folder, "git://localhost/x", ("core.gitProxy", program))


def included(folder: Path, program: str) -> None:
    """A configuration that another file of the repository holds, on a condition that is met; and one of a worktree."""
    asked = f"[core]\n\tfsmonitor = {program}\n\tsshCommand = {program}\n\tpager = {program}\n"
    asked += f"[pager]\n\tls-tree = true\n[alias]\n\tls-tree = !{program}\n"
    for name in ("more", "config.worktree"):
        (folder / ".git" / name).write_text(asked, encoding="utf-8")
    promised(folder, "ssh://nobody@localhost/x", ("extensions.worktreeConfig", "true"))
    configured(folder, (f"includeIf.gitdir:{folder}/.path", "more"))


def elsewhere(folder: Path, program: str) -> None:
    """A file .git leads to a repository whose alternates are that of another, both with programs."""
    moved = folder.parent / "moved.git"
    (folder / ".git").rename(moved)
    (folder / ".git").write_text(f"gitdir: {moved}\n", encoding="utf-8")
    (moved / "objects").rename(folder.parent / "objects")
    (moved / "objects" / "info").mkdir(parents=True)
    (moved / "objects" / "info" / "alternates").write_text(f"{folder.parent / 'objects'}\n", encoding="utf-8")
    configured(folder, ("core.fsmonitor", program), ("core.alternateRefsCommand", program))


PROGRAMS: tuple[Callable[[Path, str], None], ...] = (
    filtering, converting, watching, hooked, packing_elsewhere, by_ssh, by_a_helper, by_a_proxy, included, elsewhere,
)  # fmt: skip


@pytest.mark.parametrize("ask", PROGRAMS, ids=lambda ask: ask.__name__)
def test_a_repository_has_no_program_run(ask: Callable[[Path, str], None], clone: Path, tmp_path: Path) -> None:
    ask(clone, f"touch {tmp_path}/ran")
    run("diff", "HEAD", clone, "--data", clone)
    assert not (tmp_path / "ran").exists()


def test_a_repository_has_nothing_fetched(clone: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.5)
        promised(clone, f"http://127.0.0.1:{server.getsockname()[1]}/x")
        assert run("diff", "HEAD", clone, "--data", clone).exit_code == 2
        with pytest.raises(TimeoutError):
            server.accept()


def test_a_replaced_object_has_no_say(clone: Path, tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"measure\n")
    other = run_git(clone, "hash-object", "-w", tmp_path / "other")
    run_git(clone, "replace", run_git(clone, "rev-parse", "HEAD:totals.csv"), other)
    (clone / ".git" / "info" / "grafts").write_text(f"{run_git(clone, 'rev-parse', 'HEAD')}\n", encoding="utf-8")
    assert git.files_at("HEAD", clone, FILES, 10**7)["totals.csv"] == (clone / "totals.csv").read_bytes()


def test_a_repository_within_the_revision_is_no_file(clone: Path) -> None:
    run_git(clone, "update-index", "--add", "--cacheinfo", f"160000,{run_git(clone, 'rev-parse', 'HEAD')},totals.csv")
    run_git(clone, "commit", "-q", "-m", "y")
    done = run("diff", "HEAD", clone, "--data", clone)
    assert done.exit_code == 1 and "file-unreadable" in done.output and "totals.csv" in done.output


def test_the_environment_names_no_other_repository(
    clone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a hook of git, where GIT_DIR and others are set."""
    run_git(tmp_path, "init", "-q", "other")
    for name in ("GIT_DIR", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY"):
        monkeypatch.setenv(name, str(tmp_path / "other" / ".git"))
    monkeypatch.setenv("GIT_NAMESPACE", "other")
    assert git.files_at("HEAD", clone, FILES, 10**7)["totals.csv"] == (clone / "totals.csv").read_bytes()


def test_the_repository_of_someone_else_is_not_read(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    done = run("diff", "HEAD", clone, "--data", clone, "--lang", "en")
    assert done.exit_code == 2 and "safe.directory" in done.output, done.output


@pytest.mark.parametrize("name", ["HEAD", "config", "objects/info/alternates"])
def test_a_repository_of_pipes_is_not_waited_for(name: str, clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git, "LONGEST_S", 1)
    (clone / ".git" / name).unlink(missing_ok=True)
    os.mkfifo(clone / ".git" / name)
    assert run("diff", "HEAD", clone, "--data", clone).exit_code == 2


def test_a_revision_is_as_it_was_committed(clone: Path) -> None:
    """Attributes of the repository have no say."""
    for name, line in (("export-subst", "$Format:%H$"), ("ident", "$Id$")):
        table = clone / "atlas.toml"
        table.write_text(table.read_text(encoding="utf-8") + f"\n# {line}\n", encoding="utf-8")
        (clone / ".gitattributes").write_text(f"* {name} eol=crlf\n*.csv export-ignore\n", encoding="utf-8")
    run_git(clone, "add", ".")
    run_git(clone, "commit", "-q", "-m", "y")
    assert git.files_at("HEAD", clone, FILES, 10**7) == {name: (clone / name).read_bytes() for name in FILES}


@pytest.mark.parametrize("name", ["totals.csv", "base"])
def test_a_link_in_a_revision_is_refused_by_name(name: str, clone: Path, tmp_path: Path) -> None:
    (clone / name).rename(tmp_path / "elsewhere")
    (clone / name).symlink_to(tmp_path / "elsewhere")
    run_git(clone, "add", ".")
    run_git(clone, "commit", "-q", "-m", "y")
    done = run("diff", "HEAD", clone, "--data", clone)
    assert done.exit_code == 1 and "file-unreadable" in done.output
    assert (name if name != "base" else "base/towns.geojson") in done.output
