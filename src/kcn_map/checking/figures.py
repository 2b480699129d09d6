"""Checks of figures: those that contradict each other, lack a base, a date, a source, or are of the wrong time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from kcn_map.analysis.join import names
from kcn_map.checking.common import SITE_TABLES, Findings, at, lost_files, site_rows
from kcn_map.core.model import Dataset, Row
from kcn_map.core.schema import ADOPTED, TABLES
from kcn_map.reading.cells import first_day, last_day

AREAS = ("area_planned_ha", "area_industrial_ha")
SQUARE_METRES = 10_000
HA_PER_KM2 = 100


def check_figures(dataset: Dataset) -> Findings:
    for check in (_figures, _areas, _dates, _communes, _observations, _totals):
        yield from check(dataset)


def _figures(dataset: Dataset) -> Findings:
    """Figures of one site that contradict each other, or can't be read without their base and date."""
    for file, row in site_rows(dataset):
        values: dict[str, Any] = dict(row.values)
        planned, industrial = values["area_planned_ha"], values["area_industrial_ha"]
        if planned is not None and industrial is not None and industrial > planned:
            yield at("industrial-above-planned", file, row, "area_industrial_ha", planned=row.raw["area_planned_ha"])
        total, operating = values["projects_total"], values["projects_operating"]
        if total is not None and operating is not None and operating > total:
            yield at("projects-operating-above-total", file, row, "projects_operating", total=total)
        if values["occupancy_pct"] is not None:
            for field, code in (
                ("occupancy_base", "occupancy-without-base"),
                ("occupancy_as_of", "occupancy-without-date"),
            ):
                if not row.raw[field].strip():
                    yield at(code, file, row, field, occupancy=values["occupancy_pct"])
        if (total is not None or operating is not None) and not row.raw["projects_as_of"].strip():
            yield at("projects-without-date", file, row, "projects_as_of")


def _areas(dataset: Dataset) -> Findings:
    """No area is 0, and none is above that of its whole district: that is square metres, or wrong."""
    districts = {f.key: f.properties["area_official_km2"] for f in dataset.layers["districts"].features}
    for field in AREAS:
        smallest = _smallest(dataset, field)
        for file, row in site_rows(dataset):
            area, district_km2 = row.values[field], districts.get(str(row.values["district_code"]))
            if not isinstance(area, float):
                continue
            if area == 0:
                yield at("area-zero", file, row, field)
            elif district_km2 and area > district_km2 * HA_PER_KM2:
                hectares, district = round(area / SQUARE_METRES, 4), float(district_km2 * HA_PER_KM2)
                if hectares >= smallest:
                    yield at("area-in-square-metres", file, row, field, hectares=hectares, plain=f"{hectares:g}")
                else:
                    yield at("site-larger-than-district", file, row, field, district=district)


def _smallest(dataset: Dataset, field: str) -> float:
    """The smallest such area that anyone has published of a site; 0 where there is none."""
    rows = dataset.tables["observations"].rows
    areas = (row.values["value"] for row in rows if row.values["attribute"] == field)
    return min((area for area in areas if isinstance(area, int | float) and area > 0), default=0)


def _dates(dataset: Dataset) -> Findings:
    """No date after data_until; an adopted figure that is later than the map is worth a word."""
    until, as_of = date.fromisoformat(dataset.settings.data_until), date.fromisoformat(dataset.settings.as_of)
    for schema in TABLES:
        dates = [column for column in schema.columns if column.type in ("date", "year")]
        for row in dataset.tables[schema.name].rows:
            for column in dates:
                value = row.values[column.name]
                if value is None:
                    continue
                if last_day(str(value)) > until:
                    yield at("date-after-data-until", schema.file, row, column.name, until=dataset.settings.data_until)
                elif schema.name in SITE_TABLES and first_day(str(value)) > as_of:
                    yield at("figure-after-as-of", schema.file, row, column.name, as_of=dataset.settings.as_of)


def _communes(dataset: Dataset) -> Findings:
    """A site's commune lies in its district, and its commune of 2025 took in that of 2020."""
    communes = {row.values["code"]: row.values for row in dataset.tables["communes"].rows}
    for file, row in site_rows(dataset):
        commune = communes.get(row.values["commune_2020_code"])
        if commune is None:
            continue
        district = commune["district_code"]
        if None not in (district, row.values["district_code"]) and district != row.values["district_code"]:
            yield at("commune-outside-district", file, row, "commune_2020_code", district=district)
        successors = names(commune["commune_2025_code"])
        if successors and row.values["commune_2025_code"] not in (None, *successors):
            yield at("commune-successor-mismatch", file, row, "commune_2025_code", wanted=", ".join(successors))


# ── observations ──────────────────────────────────────────────────────────────────────────────────

#: (subject, attribute, value) → source → the dates of its observations, None for one without.
Observed = Mapping[tuple[Any, Any, Any], Mapping[Any, list[str | None]]]


def _observations(dataset: Dataset) -> Findings:
    """Every adopted number is an observation with the same subject, attribute, value and source."""
    if dataset.tables["observations"].file in lost_files(dataset):
        return
    observed = _observed(dataset)
    for file, row in site_rows(dataset):
        for attribute, (source_column, date_column) in ADOPTED.items():
            yield from _adopted(dataset, file, row, attribute, source_column, date_column, observed)
        year = row.values["established_year"]
        if year is not None and (row.values["id"], "established_year", year) not in observed:
            yield at("observation-missing", file, row, "established_year", subject=row.values["id"], source="–")


def _adopted(
    dataset: Dataset,
    file: str,
    row: Row,
    attribute: str,
    source_column: str,
    date_column: str | None,
    observed: Observed,
) -> Findings:
    value, sources = row.values[attribute], names(row.values[source_column])
    if value is None:
        return
    found = observed.get((row.values["id"], attribute, value), {})
    if not row.raw[source_column].strip():
        yield at("figure-without-source", file, row, attribute, column=source_column)
    elif sources and not set(sources) & set(found):
        subject = row.values["id"] or "–"
        yield at("observation-missing", file, row, attribute, subject=subject, source=", ".join(sources))
    elif date_column is None:
        dates = [day for source in sources for day in found.get(source, ())]
        known = [first_day(day) for day in dates if day]
        if known and len(known) == len(dates) and min(known) > date.fromisoformat(dataset.settings.as_of):
            yield at("figure-after-as-of", file, row, attribute, as_of=dataset.settings.as_of)


def _totals(dataset: Dataset) -> Findings:
    """Every published total is an observation of the province."""
    if dataset.tables["observations"].file in lost_files(dataset):
        return
    table, observed = dataset.tables["totals"], _observed(dataset)
    for row in table.rows:
        measure, value, source = (row.values[name] for name in ("measure", "value", "source"))
        if None not in (measure, value, source) and source not in observed.get(("province", measure, value), {}):
            yield at("observation-missing", table.file, row, "value", subject="province", source=source)


def _observed(dataset: Dataset) -> Observed:
    observed: dict[tuple[Any, Any, Any], dict[Any, list[str | None]]] = {}
    for row in dataset.tables["observations"].rows:
        subject, attribute, value, source, as_of = (
            row.values[name] for name in ("subject", "attribute", "value", "source", "as_of")
        )
        dates = observed.setdefault((subject, attribute, value), {}).setdefault(source, [])
        dates.append(None if as_of is None else str(as_of))
    return observed
