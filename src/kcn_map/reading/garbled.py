"""UTF-8 that a program has decoded as windows-1252 or windows-1258 and saved in that form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from kcn_map.core.findings import Finding
from kcn_map.reading.cells import visible

#: What two bytes of most Vietnamese vowels look like; no text has it of its own.
_SIGNS = ("á»", "áº")
#: What UTF-8 gives when it is read right: letters with marks, and the punctuation of texts.
_READABLE = "[\t\n\r\x20-\x7e\u00a0-\u024f\u0300-\u036f\u1e00-\u1eff\u2010-\u203a]*"


def as_meant(text: str) -> str | None:
    """A garbled text as it was meant; None for one that is as it should be, and where that can't be determined."""
    for table in map(_bytes_of, ("cp1252", "cp1258")):
        try:
            again = bytes(table[char] for char in text).decode("utf-8")
        except (KeyError, UnicodeDecodeError):
            continue
        if again != text and re.fullmatch(_READABLE, again):
            return again
    return None


def garbled(text: str) -> str | None:
    """The same, and as far as it can be determined where letters were lost: "…" stands for each of these."""
    meant = as_meant(text)
    if meant is not None or not any(sign in text for sign in _SIGNS):
        return meant
    table = _bytes_of("cp1252")
    again = bytes(table.get(char, 0xFF) for char in text).decode("utf-8", "replace")
    return re.sub("\ufffd+", "…", again)


def encoded_twice(name: str, text: str) -> Finding | None:
    """What to say of a file all of which is garbled, at its first word that is."""
    if not any(sign[1] in text for sign in _SIGNS):  # one character is found in a third of the time of two
        return None
    if not any(sign in text for sign in _SIGNS):
        return None
    meant = as_meant(text)
    if meant is None:
        return None
    line = next(number for number, line in enumerate(text.splitlines(), 1) if not line.isascii())
    word = next(word for word in re.findall(r"[^\s,;\"]+", text) if not word.isascii())
    params = {"repaired": visible(as_meant(word) or "–")}
    return Finding("encoding-twice", name, row=line, value=visible(word), params=params)


@cache
def _bytes_of(encoding: str) -> Mapping[str, int]:
    """Character → its byte; a byte without a character is its own, as programs have it."""
    found = {}
    for byte in range(256):
        try:
            found[bytes([byte]).decode(encoding)] = byte
        except UnicodeDecodeError:
            found[chr(byte)] = byte
    return found
