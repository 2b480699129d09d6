"""Checks of areas of land: none is 0 or above the land that it lies in, the law's limit, or all else that is known."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kcn_map.checking.common import Findings, at, site_rows, units
from kcn_map.checking.sense import beyond_sense
from kcn_map.core.findings import Finding, quantity
from kcn_map.core.model import Dataset, Row
from kcn_map.core.settings import Aggregation
from kcn_map.reading.cells import visible
from kcn_map.reading.observations import attribute_type, attribute_unit

AREAS = ("area_planned_ha", "area_industrial_ha")
SQUARE_METRES = 10_000
HA_PER_KM2 = 100
#: So many times the other figures: a decimal point is lost, or a zero too many.
FAR = 8
#: Of fewer there may soon be many times as many.
FEW_THINGS = 10
#: A point that groups thousands for a spreadsheet makes a number so many times what it was, up to rounding.
THOUSAND, SAME = 1000, 0.001
#: A published total may be rounded down by so much, and a site is no larger than all of its kind.
ROUNDED = 1.1
#: Where no more sites are above a limit, it may be right.
FEWEST = 2


def check_land(dataset: Dataset) -> Findings:
    for check in (_single, _sums, _limits, _above_totals, _apart, _observed):
        yield from check(dataset)


def _single(dataset: Dataset) -> Findings:
    """No area is 0, and none is above the land that the site lies in: that is square metres, or wrong."""
    land = _land(dataset)
    for field in AREAS:
        smallest = _smallest(dataset, field)
        for file, row in site_rows(dataset):
            area = row.values[field]
            if not isinstance(area, float):
                continue
            most = _least(land, row, dataset)
            if area == 0:
                yield at("area-zero", file, row, field)
            elif most and area > most:
                hectares = round(area / SQUARE_METRES, 4)
                if hectares >= smallest:
                    yield at("area-in-square-metres", file, row, field, hectares=hectares, plain=f"{hectares:g}")
                else:
                    yield at("site-larger-than-area", file, row, field, area=most)


def _smallest(dataset: Dataset, field: str) -> float:
    """The smallest such area that anyone has published of a site; 0 where there is none."""
    rows = dataset.tables["observations"].rows
    areas = (row.values["value"] for row in rows if row.values["attribute"] == field)
    return min((area for area in areas if isinstance(area, int | float) and area > 0), default=0)


def _sums(dataset: Dataset) -> Findings:
    """The sites of an area, none of which is larger than it, are not larger than it together either."""
    land, areas = _land(dataset), defaultdict(list)
    for _, row in site_rows(dataset):
        for key in _homes(row, dataset):
            areas[key].append(_area(row, "area_planned_ha"))
    for level in dataset.settings.levels:
        for unit in (unit for unit in units(dataset, level) if unit.values.get("area_official_km2")):
            known = [area for area in areas[f"{level.id}:{unit.key}"] if area]
            most = land.get(f"{level.id}:{unit.key}")
            if most and sum(known) > most >= max(known):
                together = sum(known)
                pct = float(round(together / most * 100))
                params = {"sites": round(together, 2), "n": len(known), "pct": pct, "level": level.name}
                raw = f"{unit.values['area_official_km2']}"
                yield Finding("sites-larger-than-area", level.file, unit.number, "area_official_km2", raw, params)


def _limits(dataset: Dataset) -> Findings:
    """No site is larger than the limit that the settings give for its kind. Where most are, it is the limit."""
    for kind in dataset.settings.kinds:
        limit, table = kind.limit, dataset.tables[kind.stem]
        if limit is None:
            continue
        known = [row for row in table.rows if _area(row, "area_planned_ha")]
        above = [row for row in known if _area(row, "area_planned_ha") > limit.most_ha]
        if len(above) > max(FEWEST, len(known) / 2):
            params = {"count": len(above), "of": len(known)}
            yield beyond_sense(f"kinds.{kind.id}.area_max_ha", f"{limit.most_ha:g}", "limit", **params)
            continue
        why = limit.basis
        for row in above:
            yield at("area-above-limit", table.file, row, "area_planned_ha", most=float(limit.most_ha), why=why)


def _above_totals(dataset: Dataset) -> Findings:
    """No site is larger than all of its kind together. Where several are, it is the total that is wrong."""
    settings = {total.id: total.aggregation for total in dataset.settings.totals}
    for total in dataset.tables["totals"].rows:
        how, most = settings.get(str(total.values["measure"])), total.values["value"]
        if how is None or how.method != "sum" or how.field not in AREAS or not isinstance(most, float):
            continue
        above = [(file, row) for file, row in _members(dataset, how) if _area(row, how.field) > most * ROUNDED]
        if len(above) == 1:
            file, row = above[0]
            params = {"total": visible(str(total.values["measure"])), "most": most}
            yield at("site-larger-than-total", file, row, how.field, **params)


def _members(dataset: Dataset, how: Aggregation) -> Iterator[tuple[str, Row]]:
    for file, row in site_rows(dataset):
        if how.kind in (None, row.values["kind"]) and (how.status is None or row.values["status"] in how.status):
            yield file, row


def _area(row: Row, field: str) -> float:
    """An area of a site, 0 where it is not known."""
    area = row.values[field]
    return area if isinstance(area, float) else 0.0


def _apart(dataset: Dataset) -> Findings:
    """The planned area and the industrial land of a site are of one size."""
    for file, row in site_rows(dataset):
        planned, industrial = (row.values[name] for name in AREAS)
        if isinstance(planned, float) and isinstance(industrial, float) and industrial and planned >= FAR * industrial:
            yield at("figure-far-off", file, row, AREAS[0], **_params(planned, industrial, "ha"))


# ── observations ──────────────────────────────────────────────────────────────────────────────────


def _observed(dataset: Dataset) -> Findings:
    """A published quantity is not many times what else was published of it, nor an area larger than the land."""
    table, land = dataset.tables["observations"], _land(dataset)
    land["province"] = _whole(land, dataset)
    adopted = {(row.values["id"], field, row.values[field]) for _, row in site_rows(dataset) for field in AREAS}
    homes = {row.values["id"]: _least(land, row, dataset) for _, row in site_rows(dataset)}
    unit_of = {
        name: attribute_unit(dataset.settings, str(name)) for name in {r.values["attribute"] for r in table.rows}
    }
    counted = {name for name in unit_of if attribute_type(dataset.settings, str(name)) == "count"}
    told = {name for name, unit in unit_of.items() if unit} | counted
    quantities = [row for row in table.rows if row.values["attribute"] in told and _number(row) is not None]
    published: dict[tuple[Any, Any], set[float]] = defaultdict(set)
    for row in quantities:
        published[row.values["subject"], row.values["attribute"]].add(_number(row) or 0)
    yield from _tabled_alone(dataset, published)
    ordered = {key: sorted(values) for key, values in published.items()}
    for row in quantities:
        subject, attribute = str(row.values["subject"]), row.values["attribute"]
        value, unit = _number(row) or 0, unit_of[attribute]
        most = homes.get(subject) or land.get(subject)
        thousandth = _thousandth(ordered[row.values["subject"], attribute], value)
        if thousandth is not None:
            yield at("figure-thousandfold", table.file, row, "value", other=quantity(thousandth, str(unit)))
            continue
        if unit == "ha" and most and value > most:
            if (subject, attribute, row.values["value"]) not in adopted:  # there it is reported already
                yield at("figure-larger-than-land", table.file, row, "value", land=most)
            continue
        if attribute in AREAS and value == 0 and (subject, attribute, row.values["value"]) not in adopted:
            yield at("area-zero", table.file, row, "value")
            continue
        others = _median_of_others(ordered[row.values["subject"], attribute], value)
        is_low = unit == "ha" and subject in homes and _is_low(ordered[row.values["subject"], attribute], value)
        if others and others < FEW_THINGS and attribute in counted:  # that may well have grown
            continue
        if others and (value >= FAR * others or is_low):
            yield at("figure-far-off", table.file, row, "value", **_params(value, others, str(unit)))


def _tabled_alone(dataset: Dataset, published: Mapping[tuple[Any, Any], set[float]]) -> Findings:
    """An area that only a site's table has is not many times what else was published of it."""
    for file, row in site_rows(dataset):
        for field in AREAS:
            area, others = _area(row, field), published.get((row.values["id"], field), set())
            if area in others or not (median := _median_of_others(sorted({*others, area}), area)):
                continue
            if area >= FAR * median:
                yield at("figure-far-off", file, row, field, **_params(area, median, "ha"))


def _thousandth(values: Sequence[float], value: float) -> float | None:
    """A figure of the same thing of which a whole number is 1,000 times; None where there is none."""
    if not float(value).is_integer():
        return None
    place = bisect_left(values, value / THOUSAND * (1 - SAME))
    found = values[place] if place < len(values) else None
    return found if found and abs(found * THOUSAND - value) <= SAME * value else None


def _median_of_others(values: Sequence[float], value: float) -> float | None:
    """The median of distinct, ordered values without one of them; None where there is no other."""
    index, count = bisect_left(values, value), len(values) - 1
    low, high = (count - 1) // 2, count // 2
    return (values[low + (low >= index)] + values[high + (high >= index)]) / 2 if count else None


def _is_low(values: Sequence[float], value: float) -> bool:
    """Whether a value is far below all others, two at least: of two figures the larger is reported."""
    return len(values) > 2 and value == values[0] and 0 < FAR * value <= values[1]


def _params(value: float, others: float, unit: str) -> dict[str, Any]:
    return {"times": float(f"{value / others:.2g}"), "others": quantity(round(others, 4), unit)}


def _number(row: Row) -> float | None:
    value = row.values["value"]
    return value if isinstance(value, int | float) else None


def _land(dataset: Dataset) -> dict[str, float]:
    """The official land of each area for which it is known, in hectares, by "level:code" as observations name it."""
    return {
        f"{level.id}:{unit.key}": float(area * HA_PER_KM2)
        for level in dataset.settings.levels if level.layer
        for unit in units(dataset, level) if (area := unit.values["area_official_km2"])
    }  # fmt: skip


def _homes(row: Row, dataset: Dataset) -> list[str]:
    """The areas that a site lies in."""
    return [f"{level.id}:{row.values[level.code_column]}" for level in dataset.settings.levels]


def _least(land: Mapping[str, float], row: Row, dataset: Dataset) -> float | None:
    """The land of the smallest area that a site lies in, None where no area's is known."""
    return min((land[key] for key in _homes(row, dataset) if key in land), default=None)


def _whole(land: Mapping[str, float], dataset: Dataset) -> float:
    """The land of all areas of the first level, 0 where that of one is not known."""
    first = dataset.settings.levels[0]
    areas = [land.get(f"{first.id}:{unit.key}") for unit in units(dataset, first)]
    return 0.0 if None in areas else sum(area or 0 for area in areas)
