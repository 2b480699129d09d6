"""kcn-map beside the tools that people would use instead: one run, one table, docs/bench.md.

    python tools/peers PEERS_PYTHON

Whole processes from GeoJSON to HTML, in turn, on the same data; the median of ROUNDS. kcn-map checks and joins its
whole folder; the others get two layers that are joined already.
"""

from __future__ import annotations

import gzip
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from makers import MAKERS
from playwright.sync_api import Browser, sync_playwright
from sizes import national

from kcn_map import Atlas, __version__

TOP = Path(__file__).resolve().parents[2]
DOCS = TOP / "docs" / "bench.md"
HERE = Path(__file__).parent
ROUNDS, LIMIT_S = 3, 120
#: A page that has drawn nothing but its own frame is a smaller picture than this.
DRAWN_BYTES, WAIT_MS = 16_000, 5_000
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
COLUMNS = (
    *("công cụ · tool", "giây · s", "tỷ lệ · ratio", "MB RAM", "HTML MB", "gzip MB", "heap MB"),
    *("yêu cầu · requests", "có hình · drawn"),
)
PACKAGES = {"explore": "geopandas"}

HEAD = """# Đo bên cạnh các công cụ khác · Measured beside other tools

<!-- Written by `make bench`; edits here are lost. -->

Cả tiến trình, từ GeoJSON đến tệp HTML, trung vị của {rounds} lần, lần lượt trong cùng một lượt đo. kcn-map đọc cả
thư mục dữ liệu, kiểm tra và ghép; các công cụ khác nhận sẵn hai lớp đã ghép. “Có hình” là có gì hiện ra khi mở tệp
từ đĩa, không mạng.

Whole processes, from GeoJSON to HTML, the median of {rounds}, in turn in one run. kcn-map reads its whole folder,
checks and joins; the others get two layers joined already. “Drawn” is whether anything shows when the file is
opened from disk with no network. Ratios are to the fastest peer that draws. Machine: {machine}.
"""
#: What the run does not show, said beside what it does.
FOOT = """
## Chưa đo · Not measured

Cỡ 100.000 đa giác, thời gian đến hình đầu tiên và khi kéo, phóng ở cỡ toàn quốc. · 100,000 polygons; time to the
first shape and frames while panning and zooming at national size.
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Medians of one tool at one size; `failure` says why there are none."""

    seconds: float = 0.0
    memory_mb: float = 0.0
    size: int = 0
    packed: int = 0
    requests: int = 0
    drawn: bool = False
    heap_mb: float = 0.0
    failure: str = ""


def measured(command: list[str], out: Path, browser: Browser) -> Outcome:
    times, memory = [], 0.0
    for _ in range(ROUNDS):
        out.unlink(missing_ok=True)
        start = time.perf_counter()
        with (
            tempfile.TemporaryFile() as said,
            subprocess.Popen(command, stdout=said, stderr=said, cwd=out.parent) as run,
        ):
            while run.poll() is None and time.perf_counter() - start < LIMIT_S:
                memory = max(memory, _resident_mb(run.pid))
                time.sleep(0.02)
            run.kill()
            said.seek(0)
            words = said.read().decode("utf-8", "replace").strip().splitlines()
        times.append(time.perf_counter() - start)
        if run.returncode or not out.exists():
            return Outcome(failure=(words or ["over the time limit"])[-1][:120].replace("|", "/"))
    content = out.read_bytes()
    return Outcome(
        statistics.median(times), memory, len(content), len(gzip.compress(content, 9)), *looked_at(out, browser)
    )


def _resident_mb(process: int) -> float:
    """Of the process as it is now; the highest of many looks is near its peak."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def looked_at(path: Path, browser: Browser) -> tuple[int, bool, float]:
    """Requests beside the page itself, whether anything is drawn with no network, and the heap in MB."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, offline=True)
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url) if request.url.startswith("http") else None)
    page.goto(path.as_uri(), wait_until="commit", timeout=60_000)
    page.wait_for_timeout(WAIT_MS)
    metrics = context.new_cdp_session(page)
    metrics.send("Performance.enable")
    found = {one["name"]: one["value"] for one in metrics.send("Performance.getMetrics")["metrics"]}
    drawn = len(page.screenshot(timeout=60_000)) > DRAWN_BYTES
    context.close()
    return len(asked), drawn, found["JSHeapUsedSize"] / 1e6


def joined(folder: Path, place: Path) -> tuple[Path, Path]:
    """The two layers that the peers get: districts with their number, and placed sites."""
    atlas = Atlas.load(folder)
    values = {area.code: area.values["area_planned_ha"].value for area in atlas.summary.districts}
    areas = [(d.geometry, {"code": d.code, "name": d.name_vi, "area_planned_ha": values[d.code] or 0})
             for d in atlas.joined.districts]  # fmt: skip
    points = [({"type": "Point", "coordinates": [s.lon, s.lat]}, {"id": s.id, "name": s.name_vi})
              for s in atlas.joined.sites if s.lon is not None]  # fmt: skip
    for name, shapes in (("districts", areas), ("sites", points)):
        features: list[Any] = [{"type": "Feature", "properties": told, "geometry": shape} for shape, told in shapes]
        text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
        (place / f"{name}.geojson").write_text(text, encoding="utf-8")
    return place / "districts.geojson", place / "sites.geojson"


def table(folder: Path, peers: str, browser: Browser) -> str:
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        layers = [str(path) for path in joined(folder, place)]
        own = [sys.executable, "-m", "kcn_map", "build", "--data", str(folder), "--out", str(place / "kcn-map.html")]
        found = {"kcn-map": measured(own, place / "kcn-map.html", browser)}
        for tool in MAKERS:
            out = place / f"{tool}.html"
            found[tool] = measured([peers, str(HERE / "makers.py"), tool, *layers, str(out)], out, browser)
            print(tool, found[tool], file=sys.stderr, flush=True)
    return rows(found, peers)


def rows(found: dict[str, Outcome], peers: str) -> str:
    best = min((one.seconds for name, one in found.items() if name != "kcn-map" and one.drawn), default=0.0)
    lines = [f"| {' | '.join(COLUMNS)} |", "|---|---:|---:|---:|---:|---:|---:|---:|---|"]
    for name, one in found.items():
        label = f"{name} {version(name, peers)}"
        if one.failure:
            lines.append(f"| {label} | – | – | – | – | – | – | – | {one.failure} |")
            continue
        ratio = f"{one.seconds / best:.2f}" if best else "–"
        drawn = "có · yes" if one.drawn else "không · no"
        sizes = f"{one.memory_mb:.0f} | {one.size / 1e6:.2f} | {one.packed / 1e6:.2f} | {one.heap_mb:.0f}"
        lines.append(f"| {label} | {one.seconds:.2f} | {ratio} | {sizes} | {one.requests} | {drawn} |")
    return "\n".join(lines)


def version(tool: str, peers: str) -> str:
    if tool == "kcn-map":
        return __version__
    ask = f"from importlib.metadata import version; print(version({PACKAGES.get(tool, tool)!r}))"
    return subprocess.run([peers, "-c", ask], capture_output=True, encoding="utf-8", check=True).stdout.strip()


def main(peers: str) -> None:
    peers = str(Path(peers).absolute())  # not resolved: the link is what makes it an environment of its own
    sys.path.insert(0, str(TOP / "tests"))
    import chromium

    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    machine = f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}"
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        country = Path(name) / "country"
        national(TOP / "geodata", country)
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=list(FLAGS))
        parts = [HEAD.format(rounds=ROUNDS, machine=machine)]
        for title, folder in (
            ("(a) Hoà Bình: 10 huyện, 29 khu, cụm · 10 districts, 29 sites", TOP / "geodata"),
            ("(b) Cỡ toàn quốc: 700 huyện, 2.000 khu · national: 700 districts, 2,000 zones", country),
        ):
            parts.append(f"\n## {title}\n\n{table(folder, peers, browser)}\n")
        browser.close()
    DOCS.write_text("".join([*parts, FOOT]), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1])
