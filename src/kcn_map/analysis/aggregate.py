"""Summarise: one number per area and measure, with its coverage, and published totals beside the layers.

Coverage is half of the number. Sites that do not report, and sites that nobody can place, make a
count or a sum a lower bound; where nothing at all is proven the value is None, never 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache

from kcn_map.core.cache import memoize
from kcn_map.core.model import Area, Geometry, Joined, PublishedTotal, Site
from kcn_map.core.settings import Aggregation, Level, Text
from kcn_map.core.site_columns import site_cell
from kcn_map.core.summary import Aggregate, AreaSummary, Reconciliation, Summary
from kcn_map.geo.geodesy import areas_ha
from kcn_map.text.dates import overlap
from kcn_map.text.messages import word

HA_PER_KM2 = 100
#: How far above a total "over" that figure may still be meant by it.
OVER_PCT = 10


def summarise(joined: Joined) -> Summary:
    """Every measure for the province and each area of each level, and the reconciliation of totals."""
    settings, sites = joined.settings, joined.sites
    measured = {level.id: _Level(joined, level) for level in settings.levels}
    land = measured[settings.levels[0].id].land(joined.first_areas)
    whole = None if None in land else sum(filter(None, land))
    province = {measure.id: aggregate(measure.aggregation, sites, (), whole) for measure in settings.measures}
    return Summary(
        province=AreaSummary("", settings.province, province, tuple(site.id for site in sites)),
        areas={name: tuple(level.areas()) for name, level in measured.items()},
        unassigned={name: level.unassigned() for name, level in measured.items()},
        reconciliations=tuple(reconcile(total, sites, settings.as_of) for total in joined.totals),
    )


def summarise_level(joined: Joined, level: Level) -> Iterator[AreaSummary]:
    """Every measure of each area of a level."""
    return _Level(joined, level).areas()


class _Level:
    """The sites of a level by the code of their area, and the measures of these areas."""

    def __init__(self, joined: Joined, level: Level) -> None:
        self.settings, self.all = joined.settings, joined.areas[level.id]
        self.sites = _group(joined.sites, lambda site: site.codes[level.id])
        self.placeless = self.sites.get(None, [])
        self.possible = _possible(self.placeless, joined, level)
        self.is_official = any(area.area_official_km2 is not None for area in self.all)

    def areas(self) -> Iterator[AreaSummary]:
        """Most areas have no site: those where the same sites may lie share what they have to say."""
        with_sites = [area for area in self.all if area.code in self.sites]
        land = dict(zip((area.code for area in with_sites), self.land(with_sites), strict=True))
        empty: dict[tuple[int, bool], dict[str, Aggregate]] = {}
        for area in self.all:
            members, others = self.sites.get(area.code), self.possible(area)
            if members:
                values = self.measured(members, others, land[area.code])
            else:  # nothing is a share of nought per cent of any land
                is_unknown = not self.is_official and area.geometry is None
                is_unknown |= self.is_official and area.area_official_km2 is None
                key = id(others), is_unknown
                if key not in empty:
                    empty[key] = self.measured((), others, None if is_unknown else 1.0)
                values = empty[key]
            yield AreaSummary(area.code, area.name, values, tuple(site.id for site in members) if members else ())

    def unassigned(self) -> AreaSummary:
        """The sites without a code."""
        name = Text.in_each(self.settings.languages, lambda lang: word("table.not_allocated", lang))
        return AreaSummary("", name, self.measured(self.placeless, (), None), tuple(s.id for s in self.placeless))

    def measured(
        self, members: Sequence[Site], elsewhere: Sequence[Site], land_ha: float | None
    ) -> dict[str, Aggregate]:
        return {m.id: aggregate(m.aggregation, members, elsewhere, land_ha) for m in self.settings.measures}

    def land(self, areas: Sequence[Area]) -> list[float | None]:
        """The land of areas in hectares: the official one; where the level keeps none at all, that of the polygons."""
        if self.is_official:
            return [area.area_official_km2 and area.area_official_km2 * HA_PER_KM2 for area in areas]
        return _geodesic_ha([area.geometry for area in areas], self.settings.area_crs)


def aggregate(
    how: Aggregation, sites: Iterable[Site], elsewhere: Iterable[Site] = (), area_of_land_ha: float | None = None
) -> Aggregate:
    """Aggregate the sites of an area.

    `elsewhere` are sites that can't be placed: any of them may lie in this area. `area_of_land_ha`
    is the area that a share is of. The weighted mean is Σ(weight × value) / Σ weight over the
    sites that report both; minimum, maximum and median are of those that report.
    """
    members = [site for site in sites if how.kind in (None, site.kind)]
    chosen = [site for site in members if how.status is None or site.status in how.status]
    unclear = sum(1 for site in members if _status_unclear(how, site))
    unplaced = sum(1 for site in elsewhere if how.kind in (None, site.kind) and _may_count(how, site))
    is_open = unclear + unplaced > 0
    if how.method == "count":
        counted = len(chosen) or (None if is_open else 0)
        return Aggregate(counted, len(chosen), len(chosen) + unclear, is_open, unplaced, unclear)
    reporting = [site for site in chosen if _number(site, how.field) is not None]
    if how.is_rate:
        reporting = [site for site in reporting if how.weight is None or _number(site, how.weight)]
        rate = _rounded(_RATES[how.method](how, reporting)) if reporting else None
        return Aggregate(rate, len(reporting), len(chosen), not chosen and is_open, unplaced, unclear)
    total: float | None = sum(_number(site, how.field) or 0 for site in reporting)
    is_lower_bound = is_open or len(reporting) < len(chosen)
    if not reporting and is_lower_bound:
        total = None
    elif how.method == "share":
        total = total / area_of_land_ha * 100 if total is not None and area_of_land_ha else None
    return Aggregate(_rounded(total), len(reporting), len(chosen), is_lower_bound, unplaced, unclear)


def reconcile(total: PublishedTotal, sites: Sequence[Site], as_of: str) -> Reconciliation:
    """A published total beside what the layers of `as_of` add up to; one of another date is history.

    `agrees` is None where the layers can't say: no site reports, or those that do stay below the total.
    """
    if not overlap(total.as_of, as_of):
        return Reconciliation(total, None, None, None, is_history=True)
    how = total.setting.aggregation
    layers = None if how is None else aggregate(how, sites)
    if layers is None or layers.value is None:
        return Reconciliation(total, layers, None, None)
    difference = _rounded(layers.value - total.value)
    allowed = abs(total.value) * total.setting.tolerance_pct / 100
    if layers.is_lower_bound and layers.value < total.value - allowed:
        return Reconciliation(total, layers, difference, None)
    above = max(allowed, abs(total.value) * OVER_PCT / 100) if total.qualifier == "over" else allowed
    within = total.value - allowed <= layers.value <= total.value + above
    return Reconciliation(total, layers, difference, within)


def _possible(unassigned: Sequence[Site], joined: Joined, level: Level) -> Callable[[Area], tuple[Site, ...]]:
    """Which of the sites without a code may lie in an area, the same tuple for the same sites.

    One in a known area of another level leaves few: what its former area went into decides; else it lies in an area
    that is part, or was made, of the site's own.
    """
    went_into: dict[tuple[str, str | None], tuple[str, ...]] = {
        (other, area.code): area.successors[level.id]
        for other, areas in joined.areas.items()
        for area in areas
        if level.id in area.successors
    }
    related = [name for name in (level.parent, *level.origins) if name and joined.settings.level(name).layer]
    traced: dict[str, list[Site]] = {}
    others: dict[tuple[str | None, ...], list[Site]] = {}
    for site in unassigned:
        codes = {code for key in site.codes.items() for code in went_into.get(key, ())}
        for code in sorted(codes):
            traced.setdefault(code, []).append(site)
        if not codes:
            others.setdefault(tuple(site.codes[name] for name in related), []).append(site)

    @cache
    def fitting(code: str | None, known: tuple[tuple[str, ...], ...]) -> tuple[Site, ...]:
        untraced = (
            sites for codes, sites in others.items()
            if all(code is None or not of or code in of for code, of in zip(codes, known, strict=True))
        )  # fmt: skip
        return (*traced.get(code or "", ()), *(site for sites in untraced for site in sites))

    def possible(area: Area) -> tuple[Site, ...]:
        known = tuple([area.parents if name == level.parent else area.origins.get(name, ()) for name in related])
        return fitting(area.code if area.code in traced else None, known)

    return possible


def _status_unclear(how: Aggregation, site: Site) -> bool:
    return how.status is not None and site.status == "unknown" and "unknown" not in how.status


def _may_count(how: Aggregation, site: Site) -> bool:
    """Whether a site that can't be placed might have to be counted: nothing known of its status speaks against it."""
    return how.status is None or site.status in how.status or _status_unclear(how, site)


def _weighted_mean(how: Aggregation, reporting: Sequence[Site]) -> float:
    weights = [_number(site, how.weight) or 0 for site in reporting]
    return sum(w * value for w, value in zip(weights, _values(how, reporting), strict=True)) / sum(weights)


def _median(how: Aggregation, reporting: Sequence[Site]) -> float:
    from statistics import median  # no measure of most atlases needs it

    return median(_values(how, reporting))


def _values(how: Aggregation, reporting: Sequence[Site]) -> list[float]:
    return [_number(site, how.field) or 0 for site in reporting]


def _number(site: Site, field: str | None) -> float | None:
    value: float | None = site_cell(site, field) if field else None
    return value


def _rounded(value: float | None) -> float | None:
    """To six decimals: below every figure's precision, above the noise of binary sums."""
    return None if value is None else round(value, 6)


def _group(sites: Iterable[Site], key: Callable[[Site], str | None]) -> dict[str | None, list[Site]]:
    groups: dict[str | None, list[Site]] = {}
    for site in sites:
        groups.setdefault(key(site), []).append(site)
    return groups


#: How one number is made of those of some sites, of which each reports.
_RATES: Mapping[str, Callable[[Aggregation, Sequence[Site]], float]] = {
    "weighted_mean": _weighted_mean,
    "minimum": lambda how, sites: min(_values(how, sites)),
    "maximum": lambda how, sites: max(_values(how, sites)),
    "median": _median,
}


@memoize(4)
def _geodesic_ha(geometries: Sequence[Geometry | None], crs: str) -> list[float | None]:
    areas = iter(areas_ha([geometry for geometry in geometries if geometry is not None], crs))
    return [None if geometry is None else next(areas) for geometry in geometries]
