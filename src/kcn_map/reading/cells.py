"""Cells: the text of one cell parsed by the type of its column, or the reason why it is invalid.

Nothing is guessed. The one repair is a code that a spreadsheet has robbed of its leading zeros.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Callable, Set
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from kcn_map.core.columns import Column, largest
from kcn_map.core.findings import quantity
from kcn_map.core.model import Cell

NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
#: A number that does not begin as numbers do: a code, a name, or one that has lost its decimal point.
LEADING_ZEROS = re.compile(r"[+-]?0+(?=\d)", re.ASCII)
#: "866,605", "1.501,47", "1 501,47": numbers as people write them.
_GROUPED = r"[+-]?\d{1,3}([.,\s]\d{3})+([.,]\d+)?|[+-]?\d+,\d+"
_WORDS = json.loads(Path(__file__).with_name("placeholders.json").read_text(encoding="utf-8"))
#: What programs and people write where nothing is known, in lower case; in texts some numbers are such signs too.
PLACEHOLDERS = frozenset(_WORDS["cells"])
NO_TEXTS = PLACEHOLDERS | frozenset(_WORDS["texts"])
_LONGEST_PLACEHOLDER = 2 + max(map(len, NO_TEXTS))
NOT_FINITE = {"nan", "inf", "-inf", "+inf", "infinity", "-infinity", "+infinity"}
#: No figure is written with more characters; some parsers take minutes for a million digits.
LONGEST_NUMBER = 40
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9:_-]*")
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
#: Marks and blanks that no font shows, though Unicode counts them as letters or accents.
BLANK = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
MOMENT = re.compile(r"(1[89]\d{2}|[2-9]\d{3})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


class BadCell(Exception):
    """A cell that can't be taken as it is: the finding code, what its sentence needs, and a repaired value, if any."""

    def __init__(self, code: str, repaired: Cell = None, **params: Any) -> None:
        super().__init__(code)
        self.code, self.repaired, self.params = code, repaired, params


def parse(column: Column, text: str) -> Cell:
    """The typed value of a cell; None for an empty one. Raises BadCell."""
    if text:
        refuse_invisible(text)
        if column.type not in ("id", "ids", "code", "codes"):
            text = text.strip()
    if not text.strip():
        if column.required:
            raise BadCell("value-missing")
        return None
    if column.type not in ("id", "enum", "text", "url"):
        refuse_placeholder(text, PLACEHOLDERS)
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


@lru_cache(4096)
def first_day(text: str) -> date:
    """The first day that a year, a month, a day or an interval may mean. Raises BadCell for what is no date."""
    found = MOMENT.fullmatch(text.split("/")[0])
    if not found:
        raise BadCell("date-invalid")
    try:
        return date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        raise BadCell("date-invalid") from None


def last_day(text: str) -> date:
    """The first day of the last moment of a date: that of 2020 in "2017/2020". Raises BadCell for what is no date."""
    return first_day(text.split("/")[-1])


def visible(text: str, longest: int = 80) -> str:
    """A value for a sentence, in one line: what can't be seen or turns text by code point, a long one shortened."""
    seen = text[: longest + 1]
    if not seen.isprintable() or BLANK.search(seen):  # else there is no need to look at each character
        seen = "".join(c if _harmless(c) and c != "\n" else f"⟨U+{ord(c):04X}⟩" for c in seen)
    return seen if len(seen) <= longest else seen[: longest - 1] + "…"


def whole(text: str) -> str:
    """All of a text for a sentence, in one line: as `visible`, however long it becomes by code points."""
    return visible(text, 10 * len(text))


def shown(value: Any) -> str:
    """A value of JSON or TOML for a sentence, spelt as JSON has it; a text as it is."""
    if isinstance(value, str):
        return visible(value)
    try:
        return visible(json.dumps(value, ensure_ascii=False, default=str))
    except (RecursionError, ValueError):  # nested without end, or a number of thousands of digits
        return "…"


def refuse_invisible(text: str) -> None:
    """Raises BadCell for text with a character that a reader can't see, or half a surrogate pair."""
    if text.isprintable() and (text.isascii() or not BLANK.search(text)):
        return
    for char in text:
        if not _harmless(char):
            raise BadCell("text-invisible-character", character=f"U+{ord(char):04X}")


def refuse_bad_id(text: str) -> None:
    """Raises BadCell for what is no id: blanks, letters with marks, or those of another alphabet that look alike."""
    if ID.fullmatch(text):
        return
    char = next((char for char in text if not re.fullmatch("[A-Za-z0-9:_-]", char)), text[:1])
    raise BadCell("id-characters", character=f"U+{ord(char):04X} {unicodedata.name(char, '?')}")


def refuse_bad_code(text: str) -> None:
    """Raises BadCell for what is no code of an area."""
    if CODE.fullmatch(text):
        return
    char = next((char for char in text if not re.fullmatch("[A-Za-z0-9._-]", char)), text[:1])
    raise BadCell("id-characters", character=f"U+{ord(char):04X} {unicodedata.name(char, '?')}")


def refuse_too_large(column: Column, value: float) -> None:
    """Raises BadCell for a number beyond what its unit can be of on Earth."""
    if value > (most := largest(column)):
        raise BadCell("number-too-large", most=quantity(most, column.unit))


def _harmless(char: str) -> bool:
    if char in "\n\t":
        return True
    return unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") and not BLANK.match(char)


def refuse_placeholder(text: str, known: Set[str] = NO_TEXTS) -> None:
    """Raises BadCell for a text that stands for an unknown one, in brackets or with a full stop too."""
    if len(text) <= _LONGEST_PLACEHOLDER:
        bare = text.strip().casefold()
        if bare in known or bare.strip("().[]<>") in known:
            raise BadCell("value-placeholder")


def _text(column: Column, text: str) -> Cell:
    refuse_placeholder(text)
    return text


def _id(column: Column, text: str) -> Cell:
    refuse_bad_id(text)
    return text


def _ids(column: Column, text: str) -> Cell:
    """Parts divided by semicolons; ids or codes where the column refers to a table, else names."""
    parts = [part.strip() for part in text.split(";") if part.strip()]
    if not parts and column.required:
        raise BadCell("value-missing")
    for part in parts:
        if column.refers:
            refuse_bad_id(part)
        else:
            refuse_placeholder(part)
    return ";".join(parts) or None


def _codes(column: Column, text: str) -> Cell:
    """Codes divided by semicolons, any text of plain letters, digits, -, _ and dots, or of so many digits."""
    parts = [part.strip() for part in text.split(";") if part.strip()]
    if not parts and column.required:
        raise BadCell("value-missing")
    return _whole(column, parts) or None


def _code(column: Column, text: str) -> Cell:
    return _whole(column, [text])


def _whole(column: Column, parts: list[str]) -> str:
    if not column.digits:
        for part in parts:
            refuse_bad_code(part)
        return ";".join(parts)
    if not all(re.fullmatch("[0-9]+", part) and len(part) <= column.digits for part in parts):
        raise BadCell("code-invalid", digits=column.digits)
    full = ";".join(part.zfill(column.digits) for part in parts)
    if full != ";".join(parts):
        raise BadCell("code-leading-zeros", repaired=full, full=full, digits=column.digits)
    return full


def _is_number(text: str) -> bool:
    return len(text) <= LONGEST_NUMBER and NUMBER.fullmatch(text) is not None


def _refuse_no_number(text: str) -> None:
    """Raises BadCell where text says infinity, or is a number as people write it."""
    if text.lower() in NOT_FINITE:
        raise BadCell("number-not-finite")
    if len(text) <= LONGEST_NUMBER and not _is_number(text) and re.fullmatch(_GROUPED, text):
        raise BadCell("number-decimal-comma", suggestion=_plain(text))


def _number(column: Column, text: str) -> float:
    _refuse_no_number(text)
    if not _is_number(text):
        raise BadCell("number-invalid")
    if LEADING_ZEROS.match(text):
        raise BadCell("number-leading-zeros", plain=LEADING_ZEROS.sub("", text))
    value = float(text)
    if not math.isfinite(value):
        raise BadCell("number-not-finite")
    if value < 0 and column.unit != "°":
        raise BadCell("number-negative")
    refuse_too_large(column, value)
    return value or 0.0  # no -0


def _plain(text: str) -> str:
    """How "866,605", "1.501,47", "1 501,47" or "1.501.470" is written in a data file."""
    bare = re.sub(r"\s", "", text)
    index = max(bare.rfind(","), bare.rfind("."))
    if index < 0 or bare.count(bare[index]) > 1:  # what comes more than once groups thousands
        return re.sub("[.,]", "", bare)
    return re.sub("[.,]", "", bare[:index]) + "." + bare[index + 1 :]


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
    if not re.fullmatch("(1[89]|20)[0-9]{2}", text):
        raise BadCell("date-invalid")
    return int(text)


def _date(column: Column, text: str) -> Cell:
    return parse_date(text)


def _enum(column: Column, text: str) -> Cell:
    if text not in column.values:
        raise BadCell("value-not-allowed", allowed=", ".join(column.values))
    return text


def _value(column: Column, text: str) -> Cell:
    """A number where it is written as one, else the text: 007 is none."""
    _refuse_no_number(text)
    if not _is_number(text) or LEADING_ZEROS.match(text):
        return text
    value = _number(column, text)
    return int(text) if text.isdigit() and len(text) < 16 else value


_PARSERS: dict[str, Callable[[Column, str], Cell]] = {
    "text": _text,
    "url": _text,
    "id": _id,
    "ids": _ids,
    "code": _code,
    "codes": _codes,
    "number": _number,
    "percent": _percent,
    "count": _count,
    "year": _year,
    "date": _date,
    "enum": _enum,
    "value": _value,
}
