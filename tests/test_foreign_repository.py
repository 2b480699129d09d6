"""A git repository from anywhere: nothing of it is run, fetched or followed elsewhere."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from machine_faults import run
from shipped_schema import FILES

from kcn_map.io import git

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no links and no FIFO without rights")


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
    there = [name for name in FILES if (clone / name).exists()]  # an atlas may do without files of words
    assert git.files_at("HEAD", clone, FILES, 10**7) == {name: (clone / name).read_bytes() for name in there}


@pytest.mark.parametrize("name", ["totals.csv", "base"])
def test_a_link_in_a_revision_is_refused_by_name(name: str, clone: Path, tmp_path: Path) -> None:
    (clone / name).rename(tmp_path / "elsewhere")
    (clone / name).symlink_to(tmp_path / "elsewhere")
    run_git(clone, "add", ".")
    run_git(clone, "commit", "-q", "-m", "y")
    done = run("diff", "HEAD", clone, "--data", clone)
    assert done.exit_code == 1 and "file-unreadable" in done.output
    assert (name if name != "base" else "base/towns.geojson") in done.output
