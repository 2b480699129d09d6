"""Cases of layers and geometries: an edit that must be named, and its nearest harmless kin."""

from __future__ import annotations

from atlas_edits import GONE, cell, holding, replaced, together
from border_edits import vertex_added, vertex_moved
from finding_case import (
    CLUSTER_LAYER,
    COMMUNE_LAYER,
    COMMUNES,
    DISTRICTS,
    LAT,
    LON,
    NEIGHBOURS,
    OBSERVATIONS,
    PROVINCE,
    ROADS,
    SQUARE,
    TOWNS,
    ZONE,
    ZONE_LAYER,
    Case,
    at,
    limits,
    parts,
    ring,
)
from layer_edits import collection, exchanged, feature, geometry, properties, rings

CASES = [
    # ── GeoJSON ──
    Case(
        "geojson-unreadable",
        replaced(ROADS, '"type":"FeatureCollection"', '"type" "FeatureCollection"'),
        replaced(ROADS, '"type":"FeatureCollection"', '"type" :\t"FeatureCollection"'),
    ),
    Case(
        "geojson-duplicate-key",
        together(
            collection(PROVINCE, bool, None, "code"), replaced(PROVINCE, '"code": "17"', '"code": "17", "code": "17"')
        ),
        replaced(PROVINCE, '"code":"17"', '"code":"18"'),
    ),
    Case(
        "geojson-not-a-collection",
        holding(ROADS, "[]"), holding(ROADS, '{"features": [], "type": "FeatureCollection"}'),
    ),
    Case(
        "geojson-crs-member",
        collection(ZONE_LAYER, lambda tree: tree.update(crs="VN-2000"), "crs", "VN-2000"),
        collection(ZONE_LAYER, lambda tree: tree.update(name="zones")),
    ),
    Case(
        "geojson-crs-needless",
        collection(ZONE_LAYER, lambda tree: tree.update(crs={"properties": {"name": "OGC:CRS84"}}), "crs", "OGC:CRS84"),
        collection(ZONE_LAYER, lambda tree: tree.update(name="zones")),
    ),
    Case(
        "geojson-not-a-feature",
        feature(ROADS, 2, lambda found: found.update(properties=None)),
        feature(ROADS, 2, lambda found: found.update(id=2)),
        place={"field": None},
    ),
    Case("geojson-key-missing", properties(NEIGHBOURS, 1, code=1), properties(NEIGHBOURS, 1, code="01x")),
    Case(
        "property-missing", properties(DISTRICTS, "148", name_vi=GONE), properties(DISTRICTS, "148", area_note_vi=GONE)
    ),
    Case(
        "property-invalid",
        properties(DISTRICTS, "148", area_official_km2="348.65"),
        properties(DISTRICTS, "148", area_official_km2=None),
    ),
    Case(
        "properties-too-many",
        properties(ZONE_LAYER, ZONE, **{f"p{number}": 1 for number in range(10_001)}),
        properties(ZONE_LAYER, ZONE, **{f"p{number}": 1 for number in range(100)}),
        place={"row": None, "field": None, "value": None},
    ),
    Case(
        "property-unknown",
        properties(ZONE_LAYER, ZONE, fid="1"),
        properties(ZONE_LAYER, ZONE, basis_vi=GONE),
        place={"value": "fid"},
    ),
    Case("geojson-decimals", at(105.5450001, LAT), at(105.545001, LAT)),
    Case(
        "geojson-winding",
        rings(NEIGHBOURS, 1, lambda ring: ring[::-1]),
        rings(NEIGHBOURS, 1, lambda ring: [*ring[1:], ring[1]]),
    ),
    # ── geometry ──
    Case(
        "geometry-missing",
        geometry(NEIGHBOURS, 1, None, None),
        together(geometry(ZONE_LAYER, ZONE, None, None), properties(ZONE_LAYER, ZONE, location_accuracy="district")),
    ),
    Case(
        "geometry-type",
        geometry(ROADS, 1, "Point", [LON, LAT], "Point"),
        geometry(ROADS, 1, "MultiLineString", [[[LON, LAT], [LON, LAT + 0.1]]]),
    ),
    Case(
        "geometry-coordinates",
        geometry(ROADS, 1, "LineString", [[LON, LAT], [LON]]),
        geometry(ROADS, 1, "LineString", [[LON, LAT], [LON, LAT + 0.1, 12.5]]),
    ),
    Case(
        "ring-open",
        geometry(NEIGHBOURS, 1, "Polygon", [[[105, 20], [106, 20], [106, 21], [105, 21]]], "[105, 21]"),
        geometry(NEIGHBOURS, 1, "Polygon", [[[105, 20], [106, 20], [106, 21], [105, 20.0]]]),
    ),
    Case(
        "geometry-invalid",
        limits((-1, -1), (1, -1), (-1, 1), (1, 1), value="105.545, 20.882"),
        SQUARE,
    ),
    Case("coordinates-swapped", at(LAT, LON, f"{LAT}, {LON}"), at(LON, LAT + 0.001)),
    Case("coordinates-projected", at(450123.4, 2310000, "450123.4, 2310000"), at(LON + 0.001, LAT)),
    Case("coordinates-outside-province", at(LON, 10.8, f"{LON}, 10.8"), at(LON, LAT - 0.001)),
    Case("coverage-overlap", vertex_moved("148", "152", into_other=True), vertex_moved("148", "152", True, both=True)),
    Case("coverage-gap", vertex_moved("148", "152"), vertex_moved("148", "152", both=True)),
    Case("coverage-edges-differ", vertex_added("148", "152"), vertex_added("148", "152", both=True)),
    Case("province-differs", properties(PROVINCE, 1, code="18"), properties(PROVINCE, 1, code="17")),
    Case(
        "coverage-outline-differs",
        together(
            collection(DISTRICTS, bool, "geometry"),
            rings(PROVINCE, 1, lambda ring: [*ring[:100], *ring[140:]]),
        ),
        rings(PROVINCE, 1, lambda ring: [*ring[100:-1], *ring[:101]]),
    ),
    Case(
        "accuracy-contradicts-geometry",
        properties(ZONE_LAYER, ZONE, location_accuracy="surveyed"),
        SQUARE,
        place={"field": "location_accuracy"},
    ),
    Case(
        "site-outside-area",
        together(at(105.41267, 20.90339, "105.41267, 20.90339"), properties(ZONE_LAYER, ZONE, uncertainty_m=20_000)),
        at(LON + 0.001, LAT),
    ),
    Case(
        "point-outside-area",
        together(at(105.608, 20.833, "105.60800, 20.83300"), properties(ZONE_LAYER, ZONE, uncertainty_m=100)),
        together(at(105.608, 20.833), properties(ZONE_LAYER, ZONE, uncertainty_m=20_000)),
    ),
    Case(
        "site-overlaps-site",
        together(
            geometry(CLUSTER_LAYER, "ccn-hoa-son", "Polygon", [ring((0, 0), (2, 0), (2, 2), (0, 2))], "105.5…"),
            properties(CLUSTER_LAYER, "ccn-hoa-son", location_accuracy="digitised", uncertainty_m=10),
            SQUARE,
        ),
        together(
            geometry(CLUSTER_LAYER, "ccn-hoa-son", "Polygon", [ring((1, 1), (3, 1), (3, 3), (1, 3))]),
            properties(CLUSTER_LAYER, "ccn-hoa-son", location_accuracy="digitised", uncertainty_m=10),
            SQUARE,
        ),
    ),
    Case(
        "site-crosses-border",
        limits((-1, -1), (4, -1), (4, 0), (-1, 0)),
        SQUARE,
        beside=("area-differs-from-polygon",),
    ),
    Case(
        "site-parts-apart",
        together(parts((0, 0), (-12, -5)), properties(ZONE_LAYER, ZONE, location_accuracy="digitised")),
        together(parts((0, 0), (-6, -2)), properties(ZONE_LAYER, ZONE, location_accuracy="digitised")),
    ),
    Case(
        "uncertainty-too-small",
        properties(ZONE_LAYER, ZONE, uncertainty_m=2),
        together(properties(ZONE_LAYER, ZONE, uncertainty_m=2), SQUARE),
    ),
    Case(
        "uncertainty-too-large",
        properties(ZONE_LAYER, ZONE, uncertainty_m=2_000_000),
        properties(ZONE_LAYER, ZONE, uncertainty_m=20_000),
    ),
    Case(
        "area-point-elsewhere",
        cell(COMMUNES, "04798", lon="105.5", lat="20.9"),
        cell(COMMUNES, "04798", lon="105.5", lat="20.9", point_quality="wrong"),
        place={"value": "105.5, 20.9"},
    ),
    Case(
        "area-outside-parent",
        properties(COMMUNE_LAYER, "04792", districts_2020=["150"]),
        properties(COMMUNE_LAYER, "04792", districts_2020=GONE),
        place={"value": "150"},
    ),
    Case(
        "point-half",
        properties(DISTRICTS, "148", label_lat=None),
        properties(DISTRICTS, "148", label_lat=None, label_lon=None),
        place={"value": None},
    ),
    Case(
        "uncertainty-missing",
        properties(ZONE_LAYER, ZONE, uncertainty_m=None),
        together(SQUARE, properties(ZONE_LAYER, ZONE, uncertainty_m=None)),
        place={"value": None},
    ),
    Case(
        "point-rounded",
        geometry(ZONE_LAYER, ZONE, "Point", [105.5, 20.9], "105.5, 20.9"),
        geometry(ZONE_LAYER, ZONE, "Point", [105.54, 20.9]),
    ),
    Case(
        "town-id-unlike",
        properties(TOWNS, 13, id="ha_noi"),
        properties(TOWNS, 13, id="capital"),
    ),
    Case(
        "feature-twice",
        collection(ROADS, lambda tree: tree["features"].append(tree["features"][0])),
        collection(ROADS, lambda tree: tree["features"].reverse()),
        place={"row": 7, "field": "geometry", "value": "Quốc lộ 6"},
    ),
    Case(
        "town-names-differ",
        properties(TOWNS, 3, full_name_vi="Thị trấn Đà Bắc"),
        properties(TOWNS, 3, full_name_vi="Thị trấn Lương Sơn (cũ)"),
    ),
    Case(
        "neighbour-is-province",
        properties(NEIGHBOURS, 1, code="17"),
        properties(NEIGHBOURS, 1, code="18"),
    ),
    Case(
        "neighbour-over-province",
        geometry(
            NEIGHBOURS, 1, "Polygon", [[[105.5, 20.8], [105.9, 20.8], [105.9, 21.2], [105.5, 21.2], [105.5, 20.8]]]
        ),
        geometry(
            NEIGHBOURS, 1, "Polygon", [[[105.6, 21.1], [105.9, 21.1], [105.9, 21.2], [105.6, 21.2], [105.6, 21.1]]]
        ),
    ),
    Case(
        "dates-reversed",
        properties(NEIGHBOURS, 1, valid_until="2020-01-01", valid_from="2025-07-01"),
        properties(NEIGHBOURS, 1, valid_until="2025-07-01", valid_from="2020-01-01"),
    ),
    Case(
        "distance-implausible",
        cell(OBSERVATIONS, {"subject": ZONE, "attribute": "distance_hanoi_km"}, value="4"),
        cell(OBSERVATIONS, {"subject": ZONE, "attribute": "distance_hanoi_km"}, value="60"),
    ),
    # ── exchanged ──
    Case(
        "codes-exchanged",
        exchanged(DISTRICTS, "152", "150", "code"),
        exchanged(DISTRICTS, "152", "150", "other_names"),
        place={"value": "150", "row": 3},
    ),
    Case(
        "geometry-exchanged",
        exchanged(COMMUNE_LAYER, "04924", "04792"),
        geometry(ZONE_LAYER, ZONE, "Point", [105.5333, 20.8871]),
        place={"value": "04792"},
    ),
    Case(
        "area-names-exchanged",
        exchanged(COMMUNE_LAYER, "04924", "04792", "name_vi"),
        exchanged(COMMUNE_LAYER, "04924", "04792", "communes_2020"),
        place={"value": "Xã Lương Sơn"},
    ),
    Case(
        "values-exchanged",
        exchanged(DISTRICTS, "152", "153", "area_official_km2"),
        properties(DISTRICTS, "152", area_official_km2=366),
        place={"value": "551.3"},
    ),
    Case(
        "label-outside-area",
        properties(DISTRICTS, "148", label_lon=105.7),
        properties(DISTRICTS, "148", label_lon=105.35),
        place={"value": "105.7, 20.88216"},
    ),
    Case(
        "town-outside-area",
        geometry(TOWNS, 3, "Point", [105.33, 20.82], "105.33000, 20.82000"),
        geometry(TOWNS, 3, "Point", [105.53, 20.87]),
    ),
    Case("town-kind-unknown", properties(TOWNS, 3, kind="District Seat"), properties(TOWNS, 3, kind="hill station")),
    Case("town-seat-twice", properties(TOWNS, 10, kind="district seat"), properties(TOWNS, 10, kind="village")),
    Case(
        "area-differs-from-polygon",
        properties(DISTRICTS, "148", area_official_km2=358.65),
        properties(DISTRICTS, "148", area_official_km2=349),
    ),
    Case(
        "readers-differ",
        replaced(ZONE_LAYER, r"\A", "\n" * 20_000),
        replaced(ZONE_LAYER, r"\A", "\n" * 20),
        place={"row": None, "field": "id"},
    ),
]
