"""Reading a file changes neither it nor the files beside it, and makes none."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from import_files import TM3, limits, written
from import_runs import ZONE, run

pytestmark = pytest.mark.usefixtures("gdal_forked")

Make = Callable[[Path], Path]


def without_index(folder: Path) -> Path:
    """A Shapefile without .shx, which GDAL makes anew, and without .cpg."""
    file = written(folder / "a.shp", limits())
    for ending in (".shx", ".cpg"):
        file.with_suffix(ending).unlink()
    return file


def with_journal(folder: Path) -> Path:
    """A GeoPackage as it is while another program has it open: its last edit is in the -wal."""
    made = folder / "made"
    made.mkdir()
    file = written(made / "a.gpkg", limits())
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA wal_autocheckpoint=0")
        database.execute("CREATE TABLE layer_styles (name TEXT)")
        database.commit()
        for part in made.iterdir():
            shutil.copyfile(part, folder / part.name)
    shutil.rmtree(made)
    assert (folder / "a.gpkg-wal").stat().st_size > 0
    return folder / "a.gpkg"


def plain(suffix: str) -> Make:
    return lambda folder: written(folder / f"a.{suffix}", limits())


FILES: dict[str, Make] = {
    "shp without .shx": without_index, "gpkg with -wal": with_journal,
    **{suffix: plain(suffix) for suffix in ("gpkg", "shp", "tab", "mif", "kml", "geojson")},
}  # fmt: skip


def state(folder: Path) -> dict[str, tuple[bytes, int, int]]:
    return {
        path.name: (path.read_bytes() if path.is_file() else b"", path.stat().st_mtime_ns, path.stat().st_mode)
        for path in (folder, *folder.iterdir())
    }


@pytest.mark.parametrize("name", FILES)
def test_a_file_and_those_beside_it_stay_as_they_are(name: str, copy_of_atlas: Path, tmp_path: Path) -> None:
    folder = tmp_path / "sent"
    folder.mkdir()
    file = FILES[name](folder)
    for part in folder.iterdir():
        part.chmod(0o444)
        os.utime(part, (1e9, 1e9))
    folder.chmod(0o555)
    before = state(folder)
    done = run(copy_of_atlas, file, "--layer", "zones", "--dry-run")
    after = state(folder)
    folder.chmod(0o755)
    assert done.exit_code == 0 and f"zones.geojson: {ZONE}" in done.output, done.output
    assert after == before


def test_the_last_edit_of_an_open_geopackage_counts(copy_of_atlas: Path, tmp_path: Path) -> None:
    file = written(tmp_path / "a.gpkg", limits(crs=TM3), TM3)
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        for name in ("ST_IsEmpty", "ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):  # of the index's triggers
            database.create_function(name, 1, lambda shape: 0)
        database.execute("UPDATE a SET ten = 'KCN Lương Sen', ma = ''")
        database.commit()
        done = run(copy_of_atlas, file, "--layer", "zones", "--dry-run")
    assert "KCN Lương Sen" in done.output, done.output
