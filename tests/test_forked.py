"""The page made in a copy of the process while it is checked: the same bytes, and a good map is never lost by it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from atlas_edits import cell, copied

from kcn_map import Atlas
from kcn_map.core.findings import DataError
from kcn_map.io import forked

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="copied on Linux alone")


def alone(script: str, *arguments: object) -> str:
    """What a script prints in a process of its own, which has no thread beside."""
    command = [sys.executable, "-c", textwrap.dedent(script), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


TOLD = """
    import os, sys
    from kcn_map import Atlas, page
    here, document = os.getpid(), page.document
    def told(*given):
        os.write(1, b"here" if os.getpid() == here else b"copy")
        return document(*given)
    page.document = told
    atlas = Atlas.load(sys.argv[1])
    {}
"""


def test_a_copy_makes_the_page_that_this_process_makes(copy_of_atlas: Path, tmp_path: Path) -> None:
    out = tmp_path / "map.html"
    assert alone(TOLD.format("atlas.save(sys.argv[2])"), copy_of_atlas, out) == "copy"
    assert out.read_text(encoding="utf-8") == Atlas.load(copy_of_atlas).html()


def test_what_has_been_checked_needs_no_copy(copy_of_atlas: Path, tmp_path: Path) -> None:
    script = TOLD.format("atlas.check(); atlas.save(sys.argv[2])")
    assert alone(script, copy_of_atlas, tmp_path / "map.html") == "here"


PACKED = """
    import os, sys
    from kcn_map import Atlas
    from kcn_map.page import embedded_package
    here, embed = os.getpid(), embedded_package.embed
    def told(*given):
        os.write(1, b"here" if os.getpid() == here else b"copy")
        if os.getpid() != here and sys.argv[3] == "fails":
            raise MemoryError
        return embed(*given)
    embedded_package.embed = told
    atlas = Atlas.load(sys.argv[1])
    atlas.check()
    atlas.save(sys.argv[2])
"""


@pytest.mark.parametrize(("ends", "told"), [("well", "copy"), ("fails", "copyhere")])
def test_a_copy_packs_the_data_beside_the_page(ends: str, told: str, copy_of_atlas: Path, tmp_path: Path) -> None:
    out = tmp_path / "map.html"
    assert alone(PACKED, copy_of_atlas, out, ends) == told
    assert out.read_text(encoding="utf-8") == Atlas.load(copy_of_atlas).html()


def swapped(folder: Path) -> None:
    path = folder / "districts.geojson"
    tree = json.loads(path.read_text(encoding="utf-8"))

    def turned(item: object) -> object:
        pair = isinstance(item, list) and len(item) == 2 and not isinstance(item[0], list)
        return item[::-1] if pair else [turned(one) for one in item] if isinstance(item, list) else item

    for feature in tree["features"]:
        feature["geometry"]["coordinates"] = turned(feature["geometry"]["coordinates"])
    path.write_text(json.dumps(tree), encoding="utf-8")


SPOILT: dict[str, Callable[[Path], object]] = {
    "coordinates": swapped,
    "row": copied("zones.csv", "kcn-luong-son"),
    "number": cell("zones.csv", "kcn-luong-son", area_planned_ha="many"),
}


@pytest.mark.parametrize("spoilt", SPOILT)
def test_a_page_of_spoilt_data_comes_to_nothing(spoilt: str, copy_of_atlas: Path) -> None:
    """Whatever the copy makes of it, the findings are told, and the last good map stays."""
    out = copy_of_atlas.parent / "map.html"
    out.write_text("good", encoding="utf-8")
    SPOILT[spoilt](copy_of_atlas)
    words = ["build", "--data", str(copy_of_atlas), "--out", str(out), "--lang", "en"]
    done = subprocess.run([sys.executable, "-m", "kcn_map", *words], capture_output=True, encoding="utf-8", timeout=120)
    with pytest.raises(DataError):
        Atlas.load(copy_of_atlas).html()
    assert (done.returncode, out.read_text(encoding="utf-8")) == (1, "good")
    assert " error " in done.stderr and "Nothing written" in done.stderr and "Traceback" not in done.stderr


FAILING = """
    import os, signal, sys
    from kcn_map.io import forked
    here = os.getpid()
    def work():
        assert os.getpid() != here
        {}
        return "đất"
    with forked.beside(work) as copy:
        print([copy.result()])
    print(os.getpid() == here)
"""


@pytest.mark.parametrize(
    ("ends", "result"),
    [
        ("pass", ["đất"]),
        ("raise SystemExit(0)", [None]),
        ("raise KeyboardInterrupt", [None]),
        ("os.kill(os.getpid(), signal.SIGKILL)", [None]),
        ("return chr(0xD800)", [None]),
    ],
)
def test_a_copy_that_fails_has_no_result(ends: str, result: list[str | None]) -> None:
    assert alone(FAILING.format(ends)) == f"{result}\nTrue\n"


def test_a_result_has_any_length() -> None:
    said = alone(
        """
        from kcn_map.io import forked
        with forked.beside(lambda: "x" * 3_000_000) as copy:
            print(len(copy.result()))
        """
    )
    assert said == "3000000\n"


def test_a_copy_that_nobody_waits_for_is_ended() -> None:
    said = alone(
        """
        import os, time
        from kcn_map.io import forked
        try:
            with forked.beside(lambda: time.sleep(600) or "") as copy:
                raise ValueError
        except ValueError:
            pass
        try:
            os.kill(copy.pid, 0)
        except ProcessLookupError:
            print("gone", copy.pipe.closed)
        """
    )
    assert said == "gone True\n"


def test_a_signal_ends_the_copy_too(tmp_path: Path) -> None:
    script = """
        import sys, time
        from pathlib import Path
        from kcn_map.io import forked, interrupts
        interrupts.handle_signals()
        with forked.beside(lambda: time.sleep(600) or "") as copy:
            print(copy.pid, flush=True)
            time.sleep(600)
    """
    with subprocess.Popen([sys.executable, "-c", textwrap.dedent(script)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        pid = int(process.stdout.readline())
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 128 + signal.SIGTERM
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_no_copy_is_made_where_threads_run() -> None:
    """What they have locked would stay locked in it."""
    go_on = threading.Event()
    thread = threading.Thread(target=go_on.wait)
    thread.start()
    try:
        with forked.beside(lambda: "") as copy:
            assert copy is None
    finally:
        go_on.set()
        thread.join()


def test_without_room_for_a_process_there_is_no_copy() -> None:
    said = alone(
        """
        import os
        from kcn_map.io import forked
        def refuse():
            raise OSError(11, "Resource temporarily unavailable")
        os.fork = refuse
        before = len(os.listdir("/proc/self/fd"))
        with forked.beside(lambda: "") as copy:
            print(copy, len(os.listdir("/proc/self/fd")) - before)
        """
    )
    assert said == "None 0\n"
