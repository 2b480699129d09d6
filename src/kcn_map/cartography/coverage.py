"""How much stands behind a measure's value, in words: which sites have a figure, of what base and date, what may add.

phrases.js says the same on the page; both are held to tests/cases/coverage.json.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kcn_map.core.columns import Column
from kcn_map.core.kinds import ANY, Nouns
from kcn_map.core.model import Site
from kcn_map.core.settings import Aggregation, Lang, Measure, Settings
from kcn_map.core.site_columns import ADOPTED, label, site_cell
from kcn_map.core.summary import Aggregate
from kcn_map.text.messages import word
from kcn_map.text.numbers import format_date, format_number


def nouns_of(how: Aggregation | None, sites: Sequence[Site], settings: Settings) -> Nouns:
    """What sites are called that an aggregation is about: of its kind, the only one that these are of, or any."""
    kinds = {site.kind for site in sites}
    return settings.nouns((how and how.kind) or (kinds.pop() if len(kinds) == 1 else ANY))


def counted(n: int, nouns: Nouns, lang: Lang) -> str:
    """ "8 zones" """
    return nouns.counted(format_number(n, lang), lang)


def none_of(how: Aggregation, nouns: Nouns, lang: Lang) -> str:
    """ "no industrial zone": what NONE means for a measure."""
    return word("page.none_of_status" if how.status else "page.none_of", lang, kind=nouns.name[lang])


def coverage(
    measure: Measure, value: Aggregate, members: Iterable[Site], nouns: Nouns, lang: Lang, fields: Sequence[Column] = ()
) -> str:  # fmt: skip
    """ "4 of 8 zones have a figure", with base, weight and date of a rate; "" where the value says it all.

    `members` are the sites of the area that the value is of, `fields` those of the atlas.
    """
    how = measure.aggregation
    is_count = how.method == "count"
    if not value.sites and not value.is_lower_bound:
        return "" if is_count else none_of(how, nouns, lang)
    report = [] if is_count or not value.sites else [
        word("page.coverage", lang, n=format_number(value.reporting, lang), sites=counted(value.sites, nouns, lang))
    ]  # fmt: skip
    if how.is_rate and value.reporting:
        used = [site for site in members if reports(how, site)]
        weight = [_weight(how.weight, lang, fields)] if how.weight else []
        report = [*_base(how, used, lang), *weight, *report, *_date(how, used, lang)]
    missing = [
        word(f"page.{name}", lang, sites=counted(n, nouns, lang))
        for name, n in (("unplaced", value.unplaced), ("unclear", value.unclear))
        if n
    ]
    return "; ".join([", ".join(report), *missing] if report else missing)


def at_least(measure: Measure, values: Iterable[Aggregate], nouns: Nouns, mark: str, lang: Lang) -> str:
    """Why values are lower bounds: "≥: a lower bound, since there are zones without a figure."; "" if none is."""
    bounds = [value for value in values if value.is_lower_bound and value.value is not None]
    reasons = {
        "missing": measure.aggregation.method != "count" and any(v.reporting < v.sites for v in bounds),
        "unplaced": any(value.unplaced for value in bounds),
        "unclear": any(value.unclear for value in bounds),
    }
    why = ", ".join(word(f"page.why_{name}", lang) for name, is_so in reasons.items() if is_so)
    return word("page.legend_at_least", lang, mark=mark, kind=nouns.short_plural[lang], why=why) if why else ""


def reports(how: Aggregation, site: Site) -> bool:
    """Whether a site has a part in a rate."""
    is_counted = how.kind in (None, site.kind) and (how.status is None or site.status in how.status)
    is_known = is_counted and site_cell(site, how.field or "") is not None
    return is_known and (how.weight is None or bool(site_cell(site, how.weight)))


def _base(how: Aggregation, sites: Sequence[Site], lang: Lang) -> list[str]:
    """The land that an occupancy is a share of."""
    if how.field != "occupancy_pct":
        return []
    bases = list(dict.fromkeys(site.occupancy_base for site in sites if site.occupancy_base))
    names = [word(f"base.{base}", lang) for base in bases]
    if len(names) > 1:
        return [word("page.of_bases", lang, bases=", ".join(names))]
    return [word("page.of_base", lang, base=names[0])] if names else []


def _weight(weight: str, lang: Lang, fields: Sequence[Column]) -> str:
    name = label(weight, lang, fields)  # as coverage.js does
    return word("page.weighted", lang, weight=name[:1].lower() + name[1:])


def _date(how: Aggregation, sites: Iterable[Site], lang: Lang) -> list[str]:
    dates = list(dict.fromkeys(filter(None, (_as_of(how.field or "", site) for site in sites))))
    if len(dates) < 2:
        return [word("page.as_of_short", lang, date=format_date(date, lang)) for date in dates]
    first, last = min(date.split("/")[0] for date in dates), max(date.split("/")[-1] for date in dates)
    return [word("page.of_dates", lang, first=format_date(first, lang), last=format_date(last, lang))]


def _as_of(field: str, site: Site) -> str | None:
    """The date of a site's figure: in its table, or of the observation that it is."""
    column = ADOPTED.get(field, ("", None))[1]
    if column:
        found: str | None = getattr(site, column)
        return found
    return next((seen.as_of for seen in site.observations if seen.adopted and seen.attribute == field), None)
