"""Whether two spellings are of one name."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from kcn_map.text.names import Prefixes, fold, fold_unit, unit_of

TONES = "\u0300\u0301\u0303\u0309\u0323"
_NO_TONES = dict.fromkeys(map(ord, TONES))


def is_name_of(text: str, known: Iterable[str], prefixes: Prefixes = ()) -> bool:
    """Whether a text is one of the names, with or without its prefix, tone marks and capitals; of no other unit."""
    known = tuple(known)
    if any(name == text or name.endswith(" " + text) for name in known):
        return True
    return any(_is_form(text, name, prefixes) for name in known)


def _is_form(text: str, name: str, prefixes: Prefixes) -> bool:
    if len({unit_of(text, prefixes), unit_of(name, prefixes)} - {""}) > 1:
        return False
    return not {fold(text), fold_unit(text, prefixes)}.isdisjoint((fold(name), fold_unit(name, prefixes)))


def spelt(name: str) -> str:
    """A name for comparison: Hoà and Hòa are one, Hoà and Hoá are two."""
    words = unicodedata.normalize("NFD", name.casefold()).split()
    return " ".join(word.translate(_NO_TONES) + "".join(char for char in word if char in TONES) for word in words)
