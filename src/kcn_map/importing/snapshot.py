"""A snapshot of the atlas: an import is planned on it, checked with it, and written if it is still current."""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from kcn_map.checking import check
from kcn_map.core.findings import DataError, Finding
from kcn_map.core.model import Dataset
from kcn_map.importing.common import Unusable
from kcn_map.io import journal
from kcn_map.io.files import temporary
from kcn_map.reading import files_in, parse, read, read_files
from kcn_map.reading.text import read_content
from kcn_map.text.messages import Told


class ChangedMeanwhile(DataError):
    """Somebody saved a file of the atlas meanwhile, which stays. `written`: the other files are replaced already."""

    def __init__(self, names: Iterable[str], *, written: bool) -> None:
        key = "import.others_written" if written else "import.nothing_written"
        outcome = Told(key)
        super().__init__(Finding("import-changed-meanwhile", name, params={"outcome": outcome}) for name in names)
        self.written = written


def take(folder: Path) -> Mapping[str, bytes]:
    """File → content of all that an atlas holds. Raises Unusable where there is no folder or one can't be read."""
    found, _ = read_files(folder)
    unread = [content for content in found.values() if isinstance(content, Finding) and content.code != "file-missing"]
    if unread:
        raise Unusable(unread)
    return {name: content for name, content in found.items() if isinstance(content, bytes)}


def dataset_of(files: Mapping[str, bytes]) -> Dataset:
    """The dataset that these files make. Raises Unusable for settings that can't be used."""
    return parse(files)


def findings_of(files: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """What `check` has to say of these files."""
    with _laid_out(files) as folder:
        return check(read(folder))


def refuse_new_errors(before: Mapping[str, bytes], changed: Mapping[str, bytes]) -> None:
    """Raises DataError with the errors that these changes would bring; an atlas in the making has some already."""
    known = set(_errors(findings_of(before)))
    new = [finding for finding in findings_of({**before, **changed}) if {*_errors([finding])} - known]
    if new:
        raise DataError(new)


def _errors(findings: Iterable[Finding]) -> Iterator[tuple[object, ...]]:
    return ((f.code, f.file, f.row, f.field, f.value) for f in findings if f.severity == "error")


def commit(folder: Path, before: Mapping[str, bytes], changed: Mapping[str, bytes]) -> None:
    """Write the changed files, all or none, if all files of the atlas are still as they were before.

    What an earlier import was killed over is completed first. Raises ChangedMeanwhile where they are not, and OSError.
    """
    with _locked(folder):
        names = files_in(folder)
        journal.recover(folder, names)
        for name in names:
            content = read_content(folder / name, name)
            if (content if isinstance(content, bytes) else None) != before.get(name):
                raise ChangedMeanwhile([name], written=False)
        try:
            if changed:
                journal.replace_together(folder, changed, {name: before.get(name) for name in changed})
        except journal.Edited as edited:
            raise ChangedMeanwhile(edited.names, written=edited.written) from edited


@contextmanager
def _laid_out(files: Mapping[str, bytes]) -> Iterator[Path]:
    with temporary() as folder:
        for file, content in files.items():
            path = folder / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        yield folder


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One import at a time on a machine; the lock goes with the process, however that ends, and leaves no file."""
    with ExitStack() as stack:
        with suppress(OSError, NotImplementedError):  # no lock to be had: comparing what is there has to do
            stack.enter_context(_lock(folder))
        yield


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    if sys.platform == "win32":  # a folder can't be locked; the file goes again, since none that is open can be removed
        from filelock import FileLock

        name = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:16]
        with FileLock(Path(tempfile.gettempdir()) / f"kcn-map-{name}.lock", mode=0o666):
            yield
    else:
        import fcntl

        handle = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)
