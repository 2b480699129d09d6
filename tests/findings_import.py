"""One failing and one clean case for each code that an import alone can say.

A case makes the file to import and says how; tests/test_import_findings.py holds each to its word.
"""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
from import_files import (
    MAPINFO_TM3,
    TM3,
    TM3_WEST,
    Limit,
    bow_tie,
    corner_table,
    limits,
    mif,
    millimetres,
    open_line,
    projected,
    square,
    swapped,
    written,
    zipped,
)
from workbook_edits import another, copied, no_edit, noted, one_more, two_from_one

from kcn_map import Atlas
from kcn_map.core.findings import DataError, Finding

ZONE = "kcn-luong-son"
FILES = Path(__file__).parent / "cases" / "import"


@dataclass(frozen=True)
class Attempt:
    """An import: the file, its layer, its options, and what happens between the plan and the write."""

    file: Path
    layer: str | None = "zones"
    options: dict[str, Any] = field(default_factory=dict)
    meanwhile: Callable[[Path], object] = lambda folder: None


#: Makes the file in a folder of its own, and may edit the atlas in the other.
Make = Callable[[Path, Path], Attempt]


@dataclass(frozen=True)
class ImportCase:
    """`bad` brings the finding; `good`, its nearest harmless kin, goes through without an error."""

    bad: Make
    good: Make


def findings_of(atlas: Path, attempt: Attempt) -> list[Finding]:
    """What an import says, whether it goes through or not; it is written where it does."""
    try:
        plan = Atlas.load(atlas).plan_import(attempt.file, attempt.layer, **attempt.options)
        attempt.meanwhile(atlas)
        plan.write()
    except DataError as error:
        return list(error.findings)
    return list(plan.findings)


def vector(
    name: str, shapes: list[Limit] | None = None, stated: str | None = "EPSG:4326", kind: str = "Polygon",
    layer: str = "zones", **options: Any,
) -> Make:  # fmt: skip
    """A file of these shapes, whose coordinate system it states; `options` are the import's."""

    def make(folder: Path, atlas: Path) -> Attempt:
        return Attempt(written(folder / name, shapes or limits(), stated, kind), layer, options)

    return make


def new_area(**fields: str) -> Make:
    """An area with such fields for an atlas that has none yet."""

    def make(folder: Path, atlas: Path) -> Attempt:
        shutil.rmtree(atlas)
        Atlas.new(atlas)
        shape = {"type": "Polygon", "coordinates": [[[105, 20], [105.1, 20], [105.1, 20.1], [105, 20.1], [105, 20]]]}
        feature = {"type": "Feature", "properties": fields, "geometry": shape}
        text = json.dumps({"type": "FeatureCollection", "features": [feature]})
        (folder / "a.geojson").write_text(text, encoding="utf-8")
        return Attempt(folder / "a.geojson", "communes", {"new": True})

    return make


def content(name: str, data: bytes) -> Make:
    def make(folder: Path, atlas: Path) -> Attempt:
        (folder / name).write_bytes(data)
        return Attempt(folder / name)

    return make


def handed(name: str, **options: Any) -> Make:
    """A file as a land office sent it, into the clusters."""
    return lambda folder, atlas: Attempt(FILES / name, "clusters", {"crs": TM3, **options})


def corner_rows(last: str) -> Make:
    """A table of corners of one zone, whose last row begins so."""

    def make(folder: Path, atlas: Path) -> Attempt:
        ring = square(ZONE)[:-1]
        rows = [f"{ZONE},{n},{x},{y}" for n, (x, y) in enumerate(ring, 1)]
        rows[-1] = rows[-1].replace(f"{ZONE},5", last)
        (folder / "a.csv").write_text("\n".join(["ma,stt,lon,lat", *rows]), encoding="utf-8")
        return Attempt(folder / "a.csv")

    return make


def archive(*members: tuple[str, bytes]) -> Make:
    """A ZIP with a good GeoJSON and these members."""

    def make(folder: Path, atlas: Path) -> Attempt:
        file = zipped(folder / "a.zip", written(folder / "a.geojson", limits()))
        with zipfile.ZipFile(file, "a") as target:
            for name, data in members:
                target.writestr(name, data)
        return Attempt(file)

    return make


def corners(titles: tuple[str, str], shapes: list[Limit] | None = None, **options: Any) -> Make:
    def make(folder: Path, atlas: Path) -> Attempt:
        return Attempt(corner_table(folder / "a.csv", shapes or limits(), titles), "zones", options)

    return make


def mapinfo(coordsys: str) -> Make:
    return lambda folder, atlas: Attempt(mif(folder / "a.mif", limits(crs=TM3), coordsys))


def named(*names: str, east: float = 0.0) -> list[Limit]:
    return [Limit(square(ZONE, east=east), {"ten": name}) for name in names]


def over_limits(east_m: float) -> Make:
    """Limits over those that the layer has: some metres off, or (0) by VN-2000 that is told as WGS 84."""

    def make(folder: Path, atlas: Path) -> Attempt:
        Atlas.load(atlas).import_file(written(folder / "before.geojson", limits()), "zones")
        ring = square(ZONE, east=east_m / 104_000) if east_m else projected(square(ZONE), "EPSG:4756")
        return Attempt(written(folder / "a.gpkg", [Limit(ring, {"ten": "KCN Lương Sơn"})]))

    return make


def meanwhile(edited: str) -> Make:
    """A file of the atlas is edited while the plan is looked at."""

    def edit(folder: Path) -> None:
        with (folder / edited).open("ab") as file:
            file.write(b"\n")

    return lambda folder, atlas: Attempt(written(folder / "a.geojson", limits()), meanwhile=edit)


def reported(*lines: str) -> Make:
    """A table of figures of 2020, by a source that is there."""

    def make(folder: Path, atlas: Path) -> Attempt:
        (folder / "a.csv").write_text("\n".join(lines), encoding="utf-8")
        return Attempt(folder / "a.csv", None, {"as_of": "2020-12-31", "source": "S81"})

    return make


def workbook(edit: Callable[[Any], object]) -> Make:
    """The exported workbook, edited."""

    def make(folder: Path, atlas: Path) -> Attempt:
        file = Atlas.load(atlas).export(folder / "a.xlsx", "xlsx")
        book = openpyxl.load_workbook(file)
        edit(book)
        book.save(file)
        return Attempt(file, None)

    return make


def cell(title: str, value: Any, row: int = 2, form: str = "") -> Make:
    """A cell of the zones in the exported workbook, set."""

    def edit(book: Any) -> None:
        page = book["Khu công nghiệp"]
        place = next(one for one in page[1] if str(one.value).startswith(title))
        page.cell(row, place.column).value = value
        if form:
            page.cell(row, place.column).number_format = form

    return workbook(edit)


TM3_LIMITS = limits(crs=TM3)
TCVN3 = "KCN L\xad¬ng S¬n"  # as a program shows it that takes its bytes for Latin letters
UNSHIFTED, HANOI_1972 = 'Earth Projection 8, 104, "m", 106, 0, 0.9999, 500000, 0', "EPSG:4147"

IMPORT_CASES: dict[str, ImportCase] = {
    "import-file-unreadable": ImportCase(content("a.shp", b"no shapefile"), vector("a.shp")),
    "import-format-unknown": ImportCase(content("a.dwg", b"AC1032"), vector("a.geojson")),
    "import-archive-unsafe": ImportCase(archive(("../../a.txt", b"out")), archive(("doc/a.txt", b"in"))),
    "import-layer-unclear": ImportCase(archive(("b.gpkg", b"SQLite format 3\0")), archive(("b.txt", b"read me"))),
    "import-source-layer-missing": ImportCase(vector("a.gpkg", source_layer="b"), vector("a.gpkg", source_layer="a")),
    "import-drawing-layer-missing": ImportCase(
        handed("frame.dxf", drawing_layer="Ranh giới"), handed("frame.dxf", drawing_layer="ranh")
    ),
    "import-unlabelled-areas": ImportCase(handed("road-splits.dxf"), handed("road-splits.dxf", unlabelled="join")),
    "import-corner-without-id": ImportCase(corner_rows(",9"), corner_rows(",5")),
    "import-no-coordinates": ImportCase(corners(("this", "that")), corners(("Kinh độ", "Vĩ độ"))),
    "import-encoding-legacy": ImportCase(
        vector("a.gpkg", named(TCVN3)),
        vector("a.gpkg", [Limit(square(ZONE), {"ten": TCVN3, "ma": ZONE})], id_field="ma"),
    ),
    "import-crs-invalid": ImportCase(
        vector("a.gpkg", TM3_LIMITS, None, crs="VN-2000"), vector("a.gpkg", TM3_LIMITS, None, crs="epsg:9211")
    ),
    "import-crs-missing": ImportCase(
        vector("a.dxf", TM3_LIMITS, None, "LineString"), vector("a.dxf", TM3_LIMITS, None, "LineString", crs=TM3)
    ),
    "import-crs-unknown": ImportCase(mapinfo("Earth Projection 1, 777"), mapinfo(MAPINFO_TM3)),
    "import-crs-without-shift": ImportCase(mapinfo(UNSHIFTED), mapinfo(MAPINFO_TM3)),
    "import-crs-no-shift-known": ImportCase(
        vector("a.gpkg", limits(crs=HANOI_1972), HANOI_1972), vector("a.gpkg", limits(crs="EPSG:4756"), "EPSG:4756")
    ),
    "import-codes-unclear": ImportCase(new_area(a="04001", b="9", ten="Xã A"), new_area(ma="04001", b="9", ten="Xã A")),
    "import-names-unclear": ImportCase(new_area(ma="04001"), new_area(ma="04001", ten="Xã A")),
    "import-crs-differs": ImportCase(mapinfo(MAPINFO_TM3.replace("0.9999, 500000", "1, 500000")), mapinfo(MAPINFO_TM3)),
    "import-wrong-place": ImportCase(vector("a.gpkg", TM3_LIMITS, TM3_WEST), vector("a.gpkg", TM3_LIMITS, TM3)),
    "import-millimetres": ImportCase(
        vector("a.dxf", millimetres(), None, "LineString", crs=TM3),
        vector("a.dxf", TM3_LIMITS, None, "LineString", crs=TM3),
    ),
    "import-axes-swapped": ImportCase(
        vector("a.gpkg", swapped(TM3_LIMITS), TM3), corners(("X (m)", "Y (m)"), swapped(TM3_LIMITS), crs=TM3)
    ),
    "import-shift-suspected": ImportCase(over_limits(0), over_limits(40)),
    "import-line-open": ImportCase(
        vector("a.dxf", open_line(0.06), None, "LineString", crs=TM3),
        vector("a.dxf", open_line(0.04), None, "LineString", crs=TM3),
    ),
    "import-no-shapes": ImportCase(
        vector("a.geojson", [Limit((), {"ten": "KCN Lương Sơn"})]), vector("a.geojson", named("KCN Lương Sơn"))
    ),
    "import-geometry-invalid": ImportCase(vector("a.gpkg", bow_tie()), vector("a.gpkg")),
    "import-field-missing": ImportCase(vector("a.gpkg", id_field="MA"), vector("a.gpkg", id_field="ma")),
    "import-id-unknown": ImportCase(
        vector("a.gpkg", named("?"), one_id="kcn-luong-sun"), vector("a.gpkg", named("?"), one_id=ZONE)
    ),
    "import-nothing-matches": ImportCase(vector("a.gpkg", named("Khu A")), vector("a.gpkg", named("luong son"))),
    "import-unmatched": ImportCase(
        vector("a.gpkg", [*named("KCN Lương Sơn"), *named("KCN Lương Sen", east=-0.05)]), vector("a.gpkg")
    ),
    "import-match-twice": ImportCase(
        vector("a.gpkg", named("KCN Lương Sơn", "Lương Sơn")), vector("a.gpkg", limits((ZONE, "kcn-mong-hoa")))
    ),
    "import-not-one-shape": ImportCase(
        vector("a.gpkg", limits((ZONE, "kcn-mong-hoa")), one_id=ZONE), vector("a.gpkg", one_id=ZONE)
    ),
    "import-changed-meanwhile": ImportCase(meanwhile("zones.geojson"), meanwhile("README.md")),
    "import-no-tables": ImportCase(workbook(another), workbook(no_edit)),
    "import-report-unclear": ImportCase(
        reported("Tên;Dự án", "Lương Sơn;40"), reported("Tên;Số dự án", "Lương Sơn;40")
    ),
    "import-row-unmatched": ImportCase(
        reported("Tên;Số dự án", "Lương Sơn;40", "Lương Sen;9"), reported("Tên;Số dự án", "Lương Sơn;40", "Lương Sen;")
    ),
    "import-unit-differs": ImportCase(
        reported("Tên;Diện tích quy hoạch (km)", "Lương Sơn;83"),
        reported("Tên;Diện tích quy hoạch (km²)", "Lương Sơn;0,83"),
    ),
    "import-figure-twice": ImportCase(*(reported("Tên;Số dự án", "Lương Sơn;40", f"luong son;{n}") for n in (41, 40))),
    "import-sheet-renamed": ImportCase(workbook(copied), workbook(no_edit)),
    "import-sheet-unread": ImportCase(workbook(noted), workbook(no_edit)),
    "import-formula": ImportCase(cell("Ghi chú", "=1+1"), cell("Ghi chú", "1+1=2")),
    "import-cell-doubtful": ImportCase(
        cell("Tỷ lệ lấp đầy (%)", 0.7081, row=3, form="0.00%"), cell("Tỷ lệ lấp đầy (%)", 70.81, row=3)
    ),
    "import-row-ambiguous": ImportCase(workbook(two_from_one), workbook(one_more)),
    "import-column-computed": ImportCase(cell("Kinh độ", 105.5), cell("Ghi chú", "105.5")),
}
