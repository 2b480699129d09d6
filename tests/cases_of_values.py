"""Cases of numbers, dates, figures and what is not known: an edit that must be named, and its nearest harmless kin."""

from __future__ import annotations

from atlas_edits import cell, columns, copied, figure, headings, here, nothing, setting, together
from finding_case import (
    CLUSTER,
    CLUSTER_LAYER,
    CLUSTERS,
    COUNT,
    LOOSE,
    NO_SITES,
    OBSERVATIONS,
    PROJECTS,
    SHARE,
    SOURCES,
    SQUARE,
    TOTALS,
    ZONE,
    ZONE_LAYER,
    ZONES,
    Case,
    no_features,
    stated_vacancy,
)
from layer_edits import collection, geometry, properties

CASES = [
    Case(
        "view-unknown",
        setting("measure=area_vacant_ha", "measure=area_vacnt_ha", "views.1.view", "area_vacnt_ha"),
        setting("&sort=-vacant_ha", ""),
    ),
    # ── numbers and dates ──
    Case("number-invalid", cell(ZONES, ZONE, area_planned_ha="83 ha"), cell(ZONES, ZONE, area_planned_ha=" 83.0 ")),
    Case(
        "number-decimal-comma",
        cell(ZONES, ZONE, area_planned_ha="866,605"),
        figure(ZONES, ZONE, "area_planned_ha", "866.605"),
    ),
    Case(
        "number-not-finite",
        cell(ZONES, ZONE, area_planned_ha="1e999"),
        figure(ZONES, ZONE, "area_planned_ha", "1e2"),
    ),
    Case("number-too-large", cell(ZONES, ZONE, area_planned_ha="1e26"), nothing),
    Case("number-negative", cell(ZONES, ZONE, area_planned_ha="-83"), cell(ZONES, ZONE, area_planned_ha="+83")),
    Case("percent-out-of-range", cell(ZONES, ZONE, occupancy_pct="120"), cell(ZONES, ZONE, occupancy_pct="100.0")),
    Case("count-not-whole", cell(ZONES, ZONE, projects_total="40.5"), cell(ZONES, ZONE, projects_total="40.0")),
    Case(
        "date-invalid",
        cell(ZONES, ZONE, occupancy_as_of="31/12/2020"),
        cell(ZONES, ZONE, occupancy_as_of="2019/2020-12"),
    ),
    Case(
        "date-after-data-until",
        cell(SOURCES, "S02", published="2009/2999"),
        cell(SOURCES, "S02", published="2009/2010"),
    ),
    Case(
        "figure-after-as-of",
        together(
            cell(ZONES, ZONE, projects_as_of="2021", projects_source="S13"),
            cell(OBSERVATIONS, PROJECTS, as_of="2021", source="S13"),
        ),
        cell(ZONES, ZONE, projects_as_of="2020"),
    ),
    # ── figures ──
    Case("area-zero", figure(ZONES, ZONE, "area_planned_ha", "0"), figure(ZONES, ZONE, "area_planned_ha", "0.5")),
    Case(
        "industrial-above-planned",
        figure(ZONES, "kcn-mong-hoa", "area_industrial_ha", "235.87"),
        figure(ZONES, "kcn-mong-hoa", "area_industrial_ha", "235.86"),
    ),
    Case("available-above-land", stated_vacancy("146.88"), stated_vacancy("146.87")),
    Case(
        "area-in-square-metres",
        figure(ZONES, ZONE, "area_planned_ha", "830000"),
        figure(ZONES, ZONE, "area_planned_ha", "84"),
    ),
    Case(
        "site-larger-than-area",
        figure(ZONES, ZONE, "area_planned_ha", "90000"),
        figure(ZONES, ZONE, "area_planned_ha", "900"),
    ),
    Case(
        "occupancy-without-base", cell(ZONES, ZONE, occupancy_base=""), cell(ZONES, ZONE, occupancy_base="total_land")
    ),
    Case("occupancy-without-date", cell(ZONES, ZONE, occupancy_as_of=""), cell(ZONES, ZONE, occupancy_as_of="2020")),
    Case("projects-without-date", cell(ZONES, ZONE, projects_as_of=""), cell(ZONES, ZONE, projects_as_of="2020")),
    Case(
        "projects-operating-above-total",
        together(
            cell(ZONES, ZONE, projects_operating="41"),
            copied(OBSERVATIONS, PROJECTS, attribute="projects_operating", value="41"),
        ),
        together(
            cell(ZONES, ZONE, projects_operating="40"),
            copied(OBSERVATIONS, PROJECTS, attribute="projects_operating", value="40"),
        ),
    ),
    Case(
        "figure-without-source",
        together(here(ZONES, ZONE, "area_planned_ha"), cell(ZONES, ZONE, area_source="")),
        cell(ZONES, ZONE, area_source="S02;S05"),
    ),
    Case("observation-missing", cell(ZONES, ZONE, area_planned_ha="84"), cell(ZONES, ZONE, area_planned_ha="83.00")),
    Case("observation-duplicate", copied(OBSERVATIONS, LOOSE), copied(OBSERVATIONS, LOOSE, as_of="2010")),
    # ── what is not known ──
    Case(
        "sites-missing",
        NO_SITES,
        together(headings(ZONES), collection(ZONE_LAYER, no_features)),
        beside=("total-differs", "total-not-reached", "share-contradicts-counts"),
    ),
    Case(
        "site-not-identified",
        together(
            here(CLUSTERS, CLUSTER, "id"),
            cell(CLUSTERS, CLUSTER, status="unknown"),
            properties(CLUSTER_LAYER, CLUSTER, location_accuracy="unknown"),
        ),
        properties(CLUSTER_LAYER, CLUSTER, location_accuracy="unknown"),
    ),
    Case(
        "site-not-located",
        together(
            columns(ZONES, dict, "commune_2020_code"),
            geometry(ZONE_LAYER, ZONE, None, None),
            properties(ZONE_LAYER, ZONE, location_accuracy="district"),
        ),
        SQUARE,
        place={"row": None},
    ),
    Case(
        "figure-not-known",
        together(
            columns(ZONES, dict, "area_planned_ha"), cell(ZONES, "kcn-thanh-ha", area_planned_ha="", area_source="")
        ),
        cell(ZONES, "kcn-thanh-ha", area_planned_ha="282.140"),
        beside=("total-not-reached",),
        place={"row": None},
    ),
    Case(
        "total-not-reached",
        together(
            here(TOTALS, "zones_area_ha", "value"), cell(ZONES, "kcn-thanh-ha", area_planned_ha="", area_source="")
        ),
        cell(ZONES, "kcn-thanh-ha", area_planned_ha="282.140"),
        beside=("figure-not-known",),
    ),
    Case(
        "total-differs",
        together(cell(TOTALS, "zones_count", value="9"), cell(OBSERVATIONS, COUNT, value="9")),
        together(cell(TOTALS, "zones_count", value="8.0"), cell(OBSERVATIONS, COUNT, value="8.0")),
    ),
    Case(
        "share-contradicts-counts",
        copied(OBSERVATIONS, SHARE, value="70"),
        copied(OBSERVATIONS, SHARE, value="56"),
    ),
]
