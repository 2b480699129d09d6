"""Any text as XML: what XML can't hold becomes U+FFFD."""

from __future__ import annotations

import re

#: As html.escape has them, which would be imported with all of HTML's entities.
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"})
#: Control characters, halves of surrogate pairs, and two that are no characters.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)


def escaped(text: str) -> str:
    """Safe in elements and in quoted attributes, of XML and of HTML."""
    return clean(text).translate(_ESCAPES)
