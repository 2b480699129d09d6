"""Cases of figures that can't be, contradict each other, or are of the wrong time."""

from __future__ import annotations

from atlas_edits import cell
from finding_case import TOTALS, ZONE, ZONES, Case

CASES = [
    Case("number-leading-zeros", cell(ZONES, ZONE, area_planned_ha="083"), cell(ZONES, ZONE, area_planned_ha="83.0")),
    Case("total-unit-differs", cell(TOTALS, "clusters_area_ha", unit="m²"), cell(TOTALS, "clusters_area_ha", unit="")),
]
