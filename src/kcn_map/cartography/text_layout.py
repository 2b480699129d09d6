"""Text in a drawing: how wide it is, and how it breaks.

Widths are of a plain sans-serif and rather too wide than too narrow: the reader's own font may differ.
"""

from __future__ import annotations

import unicodedata
from functools import cache

#: Letters by width in ems; all others are as wide as a digit.
_WIDTHS = {
    0.25: "ijlI.,:;'|!()[]tf /-·",
    0.36: 'r“”"',
    0.5: "csvxyzkJ",
    0.68: "ABDEKPSVXYRCNHUTGFĐ",
    0.8: "mMWOQ%@—≥w",
}
_BOLD = 1.06
#: How much wider than that a reader's font may be: running text leaves room for it.
WIDER = 1.1
#: No more letters of one text are drawn.
LONGEST = 700


@cache
def _letter(letter: str) -> float:
    base = unicodedata.normalize("NFD", letter)[0]
    return next((width for width, letters in _WIDTHS.items() if letter in letters or base in letters), 0.556)


def width(text: str, size: float, bold: bool = False) -> float:
    """How wide a line of text is, about; combining marks take no room."""
    return size * (_BOLD if bold else 1) * sum(_letter(c) for c in text if not unicodedata.combining(c))


def clipped(text: str) -> str:
    """The text as long as a picture has room for: what is longer ends with an ellipsis."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"


def wrapped(text: str, size: float, room: float, bold: bool = False) -> list[str]:
    """The text broken at blanks into lines that fit; a word too long for a line is cut."""
    room /= WIDER
    lines: list[str] = []
    for piece in (piece for word in clipped(text).split() for piece in _pieces(word, size, room, bold)):
        longer = f"{lines[-1]} {piece}" if lines else piece
        if lines and width(longer, size, bold) <= room:
            lines[-1] = longer
        else:
            lines.append(piece)
    return lines


def shortened(text: str, size: float, room: float) -> str:
    """The text on one line, cut with an ellipsis where it does not fit."""
    room /= WIDER
    text = clipped(text)
    if width(text, size) <= room:
        return text
    while text and width(f"{text}…", size) > room:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _pieces(word: str, size: float, room: float, bold: bool) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and width(pieces[-1] + letter, size, bold) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces
