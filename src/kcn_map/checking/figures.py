"""Checks of figures: those of one site that contradict each other, or lack a base or a date."""

from __future__ import annotations

from typing import Any

from kcn_map.checking.common import Findings, at, site_rows
from kcn_map.core.model import Dataset


def check_figures(dataset: Dataset) -> Findings:
    """Figures of one site that contradict each other, or can't be read without their base and date."""
    for file, row in site_rows(dataset):
        values: dict[str, Any] = dict(row.values)
        planned, industrial = values["area_planned_ha"], values["area_industrial_ha"]
        if planned is not None and industrial is not None and industrial > planned:
            yield at("industrial-above-planned", file, row, "area_industrial_ha", planned=row.raw["area_planned_ha"])
        available, land = values["area_available_ha"], "area_planned_ha" if industrial is None else "area_industrial_ha"
        if available is not None and values[land] is not None and available > values[land]:
            yield at("available-above-land", file, row, "area_available_ha", land=row.raw[land], other=land)
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
