"""Results for the same arguments, kept: `watch` builds after every edit, and little has changed then."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

Arguments = ParamSpec("Arguments")
Returned = TypeVar("Returned")


def memoize(results: int) -> Callable[[Callable[Arguments, Returned]], Callable[Arguments, Returned]]:
    """Memoize a pure function: keep its last `results` results, for arguments that need not be hashable.

    Arguments are compared as values. That is quick: what was read from an unchanged file is the very same object.
    A result is shared by all who ask, so no one may change it.
    """

    def decorate(function: Callable[Arguments, Returned]) -> Callable[Arguments, Returned]:
        known: deque[tuple[object, Returned]] = deque(maxlen=results)

        @wraps(function)
        def memoized(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Returned:
            for asked, result in tuple(known):  # another thread may add to it meanwhile
                if asked == (args, kwargs):
                    return result
            result = function(*args, **kwargs)
            known.append(((args, kwargs), result))
            return result

        return memoized

    return decorate
