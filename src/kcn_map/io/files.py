"""Atomic writes, and reads of regular files only.

Whatever ends a run, a file is the old one or the new one. What a killed run leaves beside it, a folder whose name
begins with PREFIX, a later one clears away.
"""

from __future__ import annotations

import errno
import io
import os
import stat
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from io import BufferedReader
from pathlib import Path

from kcn_map.core.errors import KcnMapError
from kcn_map.core.schema import SETTINGS_FILE
from kcn_map.io.interrupts import undone

PREFIX = ".kcn-map-"
#: Folders of files that are written, whole, and on their way into their places: see journal.py.
PENDING = PREFIX + "pending-"
#: No run takes so long: an older staging folder is a dead one's.
STALE_S = 3600
#: No file of an atlas is larger, as far as it is read.
LARGEST_FILE = 200_000_000
#: The subfolder of an atlas that holds some of its files.
_INNER_FOLDER = "base"


class AmongInputs(KcnMapError):
    """An output would stand among the files of an atlas, in the place of one, or beside them."""

    def __init__(self, path: Path, final: Path, folder: Path) -> None:
        super().__init__("files.among_inputs", path=path, final=final, folder=folder, name=final.name)


class LeadsElsewhere(OSError):
    """A link leads out of the folder in which a file is to be written. `target` is where it leads."""

    def __init__(self, path: Path, target: Path) -> None:
        super().__init__(errno.ELOOP, f"it is a link that leads to {target}", str(path))
        self.target = target


class NotAFile(OSError):
    """What is to be read is a folder, a pipe or a device."""

    def __init__(self, path: Path) -> None:
        super().__init__(errno.EINVAL, "it is no plain file", str(path))


class TooLarge(OSError):
    """A file has more bytes than are read of it: at least `size`."""

    def __init__(self, path: Path, size: int) -> None:
        super().__init__(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
        self.size = size


@contextmanager
def atomic_path(target: Path) -> Iterator[Path]:
    """A path to write to in place of `target`, whose place it takes once the block has ended well.

    It has the target's name, in a folder of its own beside it, so that what a library leaves
    around its file goes too. Folders above it are made if need be. A file that is replaced passes on its permissions.
    On failure the target is as it was and nothing is left beside it. Raises as `output_path` does, and OSError, naming
    the target, where it can't be written; also where it is no plain file.
    """
    with naming(target):
        final = output_path(target)
        if final.exists() and not final.is_file():
            kind = errno.EISDIR if final.is_dir() else errno.EEXIST
            raise OSError(kind, os.strerror(kind))
    with made_parents(final, target), staging_dir(final.parent, target) as folder:
        with naming(target, folder):
            yield folder / final.name
        with naming(target):
            fsync_file(folder / final.name)
            keep_permissions(folder / final.name, final)
            (folder / final.name).replace(final)


def output_path(target: Path, folder: Path | None = None) -> Path:
    """Where an output is really written, if that is not among the files of an atlas: they are what it is made from.

    `folder` is the atlas that it is made from, whose files may be links. Raises AmongInputs, and as `resolve` does.
    """
    final = resolve(target)
    home = _atlas_of(final) or _atlas_of(final.parent)
    if home is None and folder is not None and _is_one_of(final, folder):
        home = folder
    if home is not None:
        raise AmongInputs(target, final, home)
    return final


def _atlas_of(folder: Path) -> Path | None:
    """The atlas whose files stand in a folder itself: the folder, or the one above that of the base map."""
    homes = (folder, folder.parent) if folder.name.casefold() == _INNER_FOLDER else (folder,)
    return next((home for home in homes if os.path.lexists(home / SETTINGS_FILE)), None)


def _is_one_of(path: Path, folder: Path) -> bool:
    """Whether a path is a file of a folder, or of one in it, that may be a link."""
    return any(_is_same_file(path, other) for pattern in ("*", "*/*") for other in folder.glob(pattern))


def _is_same_file(path: Path, other: Path) -> bool:
    try:
        return path.samefile(other)
    except OSError:
        return False


@contextmanager
def made_parents(path: Path, place: Path | None = None) -> Iterator[None]:
    """Have the folders above a path; those made for it go again on failure. An OSError names `place`, or the path."""
    missing = [folder for folder in path.parents if not folder.exists()]
    try:
        with undone(partial(_make_parents, path, place or path), lambda made: _remove_empty(missing)):
            yield
    except BaseException:
        _remove_empty(missing)
        raise


def _make_parents(path: Path, place: Path) -> None:
    with naming(place):
        path.parent.mkdir(parents=True, exist_ok=True)


def _remove_empty(folders: Iterable[Path]) -> None:
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()


def keep_permissions(new: Path, old: Path) -> None:
    """Give a file the mode, and where that may be done the group, of the one that it is to replace, if there is one."""
    with suppress(FileNotFoundError):
        found = old.stat()
        if new.stat().st_gid != found.st_gid:
            with suppress(OSError):
                os.chown(new, -1, found.st_gid)
        new.chmod(stat.S_IMODE(found.st_mode))


@contextmanager
def naming(place: object, within: Path | None = None) -> Iterator[None]:
    """Have an OSError name the place that its reader knows: not a temporary one or, for a full disk, nothing.

    `within` is the folder that is written to: a file elsewhere, which can't be read for it, is named itself.
    """
    try:
        yield
    except LeadsElsewhere:
        raise
    except OSError as error:
        if within is not None and was_to_be_read(error) and not _is_within(error.filename, within):
            raise
        raise OSError(error.errno or errno.EIO, error.strerror or str(error), str(place)) from error


#: Errors of reading a file. A full or broken disk is an error of writing.
_OF_READING = {errno.ENOENT, errno.EACCES, errno.EISDIR, errno.ENOTDIR, errno.EMFILE, errno.ENFILE, errno.ELOOP}


def was_to_be_read(error: OSError) -> bool:
    """Whether it is about a file that was to be read. One to be written has been named, and so has a cause."""
    named = error.filename is not None and error.filename2 is None
    return named and error.errno in _OF_READING and not isinstance(error.__cause__, OSError)


def _is_within(name: str | bytes, folder: Path) -> bool:
    return Path(os.fsdecode(name)).is_relative_to(folder)


@contextmanager
def temporary() -> Iterator[Path]:
    """A folder that goes with the block. Raises OSError naming the folder of all temporary files, or what sets it."""
    import tempfile
    from tempfile import TemporaryDirectory

    try:
        with undone(partial(TemporaryDirectory, prefix="kcn-map-"), TemporaryDirectory.cleanup) as made, made as folder:
            yield Path(folder)
    except OSError as error:
        top = Path(tempfile.tempdir or os.sep)
        named = [Path(os.fsdecode(name)) for name in (error.filename, error.filename2) if name is not None]
        if named and not any(path.is_relative_to(top) for path in named):
            raise  # it is of elsewhere
        with naming(tempfile.tempdir or "TMPDIR"):
            raise error


def resolve(path: Path) -> Path:
    """Where a file to be written really is, so that a link stays a link.

    A folder from anywhere may hold links that lead anywhere. So a link must stay in the folder where it stands, and a
    path within the working directory there. Raises LeadsElsewhere, and OSError for a link that leads to itself.
    """
    with suppress(FileNotFoundError):
        path.stat()
    final = Path(os.path.realpath(path))
    within = not path.is_absolute() and ".." not in Path(os.path.normpath(path)).parts
    if not final.is_relative_to(os.path.realpath("." if within else path.parent)):
        raise LeadsElsewhere(path, final)
    return final


@contextmanager
def open_regular(path: Path) -> Iterator[BufferedReader]:
    """A plain file, open to read. Raises NotAFile for a pipe or a device, which might never end, OSError otherwise."""
    if not stat.S_ISREG(path.stat().st_mode):  # opening some devices has effects
        raise NotAFile(path)
    with io.open(path, "rb", opener=_without_waiting) as file:  # noqa: UP020  what tests replace
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):  # it has become another one meanwhile
            raise NotAFile(path)
        yield file


def read_regular(path: Path, most: int) -> bytes:
    """The content of a plain file of at most so many bytes. Raises as `open_regular` does, and TooLarge."""
    with open_regular(path) as file:
        size = os.fstat(file.fileno()).st_size
        content = b"" if size > most else file.read(most + 1)
    if max(size, len(content)) > most:
        raise TooLarge(path, max(size, len(content)))
    return content


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


@contextmanager
def staging_dir(folder: Path, place: Path | None = None) -> Iterator[Path]:
    """A new hidden folder to write files in before they are renamed; those of dead runs beside it go.

    It goes with the block, with what is left in it. An OSError names `place`, or the folder.
    """
    with naming(place or folder):
        for path in folder.glob(PREFIX + "*"):
            with suppress(OSError):
                if not path.name.startswith(PENDING) and time.time() - path.stat().st_mtime > STALE_S:
                    remove_tree(path)
    with undone(partial(_make_hidden, folder, place or folder), remove_tree) as made:
        try:
            yield made
        finally:
            remove_tree(made)


def _make_hidden(folder: Path, place: Path) -> Path:
    with naming(place):
        from tempfile import mkdtemp

        return Path(mkdtemp(prefix=PREFIX, dir=folder))


def remove_tree(folder: Path) -> None:
    """Remove a folder with all that can be removed of what is in it."""
    from shutil import rmtree  # as tempfile, of no use to who only reads: 4 % of a query

    rmtree(folder, ignore_errors=True)


def fsync_file(path: Path) -> None:
    """Have the content on the disk before the name: after a power cut there is the old file or the new one."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
