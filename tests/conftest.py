"""What every test may ask for: the shipped atlas, a copy to break, the command, and the built map."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path

import pytest
from doubled_atlas import double
from forked_command import Forks
from hypothesis import settings
from import_files import ask_here, read_here

from kcn_map.importing import gdal_apart
from kcn_map.io import gdal_process

pytest_plugins = ("browser", "visit", "dense_atlas", "export_results", "machine_faults", "shell_runs", "engine_run")

TOP = Path(__file__).resolve().parents[1]
Run = Callable[..., subprocess.CompletedProcess[str]]

# The machine's speed decides nothing, and the same commit is tested with the same examples everywhere.
settings.register_profile("tests", deadline=None, derandomize=True)
settings.load_profile("tests")

# Nor does the language that somebody's shell speaks decide anything.
for name in ("KCN_MAP_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
    os.environ.pop(name, None)

# A shell has what runs in its background ignore Ctrl-C, and what that starts as well.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


#: What takes longest, so that no process is left alone with it in the end.
LONGEST = (
    "ends", "faults", "page_engines", "findings", "page_states", "page_touch", "page_access", "page_tasks",
    "page_keyboard", "page_picture", "empty_cells", "odd_places", "map_in_chromium", "page_print", "foreign_folder",
    "fuzz", "read_mutated", "page_dense", "page_labels", "verify_altered", "page_take", "page_sheets", "page_policy",
    "signals", "import_findings", "kills", "import_new_sites", "page_map", "page_search", "import_workbook", "docs",
    "import_formats", "page_sizes", "read_hostile", "outputs", "import_hostile", "check_contradictions", "page_legend",
    "import_apart", "import_new", "workbook_apart", "check_together", "import_crs", "odd_names", "verify", "same_bytes",
    "added_column", "page_kinds", "export", "vectorfile",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files that take longest come first."""
    places = {f"test_{name}": place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.stem, len(places)))


def pytest_collection_finish() -> None:
    """What is collected stays: no collection of garbage need look at it again, thousands of times."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def atlas_folder() -> Path:
    """The atlas as shipped. Not to be written to."""
    return TOP / "geodata"


@pytest.fixture(scope="session")
def doubled_atlas(atlas_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped atlas with figures typed twice, as older ones have them."""
    folder = Path(shutil.copytree(atlas_folder, tmp_path_factory.mktemp("doubled") / "geodata"))
    double(folder)
    return folder


@pytest.fixture
def copy_of_atlas(atlas_folder: Path, tmp_path: Path) -> Path:
    """A copy of the shipped atlas, to break."""
    return Path(shutil.copytree(atlas_folder, tmp_path / "geodata"))


@pytest.fixture(scope="module", autouse=True)
def second_look_here() -> Iterator[None]:
    """GDAL reads layers in this process: with one for each check, a check takes three times as long.

    Commands of their own have theirs; test_gdal_process.py tells that the findings are the same.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gdal_process, "running", nullcontext)
        yield


@pytest.fixture
def gdal_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Foreign files are read in this process: for tests of what is read; test_import_apart.py has those of its own."""
    monkeypatch.setattr(gdal_apart, "read", read_here)
    monkeypatch.setattr(gdal_apart, "ask", ask_here)


@pytest.fixture(scope="session")
def _forks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forks]:
    """A process that has the libraries loaded, for others to be forked from."""
    with Forks(tmp_path_factory.mktemp("said")) as forks:
        yield forks


@pytest.fixture
def gdal_forked(_forks: Forks, monkeypatch: pytest.MonkeyPatch) -> None:
    """Foreign files are read in forked processes, with the same limits; test_import_apart.py has others started."""
    env = {**os.environ, **gdal_apart.ENVIRONMENT}

    def run(_: Sequence[str], told: str) -> tuple[int, bytes]:
        return _forks.ask("kcn_map.importing.gdal_apart:main", env, told.encode())

    monkeypatch.setattr(gdal_apart, "_run", run)


@pytest.fixture(scope="session")
def kcn_map(_forks: Forks) -> Run:
    """The command, as a process of its own: kcn_map("check", "--lang", "en", cwd=…, env={…}).

    It is forked from one that has the libraries loaded, unless `env` has what Python reads as it starts.
    """

    def run(
        *arguments: str | Path, cwd: Path = TOP, env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        words, of_process = [*map(str, arguments)], {**os.environ, "PYTHONIOENCODING": "utf-8", **(env or {})}
        if not any(name.startswith("PYTHON") for name in env or {}):
            return _forks.run(words, cwd, of_process)
        return subprocess.run(
            [sys.executable, "-m", "kcn_map", *words], cwd=cwd, env=of_process, capture_output=True, encoding="utf-8"
        )

    return run


@pytest.fixture(scope="session")
def built_map(kcn_map: Run, atlas_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The map built from the atlas as shipped."""
    path = tmp_path_factory.mktemp("map") / "index.html"
    built = kcn_map("build", "--data", atlas_folder, "--out", path)
    assert built.returncode == 0, built.stderr
    return path


@pytest.fixture
def within_seconds() -> Iterator[None]:
    """A pipe that is waited for ends the test."""

    def waited(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, waited)
    signal.alarm(120)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)
