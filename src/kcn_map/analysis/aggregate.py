"""Summarise: one number per area and measure, with its coverage, and published totals beside the layers.

Coverage is half of the number. Sites that do not report, and sites that nobody can place, make a
count or a sum a lower bound; where nothing at all is proven the value is None, never 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from kcn_map.core.cache import memoize
from kcn_map.core.model import Commune2025, District, Geometry, Joined, PublishedTotal, Site
from kcn_map.core.settings import Aggregation, Text
from kcn_map.core.site_columns import site_cell
from kcn_map.core.summary import Aggregate, AreaSummary, Reconciliation, Summary
from kcn_map.geo.geodesy import area_ha
from kcn_map.text.dates import overlap

HA_PER_KM2 = 100
#: How far above a total "over" that figure may still be meant by it.
OVER_PCT = 10


def summarise(joined: Joined) -> Summary:
    """Every measure for the province, each district and each commune of 2025, and the reconciliation of totals.

    The land of a district is its official area; that of a commune, for which none is kept, is geodesic.
    """
    settings, sites = joined.settings, joined.sites
    by_district = _group(sites, lambda site: site.district_code)
    by_commune = _group(sites, lambda site: site.commune_2025_code)

    def measured(members: Sequence[Site], elsewhere: Sequence[Site], land_ha: float | None) -> dict[str, Aggregate]:
        return {m.id: aggregate(m.aggregation, members, elsewhere, land_ha) for m in settings.measures}

    def area(
        code: str, name: Text, members: Sequence[Site], elsewhere: Sequence[Site], land_ha: float | None
    ) -> AreaSummary:
        values = measured(members, elsewhere, land_ha)
        return AreaSummary(code, name.vi, name.en, values, tuple(site.id for site in members))

    unplaced, unassigned = by_district.get(None, []), by_commune.get(None, [])
    land = {district.code: _official_ha(district) for district in joined.districts}
    with_sites = [commune for commune in joined.communes_2025 if commune.code in by_commune]
    geodesic = _geodesic_ha([commune.geometry for commune in with_sites], settings.area_crs)
    land_2025 = dict(zip((commune.code for commune in with_sites), geodesic, strict=True))
    possible = _possible(unassigned, joined)
    empty: dict[tuple[tuple[str, ...], bool], dict[str, Aggregate]] = {}

    def without_sites(commune: Commune2025) -> dict[str, Aggregate]:
        """Most communes: nothing is a share of nought per cent of any land."""
        others, is_unknown = possible(commune), commune.geometry is None
        key = tuple(site.id for site in others), is_unknown
        if key not in empty:
            empty[key] = measured((), others, None if is_unknown else 1.0)
        return empty[key]

    return Summary(
        province=area(
            "", settings.province, sites, (), None if None in land.values() else sum(filter(None, land.values()))
        ),
        districts=tuple(
            area(d.code, Text(d.name_vi, d.name_en), by_district.get(d.code, []), unplaced, land[d.code])
            for d in joined.districts
        ),
        communes=tuple(
            area(c.code, Text(c.name_vi, c.name_vi), by_commune[c.code], possible(c), land_2025[c.code])
            if c.code in by_commune
            else AreaSummary(c.code, c.name_vi, c.name_vi, without_sites(c), ())
            for c in joined.communes_2025
        ),
        unassigned=area("", Text("Chưa rõ xã, phường", "Not allocated"), unassigned, (), None),
        reconciliations=tuple(reconcile(total, sites, settings.as_of) for total in joined.totals),
    )


def aggregate(
    how: Aggregation, sites: Iterable[Site], elsewhere: Iterable[Site] = (), area_of_land_ha: float | None = None
) -> Aggregate:
    """Aggregate the sites of an area.

    `elsewhere` are sites that can't be placed: any of them may lie in this area. `area_of_land_ha`
    is the area that a share is of. The weighted mean is Σ(weight × value) / Σ weight over the
    sites that report both.
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
    if how.method == "weighted_mean":
        reporting = [site for site in reporting if _number(site, how.weight)]
        mean = _weighted_mean(how, reporting)
        return Aggregate(mean, len(reporting), len(chosen), not chosen and is_open, unplaced, unclear)
    total: float | None = sum(_number(site, how.field) or 0 for site in reporting)
    is_lower_bound = is_open or len(reporting) < len(chosen)
    if not reporting and is_lower_bound:
        total = None
    elif how.method == "share":
        total = total / area_of_land_ha * 100 if total is not None and area_of_land_ha else None
    return Aggregate(_rounded(total), len(reporting), len(chosen), is_lower_bound, unplaced, unclear)


def reconcile(total: PublishedTotal, sites: Sequence[Site], as_of: str) -> Reconciliation:
    """A published total beside what the layers of `as_of` add up to; one of another date is history.

    `agrees` is None where the layers can't tell: no site reports, or those that do stay below the total.
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


def _possible(unassigned: Sequence[Site], joined: Joined) -> Callable[[Commune2025], tuple[Site, ...]]:
    """Which of the sites without a commune may lie in a commune: a known district, or commune of 2020, leaves few."""
    successors = {commune.code: commune.successors for commune in joined.communes_2020}
    by_successor: dict[str, list[Site]] = {}
    by_district: dict[str | None, list[Site]] = {}
    for site in unassigned:
        traced = successors.get(site.commune_2020_code or "", ())
        for code in traced:
            by_successor.setdefault(code, []).append(site)
        if not traced:
            by_district.setdefault(site.district_code, []).append(site)

    def possible(commune: Commune2025) -> tuple[Site, ...]:
        districts = (None, *commune.districts_2020) if commune.districts_2020 else by_district
        return (
            *by_successor.get(commune.code, ()),
            *(site for district in districts for site in by_district.get(district, ())),
        )

    return possible


def _status_unclear(how: Aggregation, site: Site) -> bool:
    return how.status is not None and site.status == "unknown" and "unknown" not in how.status


def _may_count(how: Aggregation, site: Site) -> bool:
    """Whether a site that can't be placed might have to be counted: nothing known of its status speaks against it."""
    return how.status is None or site.status in how.status or _status_unclear(how, site)


def _weighted_mean(how: Aggregation, reporting: Sequence[Site]) -> float | None:
    weights = [_number(site, how.weight) or 0 for site in reporting]
    if not sum(weights):
        return None
    values = [_number(site, how.field) or 0 for site in reporting]
    return _rounded(sum(weight * value for weight, value in zip(weights, values, strict=True)) / sum(weights))


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


def _official_ha(district: District) -> float | None:
    return None if district.area_official_km2 is None else district.area_official_km2 * HA_PER_KM2


@memoize(2)
def _geodesic_ha(geometries: Sequence[Geometry | None], crs: str) -> list[float | None]:
    return [None if geometry is None else area_ha(geometry, crs) for geometry in geometries]
