"""Find sites: a query checks itself; its filters each say yes, no or unknown, and the reason for each site left out.

The page's filter.js keeps the same rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

from kcn_map.analysis.find import Place, find_area, find_kind, find_place
from kcn_map.analysis.lineage import Key, lineage
from kcn_map.analysis.textsearch import rank, search_texts
from kcn_map.core.choices import STATUSES
from kcn_map.core.columns import LARGEST, Column
from kcn_map.core.errors import UsageError
from kcn_map.core.model import Area, Joined, Site
from kcn_map.core.settings import Settings
from kcn_map.core.site_columns import DISTANCE, VACANCY, site_cell, site_row_columns
from kcn_map.reading import arguments
from kcn_map.reading.cells import visible
from kcn_map.text.collation import collation_key
from kcn_map.values import dataclass

#: Bounds of what can be asked: the whole Earth in hectares, half its girth in kilometres, a share, rows of a table.
LARGEST_AREA_HA, FARTHEST_KM, LARGEST_PCT, MOST_ROWS = LARGEST["ha"], LARGEST["km"], 100, 10**9


@dataclass(frozen=True, slots=True)
class Query:
    """Conditions on sites; all must hold, several values of one are alternatives, None asks nothing.

    Areas in hectares of planned area, occupancy in per cent, vacant land in hectares, stated or estimated. `near` is a
    point, longitude and latitude, or the name of a town or reference point of the base map, or of a site; `within_km`
    is geodesic, a straight line.
    A range leaves out the sites whose value is unknown. `sort` is a column of their rows, "-" before it descends;
    `limit` is the most sites to give. Raises UsageError for what can't be asked.
    """

    text: str = ""
    district: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    min_area: float | None = None
    max_area: float | None = None
    min_occupancy: float | None = None
    max_occupancy: float | None = None
    min_vacant: float | None = None
    near: tuple[float, float] | str | None = None
    within_km: float | None = None
    sort: str | None = None
    limit: int | None = None

    def __new__(cls, *_: Any, **conditions: Any) -> Query:
        """A condition that is none is refused with those like it."""
        arguments.known(conditions, cls.__slots__)
        return object.__new__(cls)

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            checked = field.default if value is None else _CHECKS[field.name](field.name, value)
            object.__setattr__(self, field.name, checked)
        for low, high in (("min_area", "max_area"), ("min_occupancy", "max_occupancy")):
            least, most = getattr(self, low), getattr(self, high)
            if least is not None and most is not None and least > most:
                raise UsageError(low, "usage.order", other=high, value=f"{least:g}", limit=f"{most:g}")
        if self.within_km is not None and self.near is None:
            raise UsageError("within_km", "usage.needs", other="near")

    def columns(self, settings: Settings) -> tuple[Column, ...]:
        """The columns of the rows that answer it: distance and vacant land are there where it asks about them."""
        row = site_row_columns(settings)
        if self.asks_vacancy:
            row = (*row, *VACANCY)
        return row if self.near is None else (*row, DISTANCE)

    @property
    def asks_vacancy(self) -> bool:
        return self.min_vacant is not None or (self.sort or "").removeprefix("-") == VACANCY[0].name


def _choices(allowed: Sequence[str]) -> Callable[[str, Any], tuple[str, ...]]:
    return lambda name, value: tuple(arguments.choice(name, one, allowed) for one in arguments.texts(name, value))


def _at_most(most: float) -> Callable[[str, Any], float]:
    return lambda name, value: arguments.number(name, value, 0, most)


def _near(name: str, value: Any) -> tuple[float, float] | str:
    """The name of a place, or longitude and latitude: two numbers, or a text of them divided by a comma."""
    if isinstance(value, str) and not any(map(_is_number, value.split(","))):
        return arguments.text(name, value)
    parts = value if isinstance(value, Iterable) and not isinstance(value, str) else [value]
    told = ",".join(map(str, parts))
    try:
        lon, lat = (float(part) for part in told.split(","))
    except ValueError:
        raise UsageError(name, "usage.near", value=visible(told)) from None
    if -180 <= lon <= 180 and -90 <= lat <= 90:
        return lon, lat
    if -180 <= lat <= 180 and -90 <= lon <= 90:
        raise UsageError(name, "usage.near_swapped", value=visible(told), swapped=f"{lat:g},{lon:g}")
    raise UsageError(name, "usage.near", value=visible(told))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


_CHECKS: Mapping[str, Callable[[str, Any], Any]] = {
    "text": arguments.text,
    "district": arguments.texts,
    "kind": arguments.texts,
    "status": _choices(STATUSES),
    "min_area": _at_most(LARGEST_AREA_HA),
    "max_area": _at_most(LARGEST_AREA_HA),
    "min_occupancy": _at_most(LARGEST_PCT),
    "max_occupancy": _at_most(LARGEST_PCT),
    "min_vacant": _at_most(LARGEST_AREA_HA),
    "near": _near,
    "within_km": _at_most(FARTHEST_KM),
    "sort": arguments.text,
    "limit": lambda name, value: arguments.whole(name, value, 1, MOST_ROWS),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one condition leaves a site out. `value` None: the site's value is not known."""

    condition: str
    value: str | float | Area | None
    wanted: str | float | tuple[str, ...] | tuple[Area, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A site that a query finds; `distance_km` from the place that it is to be near, None if there is none."""

    site: Site
    distance_km: float | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """Every site is in one of the two, but for what lies beyond the query's limit.

    Both in the order of the tables; matches as the query sorts them, else nearest first, else as a text fits best.
    `near` is the place that distances are measured from.
    """

    matches: tuple[Match, ...]
    excluded: tuple[tuple[Site, tuple[Reason, ...]], ...]
    near: Place | None = None


Test = Callable[[Site], Reason | None]


def select(joined: Joined, query: Query) -> Selection:
    """The sites that meet every condition, and for each other site the conditions it fails.

    Raises UnknownName for an area or place that no name fits: a typing error must not look like an empty answer;
    UsageError for a column to sort by that the rows have not.
    """
    if query.sort is not None:
        columns = [column.name for column in (*query.columns(joined.settings), VACANCY[0])]
        arguments.choice("sort", query.sort.removeprefix("-"), columns)
    costs = rank(joined, search_texts(joined) if query.text else {}, query.text)
    place = None if query.near is None else find_place(joined, query.near)
    tests = [_text_test(costs, query.text), *_tests(joined, query, place)]
    matches, excluded = [], []
    for site in joined.sites:
        reasons = tuple(reason for test in tests if (reason := test(site)))
        if reasons:
            excluded.append((site, reasons))
        else:
            matches.append(Match(site, _distance_km(site, place)))
    matches.sort(key=lambda match: costs[match.site.id])
    return Selection(tuple(_sorted(matches, query, joined.settings)[: query.limit]), tuple(excluded), place)


def _sorted(matches: Sequence[Match], query: Query, settings: Settings) -> list[Match]:
    """Unknown values come last either way, ties as they were; texts by the rules of their language, else the first."""
    field = (query.sort or (DISTANCE.name if query.near else "")).removeprefix("-")
    if not field:
        return list(matches)

    def value(match: Match) -> Any:
        found = match.distance_km if field == DISTANCE.name else site_cell(match.site, field)
        return collation_key(found, lang) if isinstance(found, str) else found

    told_in = next((one.lang for one in query.columns(settings) if one.name == field), "")
    lang = next((lang for lang in settings.languages if lang == told_in), settings.languages[0])
    known = [match for match in matches if value(match) is not None]
    unknown = [match for match in matches if value(match) is None]
    return sorted(known, key=value, reverse=bool(query.sort and query.sort.startswith("-"))) + unknown


def _tests(joined: Joined, query: Query, place: Place | None) -> Iterator[Test]:
    """The conditions that the query sets beside its text, in the order of its fields."""
    if query.district:
        yield _area_test(joined, tuple(find_area(joined, text) for text in query.district))
    if query.kind:
        yield _choice_test("kind", "kind", tuple(find_kind(joined.settings, text).id for text in query.kind))
    if query.status:
        yield _choice_test("status", "status", query.status)
    for condition, attribute, sign in (
        ("min_area", "area_planned_ha", 1),
        ("max_area", "area_planned_ha", -1),
        ("min_occupancy", "occupancy_pct", 1),
        ("max_occupancy", "occupancy_pct", -1),
        ("min_vacant", "vacant_ha", 1),
    ):
        limit = getattr(query, condition)
        if limit is not None:
            yield _limit_test(condition, attribute, limit, sign)
    if place is not None and query.within_km is not None:
        yield _near_test(place, query.within_km)


def _text_test(costs: Mapping[str, int], text: str) -> Test:
    return lambda site: None if site.id in costs else Reason("text", site.name.first, text)


def _area_test(joined: Joined, wanted: tuple[Area, ...]) -> Test:
    """A site lies in an area by its code of that level; without one, if its other codes are of the area's lineage."""
    areas: dict[Key, Area] = {(level, area.code): area for level, all_ in joined.areas.items() for area in all_}
    reached = [(area.level, lineage(joined, area)) for area in wanted]

    def test(site: Site) -> Reason | None:
        known = []
        for level, keys in reached:
            told = [(level, site.codes[level])] if site.codes[level] else list(site.codes.items())
            if any(key in keys for key in told):
                return None
            known += [key for key in told if key[1] and key[0] in {other for other, _ in keys}]
        return Reason("area", areas.get(known[0]) if known else None, wanted)

    return test


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


def _near_test(place: Place, within_km: float) -> Test:
    def test(site: Site) -> Reason | None:
        distance = _distance_km(site, place)
        return None if distance is not None and distance <= within_km else Reason("within_km", distance, within_km)

    return test


def _distance_km(site: Site, place: Place | None) -> float | None:
    from kcn_map.geo.geodesy import distance_km

    if place is None or site.lon is None or site.lat is None:
        return None
    return round(distance_km(place.lonlat, (site.lon, site.lat)), 3)
