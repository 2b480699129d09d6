"""Inputs that once broke something, kept: each must end well at its door. And every seed of the fuzzer does."""

from __future__ import annotations

from pathlib import Path

import pytest
from fuzz_seeds import seeds
from fuzz_targets import TARGETS

CASES = Path(__file__).parent / "cases" / "fuzz"
KEPT = [path for path in sorted(CASES.glob("*/*")) if path.name != "README.md"]


@pytest.mark.parametrize("path", KEPT, ids=lambda path: f"{path.parent.name}-{path.name[:12]}")
def test_what_once_broke_something_ends_well(path: Path) -> None:
    TARGETS[path.parent.name](path.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_the_seeds_end_well(name: str) -> None:
    for seed in seeds(name):
        TARGETS[name](seed)
        for place in range(0, len(seed), 1 + len(seed) // 5):  # and broken in some places
            TARGETS[name](seed[:place] + b"\xff" + seed[place + 1 :])
            TARGETS[name](seed[:place])
