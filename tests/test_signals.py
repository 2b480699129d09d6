"""Signals: at whatever moment one comes, a run ends with its code, no traceback, and leaves nothing half done."""

from __future__ import annotations

import os
import random
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from machine_faults import content, left_in
from shell_runs import WRITING, Place, command, restore, run

from kcn_map.io.files import PREFIX

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no such signals")


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


def wait_until_handled(process: subprocess.Popen[Any]) -> None:
    """Return once a run handles signals itself: until then Python does, in its own way."""
    if sys.platform != "linux":
        time.sleep(0.2)
        return
    is_handled = False
    while not is_handled:
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
        found = re.search(r"^SigCgt:\t([0-9a-f]+)$", status, re.MULTILINE)
        is_handled = bool(found and int(found[1], 16) >> (signal.SIGTERM - 1) & 1)
        assert is_handled or process.poll() is None


@pytest.mark.parametrize("verb", WRITING)
def test_a_signal_at_any_moment_ends_a_run_and_leaves_nothing(verb: str, shell_place: Place, temporary: Path) -> None:
    """At random moments of a run: while modules are loaded, while it works, while it writes.

    SIGINT has a way of its own in Python; the others go the same.
    """
    before = content(shell_place["out"]), content(shell_place["copy"])
    start = time.monotonic()
    run(WRITING[verb], shell_place)
    longest, chance = time.monotonic() - start, random.Random(verb)
    after = content(shell_place["out"]), content(shell_place["copy"])
    for number in (signal.SIGINT, chance.choice((signal.SIGTERM, signal.SIGHUP))):
        for folder, kept in zip((shell_place["out"], shell_place["copy"]), before, strict=True):
            restore(folder, kept)
        seconds = chance.uniform(0, longest)

        def moment(process: subprocess.Popen[Any], seconds: float = seconds) -> None:
            wait_until_handled(process)
            time.sleep(seconds)

        code, said = ended(WRITING[verb], shell_place, number, moment)
        assert code in (0, 128 + number, -number), said  # Python gives signals back in its very last moments
        left = content(shell_place["out"]), content(shell_place["copy"])
        assert left in (before, after) or any(PREFIX + "pending-" in name for name in left[1])
        assert left_in(temporary) == []


@pytest.mark.skipif(sys.platform != "linux", reason="no /proc")
@pytest.mark.parametrize("library", ["shapely", "numpy", "orjson"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_a_signal_while_libraries_load_is_no_traceback(library: str, number: int, shell_place: Place) -> None:
    code, said = ended(WRITING["build"], shell_place, number, imported(library))
    assert code == 128 + number, said


#: Ctrl-C comes as the command begins to import what handles it.
EARLY = """
import builtins, os, signal, sys
before = set(sys.modules)
from kcn_map import __main__
assert "typing" not in set(sys.modules) - before
find = builtins.__import__
def watched(name, *others, **named):
    if name == "kcn_map.io.interrupts":
        os.kill(os.getpid(), signal.SIGINT)
    return find(name, *others, **named)
signal.signal(signal.SIGINT, signal.default_int_handler)
builtins.__import__ = watched
__main__.run()
"""


def test_a_signal_before_signals_are_handled_is_no_traceback() -> None:
    done = subprocess.run([sys.executable, "-c", EARLY, "--version"], capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, "", "")


#: A child that says that it runs, and does not end.
ENDLESS = "import os, sys, time; open(os.environ['RUNS'], 'w').write(str(os.getpid())); time.sleep(600)"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_the_process_of_gdal_ends_with_the_run(
    number: int, shell_place: Place, tmp_path: Path, temporary: Path
) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(shell_place["shape"], "a.gpkg")
    script = (
        "import sys; from kcn_map.io.interrupts import handle_signals; from kcn_map.importing import gdal_apart\n"
        f"gdal_apart._CHILD = {ENDLESS!r}; handle_signals()\n"
        "from kcn_map.cli import main; main(sys.argv[1:])"
    )
    words = ["import", str(tmp_path / "a.zip"), "--layer", "zones", "--yes", "--data", str(shell_place["copy"])]
    runs = tmp_path / "runs"
    env = {**os.environ, "RUNS": str(runs)}
    with subprocess.Popen([sys.executable, "-c", script, *words], env=env, stderr=subprocess.PIPE) as process:
        while not (runs.exists() and runs.read_text()):
            assert process.poll() is None
        assert len(list(temporary.iterdir())) == 1  # what was unpacked, which GDAL reads
        process.send_signal(number)
        assert process.wait() == 128 + number
    assert left_in(temporary) == []
    assert not is_running(int(runs.read_text()))


def is_running(process: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except OSError:
        return False


def test_what_is_ignored_stays_so(shell_place: Place) -> None:
    """As nohup has it."""
    quiet = f"trap '' HUP; exec {shlex.join(command('build --data {atlas} --out {out}/map.html', shell_place))}"
    with subprocess.Popen(["bash", "-c", quiet], stderr=subprocess.PIPE) as process:
        time.sleep(0.5)
        process.send_signal(signal.SIGHUP)
        process.communicate()
    assert process.returncode == 0
