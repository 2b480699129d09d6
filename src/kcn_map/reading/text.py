"""The text of a file of the atlas, or the finding that says why there is none."""

from __future__ import annotations

from pathlib import Path

from kcn_map.core.findings import Finding
from kcn_map.io.files import LARGEST_FILE as LARGEST_FILE
from kcn_map.io.files import NotAFile, TooLarge, read_regular
from kcn_map.text.messages import Told
from kcn_map.text.reasons import reason

#: The content of a file, or the finding that says why it can't be read.
Content = bytes | Finding


def read_text(path: Path, name: str, largest: int = LARGEST_FILE) -> str | Finding:
    """UTF-8 text without a byte order mark. `name` is what findings call the file, `largest` the most bytes read."""
    content = read_content(path, name, largest)
    return content if isinstance(content, Finding) else decode(name, content)


def read_content(path: Path, name: str, largest: int = LARGEST_FILE) -> Content:
    try:
        return read_regular(path, largest)
    except FileNotFoundError:
        if path.is_symlink():
            why = Told("detail.broken_link")
            return Finding("file-unreadable", name, params={"why": why})
        return Finding("file-missing", name)
    except NotAFile:
        return Finding("file-unreadable", name, params={"why": Told("detail.no_file")})
    except TooLarge as error:
        params = {"size": _megabytes(error.size), "most": _megabytes(largest)}
        return Finding("file-too-large", name, params=params)
    except OSError as error:
        return Finding("file-unreadable", name, params={"why": reason(error)})


def decode(name: str, content: bytes) -> str | Finding:
    """The text of a file of UTF-8, or where it is none."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = error.object  # without the byte order mark
        line = found.count(b"\n", 0, error.start) + 1
        value = f"0x{found[error.start]:02X}"
        return Finding("encoding-not-utf8", name, row=line, value=value, params={"byte": error.start + 1})


def _megabytes(size: int) -> float:
    return round(size / 1_000_000, 1)
