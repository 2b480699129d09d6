"""Several files of a folder, replaced all or none.

The new files wait in a hidden folder beside their places, with what each of them is to replace. A run that is killed
on the way leaves that folder: `recover` completes it, and is for those who may write; who only reads asks `waiting`.
Such a folder may also come with an atlas from anywhere, made to do harm. So it counts only where it is a plain folder
of plain files, with names that the caller knows, and nothing in it or around it leads elsewhere.
"""

from __future__ import annotations

import json
import os
import stat
import time
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path

from kcn_map.io.files import (
    LARGEST_FILE,
    PREFIX,
    LeadsElsewhere,
    TooLarge,
    fsync_file,
    keep_permissions,
    naming,
    open_regular,
    read_regular,
    remove_tree,
    resolve,
    staging_dir,
)
from kcn_map.values import dataclass

#: Folders of files that are written, whole, and on their way into their places.
PENDING = PREFIX + "pending-"
#: In it, what the files were that they are to replace: SHA-256 by name, null for a file that was not there.
BEFORE = "before.json"
LARGEST_JOURNAL = 1_000_000
#: Killed runs leave no more; a folder from anywhere may have any number, each with large files to compare.
MOST_PENDING = 16
#: A file saved so lately may be saved again without another time: FAT counts by two seconds, other systems by 4 ms.
YOUNG_S = 3.0

#: What distinguishes one save from the next, None where there is no file; the SHA-256 of a file saved just now.
FileState = tuple[tuple[int, int, int, int] | None, str | None]
State = tuple[tuple[FileState, ...], tuple[str, ...]]


class Edited(Exception):
    """Files were saved by somebody else, and stay so. `written`: the others have been replaced already."""

    def __init__(self, names: Collection[str], *, written: bool) -> None:
        super().__init__(", ".join(names))
        self.names, self.written = tuple(names), written


@dataclass(frozen=True, slots=True)
class Waiting:
    """What killed runs have left: `files`, by name, take their places once it is recovered; `broken` folders never."""

    folders: tuple[str, ...]
    files: Mapping[str, Path]
    broken: tuple[str, ...]


def replace_together(
    folder: Path, contents: Mapping[str, bytes], before: Mapping[str, bytes | None] | None = None
) -> None:
    """Replace files of a folder, all or none: a run that is killed half-way is completed by the next `recover`.

    `before` is what the files were when the new contents were made of them; without it whatever is there is replaced.
    Raises Edited for a file that is no longer so, and OSError, naming the file, where one can't be replaced. Nothing
    has changed then, unless that came about in the very last moment: then the rest waits for `recover`.
    """
    for name in contents:
        _refuse_held(_inside(folder, name, contents))
    with staging_dir(folder) as stage:
        for name, content in contents.items():
            with naming(folder / name):
                (stage / name).parent.mkdir(parents=True, exist_ok=True)
                (stage / name).write_bytes(content)
                fsync_file(stage / name)
                keep_permissions(stage / name, folder / name)
        now = {name: _digest_of(folder / name) for name in contents}
        old = now if before is None else {name: _digest(before[name]) for name in contents}
        if edited := [name for name in contents if now[name] != old[name]]:
            raise Edited(edited, written=False)
        old = {name: digest for name, digest in old.items() if digest != _digest(contents[name])}
        with naming(folder):
            (stage / BEFORE).write_text(json.dumps(old), encoding="utf-8")
            fsync_file(stage / BEFORE)
            pending = stage.rename(folder / stage.name.replace(PREFIX, PENDING))  # the one moment at which all change
    if edited := _commit(pending, folder, contents):
        raise Edited(edited, written=True)


def recover(folder: Path, names: Collection[str]) -> None:
    """Bring the files that a killed run had ready into their places; `names` are those that may be written.

    A file that somebody has edited since stays as it is. Several runs may be at it at once. Where a file can't be
    replaced, what is left waits.
    """
    for pending in _pending(folder):
        with suppress(OSError, ValueError):  # a damaged one does not hold up the others
            _commit(pending, folder, names)


def waiting(folder: Path, names: Collection[str]) -> Waiting:
    """What `recover` would do. Changes nothing."""
    folders: list[str] = []
    files: dict[str, Path] = {}
    broken: list[str] = []
    for pending in _pending(folder):
        try:
            before = _read_before(pending, folder, names)
            files |= {name: pending / name for name in _due(pending, folder, before, files)}
            folders.append(pending.name)
        except (OSError, ValueError):
            if pending.exists():  # else it has been completed in this moment
                broken.append(pending.name)
    return Waiting(tuple(folders), files, tuple(broken))


def state(folder: Path, names: Collection[str]) -> State:
    """What the files are at this moment, and the folders that are pending: two states are compared by `is_same`."""
    return tuple(_file_state(folder / name) for name in names), tuple(path.name for path in _pending(folder))


def is_same(one: State, other: State) -> bool:
    """Whether nothing was saved between two states. The content is known of young files only; others by their time."""
    return one[1] == other[1] and all(
        first[0] == second[0] and (first[1] == second[1] or None in (first[1], second[1]))
        for first, second in zip(one[0], other[0], strict=True)
    )


def _file_state(path: Path) -> FileState:
    try:
        found = path.stat()
        is_young = any(abs(time.time() - moment) < YOUNG_S for moment in (found.st_mtime, found.st_ctime))
        digest = _digest_of(path) if is_young and found.st_size <= LARGEST_FILE else None
    except (OSError, ValueError):  # no file, or no name for one
        return None, None
    return (found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns), digest


def _pending(folder: Path) -> list[Path]:
    try:
        return sorted(folder.glob(PENDING + "*"))[:MOST_PENDING]
    except (OSError, ValueError):  # no folder, or no name for one
        return []


def _commit(pending: Path, folder: Path, names: Collection[str]) -> list[str]:
    """The names of the files that stay, because they are not as they were.

    Raises OSError for a file that can't be replaced, ValueError where what is pending was not written here.
    """
    try:
        before = _read_before(pending, folder, names)
    except FileNotFoundError:  # another run is done with it
        return []
    for name in _due(pending, folder, before):
        with naming(folder / name):
            try:
                final = _inside(folder, name, names)  # a link stays a link
                final.parent.mkdir(parents=True, exist_ok=True)
                (pending / name).replace(final)
            except FileNotFoundError:
                if (pending / name).exists():  # else another run has moved it
                    raise
    edited = [name for name in before if (pending / name).exists()]
    remove_tree(pending)
    return edited


def _due(
    pending: Path, folder: Path, before: Mapping[str, str | None], recovered: Mapping[str, Path] | None = None
) -> list[str]:
    """The files that are still to take their places: those that are as they were, or as those `recovered` before.

    None where one that had taken its place is as it was before: somebody has put the old files back.
    """
    now = recovered or {}
    ready = {name: (pending / name).exists() for name in before}  # first: another run may be moving them
    old = [name for name, digest in before.items() if _digest_of(now.get(name, folder / name)) == digest]
    return old if all(ready[name] for name in old) else []


def _read_before(pending: Path, folder: Path, names: Collection[str]) -> dict[str, str | None]:
    """What the files were. Raises FileNotFoundError where nothing is pending any more, ValueError for no journal."""
    if not stat.S_ISDIR(pending.lstat().st_mode):
        raise ValueError(f"{pending} is no folder")
    try:
        before = json.loads(read_regular(pending / BEFORE, LARGEST_JOURNAL))
    except RecursionError:
        before = None
    if not isinstance(before, dict) or not all(isinstance(digest, str | None) for digest in before.values()):
        raise ValueError(f"{pending / BEFORE} is no journal")
    for name in before:
        _inside(folder, name, names)
        if (pending / name).resolve() != pending.resolve() / name or not _is_regular(pending / name, absent=True):
            raise ValueError(f"{pending / name} is no plain file")
    return before


def _inside(folder: Path, name: str, names: Collection[str]) -> Path:
    """Where a file of the folder really is. Raises LeadsElsewhere where a link makes it none of these files."""
    if name not in names:
        raise ValueError(f"{name!r} is no file of {folder}")
    final, top = resolve(folder / name), folder.resolve()
    if not final.is_relative_to(top) or final.relative_to(top).as_posix() not in names:
        raise LeadsElsewhere(folder / name, final)
    return final


def _is_regular(path: Path, *, absent: bool = False) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except FileNotFoundError:
        return absent


def _refuse_held(path: Path) -> None:
    """Raises OSError for a file that is not to be written, or that another program keeps for itself."""
    if path.exists():
        with path.open("rb+"):
            pass


def _digest_of(path: Path) -> str | None:
    """SHA-256 of a file's content, None where there is none. Raises OSError for what is no plain file, or too large."""
    import hashlib  # few commands find a journal

    try:
        with open_regular(path) as file:
            if (size := os.fstat(file.fileno()).st_size) > LARGEST_FILE:
                raise TooLarge(path, size)
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None


def _digest(content: bytes | None) -> str | None:
    import hashlib

    return None if content is None else hashlib.sha256(content).hexdigest()
