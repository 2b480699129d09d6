"""Cells: the text of one cell, typed by its column, or the reason why it can't be.

Nothing is guessed. The one repair is a code that a spreadsheet has robbed of its leading zeros.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

from kcn_map.model import Cell
from kcn_map.schema import Column

NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
GROUPED = re.compile(r"[+-]?\d{1,3}([.,   ]\d{3})+([.,]\d+)?|[+-]?\d+,\d+")
NOT_FINITE = {"nan", "inf", "-inf", "+inf", "infinity", "-infinity"}
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9:_-]*")
MOMENT = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


class BadCell(Exception):
    """A cell that can't be taken as it is: the finding code, what its sentence needs, and a repaired value if there is one."""

    def __init__(self, code: str, repaired: Cell = None, **params: Any) -> None:
        super().__init__(code)
        self.code, self.repaired, self.params = code, repaired, params


def parse(column: Column, text: str) -> Cell:
    """The typed value of a cell; None for an empty one. Raises BadCell."""
    _refuse_invisible(text)
    if column.type not in ("id", "ids", "code"):
        text = text.strip()
    if text.strip() == "":
        if column.required:
            raise BadCell("value-missing")
        return None
    return _PARSERS[column.type](column, text)


def parse_date(text: str) -> str:
    """A year, month, day or an interval of two, as it stands. Raises BadCell for what is no date."""
    parts = text.split("/")
    if len(parts) > 2:
        raise BadCell("date-invalid")
    starts = [first_day(part) for part in parts]
    if len(starts) == 2 and starts[0] > starts[1]:
        raise BadCell("date-invalid")
    return text


def first_day(text: str) -> date:
    """The first day that a year, a month, a day or an interval may mean. Raises BadCell for what is no date."""
    found = MOMENT.fullmatch(text.split("/")[0])
    if not found:
        raise BadCell("date-invalid")
    try:
        return date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        raise BadCell("date-invalid") from None


def visible(text: str, longest: int = 80) -> str:
    """A value for a sentence: invisible and right-to-left characters by code point, a long one shortened."""
    shown = "".join(c if _harmless(c) else f"⟨U+{ord(c):04X}⟩" for c in text[: longest + 1])
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"


def _harmless(char: str) -> bool:
    return char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def _refuse_invisible(text: str) -> None:
    for char in text:
        if not _harmless(char):
            raise BadCell("text-invisible-character", character=f"U+{ord(char):04X}")


def _text(column: Column, text: str) -> Cell:
    return text


def _id(column: Column, text: str) -> Cell:
    _refuse_bad_id(text)
    return text


def _ids(column: Column, text: str) -> Cell:
    """Parts divided by semicolons; ids and codes where the column refers to a table, else names."""
    parts = [part.strip() for part in text.split(";")]
    if column.refers:
        for part in parts:
            _refuse_bad_id(part)
    return ";".join(parts)


def _refuse_bad_id(text: str) -> None:
    for char in text:
        if not re.fullmatch(r"[A-Za-z0-9:_-]", char):
            name = unicodedata.name(char, "?")
            raise BadCell("id-characters", character=f"U+{ord(char):04X} {name}")
    if not ID.fullmatch(text):
        raise BadCell("id-characters", character=f"“{text[:1]}”")


def _code(column: Column, text: str) -> Cell:
    if not re.fullmatch(r"[0-9]+", text) or len(text) > column.digits:
        raise BadCell("code-invalid", digits=column.digits)
    if len(text) < column.digits:
        full = text.zfill(column.digits)
        raise BadCell("code-leading-zeros", repaired=full, full=full, digits=column.digits)
    return text


def _number(column: Column, text: str) -> float:
    if text.lower() in NOT_FINITE:
        raise BadCell("number-not-finite")
    if not NUMBER.fullmatch(text) or not text.isascii():
        if GROUPED.fullmatch(text):
            raise BadCell("number-decimal-comma", suggestion=_plain(text))
        raise BadCell("number-invalid")
    value = float(text)
    if not math.isfinite(value):
        raise BadCell("number-not-finite")
    if value < 0 and column.unit != "°":
        raise BadCell("number-negative")
    return value


def _plain(text: str) -> str:
    """How "866,605", "1.501,47" or "1 501,47" is written in a data file."""
    bare = re.sub("[   ]", "", text)
    if "," in bare and "." in bare:
        grouping = "," if bare.rfind(",") < bare.rfind(".") else "."
        bare = bare.replace(grouping, "")
    return bare.replace(",", ".") if bare.count(",") == 1 else bare.replace(",", "").replace(".", "", bare.count(".") - 1)


def _percent(column: Column, text: str) -> Cell:
    value = _number(column, text)
    if value > 100:
        raise BadCell("percent-out-of-range")
    return value


def _count(column: Column, text: str) -> Cell:
    value = _number(column, text)
    if not value.is_integer():
        raise BadCell("count-not-whole")
    return int(value)


def _year(column: Column, text: str) -> Cell:
    if not re.fullmatch(r"(1[89]|20)\d\d", text):
        raise BadCell("date-invalid")
    return int(text)


def _date(column: Column, text: str) -> Cell:
    return parse_date(text)


def _enum(column: Column, text: str) -> Cell:
    if text not in column.values:
        raise BadCell("value-not-allowed", allowed=", ".join(column.values))
    return text


def _value(column: Column, text: str) -> Cell:
    """A number where it is written as one, else the text."""
    if NUMBER.fullmatch(text) and text.isascii():
        value = _number(column, text)
        return int(value) if re.fullmatch(r"\d+", text) and len(text) < 16 else value
    if text.lower() in NOT_FINITE:
        raise BadCell("number-not-finite")
    if GROUPED.fullmatch(text):
        raise BadCell("number-decimal-comma", suggestion=_plain(text))
    return text


_PARSERS: dict[str, Callable[[Column, str], Cell]] = {
    "text": _text,
    "id": _id,
    "ids": _ids,
    "code": _code,
    "number": _number,
    "percent": _percent,
    "count": _count,
    "year": _year,
    "date": _date,
    "enum": _enum,
    "value": _value,
}
