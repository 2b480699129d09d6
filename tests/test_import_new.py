"""Areas that an atlas does not have yet: from an empty folder to a map by commands alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely.geometry import mapping, shape

from kcn_map import Atlas, DataError
from kcn_map.geo.coverage import generalised, mended, step_m

pytestmark = pytest.mark.usefixtures("gdal_forked")

Rows = list[tuple[dict[str, Any], Any]]

#: A corner of the province that lies where three communes meet, 4 km wide each.
WEST, SOUTH, SIZE = 105.2, 20.6, 0.04
CODES = ("04001", "04010", "04022", "04037")
NAMES = ("Xã Đồng Xanh", "Phường Sông Đà", "Xã Mường Thượng", "Xã Yên Lạc")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Atlas.new(tmp_path / "atlas")


def square(place: int, shrink: float = 0.0) -> Any:
    """One of four squares with borders in common, its eastern side drawn in by so many degrees."""
    west, south = WEST + SIZE * (place % 2), SOUTH + SIZE * (place // 2)
    return shapely.box(west, south, west + SIZE - shrink, south + SIZE)


def rows(**more: Any) -> Rows:
    return [
        ({"MA_XA": code, "TEN": name, **more}, square(place))
        for place, (code, name) in enumerate(zip(CODES, NAMES, strict=True))
    ]


def write(folder: Path, found: Rows, name: str = "ranh-gioi.geojson") -> Path:
    features = [{"type": "Feature", "properties": of, "geometry": mapping(area)} for of, area in found]
    path = folder.parent / name
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def layer(folder: Path, name: str = "communes.geojson") -> list[dict[str, Any]]:
    features: list[dict[str, Any]] = json.loads((folder / name).read_text(encoding="utf-8"))["features"]
    return features


def bring(folder: Path, found: Rows, **options: Any) -> Any:
    return Atlas.load(folder).import_file(write(folder, found), "communes", new=True, **options)


def test_two_commands_make_a_map(folder: Path) -> None:
    bring(folder, rows())
    atlas = Atlas.load(folder)
    assert [f.code for f in atlas.check()] == ["settings-as-begun", "sites-missing"]
    assert all(name in atlas.html() for name in NAMES)
    (outline,) = layer(folder, "province.geojson")
    assert shape(outline["geometry"]).equals(shapely.box(WEST, SOUTH, WEST + 2 * SIZE, SOUTH + 2 * SIZE))
    found = [feature["properties"] for feature in layer(folder)]
    assert [(one["code"], one["name_vi"]) for one in found] == list(zip(CODES, NAMES, strict=True))


def test_rings_are_rewound_and_coordinates_rounded(folder: Path) -> None:
    clockwise = [(of, shapely.Polygon(list(area.exterior.coords)[::-1])) for of, area in rows()]
    bring(folder, [(of, shapely.transform(area, lambda xy: xy + 1e-8)) for of, area in clockwise])
    rings = [feature["geometry"]["coordinates"][0] for feature in layer(folder)]
    assert all(shapely.LinearRing(ring).is_ccw for ring in rings)
    assert all(number == round(number, 6) for ring in rings for point in ring for number in point)


def test_gaps_and_overlaps_are_mended_and_told(folder: Path) -> None:
    found = rows()
    found[0] = (found[0][0], square(0, shrink=0.00002))  # 2 m
    found[2] = (found[2][0], square(2, shrink=-0.00001))
    # an area in the south closes the gap
    found.append(({"MA_XA": "04050", "TEN": "Xã Chân Núi"}, shapely.box(WEST, SOUTH - SIZE, WEST + 2 * SIZE, SOUTH)))
    plan = bring(folder, found)
    told = [remark.sentence("en") for remark in plan.remarks]
    assert any(text.startswith("Gap of ") and "at 105.23999, 20.6" in text and NAMES[0] in text for text in told)
    assert any(text.startswith("Overlap of ") and NAMES[2] in text and NAMES[3] in text for text in told)
    assert shapely.coverage_is_valid([shape(feature["geometry"]) for feature in layer(folder)], gap_width=1e-6)


def test_a_wide_overlap_is_refused_with_its_place(folder: Path) -> None:
    found = rows()
    found[0] = (found[0][0], square(0, shrink=-SIZE / 2))
    before = (folder / "communes.geojson").read_bytes()
    with pytest.raises(DataError) as refused:
        bring(folder, found)
    assert {finding.code for finding in refused.value.findings if finding.severity == "error"} == {"coverage-overlap"}
    assert (folder / "communes.geojson").read_bytes() == before


def wavy(place: int, steps: int = 400) -> list[Any]:
    """Two areas that share a border of many small waves."""
    ys = [SOUTH + SIZE * n / steps for n in range(steps + 1)]
    border = [(WEST + SIZE + 0.0001 * (n % 2), y) for n, y in enumerate(ys)]
    left = shapely.Polygon([(WEST, SOUTH), *border, (WEST, SOUTH + SIZE)])
    right = shapely.Polygon([*border, (WEST + 2 * SIZE, SOUTH + SIZE), (WEST + 2 * SIZE, SOUTH)])
    return [left, right]


def test_borders_are_generalised_together() -> None:
    areas = wavy(0)
    simple = generalised(areas, 50)
    assert sum(shapely.get_num_coordinates(simple)) < sum(shapely.get_num_coordinates(areas)) / 10
    assert shapely.coverage_is_valid(simple, gap_width=1e-6)


def test_a_coverage_stays_as_it_is() -> None:
    areas = [square(place) for place in range(4)]
    assert mended(areas, 10) == (areas, [])


@pytest.mark.parametrize(("degrees", "metres"), [(0.01, 1), (1.0, 20), (1.414, 50), (10.0, 200)])
def test_how_far_a_place_is_generalised_goes_with_its_size(degrees: float, metres: int) -> None:
    assert step_m([shapely.box(0, 10, degrees / 2, 10 + degrees)]) == metres


def test_areas_come_beside_those_that_are_there(folder: Path) -> None:
    bring(folder, rows()[:2])
    there = (folder / "communes.geojson").read_text(encoding="utf-8").rstrip("\n]}")
    bring(folder, rows()[2:])
    assert (folder / "communes.geojson").read_text(encoding="utf-8").startswith(there)
    assert [feature["properties"]["code"] for feature in layer(folder)] == list(CODES)
    (outline,) = layer(folder, "province.geojson")
    assert shape(outline["geometry"]).equals(shapely.box(WEST, SOUTH, WEST + 2 * SIZE, SOUTH + 2 * SIZE))
    with pytest.raises(DataError, match="is there already"):
        bring(folder, rows()[2:])


def test_areas_that_come_later_meet_those_that_are_there(folder: Path) -> None:
    """A gap that is open at its end and an overlap: those that are there keep their land, the others come up to it."""
    bring(folder, rows()[:2])
    there = [shape(feature["geometry"]) for feature in layer(folder)]
    middle, east = SOUTH + SIZE, WEST + SIZE
    found = rows()[2:]
    found[0] = (found[0][0], shapely.box(WEST, middle + 0.000015, east, middle + SIZE))
    found[1] = (found[1][0], shapely.box(east, middle - 0.00001, east + SIZE, middle + SIZE))
    plan = bring(folder, found)
    told = [remark.sentence("en") for remark in plan.remarks]
    assert any(text.startswith("Gap of 0.69") and f"it went to {NAMES[2]}" in text for text in told)
    assert any(text.startswith("Overlap of 0.46") and f"stays with {NAMES[1]} and is taken from {NAMES[3]}" in text
               for text in told)  # fmt: skip
    now = [shape(feature["geometry"]) for feature in layer(folder)]
    assert shapely.coverage_is_valid(now, gap_width=1e-6) and shapely.equals(now[:2], there).all()
    assert [finding.code for finding in Atlas.load(folder).check()] == ["settings-as-begun", "sites-missing"]


def test_an_area_that_its_polygon_contradicts_is_left_out(folder: Path) -> None:
    found = rows(area_official_km2=18.42)
    found[3][0]["area_official_km2"] = 25
    plan = bring(folder, found)
    assert [feature["properties"]["area_official_km2"] for feature in layer(folder)] == [18.42, 18.42, 18.42, None]
    (told,) = [remark.sentence("vi") for remark in plan.remarks if remark.key == "new_areas_differ"]
    assert NAMES[3] in told and "25" in told


# ── fields ──


def test_the_fields_are_told(folder: Path) -> None:
    plan = bring(folder, rows(OBJECTID=0, province="Hòa Bình"))
    assert "Codes come from the field MA_XA, names from TEN" in plan.remarks[0].sentence("en")


def numbered(found: Rows) -> Rows:
    return [({"so": n, "dvhc": of["MA_XA"], "TEN": of["TEN"]}, area) for n, (of, area) in enumerate(found, 1)]


def with_second_code(found: Rows) -> Rows:
    return [({"a": of["MA_XA"], "b": f"9{of['MA_XA'][1:]}", "TEN": of["TEN"]}, area) for of, area in found]


def test_a_running_number_is_no_code(folder: Path) -> None:
    bring(folder, numbered(rows()))
    assert [feature["properties"]["code"] for feature in layer(folder)] == list(CODES)


UNCLEAR: dict[str, tuple[Callable[[Rows], Rows], str, str]] = {
    "two that may be": (with_second_code, "import-codes-unclear", "a (4/4 different: 04001, 04010, 04022); b (4/4"),
    "none": (lambda found: [({"TEN": of["TEN"]}, area) for of, area in found], "import-codes-unclear", "TEN (4/4"),
    "no names": (lambda found: [({"MA_XA": of["MA_XA"]}, area) for of, area in found], "import-names-unclear", "–"),
    "a code twice": (lambda found: [({**of, "MA_XA": "1"}, area) for of, area in found], "import-codes-unclear", "1/4"),
}  # fmt: skip


@pytest.mark.parametrize(("edit", "code", "known"), UNCLEAR.values(), ids=UNCLEAR)
def test_a_field_that_is_not_clear_is_asked_for(
    edit: Callable[[Rows], Rows], code: str, known: str, folder: Path
) -> None:
    with pytest.raises(DataError) as refused:
        bring(folder, edit(rows()))
    (finding,) = refused.value.findings
    assert finding.code == code and known in finding.message("en")
    assert ("--name-field" if "names" in code else "--id-field") in finding.fix("en")


def test_a_field_can_be_named(folder: Path) -> None:
    bring(folder, with_second_code(rows()), id_field="b", name_field="TEN")
    assert [feature["properties"]["code"] for feature in layer(folder)] == ["94001", "94010", "94022", "94037"]


# ── a file of a whole country ──

PROVINCES = {"25": "Tỉnh Thử Nghiệm", "24": "Tỉnh Phía Tây", "26": "Tỉnh Phía Đông", "99": "Tỉnh Xa"}


def country() -> Rows:
    """Squares of three provinces in a row from west to east, and of a fourth far away; communes of one name in each."""
    found: Rows = []
    for east, (code, name) in enumerate((code, PROVINCES[code]) for code in ("24", "25", "26", "99")):
        west = WEST + SIZE * 2 * (east - 1) + (5 * SIZE if code == "99" else 0)
        for place in range(4):
            x, y = west + SIZE * (place % 2), SOUTH + SIZE * (place // 2)
            moved = shapely.box(x, y, x + SIZE, y + SIZE)
            told = {"MA_TINH": code, "TEN_TINH": name, "MA_XA": f"{code}{place:03}", "TEN": NAMES[place]}
            found.append((told, moved))
    return found


@pytest.mark.parametrize(("code", "name"), [("25", "Province of Testing"), ("00", "Thử Nghiệm")])
def test_a_file_of_a_whole_country_has_the_place_and_its_neighbours(folder: Path, code: str, name: str) -> None:
    settings = folder / "atlas.toml"
    text = settings.read_text(encoding="utf-8").replace('code = "00"', f'code = "{code}"')
    settings.write_text(text.replace('name_vi = "Tỉnh chưa đặt tên"', f'name_vi = "{name}"'), encoding="utf-8")
    plan = bring(folder, country())
    assert [feature["properties"]["code"] for feature in layer(folder)] == [f"25{place:03}" for place in range(4)]
    beside = [feature["properties"] for feature in layer(folder, "base/neighbours.geojson")]
    assert [(one["code"], one["name_vi"]) for one in beside] == [("24", PROVINCES["24"]), ("26", PROVINCES["26"])]
    told = [remark.sentence("en") for remark in plan.remarks]
    assert any("4 of the 16 areas" in text for text in told) and any("2 places beside it" in text for text in told)
    (outline,) = layer(folder, "province.geojson")
    assert shape(outline["geometry"]).equals(shapely.box(WEST, SOUTH, WEST + 2 * SIZE, SOUTH + 2 * SIZE))
    assert {finding.code for finding in Atlas.load(folder).check()} <= {"settings-as-begun", "sites-missing"}
    assert PROVINCES["24"].removeprefix("Tỉnh ") in Atlas.load(folder).html()


def test_neighbours_that_are_there_stay(folder: Path) -> None:
    settings = folder / "atlas.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace('code = "00"', 'code = "25"'), encoding="utf-8")
    bring(folder, country())
    (folder / "communes.geojson").write_bytes((folder / "zones.geojson").read_bytes())
    before = (folder / "base/neighbours.geojson").read_bytes()
    (folder / "province.geojson").write_bytes((folder / "zones.geojson").read_bytes())
    bring(folder, country())
    assert (folder / "base/neighbours.geojson").read_bytes() == before


def test_a_file_of_one_place_is_taken_whole(folder: Path) -> None:
    """Also where one of its areas is called as the place is."""
    settings = folder / "atlas.toml"
    named = settings.read_text(encoding="utf-8").replace('"Tỉnh chưa đặt tên"', '"Tỉnh Yên Lạc"')
    settings.write_text(named, encoding="utf-8")
    bring(folder, rows(TEN_TINH="Tỉnh Yên Lạc"))
    assert len(layer(folder)) == 4 and layer(folder, "base/neighbours.geojson") == []


def test_an_atlas_of_one_language_is_filled_in_it(folder: Path) -> None:
    """Areas get their names in its first language, and `check` asks for nothing in another one."""
    settings = folder / "atlas.toml"
    text = settings.read_text(encoding="utf-8").replace('languages = ["vi", "en"]', 'languages = ["en"]')
    settings.write_text(text, encoding="utf-8")
    (empty,) = [one for one in Atlas.load(folder).check() if one.code == "layer-empty"]
    assert "name_en" in empty.fix("en") and "name_vi" not in empty.fix("en") and "--layer communes" in empty.fix("en")
    (begun,) = [one for one in Atlas.load(folder).check() if one.code == "settings-as-begun"]
    assert "name_en" in begun.message("en") and "_vi" not in begun.message("en")
    bring(folder, rows())
    assert [set(feature["properties"]) & {"name_vi", "name_en"} for feature in layer(folder)] == [{"name_en"}] * 4
    assert [finding.code for finding in Atlas.load(folder).check()] == ["settings-as-begun", "sites-missing"]
