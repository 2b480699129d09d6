"""Watch, told of changes by a made-up source: what is built when, and that nothing an editor does ends it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from threading import Event, Thread
from types import SimpleNamespace
from typing import Any

import made_province
import pytest

from kcn_map import page, serve
from kcn_map.io import journal
from kcn_map.serve import Result, file_events, rebuilder
from kcn_map.serve.rebuilder import Rebuilder

WAIT_S = 20.0


class Bench:
    """A made-up province under watch; `shown` are the results, `out` is the map."""

    def __init__(self, top: Path) -> None:
        self.folder, self.out = made_province.make(top / "geodata"), top / "output" / "index.html"
        self.zones = self.folder / "zones.csv"
        self.shown: list[Result] = []
        self.slept: list[float] = []
        self.while_asleep: Callable[[], object] = lambda: None

    def rebuilder(self) -> Rebuilder:
        return Rebuilder(self.folder, self.out, "vi", self.shown.append, self.sleep)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.while_asleep()

    def run(self, *edits: Callable[[], object]) -> None:
        """Watch while one edit after the other is made."""

        def events() -> Iterator[None]:
            for edit in edits:
                edit()
                yield

        serve.run(events(), self.rebuilder())

    def area(self, value: str) -> Callable[[], object]:
        """An edit: another planned area of the first zone."""
        return lambda: save(self.zones, edited(self.zones, value))

    def codes(self) -> list[list[str]]:
        """The errors of each result, or its failure."""
        return [[f.code for f in r.findings if f.severity == "error"] or [r.failure or "good"] for r in self.shown]


def edited(path: Path, value: str) -> str:
    """The table of zones with another value in place of each 120.5, or what took its place."""
    first, second, *rest = path.read_text(encoding="utf-8").split("\n")
    at, cells = first.split(",").index("area_planned_ha"), second.split(",")
    return "\n".join([first, ",".join([*cells[:at], value, *cells[at + 1 :]]), *rest])


def save(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def observe(bench: Bench, value: str) -> None:
    """Adopt a value: the table and its observation."""
    observations = bench.folder / "observations.csv"
    save(observations, observations.read_text(encoding="utf-8").replace("120.5", value))
    bench.area(value)()


def test_an_edit_is_built_and_written(bench: Bench) -> None:
    bench.run(lambda: observe(bench, "121.75"))
    assert bench.codes() == [["good"], ["good"]]
    first, second = (result.document.render() for result in bench.shown if result.document)
    assert "121.75" in second and "121.75" not in first
    assert bench.out.read_text(encoding="utf-8") == second


def test_a_save_that_keeps_size_and_time_is_built(bench: Bench) -> None:
    """As some editors and synchronised folders do."""

    def save_as_before() -> None:
        found = bench.zones.stat()
        bench.area("12o.6")()
        os.utime(bench.zones, ns=(found.st_atime_ns, found.st_mtime_ns))

    bench.area("12o.5")()
    for path in bench.folder.rglob("*.*"):
        os.utime(path, (0, 0))
    bench.run(save_as_before)
    assert [result.findings[0].value for result in bench.shown] == ["12o.5", "12o.6"]


def test_a_second_save_within_one_tick_of_the_clock_is_built(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """On FAT a tick takes two seconds; the second save has the size of the first."""
    found = Path.stat

    def coarse(path: Path, **options: bool) -> Any:
        about, now = found(path, **options), time.time()
        told = {name: getattr(about, name) for name in ("st_mode", "st_dev", "st_ino", "st_size")}
        times = {"st_mtime": now, "st_ctime": now, "st_mtime_ns": 2, "st_ctime_ns": 2}
        return SimpleNamespace(**told, **times)

    bench.area("12o.5")()
    monkeypatch.setattr(Path, "stat", coarse)
    bench.run(bench.area("12o.6"), lambda: None)
    assert [result.findings[0].value for result in bench.shown] == ["12o.5", "12o.6"]


def test_a_file_that_grows_old_is_not_built_again(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.run(lambda: monkeypatch.setattr(journal, "YOUNG_S", -1.0))
    assert bench.codes() == [["good"]]


def test_what_is_written_is_what_build_writes(bench: Bench, tmp_path: Path) -> None:
    bench.run()
    page.write(tmp_path / "built.html", made_html(bench.folder))
    assert bench.out.read_bytes() == (tmp_path / "built.html").read_bytes()


def made_html(folder: Path) -> str:
    from kcn_map import Atlas

    return Atlas.load(folder).html()


def test_a_mistake_is_told_and_the_last_good_map_stays(bench: Bench) -> None:
    rebuilder = bench.rebuilder()
    rebuilder.rebuild_if_changed()
    good = bench.out.read_bytes()
    bench.area("12o.5")()
    rebuilder.rebuild_if_changed()
    assert bench.codes()[-1] == ["number-invalid"]
    assert bench.out.read_bytes() == good
    bench.area("120.5")()
    rebuilder.rebuild_if_changed()
    assert bench.codes() == [["good"], ["number-invalid"], ["good"]]


def test_nothing_is_built_for_a_sign_without_a_change(bench: Bench) -> None:
    bench.run(
        lambda: None,
        lambda: save(bench.folder / "README.md", "Lời khác"),
        lambda: save(bench.folder / "~$zones.csv", "khóa"),
        lambda: save(bench.folder / ".zones.csv.swp", "nháp"),
    )
    assert bench.codes() == [["good"]]


def by_rename(path: Path, text: str) -> None:
    save(path.with_name("zones.csv~tmp"), text)
    path.with_name("zones.csv~tmp").replace(path)


def by_delete_and_create(path: Path, text: str) -> None:
    path.unlink()
    save(path, text)


def by_backup(path: Path, text: str) -> None:
    path.rename(path.with_name("zones.csv~"))
    save(path, text)


@pytest.mark.parametrize("way", [save, by_rename, by_delete_and_create, by_backup])
def test_every_way_of_saving_is_seen(bench: Bench, way: Callable[[Path, str], None]) -> None:
    bench.run(lambda: way(bench.zones, edited(bench.zones, "-1")))
    assert bench.codes() == [["good"], ["number-negative"]]


@pytest.mark.parametrize("unfinished", ["", "id,ki", None], ids=["truncated", "half", "gone"])
def test_a_file_that_is_being_saved_is_waited_for(bench: Bench, unfinished: str | None) -> None:
    whole = bench.zones.read_text(encoding="utf-8")

    def begin() -> None:
        save(bench.zones, unfinished) if unfinished is not None else bench.zones.unlink()
        bench.while_asleep = lambda: save(bench.zones, whole + "\n")

    bench.run(begin)
    assert bench.codes() == [["good"], ["good"]]
    assert bench.slept == [rebuilder.RETRY_DELAY_S]


def test_a_folder_that_never_rests_is_shown_all_the_same(bench: Bench) -> None:
    counter = iter(range(1000))
    bench.while_asleep = lambda: bench.area(f"x{next(counter)}")()
    bench.run(bench.area("x"))
    assert bench.codes() == [["good"], ["number-invalid"]]
    assert len(bench.slept) == rebuilder.MOST_RETRIES


def test_settings_broken_and_mended(bench: Bench) -> None:
    path = bench.folder / "atlas.toml"
    whole = path.read_text(encoding="utf-8")
    bench.run(lambda: save(path, "schema = "), path.unlink, lambda: save(path, whole))
    assert bench.codes() == [["good"], ["toml-unreadable"], ["file-missing"], ["good"]]


def test_folder_gone_and_back(bench: Bench) -> None:
    away = bench.folder.with_name("away")
    bench.run(lambda: bench.folder.rename(away), lambda: away.rename(bench.folder))
    assert bench.codes() == [["good"], ["folder-missing"], ["good"]]


def test_a_folder_in_place_of_a_table(bench: Bench) -> None:
    away = bench.zones.with_name("away.csv")

    def swap() -> None:
        bench.zones.rename(away)
        bench.zones.mkdir()

    bench.run(swap, lambda: (bench.zones.rmdir(), away.rename(bench.zones)))
    assert bench.codes() == [["good"], ["file-unreadable"], ["good"]]


def test_no_map_at_first(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    whole = bench.zones.read_text(encoding="utf-8")
    bench.area("-1")()
    bench.run(lambda: save(bench.zones, whole))
    assert bench.codes() == [["number-negative"], ["good"]]


def test_a_fault_of_the_program_does_not_end_it(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> str:
        raise ZeroDivisionError("là lỗi của chương trình")

    def fail() -> None:
        monkeypatch.setattr(page, "document", broken)
        bench.area("120.50")()

    def recover() -> None:
        monkeypatch.undo()
        bench.area("120.5")()

    bench.run(fail, recover)
    assert bench.codes() == [["good"], ["ZeroDivisionError: là lỗi của chương trình"], ["good"]]


def test_an_output_that_cannot_be_written_is_told(bench: Bench) -> None:
    bench.out.mkdir(parents=True)
    bench.run()
    assert bench.codes()[0] == ["good"]
    assert str(bench.out) in (bench.shown[1].failure or "")


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
