"""Files are written whole or not at all, and several that belong together all or none.

Whatever ends a run, a file is the old one or the new one. What a killed run leaves beside it, a folder whose name
begins with PREFIX, a later one clears away.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

from kcn_map.core.errors import KcnMapError

PREFIX = ".kcn-map-"
#: Folders of files that are written, whole, and on their way into their places.
PENDING = PREFIX + "pending-"
#: In it, what the files were that they are to replace: SHA-256 by name.
BEFORE = "before.json"
#: No run takes so long: an older staging folder is a dead one's.
STALE_S = 3600

State = tuple[tuple[tuple[int, int, int] | None, ...], tuple[str, ...]]


@contextmanager
def atomic_path(target: Path) -> Iterator[Path]:
    """A path to write to in place of `target`, whose place it takes once the block has ended well.

    It has the target's name, in a folder of its own beside it, so that what a library leaves
    around its file goes too. On failure the target is as it was and nothing is left beside it.
    Raises OSError, naming the target, where it can't be written; also where it is no plain file.
    """
    with naming(target):
        final = resolve(target)
        if final.exists() and not final.is_file():
            raise OSError(errno.EEXIST, os.strerror(errno.EEXIST))
        folder = _staging_dir(final.parent)
        try:
            yield folder / final.name
            _to_disk(folder / final.name)
            (folder / final.name).replace(final)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def naming(place: object) -> Iterator[None]:
    """Have an OSError name the place that its reader knows: not a temporary one or, for a full disk, nothing."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno or errno.EIO, error.strerror or str(error), str(place)) from error


@contextmanager
def temporary() -> Iterator[Path]:
    """A folder that goes with the block. Raises OSError naming the folder of all temporary files, or what sets it."""
    try:
        with TemporaryDirectory(prefix="kcn-map-") as folder:
            yield Path(folder)
    except OSError as error:
        top = Path(tempfile.tempdir or os.sep)
        named = [Path(os.fsdecode(name)) for name in (error.filename, error.filename2) if name is not None]
        if named and not any(path.is_relative_to(top) for path in named):
            raise  # it is of elsewhere
        with naming(tempfile.tempdir or "TMPDIR"):
            raise error


def resolve(path: Path) -> Path:
    """Where a file really is, so that a link stays a link. Raises OSError for a link that leads to itself."""
    with suppress(FileNotFoundError):
        path.stat()
    return Path(os.path.realpath(path))


def replace_together(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Replace files of a folder, all or none: a run that is killed half-way is completed by the next `recover`.

    Raises OSError, naming the file, where one can't be replaced. Nothing has changed then, unless a file was taken
    hold of in that very moment: then the rest waits for the next `recover`.
    """
    for name in contents:
        _refuse_held(folder / name)
    with naming(folder):
        stage = _staging_dir(folder)
    try:
        for name, content in contents.items():
            with naming(folder / name):
                (stage / name).parent.mkdir(parents=True, exist_ok=True)
                (stage / name).write_bytes(content)
                _to_disk(stage / name)
        before = json.dumps({name: _digest(folder / name) for name in contents})
        with naming(folder):
            (stage / BEFORE).write_text(before, encoding="utf-8")
            _to_disk(stage / BEFORE)
            pending = stage.rename(folder / stage.name.replace(PREFIX, PENDING))  # the one moment at which all change
    except BaseException:  # who interrupts leaves nothing either
        shutil.rmtree(stage, ignore_errors=True)
        raise
    _commit(pending, folder)


def recover(folder: Path) -> None:
    """Bring the files that a killed run had ready into their places.

    A file that somebody has edited since stays as it is. Several runs may be at it at once. Where a file can't be
    replaced, what is left waits.
    """
    for pending in _pending(folder):
        with suppress(OSError, ValueError, RecursionError):  # a damaged one does not hold up the others
            _commit(pending, folder)


def state(folder: Path, names: Iterable[str]) -> State:
    """What changes when any of these files is saved: the number, size and time of each, None where there is none.

    With it the names of the folders whose files are on their way: while there are any, old and new may be mixed.
    """
    return tuple(_stamp(folder / name) for name in names), tuple(path.name for path in _pending(folder))


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except (OSError, ValueError):  # no file, or no name for one
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def _pending(folder: Path) -> list[Path]:
    try:
        return sorted(folder.glob(PENDING + "*"))
    except (OSError, ValueError):  # no folder, or no name for one
        return []


def _commit(pending: Path, folder: Path) -> None:
    """Raises OSError for a file that can't be replaced, ValueError where what is pending was not written here."""
    try:
        before = json.loads((pending / BEFORE).read_text(encoding="utf-8"))
    except FileNotFoundError:  # another run is done with it
        return
    if not isinstance(before, dict) or not all(map(_is_inside, before)):
        raise ValueError(f"{pending / BEFORE} names files of elsewhere")
    for name, digest in before.items():
        with naming(folder / name):
            try:
                if _digest(folder / name) == digest:
                    final = (folder / name).resolve()  # a link stays a link
                    final.parent.mkdir(parents=True, exist_ok=True)
                    (pending / name).replace(final)
            except FileNotFoundError:
                if (pending / name).exists():  # else another run has moved it
                    raise
    shutil.rmtree(pending, ignore_errors=True)


def _is_inside(name: str) -> bool:
    """Whether a name leads to a file within the folder that it is of."""
    return not Path(name).is_absolute() and ".." not in Path(name).parts


def _refuse_held(path: Path) -> None:
    """Raises OSError for a file that is not to be written, or that another program keeps for itself."""
    if path.exists():
        with path.open("rb+"):
            pass


def _digest(path: Path) -> str | None:
    """SHA-256 of a file's content, None where there is none."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return None


def _staging_dir(folder: Path) -> Path:
    """A new hidden folder to write files in before they are renamed; those of dead runs beside it go."""
    for path in folder.glob(PREFIX + "*"):
        with suppress(OSError):
            if not path.name.startswith(PENDING) and time.time() - path.stat().st_mtime > STALE_S:
                shutil.rmtree(path)
    return Path(mkdtemp(prefix=PREFIX, dir=folder))


def _to_disk(path: Path) -> None:
    """Have the content on the disk before the name: after a power cut there is the old file or the new one."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


class NotEmpty(KcnMapError):
    """There is something already where a folder is to be."""

    def __init__(self, folder: Path) -> None:
        super().__init__("new.not_empty", folder=folder)


def write_folder(folder: Path, texts: Mapping[str, str]) -> None:
    """Write files, by their names in the folder, into one that is not there yet or holds nothing: all or none.

    Raises NotEmpty, and OSError naming the folder where it can't be written.
    """
    with naming(folder):
        target = resolve(folder)
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise NotEmpty(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        _fill(target, texts)


def _fill(target: Path, texts: Mapping[str, str]) -> None:
    stage = _staging_dir(target.parent)
    try:
        made = stage / "atlas"  # not the stage itself, which no one else may read
        for name, text in texts.items():
            path = made / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        _move(made, target)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _move(made: Path, target: Path) -> None:
    """Into place: at once, or, where an empty folder is there, in which someone may stand, file by file or none."""
    if not target.exists():
        made.rename(target)
        return
    moved: list[Path] = []
    try:
        for entry in sorted(made.iterdir()):
            moved.append(entry.rename(target / entry.name))
    except OSError:
        for path in moved:
            path.rename(made / path.name)
        raise
