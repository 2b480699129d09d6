"""Files are written whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp


@contextmanager
def draft(target: Path) -> Iterator[Path]:
    """A path to write to in place of `target`, whose place it takes once the block has ended well.

    It has the target's name, in a folder of its own beside it, so that what a library leaves
    around its file goes too. On failure the target is as it was and nothing is left beside it.
    Raises OSError, naming the target, where it can't be written; also where it is no plain file.
    """
    final = target.resolve()  # a link stays a link
    try:
        if final.exists() and not final.is_file():
            raise OSError(errno.EEXIST, os.strerror(errno.EEXIST))
        folder = Path(mkdtemp(prefix=".kcn-map-", dir=final.parent))
        try:
            yield folder / final.name
            _to_disk(folder / final.name)
            (folder / final.name).replace(final)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    except OSError as error:
        raise OSError(error.errno or errno.EIO, error.strerror or str(error), str(target)) from error


def _to_disk(path: Path) -> None:
    """Have the content on the disk before the name: after a power cut there is the old file or the new one."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
