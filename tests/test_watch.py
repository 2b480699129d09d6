"""Watch, told of changes by a made-up source: what is built when, and that nothing an editor does ends it."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner
from watch_bench import Bench, by_rename, edited, observe, save

from kcn_map import page
from kcn_map.cli import main
from kcn_map.io import journal
from kcn_map.serve import rebuilder


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


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


def test_a_run_that_stays_collects_its_garbage(atlas_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command begins without, for verbs that end."""
    threshold, seen = gc.get_threshold(), []
    monkeypatch.setattr("kcn_map.serve.watch", lambda *where, **how: seen.append(gc.isenabled()))
    gc.disable()
    try:
        CliRunner().invoke(main, ["watch", "--data", str(atlas_folder)], catch_exceptions=False)
        assert seen == [True]
    finally:
        gc.enable()
        gc.set_threshold(*threshold)
