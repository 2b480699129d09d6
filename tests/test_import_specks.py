"""Lines of one vertex, rings of two corners, and the like: left out and told with their place, or refused by row."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from import_files import NAMES, square
from import_runs import CENTIMETRE, ZONE, off_m, to_zones
from shapely.geometry import shape

from kcn_map.importing.specks import without_specks
from kcn_map.io.gdal import Record

pytestmark = pytest.mark.usefixtures("gdal_here")

RING = square(ZONE)


def corners(*points: tuple[float, float]) -> str:
    return "<coordinates>" + " ".join(f"{x!r},{y!r},0" for x, y in points) + "</coordinates>"


def outer(*points: tuple[float, float]) -> str:
    return f"<outerBoundaryIs><LinearRing>{corners(*points)}</LinearRing></outerBoundaryIs>"


def placemark(path: Path, *parts: str) -> Path:
    made = "".join(parts) if len(parts) == 1 else f"<MultiGeometry>{''.join(parts)}</MultiGeometry>"
    path.write_text(
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark>'
        f"<name>{NAMES[ZONE]}</name>{made}</Placemark></Document></kml>",
        encoding="utf-8",
    )
    return path


WHOLE = f"<Polygon>{outer(*RING)}</Polygon>"
HOLE = f"<innerBoundaryIs><LinearRing>{corners(RING[0], RING[3])}</LinearRing></innerBoundaryIs>"
SPECKS = {
    "a line of one vertex": f"<LineString>{corners(RING[2])}</LineString>",
    "a ring of two corners": f"<Polygon>{outer(RING[0], RING[3], RING[0])}</Polygon>",
}


@pytest.mark.parametrize("name", SPECKS)
def test_what_is_no_geometry_is_left_out_of_one(name: str, copy_of_atlas: Path, tmp_path: Path) -> None:
    done = to_zones(copy_of_atlas, placemark(tmp_path / "a.kml", WHOLE, SPECKS[name]))
    assert done.exit_code == 0 and "Shape 1: left out 1 part or hole of less than 10 cm, at 105.5" in done.output
    assert off_m(copy_of_atlas, ZONE, RING) < CENTIMETRE


def test_a_hole_of_two_corners_is_none(copy_of_atlas: Path, tmp_path: Path) -> None:
    done = to_zones(copy_of_atlas, placemark(tmp_path / "a.kml", f"<Polygon>{outer(*RING)}{HOLE}</Polygon>"))
    assert done.exit_code == 0 and "left out 1 part or hole" in done.output, done.output
    assert off_m(copy_of_atlas, ZONE, RING) < CENTIMETRE


@pytest.mark.parametrize("name", [*SPECKS, "a ring of its own"])
def test_what_is_no_geometry_is_refused_by_its_row(name: str, copy_of_atlas: Path, tmp_path: Path) -> None:
    """GDAL has nothing for a LinearRing that is in no polygon."""
    part = SPECKS.get(name, f"<LinearRing>{corners(*RING)}</LinearRing>")
    done = to_zones(copy_of_atlas, placemark(tmp_path / "a.kml", part))
    assert done.exit_code == 1 and "a.kml, row 1, geometry: error import-no-shapes" in done.output, done.output


def test_a_track_of_one_point_is_refused_by_its_row(copy_of_atlas: Path, tmp_path: Path) -> None:
    point = f'<trkpt lat="{RING[0][1]}" lon="{RING[0][0]}"/>'
    (tmp_path / "a.gpx").write_text(
        '<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1"><trk>'
        f"<name>{NAMES[ZONE]}</name><trkseg>{point}</trkseg></trk></gpx>",
        encoding="utf-8",
    )
    done = to_zones(copy_of_atlas, tmp_path / "a.gpx")
    assert done.exit_code == 1 and "row 1, geometry: error import-no-shapes" in done.output, done.output


POINT = st.tuples(st.integers(0, 3), st.integers(0, 3)).map(list)
LINE = st.lists(POINT, max_size=5)
RINGS = st.lists(LINE.map(lambda line: [*line, *line[:1]]), min_size=1, max_size=3)
PLAIN = st.one_of(
    *(
        st.builds(lambda coordinates, kind=kind: {"type": kind, "coordinates": coordinates}, found)
        for kind, found in {
            "Point": POINT, "MultiPoint": LINE, "LineString": LINE, "MultiLineString": st.lists(LINE, max_size=3),
            "Polygon": RINGS, "MultiPolygon": st.lists(RINGS, max_size=3),
        }.items()
    )
)  # fmt: skip
GEOMETRY = st.recursive(
    PLAIN, lambda inner: st.builds(lambda parts: {"type": "GeometryCollection", "geometries": parts}, st.lists(inner))
)


@given(GEOMETRY)
def test_geos_takes_all_that_is_left(geometry: dict[str, Any]) -> None:
    before = json.dumps(geometry)
    ((record,), told) = without_specks([Record({}, geometry)])
    assert json.dumps(geometry) == before
    assert record.geometry is None or shape(record.geometry) is not None
    if not told:
        assert record.geometry == geometry
