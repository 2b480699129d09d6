"""Pairing of keys: one that a side lacks with the key of the other side that was probably meant."""

from __future__ import annotations

from collections.abc import Callable, Collection

from kcn_map.text.similarity import closest, similarity

#: In shorter keys one letter in four may be the difference between two: only an inserted, missing or moved letter is
#: a typing error.
SHORT = 5
#: The similarity, of 1, from which two longer keys are taken for one.
LIKE = 0.8
#: All are compared with all, ten million pairs in about a second; where there are more, no twin is looked for.
MOST_PAIRS = 10_000_000


def twins(missing: Collection[str], spare: Collection[str]) -> dict[str, str]:
    """Key that is missing → the spare key that was meant, for those that have one; each spare key is meant once.

    Where one alone is missing and one alone is to spare, they belong together however unlike they are.
    """
    if len(missing) == len(spare) == 1:
        return {next(iter(missing)): next(iter(spare))}
    if len(missing) * len(spare) > MOST_PAIRS:
        return {}
    left, found = {key.casefold(): key for key in sorted(spare)}, {}  # capitals and small letters are alike
    for key in sorted(missing):
        near = closest(key.casefold(), left, 3, cutoff=0.6)
        folded = next((form for form in near if _is_slip(key.casefold(), form)), None)
        if folded is not None:
            found[key] = left.pop(folded)
    return found


def _is_slip(one: str, two: str) -> bool:
    if max(len(one), len(two)) > SHORT:
        return similarity(one, two) >= LIKE
    return one == two or sorted(one) == sorted(two) or _has_one_more(one, two) or _has_one_more(two, one)


def _has_one_more(longer: str, shorter: str) -> bool:
    """Whether a text is another with one letter more somewhere."""
    without: Callable[[int], str] = lambda index: longer[:index] + longer[index + 1 :]  # noqa: E731
    return len(longer) == len(shorter) + 1 and any(without(index) == shorter for index in range(len(longer)))
