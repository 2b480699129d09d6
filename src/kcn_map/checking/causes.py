"""Findings and which of them follow from which: consequences are counted in their cause, not listed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from kcn_map.core.findings import Finding

#: Where something is found: file, row, field.
Cell = tuple[str, int | None, str | None]


class Causes:
    """Findings, and which of them follow from which."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = list(findings)
        self.cause: dict[int, int] = {}
        self.repeats: set[int] = set()

    def where(self, *codes: str) -> list[int]:
        """The findings of these codes that follow from no other."""
        return [n for n, f in enumerate(self.findings) if n not in self.cause and (not codes or f.code in codes)]

    def by_row(self, *codes: str) -> Mapping[tuple[str, int | None], list[int]]:
        """(file, row) → such findings."""
        found: dict[tuple[str, int | None], list[int]] = defaultdict(list)
        for n in self.where(*codes):
            found[self.findings[n].file, self.findings[n].row].append(n)
        return found

    def by_cell(self) -> Mapping[Cell, list[int]]:
        """Cell → the findings about it."""
        found: dict[Cell, list[int]] = defaultdict(list)
        for n in self.where():
            found[cell_of(self.findings[n])].append(n)
        return found

    def add(self, finding: Finding) -> int:
        self.findings.append(finding)
        return len(self.findings) - 1

    def add_consequences(self, cause: int, consequences: Iterable[int]) -> None:
        self.cause |= {n: cause for n in consequences if n != cause and n not in self.cause}

    def repeat(self, first: int, others: Iterable[int]) -> None:
        """The same mistake in other rows: the first finding lists them."""
        others = list(others)
        self.add_consequences(first, others)
        self.repeats |= set(others)

    def set_params(self, number: int, **params: Any) -> None:
        """Change parameters of a finding's message."""
        finding = self.findings[number]
        self.findings[number] = replace(finding, params={**finding.params, **params})

    def root_findings(self) -> list[Finding]:
        counts = Counter(self.root(n) for n in self.cause if n not in self.repeats)
        return [replace(self.findings[n], consequences=counts[n]) for n in self.where()]

    def root(self, number: int) -> int:
        """The cause that a finding follows from, itself where it follows from none."""
        while number in self.cause:
            number = self.cause[number]
        return number


def cell_of(finding: Finding) -> Cell:
    return finding.file, finding.row, finding.field
