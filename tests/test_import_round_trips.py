"""Any boundary with any Vietnamese name comes back from every format that is read: within a centimetre, name whole."""

from __future__ import annotations

import math
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from import_files import DRIVERS, Limit, Ring, limits, written
from import_runs import ZONES, run
from shapely import Polygon

from kcn_map import Atlas
from kcn_map.importing.source import read_source
from kcn_map.text.xml import escaped

pytestmark = pytest.mark.usefixtures("gdal_here")

CENTIMETRE_DEGREES = 1e-7
LETTERS = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
SIGNS = LETTERS + LETTERS.upper() + "0123456789&<>'().-"
WORDS = st.lists(st.text(SIGNS, min_size=1, max_size=9), min_size=1, max_size=5)
NAMES = st.builds(lambda first, words: " ".join(["KCN", first, *words]), st.sampled_from(LETTERS), WORDS)


@st.composite
def rings(draw: st.DrawFn) -> Ring:
    """A boundary on six decimals, as layers have them, without a crossing: corners around a point, closed."""
    lon, lat = draw(st.floats(105.2, 105.7)), draw(st.floats(20.5, 20.9))
    count = draw(st.integers(3, 9))
    far = draw(st.lists(st.floats(0.001, 0.02), min_size=count, max_size=count))
    turns = [2 * math.pi * place / count for place in range(count)]
    found = [
        (round(lon + r * math.cos(turn), 6), round(lat + r * math.sin(turn), 6))
        for r, turn in zip(far, turns, strict=True)
    ]
    return [*found, found[0]]


def corners(ring: Ring, shape: str) -> str:
    return "".join(shape.format(x=f"{x:.6f}", y=f"{y:.6f}") for x, y in ring)


def kmz(path: Path, ring: Ring, name: str) -> None:
    places = corners(ring, "{x},{y},0 ")
    path_of_earth = f"<LineString><coordinates>{places}</coordinates></LineString>"
    text = f"<Document><Placemark><name>{escaped(name)}</name>{path_of_earth}</Placemark></Document>"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("doc.kml", f'<kml xmlns="http://www.opengis.net/kml/2.2">{text}</kml>')


def gpx(path: Path, ring: Ring, name: str) -> None:
    points = corners(ring, '<trkpt lat="{y}" lon="{x}"/>')
    track = f"<trk><name>{escaped(name)}</name><trkseg>{points}</trkseg></trk>"
    text = f'<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">{track}</gpx>'
    path.write_text(text, encoding="utf-8")


def rows(ring: Ring, name: str) -> Iterator[list[str]]:
    """As a spreadsheet in Vietnam writes a table, its corners numbered from 1 and the name in the first row alone."""
    yield ["Tên", "Số hiệu mốc", "Kinh độ", "Vĩ độ"]
    for number, (x, y) in enumerate(ring[:-1], 1):
        yield [name if number == 1 else "", f"M{number}", f"{x:.7f}".replace(".", ","), f"{y:.7f}".replace(".", ",")]


def csv(path: Path, ring: Ring, name: str) -> None:
    lines = ["sep=;", "Bảng kê tọa độ", *(";".join(row) for row in rows(ring, name))]
    path.write_text("\n".join(lines), encoding="utf-8-sig")


def xlsx(path: Path, ring: Ring, name: str) -> None:
    book = openpyxl.Workbook()
    for row in rows(ring, name):
        book.worksheets[0].append(row)
    book.save(path)


def by_gdal(path: Path, ring: Ring, name: str) -> None:
    written(path, [Limit(ring, {"ten": name, "ma": "1"})])


WRITERS: dict[str, Callable[[Path, Ring, str], None]] = {
    **{suffix: by_gdal for suffix in DRIVERS if suffix not in (".dxf", ".dgn")},
    ".kmz": kmz, ".gpx": gpx, ".csv": csv, ".xlsx": xlsx,
}  # fmt: skip


@pytest.mark.parametrize("suffix", WRITERS)
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ring=rings(), name=NAMES)
def test_what_is_written_comes_back(suffix: str, ring: Ring, name: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"khảo sát{suffix}"
        WRITERS[suffix](path, ring, name)
        (found,) = read_source(path, ("zones",)).features
    assert found.shape.geom_type == "Polygon" and found.shape.hausdorff_distance(Polygon(ring)) < CENTIMETRE_DEGREES
    assert name in found.attributes.values()


@pytest.mark.parametrize("style", ["gpkg", "fgb", "kml", "shp", "geojson"])
def test_what_the_atlas_hands_on_changes_nothing(style: str, copy_of_atlas: Path, tmp_path: Path) -> None:
    """Boundaries and points of all sites, into the layer that they came from."""
    Atlas.load(copy_of_atlas).import_file(written(tmp_path / "a.geojson", limits(ZONES)), "zones")
    before = (copy_of_atlas / "zones.geojson").read_bytes()
    atlas = Atlas.load(copy_of_atlas)
    if style == "geojson":
        path = tmp_path / "q.geojson"
        path.write_text(atlas.zones.to_json(drop_id=True), encoding="utf-8")
    else:
        path = atlas.export(tmp_path / (style if style in ("fgb", "shp") else f"out.{style}"), style)
    path = {"fgb": path / "zones.fgb", "shp": path / "zones_polygons.shp"}.get(style, path)
    options = ("--source-layer", "Khu công nghiệp") if style == "kml" else ()
    done = run(copy_of_atlas, path, "--layer", "zones", "--accuracy", "surveyed", *options, "--yes")
    assert done.exit_code == 0 and (copy_of_atlas / "zones.geojson").read_bytes() == before, done.output


def test_sites_without_a_place_come_back_too(copy_of_atlas: Path, tmp_path: Path) -> None:
    path = Atlas.load(copy_of_atlas).export(tmp_path / "out.gpkg", "gpkg")
    done = run(copy_of_atlas, path, "--layer", "clusters", "--yes")
    assert done.exit_code == 0 and "Nothing to change" in done.output, done.output
