"""Several files as one: a ZIP, or a folder. Either comes whole or not at all."""

from __future__ import annotations

import errno
import io
import os
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from kcn_map.io.files import atomic_path, made_parents, naming, output_path, staging_dir
from kcn_map.io.journal import recover, replace_together

Parts = Mapping[str, bytes]


def write(out: Path, parts: Parts, as_of: str) -> None:
    """Write the files into `out`: a ZIP where it is named so, else a folder.

    A folder that is not there appears with all of its files; in one that is there they are replaced
    all or none, and other files stay. Raises as `output_path` does, and OSError, naming `out`.
    """
    if out.suffix.lower() == ".zip":
        with atomic_path(out) as path:
            path.write_bytes(zipped(parts, as_of))
    else:
        with naming(out):
            _write_folder(output_path(out), parts)


def zipped(parts: Parts, as_of: str) -> bytes:
    """The files as a ZIP, each dated to the start of that day: the same files make the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, zip_day(as_of))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # as on Unix, on every machine
            entry.external_attr = 0o644 << 16
            target.writestr(entry, content)
    return buffer.getvalue()


def zip_day(as_of: str) -> tuple[int, int, int, int, int, int]:
    """The start of a day as a ZIP dates its members; the nearest one that it can, which knows 1980 to 2107 alone."""
    day = min(max(date.fromisoformat(as_of), date(1980, 1, 1)), date(2107, 12, 31))
    return day.year, day.month, day.day, 0, 0, 0


def _write_folder(final: Path, parts: Parts) -> None:
    if final.is_dir():
        recover(final, parts)  # what a killed export had ready: no part of a layer may be older than the others
        replace_together(final, parts)
        return
    if final.exists():
        raise OSError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    with made_parents(final), staging_dir(final.parent) as hidden:
        fresh = hidden / final.name
        fresh.mkdir()
        for name, content in parts.items():
            (fresh / name).write_bytes(content)
        fresh.replace(final)
