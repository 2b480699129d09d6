"""Checks of figures: those of one site that contradict each other, lack a base or a date, or are too large."""

from __future__ import annotations

from typing import Any

from kcn_map.analysis.join import names
from kcn_map.checking.common import Findings, at, site_rows
from kcn_map.core.model import Dataset

AREAS = ("area_planned_ha", "area_industrial_ha")
SQUARE_METRES = 10_000
HA_PER_KM2 = 100


def check_figures(dataset: Dataset) -> Findings:
    for check in (_figures, _areas, _communes):
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
