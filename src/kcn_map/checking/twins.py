"""Twins: a key that one side lacks, and the key of the other side that it was meant to be."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Mapping, Sequence

#: Of shorter keys one letter in four tells two apart: only a letter too many, too few or out of place is a slip.
SHORT = 5
#: How like each other two longer keys are, of 1, to be one.
LIKE = 0.8
#: Comparing all with all takes for ever: where so many letters miss, no twin is looked for.
MOST_LETTERS = 2_000_000


def twins(missing: Collection[str], spare: Collection[str]) -> dict[str, str]:
    """Key that is missing → the spare key that was meant, for those that have one; each spare key is meant once.

    Where one alone is missing and one alone is to spare, they belong together however unlike they are.
    """
    if len(missing) == len(spare) == 1:
        return {next(iter(missing)): next(iter(spare))}
    if sum(map(len, missing)) * max(len(spare), 1) > MOST_LETTERS:
        return {}
    left, found = sorted(spare), {}
    for key in sorted(missing):
        near = next((other for other in _nearest(key, left) if _is_slip(key, other)), None)
        if near is not None:
            found[key] = near
            left.remove(near)
    return found


def _nearest(key: str, others: Sequence[str]) -> list[str]:
    """The keys like a key, the nearest first; capitals and small letters are alike."""
    folded: Mapping[str, str] = {other.casefold(): other for other in others}
    return [folded[near] for near in difflib.get_close_matches(key.casefold(), folded, n=3, cutoff=0.6)]


def _is_slip(key: str, other: str) -> bool:
    one, two = key.casefold(), other.casefold()
    if max(len(one), len(two)) > SHORT:
        return difflib.SequenceMatcher(None, one, two).ratio() >= LIKE
    return one == two or sorted(one) == sorted(two) or _has_one_more(one, two) or _has_one_more(two, one)


def _has_one_more(longer: str, shorter: str) -> bool:
    """Whether a text is another with one letter more somewhere."""
    without: Callable[[int], str] = lambda place: longer[:place] + longer[place + 1 :]  # noqa: E731
    return len(longer) == len(shorter) + 1 and any(without(place) == shorter for place in range(len(longer)))
