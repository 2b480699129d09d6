"""Cases of figures that can't be, contradict each other, or are of the wrong time."""

from __future__ import annotations

from atlas_edits import cell, copied, figure, headings, here, rows_gone, setting, together
from finding_case import CLUSTER, CLUSTERS, DISTRICTS, LOOSE, OBSERVATIONS, PROJECTS, SOURCES, TOTALS, ZONE, ZONES, Case
from layer_edits import properties

#: An observation of another zone.
#: The notes of the planned area in atlas.toml.
NOTES = r'(?m)^note_vi = "Tổng diện tích quy hoạch[^\n]*\nnote_en = "Sum of the planned[^\n]*'
MONG_HOA = {"subject": "kcn-mong-hoa", "attribute": "area_planned_ha", "source": "S39"}

CASES = [
    Case(
        "attribute-of-other-subject",
        cell(OBSERVATIONS, LOOSE, subject="province"),
        cell(OBSERVATIONS, LOOSE, subject="district:152"),
        place={"field": "attribute", "value": "area_planned_ha"},
    ),
    Case("number-leading-zeros", cell(ZONES, ZONE, area_planned_ha="083"), cell(ZONES, ZONE, area_planned_ha="83.0")),
    # ── areas of land ──
    Case(
        "sites-larger-than-area",
        together(
            figure(ZONES, ZONE, "area_planned_ha", "30000"),
            figure(ZONES, "kcn-nhuan-trach", "area_planned_ha", "30000"),
        ),
        properties(DISTRICTS, "152", area_official_km2=366),
        beside=("figure-far-off",),
        place={"file": DISTRICTS, "row": 3, "field": "area_official_km2", "value": "364.83"},
    ),
    Case(
        "site-larger-than-total",
        figure(CLUSTERS, "ccn-phong-phu", "area_planned_ha", "7500"),
        figure(CLUSTERS, "ccn-phong-phu", "area_planned_ha", "74"),
    ),
    Case(
        "area-above-limit",
        figure(CLUSTERS, "ccn-phong-phu", "area_planned_ha", "75.1"),
        together(figure(ZONES, ZONE, "area_planned_ha", "84"), setting("^area_max_ha = 75$", "area_max_ha = 75.0")),
    ),
    Case(
        "figure-far-off",
        cell(OBSERVATIONS, LOOSE, value="7153"),
        cell(OBSERVATIONS, LOOSE, value="153"),
    ),
    Case(
        "figure-thousandfold",
        cell(OBSERVATIONS, {"attribute": "clusters_area_ha", "value": "866.605"}, value="866605"),
        cell(OBSERVATIONS, {"attribute": "clusters_area_ha", "value": "866.605"}, value="866.6050"),
    ),
    Case(
        "figure-larger-than-land",
        cell(OBSERVATIONS, {"attribute": "clusters_area_ha", "value": "866.605"}, value="966605"),
        cell(OBSERVATIONS, {"attribute": "clusters_area_ha", "value": "866.605"}, value="867"),
    ),
    # ── what contradicts each other ──
    Case(
        "value-placeholder",
        cell(CLUSTERS, CLUSTER, infrastructure_investor="#N/A"),
        cell(CLUSTERS, CLUSTER, infrastructure_investor="", investor_source=""),
    ),
    Case(
        "percent-as-fraction",
        figure(ZONES, ZONE, "occupancy_pct", "0.7081"),
        figure(ZONES, ZONE, "occupancy_pct", "1.7081"),
    ),
    Case(
        "part-above-whole",
        together(
            cell(TOTALS, "industrial_projects_operating", value="335"),
            cell(OBSERVATIONS, {"attribute": "industrial_projects_operating", "source": "S80"}, value="335"),
        ),
        together(
            cell(TOTALS, "industrial_projects_operating", value="334"),
            cell(OBSERVATIONS, {"attribute": "industrial_projects_operating", "source": "S80"}, value="334"),
        ),
    ),
    Case(
        "figure-twice",
        copied(OBSERVATIONS, LOOSE, value="72"),
        copied(OBSERVATIONS, LOOSE, value="72", note="with the access road", note_vi="cả đường vào"),
    ),
    Case(
        "basis-missing",
        together(here(CLUSTERS, CLUSTER, "status"), cell(CLUSTERS, CLUSTER, status_basis="")),
        cell(CLUSTERS, CLUSTER, status_basis="S33"),
    ),
    Case(
        "source-without-figure",
        together(here(ZONES, ZONE, "area_source"), cell(ZONES, ZONE, area_planned_ha="")),
        cell(ZONES, ZONE, area_planned_ha="", area_source=""),
        beside=("figure-not-known", "total-not-reached"),
    ),
    Case(
        "status-contradicts-year",
        cell(ZONES, ZONE, status="planned"),
        cell(ZONES, ZONE, status="established"),
    ),
    Case(
        "status-contradicts-projects",
        together(
            here(ZONES, ZONE, "status"),
            cell(ZONES, ZONE, projects_operating="0"),
            copied(OBSERVATIONS, PROJECTS, attribute="projects_operating", value="0"),
        ),
        together(
            cell(ZONES, ZONE, projects_operating="1"),
            copied(OBSERVATIONS, PROJECTS, attribute="projects_operating", value="1"),
        ),
    ),
    Case(
        "occupancy-contradicts-projects",
        together(
            here(ZONES, "kcn-mong-hoa", "occupancy_pct"),
            cell(ZONES, "kcn-mong-hoa", projects_total="0", projects_as_of="2020", projects_source="S39"),
            copied(OBSERVATIONS, MONG_HOA, attribute="projects_total", value="0", as_of="2020"),
        ),
        together(
            cell(ZONES, "kcn-mong-hoa", projects_total="1", projects_as_of="2020", projects_source="S39"),
            copied(OBSERVATIONS, MONG_HOA, attribute="projects_total", value="1", as_of="2020"),
        ),
    ),
    Case(
        "year-contradicts-decision",
        figure(ZONES, ZONE, "established_year", "2012"),
        together(figure(ZONES, ZONE, "established_year", "2012"), cell(ZONES, ZONE, decision="QĐ 78 (S42)")),
    ),
    Case(
        "investor-differs",
        cell(ZONES, "kcn-yen-quang", infrastructure_investor="Công ty CP An Thịnh Hòa Bình"),
        cell(ZONES, "kcn-yen-quang", infrastructure_investor="Công ty CP An Việt Hoà Bình"),
    ),
    # ── dates ──
    Case("date-before-zones", cell(SOURCES, "S55", published="1899"), cell(SOURCES, "S55", published="1900")),
    Case(
        "date-basis-contradicts",
        cell(OBSERVATIONS, LOOSE, as_of_basis="unknown"),
        cell(OBSERVATIONS, LOOSE, as_of="", as_of_basis="unknown"),
    ),
    Case(
        "adopted-date-differs",
        cell(ZONES, ZONE, projects_as_of="2019-12-31"),
        cell(ZONES, ZONE, projects_as_of="2020-02"),
    ),
    Case(
        "derived-without-how",
        cell(OBSERVATIONS, LOOSE, qualifier="derived", note="", note_vi=""),
        cell(OBSERVATIONS, LOOSE, qualifier="derived", note="146.87 ha times 62 %", note_vi="146,87 ha nhân 62 %"),
    ),
    Case(
        "adopted-qualifier-differs",
        cell(TOTALS, "zones_area_ha", qualifier="nearly"),
        together(
            cell(TOTALS, "zones_area_ha", qualifier="nearly"),
            cell(OBSERVATIONS, {"attribute": "zones_area_ha", "value": "1500"}, qualifier="nearly"),
        ),
    ),
    Case(
        "figure-before-establishment",
        together(cell(ZONES, ZONE, projects_as_of="2010"), cell(OBSERVATIONS, PROJECTS, as_of="2010")),
        together(cell(ZONES, ZONE, projects_as_of="2010/2011"), cell(OBSERVATIONS, PROJECTS, as_of="2011")),
    ),
    Case(
        "figure-after-publication",
        cell(OBSERVATIONS, {"subject": ZONE, "source": "S05"}, as_of="2017-09"),
        cell(OBSERVATIONS, {"subject": ZONE, "source": "S05"}, as_of="2017-08-31"),
    ),
    Case(
        "ended-before-as-of",
        setting("^ended_on = .*$", "ended_on = 2020-12-31", "province.ended_on", "2020-12-31"),
        setting("^ended_on = .*$", "ended_on = 2021-01-01"),
    ),
    Case(
        "data-until-far",
        setting("^data_until = .*$", "data_until = 2062-11-23", "data_until", "2062-11-23"),
        setting("^data_until = .*$", "data_until = 2031-12-31"),
    ),
    # ── totals and measures ──
    Case(
        "total-part-invalid",
        setting(
            '^part_of = "clusters_count"',
            'part_of = "clusters_area_ha"',
            "totals.clusters_established_count.part_of",
            "clusters_area_ha",
        ),
        setting('^part_of = "clusters_count"', ""),
    ),
    Case(
        "total-without-row",
        together(
            setting("^schema = 2", "schema = 2", "totals.clusters_occupancy_pct.id", "clusters_occupancy_pct"),
            rows_gone(TOTALS, lambda row: row["measure"] == "clusters_occupancy_pct"),
        ),
        headings(TOTALS),
    ),
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
        "breaks-as-begun",
        setting(NOTES, 'note_vi = ""\nnote_en = ""', "measures.area_planned_ha.breaks", "50, 100, 250, 500"),
        setting(NOTES, 'note_vi = "a"\nnote_en = "a"'),
    ),
    Case(
        "settings-as-begun",
        setting('^name_en = "Hoa Binh Province"', 'name_en = "Unnamed province"'),
        setting('^name_en = "Hoa Binh Province"', 'name_en = "Province of Hoa Binh"'),
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
