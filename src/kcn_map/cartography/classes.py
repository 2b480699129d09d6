"""Classes of a measure as every drawn form has them: their colours, and their limits in words."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from kcn_map.cartography import static_map
from kcn_map.cartography.palettes import palettes
from kcn_map.core.model import Lang, Measure
from kcn_map.text.messages import word
from kcn_map.text.numbers import format_number


def class_colours(measure: Measure) -> list[str]:
    """The colours of the classes as #rrggbb, the lowest first, as the page has them by day."""
    return static_map.colours(palettes()[measure.palette]["light"], len(measure.breaks) + 1)


def class_labels(measure: Measure, lang: Lang) -> list[str]:
    """The limits of the classes: "dưới 50", "50 – dưới 100", "từ 500 trở lên"."""
    limits = [None if at is None else format_number(at, lang, measure.decimals) for at in (None, *measure.breaks, None)]
    return [_label(low, high, lang) for low, high in pairwise(limits)]


def class_counts(values: Iterable[float | int | None], measure: Measure) -> tuple[list[int], int]:
    """How many areas are in each class, and in how many nothing is proven."""
    groups = [static_map.group(value, measure.breaks) for value in values]
    return [groups.count(number) for number in range(len(measure.breaks) + 1)], groups.count(None)


def no_data(measure: Measure, lang: Lang) -> str:
    """What the hatched box says: nothing known, or nothing proven of a count."""
    return word("page.legend_unproven" if measure.statistic.aggregation == "count" else "page.legend_none", lang)


def title(measure: Measure, lang: Lang) -> str:
    """The measure with its unit: "Diện tích quy hoạch (ha)"."""
    return measure.title[lang] + (f" ({measure.unit})" if measure.unit else "")


def _label(low: str | None, high: str | None, lang: Lang) -> str:
    if low is None:
        return word("page.below", lang, limit=high) if high else word("export.all", lang)
    return word("page.between", lang, lower=low, upper=high) if high else word("page.from", lang, limit=low)
