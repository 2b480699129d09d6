"""Time whole commands against the import of the libraries they stand on; print a table, fail above the limits.

All are run in turn, five rounds after a warm-up, so that a machine's moods meet them alike; what counts is the median.
"""

from __future__ import annotations

import compileall
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kcn_map.page import minify
from kcn_map.serve.rebuilder import build

TOP = Path(__file__).resolve().parents[1]
ROUNDS = 5
#: What a rebuild in a watched folder may cost of a build from nothing.
REBUILD_MAX = 0.1
VERB = ["-m", "kcn_map"]

#: Name → arguments of the interpreter, and the highest ratio to the first.
PROCESSES: dict[str, tuple[list[str], float]] = {
    "import geopandas, …": (["-c", "import geopandas, folium, fiona, pyproj, shapely"], 1.0),
    "kcn-map build": ([*VERB, "build"], 1.0),
    "kcn-map query": ([*VERB, "query", "--district", "luong son", "--format", "json"], 0.4),
    "kcn-map --help": ([*VERB, "--help"], 0.2),
}


def seconds(arguments: list[str], folder: str) -> float:
    """The whole process, its start included. Raises CalledProcessError if it fails."""
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    return time.perf_counter() - start


def medians() -> dict[str, float]:
    """Seconds by name. The commands run in a folder of their own that shows them the shipped atlas."""
    times: dict[str, list[float]] = {name: [] for name in PROCESSES}
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "geodata").symlink_to(TOP / "geodata")
        for _ in range(1 + ROUNDS):
            for name, (arguments, _limit) in PROCESSES.items():
                times[name].append(seconds(arguments, folder))
    return {name: statistics.median(rounds[1:]) for name, rounds in times.items()}


def rebuild_ratio() -> float:
    """A rebuild after one figure has changed, in a process that has built before, to a build from nothing."""
    cold, again = [], []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "geodata"
        shutil.copytree(TOP / "geodata", folder)
        table = folder / "zones.csv"
        text = table.read_text(encoding="utf-8")
        build(folder, "vi")
        for number in range(ROUNDS):
            cold.append(seconds([*VERB, "build"], place))
            table.write_text(text.replace("KCN Mông Hóa", f"KCN Mông Hóa {number}"), encoding="utf-8")
            start = time.perf_counter()
            page = build(folder, "vi").document
            assert page is not None and f"KCN Mông Hóa {number}" in page.render()
            again.append(time.perf_counter() - start)
    return statistics.median(again) / statistics.median(cold)


def main() -> None:
    compileall.compile_dir(TOP / "src", quiet=1)  # as pip has compiled the libraries
    minify.prepare(Path(minify.__file__).parent)  # as an installation does
    found = medians()
    peer = next(iter(found.values()))
    print("| process | median | ratio | at most |")
    print("|---|---:|---:|---:|")
    over = []
    for name, (_arguments, limit) in PROCESSES.items():
        ratio = found[name] / peer
        print(f"| `{name}` | {found[name]:.2f} s | {ratio:.2f} | {limit:.2f} |")
        if ratio > limit:
            over.append(name)
    ratio = rebuild_ratio()
    print(f"| rebuild after one edit, to a cold build | | {ratio:.2f} | {REBUILD_MAX:.2f} |")
    if ratio > REBUILD_MAX:
        over.append("rebuild")
    if over:
        sys.exit(f"over the limit: {', '.join(over)}")


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(f"{' '.join(error.cmd[1:])} failed:\n{error.stderr.decode('utf-8', 'replace')}")
