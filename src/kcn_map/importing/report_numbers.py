"""Numbers of a report: a point or a comma for decimals, whichever the column shows, and units in headings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

#: Cells that show which of the two signs is the decimal one; three digits after one alone show nothing.
_COMMA = re.compile(r"\d{1,3}(\.\d{3})+,\d+|\d+,(\d{1,2}|\d{4,})|\d{4,},\d+|\d{1,3}(\.\d{3}){2,}|0,\d+", re.ASCII)
_POINT = re.compile(r"\d{1,3}(,\d{3})+\.\d+|\d+\.(\d{1,2}|\d{4,})|\d{4,}\.\d+|\d{1,3}(,\d{3}){2,}|0\.\d+", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)*", re.ASCII)
#: The unit at the end of a heading: "Diện tích (ha)", "Tỷ lệ lấp đầy, %".
_UNIT = re.compile(r"[(\[]\s*([^()\[\]]{1,20})\s*[)\]]\s*$|,\s*([^,\s]{1,10})\s*$")
#: (unit found, unit wanted) → what the number is multiplied by.
CONVERSIONS: Mapping[tuple[str, str], float] = {
    ("m²", "ha"): 1e-4, ("km²", "ha"): 100.0, ("ha", "km²"): 0.01, ("m", "km"): 0.001, ("triệu đồng", "tỷ đồng"): 0.001,
}  # fmt: skip


def decimal_sign(texts: Sequence[str]) -> str | None:
    """The decimal sign of a column's texts; None where they show none, or both."""
    bare = [_bare(text) for text in texts]
    has_comma, has_point = (any(sign.fullmatch(text) for text in bare) for sign in (_COMMA, _POINT))
    return None if has_comma == has_point else "," if has_comma else "."


def plain(text: str, sign: str | None, *, is_count: bool) -> str | None:
    """A number as data files have it; None where that is not sure, and the text itself where it is no number."""
    bare = _bare(text)
    if not _NUMBER.fullmatch(bare):
        return text
    if "," not in bare and "." not in bare:
        return bare
    if is_count and re.fullmatch(r"\d{1,3}([.,]\d{3})+", bare):  # no count has decimals
        return re.sub("[.,]", "", bare)
    known = sign or decimal_sign([bare])
    if known is None:
        return None
    return bare.replace("." if known == "," else ",", "").replace(",", ".")


def split_unit(heading: str) -> tuple[str, str]:
    """A heading without its unit, and the unit ("" for none)."""
    found = _UNIT.search(heading)
    return (heading[: found.start()].strip(), (found[1] or found[2]).strip()) if found else (heading.strip(), "")


def same_unit(text: str) -> str:
    """A unit as the atlas writes it: "m2" is m²."""
    folded = text.casefold().strip().rstrip(".")
    return {"m2": "m²", "km2": "km²", "hecta": "ha", "héc ta": "ha"}.get(folded, folded)


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text).removesuffix("%")
