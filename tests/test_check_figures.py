"""Kinds of one mistake: each brings its finding at its place and nothing else; what is right brings none."""

from __future__ import annotations

from pathlib import Path

import pytest
from atlas_edits import Edit, cell, columns, copied, figure, rows_gone, setting, together
from finding_case import CLUSTERS, LOOSE, NO_SITES, OBSERVATIONS, PROJECTS, SHARE, TOTALS, ZONE, ZONES
from layer_edits import properties
from test_findings import findings_of, new

from kcn_map import Atlas, reading
from kcn_map.core.findings import Finding

#: An observation of the province, and of a site, whose values are counts.
WORKERS = {"subject": ZONE, "attribute": "workers", "value": "10000"}
CLUSTERS_OCCUPANCY = {"attribute": "clusters_occupancy_pct", "source": "S13"}
TENANTS = {"subject": "kcn-nam-luong-son", "attribute": "tenants"}


@pytest.fixture(scope="session")
def atlas_folder(doubled_atlas: Path) -> Path:
    """Most of what `check` can say of a figure it says where observations.csv has it as well."""
    return doubled_atlas


@pytest.fixture(scope="module")
def before(atlas_folder: Path) -> list[Finding]:
    return findings_of(atlas_folder)


def brought(folder: Path, edit: Edit, before: list[Finding]) -> list[Finding]:
    edit(folder)
    return new(findings_of(folder), before)


# ── values by the type of their attribute ──

ILL_TYPED = [
    (cell(OBSERVATIONS, WORKERS, value="24.5"), "count-not-whole"),
    (cell(OBSERVATIONS, WORKERS, value="007"), "number-leading-zeros"),
    (cell(OBSERVATIONS, WORKERS, value="10000 người"), "number-invalid"),
    (cell(OBSERVATIONS, {"subject": ZONE, "value": "90"}, value="915"), "percent-out-of-range"),
    (cell(OBSERVATIONS, {"subject": ZONE, "value": "90"}, value="86%"), "number-invalid"),
    (cell(OBSERVATIONS, CLUSTERS_OCCUPANCY, value="4088"), "percent-out-of-range"),
    (cell(OBSERVATIONS, {"attribute": "full_since_year"}, value="19"), "date-invalid"),
    (cell(OBSERVATIONS, LOOSE, value="071.53"), "number-leading-zeros"),
    (cell(OBSERVATIONS, LOOSE, value="71,53"), "number-decimal-comma"),
]


@pytest.mark.parametrize(("edit", "code"), ILL_TYPED)
def test_a_value_is_of_the_type_of_its_attribute(
    edit: Edit, code: str, copy_of_atlas: Path, before: list[Finding]
) -> None:
    (finding,) = brought(copy_of_atlas, edit, before)
    assert (finding.code, finding.severity, finding.file, finding.field) == (code, "error", OBSERVATIONS, "value")


@pytest.mark.parametrize("text", ["007", "2020", "1,5", "infinity", "-3", "0.50"])
def test_a_text_stays_as_it_is_written(text: str, copy_of_atlas: Path, before: list[Finding]) -> None:
    assert brought(copy_of_atlas, cell(OBSERVATIONS, TENANTS, value=text), before) == []
    rows = reading.read(copy_of_atlas).tables["observations"].rows
    assert text in [row.values["value"] for row in rows if row.values["attribute"] == "tenants"]


def test_a_growth_may_be_above_a_hundred_where_the_settings_say_number(
    copy_of_atlas: Path, before: list[Finding]
) -> None:
    growth = {"attribute": "industrial_production_index_growth_pct"}
    assert brought(copy_of_atlas, cell(OBSERVATIONS, growth, value="111.8"), before) == []


def test_a_type_that_is_none_is_refused(copy_of_atlas: Path) -> None:
    setting('type = "year"', 'type = "years"')(copy_of_atlas)
    (finding,) = findings_of(copy_of_atlas)
    assert (finding.code, finding.field) == ("setting-invalid", "attributes.full_since_year.type")


# ── dates ──

ILL_DATED = [
    (cell(ZONES, ZONE, projects_as_of="2020-02-05"), "adopted-date-differs", "projects_as_of"),
    (cell(TOTALS, "zones_projects", as_of="2019"), "adopted-date-differs", "as_of"),
    (cell(OBSERVATIONS, LOOSE, as_of=""), "date-basis-contradicts", "as_of_basis"),
    (cell(OBSERVATIONS, LOOSE, as_of="1009-11-18"), "date-invalid", "as_of"),
    (cell(OBSERVATIONS, LOOSE, as_of="1809-11-18"), "date-before-zones", "as_of"),
    (setting("^as_of = .*$", "as_of = 1820-12-31"), "date-before-zones", "as_of"),
]


@pytest.mark.parametrize(("edit", "code", "field"), ILL_DATED)
def test_a_date_contradicts_no_other(
    edit: Edit, code: str, field: str, copy_of_atlas: Path, before: list[Finding]
) -> None:
    assert (code, field) in {(finding.code, finding.field) for finding in brought(copy_of_atlas, edit, before)}


def test_a_figure_is_typed_once(copy_of_atlas: Path, before: list[Finding]) -> None:
    """A figure with its source in a site's table is an observation, also one that history has otherwise."""
    once = cell(ZONES, ZONE, area_planned_ha="90", area_source="S11")
    assert brought(copy_of_atlas, once, before) == []
    site = next(site for site in Atlas.load(copy_of_atlas).joined.sites if site.id == ZONE)
    seen = [(o.value, o.source, o.as_of, o.adopted) for o in site.observations if o.attribute == "area_planned_ha"]
    assert seen[-1] == (90, "S11", None, True)
    assert len(seen) == len(set(seen)) == 5
    (share,) = [o for o in site.observations if o.source == "S81"]
    assert (share.value, share.as_of, share.as_of_basis) == (100, "2020-12-31", "stated")
    assert share.note == {"en": "of industrial land", "vi": "trên đất công nghiệp"}


def test_a_total_is_typed_once(copy_of_atlas: Path, before: list[Finding]) -> None:
    is_it = {"subject": "province", "attribute": "clusters_projects", "source": "S102"}.items()
    once = rows_gone(OBSERVATIONS, lambda row: is_it <= row.items())
    assert brought(copy_of_atlas, once, before) == []
    joined = Atlas.load(copy_of_atlas).joined
    seen = [(o.value, o.source, o.adopted) for o in joined.observations if o.attribute == "clusters_projects"]
    assert (13, "S102", True) in seen


def test_a_figure_typed_twice_is_the_same_twice(copy_of_atlas: Path, before: list[Finding]) -> None:
    twice = cell(ZONES, ZONE, projects_total="41")
    assert {f.code for f in brought(copy_of_atlas, twice, before)} == {"observation-missing"}


def test_a_date_that_both_counts_share_is_told_once(copy_of_atlas: Path, before: list[Finding]) -> None:
    operating = together(
        copied(OBSERVATIONS, PROJECTS, attribute="projects_operating", value="30"),
        cell(ZONES, ZONE, projects_operating="30", projects_as_of="2019"),
    )
    assert [finding.code for finding in brought(copy_of_atlas, operating, before)] == ["adopted-date-differs"]


def test_a_figure_of_an_unknown_date_may_be_of_any(copy_of_atlas: Path, before: list[Finding]) -> None:
    undated = cell(OBSERVATIONS, PROJECTS, as_of="", as_of_basis="unknown")
    assert brought(copy_of_atlas, undated, before) == []


def test_the_observation_of_the_tables_date_is_the_adopted_one(copy_of_atlas: Path) -> None:
    copied(OBSERVATIONS, PROJECTS, as_of="2019-12-31")(copy_of_atlas)
    site = next(site for site in Atlas.load(copy_of_atlas).joined.sites if site.id == ZONE)
    seen = [(o.as_of, o.adopted) for o in site.observations if (o.attribute, o.value) == ("projects_total", 40)]
    assert seen == [("2020-02-04", True), ("2019-12-31", False)]


# ── totals ──


def published(file: str, key: str | dict[str, str], by: str, **changes: str) -> Edit:
    """A copy of a row with another value and date, from another source."""
    which = {"measure": key} if isinstance(key, str) else key
    return together(copied(file, key, **changes), cell(file, {**which, **changes}, source=by))


ILL_UNITS = [(TOTALS, "clusters_area_ha", "km²"), (TOTALS, "zones_count", "ha"), (TOTALS, "zones_occupancy_pct", "ha")]


@pytest.mark.parametrize(("file", "total", "unit"), ILL_UNITS)
def test_a_total_is_in_its_unit(file: str, total: str, unit: str, copy_of_atlas: Path, before: list[Finding]) -> None:
    (finding,) = brought(copy_of_atlas, cell(file, total, unit=unit), before)
    assert (finding.code, finding.value) == ("total-unit-differs", unit)


@pytest.mark.parametrize(("total", "unit"), [("zones_count", ""), ("zones_count", "khu"), ("zones_area_ha", "HA")])
def test_what_is_counted_may_be_called_by_its_name(
    total: str, unit: str, copy_of_atlas: Path, before: list[Finding]
) -> None:
    assert brought(copy_of_atlas, cell(TOTALS, total, unit=unit), before) == []


def test_a_total_of_another_date_is_held_against_no_layers(copy_of_atlas: Path, before: list[Finding]) -> None:
    """In 2007 there were two zones; the layers are of 2020 and have eight."""
    history = published(TOTALS, "zones_count", value="2", as_of="2007", by="S23")
    assert brought(copy_of_atlas, history, before) == []
    (old,) = [found for found in Atlas.load(copy_of_atlas).summary.reconciliations if found.total.as_of == "2007"]
    assert (old.is_history, old.layers, old.difference, old.agrees) == (True, None, None, None)


@pytest.mark.parametrize("as_of", ["2020", "2020-12", "2020-12-31", "2019/2020"])
def test_a_total_of_the_layers_date_is_held_against_them(as_of: str, copy_of_atlas: Path) -> None:
    cell(TOTALS, "zones_count", as_of=as_of)(copy_of_atlas)
    (found,) = [f for f in Atlas.load(copy_of_atlas).summary.reconciliations if f.total.setting.id == "zones_count"]
    assert (found.is_history, found.agrees) == (False, True)


def test_a_share_is_held_against_the_counts_of_its_own_date(copy_of_atlas: Path, before: list[Finding]) -> None:
    earlier = together(
        published(TOTALS, "zones_projects", value="87", as_of="2018-12-31", by="S07"),
        published(TOTALS, "zones_projects_operating", value="49", as_of="2018-12-31", by="S07"),
        published(OBSERVATIONS, SHARE, value="56.3", as_of="2018-12-31", by="S07"),
    )
    assert brought(copy_of_atlas, earlier, before) == []
    assert "share-contradicts-counts" in {finding.code for finding in findings_of(copy_of_atlas)}


# ── areas of land ──

#: A mistake; where it is told: file, field, code; how many findings follow.
TOO_LARGE = {
    "a spreadsheet ate the point in two cells": (
        columns(OBSERVATIONS, lambda row: {**row, "value": row["value"].replace("866.605", "866605")}),
        (OBSERVATIONS, "value", "figure-larger-than-land", 1),
    ),
    "ten times, in the table alone": (
        cell(ZONES, ZONE, area_planned_ha="830"), (ZONES, "area_planned_ha", "observation-missing", 1),
    ),
    "ten times the other figures": (
        figure(ZONES, ZONE, "area_planned_ha", "830"), (OBSERVATIONS, "value", "figure-far-off", 0),
    ),
    "a hundred times": (
        figure(ZONES, ZONE, "area_planned_ha", "8300"), (ZONES, "area_planned_ha", "site-larger-than-total", 1),
    ),
    "ten times the law's limit": (
        figure(CLUSTERS, "ccn-phong-phu", "area_planned_ha", "750"),
        (CLUSTERS, "area_planned_ha", "site-larger-than-total", 1),
    ),
    "ten times the industrial land": (
        figure(ZONES, "kcn-mong-hoa", "area_planned_ha", "1469"), (ZONES, "area_planned_ha", "figure-far-off", 0),
    ),
    "an area that no table adopts, above the district": (
        cell(OBSERVATIONS, LOOSE, value="715300"), (OBSERVATIONS, "value", "figure-larger-than-land", 0),
    ),
    "a district's area above its land": (
        cell(OBSERVATIONS, {"subject": "district:159", "attribute": "clusters_area_ha"}, value="28225000"),
        (OBSERVATIONS, "value", "figure-larger-than-land", 0),
    ),
    "a distance": (
        copied(OBSERVATIONS, {"subject": ZONE, "attribute": "distance_hanoi_km"}, value="4000", as_of="2008"),
        (OBSERVATIONS, "value", "figure-far-off", 1),
    ),
    "square metres": (
        figure(ZONES, ZONE, "area_planned_ha", "830000"), (ZONES, "area_planned_ha", "area-in-square-metres", 1),
    ),
    "a district's own area": (
        properties("districts.geojson", "152", area_official_km2=0.5),
        ("districts.geojson", "area_official_km2", "area-differs-from-polygon", None),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("edit", "told"), TOO_LARGE.values(), ids=TOO_LARGE)
def test_a_figure_that_is_far_too_large_is_told_once(
    edit: Edit, told: tuple[str, str, str, int | None], copy_of_atlas: Path, before: list[Finding]
) -> None:
    found = brought(copy_of_atlas, edit, before)
    file, field, code, follow = told
    (finding,) = [finding for finding in found if finding.code == code]
    assert (finding.file, finding.field) == (file, field)
    if follow is not None:
        assert (found, finding.consequences) == ([finding], follow)


def test_a_missing_figure_tells_those_that_there_are(copy_of_atlas: Path, before: list[Finding]) -> None:
    (finding,) = brought(copy_of_atlas, cell(ZONES, ZONE, area_planned_ha="830"), before)
    assert "71.53 (S01), 83 (S05), 83 (S37)" in finding.message("en")


LARGE_AND_RIGHT = {
    "an expansion": figure(ZONES, ZONE, "area_planned_ha", "230"),
    "a zone above the limit of clusters": figure(ZONES, ZONE, "area_planned_ha", "120"),
    "no limit in the settings": together(
        setting(r"^area_max_ha.*\n(area_max_basis.*\n)*", ""),
        figure(CLUSTERS, "ccn-phong-phu", "area_planned_ha", "80"),
    ),
}


@pytest.mark.parametrize("edit", LARGE_AND_RIGHT.values(), ids=LARGE_AND_RIGHT)
def test_a_large_figure_may_be_right(edit: Edit, copy_of_atlas: Path, before: list[Finding]) -> None:
    codes = {finding.code for finding in brought(copy_of_atlas, edit, before)}
    assert codes <= {"total-differs", "total-not-reached"}


# ── measures ──

ILL_MEASURES = [
    (setting('^field = "area_planned_ha"', 'field = "occupancy_pct"'), "measure-not-additive"),
    (setting('^weight = "area_planned_ha"', 'weight = "established_year"'), "measure-not-additive"),
    (setting('^unit = "%"', 'unit = "ha"'), "measure-unit-differs"),
    (setting('(?s)(id = "zones_count".*?)unit = ""', r'\1unit = "ha"'), "measure-unit-differs"),
    (setting(r'(?s)(\[\[totals\]\]\nid = "zones_area_ha".*?)unit = "ha"', r'\1unit = "km²"'), "measure-unit-differs"),
    (setting(r'(?s)(\[\[totals\]\]\nid = "clusters_count".*?)kind = "cluster"\n', r"\1"), "measure-kind-differs"),
    (setting("breaks = .25, 50, 75.", "breaks = [25, 50, 750]"), "breaks-beyond-values"),
    (setting("breaks = .1, 2, 3.", "breaks = [10, 20, 30]"), "breaks-beyond-values"),
    (setting("breaks = .1, 2, 3.", "breaks = [0.5, 1.5]"), "breaks-too-fine"),
]


@pytest.mark.parametrize(("edit", "code"), ILL_MEASURES)
def test_a_measure_is_of_what_it_says(edit: Edit, code: str, copy_of_atlas: Path, before: list[Finding]) -> None:
    found = brought(copy_of_atlas, edit, before)
    assert {finding.code for finding in found if finding.file == "atlas.toml"} == {code}


def test_no_class_is_beyond_any_value_while_there_is_none(copy_of_atlas: Path) -> None:
    NO_SITES(copy_of_atlas)
    assert "breaks-beyond-values" not in {finding.code for finding in findings_of(copy_of_atlas)}
