"""Similarity of texts by RapidFuzz's ratio; the library is imported only when a key or name is not found."""

from __future__ import annotations

from collections.abc import Iterable

#: No id or name is longer; comparing texts of 20,000 letters with each other takes milliseconds a pair.
LONGEST = 300


def closest(text: str, candidates: Iterable[str], count: int = 1, *, cutoff: float) -> list[str]:
    """At most `count` candidates with a similarity to `text` of at least `cutoff` of 1, the best first.

    None for a text of more than LONGEST letters. Of equally similar ones the last in the order of the alphabet comes
    first, whatever order they are given in.
    """
    ordered = [candidate for candidate in sorted(candidates, reverse=True) if _most(text, candidate) >= cutoff]
    if len(text) > LONGEST or not ordered:
        return []
    from rapidfuzz import fuzz, process

    found = process.extract(text, ordered, scorer=fuzz.ratio, score_cutoff=100 * cutoff, limit=count)
    return [candidate for candidate, _, _ in found]


def _most(one: str, other: str) -> float:
    """The highest similarity that two texts of their lengths can have."""
    return 2 * min(len(one), len(other)) / (len(one) + len(other) or 1)


def similarity(one: str, other: str) -> float:
    """How like each other two texts are: 1 for the same, 0 where they share no letter."""
    from rapidfuzz import fuzz

    return fuzz.ratio(one, other) / 100
