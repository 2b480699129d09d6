"""Texts of source files whose encoding GDAL does not know or cuts: read byte by byte, decoded here.

GDAL recodes by iconv, which keeps the last letter of windows-1258 back in case a tone mark follows, and drops it:
"Đồng Tâm II" becomes "Đồng Tâm I". Drawings state a code page that is wrong as often as not, and write letters outside
of it as \\U+1ED3.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from kcn_map.io.vector_layers import BYTE_BY_BYTE, Record

_NUMBER = re.compile(r"\d{3,5}")
_CODE_PAGE = re.compile(rb"\$DWGCODEPAGE\s+3\s+([^\r\n]{1,40})")
#: A letter by its number; half a pair of surrogates is none.
_ESCAPE = re.compile(r"\\U\+(?!d[89a-f])([0-9a-f]{4})", re.IGNORECASE)
_HEAD = 65536


def codec_of(path: Path) -> str | None:
    """The encoding in which the texts of a file are decoded here, a codec of Python; None where GDAL decodes them."""
    suffix = path.suffix.lower()
    if suffix == ".dxf":
        with path.open("rb") as file:
            stated = _CODE_PAGE.search(file.read(_HEAD))
        return _codec(stated[1] if stated else b"") or BYTE_BY_BYTE
    if suffix == ".shp":
        beside = (path.with_suffix(ending) for ending in (".cpg", ".CPG"))
        return _codec(next((file.read_bytes()[:_HEAD] for file in beside if file.is_file()), b""))
    return None


def _codec(stated: bytes) -> str | None:
    """Python's name of a code page: "1258", "ANSI_1258" and "windows-1258" are cp1258."""
    number = _NUMBER.search(stated.decode("ascii", "replace"))
    try:
        return codecs.lookup(f"cp{number[0]}").name if number else None
    except LookupError:
        return None


def decoded(records: Sequence[Record], codec: str) -> list[Record]:
    """Records that were read byte by byte, names of fields and texts as they are meant."""
    known: dict[str, str] = {}

    def text(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if value not in known:
            known[value] = decoded_text(value, codec)
        return known[value]

    return [replace(one, properties={text(k): text(v) for k, v in one.properties.items()}) for one in records]


def decoded_text(text: str, codec: str) -> str:
    """UTF-8 where the bytes are such, whatever is stated: no other Vietnamese text is valid UTF-8 by chance."""
    for encoding in ("utf-8", codec):
        try:
            text = text.encode(BYTE_BY_BYTE).decode(encoding)
            break
        except UnicodeError:  # as it is; more is found out from all texts together
            continue
    return unicodedata.normalize("NFC", _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text))
