"""Find sites: filters that each say yes, no or unknown, and the reason for each site left out.

The page's filter.js keeps the same rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kcn_map.analysis.textsearch import rank, search_texts
from kcn_map.core.model import Joined, Site
from kcn_map.text.names import index_names, look_up, nearest


class UnknownName(Exception):
    """No district bears the name. `nearest` are names like it; `several` the districts that share it."""

    def __init__(self, name: str, nearest: Sequence[str], several: bool = False) -> None:
        super().__init__(name)
        self.name, self.nearest, self.several = name, tuple(nearest), several


@dataclass(frozen=True, slots=True)
class Query:
    """Conditions on sites; all must hold, several values of one are alternatives, None asks nothing.

    Areas in hectares of planned area, occupancy in per cent, `near` as longitude and latitude,
    `within_km` geodesic. A range leaves out the sites whose value is unknown.
    """

    text: str = ""
    district: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    min_area: float | None = None
    max_area: float | None = None
    min_occupancy: float | None = None
    max_occupancy: float | None = None
    near: tuple[float, float] | None = None
    within_km: float | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one condition leaves a site out. `value` None: the site's value is not known."""

    condition: str
    value: str | float | None
    wanted: str | float | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A site that a query finds; `distance_km` from its `near` point, None if it has none."""

    site: Site
    distance_km: float | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """Every site is in one of the two, in the order of the tables; matches of a text the best first."""

    matches: tuple[Match, ...]
    excluded: tuple[tuple[Site, tuple[Reason, ...]], ...]


Test = Callable[[Site], Reason | None]


def select(joined: Joined, query: Query) -> Selection:
    """The sites that meet every condition, and for each other site the conditions it fails.

    Raises UnknownName for a district that no name fits: a typing error must not look like an empty answer.
    """
    costs = rank(joined.sites, search_texts(joined) if query.text else {}, query.text)
    tests = [_text_test(costs, query.text), *_tests(joined, query)]
    matches, excluded = [], []
    for site in joined.sites:
        reasons = tuple(reason for test in tests if (reason := test(site)))
        if reasons:
            excluded.append((site, reasons))
        else:
            matches.append(Match(site, _distance_km(site, query.near)))
    matches.sort(key=lambda match: costs[match.site.id])
    return Selection(tuple(matches), tuple(excluded))


def find_district(joined: Joined, text: str) -> str:
    """The code of the district that a person means: code, name with or without marks and prefix, former name."""
    index = index_names((d.code, (d.code, d.name_vi, d.name_en, *d.other_names)) for d in joined.districts)
    codes = look_up(text, index)
    if len(codes) == 1:
        return codes[0]
    by_code = {district.code: district.name_vi for district in joined.districts}
    if codes:
        raise UnknownName(text, [f"{code} {by_code[code]}" for code in codes], several=True)
    raise UnknownName(text, nearest(text, by_code.values()) or list(by_code.values()))


def _tests(joined: Joined, query: Query) -> Iterator[Test]:
    """The conditions that the query sets beside its text, in the order of its fields."""
    if query.district:
        yield _choice_test("district", "district_code", tuple(find_district(joined, text) for text in query.district))
    if query.kind:
        yield _choice_test("kind", "kind", query.kind)
    if query.status:
        yield _choice_test("status", "status", query.status)
    for condition, attribute, sign in (
        ("min_area", "area_planned_ha", 1),
        ("max_area", "area_planned_ha", -1),
        ("min_occupancy", "occupancy_pct", 1),
        ("max_occupancy", "occupancy_pct", -1),
    ):
        limit = getattr(query, condition)
        if limit is not None:
            yield _limit_test(condition, attribute, limit, sign)
    if query.near is not None and query.within_km is not None:
        yield _near_test(query.near, query.within_km)


def _text_test(costs: Mapping[str, int], text: str) -> Test:
    return lambda site: None if site.id in costs else Reason("text", site.name_vi, text)


def _choice_test(condition: str, attribute: str, wanted: tuple[str, ...]) -> Test:
    def test(site: Site) -> Reason | None:
        value = getattr(site, attribute)
        return None if value in wanted else Reason(condition, value, wanted)

    return test


def _limit_test(condition: str, attribute: str, limit: float, sign: int) -> Test:
    def test(site: Site) -> Reason | None:
        value = getattr(site, attribute)
        return None if value is not None and (value - limit) * sign >= 0 else Reason(condition, value, limit)

    return test


def _near_test(near: tuple[float, float], within_km: float) -> Test:
    def test(site: Site) -> Reason | None:
        distance = _distance_km(site, near)
        return None if distance is not None and distance <= within_km else Reason("within_km", distance, within_km)

    return test


def _distance_km(site: Site, near: tuple[float, float] | None) -> float | None:
    from kcn_map.geo.geodesy import distance_km

    if near is None or site.lon is None or site.lat is None:
        return None
    return round(distance_km(near, (site.lon, site.lat)), 3)
