"""Results for the same arguments, kept: `watch` builds after every edit, and little has changed then."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

Arguments = ParamSpec("Arguments")
Returned = TypeVar("Returned")


def memoize(results: int) -> Callable[[Callable[Arguments, Returned]], Callable[Arguments, Returned]]:
    """Memoize a pure function: keep the `results` results asked for last, for arguments that need not be hashable.

    Arguments are compared as values. That is quick: what was read from an unchanged file is the very same object.
    A result is shared by all who ask, so no one may change it.
    """

    def decorate(function: Callable[Arguments, Returned]) -> Callable[Arguments, Returned]:
        known: tuple[tuple[object, Returned], ...] = ()  # what was asked for last comes first

        @wraps(function)
        def memoized(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Returned:
            nonlocal known
            asked = (args, kwargs)
            found = next((one for one in known if one[0] == asked), None) or (asked, function(*args, **kwargs))
            known = (found, *(one for one in known if one is not found))[:results]  # at once, for other threads
            return found[1]

        return memoized

    return decorate
