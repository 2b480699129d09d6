"""Cases of figures that can't be, contradict each other, or are of the wrong time."""

from __future__ import annotations

from atlas_edits import cell, setting
from finding_case import TOTALS, ZONE, ZONES, Case

CASES = [
    Case("number-leading-zeros", cell(ZONES, ZONE, area_planned_ha="083"), cell(ZONES, ZONE, area_planned_ha="83.0")),
    Case("total-unit-differs", cell(TOTALS, "clusters_area_ha", unit="m²"), cell(TOTALS, "clusters_area_ha", unit="")),
    Case(
        "measure-not-additive",
        setting(
            '^field = "area_vacant_ha"',
            'field = "established_year"',
            "measures.area_vacant_ha.field",
            "established_year",
        ),
        setting('^field = "area_vacant_ha"', 'field = "area_industrial_ha"'),
    ),
    Case(
        "measure-unit-differs",
        setting('^unit = "ha"', 'unit = "m²"', "measures.area_planned_ha.unit", "m²"),
        setting('^unit = ""', 'unit = "khu"'),
    ),
    Case(
        "measure-kind-differs",
        setting('^kind = "zone"', 'kind = "cluster"', "measures.zones_count.kind", "zones_count"),
        setting('^id = "zones_count"', 'id = "kcn_count"'),
    ),
    Case(
        "breaks-too-fine",
        setting(
            "^breaks = .0.1, 0.5, 1, 2.", "breaks = [0.1, 0.125]", "measures.area_planned_share_pct.breaks", "0.125"
        ),
        setting("^breaks = .0.1, 0.5, 1, 2.", "breaks = [0.1, 0.12]"),
    ),
    Case(
        "breaks-beyond-values",
        setting(
            "^breaks = .50, 100, 250, 500.",
            "breaks = [50, 100, 250, 50000]",
            "measures.area_planned_ha.breaks",
            "50000",
        ),
        setting("^breaks = .50, 100, 250, 500.", "breaks = [50, 100, 250, 5000]"),
    ),
]
