"""Numbers and dates as the reader writes them; data files keep the point and ISO dates.

The page's format.js does the same: tests/cases/format.json holds both to one table.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from kcn_map.text.languages import LATIN_DIGITS, Locale, locale_of

MINUS = "−"
#: Below every figure's precision, above the noise that differs from machine to machine.
NUMBER_DECIMALS = 6

# Asked of every value of an atlas: looking a type up in a set is quickest.
_PLAIN, _LISTS = frozenset({str, int, bool, type(None)}), (list, tuple)
_MOMENT = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", re.ASCII)
_PLACE = re.compile(r"\{(\w+)\}")


def rounded(value: float | Decimal, decimals: int) -> Decimal:
    """With so many decimals, half rounded away from zero: of the decimal number that is written, as spreadsheets do.

    2.675 is 2.68, although the nearest binary number is below.
    """
    return exact(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def exact(value: float | Decimal) -> Decimal:
    """The decimal number that a number is written as."""
    return Decimal(value) if isinstance(value, int | Decimal) else Decimal(repr(float(value)))


def format_number(value: float, lang: str, decimals: int | None = None) -> str:
    """1501.47 → "1.501,47" (vi) or "1,501.47" (en).

    With at most `decimals` decimals, half rounded away from zero; None keeps them all. Zeros at
    the end are left out. The caller says what stands for an unknown value.
    """
    number = exact(value) if decimals is None else rounded(value, decimals)
    locale = locale_of(lang)
    whole, _, rest = f"{abs(number):f}".partition(".")
    rest = rest.rstrip("0")
    text = _grouped(whole, locale) + (locale.decimal + rest if rest else "")
    return (MINUS if number < 0 else "") + _native(text, locale)


def _grouped(whole: str, locale: Locale) -> str:
    last, before = locale.groups
    parts = [whole[-last:]]
    for end in range(len(whole) - last, 0, -before):
        parts.append(whole[max(end - before, 0) : end])
    return locale.group.join(reversed(parts))


def _native(text: str, locale: Locale) -> str:
    """With the digits that the language writes."""
    return text if locale.digits == LATIN_DIGITS else text.translate(str.maketrans(LATIN_DIGITS, locale.digits))


def format_date(value: str | None, lang: str) -> str:
    """A year, a month, a day or an interval of them: "2020-12-31" → "31-12-2020" (vi) or "31 Dec 2020" (en).

    "" for None; a text that is no such date stays as it is.
    """
    text = value or ""
    parts = [_moment(part, lang) for part in text.split("/")]
    return text if None in parts else "–".join(filter(None, parts))


def _moment(text: str, lang: str) -> str | None:
    found = _MOMENT.fullmatch(text)
    if not found or not 1 <= int(found[2] or 1) <= 12:
        return None
    locale, year, month, day = locale_of(lang), found[1], int(found[2] or 0), int(found[3] or 0)
    parts = {"y": year, "M": str(month), "MM": f"{month:02}", "d": str(day), "dd": f"{day:02}"}
    parts |= {name: months[month - 1] for name, months in (("MMM", locale.months), ("LLL", locale.alone)) if months}
    pattern = locale.day if day else locale.month if month else "{y}"
    return _native(_PLACE.sub(lambda place: parts[place[1]], pattern), locale)


def tidy(value: Any) -> Any:
    """A JSON value with its numbers as short as they are: no binary noise, no ".0". What was shared in it still is."""
    return _tidy(value, {})


def _tidy(value: Any, known: dict[int, Any]) -> Any:
    """`known`: what the lists and mappings that were met so far have become, by their identity."""
    if isinstance(value, float):
        short = round(value, NUMBER_DECIMALS)
        return int(short) if short.is_integer() else short
    if id(value) in known:
        return known[id(value)]
    if isinstance(value, _LISTS):
        is_plain = _PLAIN.issuperset(map(type, value))  # in C, and most columns are
        made: Any = list(value) if is_plain else [m if type(m) in _PLAIN else _tidy(m, known) for m in value]
    elif isinstance(value, Mapping):
        made = {key: member if type(member) in _PLAIN else _tidy(member, known) for key, member in value.items()}
    else:
        return value
    known[id(value)] = made
    return made
