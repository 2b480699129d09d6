"""Mistakes as people make them, each with the findings that tell of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from atlas_edits import Edit, cell, copied, garbled, holding, read_rows, rows_gone, setting, together, write_rows
from finding_case import (
    CLUSTER,
    CLUSTERS,
    COMMUNE_LAYER,
    COMMUNES,
    DISTRICTS,
    OBSERVATIONS,
    PROVINCE,
    SOURCES,
    TOTALS,
    TOWNS,
    ZONE,
    ZONE_LAYER,
    ZONES,
)
from layer_edits import copied_feature, exchanged, geometry, properties


def shifted(file: str, *fields: str, where: Callable[[dict[str, str]], bool] = bool) -> Edit:
    """Columns of a table that were pasted a row too low."""

    def edit(folder: Path) -> object:
        rows = read_rows(folder / file)
        chosen = [row for row in rows if where(row)]
        for field in fields:
            values = [row[field] for row in chosen]
            for row, value in zip(chosen, values[-1:] + values[:-1], strict=True):
                row[field] = value
        return write_rows(folder / file, rows)

    return edit  # type: ignore[return-value]


def resaved(file: str, divider: str) -> Edit:
    """A table saved with another divider."""

    def edit(folder: Path) -> object:
        rows = read_rows(folder / file)
        lines = [divider.join(rows[0]), *(divider.join(row.values()) for row in rows)]
        return holding(file, "\n".join(lines) + "\n")(folder)

    return edit  # type: ignore[return-value]


def in_district(code: str) -> Callable[[dict[str, str]], bool]:
    return lambda row: row["district_code"] == code


MISTAKES: dict[str, tuple[Edit, set[tuple[str, str]]]] = {
    "a table saved with tabs": (resaved(TOTALS, "\t"), {("table-divided-by-tabs", TOTALS)}),
    "sources saved with tabs": (resaved(SOURCES, "\t"), {("table-divided-by-tabs", SOURCES)}),
    "points a row too low": (shifted(COMMUNES, "lon", "lat"), {("area-point-elsewhere", COMMUNES)}),
    "successors' names a row too low": (
        shifted(COMMUNES, "commune_2025_name"), {("name-contradicts-code", COMMUNES)},
    ),
    "communes' names a row too low": (
        shifted(CLUSTERS, "commune_2020", where=lambda row: bool(row["commune_2020"])),
        {("name-contradicts-code", CLUSTERS)},
    ),
    "a commune lost from the look-up": (
        rows_gone(COMMUNES, lambda row: row["code"] == "04789"), {("lookup-differs", COMMUNE_LAYER)},
    ),
    "a commune's successor mistyped": (
        cell(COMMUNES, "04789", commune_2025_code="04795"), {("name-contradicts-code", COMMUNES)},
    ),
    "a code of a commune forgotten": (cell(CLUSTERS, "ccn-yen-mong", commune_2020_code=""), {("code-known", CLUSTERS)}),
    "a commune since 2025 of another district": (
        cell(CLUSTERS, CLUSTER, commune_2025_code="04792", location_basis=""), {("area-of-other-parent", CLUSTERS)},
    ),
    "a site of the other district beside its name": (
        cell(CLUSTERS, "ccn-phong-phu", name_en="Tay Phong Industrial Cluster"), {("name-shared", CLUSTERS)},
    ),
    "an English name of the other kind": (
        cell(CLUSTERS, CLUSTER, name_en="Dam Duong Industrial Zone"), {("name-of-other-kind", CLUSTERS)},
    ),
    "a cluster that is called a park": (
        cell(CLUSTERS, CLUSTER, name_en="Dam Duong Industrial Park"), {("name-of-other-kind", CLUSTERS)},
    ),
    "a zone that is called a cluster, for short": (
        cell(ZONES, "kcn-lac-thinh", name_en="Lac Thinh Cluster"), {("name-of-other-kind", ZONES)},
    ),
    "a name of both kinds": (cell(CLUSTERS, CLUSTER, name_en="Industrial Park Dam Duong Cluster"), set()),
    "the name of a commune without marks": (
        cell(COMMUNES, "04945", name_vi="Xa Hoa Son"), {("name-without-marks", COMMUNES)},
    ),
    "another name that two sites share": (
        cell(CLUSTERS, CLUSTER, other_names="Đầm Đuống cũ; kcn bình phú"), {("other-name-shared", CLUSTERS)},
    ),
    "another name that is another's own": (
        cell(ZONES, "kcn-mong-hoa", other_names="KCN Bình Phú;KCN Lương Sơn"), {("other-name-shared", ZONES)},
    ),
    "another name that is another's in English": (
        cell(CLUSTERS, CLUSTER, other_names="Luong Son Industrial Zone"), {("other-name-shared", CLUSTERS)},
    ),
    "garbled by windows-1258": (cell(ZONES, ZONE, note="x", note_vi="HĂ²a BĂ¬nh"), {("text-garbled", ZONES)}),
    "settings garbled": (
        setting("^title_vi = .*", 'title_vi = "Khu cÃ´ng nghiá»‡p"'), {("text-garbled", "atlas.toml")},
    ),
    "a table encoded twice": (garbled(CLUSTERS), {("encoding-twice", CLUSTERS)}),
    "an eth for đ": (cell(ZONES, ZONE, infrastructure_investor="Công ty Ðà Hợp"), {("text-letter-mistaken", ZONES)}),
    "lost letters in a note": (
        cell(OBSERVATIONS, {"subject": ZONE, "value": "71.53"}, note="a", note_vi="t?nh Hòa B?nh"),
        {("text-letters-lost", OBSERVATIONS)},
    ),
    "a replacement character": (
        properties(ZONE_LAYER, ZONE, basis_vi="Km 36 qu\ufffdc l\ufffd"), {("text-letters-lost", ZONE_LAYER)},
    ),
    "a key in an address": (
        cell(SOURCES, "S04", url="https://example.org/a?access_token=abc"), {("address-secret", SOURCES)},
    ),
    "two addresses divided by a comma": (
        cell(SOURCES, "S04", url="https://example.org/a,https://example.org/b"), {("address-several", SOURCES)},
    ),
    "half the point of a commune": (cell(COMMUNES, "04945", lat=""), {("point-half", COMMUNES)}),
    "half a point and a half that is none": (cell(COMMUNES, "04945", lat="20,9"), {("number-decimal-comma", COMMUNES)}),
    "a reference point twice": (
        properties(TOWNS, 14, id="hanoi"), {("id-duplicate", TOWNS)},
    ),
    "a reference point in another country": (
        geometry(TOWNS, 13, "Point", [15.84117, 21.0245]), {("coordinates-outside-province", TOWNS)},
    ),
    "a reference point among the hills": (
        geometry(TOWNS, 13, "Point", [104.1, 21.0245]), {("distance-implausible", OBSERVATIONS)},
    ),
    "a distance with a digit too many": (
        cell(OBSERVATIONS, {"subject": ZONE, "attribute": "distance_hoabinh_km"}, value="350"),
        {("distance-implausible", OBSERVATIONS)},
    ),
    "a distance by its lower bound": (
        cell(OBSERVATIONS, {"subject": ZONE, "attribute": "distance_hoabinh_km"}, value="10", qualifier="over"), set(),
    ),
    "codes of two districts": (exchanged(DISTRICTS, "148", "150", "code"), {("codes-exchanged", DISTRICTS)}),
    "boundaries of two districts": (exchanged(DISTRICTS, "152", "153"), {("geometry-exchanged", DISTRICTS)}),
    "codes of two communes": (
        exchanged(COMMUNE_LAYER, "04924", "04792", "code"), {("codes-exchanged", COMMUNE_LAYER)},
    ),
    "boundaries of two communes with one site": (
        exchanged(COMMUNE_LAYER, "04897", "04894"), {("geometry-exchanged", COMMUNE_LAYER)},
    ),
    "places of two sites": (exchanged(ZONE_LAYER, ZONE, "kcn-mong-hoa"), {("geometry-exchanged", ZONE_LAYER)}),
    "a gap of ten kilometres allowed": (
        setting("^coverage_gap_m = 1", "coverage_gap_m = 10000"), {("setting-beyond-sense", "atlas.toml")},
    ),
    "a tolerance above 100 %": (
        setting("^district_area_pct = 1.5", "district_area_pct = 150"), {("setting-invalid", "atlas.toml")},
    ),
    "a total that may be half as much": (
        setting("^tolerance_pct = 0.5$", "tolerance_pct = 50"), {("setting-beyond-sense", "atlas.toml")},
    ),
    "a limit below all sites": (
        setting("^area_max_ha = 75", "area_max_ha = 7.5"), {("setting-beyond-sense", "atlas.toml")},
    ),
    "decimals of a count": (
        setting('(?s)(id = "zones_count".*?)decimals = 0', r"\1decimals = 2"), {("setting-beyond-sense", "atlas.toml")},
    ),
    "two attributes of one name": (
        setting('distance_hanoi_km = { vi = "Cách Hà Nội"', 'distance_hanoi_km = { vi = "Cách TP Hòa Bình"'),
        {("setting-beyond-sense", "atlas.toml")},
    ),
    "a total computed as another": (
        setting('(?s)(id = "zones_projects".*?)field = "projects_total"', r'\1field = "projects_operating"'),
        {("setting-beyond-sense", "atlas.toml")},
    ),
    "an attribute in another unit than it says": (
        setting('(distance_hanoi_km = .*)unit = "km"', r'\1unit = "m"'), {("setting-beyond-sense", "atlas.toml")},
    ),
    "a measure called as another column": (
        setting('(?s)(id = "area_planned_ha".*?)field = "area_planned_ha"', r'\1field = "area_industrial_ha"'),
        {("setting-beyond-sense", "atlas.toml")},
    ),
    "a share of a total of itself": (
        setting(r'share_of = \["zones_projects_operating", ', 'share_of = ["zones_projects", '),
        {("setting-beyond-sense", "atlas.toml")},
    ),
    "an attribute without a name": (
        setting('cleared_ha = { vi = "[^"]*"', 'cleared_ha = { vi = " "'), {("setting-invalid", "atlas.toml")},
    ),
    "areas on the Moon": (setting("EPSG:4326", "IAU_2015:30100"), {("setting-invalid", "atlas.toml")}),
    "notes that have changed places": (
        cell(ZONES, ZONE, note="năm 2009 có 71,53 ha", note_vi="in 2009 it had 71.53 ha"),
        {("text-other-language", ZONES)},
    ),
    "titles that have changed places": (
        setting('^title_vi = "(.*)"\ntitle_en = "(.*)"', r'title_vi = "\2"\ntitle_en = "\1"'),
        {("text-other-language", "atlas.toml")},
    ),
    "an English name that is not translated": (
        cell(CLUSTERS, CLUSTER, name_en="CCN Đầm Đuống"), {("text-other-language", CLUSTERS)},
    ),
    "bases that have changed places": (
        properties(ZONE_LAYER, ZONE, basis_vi="The point of the commune", basis_en="Điểm của xã"),
        {("text-other-language", ZONE_LAYER)},
    ),
    "a status for an investor": (
        cell(ZONES, ZONE, infrastructure_investor="operating"), {("text-not-words", ZONES)},
    ),
    "an address for a title": (cell(SOURCES, "S04", title="https://example.org/a"), {("text-not-words", SOURCES)}),
    "a date for an investor": (cell(ZONES, ZONE, infrastructure_investor="2020-01-01"), {("text-not-words", ZONES)}),
    "a name as another name": (cell(ZONES, ZONE, other_names="KCN Lương Sơn"), {("list-repeats", ZONES)}),
    "a source twice": (cell(ZONES, ZONE, area_source="S05;S05"), {("list-repeats", ZONES)}),
    "a successor twice": (cell(COMMUNES, "04945", commune_2025_code="04924;04924"), {("list-repeats", COMMUNES)}),
    "a district's name as another": (
        properties(DISTRICTS, "152", other_names=["Huyện Lương Sơn"]), {("list-repeats", DISTRICTS)},
    ),
    "a year of establishment mistyped": (
        cell(ZONES, ZONE, established_year="2025"), {("observation-missing", ZONES)},
    ),
    "a code of a district as a number": (properties(DISTRICTS, "148", code=148), {("geojson-key-missing", DISTRICTS)}),
    "a copy of a row with another id": (
        together(copied(ZONES, ZONE, id="kcn-luong-son-2"), copied_feature(ZONE_LAYER, ZONE, id="kcn-luong-son-2")),
        {("id-of-another-site", ZONES)},
    ),
    "part and whole exchanged": (
        setting(
            '(?s)(id = "zones_projects"\n.*?)part_of = "industrial_projects"',
            r'\1part_of = "zones_projects_operating"',
        ),
        {("part-above-whole", TOTALS)},
    ),
    "a day of a decision that is none": (
        cell(ZONES, ZONE, decision="QĐ 78/QĐ-UBND 2011-13-21 (S42)"), {("date-invalid", ZONES)},
    ),
    "a decision of the future": (
        cell(ZONES, ZONE, decision="QĐ 78/QĐ-UBND 2011-01-21; QĐ 79/QĐ-UBND 2111-01-21 (S42)"),
        {("date-after-data-until", ZONES)},
    ),
    "an outline of the future": (properties(PROVINCE, 1, as_of="2029-01-01"), {("date-after-data-until", PROVINCE)}),
    "the outline of another name": (properties(PROVINCE, 1, name_vi="Tỉnh Phú Thọ"), {("province-differs", PROVINCE)}),
    "an address begun twice": (cell(SOURCES, "S04", url="http://http://example.org/a"), {("address-invalid", SOURCES)}),
    "another unit of a commune's name": (
        cell(COMMUNES, "04945", commune_2025_name="Phường Lương Sơn"), {("name-contradicts-code", COMMUNES)},
    ),
    "full before it was established": (
        cell(OBSERVATIONS, {"attribute": "full_since_year"}, value="1990"),
        {("figure-before-establishment", OBSERVATIONS)},
    ),
    "a total said of a site": (
        copied(OBSERVATIONS, {"attribute": "zones_workers"}, subject=ZONE, attribute="zones_area_ha"),
        {("attribute-of-other-subject", OBSERVATIONS)},
    ),
    "a note in one language": (
        setting('^note_vi = ".+"', 'note_vi = ""'), {("texts-incomplete", "atlas.toml")},
    ),
    "a type that no value has": (
        setting('(workers = .*)type = "count"', r'\1type = "year"'), {("setting-beyond-sense", "atlas.toml")},
    ),
    "the English name of another district": (
        properties(DISTRICTS, "148", name_en="Luong Son District"), {("name-shared", DISTRICTS)},
    ),
    "another name that is another district's": (
        properties(DISTRICTS, "148", other_names=["Huyện Lương Sơn"]), {("other-name-shared", DISTRICTS)},
    ),
    "a second seat of the province": (properties(TOWNS, 10, kind="provincial seat"), {("town-seat-twice", TOWNS)}),
    "a seat without a district": (properties(TOWNS, 3, district_code=None), {("town-seat-twice", TOWNS)}),
}  # fmt: skip
