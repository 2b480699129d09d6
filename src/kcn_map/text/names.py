"""Vietnamese names as people type them: with or without tone marks, prefixes, capitals.

The page's fold.js does the same; both are tested with the cases of tests/cases/fold.json.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from kcn_map.text.similarity import closest

Key = TypeVar("Key")

#: Words before the name of an administrative unit, folded, the longest first.
UNIT_PREFIXES = (
    "thanh pho",
    "thi tran",
    "thi xa",
    "phuong",
    "huyen",
    "tinh",
    "quan",
    "xa",
    "tp",
    "tt",
    "tx",
    "h",
    "p",
    "x",
)
#: Letters that are no Latin letter with a mark: of Vietnamese and Ê-đê, and of names from abroad.
PLAIN = str.maketrans({"đ": "d", "ð": "d", "ƀ": "b", "ø": "o", "ł": "l", "ß": "ss", "œ": "oe", "æ": "ae"})
UNIT_SUFFIXES = ("district", "city", "province", "town", "commune", "ward")


def fold(text: str) -> str:
    """Lower-case letters and digits without marks, words divided by one space: "Hoà  Bình" → "hoa binh".

    Composed and decomposed Unicode, đ and d, ß and ss, Hoà and Hòa fold to the same text. Idempotent.
    """
    bare = "".join(
        char if unicodedata.category(char)[0] in "LN" else " "
        for char in unicodedata.normalize("NFD", text.lower()).translate(PLAIN)
        if unicodedata.category(char)[0] != "M"
    )
    return " ".join(bare.split())


def fold_unit(text: str) -> str:
    """The folded name of a district or commune without "huyện", "TP.", "thị trấn", "District"."""
    name = fold(text)
    for prefix in UNIT_PREFIXES:
        if name.startswith(prefix + " "):
            return name[len(prefix) + 1 :]
    for suffix in UNIT_SUFFIXES:
        if name.endswith(" " + suffix):
            return name[: -len(suffix) - 1]
    return name


def index_names(names: Iterable[tuple[Key, Sequence[str]]]) -> dict[str, list[Key]]:
    """Folded name → the keys that bear it, from (key, names) pairs; whole names and without their prefix."""
    index: dict[str, list[Key]] = {}
    for key, texts in names:
        for form in dict.fromkeys(form for text in texts for form in (fold(text), fold_unit(text))):
            index.setdefault(form, []).append(key)
    return index


def look_up(text: str, index: Mapping[str, list[Key]]) -> list[Key]:
    """The keys that a person means by `text`, none if no name fits."""
    return index.get(fold(text)) or index.get(fold_unit(text)) or []


def nearest(text: str, candidates: Iterable[str], count: int = 3) -> list[str]:
    """The candidates most like `text` when folded, the nearest first; none if nothing is like it."""
    forms: dict[str, str] = {}
    for candidate in candidates:
        forms.setdefault(fold_unit(candidate), candidate)
    return [forms[form] for form in closest(fold_unit(text), forms, count, cutoff=0.5)]
