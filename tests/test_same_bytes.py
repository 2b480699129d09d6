"""The same input gives the same bytes: in any folder, language, time zone and hash order, and in any century."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import made_province
import pytest
from conftest import Run

ELSEWHERE = {"PYTHONHASHSEED": "4711", "LC_ALL": "C", "LANG": "C", "TZ": "Asia/Ho_Chi_Minh", "SOURCE_DATE_EPOCH": "0"}


def test_map_is_the_same_from_another_folder(
    kcn_map: Run, built_map: Path, copy_of_atlas: Path, tmp_path: Path
) -> None:
    there = tmp_path / "bản đồ" / "index.html"
    built = kcn_map("build", "--data", "geodata", "--out", there, cwd=copy_of_atlas.parent, env=ELSEWHERE)
    assert built.returncode == 0, built.stderr
    assert there.read_bytes() == built_map.read_bytes()


def test_map_names_no_path_and_no_clock(built_map: Path, atlas_folder: Path) -> None:
    text = built_map.read_text(encoding="utf-8")
    assert str(atlas_folder.parent) not in text
    assert str(built_map.parent) not in text


def test_answers_are_the_same(kcn_map: Run, copy_of_atlas: Path) -> None:
    for arguments in (
        ("query", "--format", "geojson"),
        ("query", "--format", "csv"),
        ("districts", "--format", "json"),
    ):
        here = kcn_map(*arguments)
        there = kcn_map(*arguments, cwd=copy_of_atlas.parent, env=ELSEWHERE)
        assert here.stdout
        assert here.returncode == there.returncode == 0
        assert here.stdout == there.stdout


#: A clock that stands wrong by CLOCK_S seconds, for all that Python asks.
CLOCK = """
import datetime, os, time
import pandas  # its compiled parts take the types of datetime as they are, and end the process of Python 3.14 otherwise
off = int(os.environ["CLOCK_S"])
now, now_ns, local, universal = time.time, time.time_ns, time.localtime, time.gmtime
time.time, time.time_ns = lambda: now() + off, lambda: now_ns() + off * 10**9
time.localtime = lambda at=None: local(time.time() if at is None else at)
time.gmtime = lambda at=None: universal(time.time() if at is None else at)

class Day(datetime.date):
    @classmethod
    def today(cls):
        return cls.fromtimestamp(time.time())

class Moment(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(time.time(), tz)

    @classmethod
    def utcnow(cls):
        return cls.now(datetime.timezone.utc).replace(tzinfo=None)

datetime.date, datetime.datetime = Day, Moment
"""
#: Whatever writes a file or an answer, one after the other; last the year that it was.
EVERYTHING = """
import datetime, sys
from kcn_map.cli import main
from kcn_map.export import FORMATS

atlas, out = sys.argv[1:]
runs = ["--help", f"build --out {out}/map.html", f"query --format xlsx --out {out}/sites.xlsx"]
runs += ["check", "show z-1", "query", "query --format json", "query --format csv", "districts --format geojson"]
runs += [f"export --format {style} --out {out}/a.{style}" + ".zip" * (kind.several) for style, kind in FORMATS.items()]
for words in runs:
    try:
        main([*words.split(), *(["--data", atlas] if words != "--help" else [])])
    except SystemExit as end:
        assert not end.code, words
print(datetime.datetime.now().year, file=sys.stderr)
"""
#: Without a locale, a home or a font; with a home that is none and the clock of a dead battery; long after all this.
MACHINES = {
    "bare": (2020, {
        "LC_ALL": "C", "LANG": "", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "", "HOME": "",
        "TZ": "Pacific/Kiritimati", "FONTCONFIG_FILE": os.devnull, "PYTHONHASHSEED": "0",
    }),
    "old": (1970, {"SOURCE_DATE_EPOCH": "1", "PYTHONHASHSEED": "1", "HOME": os.devnull}),
    "late": (2150, {"SOURCE_DATE_EPOCH": "5680281600", "LC_ALL": "C.UTF-8", "TZ": "America/Los_Angeles"}),
}  # fmt: skip


def everything(folder: Path, year: int | None = None, **env: str) -> dict[str, bytes]:
    """All that is written and said of the made-up province, on a machine in such a year."""
    (folder / "clock").mkdir(parents=True)
    (folder / "out").mkdir()
    path = os.environ.get("PYTHONPATH", "")
    if year:
        (folder / "clock" / "sitecustomize.py").write_text(CLOCK, encoding="utf-8")
        off = datetime(year, 6, 1, tzinfo=UTC) - datetime.now(UTC)
        env = {**env, "CLOCK_S": str(int(off.total_seconds()))}
        path = os.pathsep.join(filter(None, [str(folder / "clock"), path]))
    atlas = made_province.make(folder / "atlas")
    command = [sys.executable, "-c", EVERYTHING, str(atlas), str(folder / "out")]
    done = subprocess.run(command, capture_output=True, env={**os.environ, **env, "PYTHONPATH": path})
    assert done.returncode == 0, done.stderr.decode()
    assert year is None or done.stderr.decode().endswith(f"{year}\n")
    return {"stdout": done.stdout} | {path.name: path.read_bytes() for path in sorted((folder / "out").iterdir())}


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return everything(tmp_path_factory.mktemp("here"))


@pytest.mark.parametrize("machine", MACHINES)
def test_every_output_is_the_same_on_another_machine(machine: str, here: dict[str, bytes], tmp_path: Path) -> None:
    year, env = MACHINES[machine]
    there = everything(tmp_path, year, **env)
    assert len(here) == 12 and "Diện tích quy hoạch" in here["stdout"].decode("utf-8")
    assert [name for name in here if here[name] != there[name]] == []


def test_a_name_that_the_locale_can_not_spell_is_no_traceback(kcn_map: Run, tmp_path: Path) -> None:
    atlas = made_province.make(tmp_path / "tỉnh khác")
    bare = {**MACHINES["bare"][1], "PYTHONIOENCODING": ""}
    built = kcn_map("build", "--data", atlas, "--out", tmp_path / "bản đồ" / "ở đây.html", env=bare)
    assert built.returncode == 0 and (tmp_path / "bản đồ" / "ở đây.html").is_file(), built.stderr
    missing = kcn_map("check", "--data", tmp_path / "không có", env=bare)
    assert missing.returncode == 2 and "Không có thư mục" in missing.stderr and "Traceback" not in missing.stderr
