"""Many findings of one kind: a few are reported, and the last of them says where the same is found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from kcn_map.core.findings import Finding
from kcn_map.reading.cells import visible
from kcn_map.text.messages import Told

#: Nobody reads more findings of one kind in one file.
MOST_OF_A_KIND = 100
#: Whoever reads so many ids knows where to look.
MOST_NAMED = 30


def limit_repeats(findings: Iterable[Finding]) -> list[Finding]:
    """The findings in their order, of each kind in a file at most MOST_OF_A_KIND; the last says how many more.

    Of a foreign file there may be a hundred thousand.
    """
    told: list[Finding] = []
    last, beyond = dict[tuple[str, str], int](), defaultdict[int, list[Finding]](list)
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for finding in findings:
        kind = finding.code, finding.file
        counts[kind] += 1
        if counts[kind] > MOST_OF_A_KIND:
            beyond[last[kind]].append(finding)
        else:
            last[kind] = len(told)
            told.append(finding)
    for place, others in beyond.items():
        consequences = sum(finding.consequences for finding in (told[place], *others))
        params = {**told[place].params, "also": _also_at(others)}
        told[place] = replace(told[place], params=params, consequences=consequences)
    return told


def _also_at(others: Sequence[Finding]) -> Told:
    """Where findings stand that are not listed: their rows or, where one row or none has them all, fields or values."""
    if len({finding.row for finding in others}) > 1:
        return also(finding.row for finding in others)
    fields = len({finding.field for finding in others}) > 1
    return _sentence("also_in", len(others), (finding.field if fields else finding.value for finding in others))


def also(rows: Iterable[Any]) -> Told:
    """Language → the sentence that says in which other rows the same is found."""
    numbers = list(rows)
    return _sentence("also", len(numbers), numbers)


def _sentence(name: str, count: int, places: Iterable[Any]) -> Told:
    return Told(f"check.{name}", count=count, rows=listed(places))


def listed(names: Iterable[Any]) -> str:
    """Names for a sentence, the first of them where there are very many."""
    first = [visible(str(name)) for name in islice(names, MOST_NAMED + 1)]
    return ", ".join([*first[:MOST_NAMED], "…"] if len(first) > MOST_NAMED else first)
