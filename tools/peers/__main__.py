"""kcn-map beside the tools that people would use instead: one run, its tables in docs/bench.md.

    python tools/peers PEERS_PYTHON

Whole processes from GeoJSON to HTML, in turn, on the same data; medians. kcn-map checks and joins its whole folder;
the others get two layers that are joined already. Then each page is opened in Chromium.
"""

from __future__ import annotations

import compileall
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from looks import LIMIT_S as SHOWN_S
from looks import Look
from makers import MAKERS
from measuring import Outcome, measured, opened
from playwright.sync_api import Browser, sync_playwright
from sizes import PARCEL_ROWS, national, parcels

from kcn_map import Atlas, __version__
from kcn_map.page import leaflet, minify

TOP = Path(__file__).resolve().parents[2]
DOCS = TOP / "docs" / "bench.md"
HERE = Path(__file__).parent
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
BUILD = ("giây · s", "tỷ lệ · ratio", "MB RAM", "HTML MB", "gzip MB", "yêu cầu · requests", "có hình · drawn")
SHOW = (
    "hình đầu · first shape s",
    "yên · settled s",
    "heap MB",
    "kéo · pan ms",
    "phóng · zoom ms",
    "đổi chỉ tiêu · switch ms",
)
PACKAGES = {"explore": "geopandas"}
STAGES = {
    "import": "nạp thư viện · import the libraries",
    "read": "đọc bảng và lớp · read tables and layers",
    "check": "kiểm tra · check: GEOS, GDAL",
    "join": "ghép, tổng hợp · join, summarise",
    "page": "dựng trang · make the page",
}
STAGED = """
import gc, json, sys, time
from pathlib import Path
gc.disable()  # as the command does
times, start = {}, time.perf_counter()
def done(stage):
    global start
    times[stage], start = time.perf_counter() - start, time.perf_counter()
from kcn_map.io import gdal_process
with gdal_process.running():
    import shapely
    from kcn_map import page, pipeline
    done("import")
    steps = pipeline.Pipeline.read(Path(sys.argv[1]))
    steps.dataset
    done("read")
    steps.findings
    done("check")
steps.summary
done("join")
steps.document().render()
done("page")
print(json.dumps(times))
"""
BARE = """<!doctype html>
<html><head><meta charset="utf-8"><style>{style} #map {{ height: 100vh; }}</style></head>
<body><div id="map"></div><script>{script}</script>
<script>
const map = L.map("map", {{ zoomControl: false, attributionControl: false, preferCanvas: {canvas} }});
const areas = L.geoJSON({polygons}).addTo(map);
map.fitBounds(areas.getBounds());
</script></body></html>"""

HEAD = """# Đo bên cạnh các công cụ khác · Measured beside other tools

<!-- Written by `make bench`; edits here are lost. -->

Cả tiến trình, từ GeoJSON đến tệp HTML, trung vị các lần đo, lần lượt trong cùng một lượt. kcn-map đọc cả thư mục
dữ liệu, kiểm tra và ghép; các công cụ khác nhận sẵn hai lớp đã ghép. “Có hình” là có hình hiện ra trong {limit} giây
khi mở tệp từ đĩa, không mạng; tỷ lệ là thời gian của kcn-map chia cho của công cụ ấy. Trong Chromium: không GPU, bộ xử
lý chậm bốn lần; kéo và phóng là thời gian giữa hai khung hình, bách phân vị 95; “yên” là khi không còn gì thay đổi. Ở
(c), trang kcn-map mở ở cấp xã. “–” là không có, hoặc không trả lời kịp. Máy: {machine}.

Whole processes, from GeoJSON to HTML, medians, in turn in one run. kcn-map reads its whole folder, checks and joins;
the others get two layers joined already. “Drawn” is whether a map shows within {limit} s when the file is opened from
disk with no network; the ratio is the time of kcn-map divided by that of the tool. In Chromium: no GPU, the processor
at a quarter of its speed; pan and zoom are the time from frame to frame, 95th percentile; “settled” is when nothing
changes any more. At (c) the page of kcn-map is opened with its communes. “–” is what there is not, or what did not
answer in time.
Machine: {machine}.
"""


@dataclass(frozen=True, slots=True)
class Size:
    """One size of the data: how its folder is made, the layer that the peers draw, and how often all are timed."""

    title: str
    make: Callable[[Path], None] | None  # None: the shipped atlas
    polygons: str
    rounds: int
    fragment: str = ""  # of kcn-map's page, that it shows the same polygons


SIZES = (
    Size("(a) Hòa Bình: 10 huyện, 29 khu, cụm · 10 districts, 29 sites", None, "district", 3),
    Size(
        "(b) Cỡ toàn quốc: 700 huyện, 2.000 khu · national: 700 districts, 2,000 zones",
        partial(national, TOP / "geodata"), "district", 3,
    ),
    Size(
        "(c) 100.000 đa giác nhỏ: xã của 100 huyện · 100,000 small polygons: communes of 100 districts",
        partial(parcels, TOP / "geodata"), "commune_2025", 1, "#level=commune",
    ),
)  # fmt: skip


def joined(folder: Path, place: Path, polygons: str) -> tuple[Path, Path]:
    """The two layers that the peers get: polygons with their number, and placed sites."""
    atlas = Atlas.load(folder)
    values = {area.code: area.values["area_planned_ha"].value for area in atlas.summary.areas[polygons]}
    areas = [(dict(one.geometry or {}), {"code": one.code, "name": one.name.first,
              "area_planned_ha": values[one.code] or 0}) for one in atlas.joined.areas[polygons]]  # fmt: skip
    points = [({"type": "Point", "coordinates": [s.lon, s.lat]}, {"id": s.id, "name": s.name.first})
              for s in atlas.joined.sites if s.lon is not None]  # fmt: skip
    for name, shapes in (("polygons", areas), ("sites", points)):
        features: list[Any] = [{"type": "Feature", "properties": told, "geometry": shape} for shape, told in shapes]
        text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
        (place / f"{name}.geojson").write_text(text, encoding="utf-8")
    return place / "polygons.geojson", place / "sites.geojson"


def bare(polygons: Path, out: Path, canvas: bool) -> Path:
    """The floor: nothing but Leaflet and the polygons."""
    text = polygons.read_text(encoding="utf-8")
    page = BARE.format(style=leaflet.style(), script=leaflet.whole_script(), polygons=text, canvas=str(canvas).lower())
    out.write_text(page, encoding="utf-8")
    return out


def outcomes(size: Size, folder: Path, peers: str, browser: Browser) -> dict[str, Outcome]:
    """Label with version → outcome: kcn-map, the peers, and the floor."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        layers = [str(path) for path in joined(folder, place, size.polygons)]
        out = place / "kcn-map.html"
        own = [sys.executable, "-m", "kcn_map", "build", "--data", str(folder), "--out", str(out)]
        found = {f"kcn-map {__version__}": measured(own, out, browser, size.rounds, size.fragment)}
        for tool in MAKERS:
            out = place / f"{tool}.html"
            command = [peers, str(HERE / "makers.py"), tool, *layers, str(out)]
            found[f"{tool} {version(tool, peers)}"] = measured(command, out, browser, size.rounds)
            out.unlink(missing_ok=True)
            print(tool, list(found.values())[-1], file=sys.stderr, flush=True)
        for canvas in (False, True):
            page = bare(Path(layers[0]), place / "bare.html", canvas)
            found[f"Leaflet trần · bare, {'canvas' if canvas else 'SVG'}"] = opened(page, browser)
    return found


def tables(found: dict[str, Outcome]) -> str:
    """The build of each, and its page."""
    own = next(iter(found.values())).seconds
    build = [_head(BUILD), *(_row(label, _build(one, own)) for label, one in found.items())]
    show = [_head(SHOW), *(_row(label, _show(one.look)) for label, one in found.items() if one.look and one.look.drawn)]
    return "\n".join([*build, "", *show])


def _head(columns: tuple[str, ...]) -> str:
    return f"| công cụ · tool | {' | '.join(columns)} |\n|---|{'---:|' * len(columns)}"


def _row(label: str, cells: list[str]) -> str:
    return f"| {label} | {' | '.join(cells)} |"


def _build(one: Outcome, own: float) -> list[str]:
    if one.look is None:
        return ["–"] * (len(BUILD) - 1) + [one.failure]
    timed = ["–"] * 3
    if one.seconds:
        timed = [f"{one.seconds:.2f}", f"{own / one.seconds:.2f}", f"{one.memory_mb:.0f}"]
    drawn = "có · yes" if one.look.drawn else "không · no"
    return [*timed, f"{one.size / 1e6:.2f}", f"{one.packed / 1e6:.2f}", str(one.look.requests), drawn]


def _show(look: Look) -> list[str]:
    seconds = ["–" if value is None else f"{value:.1f}" for value in (look.first_s, look.settled_s)]
    rest = (look.heap_mb, look.pan_ms, look.zoom_ms, look.switch_ms)
    return [*seconds, *("–" if value is None else f"{value:.0f}" for value in rest)]


def version(tool: str, peers: str) -> str:
    ask = f"from importlib.metadata import version; print(version({PACKAGES.get(tool, tool)!r}))"
    return subprocess.run([peers, "-c", ask], capture_output=True, encoding="utf-8", check=True).stdout.strip()


def curve(place: Path) -> str:
    """What a build costs as the data grow, and a query at (a) and (b)."""
    lines = ["| nghìn đa giác · thousand polygons | giây · s | giây mỗi nghìn · s a thousand |", "|---:|---:|---:|"]
    for rows in (PARCEL_ROWS // 4, PARCEL_ROWS // 2, PARCEL_ROWS):
        folder = place / f"rows-{rows}"
        parcels(TOP / "geodata", folder, rows)
        took = _seconds("build", "--data", str(folder), "--out", str(place / "curve.html"))
        lines.append(f"| {rows} | {took:.1f} | {took / rows:.2f} |")
    lookups = {
        "(a)": (str(TOP / "geodata"), "Lương Sơn"),
        "(b)": (str(place / "b"), "Huyện 034"),
    }  # fmt: skip
    times = {
        name: statistics.median(_seconds("query", "--data", folder, "--district", district) for _ in range(3))
        for name, (folder, district) in lookups.items()
    }
    ratio = times["(b)"] / times["(a)"]
    told = f"`query`: (a) {times['(a)']:.2f} s, (b) {times['(b)']:.2f} s, {ratio:.1f} lần · times."
    return "\n".join([*lines, "", told])


def stages(folders: dict[str, Path]) -> str:
    """What a build spends its time on: where it is slower than another tool, this is why."""
    found = {name: _stages(folder) for name, folder in folders.items()}
    lines = [f"| giây · s | {' | '.join(found)} |", f"|---|{'---:|' * len(found)}"]
    for stage in STAGES:
        lines.append(f"| {STAGES[stage]} | {' | '.join(f'{times[stage]:.2f}' for times in found.values())} |")
    return "\n".join(lines)


def _stages(folder: Path) -> dict[str, float]:
    run = [sys.executable, "-c", STAGED, str(folder)]
    found: dict[str, float] = json.loads(subprocess.run(run, check=True, capture_output=True).stdout)
    return found


def _seconds(*arguments: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "kcn_map", *arguments], check=True, capture_output=True)
    return time.perf_counter() - start


def main(peers: str) -> None:
    compileall.compile_dir(TOP / "src", quiet=1)  # as pip has compiled the peers
    minify.prepare(Path(minify.__file__).parent)  # as an installation does
    peers = str(Path(peers).absolute())  # not resolved: the link is what makes it an environment of its own
    sys.path.insert(0, str(TOP / "tests"))
    import programs

    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    machine = f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}"
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=programs.program("chromium"), args=list(FLAGS))
        parts = [HEAD.format(machine=machine, limit=round(SHOWN_S))]
        for letter, size in zip("abc", SIZES, strict=True):
            folder = Path(name) / letter if size.make else TOP / "geodata"
            if size.make:
                size.make(folder)
            parts.append(f"\n## {size.title}\n\n{tables(outcomes(size, folder, peers, browser))}\n")
        browser.close()
        parts.append(f"\n## Tăng theo dữ liệu · As the data grow\n\n{curve(Path(name))}\n")
        folders = {"(a)": TOP / "geodata", "(b)": Path(name) / "b", "(c)": Path(name) / "c"}
        parts.append(f"\n## Thời gian của kcn-map · Where kcn-map spends its time\n\n{stages(folders)}\n")
    DOCS.write_text("".join(parts), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1])
