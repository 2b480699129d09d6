"""The order of names by the rules of a language, as the page has it from the browser's Intl.Collator.

CLDR's order of each language is in ICU alone, which has no wheels for Python; the letters that [collation] of a
language's words gives are enough for names: what is no letter of it stands with the letter that it is made of.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Any

from kcn_map.text.messages import word
from kcn_map.text.names import fold

#: Marks of letters in the order of Unicode's collation; those that the words of a language name come first.
_MARKS = "\u0301\u0300\u0306\u0302\u030c\u030a\u0308\u030b\u0303\u0307\u0309\u031b\u0323"


def collation_key(text: str, lang: str) -> tuple[Any, ...]:
    """What a text is sorted by: its letters, then their marks, then small letters before capitals."""
    letters, marks = _order(word("collation.letters", lang), word("collation.marks", lang))
    first: list[tuple[int, Any]] = []
    second: list[tuple[int, ...]] = []
    for char in unicodedata.normalize("NFC", text):
        known, rest = _letter(char.lower(), letters)
        if known:
            first += [(2, letters[one]) for one in known]
        else:
            first.append((3 if char.isalpha() else int(char.isalnum()), char.lower()))
        second.append(tuple(marks.get(mark, len(marks) + ord(mark)) for mark in rest))
    return tuple(first), tuple(second), text.swapcase()


def _letter(char: str, letters: dict[str, int]) -> tuple[list[str], str]:
    """The letters of the language that a character stands for, and the marks that are left."""
    base, *marks = list(unicodedata.normalize("NFD", char))
    for taken in range(len(marks), -1, -1):
        for place in range(len(marks) - taken + 1):
            whole = unicodedata.normalize("NFC", base + "".join(marks[place : place + taken]))
            if whole in letters:
                return [whole], "".join(marks[:place] + marks[place + taken :])
    plain = [one for one in fold(char) if one in letters]
    return plain, "".join(marks) or char


@cache
def _order(letters: str, marks: str) -> tuple[dict[str, int], dict[str, int]]:
    own = [unicodedata.normalize("NFD", letter)[-1] for letter in marks.split()]
    order = [*own, *(mark for mark in _MARKS if mark not in own)]
    known = {unicodedata.normalize("NFC", one): place for place, one in enumerate(letters.split())}
    return known, {mark: place for place, mark in enumerate(order)}
