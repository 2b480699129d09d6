"""Earlier states of a data folder, out of its git history."""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kcn_map.core.errors import KcnMapError
from kcn_map.io.files import temporary


class NoRevision(KcnMapError):
    """There is no such revision, or the folder is in no git repository."""

    def __init__(self, name: str, folder: Path) -> None:
        super().__init__("diff.neither", name=name, folder=folder)


class NoGit(NoRevision):
    """git itself is not on this machine, or not on the PATH."""

    def __init__(self, name: str) -> None:
        KcnMapError.__init__(self, "diff.no_git", name=name)


@contextmanager
def folder_at(revision: str, folder: Path) -> Iterator[Path]:
    """The data folder as it was at a git revision, in a temporary place. Raises NoRevision, or NoGit."""
    if shutil.which("git") is None:
        raise NoGit(revision)
    try:
        commit = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        archive = _git(folder, "archive", "--format=tar", commit.decode("ascii").strip(), ".")
    except (OSError, subprocess.CalledProcessError) as error:
        raise NoRevision(revision, folder) from error
    with temporary() as place:
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(place, filter="data")
        yield place


def _git(folder: Path, *arguments: str) -> bytes:
    return subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=True).stdout
