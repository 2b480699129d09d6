"""Classes of a measure: none, no data, or a class by the breaks. classes.js has the same rule, and the same cases."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from math import floor, log10
from typing import Literal

from kcn_map.cartography.coverage import none_of, nouns_of
from kcn_map.cartography.palettes import colours, inverse_from, palettes, steps
from kcn_map.core.model import Joined
from kcn_map.core.settings import Lang, Measure
from kcn_map.core.summary import Aggregate
from kcn_map.text.messages import word
from kcn_map.text.numbers import format_number, rounded

#: No site of the measure's kind and status is in the area, and none can be: a fact, not a gap and not a class.
NONE: Literal["none"] = "none"
#: There are sites, or there may be, and no figure.
NO_DATA: Literal["nodata"] = "nodata"

Class = int | Literal["none", "nodata"]
#: So many classes are proposed, from so many areas on; and what a break begins with.
CLASSES, FEWEST = 5, 5
READABLE = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)


def classify(value: float | None, sites: int, is_lower_bound: bool, breaks: Sequence[float], decimals: int) -> Class:
    """The class of an area's value as it is shown, with `decimals`: 0 the lowest, or NONE or NO_DATA.

    `sites` are there to have figures; `is_lower_bound` where more may be. `breaks` are the lower limits of all
    classes but the first.
    """
    if not sites and not is_lower_bound:
        return NONE
    return NO_DATA if value is None else bisect_right(breaks, float(rounded(value, decimals)))


def class_of(value: Aggregate, measure: Measure) -> Class:
    return classify(value.value, value.sites, value.is_lower_bound, measure.breaks, measure.decimals)


def tally(values: Iterable[Aggregate], measure: Measure) -> dict[Class, int]:
    """How many areas are in each class, the lowest first, then in NONE and NO_DATA."""
    counts: dict[Class, int] = dict.fromkeys([*range(len(measure.breaks) + 1), NONE, NO_DATA], 0)
    for value in values:
        counts[class_of(value, measure)] += 1
    return counts


def limits(measure: Measure) -> list[tuple[float | None, float | None]]:
    """The limits of each class, None for open: the upper one is not in it. A count begins at 1: a 0 is NONE."""
    lows = [1 if measure.aggregation.method == "count" else None, *measure.breaks]
    return list(zip(lows, [*measure.breaks, None], strict=True))


def proposed_breaks(values: Sequence[float], *, is_count: bool) -> tuple[float, ...]:
    """The quintiles of some values, as numbers that can be read at a glance; none where there are too few."""
    ordered = sorted(values)
    if len(ordered) < FEWEST:
        return ()
    at = [ordered[len(ordered) * part // CLASSES] for part in range(1, CLASSES)]
    found = {max(2.0, float(round(value))) if is_count else _readable(value) for value in at}
    return tuple(sorted(limit for limit in found if ordered[0] < limit <= ordered[-1]))


def _readable(value: float) -> float:
    """The number of few digits that is nearest to a positive one."""
    unit = 10.0 ** floor(log10(value))
    return float(f"{min(READABLE, key=lambda step: abs(step * unit - value)) * unit:.2g}")


def labels(measure: Measure, lang: Lang) -> list[str]:
    """The limits of each class in words: "dưới 50", "50 – dưới 100", "từ 100 trở lên"; whole numbers as "3 – 4"."""
    return [_label(low, high, measure, lang) for low, high in limits(measure)]


def none(joined: Joined, measure: Measure, lang: Lang) -> str:
    """What the dotted box says: no site of the measure's kind."""
    return none_of(measure.aggregation, nouns_of(measure.aggregation, joined.sites, joined.settings), lang)


def no_data(measure: Measure, lang: Lang) -> str:
    """What the hatched box says: no figure, or a count that can't be determined."""
    return word("page.unknown" if measure.aggregation.method == "count" else "page.no_figure", lang)


def title(measure: Measure, lang: Lang) -> str:
    """The measure with its unit: "Diện tích quy hoạch (ha)"."""
    return measure.title[lang] + (f" ({measure.unit})" if measure.unit else "")


def class_colours(measure: Measure) -> list[str]:
    """The colours of the classes as #rrggbb, the lowest first, as the page has them by day."""
    return colours(palettes()[measure.palette]["light"], len(measure.breaks) + 1)


def inverse(group: Class, measure: Measure) -> list[str]:
    """The looks, light and dark, in which a name on this class has the colour of its halo."""
    return [
        look
        for look, ramp in palettes()[measure.palette].items()
        if isinstance(group, int)
        and steps(len(ramp), len(measure.breaks) + 1)[group] >= inverse_from(measure.palette, look)
    ]


def is_whole(measure: Measure) -> bool:
    """Whether every value is a whole number: a count, or the sum, least or most of counts."""
    how = measure.aggregation
    return how.method == "count" or (how.method in ("sum", "minimum", "maximum") and how.counts)


def _label(low: float | None, high: float | None, measure: Measure, lang: Lang) -> str:
    def text(limit: float) -> str:
        return format_number(limit, lang, measure.decimals)

    if high is None:
        return word("page.from", lang, limit=text(low or 0))
    if is_whole(measure) and high - (low or 0) == 1:
        return text(low or 0)
    if low is None:
        return word("page.below", lang, limit=text(high))
    if is_whole(measure):
        return f"{text(low)} – {text(high - 1)}"
    return word("page.between", lang, lower=text(low), upper=text(high))
