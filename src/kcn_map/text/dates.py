"""Dates as the data have them: a year, a month, a day, or an interval "2017/2020" of two of these."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from functools import lru_cache


@lru_cache(maxsize=4096)  # many rows share few dates
def span(text: str) -> tuple[date, date]:
    """The first and the last day that a date may mean. Raises ValueError for what is no date."""
    first, _, last = text.partition("/")
    return _bound(first, is_end=False), _bound(last or first, is_end=True)


def overlap(one: str, other: str) -> bool:
    """Whether two dates may mean the same day."""
    (first, last), (start, end) = span(one), span(other)
    return first <= end and start <= last


def _bound(text: str, is_end: bool) -> date:
    year, month, day = (*map(int, text.split("-")), 0, 0)[:3]
    if is_end:
        month = month or 12
        day = day or monthrange(year, month)[1]
    return date(year, month or 1, day or 1)
