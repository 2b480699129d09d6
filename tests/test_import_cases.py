"""Files as land offices send them, each with what an import makes of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner
from pyproj import Geod
from shapely.geometry import shape

from kcn_map.cli import main

FILES = Path(__file__).parent / "cases" / "import"
GEOD = Geod(ellps="WGS84")
MONG_HOA, DONG_TAM = "kcn-mong-hoa", "ccn-dong-tam-2"
TM3 = ("--crs", "EPSG:9211")


@dataclass(frozen=True)
class Case:
    """A file, and the one site whose boundary it is, of so many hectares; `says` stands in what is shown."""

    site: str
    ha: float
    options: tuple[str, ...] = ()
    says: str = ""


CASES = {
    "dong-tam-2.shp": Case(DONG_TAM, 36.01),
    "cp1258.dxf": Case(DONG_TAM, 36.01, TM3),
    "escapes.dxf": Case(DONG_TAM, 36.01, TM3),
}


@pytest.mark.parametrize("name", CASES)
def test_the_site_gets_its_boundary(name: str, copy_of_atlas: Path) -> None:
    case = CASES[name]
    table = "zones" if case.site.startswith("kcn") else "clusters"
    words = ["import", str(FILES / name), "--layer", table, *case.options, "--data", str(copy_of_atlas), "--yes"]
    done = CliRunner().invoke(main, [*words, "--lang", "en"])
    assert done.exit_code == 0 and case.says in done.output, done.output
    before = json.loads((FILES.parents[2] / "geodata" / f"{table}.geojson").read_text(encoding="utf-8"))
    after = json.loads((copy_of_atlas / f"{table}.geojson").read_text(encoding="utf-8"))
    changed = [new for old, new in zip(before["features"], after["features"], strict=True) if old != new]
    assert [feature["properties"]["id"] for feature in changed] == [case.site]
    area, _ = GEOD.geometry_area_perimeter(shape(changed[0]["geometry"]))
    assert abs(area / 1e4 - case.ha) < 0.02
