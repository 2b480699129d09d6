"""Names as people type them: with or without the marks of Latin letters, prefixes, capitals.

The page's fold.js does the same; both are tested with the cases of tests/cases/fold.json.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeVar

from kcn_map.text.similarity import closest

Key = TypeVar("Key")
#: What an atlas says that stands before or after the names of its areas, beside the words of units.json.
Prefixes = tuple[str, ...]

#: Latin letters that are no other one with a mark → what stands for them where they can't be typed.
PLAIN = str.maketrans({
    "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ƀ": "b", "ø": "o", "ł": "l", "ı": "i", "ß": "ss", "œ": "oe", "æ": "ae",
    "þ": "th",
})  # fmt: skip
#: Longer texts are no names, and none of them is kept.
LONGEST_NAME = 80
#: Latin and Greek letters. In most other scripts marks are vowels or make another letter, and stay.
_TYPED_WITHOUT_MARKS = re.compile("[a-z\u00aa-\u02af\u0370-\u03ff\u1e00-\u1eff\u2c60-\u2c7f\ua722-\ua7ff\uab30-\uab6f]")


def fold(text: str) -> str:
    """Lower-case letters and digits, Latin ones without marks, words divided by one space: "Hoà  Bình" → "hoa binh".

    Composed and decomposed Unicode, đ and d, ß and ss, Hoà and Hòa fold to the same text. Idempotent.
    """
    return _fold_name(text) if len(text) <= LONGEST_NAME else _fold(text)


def _fold(text: str) -> str:
    if text.isalnum() and text.isascii():
        return text.lower()
    try:  # most texts, seven times as fast
        return " ".join(text.lower().translate(_BARE).split())
    except _KeepsMarksError:
        return _fold_each(text)


#: Names are folded by several checks, and by each search.
_fold_name = lru_cache(16_384)(_fold)


class _KeepsMarksError(Exception):
    """A letter whose marks are no accents: what follows it has to be looked at."""


class _Bare(dict[int, str]):
    """Code point → what is left of a character where every letter is typed without its marks."""

    def __missing__(self, code: int) -> str:
        char = unicodedata.normalize("NFD", chr(code)).translate(PLAIN)[:1]
        if unicodedata.category(char)[0] == "L" and not _TYPED_WITHOUT_MARKS.match(char):
            raise _KeepsMarksError
        self[code] = " " if unicodedata.category(chr(code))[0] not in "LNM" else _fold_each(chr(code))
        return self[code]


_BARE = _Bare()


def _fold_each(text: str) -> str:
    bare: list[str] = []
    keeps_marks = False
    for char in unicodedata.normalize("NFD", text.lower()).translate(PLAIN):
        kind = unicodedata.category(char)[0]
        if kind != "M":
            keeps_marks = kind == "L" and not _TYPED_WITHOUT_MARKS.match(char)
            bare.append(char if kind in "LN" else " ")
        elif keeps_marks:
            bare.append(char)
    return " ".join(unicodedata.normalize("NFC", "".join(bare)).split())


def fold_unit(text: str, prefixes: Prefixes = ()) -> str:
    """The folded name of an area without "huyện", "TP.", "thị trấn", "District", nor what the atlas adds to them."""
    return _fold_unit_name(text, prefixes) if len(text) <= LONGEST_NAME else _fold_unit(text, prefixes)


def fold_units(texts: Iterable[str], prefixes: Prefixes = ()) -> list[str]:
    """`fold_unit` of each of many texts, of which none is kept: they would push each other out."""
    return without_units(map(_fold, texts), prefixes)


def fold_texts(texts: Iterable[str]) -> list[str]:
    """`fold` of each of many texts, of which none is kept."""
    return list(map(_fold, texts))


def without_units(names: Iterable[str], prefixes: Prefixes = ()) -> list[str]:
    """Folded names without the words for what they are of."""
    before, after = _unit_ends(prefixes)
    return [_without_unit(name, before, after) if " " in name else name for name in names]


def _fold_unit(text: str, prefixes: Prefixes) -> str:
    return _without_unit(fold(text), *_unit_ends(prefixes))


def _without_unit(name: str, before: re.Pattern[str], after: re.Pattern[str]) -> str:
    if found := before.match(name):
        return name[found.end() :]
    if found := after.search(name):
        return name[: found.start()]
    return name


_fold_unit_name = lru_cache(16_384)(_fold_unit)


@cache
def _unit_ends(prefixes: Prefixes) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What a name with a unit begins with and ends with, the longest first."""
    before, after = ("|".join(map(re.escape, words)) for words in _folded_units(prefixes))
    return re.compile(f"(?:{before}) "), re.compile(rf" (?:{after})\Z")


def unit_of(text: str, prefixes: Prefixes = ()) -> str:
    """The folded word of the unit that a name begins with, written out: "P. Hữu Nghị" → "phuong"; "" for none."""
    name = fold(text)
    begins = (unit for unit, forms in _unit_forms(prefixes).items() if name.startswith(forms))
    return max(begins, key=len, default="")


@cache
def _unit_forms(prefixes: Prefixes) -> Mapping[str, tuple[str, ...]]:
    """Folded word of a unit → how names begin that are of it."""
    words = {fold(unit["word"]): unit["typed"] for unit in units(prefixes)["before"]}
    return {unit: tuple(f"{form} " for form in (unit, *typed)) for unit, typed in words.items()}


@cache
def units(prefixes: Prefixes = ()) -> Mapping[str, Any]:
    """The words that stand before or after a name: those of units.json, and what the atlas adds to them.

    `typed` are their short forms as people type them, `label` what of the word a label on the map keeps. The page has
    them among its data, for fold.js and search.js. Of a prefix of several words the letters they begin with are one.
    """
    known: Mapping[str, Any] = json.loads(Path(__file__).with_name("units.json").read_text(encoding="utf-8"))
    added = {place: _added(prefixes, known[place]) for place in ("before", "after")}
    for prefix in added["before"]:
        words = fold(prefix["word"]).split()
        prefix["typed"] = ["".join(word[0] for word in words)] if len(words) > 1 else []
    return {**known, **{place: [*found, *known[place]] for place, found in added.items()}}


def _added(prefixes: Prefixes, known: Iterable[Mapping[str, str]]) -> list[dict[str, Any]]:
    """The prefixes that are not known, the longest first; a label on the map does without them."""
    there = {fold(unit["word"]) for unit in known}
    new = [prefix.strip() for prefix in dict.fromkeys(prefixes) if fold(prefix) not in there]
    return [{"word": prefix, "label": ""} for prefix in sorted(new, key=len, reverse=True)]


@cache
def _folded_units(prefixes: Prefixes) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What stands before a name and what after it, folded, the longest first."""
    before = [form for unit in units(prefixes)["before"] for form in (fold(unit["word"]), *unit["typed"])]
    after = [fold(unit["word"]) for unit in units(prefixes)["after"]]
    return tuple(sorted(before, key=len, reverse=True)), tuple(sorted(after, key=len, reverse=True))


@cache
def unit_words(prefixes: Prefixes = ()) -> tuple[str, ...]:
    """What people type before the name of any place, each one word: see `unit_phrases`."""
    return tuple(form for form in _folded_units(prefixes)[0] if " " not in form)


@cache
def unit_phrases(prefixes: Prefixes = ()) -> Mapping[str, str]:
    """Units of several words → their short form: "thanh pho" → "tp"."""
    folded = {fold(unit["word"]): unit["typed"] for unit in units(prefixes)["before"]}
    return {phrase: typed[0] for phrase, typed in folded.items() if " " in phrase}


def without_kind(text: str, phrases: Iterable[str]) -> str:
    """The folded name of a site without what people call its kind: "KCN", "Khu công nghiệp"."""
    name = fold(text)
    for phrase in map(fold, phrases):
        if phrase in name:
            name = name.removeprefix(f"{phrase} ").removesuffix(f" {phrase}")
    return name


def names_with_kind(texts: Iterable[str], phrases: Sequence[str]) -> tuple[str, ...]:
    """The names of a site, folded, without what people call its kind, and behind each of that."""
    forms: list[str] = []
    folded = [fold(phrase) for phrase in phrases]
    for name in (without_kind(text, phrases) for text in texts):
        forms += [name, *(f"{phrase} {name}" for phrase in folded), *(f"{name} {phrase}" for phrase in folded)]
    return tuple(dict.fromkeys(forms))


def label_of_unit(name: str, prefixes: Prefixes = ()) -> str:
    """What a label on the map says of a unit's name: "Huyện Lương Sơn" → "Lương Sơn", "Phường 5" → "P. 5"."""
    for unit in units(prefixes)["before"]:
        if name.lower().startswith(unit["word"].lower() + " "):
            return str(unit["label"]) + name[len(unit["word"]) + 1 :]
    for unit in units(prefixes)["after"]:
        if name.endswith(" " + unit["word"]):
            return name[: -len(unit["word"]) - 1] + str(unit["label"])
    return name


def index_names(names: Iterable[tuple[Key, Sequence[str]]], prefixes: Prefixes = ()) -> dict[str, list[Key]]:
    """Folded name → the keys that bear it, from (key, names) pairs; whole names and without their prefix."""
    index: dict[str, list[Key]] = {}
    for key, texts in names:
        for form in dict.fromkeys(form for text in texts for form in (fold(text), fold_unit(text, prefixes))):
            index.setdefault(form, []).append(key)
    return index


def look_up(text: str, index: Mapping[str, list[Key]], prefixes: Prefixes = ()) -> list[Key]:
    """The keys that a person means by `text`, none if no name fits."""
    return index.get(fold(text)) or index.get(fold_unit(text, prefixes)) or []


def nearest(text: str, candidates: Iterable[str], count: int = 3) -> list[str]:
    """The candidates most like `text` when folded, the nearest first; none if nothing is like it."""
    forms: dict[str, str] = {}
    for candidate in candidates:
        forms.setdefault(fold_unit(candidate), candidate)
    return [forms[form] for form in closest(fold_unit(text), forms, count, cutoff=0.5)]
