"""Class breaks that an empty atlas proposes: quintiles that can be read at a glance."""

from __future__ import annotations

import pytest

from kcn_map.cartography.classes import proposed_breaks

PROPOSED = {
    "areas": ([1.0, 2, 3, 4, 5.5, 70, 123, 140, 333.3], False, (2, 4, 60, 150)),
    "all near each other": ([151, 152, 153, 154, 155], False, ()),
    "counts": ([1, 1, 1, 1, 2, 3, 3, 8], True, (2, 3)),
    "counts of one": ([1, 1, 1, 1, 1], True, ()),
    "too few": ([1, 20, 300], False, ()),
    "none": ([], False, ()),
}


@pytest.mark.parametrize(("values", "is_count", "breaks"), PROPOSED.values(), ids=PROPOSED)
def test_breaks_are_quintiles_of_few_digits(values: list[float], is_count: bool, breaks: tuple[float, ...]) -> None:
    assert proposed_breaks(values, is_count=is_count) == breaks
