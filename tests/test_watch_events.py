"""Watch with the system's own events, and whole, beside builds."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from threading import Event, Thread

import made_province
import pytest
from watch_bench import WAIT_S, by_rename, save

from kcn_map import serve
from kcn_map.serve import Result, file_events, rebuilder

# ── the real source of events ──


class Events:
    """The events of a folder, counted in a thread; `wait` returns once there is one more than before."""

    def __init__(self, folder: Path) -> None:
        self.stop, self.seen = Event(), 0
        self.thread = Thread(target=self._count, args=(folder,))
        self.thread.start()

    def _count(self, folder: Path) -> None:
        for _ in file_events.watch_events(folder, self.stop):
            self.seen += 1

    def wait(self) -> None:
        before, end = self.seen, time.monotonic() + WAIT_S
        while self.seen == before:
            assert time.monotonic() < end, "no event"
            time.sleep(0.01)

    def close(self) -> None:
        self.stop.set()
        self.thread.join(WAIT_S)
        assert not self.thread.is_alive()


@pytest.fixture
def events(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Events]:
    """Events of changes alone: the regular look is as good as off."""
    monkeypatch.setattr(file_events, "IDLE_MS", 600_000)
    (tmp_path / "data" / "base").mkdir(parents=True)
    found = Events(tmp_path / "data")
    time.sleep(0.5)  # until the system watches
    yield found
    found.close()


def test_events_of_edits_there_and_below(events: Events, tmp_path: Path) -> None:
    for name in ("zones.csv", "base/roads.geojson"):
        save(tmp_path / "data" / name, "x")
        events.wait()


def test_events_after_the_folder_was_gone(events: Events, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "data")
    events.wait()
    events.wait()  # there is none to watch: looked at now and then
    (tmp_path / "data").mkdir()
    time.sleep(2 * file_events.PAUSE_S + 0.2)
    save(tmp_path / "data" / "zones.csv", "x")
    events.wait()


def test_events_where_the_system_gives_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_events, "IDLE_MS", 50)
    found = Events(tmp_path)
    found.wait()
    found.wait()
    found.close()


# ── all together ──


class Running:
    """A watch in a thread of its own."""

    def __init__(self, folder: Path, out: Path) -> None:
        self.stop, self.addresses = Event(), []
        self.results: list[tuple[float, Result]] = []
        arguments = {"port": 0, "lang": "vi", "started": self.addresses.append, "built": self._built, "stop": self.stop}
        self.thread = Thread(target=serve.watch, args=(folder, out), kwargs=arguments)
        self.thread.start()

    def _built(self, result: Result) -> None:
        self.results.append((time.perf_counter(), result))

    def wait(self, count: int) -> tuple[float, Result]:
        end = time.monotonic() + WAIT_S
        while len(self.results) < count:
            assert time.monotonic() < end, "no result"
            time.sleep(0.002)
        return self.results[count - 1]

    def close(self) -> None:
        self.stop.set()
        self.thread.join(WAIT_S)
        assert not self.thread.is_alive()


@pytest.mark.speed
def test_an_edit_takes_hardly_longer_than_a_build(copy_of_atlas: Path, tmp_path: Path) -> None:
    running = Running(copy_of_atlas, tmp_path / "index.html")
    try:
        running.wait(1)
        time.sleep(0.5)
        builds, edits = [], []
        for number in range(5):
            start = time.perf_counter()
            assert rebuilder.build(copy_of_atlas, "vi").document
            builds.append(time.perf_counter() - start)
            notes = copy_of_atlas / "sources.csv"
            start = time.perf_counter()
            save(notes, notes.read_text(encoding="utf-8") + "\n" * number)
            end, result = running.wait(number + 2)
            assert result.document
            edits.append(end - start)
            time.sleep(0.2)
    finally:
        running.close()
    assert median(edits) < 4 * median(builds), (edits, builds)  # a process of its own, or a slow comparison, takes more


def test_watch_and_builds_at_once_leave_the_map_whole(tmp_path: Path) -> None:
    folder, out = made_province.make(tmp_path / "geodata"), tmp_path / "output" / "index.html"
    running = Running(folder, out)
    try:
        running.wait(1)
        command = [sys.executable, "-m", "kcn_map", "build", "--data", str(folder), "--out", str(out)]
        builds = [subprocess.Popen(command, stderr=subprocess.DEVNULL) for _ in range(2)]
        zones, number, read = folder / "zones.csv", 0, 0
        while any(build.poll() is None for build in builds):
            by_rename(zones, zones.read_text(encoding="utf-8") + "\n")  # whole at any moment, for the builds to read
            number += 1
            if out.exists():
                text, read = out.read_text(encoding="utf-8"), read + 1
                assert text.startswith("<!doctype html>") and text.rstrip().endswith("</html>")
            time.sleep(0.02)
    finally:
        running.close()
    assert [build.returncode for build in builds] == [0, 0]
    assert number and read
    assert os.listdir(out.parent) == ["index.html"]  # noqa: PTH208 - names are all that matters
