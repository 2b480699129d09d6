"""Cases of files, settings, tables and keys: an edit that must be named, and its nearest harmless kin."""

from __future__ import annotations

from atlas_edits import (
    cell,
    columns,
    copied,
    encoded,
    figure,
    folder_instead,
    garbled,
    headings,
    here,
    holding,
    no_folder,
    nothing,
    pending,
    replaced,
    setting,
    sized,
    together,
    without,
    words,
)
from finding_case import (
    CLUSTER,
    CLUSTER_LAYER,
    CLUSTERS,
    COMMUNES,
    DISTRICTS,
    LOOSE,
    OBSERVATIONS,
    ROADS,
    SOURCES,
    TOTALS,
    ZONE,
    ZONE_LAYER,
    ZONES,
    Case,
    no_features,
)
from layer_edits import collection, copied_feature, dropped_feature, properties

#: A total that nothing but its row names.
TOTAL = "clusters_occupancy_pct"


def moved_by_one(row: dict[str, str]) -> dict[str, str]:
    """All cells but the first stand a column further."""
    first, *others = row.values()
    return dict(zip(row, [first, "", *others[:-1]], strict=True))


CASES = [
    # ── files ──
    Case("folder-missing", no_folder, nothing),
    Case("file-missing", without(SOURCES), without(ROADS)),
    Case("file-unreadable", folder_instead(ZONES), nothing),
    Case("file-too-large", sized(ROADS, 200_000_001), replaced(ROADS, r"\Z", " " * 1_000_000)),
    Case("pending-import", pending(TOTALS), nothing),
    Case("pending-broken", pending(TOTALS, named="../totals.csv"), nothing),
    Case(
        "encoding-twice",
        garbled(CLUSTERS),
        replaced(CLUSTERS, "Tiên", "TiÃªn"),
        place={"row": 2, "value": "TiÃªn"},
    ),
    Case("encoding-not-utf8", encoded(CLUSTERS, "windows-1258"), replaced(CLUSTERS, r"\A", "\ufeff")),
    Case(
        "description-unreadable",
        replaced("datapackage.json", r"\A\{", "["),
        without("datapackage.json"),
        place={"row": None},
    ),
    Case("toml-unreadable", setting("^schema = 2", "schema = "), setting("^schema = 2", "schema = 2 # two")),
    Case(
        "table-divided-by-tabs",
        holding(TOTALS, "measure\tvalue\tqualifier\tunit\tas_of\tsource\tnote\tnote_vi\nzones_count\t8\n"),
        replaced(TOTALS, "about,ha", '"about",\tha'),
        place={"row": 1},
    ),
    Case(
        "table-unreadable",
        replaced(TOTALS, "^zones_count,", '"zones_count,'),
        replaced(TOTALS, "^zones_count,", '"zones_count",'),
    ),
    Case("layer-empty", collection(DISTRICTS, no_features), nothing),
    # ── settings ──
    Case("setting-missing", setting("^as_of = .*$", "", "as_of"), setting("^contact = .*$", "")),
    Case(
        "setting-invalid",
        setting("^as_of = .*$", 'as_of = "2020-12-31"', "as_of", "2020-12-31"),
        setting("^as_of = .*$", "as_of = 2020-12-30"),
    ),
    Case(
        "setting-unknown",
        setting('^kind = "zone"', 'kimd = "zone"', "measures.zones_count.kimd", "kimd"),
        setting('^kind = "zone"', '# kimd = "zone"'),
    ),
    Case(
        "setting-beyond-sense",
        setting("^site_area_pct = 5", "site_area_pct = 50", "tolerances.site_area_pct", "50"),
        setting("^site_area_pct = 5", "site_area_pct = 15"),
    ),
    Case(
        "words-unknown",
        words("[page]\nmapp = 'Bản đồ'", "page.mapp", "page.mapp"),
        words("[page]\nmap = 'Bản đồ'"),
    ),
    Case("words-no-text", words("[page]\nmap = 5", "page.map", "5"), words("[page]\nmap = ''")),
    Case(
        "words-places",
        words("[page]\nas_of = 'Số liệu'", "page.as_of", "Số liệu"),
        words("[page]\nas_of = 'Tới {date}'"),
    ),
    Case(
        "words-incomplete",
        setting("^languages = .*$", 'languages = ["vi", "en", "lo"]', None, "lo"),
        setting("^languages = .*$", 'languages = ["vi", "en", "en-GB"]'),
        beside=("texts-incomplete", "text-one-language"),
        place={"file": "words/lo.toml"},
    ),
    Case(
        "texts-incomplete",
        setting("^title_en = .*$", "", None, "en"),
        together(setting("^title_en = .*$", ""), setting("^languages = .*$", 'languages = ["vi"]')),
    ),
    Case(
        "measure-duplicate",
        setting('^id = "zones_count"', 'id = "area_planned_ha"', "measures", "area_planned_ha"),
        setting('^id = "zones_count"', 'id = "all_zones_count"'),
    ),
    Case(
        "measure-name-taken",
        setting('^id = "zones_count"', 'id = "Code"', "measures", "Code"),
        setting('^id = "zones_count"', 'id = "code_count"'),
    ),
    Case(
        "measure-unknown-field",
        setting('^field = "area_vacant_ha"', 'field = "area_vacant"', "measures.area_vacant_ha.field", "area_vacant"),
        setting('^field = "area_vacant_ha"', 'field = "area_industrial_ha"'),
    ),
    Case(
        "palette-unknown",
        setting('^palette = "clay"', 'palette = "grey"', "measures.zones_area_planned_ha.palette", "grey"),
        setting('^palette = "clay"', 'palette = "indigo"'),
    ),
    Case(
        "total-unknown",
        together(here(TOTALS, TOTAL, "measure"), setting(f'^id = "{TOTAL}"', 'id = "all"')),
        setting('title_vi = "Số dự án công nghiệp toàn tỉnh"', 'title_vi = "Dự án công nghiệp"'),
    ),
    Case(
        "attribute-unnamed",
        together(here(OBSERVATIONS, {"attribute": "tenants"}, "attribute"), setting("^tenants = .*$", "")),
        setting('^tenants = { vi = "[^"]*"', 'tenants = { vi = "Doanh nghiệp"'),
    ),
    # ── tables ──
    Case(
        "column-missing",
        columns(TOTALS, lambda row: {name: row[name] for name in row if name != "unit"}, "unit"),
        columns(TOTALS, lambda row: dict(reversed(row.items()))),
    ),
    Case(
        "column-renamed",
        replaced(TOTALS, "^measure,value,", "measure,values,", "value", None),
        replaced(TOTALS, "^measure,value,", "measure, value ,"),
    ),
    Case(
        "headings-missing",
        replaced(TOTALS, r"\A", "Bảng 3. Tổng số\n", None, "Bảng 3. Tổng số"),
        replaced(TOTALS, r"\A", "\n,,,,\n"),
        place={"row": 1},
    ),
    Case(
        "cells-moved",
        columns(TOTALS, moved_by_one),
        replaced(TOTALS, "^zones_count,8", "zones_count,eight"),
        place={"row": 2},
    ),
    Case("table-empty", headings(SOURCES), headings(TOTALS), place={"row": None}),
    Case(
        "column-duplicate",
        replaced(TOTALS, "^measure,value,", "measure,value,note,", "note", "note"),
        replaced(TOTALS, "^(measure,.*)$", r"\1,,"),
    ),
    Case(
        "column-unknown",
        columns(TOTALS, lambda row: {**row, "ghi_chu": ""}, "ghi_chu", "ghi_chu"),
        columns(TOTALS, lambda row: {**row, "": ""}),
    ),
    Case(
        "row-length",
        replaced(TOTALS, "^clusters_count,21", "clusters_count,21,0"),
        replaced(TOTALS, "^clusters_count,21", '"clusters_count","21"'),
    ),
    Case("value-missing", cell(CLUSTERS, CLUSTER, status=""), cell(CLUSTERS, CLUSTER, status_basis="")),
    Case("value-not-allowed", cell(CLUSTERS, CLUSTER, status="Planned"), cell(CLUSTERS, CLUSTER, status=" building")),
    Case(
        "text-invisible-character",
        cell(ZONES, ZONE, name_vi="KCN\u200b Lương Sơn"),
        cell(ZONES, ZONE, name_vi="KCN\u00a0Lương Sơn"),
        place={"value": "KCN⟨U+200B⟩ Lương Sơn"},
    ),
    # ── keys ──
    Case(
        "id-characters",
        cell(OBSERVATIONS, LOOSE, subject="kcn-lu\u043eng-son"),  # a Cyrillic о
        cell(OBSERVATIONS, LOOSE, subject="district:152"),
    ),
    Case("id-duplicate", copied(TOTALS, "zones_count"), copied(TOTALS, "zones_count", as_of="2019")),
    Case(
        "id-in-both-tables",
        together(
            copied(CLUSTERS, ZONE, ZONES, id=ZONE, kind="cluster", area_planned_ha="", area_source=""),
            copied_feature(CLUSTER_LAYER, ZONE, ZONE_LAYER),
        ),
        together(copied(CLUSTERS, CLUSTER, id="ccn-moi"), copied_feature(CLUSTER_LAYER, CLUSTER, id="ccn-moi")),
    ),
    Case(
        "id-without-feature",
        together(here(CLUSTERS, CLUSTER, "id"), dropped_feature(CLUSTER_LAYER, CLUSTER)),
        collection(CLUSTER_LAYER, lambda tree: tree["features"].reverse()),
    ),
    Case(
        "id-without-row",
        copied_feature(CLUSTER_LAYER, CLUSTER, id="ccn-moi"),
        collection(CLUSTER_LAYER, lambda tree: tree["features"].reverse()),
    ),
    Case("id-misspelt", cell(SOURCES, "S81", id="S811"), copied(SOURCES, "S01", id="S811")),
    Case(
        "id-of-another-site",
        together(cell(ZONES, ZONE, id="x"), cell(ZONES, "kcn-mong-hoa", id=ZONE), cell(ZONES, "x", id="kcn-mong-hoa")),
        figure(ZONES, ZONE, "area_planned_ha", "235.86"),
        place={"value": "kcn-mong-hoa"},
    ),
    Case("code-invalid", cell(CLUSTERS, CLUSTER, district_code="15A"), cell(CLUSTERS, CLUSTER, district_code="")),
    Case(
        "code-leading-zeros",
        cell(ZONES, ZONE, commune_2020_code="4945"),
        cell(ZONES, ZONE, commune_2020_code="04945"),
    ),
    Case("schema-old", setting("^schema = 2", "schema = 1", "schema", "1"), setting("^schema = 2", "schema = 2 # two")),
    Case(
        "code-length",
        together(cell(COMMUNES, "04789", code="047890"), setting("^digits = 5", "")),
        setting("^digits = 5", ""),
    ),
    Case("kind-mismatch", cell(ZONES, ZONE, kind="cluster"), cell(ZONES, ZONE, kind="zone")),
    Case("source-unknown", cell(OBSERVATIONS, LOOSE, source="S999"), cell(OBSERVATIONS, LOOSE, source="S02")),
    Case(
        "area-unknown",
        together(cell(CLUSTERS, CLUSTER, district_code="999"), cell(COMMUNES, "04789", commune_2025_code="99999")),
        together(
            cell(CLUSTERS, CLUSTER, district_code="150"), cell(COMMUNES, "04789", commune_2025_code="04792;04795")
        ),
    ),
    Case(
        "area-missing",
        cell(ZONES, ZONE, district_code=""),
        together(
            cell(CLUSTERS, CLUSTER, district_code=""),
            properties(CLUSTER_LAYER, CLUSTER, location_accuracy="province"),
        ),
    ),
    Case(
        "address-invalid",
        cell(SOURCES, "S01", url="javascript:alert(1)"),
        cell(SOURCES, "S01", url="HTTPS://Example.org/a?b=1#c"),
    ),
    Case(
        "subject-unknown",
        cell(OBSERVATIONS, LOOSE, subject="kcn-luong-sun"),
        cell(OBSERVATIONS, LOOSE, subject="kcn-mong-hoa"),
    ),
    Case(
        "area-of-other-parent",
        together(here(ZONES, "kcn-nhuan-trach", "commune_2020_code"), cell(COMMUNES, "04954", district_code="148")),
        cell(COMMUNES, "04789", district_code="150"),
        beside=("area-point-elsewhere",),
    ),
    Case(
        "value-misspelt",
        cell(COMMUNES, "04792", point_quality="OK"),
        cell(COMMUNES, "04792", point_quality="measured"),
    ),
    Case(
        "successor-mismatch",
        together(
            here(ZONES, "kcn-nhuan-trach", "commune_2025_code"), cell(COMMUNES, "04954", commune_2025_code="04960")
        ),
        cell(COMMUNES, "04954", commune_2025_code="04960;04924"),
        beside=("name-contradicts-code",),
    ),
]
