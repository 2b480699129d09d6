"""The second look of GDAL at the layers, in a process of its own: the same findings, whatever becomes of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from shell_runs import command

from kcn_map import Atlas, checking, reading
from kcn_map.io import gdal, gdal_process


@pytest.fixture(scope="module", autouse=True)
def second_look_here() -> None:
    """Not in these tests: they are of the process."""


def codes(folder: Path) -> set[str]:
    with gdal_process.running():
        return {finding.code for finding in checking.check(reading.read(folder)) if finding.severity == "error"}


@pytest.fixture
def asked_here(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that GDAL reads in the test's own process."""
    asked: list[str] = []
    keys: Callable[[Path, str], list[object]] = gdal.keys

    def read(path: Path, field: str) -> list[object]:
        asked.append(path.name)
        return keys(path, field)

    monkeypatch.setattr(gdal, "keys", read)
    return asked


def test_what_both_read_alike_is_read_in_the_other_process_alone(copy_of_atlas: Path, asked_here: list[str]) -> None:
    assert (codes(copy_of_atlas), asked_here) == (set(), [])


def test_only_the_layer_that_it_reads_differently_is_asked_again(copy_of_atlas: Path, asked_here: list[str]) -> None:
    zones = copy_of_atlas / "zones.geojson"
    zones.write_text("\n" * 20_000 + zones.read_text(encoding="utf-8"), encoding="utf-8")
    assert (codes(copy_of_atlas), asked_here) == ({"readers-differ"}, ["zones.geojson"])


def test_what_is_asked_ahead_is_read_once(copy_of_atlas: Path, asked_here: list[str]) -> None:
    """Also of an empty layer, in which both see nothing."""
    table, layer = copy_of_atlas / "clusters.csv", copy_of_atlas / "clusters.geojson"
    table.write_text(table.read_text(encoding="utf-8").partition("\n")[0] + "\n", encoding="utf-8")
    layer.write_text(json.dumps(json.loads(layer.read_text(encoding="utf-8")) | {"features": []}), encoding="utf-8")
    with gdal_process.running():
        found = Atlas.load(copy_of_atlas).check()
    assert asked_here == [] and "readers-differ" not in {finding.code for finding in found}


def test_what_is_refused_is_not_waited_for(
    copy_of_atlas: Path, asked_here: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """GDAL may take it for as long as it likes: what it was asked ahead is asked again, but for the layer refused."""
    monkeypatch.setattr(gdal_process, "_CHILD", "import time; time.sleep(600)")
    (copy_of_atlas / "zones.geojson").write_text('{"type": "FeatureCollection"}', encoding="utf-8")
    with gdal_process.running():
        found = {finding.code for finding in Atlas.load(copy_of_atlas).check() if finding.severity == "error"}
    assert asked_here == ["districts.geojson", "clusters.geojson"] and "readers-differ" not in found


@pytest.mark.parametrize(
    "child", ["import os; os._exit(3)", "print('GDAL says\\nthis')", "import sys; sys.stdin.close()"]
)
def test_without_a_process_that_answers_the_findings_are_the_same(
    child: str, copy_of_atlas: Path, asked_here: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gdal_process, "_CHILD", child)
    assert codes(copy_of_atlas) == set()
    assert asked_here == ["districts.geojson", "zones.geojson", "clusters.geojson"]


def test_half_a_question_is_not_waited_for(
    copy_of_atlas: Path, asked_here: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    start = gdal_process._start

    class Half:
        def __init__(self, pipe: Any) -> None:
            self.pipe = pipe

        def write(self, question: bytes) -> int:
            return int(self.pipe.write(question[:9]))

        def close(self) -> None:
            self.pipe.close()

    def started() -> subprocess.Popen[bytes]:
        process = start()
        process.stdin = Half(process.stdin)  # type: ignore[assignment]
        return process

    monkeypatch.setattr(gdal_process, "_start", started)
    assert (codes(copy_of_atlas), len(asked_here)) == (set(), 3)


def test_where_no_process_can_be_started_the_findings_are_the_same(
    copy_of_atlas: Path, asked_here: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", os.devnull)
    assert (codes(copy_of_atlas), len(asked_here)) == (set(), 3)


def test_it_loads_the_reader_of_vector_files_alone() -> None:
    script = (
        "import sys; from kcn_map.io import gdal, gdal_process; gdal.default_engine()\n"
        "print(*sorted(name for name in sys.modules if name.startswith('kcn_map.')))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True)
    rooms = {name.removeprefix("kcn_map.") for name in done.stdout.split()}
    assert rooms == {"io", "io.gdal", "io.gdal_process", "io.interrupts", "io.vector_layers", "values"}


def test_a_build_loads_no_library_that_it_can_do_without(tmp_path: Path) -> None:
    geodata = Path(__file__).resolve().parents[1] / "geodata"
    script = (
        "import sys, threading, kcn_map.cli\n"
        "threading.Thread(target=threading.Event().wait, daemon=True).start()  # else a copy would load them\n"
        f"try: kcn_map.cli.main(['build', '--data', {str(geodata)!r}, '--out', {str(tmp_path / 'index.html')!r}])\n"
        "except SystemExit as end: assert end.code in (0, None)\n"
        "slow = 'fiona folium geopandas html importlib.resources jinja2 numpy.ma openpyxl pandas pyogrio pyproj'\n"
        "print(*(name for name in slow.split() if name in sys.modules))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == ""


@pytest.mark.skipif(sys.platform != "linux", reason="/proc")
def test_a_command_that_is_killed_takes_it_along(copy_of_atlas: Path) -> None:
    with subprocess.Popen(command(f"check --data {copy_of_atlas}", {}), stderr=subprocess.DEVNULL) as process:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        while not (begun := children.read_text(encoding="utf-8").split()):
            assert process.poll() is None
        process.kill()
    assert wait_until(lambda: not any(map(runs, begun)))


def wait_until(holds: Callable[[], bool]) -> bool:
    """Whether it does in a minute: what goes on for good is a failure, not a test without end."""
    end = time.monotonic() + 60
    while not (held := holds()) and time.monotonic() < end:
        time.sleep(0.01)
    return held


def runs(process: str) -> bool:
    """Whether a process is one of ours still; of one that has ended there may be an entry, without its words."""
    try:
        return "gdal_process" in Path(f"/proc/{process}/cmdline").read_text(encoding="utf-8")
    except OSError:
        return False
