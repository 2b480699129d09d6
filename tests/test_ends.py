"""How runs end: results are UTF-8 wherever they go, lost streams and signals have codes of their own, and no traceback.

Each is asked of every verb, as a process of its own.
"""

from __future__ import annotations

import os
import random
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from import_files import limits, written
from machine_faults import content, left_in

from kcn_map import Atlas
from kcn_map.cli.streams import OPEN_FILES
from kcn_map.io.files import PREFIX

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no shell, no signals, no /dev/full")

#: Verbs whose result is on stdout.
ANSWERING = {
    "help": "--help",
    "help of a verb": "import --help",
    "version": "--version",
    "check": "check --data {atlas}",
    "check as JSON": "check --format json --data {atlas}",
    "check for GitHub": "check --format github --data {flawed}",
    "query": "query --data {atlas}",
    "districts": "districts --format json --data {atlas}",
    "show": "show kcn-luong-son --data {atlas}",
    "diff": "diff {flawed} {atlas}",
    "diff as JSON": "diff {flawed} {atlas} --format json",
    "verify as JSON": "verify {map} --format json",
    "import": "import {shape} --layer zones --dry-run --data {atlas}",
}
#: Of these, one for each way to stdout: by click, as a table, as JSON, after a plan.
CLOSED = ("help", "check", "query", "verify as JSON", "import")
#: Verbs whose result is a file.
WRITING = {
    "build": "build --data {atlas} --out {out}/map.html",
    "export of a layer": "export --format gpkg --data {atlas} --out {out}/a.gpkg",
    "export of layers": "export --format shp --data {atlas} --out {out}/layers",
    "export of a picture": "export --format png --data {atlas} --out {out}/a.png",
    "query": "query --format xlsx --data {atlas} --out {out}/a.xlsx",
    "new": "new {out}/fresh",
    "extract": "extract {map} --out {out}/fresh",
    "verify": "verify {map}",
    "import": "import {shape} --layer zones --yes --data {copy}",
    "import of a workbook": "import {book} --yes --data {copy}",
}
Place = dict[str, Path]


@pytest.fixture(scope="module")
def made(atlas_folder: Path, built_map: Path, tmp_path_factory: pytest.TempPathFactory) -> Place:
    import shutil

    top = tmp_path_factory.mktemp("ends")
    flawed = Path(shutil.copytree(atlas_folder, top / "flawed"))
    table = flawed / "zones.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("Lương Sơn", "Đá Đỏ"), encoding="utf-8")
    return {
        "atlas": atlas_folder, "flawed": flawed, "map": built_map, "shape": written(top / "a.gpkg", limits()),
        "book": Atlas.load(atlas_folder).export(top / "a.xlsx", "xlsx"),
    }  # fmt: skip


@pytest.fixture
def place(made: Place, copy_of_atlas: Path, tmp_path: Path) -> Place:
    (tmp_path / "out").mkdir()
    return {**made, "copy": copy_of_atlas, "out": tmp_path / "out"}


def command(words: str, place: Place) -> list[str]:
    return [sys.executable, "-m", "kcn_map", *words.format(**place).split()]


def run(words: str, place: Place, redirected: str = "", **env: str) -> tuple[int, bytes, bytes]:
    """Exit code, stdout and stderr of a command, redirected as the shell does it."""
    done = subprocess.run(
        ["bash", "-c", f"{shlex.join(command(words, place))} {redirected}"],
        capture_output=True, stdin=subprocess.DEVNULL, env={**os.environ, "KCN_MAP_LANG": "vi", **env},
    )  # fmt: skip
    assert b"Traceback" not in done.stderr and b"Exception" not in done.stderr, done.stderr
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("verb", "encoding"),
    [*((verb, "cp1258") for verb in ANSWERING), ("help", "ascii"), ("check", "ascii")],
)
def test_results_are_utf8_whatever_the_locale_says(verb: str, encoding: str, place: Place) -> None:
    code, result, messages = run(ANSWERING[verb], place, PYTHONIOENCODING=encoding)
    assert code in (0, 1)
    for text in (result, messages):
        assert "\\u" not in text.decode("utf-8")
    if verb not in ("version", "verify as JSON", "check as JSON"):
        assert any(ord(char) > 0x1000 for char in (result + messages).decode("utf-8"))  # Vietnamese vowels


@pytest.mark.parametrize("verb", ANSWERING)
def test_results_that_nobody_takes_have_codes_of_their_own(verb: str, place: Place) -> None:
    code, _, messages = run(ANSWERING[verb], place, ">/dev/full")
    assert code == 2 and "(stdout): đĩa đã đầy" in messages.decode("utf-8")
    if verb in CLOSED:
        code, _, messages = run(ANSWERING[verb], place, ">&-")
        assert code == 2 and "(stdout): nó đã đóng" in messages.decode("utf-8")
        assert run(ANSWERING[verb], place, "| true; exit ${PIPESTATUS[0]}")[0] == 128 + signal.SIGPIPE


@pytest.mark.parametrize("verb", WRITING)
def test_files_are_written_with_all_streams_closed(verb: str, place: Place) -> None:
    """What a library prints goes into none of them. With open ones, messages are UTF-8 whatever the locale says."""
    before = content(place["out"]), content(place["copy"])
    code, result, messages = run(WRITING[verb], place, PYTHONIOENCODING="cp1258")
    assert code == 0 and "\\u" not in (result + messages).decode("utf-8"), messages.decode("utf-8")
    usual = code, content(place["out"]), content(place["copy"])
    for folder, kept in zip((place["out"], place["copy"]), before, strict=True):
        restore(folder, kept)
    closed = "2>&- <&-" if "import" in verb else ">&- 2>&- <&-"  # an import has a result on stdout
    assert (run(WRITING[verb], place, closed)[0], content(place["out"]), content(place["copy"])) == usual


@pytest.mark.parametrize("words", ["--help", "check --data {flawed}", "query --data {atlas}", "diff {flawed} {atlas}"])
def test_results_do_not_depend_on_messages(words: str, place: Place) -> None:
    assert run(words, place, "2>&-")[:2] == run(words, place)[:2]


@pytest.mark.parametrize("words", ["check --data {atlas}", "query --district nowhere --data {atlas}", "no-verb"])
def test_messages_without_room_end_with_2(words: str, place: Place) -> None:
    assert run(words, place, "2>/dev/full")[0] == 2


def test_an_import_that_can_ask_nobody_says_so(place: Place) -> None:
    words = WRITING["import"].replace("--yes", "")
    for redirected in ("<&-", "</dev/null"):
        code, _, messages = run(words, place, redirected)
        assert code == 2 and "--yes" in messages.decode("utf-8")


# ── signals ───────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    return tmp_path / "temporary"


def ended(words: str, place: Place, number: int, moment: Callable[[subprocess.Popen[Any]], object]) -> tuple[int, str]:
    """Exit code and messages of a command that is sent a signal at a moment."""
    with subprocess.Popen(
        command(words, place), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        encoding="utf-8", env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    ) as process:  # fmt: skip
        moment(process)
        process.send_signal(number)
        _, said = process.communicate()
    assert "Traceback" not in said and "Exception" not in said and "Aborted" not in said, said
    return process.returncode, said


def imported(name: str) -> Callable[[subprocess.Popen[Any]], None]:
    """The moment at which a library has been loaded, or the process has ended."""

    def wait(process: subprocess.Popen[Any]) -> None:
        maps = Path(f"/proc/{process.pid}/maps")
        while process.poll() is None and name not in maps.read_text(encoding="utf-8", errors="replace"):
            time.sleep(0.001)

    return wait


@pytest.mark.parametrize("verb", WRITING)
def test_a_signal_at_any_moment_ends_a_run_and_leaves_nothing(verb: str, place: Place, temporary: Path) -> None:
    """At random moments of a run: while modules are loaded, while it works, while it writes."""
    before = content(place["out"]), content(place["copy"])
    start = time.monotonic()
    run(WRITING[verb], place)
    longest, chance = time.monotonic() - start, random.Random(verb)
    after = content(place["out"]), content(place["copy"])
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        for folder, kept in zip((place["out"], place["copy"]), before, strict=True):
            restore(folder, kept)
        seconds = chance.uniform(0.12, longest)
        code, said = ended(WRITING[verb], place, number, lambda process, s=seconds: time.sleep(s))  # type: ignore[misc]
        assert code in (0, 128 + number, -number), said  # Python gives signals back in its very last moments
        left = content(place["out"]), content(place["copy"])
        assert left in (before, after) or any(PREFIX + "pending-" in name for name in left[1])
        assert left_in(temporary) == []


def restore(folder: Path, kept: dict[str, bytes | None]) -> None:
    import shutil

    shutil.rmtree(folder)
    folder.mkdir()
    for name, found in kept.items():
        (folder / name).mkdir() if found is None else (folder / name).write_bytes(found)


@pytest.mark.skipif(sys.platform != "linux", reason="no /proc")
@pytest.mark.parametrize("library", ["shapely", "numpy", "orjson"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_a_signal_while_libraries_load_is_no_traceback(library: str, number: int, place: Place) -> None:
    code, said = ended(WRITING["build"], place, number, imported(library))
    assert code == 128 + number, said


#: A child that says that it runs, and does not end.
ENDLESS = "import os, sys, time; open(os.environ['RUNS'], 'w').write(str(os.getpid())); time.sleep(600)"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_the_process_of_gdal_ends_with_the_run(number: int, place: Place, tmp_path: Path, temporary: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(place["shape"], "a.gpkg")
    script = (
        "import sys; from kcn_map.io.interrupts import handle_signals; from kcn_map.importing import gdal_apart\n"
        f"gdal_apart._CHILD = {ENDLESS!r}; handle_signals()\n"
        "from kcn_map.cli import main; main(sys.argv[1:])"
    )
    words = ["import", str(tmp_path / "a.zip"), "--layer", "zones", "--yes", "--data", str(place["copy"])]
    runs = tmp_path / "runs"
    env = {**os.environ, "RUNS": str(runs)}
    with subprocess.Popen([sys.executable, "-c", script, *words], env=env, stderr=subprocess.PIPE) as process:
        while not (runs.exists() and runs.read_text()):
            assert process.poll() is None
        assert len(list(temporary.iterdir())) == 1  # what was unpacked
        process.send_signal(number)
        assert process.wait() == 128 + number
    assert left_in(temporary) == []
    assert not is_running(int(runs.read_text()))


def is_running(process: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except OSError:
        return False


def test_what_is_ignored_stays_so(place: Place) -> None:
    """As nohup has it."""
    quiet = f"trap '' HUP; exec {shlex.join(command('build --data {atlas} --out {out}/map.html', place))}"
    with subprocess.Popen(["bash", "-c", quiet], stderr=subprocess.PIPE) as process:
        time.sleep(0.5)
        process.send_signal(signal.SIGHUP)
        process.communicate()
    assert process.returncode == 0


@pytest.mark.parametrize("words", [*WRITING.values(), ANSWERING["check"], ANSWERING["query"]])
def test_few_file_descriptors_are_a_sentence(words: str, place: Place) -> None:
    """Python itself needs some five to begin with; from OPEN_FILES on there are enough for every verb."""
    for most in (5, OPEN_FILES - 1, OPEN_FILES):
        limited = f"ulimit -n {most}; exec {shlex.join(command(words, place))} 2>&1"
        done = subprocess.run(["bash", "-c", limited], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
        said = done.stdout.decode("utf-8")
        assert ("ulimit -n" in said) == (most < OPEN_FILES), said
        assert done.returncode == (2 if most < OPEN_FILES else 0), said
