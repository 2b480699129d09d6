"""Validation of arguments, the same for the command line and for Python; an invalid one raises UsageError."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from numbers import Real
from pathlib import Path
from typing import Any

from kcn_map.core.errors import UsageError
from kcn_map.reading.cells import shown
from kcn_map.text.names import nearest
from kcn_map.text.similarity import closest

#: No name of a place, no words to search for are longer.
LONGEST_TEXT = 200


def text(argument: str, value: Any) -> str:
    """A text of at most LONGEST_TEXT letters."""
    if not isinstance(value, str):
        raise UsageError(argument, "usage.not_text", value=shown(value))
    if len(value) > LONGEST_TEXT:
        raise UsageError(argument, "usage.too_long", most=LONGEST_TEXT, count=len(value))
    return value


def texts(argument: str, value: Any) -> tuple[str, ...]:
    """One text, or several."""
    several = (value,) if isinstance(value, str) or not isinstance(value, Iterable) else value
    return tuple(text(argument, one) for one in several)


def choice(argument: str, value: Any, allowed: Sequence[str]) -> str:
    """One of the values that there are."""
    if text(argument, value) not in allowed:
        near = nearest(value, allowed)
        raise UsageError(argument, "usage.choice", near, value=shown(value), allowed=", ".join(allowed))
    return value


def number(argument: str, value: Any, least: float, most: float) -> float:
    """A number within bounds; NaN and infinities are within none."""
    if isinstance(value, bool) or not isinstance(value, Real | Decimal):
        raise UsageError(argument, "usage.not_number", value=shown(value))
    found = float(value)
    if not least <= found <= most:
        raise UsageError(argument, "usage.range", least=f"{least:g}", most=f"{most:.15g}", value=f"{found:.15g}")
    return found


def whole(argument: str, value: Any, least: int, most: int) -> int:
    """A whole number within bounds."""
    found = number(argument, value, least, most)
    if not found.is_integer():
        raise UsageError(argument, "usage.not_whole", value=f"{found:.15g}")
    return int(found)


def flag(argument: str, value: Any) -> bool:
    """True or False: "no" and 0 would be taken for either."""
    if not isinstance(value, bool):
        raise UsageError(argument, "usage.not_flag", value=shown(value))
    return value


def format_of(path: Path | None, formats: Sequence[str], given: str | None, default: str | None = None) -> str:
    """The format asked for; else the one that the ending of a path names; else, where it has none, the default."""
    if given is not None:
        return choice("format", given, formats)
    ending = "" if path is None else path.suffix.lower().removeprefix(".")
    if ending in formats:
        return ending
    if default is not None and ending in ("", "txt"):
        return default
    raise UsageError("format", "usage.no_format", path=path, allowed=", ".join(formats))


def known(given: Iterable[str], allowed: Sequence[str]) -> None:
    """Refuse a keyword that is none of the arguments there are."""
    for name in given:
        if name not in allowed:
            near = closest(name, allowed, 3, cutoff=0.6)
            raise UsageError(name, "usage.unknown_argument", near, allowed=", ".join(allowed))
