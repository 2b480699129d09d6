"""What a file states of its coordinate system counts: it is taken at its word, or refused with that word."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from import_files import TM3, corner_table, limits, mif, square, written
from import_runs import SIX_DECIMALS, ZONE, off_m, to_zones
from pyproj import CRS, Transformer
from pyproj.database import query_crs_info
from pyproj.enums import PJType

from kcn_map.core.findings import DataError
from kcn_map.importing.common import Source
from kcn_map.importing.crs import of_file

pytestmark = pytest.mark.usefixtures("gdal_here")

BOX = (104.8, 20.3, 105.9, 21.2)


@pytest.mark.parametrize("version", ["WKT1_ESRI", "WKT1_GDAL", "WKT2_2019"])
@pytest.mark.parametrize("name", ["WGS 84 (Transit)", "WGS 84 (G730)", "WGS 84 (G1762)", "ITRF2008", "ITRF2014"])
def test_a_realisation_of_wgs84_is_wgs84(name: str, version: str) -> None:
    """That the ensemble is no better than 2 m is no error of what PROJ does with one of its members."""
    info = next(one for one in query_crs_info("EPSG", PJType.GEOGRAPHIC_2D_CRS) if one.name == name)
    crs = of_file(Source("a.gpkg", (), CRS.from_epsg(int(info.code)).to_wkt(version)), BOX).crs
    assert crs and crs.code == f"EPSG:{info.code}"
    assert crs.to_wgs84(105.5, 20.5) == pytest.approx((105.5, 20.5), abs=1e-6)


@pytest.mark.parametrize("code", [4258, 9059, 6668, 4131])
def test_what_is_no_realisation_is_refused_by_its_datum(code: int) -> None:
    """ETRS89, ETRF89 and JGD2011 move with other plates, Indian 1960 is hundreds of metres off."""
    crs = CRS.from_epsg(code)
    with pytest.raises(DataError) as refused:
        of_file(Source("a.gpkg", (), crs.to_wkt()), BOX)
    assert crs.datum is not None and f"datum “{crs.datum.name}”" in str(refused.value)


@pytest.mark.parametrize("projection", ["aea +lat_1=20 +lat_2=22", "laea +lat_0=20.8", "tmerc +lon_0=105.5"])
def test_a_projection_of_its_own_is_taken_as_it_is(projection: str) -> None:
    wkt = CRS.from_proj4(f"+proj={projection} +datum=WGS84 +type=crs").to_wkt()
    crs = of_file(Source("a.gpkg", (), wkt), BOX).crs
    wanted = Transformer.from_crs("EPSG:4326", wkt, always_xy=True).transform(105.5, 20.5)
    assert crs and crs.to_wgs84(*wanted) == pytest.approx((105.5, 20.5), abs=1e-7)


@pytest.mark.parametrize(
    ("stated", "ends_in"),
    [
        ({"type": "name", "properties": {"name": "VN-2000"}}, "system “VN-2000”, which is not understood"),
        ({"type": "name", "properties": {"name": "EPSG:99999"}}, "system “EPSG:99999”, which is not understood"),
        ({"type": "link", "properties": {"href": "a.prj"}}, "which is not understood"),
        (None, "import-crs-missing"),
        ({"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4756"}}, "moved by 224 m"),
        ({"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}, "moved by 0 m"),
        ({"type": "name", "properties": {"name": "EPSG:4326"}}, "moved by 0 m"),
    ],
)
def test_what_geojson_says_of_its_system_counts(
    stated: object, ends_in: str, copy_of_atlas: Path, tmp_path: Path
) -> None:
    """GDAL takes WGS 84 for any name that it does not know, and for null, which says that none is known."""
    file = written(tmp_path / "a.geojson", limits())
    tree = {**json.loads(file.read_text(encoding="utf-8")), "crs": stated}
    file.write_text(json.dumps(tree), encoding="utf-8")
    done = to_zones(copy_of_atlas, file)
    assert ends_in in done.output and done.exit_code == (0 if "moved" in ends_in else 2), done.output


@pytest.mark.parametrize(
    ("prj", "says"),
    [("VN-2000 KTT 106", "system “VN-2000 KTT 106”, which is not"), ('PROJCS["x",GEOGCS["y"', "its .prj is not")],
)
def test_a_prj_that_nothing_understands_is_told(prj: str, says: str, copy_of_atlas: Path, tmp_path: Path) -> None:
    file = written(tmp_path / "a.shp", limits(crs=TM3), TM3)
    file.with_suffix(".prj").write_text(prj, encoding="ascii")
    done = to_zones(copy_of_atlas, file)
    assert done.exit_code == 2 and says in done.output, done.output
    assert to_zones(copy_of_atlas, file, "--crs", TM3).exit_code == (0 if "PROJCS" not in prj else 2)


def test_a_projection_that_proj_lacks_is_told(copy_of_atlas: Path, tmp_path: Path) -> None:
    made = mif(tmp_path / "a.mif", limits(crs=TM3), 'Earth Projection 99, 104, "m", 106, 0, 0.9999, 500000, 0')
    done = to_zones(copy_of_atlas, made)
    assert done.exit_code == 2 and "projection_method_99”, which is not understood" in done.output, done.output


@pytest.mark.parametrize("title", ["Tọa độ các mốc theo VN-2000", "Hệ VN2000"])
def test_degrees_of_a_table_may_be_of_vn2000(title: str, copy_of_atlas: Path, tmp_path: Path) -> None:
    shapes = limits(crs="EPSG:4756")
    file = corner_table(tmp_path / "a.csv", shapes, ("Kinh độ", "Vĩ độ"))
    file.write_text(f"{title},,,\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    done = to_zones(copy_of_atlas, file)
    assert done.exit_code == 0 and "EPSG:4756" in done.output, done.output
    assert off_m(copy_of_atlas, ZONE, square(ZONE)) < SIX_DECIMALS
