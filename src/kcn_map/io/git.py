"""Earlier states of a data folder from its git history.

A repository from anywhere may ask git for much in its configuration and attributes: to fetch what is missing, to run
hooks, filters and other programs. So git is asked for bare objects alone, and all else is closed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Collection
from pathlib import Path, PurePosixPath

from kcn_map.core.errors import KcnMapError
from kcn_map.core.findings import Finding
from kcn_map.text.messages import Told

#: git waits for no one, fetches nothing, and takes objects for what they are.
ENVIRONMENT = {
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
}
#: Variables that name another repository than that of the folder, as git sets them for its hooks.
OTHER_REPOSITORY = (
    *("GIT_DIR", "GIT_COMMON_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_NAMESPACE"),
    *("GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_GRAFT_FILE", "GIT_SHALLOW_FILE", "GIT_REPLACE_REF_BASE"),
)
#: What a repository's own configuration may not decide.
SETTINGS = ("core.fsmonitor=false", f"core.hooksPath={os.devnull}", "protocol.allow=never", "core.pager=")
PLAIN_FILES, LINK = ("100644", "100755"), "120000"
LONGEST_S = 20


class NoRevision(KcnMapError):
    """There is no such revision, or the folder is in no git repository."""

    def __init__(self, name: str, folder: Path) -> None:
        super().__init__("diff.neither", name=name, folder=folder)


class NoGit(NoRevision):
    """git itself is not on this machine, or not on the PATH."""

    def __init__(self, name: str) -> None:
        KcnMapError.__init__(self, "diff.no_git", name=name)


class OtherOwner(NoRevision):
    """The repository belongs to someone else: git reads it for those alone who name it in `safe.directory`."""

    def __init__(self, name: str, folder: Path) -> None:
        KcnMapError.__init__(self, "diff.other_owner", name=name, folder=folder)


def files_at(revision: str, folder: Path, names: Collection[str], largest: int) -> dict[str, bytes | Finding]:
    """Those files of a data folder as they were at a git revision, or why one can't be read. Raises NoRevision, NoGit,
    OtherOwner.

    `largest` is the most bytes that are read of a file.
    """
    if shutil.which("git") is None:
        raise NoGit(revision)
    try:
        commit = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        folders = {PurePosixPath(name).parent.as_posix() for name in names} - {"."}
        entries = _entries(_git(folder, "ls-tree", "-zl", commit.decode("ascii").strip(), "--", *folders, *names))
        links = [name for name in folders if entries.get(name, ("",))[0] == LINK]
        entries |= {name: entries[link] for link in links for name in names if name.startswith(f"{link}/")}
        return {name: _content(folder, name, *entries[name], largest) for name in names if name in entries}
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        if b"safe.directory" in (getattr(error, "stderr", None) or b""):
            raise OtherOwner(revision, folder) from error
        raise NoRevision(revision, folder) from error


def _entries(listed: bytes) -> dict[str, tuple[str, str, str]]:
    """File → mode, object and size, of "mode type object size<TAB>name" by name."""
    found = {}
    for line in filter(None, listed.split(b"\0")):
        about, _, name = line.partition(b"\t")
        mode, _, thing, size = about.decode("ascii").split()
        found[name.decode("utf-8", "replace")] = mode, thing, size
    return found


def _content(folder: Path, name: str, mode: str, thing: str, size: str, largest: int) -> bytes | Finding:
    if mode not in PLAIN_FILES:
        why = Told("detail.link_in_git")
        return Finding("file-unreadable", name, params={"why": why})
    if int(size) > largest:
        params = {"size": round(int(size) / 1e6, 1), "most": round(largest / 1e6, 1)}
        return Finding("file-too-large", name, params=params)
    return _git(folder, "cat-file", "blob", thing)


def _git(folder: Path, *arguments: str) -> bytes:
    settings = [word for setting in SETTINGS for word in ("-c", setting)]
    environment = {name: value for name, value in os.environ.items() if name not in OTHER_REPOSITORY}
    return subprocess.run(
        ["git", "-C", str(folder), "--no-pager", *settings, *arguments],
        env=environment | ENVIRONMENT, stdin=subprocess.DEVNULL, capture_output=True, check=True, timeout=LONGEST_S,
    ).stdout  # fmt: skip
