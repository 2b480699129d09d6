"""Results that are kept: the same for equal arguments, anew for others, and no more of them than asked for."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st

from kcn_map.core.cache import memoize

JSON = st.recursive(st.one_of(st.integers(0, 3), st.text(max_size=2)), lambda inner: st.lists(inner, max_size=3))


@given(st.lists(JSON, min_size=1, max_size=12), st.integers(1, 4))
def test_what_is_kept_is_what_would_be_worked_out(asked: list[object], results: int) -> None:
    calls: list[object] = []

    @memoize(results)
    def text(value: object, more: int = 0) -> str:
        calls.append(value)
        return repr((value, more))

    assert [text(value) for value in asked] == [repr((value, 0)) for value in asked]
    before = len(calls)
    assert text(asked[-1]) == repr((asked[-1], 0)) and len(calls) == before
    assert text(asked[-1], more=1) == repr((asked[-1], 1)) and len(calls) == before + 1


def test_what_was_asked_for_longest_ago_is_forgotten() -> None:
    calls: list[int] = []
    twice = memoize(2)(lambda value: calls.append(value) or 2 * value)
    assert [twice(value) for value in (1, 2, 1, 3, 1, 2)] == [2, 4, 2, 6, 2, 4]
    assert calls == [1, 2, 3, 2]


def test_threads_may_ask_at_once() -> None:
    switch = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        double = memoize(3)(lambda value: 2 * value)
        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(double, [i % 50 for i in range(20_000)])) == [2 * (i % 50) for i in range(20_000)]
    finally:
        sys.setswitchinterval(switch)
