"""A table of sites that an atlas does not have yet: with coordinates or without, as an office keeps it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import pytest
import shapely
from atlas_edits import read_rows
from conftest import Run
from shapely.geometry import mapping
from test_import_new import CODES, NAMES, SIZE, SOUTH, WEST, bring, rows

from kcn_map import Atlas, DataError
from kcn_map.core.errors import UsageError
from kcn_map.geo.geodesy import area_ha
from kcn_map.reading import Unusable

pytestmark = pytest.mark.usefixtures("gdal_forked")

TITLES = ("STT", "Tên KCN", "Xã", "Diện tích (ha)", "Nguồn", "Tình trạng", "Kinh độ", "Vĩ độ", "Giá thuê")
PLACE = (WEST + SIZE / 2, SOUTH + SIZE / 2)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty atlas with four communes and a source."""
    made = Atlas.new(tmp_path / "atlas")
    bring(made, rows())
    with (made / "sources.csv").open("a", encoding="utf-8") as sources:
        sources.write("N1,Báo cáo,,,,,,official\n")
    return made


def workbook(folder: Path, *lines: tuple[Any, ...]) -> Path:
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    book.save(folder.parent / "khu.xlsx")
    return folder.parent / "khu.xlsx"


def add(folder: Path, *lines: tuple[Any, ...], layer: str = "zones", **options: Any) -> Any:
    return Atlas.load(folder).import_file(workbook(folder, *lines), layer, new=True, **options)


def feature(folder: Path, id_: str) -> dict[str, Any]:
    features = json.loads((folder / "zones.geojson").read_text(encoding="utf-8"))["features"]
    found: dict[str, Any] = next(one for one in features if one["properties"]["id"] == id_)
    return found


def test_a_table_of_an_office_becomes_sites(folder: Path) -> None:
    plan = add(
        folder,
        ("Danh sách khu công nghiệp",),
        TITLES,
        (1, "KCN Sông Đà", NAMES[1], 86.37, "N1", "Đang hoạt động", None, None, 90),
        (2, "KCN Đồng Xanh", None, None, None, "planned", *PLACE, None),
        (3, "KCN Chưa rõ nơi", None, None, None, None, None, None, None),
    )
    assert [finding.value for finding in plan.findings] == ["Giá thuê"]
    assert plan.remarks[0].sentence("en") == "3 new sites, 1 with coordinates."
    first, second, third = read_rows(folder / "zones.csv")
    assert [site["id"] for site in (first, second, third)] == ["kcn-song-da", "kcn-dong-xanh", "kcn-chua-ro-noi"]
    told = [first[name] for name in ("kind", "commune_code", "area_planned_ha", "area_source", "status")]
    assert told == ["zone", CODES[1], "86.37", "N1", "operating"]
    assert (second["commune_code"], second["area_planned_ha"], second["area_source"]) == (CODES[0], "", "")
    assert (third["status"], third["commune_code"]) == ("unknown", "")
    accuracies = [feature(folder, site["id"])["properties"]["location_accuracy"] for site in (first, second, third)]
    assert accuracies == ["district", "commune", "province"]
    assert feature(folder, "kcn-song-da")["geometry"] is None
    placed = feature(folder, "kcn-dong-xanh")
    assert placed["geometry"] == {"type": "Point", "coordinates": [105.22, 20.62]}
    assert "khu.xlsx" in placed["properties"]["basis_vi"]
    atlas = Atlas.load(folder)
    assert not [finding for finding in atlas.check() if finding.severity == "error"]
    (seen,) = next(site for site in atlas.joined.sites if site.id == "kcn-song-da").observations
    assert (seen.value, seen.source, seen.adopted) == (86.37, "N1", True)


def test_a_csv_by_the_names_of_columns_does_as_well(folder: Path) -> None:
    path = folder.parent / "sites.csv"
    path.write_text(f"id;name_vi;commune;occupancy_pct;occupancy_base\nc-1;CCN A;{CODES[2]};60;total_land\n", "utf-8")
    Atlas.load(folder).import_file(path, "clusters", new=True, source="N1", as_of="2025-06")
    (site,) = read_rows(folder / "clusters.csv")
    told = [site[name] for name in ("id", "kind", "commune_code", "occupancy_as_of", "occupancy_source")]
    assert told == ["c-1", "cluster", CODES[2], "2025-06", "N1"]


WRONG = {
    "an unknown source": ((1, "KCN A", NAMES[0], 10, "N9"), "source-unknown"),
    "no source": ((1, "KCN A", NAMES[0], 10, None), "figure-without-source"),
    "no number": ((1, "KCN A", NAMES[0], "nhiều", "N1"), "number-invalid"),
    "no commune of the atlas": ((1, "KCN A", "Xã Không Có", 10, "N1"), "area-unknown"),
    "no status": ((1, "KCN A", NAMES[0], 10, "N1", "đang chờ"), "value-not-allowed"),
}


@pytest.mark.parametrize(("line", "code"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_named_and_nothing_written(line: tuple[Any, ...], code: str, folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(DataError) as refused:
        add(folder, TITLES, line)
    assert code in {finding.code for finding in refused.value.findings}
    assert {path: path.read_bytes() for path in before} == before


def test_a_site_that_is_there_is_no_new_one(folder: Path) -> None:
    add(folder, TITLES, (1, "KCN A", NAMES[0], 10, "N1"))
    with pytest.raises(DataError) as refused:
        add(folder, TITLES, (1, "KCN A", NAMES[0], 12, "N1"))
    assert "id-duplicate" in {finding.code for finding in refused.value.findings}


def test_names_that_no_title_tells_of_are_chosen(folder: Path) -> None:
    lines = (("Dự án", "Số hiệu", "Tên gọi khác"), ("KCN A", "a-1", "KCN Á"))
    with pytest.raises(DataError, match="Dự án, Số hiệu, Tên gọi khác") as refused:
        add(folder, *lines)
    assert "--name-field" in refused.value.findings[0].fix("en")
    with pytest.raises(Unusable, match="Tên dự án"):
        add(folder, *lines, name_field="Tên dự án")
    plan = add(folder, *lines, name_field="Dự án", id_field="Số hiệu")
    assert plan.remarks[-1].sentence("en") == (
        "Field of the file → column of the table: Dự án → name_vi, Số hiệu → id."
    )
    assert [(site["id"], site["name_vi"]) for site in read_rows(folder / "zones.csv")] == [("a-1", "KCN A")]


@pytest.mark.parametrize("title", ["Tên khu công nghiệp", "KCN", "Industrial zone name", "Name of industrial zone"])
def test_what_a_kind_is_called_heads_the_names(title: str, folder: Path) -> None:
    add(folder, ("STT", title), (1, "KCN A"))
    assert [site["name_vi"] for site in read_rows(folder / "zones.csv")] == ["KCN A"]


def test_sites_go_into_layers_of_sites_and_areas_into_those_of_levels(folder: Path) -> None:
    with pytest.raises(UsageError):
        add(folder, TITLES, layer="communes")
    with pytest.raises(UsageError):
        Atlas.load(folder).import_file(folder / "communes.geojson", "sources", new=True)
    with pytest.raises(Unusable):
        add(folder, TITLES, source_layer="Trang khác")


# ── GIS files ──

LIMITS = shapely.box(PLACE[0] - 0.005, PLACE[1] - 0.005, PLACE[0] + 0.005, PLACE[1] + 0.004)
HA = round(area_ha(mapping(LIMITS), "EPSG:4326"), 2)
#: Fields as an office's layer has them: a running number, a name, figures, and one that the table does not have.
SITES = [
    ({"id": "1", "TEN_KCN": "KCN Lúa Vàng", "Dien_tich_ha": HA, "Tình trạng": "Đang hoạt động", "Rent": "90"}, LIMITS),
    ({"id": "2", "TEN_KCN": "KCN Suối Trong", "Dien_tich_ha": None, "Tình trạng": None, "Rent": None},
     shapely.Point(PLACE[0] + SIZE, PLACE[1])),
    ({"id": "3", "TEN_KCN": "KCN Chưa Rõ", "Dien_tich_ha": None, "Tình trạng": "planned", "Rent": None}, None),
]  # fmt: skip


def drawn(folder: Path, ending: str = ".geojson", crs: str = "EPSG:4326") -> Path:
    path = folder.parent / f"khu{ending}"
    frame = gpd.GeoDataFrame([told for told, _ in SITES], geometry=[shape for _, shape in SITES], crs="EPSG:4326")
    frame.to_crs(crs).to_file(path)
    return path


@pytest.mark.parametrize(("ending", "crs"), [(".geojson", "EPSG:4326"), (".gpkg", "EPSG:9211")])
def test_a_layer_of_an_office_becomes_sites(ending: str, crs: str, folder: Path) -> None:
    """Polygons, points and nothing; what the fields are is told, and running numbers are no ids."""
    plan = Atlas.load(folder).import_file(drawn(folder, ending, crs), "zones", new=True, as_of="2024", source="N1")
    assert {"id", "Rent"} <= {finding.value for finding in plan.findings}
    told = [remark.sentence("en") for remark in plan.remarks]
    assert told[0] == "3 new sites, 2 with coordinates." and any("TEN_KCN → name_vi" in text for text in told)
    table = {row["id"]: row for row in read_rows(folder / "zones.csv")}
    assert list(table) == ["kcn-lua-vang", "kcn-suoi-trong", "kcn-chua-ro"]
    first = table["kcn-lua-vang"]
    assert (float(first["area_planned_ha"]), first["area_source"], first["area_as_of"]) == (HA, "N1", "2024")
    assert (first["status"], first["commune_code"]) == ("operating", CODES[0])
    assert (table["kcn-suoi-trong"]["commune_code"], table["kcn-chua-ro"]["commune_code"]) == (CODES[1], "")
    limits, point, nothing = (feature(folder, id_) for id_ in table)
    assert limits["geometry"]["type"] in ("Polygon", "MultiPolygon")
    assert limits["properties"]["location_accuracy"] == "surveyed" and "N1" in limits["properties"]["basis_vi"]
    assert point["properties"]["location_accuracy"] == "commune" and point["geometry"]["type"] == "Point"
    assert nothing["geometry"] is None and nothing["properties"]["location_accuracy"] == "province"
    assert not [one for one in Atlas.load(folder).check() if one.severity == "error"]


def test_fields_of_sites_can_be_named(folder: Path) -> None:
    with pytest.raises(Unusable, match="no field"):
        Atlas.load(folder).plan_import(drawn(folder), "zones", new=True, id_field="Mã")
    told = [remark.sentence("en") for remark in Atlas.load(folder).plan_import(
        drawn(folder), "zones", new=True, source="N1", name_field="TEN_KCN").remarks]  # fmt: skip
    assert any("TEN_KCN → name_vi" in text for text in told)


def test_the_command_takes_new_sites_as_python_does(folder: Path, kcn_map: Run) -> None:
    path = workbook(folder, TITLES, (1, "KCN A", NAMES[0], 10, "N1"))
    done = kcn_map("import", str(path), "--layer", "zones", "--new", "--yes", "--data", str(folder), "--lang", "en")
    assert done.returncode == 0 and "1 new site" in done.stderr and "Wrote zones.csv, zones.geojson." in done.stderr
    assert [site["name_vi"] for site in read_rows(folder / "zones.csv")] == ["KCN A"]


@pytest.mark.parametrize("title", ["Xã, phường", "Xã", "Phường", "Communes"])
def test_what_a_level_is_called_heads_the_areas(title: str, folder: Path) -> None:
    add(folder, ("Tên KCN", title), ("KCN A", NAMES[1]))
    assert [site["commune_code"] for site in read_rows(folder / "zones.csv")] == [CODES[1]]
