"""Vector files: both engines give and write the same features, the same bytes, whole or not at all."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread, Timer
from typing import Any, get_args

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kcn_map.io import gdal
from kcn_map.io.gdal import Engine, Record, VectorFileError, read, write

FIONA_HAS_WHEELS = sys.version_info < (3, 14) and platform.machine() != "aarch64"  # as pyproject.toml has it
ENGINES: list[Engine] = [name for name in get_args(Engine) if name != "fiona" or FIONA_HAS_WHEELS]
DRIVERS = {"GeoJSON": "geojson", "GPKG": "gpkg"}
SUFFIXES = {**DRIVERS, "FlatGeobuf": "fgb"}
LAYERS = sorted((Path(__file__).parents[1] / "geodata").rglob("*.geojson"))

POINT = {"type": "Point", "coordinates": [105.33759, 20.81717]}
SQUARE = {
    "type": "Polygon",
    "coordinates": [[[105.0, 20.5], [105.5, 20.5], [105.5, 21.0], [105.0, 21.0], [105.0, 20.5]]],
}
COLUMNS: dict[str, gdal.ColumnType] = {
    "id": "str",
    "note": "str",
    "area_ha": "float",
    "projects": "int",
    "ok": "bool",
}
RECORDS = [
    Record({"id": "kcn-a", "note": 'KCN “Hoà Bình”, "Đà"', "area_ha": 83.0, "projects": 0, "ok": True}, POINT),
    Record({"id": "ccn-b", "note": None, "area_ha": None, "projects": None, "ok": None}, None),
    Record({"id": "kcn-c", "note": "", "area_ha": 866.605, "projects": 40, "ok": False}, SQUARE),
]


def put(path: Path, records: list[Record] = RECORDS, engine: Engine | None = None, driver: str = "") -> Path:
    driver = driver or {suffix: name for name, suffix in DRIVERS.items()}[path.suffix[1:]]
    write(path, driver, COLUMNS, records, as_of="2020-12-31", layer="sites", engine=engine)
    return path


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("layer", LAYERS, ids=lambda path: path.stem)
def test_shipped_layers_are_read_as_they_stand(layer: Path, engine: Engine) -> None:
    features = json.loads(layer.read_text(encoding="utf-8"))["features"]
    names = {name for feature in features for name in feature["properties"]}
    assert read(layer, engine=engine) == [
        Record({name: feature["properties"].get(name) for name in names}, feature["geometry"]) for feature in features
    ]


def test_there_are_shipped_layers() -> None:
    assert {"districts", "zones", "clusters"} <= {path.stem for path in LAYERS}


@pytest.mark.parametrize("reader", ENGINES)
@pytest.mark.parametrize("writer", ENGINES)
@pytest.mark.parametrize("suffix", DRIVERS.values())
def test_what_one_engine_writes_each_reads_back(tmp_path: Path, suffix: str, writer: Engine, reader: Engine) -> None:
    found = read(put(tmp_path / f"sites.{suffix}", engine=writer), engine=reader)
    assert found == RECORDS
    assert [[type(value) for value in record.properties.values()] for record in found] == [
        [type(value) for value in record.properties.values()] for record in RECORDS
    ]
    assert [list(record.properties) for record in found] == [list(COLUMNS)] * len(RECORDS)


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=20)
FIELDS = st.fixed_dictionaries(
    {
        "id": TEXT,
        "note": st.none() | TEXT | st.sampled_from(["Hoà Bình", "'; --", '{"a": 1}', "[1]", "2020/12/31", "1e5"]),
        "area_ha": st.none() | st.decimals(0, 99999, places=6).map(float),
        "projects": st.none() | st.integers(-(2**53), 2**53),
        "ok": st.none() | st.booleans(),
    }
)
FEATURES = st.lists(st.builds(Record, FIELDS, st.sampled_from([None, POINT, SQUARE])), min_size=1, max_size=6)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("suffix", DRIVERS.values())
@settings(max_examples=40)
@given(records=FEATURES)
@example(records=[Record({"id": "a", "note": '{"a": "Đà"}', "area_ha": 1.0, "projects": 2**53, "ok": None}, None)])
def test_attributes_come_back_as_they_went(suffix: str, engine: Engine, records: list[Record]) -> None:
    with TemporaryDirectory() as folder:
        assert read(put(Path(folder) / f"sites.{suffix}", records, engine), engine=engine) == records


def test_both_engines_write_the_same_geojson(tmp_path: Path) -> None:
    texts = {put(tmp_path / f"{engine}.geojson", engine=engine).read_bytes() for engine in ENGINES}
    assert len(texts) == 1
    collection = json.loads(texts.pop())
    assert list(collection) == ["type", "features"]
    assert [list(feature) for feature in collection["features"]] == [["type", "properties", "geometry"]] * 3
    ring = collection["features"][2]["geometry"]["coordinates"][0]
    assert ring == SQUARE["coordinates"][0]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("suffix", DRIVERS.values())
def test_two_writes_are_the_same_bytes(tmp_path: Path, suffix: str, engine: Engine) -> None:
    first = put(tmp_path / f"sites.{suffix}", engine=engine).read_bytes()
    (tmp_path / "other").mkdir()
    assert put(tmp_path / "other" / f"sites.{suffix}", engine=engine).read_bytes() == first


@pytest.mark.parametrize("engine", ENGINES)
def test_a_geopackage_is_of_the_day_of_its_data(tmp_path: Path, engine: Engine) -> None:
    with closing(sqlite3.connect(put(tmp_path / "sites.gpkg", engine=engine))) as base:
        rows = base.execute("select table_name, last_change, srs_id from gpkg_contents").fetchall()
    base.close()
    assert rows == [("sites", "2020-12-31T00:00:00.000Z", 4326)]


@pytest.mark.parametrize("engine", ENGINES)
def test_the_date_lends_itself_to_nothing_else(tmp_path: Path, engine: Engine) -> None:
    from pyogrio import get_gdal_config_option

    put(tmp_path / "sites.gpkg", engine=engine)
    assert get_gdal_config_option("OGR_CURRENT_DATE") is None


@pytest.mark.parametrize("engine", ENGINES)
def test_foreign_geojson_with_lists_objects_and_mixed_columns(tmp_path: Path, engine: Engine) -> None:
    rows: list[dict[str, Any]] = [
        {"names": ["Kỳ Sơn", "Bình Phú"], "counts": [1, 2], "more": {"a": 1}, "mixed": 1, "when": "2020/12/31"},
        {"names": None, "counts": None, "more": None, "mixed": "1a", "when": None},
    ]
    file = tmp_path / "foreign.GeoJSON"
    features = [{"type": "Feature", "properties": row, "geometry": POINT} for row in rows]
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    assert [record.properties for record in read(file, engine=engine)] == [rows[0] | {"mixed": "1"}, rows[1]]


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_no_vector_file_is_said_so(tmp_path: Path, engine: Engine) -> None:
    file = tmp_path / "broken.gpkg"
    file.write_text("not a database", encoding="utf-8")
    with pytest.raises(VectorFileError) as caught:
        read(file, engine=engine)
    assert caught.value.filename == str(file)
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "missing.gpkg", engine=engine)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_layer_cut_off_at_any_byte_is_said_so(tmp_path: Path, engine: Engine) -> None:
    file = tmp_path / "sites.fgb"
    write(file, "FlatGeobuf", COLUMNS, [RECORDS[0]] * 3, as_of="2020-12-31", layer="sites", engine=engine)
    content = file.read_bytes()
    for size in range(0, len(content), 50):
        file.write_bytes(content[:size])
        for reader in (read, gdal.crs_wkt, gdal.layer_names):
            with suppress(VectorFileError):
                reader(file, engine=engine)


FULL_DISK = """
import json, resource, signal, sys
from pathlib import Path
from kcn_map.io.gdal import Record, write

target, driver, engine, limit = sys.argv[1:]
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
records = [Record({"id": str(number) * 50}, {"type": "Point", "coordinates": [105, 20]}) for number in range(20)]
try:
    write(Path(target), driver, {"id": "str"}, records, as_of="2020-12-31", layer="sites", engine=engine)
except OSError as error:
    sys.exit(0 if error.filename == target else f"names {error.filename}")
sys.exit("written")
"""


@pytest.mark.skipif(os.name == "nt", reason="no limit on the size of files")
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("driver", "limit"),
    [
        *(("GeoJSON", 100), ("GeoJSON", 3000), ("GPKG", 1000), ("GPKG", 70000)),
        *(("FlatGeobuf", 50), ("FlatGeobuf", 600), ("FlatGeobuf", 2000)),
    ],
)
def test_a_full_disk_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, driver: str, limit: int, engine: Engine
) -> None:
    target = tmp_path / f"sites.{SUFFIXES[driver]}"
    target.write_bytes(b"old")
    command = [sys.executable, "-B", "-c", FULL_DISK, str(target), driver, engine, str(limit)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert target.read_bytes() == b"old"
    assert files(tmp_path) == [target.name]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_good_write_replaces_the_old_file(tmp_path: Path, engine: Engine) -> None:
    target = tmp_path / "sites.gpkg"
    target.write_bytes(b"old")
    assert read(put(target, engine=engine)) == RECORDS
    assert files(tmp_path) == ["sites.gpkg"]


@pytest.mark.parametrize("target", ["folder", "file/sites.gpkg"])
def test_a_target_that_can_not_be_is_named(tmp_path: Path, target: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match=r"sites\.gpkg|folder") as caught:
        put(tmp_path / target, driver="GPKG")
    assert caught.value.filename == str(tmp_path / target)
    assert files(tmp_path) == ["file", "folder"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    link = tmp_path / "sites.geojson"
    link.symlink_to(tmp_path / "store" / "real.geojson")
    put(link)
    assert link.is_symlink()
    assert read(link) == RECORDS


def test_without_fiona_pyogrio_takes_its_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "fiona", None)
    assert gdal.default_engine() == "pyogrio"
    assert read(put(tmp_path / "sites.gpkg")) == RECORDS


@pytest.mark.skipif(not FIONA_HAS_WHEELS, reason="fiona has no wheel for this machine")
def test_where_fiona_is_it_serves() -> None:
    assert gdal.default_engine() == "fiona"


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", ["zip:", "s3:", "tar:"])
def test_a_folder_named_like_a_protocol_is_a_folder(
    name: str, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path)
    assert read(put(Path(name) / "sites.geojson", engine=engine), engine=engine) == RECORDS


@pytest.mark.parametrize("engine", ENGINES)
def test_reading_in_two_threads_leaves_the_hook_of_faults(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (put(tmp_path / f"{name}.geojson", engine=engine) for name in "ab")
    second_is_in, first_is_out = Event(), Event()

    def reader(path: Path, *_: Any) -> list[Record]:
        if path == first:
            second_is_in.wait(0.5)
        else:
            second_is_in.set()
            first_is_out.wait(0.5)
        return []

    monkeypatch.setattr(f"kcn_map.io.with_{engine}.read", reader)
    hook = sys.unraisablehook
    other = Thread(target=lambda: read(second, engine=engine))
    starter = Timer(0.1, other.start)
    starter.start()
    read(first, engine=engine)
    first_is_out.set()
    starter.join()
    other.join()
    assert sys.unraisablehook is hook
