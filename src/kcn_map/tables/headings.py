"""What a reader sees above a column and in a cell of words."""

from __future__ import annotations

from kcn_map.core.columns import Column
from kcn_map.text.messages import dictionary

#: Column → the section of messages.toml that says its values; columns not named here have their own name's.
_SECTIONS = {"location_accuracy": "accuracy", "occupancy_base": "base"}


def title(column: Column, lang: str) -> str:
    """The column's title with its unit: "Diện tích quy hoạch (ha)"."""
    text = column.vi if lang == "vi" else column.en
    unit = f" ({column.unit})" if column.unit and column.type != "count" else ""
    return text[:1].upper() + text[1:] + unit


def spoken(column: Column, value: str, lang: str) -> str:
    """A cell of an enumeration in the reader's words; other text, and values without words, as they are."""
    section = dictionary().get(_SECTIONS.get(column.name, column.name), {}) if column.type == "enum" else {}
    return section[value][lang] if value in section else value
