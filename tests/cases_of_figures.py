"""Cases of figures that can't be, contradict each other, or are of the wrong time."""

from __future__ import annotations

from atlas_edits import cell
from finding_case import ZONE, ZONES, Case

CASES = [
    Case("number-leading-zeros", cell(ZONES, ZONE, area_planned_ha="083"), cell(ZONES, ZONE, area_planned_ha="83.0")),
]
