"""Reading of hostile files: each is named, soon, and nothing raises but Unusable."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from atlas_edits import Edit, Place, holding, replaced
from finding_case import DISTRICTS, ROADS, ZONE, ZONE_LAYER
from layer_edits import collection, feature, geometry, properties
from read_results import codes, findings_of, soon

from kcn_map.reading.repeats import MOST_OF_A_KIND
from kcn_map.reading.table import MOST_COLUMNS

# ── hostile files ─────────────────────────────────────────────────────────────────────────────────

COLLECTION = '{"type":"FeatureCollection","features":[%s]}'
ROAD = '{"type":"Feature","properties":{"name_vi":%s},"geometry":{"type":"LineString","coordinates":%s}}'
LINE = "[[105.5,20.8],[105.6,20.8]]"

#: Nothing else is wrong with it.
TWICE = COLLECTION % (ROAD % ('"a"', LINE)).replace('"name_vi":', '%s"b",%s')
HOSTILE_JSON = {
    "nothing": ("", "geojson-unreadable"),
    "blank": (" \n", "geojson-unreadable"),
    "null": ("null", "geojson-not-a-collection"),
    "a list": ("[]", "geojson-not-a-collection"),
    "no list of features": ('{"type":"FeatureCollection","features":{}}', "geojson-not-a-collection"),
    "cut off": (COLLECTION[:-3], "geojson-unreadable"),
    "NUL": ("\x00", "geojson-unreadable"),
    "lists without end": ("[" * 100_000 + "]" * 100_000, "geojson-unreadable"),
    "objects without end": ('{"a":' * 100_000 + "1" + "}" * 100_000, "geojson-unreadable"),
    "5,000 digits": (COLLECTION % (ROAD % ('"a"', "[[1%s,1],[2,2]]" % ("0" * 5000))), "geojson-unreadable"),
    "400 digits": (COLLECTION % (ROAD % ('"a"', "[[1%s,1],[2,2]]" % ("0" * 400))), "number-not-finite"),
    "1e999": (COLLECTION % (ROAD % ('"a"', "[[1e999,1],[2,2]]")), "number-not-finite"),
    "Infinity": (COLLECTION % (ROAD % ('"a"', "[[-Infinity,1],[2,2]]")), "number-not-finite"),
    "NaN": (COLLECTION % (ROAD % ('"a"', "[[NaN,1],[2,2]]")), "number-not-finite"),
    "half a surrogate pair": (COLLECTION % (ROAD % (r'"\ud800"', LINE)), "text-invisible-character"),
    "right to left": (COLLECTION % (ROAD % ('"\u202eQuốc lộ 6"', LINE)), "text-invisible-character"),
    "a name that is none": (COLLECTION % (ROAD % ('["a"]', LINE)), "property-invalid"),
    "a key twice": ('{"type":"FeatureCollection","type":"x","features":[]}', "geojson-duplicate-key"),
    "a key twice in a feature": (TWICE % ('"name_vi":', '"name_vi":'), "geojson-duplicate-key"),
    "a key twice, one far from its colon": (TWICE % ('"name_vi":', '"name_vi"\r:'), "geojson-duplicate-key"),
    "a key twice, both far from their colons": (TWICE % ('"name_vi"\t :', '"name_vi" \n:'), "geojson-duplicate-key"),
    "numbers as text": (COLLECTION % (ROAD % ('"a"', '[["105.5","20.8"],[1,2]]')), "geometry-coordinates"),
    "numbers as booleans": (COLLECTION % (ROAD % ('"a"', "[[true,20.8],[1,2]]")), "geometry-coordinates"),
    "positions of one": (COLLECTION % (ROAD % ('"a"', "[[105.5],[105.6]]")), "geometry-coordinates"),
    "positions of four": (COLLECTION % (ROAD % ('"a"', "[[1,2,3,4],[1,2,3,4]]")), "geometry-coordinates"),
    "a position for a line": (COLLECTION % (ROAD % ('"a"', "[105.5,20.8]")), "geometry-coordinates"),
    "coordinates that are none": (COLLECTION % (ROAD % ('"a"', "null")), "geometry-coordinates"),
    "coordinates nested too deeply": (COLLECTION % (ROAD % ('"a"', "[[[[[1,2]]]]]")), "geometry-coordinates"),
    "a list for a feature": (COLLECTION % "[]", "geojson-not-a-feature"),
    "a list for properties": (COLLECTION % '{"type":"Feature","properties":[]}', "geojson-not-a-feature"),
    "a list for a geometry": (
        COLLECTION % '{"type":"Feature","properties":{},"geometry":[1]}', "geometry-type",
    ),
    "a list for a type": (
        COLLECTION % '{"type":"Feature","properties":{},"geometry":{"type":[]}}', "geometry-type",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE_JSON)
def test_a_hostile_layer_is_named(what: str, copy_of_atlas: Path) -> None:
    content, code = HOSTILE_JSON[what]
    holding(ROADS, content)(copy_of_atlas)
    with soon(10):
        found = [finding for finding in findings_of(copy_of_atlas) if finding.severity == "error"]
    assert (code, ROADS) in {(finding.code, finding.file) for finding in found}


HOSTILE_FEATURES: dict[str, tuple[Edit, str]] = {
    "a ring of three positions": (
        geometry(ZONE_LAYER, ZONE, "Polygon", [[[105, 20], [106, 21], [105, 20]]]), "geometry-coordinates",
    ),
    "a ring that is a point": (geometry(ZONE_LAYER, ZONE, "Polygon", [[[105.5, 20.8]] * 4]), "geometry-invalid"),
    "a polygon without rings": (geometry(ZONE_LAYER, ZONE, "Polygon", []), "geometry-coordinates"),
    "altitudes here and there": (
        geometry(ZONE_LAYER, ZONE, "Polygon", [[[105, 20, 1], [106, 20], [106, 21], [105, 20]]]), "ring-open",
    ),
    "an id that is a list": (properties(ZONE_LAYER, ZONE, id=["a"]), "geojson-key-missing"),
    "an id with a blank": (properties(ZONE_LAYER, ZONE, id=f"{ZONE} "), "id-characters"),
    "an accuracy that is a list": (properties(ZONE_LAYER, ZONE, location_accuracy=["commune"]), "value-not-allowed"),
    "an accuracy that is null": (properties(ZONE_LAYER, ZONE, location_accuracy=None), "property-missing"),
    "a negative uncertainty": (properties(ZONE_LAYER, ZONE, uncertainty_m=-1), "property-invalid"),
    "an endless uncertainty": (properties(ZONE_LAYER, ZONE, uncertainty_m=10**400), "number-too-large"),
    "an uncertainty that is true": (properties(ZONE_LAYER, ZONE, uncertainty_m=True), "property-invalid"),
    "a basis that is an object": (properties(ZONE_LAYER, ZONE, basis_vi={"a": 1}), "property-invalid"),
    "names that are a text": (properties(DISTRICTS, "148", other_names="Kỳ Sơn"), "property-invalid"),
    "names that are numbers": (properties(DISTRICTS, "148", other_names=[1]), "property-invalid"),
    "a name that is a number": (properties(DISTRICTS, "148", name_en=1), "property-invalid"),
    "an area of 0": (properties(DISTRICTS, "148", area_official_km2=0), "area-zero"),
    "a label on its head": (
        properties(DISTRICTS, "148", label_lon=20.88216, label_lat=105.37188), "coordinates-swapped",
    ),
    "a date that is none": (properties("province.geojson", 1, as_of="31-12-2020"), "date-invalid"),
    "a district that is none": (properties("communes.geojson", 1, districts_2020=["999"]), "area-unknown"),
    "crs that is deep": (collection(ZONE_LAYER, lambda tree: tree.update(crs=[[[["VN-2000"]]]])), "geojson-crs-member"),
    "no properties": (feature(DISTRICTS, "148", lambda found: found.update(properties={})), "geojson-key-missing"),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE_FEATURES)
def test_a_hostile_feature_is_named(what: str, copy_of_atlas: Path) -> None:
    edit, code = HOSTILE_FEATURES[what]
    edit(copy_of_atlas)
    assert code in codes(copy_of_atlas)


def wide(columns: int) -> str:
    return ",".join(f"c{number}" for number in range(columns))


HOSTILE_TABLES = {
    "nothing": ("", "headings-missing"),
    "NUL": ("\x00", "headings-missing"),
    "commas": ("," * 100_000, "headings-missing"),
    "as many columns as are read": (wide(MOST_COLUMNS), "headings-missing"),
    "a column more": (wide(MOST_COLUMNS + 1), "table-too-large"),
    "as many of one name": (",".join(["note"] * MOST_COLUMNS), "headings-missing"),
    "100,000 columns": (wide(100_000), "table-too-large"),
    "100,000 columns of one name": (",".join(["note"] * 100_000), "table-too-large"),
    "a quote left open": ('measure,"value', "table-unreadable"),
    "a quote amid a cell": ('measure,"va"lue', "table-unreadable"),
}


@pytest.mark.parametrize("what", HOSTILE_TABLES)
def test_a_hostile_table_is_named(what: str, copy_of_atlas: Path) -> None:
    content, code = HOSTILE_TABLES[what]
    holding("totals.csv", content)(copy_of_atlas)
    with soon(10):
        found = {(finding.code, finding.file) for finding in findings_of(copy_of_atlas)}
    assert (code, "totals.csv") in found


HOSTILE_CELLS = {
    "2 MB of digits": ("9" * 2_000_000, "number-invalid"),
    "2 MB of groups": ("1,000" + ",000" * 500_000, "number-invalid"),
    "5,000 digits": ("9" * 5_000, "number-invalid"),
    "NUL": ("8\x00", "text-invisible-character"),
    "a zero width space": ("8\u200b", "text-invisible-character"),
    "a turned text": ("\u202e8", "text-invisible-character"),
    "Infinity": ("Infinity", "number-not-finite"),
    "NaN": ("nan", "number-not-finite"),
    "a negative number": ("-8", "number-negative"),
    "more than the Earth": ("1e26", "number-too-large"),
}


@pytest.mark.parametrize("what", HOSTILE_CELLS)
def test_a_hostile_cell_is_named(what: str, copy_of_atlas: Path) -> None:
    text, code = HOSTILE_CELLS[what]
    replaced("totals.csv", "^zones_count,8,", f'zones_count,"{text}",')(copy_of_atlas)
    with soon(10):
        found = findings_of(copy_of_atlas)
    assert [(f.row, f.field) for f in found if f.code == code and f.file == "totals.csv"] == [(2, "value")]
    assert max(len(finding.value or "") for finding in found) <= 80


def test_thousands_of_unmatched_keys_are_soon_told(copy_of_atlas: Path) -> None:
    path = copy_of_atlas / "observations.csv"
    rows = [f"ccn-so-{number},note,x,exact,,unknown,S{number}x,,\n" for number in range(5_000)]
    text = path.read_text(encoding="utf-8")
    path.write_text(text + "".join(rows), encoding="utf-8")
    with soon(10):
        found = findings_of(copy_of_atlas)
    unknown = [finding for finding in found if finding.code == "subject-unknown"]
    assert len(unknown) == MOST_OF_A_KIND
    first = text.count("\n") + 1 + MOST_OF_A_KIND
    assert f"The same in 4900 other rows: {first}, {first + 1}, {first + 2}" in unknown[-1].message("en")
    assert "Cùng lỗi ở 4900 dòng khác" in unknown[-1].message("vi")
    assert not any("The same in" in finding.message("en") for finding in unknown[:-1])


def short_rows(folder: Path) -> Place:
    return replaced("observations.csv", r"\Z", "kcn-luong-son\n" * 20_000)(folder)


def other_properties(tree: dict[str, Any]) -> None:
    """GDAL, which took the square of their number, does not read them."""
    shape = {"type": "Point", "coordinates": [105.5, 20.9]}
    tree["features"] += [
        {"type": "Feature", "properties": {"id": f"kcn-{number}", f"p{number}": 1}, "geometry": shape}
        for number in range(8_000)
    ]


def piled_up(tree: dict[str, Any]) -> None:
    ring = [[105.5, 20.9], [105.51, 20.9], [105.51, 20.91], [105.5, 20.91], [105.5, 20.9]]
    tree["features"] += [
        {"type": "Feature", "properties": {"id": f"kcn-{number}", "code": f"x{number}"},
         "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for number in range(4_000)
    ]  # fmt: skip


#: What is wrong many times → (how, the finding, how many are told).
MANY: dict[str, tuple[Edit, str, int]] = {
    "rows that are too short": (short_rows, "row-length", 1),
    "a property of its own each": (collection(ZONE_LAYER, other_properties), "property-unknown", MOST_OF_A_KIND),
    "sites on each other": (collection(ZONE_LAYER, piled_up), "site-overlaps-site", MOST_OF_A_KIND),
    "districts on each other": (collection(DISTRICTS, piled_up), "coverage-overlap", MOST_OF_A_KIND),
    "settings that are none": (
        replaced("atlas.toml", r"\A", "".join(f"k{number} = 1\n" for number in range(20_000))), "setting-unknown",
        MOST_OF_A_KIND,
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", MANY)
def test_what_is_wrong_ten_thousand_times_is_soon_and_shortly_told(what: str, copy_of_atlas: Path) -> None:
    edit, code, count = MANY[what]
    edit(copy_of_atlas)
    with soon(20):
        found = findings_of(copy_of_atlas)
    told = [finding for finding in found if finding.code == code]
    assert len(told) == count and len(found) < 500
    if code not in ("site-overlaps-site", "coverage-overlap"):  # of which no more are looked for
        assert "The same in" in told[-1].message("en") and "Cùng lỗi ở" in told[-1].message("vi")
