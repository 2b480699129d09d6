"""The text of a file of the atlas, or the finding that says why there is none."""

from __future__ import annotations

import stat
from pathlib import Path

from kcn_map.core.findings import Finding
from kcn_map.reading.cells import visible

LARGEST_FILE = 200_000_000


def read_text(folder: Path, name: str, largest: int = LARGEST_FILE) -> str | Finding:
    """UTF-8 text without a byte order mark. `largest` is the most bytes that are read."""
    content = read_content(folder, name, largest)
    return content if isinstance(content, Finding) else _decoded(name, content)


def read_content(folder: Path, name: str, largest: int = LARGEST_FILE) -> bytes | Finding:
    path = folder / name
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):  # a pipe or a device might never end
            return Finding("file-unreadable", name, params={"why": {"vi": "không phải là tệp", "en": "it is no file"}})
        if found.st_size > largest:
            params = {"size": _megabytes(found.st_size), "most": _megabytes(largest)}
            return Finding("file-too-large", name, params=params)
        return path.read_bytes()
    except FileNotFoundError:
        if path.is_symlink():
            why = {"vi": "liên kết không dẫn tới đâu", "en": "it is a link to nothing"}
            return Finding("file-unreadable", name, params={"why": why})
        return Finding("file-missing", name)
    except OSError as error:
        return Finding("file-unreadable", name, params={"why": visible(error.strerror or str(error))})


def _decoded(name: str, content: bytes) -> str | Finding:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = error.object  # without the byte order mark
        line = found.count(b"\n", 0, error.start) + 1
        value = f"0x{found[error.start]:02X}"
        return Finding("encoding-not-utf8", name, row=line, value=value, params={"byte": error.start + 1})


def _megabytes(size: int) -> float:
    return round(size / 1_000_000, 1)
