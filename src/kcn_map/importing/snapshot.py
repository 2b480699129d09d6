"""The atlas as it was at one moment: what an import is planned on, checked with, and may replace."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from kcn_map.checking import check
from kcn_map.core.findings import Finding
from kcn_map.core.model import Dataset
from kcn_map.core.schema import FILES
from kcn_map.importing.common import Unusable, refuse
from kcn_map.io.files import recover, replace_together, temporary
from kcn_map.reading import read
from kcn_map.reading.cells import visible
from kcn_map.reading.text import read_content


def take(folder: Path) -> Mapping[str, bytes]:
    """File → content of all that an atlas holds. Raises Unusable where there is no folder or one can't be read."""
    if not folder.is_dir():
        raise Unusable([Finding("folder-missing", visible(str(folder), 200))])
    recover(folder)
    found = {name: read_content(folder, name) for name in FILES}
    unread = [content for content in found.values() if isinstance(content, Finding) and content.code != "file-missing"]
    if unread:
        raise Unusable(unread)
    return {name: content for name, content in found.items() if isinstance(content, bytes)}


def dataset_of(files: Mapping[str, bytes]) -> Dataset:
    """The dataset that these files make. Raises Unusable for settings that can't be used."""
    with _laid_out(files) as folder:
        return read(folder)


def findings_of(files: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """What `check` has to say of these files."""
    with _laid_out(files) as folder:
        return check(read(folder))


def commit(folder: Path, before: Mapping[str, bytes], changed: Mapping[str, bytes]) -> None:
    """Write the changed files, all or none, if all files of the atlas are still as they were before.

    Raises DataError where they are not, and OSError.
    """
    with _alone(folder):
        recover(folder)
        for name in FILES:
            path = folder / name
            if (path.read_bytes() if path.is_file() else None) != before.get(name):
                refuse(Finding("import-changed-meanwhile", name))
        replace_together(folder, changed)


@contextmanager
def _laid_out(files: Mapping[str, bytes]) -> Iterator[Path]:
    with temporary() as folder:
        for file, content in files.items():
            path = folder / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        yield folder


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One import at a time where the system has locks; the lock goes with the process, however that ends."""
    try:
        import fcntl
        import os
    except ImportError:  # Windows: comparing what is there has to do
        yield
        return
    place = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # a network drive without locks
            fcntl.flock(place, fcntl.LOCK_EX)
        yield
    finally:
        os.close(place)
