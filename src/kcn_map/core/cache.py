"""What was worked out before for the same values: a watched folder is built after every edit, with little changed."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Found = TypeVar("Found")


def kept(results: int) -> Callable[[Callable[Given, Found]], Callable[Given, Found]]:
    """A pure function that keeps its last so many results, for arguments that need not be hashable.

    Arguments are compared as values. That is quick: what was read from an unchanged file is the very same object.
    A result is shared by all who ask, so no one may change it.
    """

    def keeping(function: Callable[Given, Found]) -> Callable[Given, Found]:
        known: deque[tuple[object, Found]] = deque(maxlen=results)

        @wraps(function)
        def found(*args: Given.args, **kwargs: Given.kwargs) -> Found:
            for asked, result in tuple(known):  # another thread may add to it meanwhile
                if asked == (args, kwargs):
                    return result
            result = function(*args, **kwargs)
            known.append(((args, kwargs), result))
            return result

        return found

    return keeping
