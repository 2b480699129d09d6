"""Time whole commands against the import of the libraries they stand on; print a table, fail above the limits.

The import is measured in the same run, so that the ratios hold on any machine. Medians of five, after a warm-up.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]
RUNS = 5
IMPORTS = ["-c", "import geopandas, folium, fiona, pyproj, shapely"]


def commands(folder: Path) -> dict[str, tuple[list[str], float]]:
    """Name → arguments of the interpreter, and the highest ratio allowed."""
    verb = ["-m", "kcn_map"]
    return {
        "kcn-map build": ([*verb, "build", "--out", str(folder / "index.html")], 1.6),
        "kcn-map query": ([*verb, "query", "--district", "luong son", "--format", "json"], 1.0),
        "kcn-map --help": ([*verb, "--help"], 0.25),
    }


def median_s(arguments: list[str]) -> float:
    """Seconds of the whole process; raises CalledProcessError if it fails."""
    times = []
    for _ in range(1 + RUNS):
        start = time.perf_counter()
        subprocess.run([sys.executable, *arguments], cwd=TOP, check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])


def main() -> None:
    peer = median_s(IMPORTS)
    print("| process | median | ratio | at most |")
    print("|---|---:|---:|---:|")
    print(f"| `import geopandas, folium, fiona, pyproj, shapely` | {peer:.2f} s | 1.00 | |")
    over = []
    with tempfile.TemporaryDirectory() as folder:
        for name, (arguments, limit) in commands(Path(folder)).items():
            seconds = median_s(arguments)
            print(f"| `{name}` | {seconds:.2f} s | {seconds / peer:.2f} | {limit:.2f} |")
            if seconds / peer > limit:
                over.append(name)
    if over:
        sys.exit(f"over the limit: {', '.join(over)}")


if __name__ == "__main__":
    main()
