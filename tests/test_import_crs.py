"""Limits in any coordinate system lie where PROJ puts them, or the system is asked for."""

from __future__ import annotations

import os
import sqlite3
import warnings
from contextlib import closing, suppress
from pathlib import Path

import pytest
from import_files import (
    MAPINFO_TM3,
    NAMES,
    TM3,
    UTM,
    Limit,
    limits,
    mif,
    projected,
    square,
    tab,
    written,
)
from import_runs import SIX_DECIMALS, ZONE, off_m, to_zones
from pyproj import CRS, Transformer
from pyproj.database import query_crs_info
from pyproj.enums import PJType
from pyproj.exceptions import CRSError

from kcn_map.importing.common import Source
from kcn_map.importing.crs import of_file, of_user
from kcn_map.importing.crs_parameters import difference

pytestmark = pytest.mark.usefixtures("gdal_here")

BOX = (104.8, 20.3, 105.9, 21.2)


@pytest.mark.parametrize("crs", [TM3, UTM, "EPSG:9208", "EPSG:4756", "EPSG:32648", "EPSG:3857"])
@pytest.mark.parametrize("given", [True, False])
def test_any_system_lands_where_proj_puts_it(crs: str, given: bool, copy_of_atlas: Path, tmp_path: Path) -> None:
    file = written(tmp_path / "a.gpkg", limits(crs=crs), None if given else crs)
    done = to_zones(copy_of_atlas, file, *(["--crs", crs] if given else []))
    assert done.exit_code == 0, done.output
    assert off_m(copy_of_atlas, ZONE, square(ZONE)) < SIX_DECIMALS


@pytest.mark.parametrize("accuracy", [0.0, -1.0], ids=["before PROJ 9.8", "from PROJ 9.8 on"])
@pytest.mark.parametrize("code", ["EPSG:32648", "EPSG:3857"])
def test_a_projection_of_wgs84_is_exact(code: str, accuracy: float, monkeypatch: pytest.MonkeyPatch) -> None:
    def told(operation: Transformer) -> float:
        own = operation._transformer.accuracy
        return accuracy if own in (0.0, -1.0) else own  # type: ignore[no-any-return]

    monkeypatch.setattr(Transformer, "accuracy", property(told))
    box = (105.0, 20.0, 106.0, 21.0 + accuracy / 8)  # systems are kept by code and place
    found = of_user(code, box).crs
    assert found is not None
    x, y = Transformer.from_crs("EPSG:4326", code, always_xy=True).transform(105.5, 20.5)
    assert found.to_wgs84(x, y) == pytest.approx((105.5, 20.5), abs=1e-9)


def test_a_tab_in_vn2000_lands_within_a_metre_of_proj(copy_of_atlas: Path, tmp_path: Path) -> None:
    shapes = limits(crs=TM3)
    done = to_zones(copy_of_atlas, tab(tmp_path / "a.tab", mif(tmp_path / "made.mif", shapes, MAPINFO_TM3)))
    assert done.exit_code == 0, done.output
    to_wgs84 = Transformer.from_crs(TM3, "EPSG:4326", always_xy=True)
    assert off_m(copy_of_atlas, ZONE, [to_wgs84.transform(*corner) for corner in shapes[0].ring]) < 1


@pytest.mark.parametrize(
    ("coordsys", "advice"),
    [
        ('Earth Projection 8, 104, "m", 106, 0, 0.9999, 500000, 0', "add --crs EPSG:9211"),
        ('Earth Projection 8, 104, "m", 104.75, 0, 0.9999, 500000, 0', "put it there: EPSG:9211"),
        (MAPINFO_TM3.replace("106, 0", "104.75, 0"), "put it there: EPSG:9211"),
        (MAPINFO_TM3.replace("-191.9", "191.9"), "add --crs EPSG:9211"),  # a sign lost
    ],
)
def test_a_tab_of_another_kind_is_refused_with_advice(
    coordsys: str, advice: str, copy_of_atlas: Path, tmp_path: Path
) -> None:
    before = (copy_of_atlas / "zones.geojson").read_bytes()
    done = to_zones(copy_of_atlas, tab(tmp_path / "a.tab", mif(tmp_path / "made.mif", limits(crs=TM3), coordsys)))
    assert done.exit_code == 1
    assert advice in " ".join(done.output.split())
    assert (copy_of_atlas / "zones.geojson").read_bytes() == before


def test_a_name_that_says_vn2000_is_believed_with_its_grid(copy_of_atlas: Path, tmp_path: Path) -> None:
    """A .prj as other programs write it: no code, and a datum of their own name."""
    file = written(tmp_path / "a.shp", limits(crs=TM3), TM3)
    (tmp_path / "a.prj").write_text(
        'PROJCS["VN_2000_TM3_106_00",GEOGCS["GCS_VN_2000",DATUM["D_Vietnam_2000",SPHEROID["WGS_1984",6378137.0,'
        '298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],'
        'PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",106.0],'
        'PARAMETER["Scale_Factor",0.9999],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]',
        encoding="ascii",
    )
    done = to_zones(copy_of_atlas, file)
    assert done.exit_code == 0, done.output
    assert off_m(copy_of_atlas, ZONE, square(ZONE)) < SIX_DECIMALS


def test_metres_that_are_said_to_be_degrees(copy_of_atlas: Path, tmp_path: Path) -> None:
    done = to_zones(copy_of_atlas, written(tmp_path / "a.geojson", limits(crs=TM3)))
    assert done.exit_code == 1 and "put it there: EPSG:9211" in done.output


def test_a_line_shorter_than_a_gap_is_left_out_of_a_drawing(copy_of_atlas: Path, tmp_path: Path) -> None:
    ring = projected(square(ZONE))
    (x, y) = ring[0]
    dot = [(x, y), (x, y + 0.02)]
    shapes = [Limit(one, {"ten": NAMES[ZONE]}) for one in (ring, dot, [*dot, dot[0]])]
    done = to_zones(copy_of_atlas, written(tmp_path / "a.dxf", shapes, None, "LineString"), "--crs", TM3)
    assert done.exit_code == 0, done.output
    assert off_m(copy_of_atlas, ZONE, square(ZONE)) < SIX_DECIMALS


def test_a_drawing_needs_a_system_and_is_told_which_fit(copy_of_atlas: Path, tmp_path: Path) -> None:
    done = to_zones(copy_of_atlas, written(tmp_path / "a.dxf", limits(crs=UTM), None, "LineString"))
    assert done.exit_code == 2
    for fits in ("EPSG:3405 (VN-2000 / UTM zone 48N)", "EPSG:32648 (WGS 84 / UTM zone 48N)"):
        assert fits in done.output
    assert "EPSG:9211 (" not in done.output


@pytest.mark.skipif(os.name == "nt", reason="no FIFO")
def test_a_system_with_a_grid_of_its_own_is_refused(copy_of_atlas: Path, tmp_path: Path) -> None:
    """GDAL and PROJ would open whatever file is named, and wait for what comes out of a pipe."""
    os.mkfifo(tmp_path / "pipe")
    file = written(tmp_path / "a.shp", limits())
    grid = f"+proj=longlat +a=6378137 +b=6356752 +nadgrids={tmp_path / 'pipe'} +type=crs"
    wkt = CRS.from_proj4(grid).to_wkt("WKT1_GDAL")
    assert str(tmp_path / "pipe") in wkt
    file.with_suffix(".prj").write_text(wkt, encoding="utf-8")
    done = to_zones(copy_of_atlas, file)
    assert done.exit_code == 2 and "a.prj: error import-file-unreadable" in done.output, done.output
    source = Source("a.gpkg", (), wkt)
    assert of_file(source, (104.8, 20.3, 105.9, 21.2)).crs is None  # as a file that states nothing


@pytest.mark.skipif(os.name == "nt", reason="no FIFO")
@pytest.mark.parametrize("ending", [".dbf", ".prj", ".cpg"])
def test_a_pipe_beside_a_shapefile_is_not_waited_for(ending: str, copy_of_atlas: Path, tmp_path: Path) -> None:
    file = written(tmp_path / "a.shp", limits())
    file.with_suffix(ending).unlink(missing_ok=True)
    os.mkfifo(file.with_suffix(ending))
    done = to_zones(copy_of_atlas, file)
    assert done.exit_code == 2 and f"a{ending}: error import-file-unreadable" in done.output, done.output


@pytest.mark.parametrize("crs", ["9211", "EPSG:1", "+proj=tmerc", "EPSG:9211; DROP", "/etc/passwd", "EPSG:5773", ""])
def test_only_a_code_is_a_system(crs: str, copy_of_atlas: Path, tmp_path: Path) -> None:
    done = to_zones(copy_of_atlas, written(tmp_path / "a.gpkg", limits()), "--crs", crs)
    assert done.exit_code == 2 and "import-crs-invalid" in done.output


#: What is wrong in the parameters of VN-2000 / TM-3 106-00, and how the refusal calls it.
WRONG = {
    "scale": ("scale factor", ",0.9999", ",0.9996"),
    "meridian": ("central meridian", ",106", ",106.25"),
    "false easting": ("false easting", ",500000", ",500100"),
    "ellipsoid": ("ellipsoid", ",6378137", ",6378245"),
    "prime meridian": ("prime meridian", '"Greenwich",0', '"Paris",2.33722917'),
}


def with_crs(folder: Path, style: str, wkt: str) -> Path:
    """A file that states a CRS by this very text, code and all."""
    file = written(folder / ("a.shp" if style == "prj" else "a.gpkg"), limits(crs=TM3), TM3)
    if style == "prj":
        file.with_suffix(".prj").write_text(wkt, encoding="ascii")
    else:
        with closing(sqlite3.connect(file)) as database:
            database.execute("UPDATE gpkg_spatial_ref_sys SET definition = ? WHERE srs_id = 9211", (wkt,))
            database.commit()
    return file


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize(
    ("style", "version"), [("prj", "WKT1_ESRI"), ("prj", "WKT1_GDAL"), ("prj", "WKT2_2019"), ("gpkg", "WKT1_GDAL")]
)
def test_a_known_system_with_a_parameter_of_its_own_is_refused(
    style: str, version: str, wrong: str, copy_of_atlas: Path, tmp_path: Path
) -> None:
    """Neither the code or name that it bears nor the parameters that contradict them are believed."""
    called, known, other = WRONG[wrong]
    wkt = CRS.from_user_input(TM3).to_wkt(version)
    assert known in wkt
    done = to_zones(copy_of_atlas, with_crs(tmp_path, style, wkt.replace(known, other, 1)))
    assert done.exit_code == 1 and "import-crs-differs" in done.output, done.output
    assert f"looks like EPSG:9211 (VN-2000 / TM-3 106-00) but differs in the {called}" in done.output
    done = to_zones(copy_of_atlas, with_crs(tmp_path, style, wkt))
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("scale", ["1", "0.9996"])
def test_a_grid_that_is_all_but_a_known_one_is_refused(scale: str, copy_of_atlas: Path, tmp_path: Path) -> None:
    """MapInfo gives grids no name: 226 m of northing hang on the scale factor."""
    made = mif(tmp_path / "a.mif", limits(crs=TM3), MAPINFO_TM3.replace("0.9999, 500000", f"{scale}, 500000"))
    done = to_zones(copy_of_atlas, made)
    assert done.exit_code == 1 and f"scale factor: “Transverse Mercator 106°: {scale}”" in done.output, done.output


@pytest.mark.parametrize("style", ["prj", "gpkg"])
@pytest.mark.parametrize("shift", ["0,0,0,0,0,0,0", "191.90441429,39.30318279,111.45032835,0,0,0,0"])
def test_a_shift_that_contradicts_the_code_is_refused(
    style: str, shift: str, copy_of_atlas: Path, tmp_path: Path
) -> None:
    """GDAL believes the code of a GeoPackage, whatever its definition says."""
    wkt = CRS.from_user_input(TM3).to_wkt("WKT1_GDAL")
    own = wkt.replace(',AUTHORITY["EPSG","6756"]]', f',TOWGS84[{shift}],AUTHORITY["EPSG","6756"]]')
    assert own != wkt
    done = to_zones(copy_of_atlas, with_crs(tmp_path, style, own))
    assert done.exit_code == 1 and "seven parameters to WGS 84 are lost or wrong" in done.output, done.output


def test_a_shift_of_vn2000_with_a_sign_lost_is_refused() -> None:
    shift = "-191.90441429,39.30318279,-111.45032835,-0.00928836,0.01975479,-0.00427372,0.252906278"
    wkt = CRS.from_proj4(f"+proj=longlat +ellps=WGS84 +towgs84={shift} +type=crs").to_wkt()
    stated = of_file(Source("a.gpkg", (), wkt), BOX)
    assert stated.missing_transformation and stated.crs and stated.crs.code == "EPSG:4756"


@pytest.mark.parametrize("version", ["WKT1_ESRI", "WKT1_GDAL", "WKT2_2019"])
def test_no_registered_system_is_called_an_impostor(version: str) -> None:
    codes = sorted(int(info.code) for info in query_crs_info("EPSG", [PJType.PROJECTED_CRS, PJType.GEOGRAPHIC_2D_CRS]))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for code in (*codes[::97], 4326, 4756, 3405, 3857, 5897, 9211, 28992, 32648):
            with suppress(CRSError):  # not every one can be written so
                assert difference(CRS.from_wkt(CRS.from_epsg(code).to_wkt(version)), {}) is None, code
