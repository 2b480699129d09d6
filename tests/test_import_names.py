"""Which site a shape is of: names as people write them, in any letters, and what is like none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from import_files import (
    MAPINFO_TM3,
    NAMES,
    TM3,
    Limit,
    limits,
    mif,
    projected,
    square,
    written,
)
from import_runs import OTHER, SIX_DECIMALS, ZONE, off_m, run, to_zones

from kcn_map import Atlas

pytestmark = pytest.mark.usefixtures("gdal_here")


@pytest.mark.parametrize(
    "name", ["KCN Lương Sơn", "KHU CÔNG NGHIỆP LƯƠNG SƠN", "luong son", "Lu\u031bo\u031bng So\u031bn"]
)
def test_a_name_is_matched_as_people_write_it(name: str, copy_of_atlas: Path, tmp_path: Path) -> None:
    file = written(tmp_path / "a.geojson", [Limit(square(ZONE), {"so": "1", "ten_goi": name})])
    done = to_zones(copy_of_atlas, file)
    assert done.exit_code == 0, done.output
    assert "field ten_goi" in done.output


@pytest.mark.parametrize(
    ("encoding", "content"), [("windows-1258", b"L\xfd\xf5ng S\xf5n"), ("UTF-8", "Lương Sơn".encode())]
)
def test_a_shapefile_without_its_encoding_is_read(
    encoding: str, content: bytes, copy_of_atlas: Path, tmp_path: Path
) -> None:
    file = written(tmp_path / "a.shp", [Limit(square(ZONE), {"ten": "X" * len(content)})])
    (tmp_path / "a.cpg").unlink()
    dbf = (tmp_path / "a.dbf").read_bytes()
    (tmp_path / "a.dbf").write_bytes(dbf.replace(b"X" * len(content), content))
    done = to_zones(copy_of_atlas, file)
    assert done.exit_code == 0, done.output
    assert f"read as {encoding}" in done.output


#: "Tên cụm" in windows-1258: a tone mark is a letter of its own.
FIELD = b"T\xean cu\xf2m"


@pytest.mark.parametrize("stated", ["Neutral", "WindowsVietnamese", "WindowsLatin1", "UTF-8", "1252", "", "1258"])
def test_names_of_fields_are_read_as_texts_are(stated: str, copy_of_atlas: Path, tmp_path: Path) -> None:
    """Whatever the file states: a name that GDAL can't decode was the end of it."""
    if stated.startswith(("Neutral", "Windows")):
        file = mif(tmp_path / "a.mif", [Limit(projected(square(ZONE)), {"ma": "1", "ten": "?"})], MAPINFO_TM3)
        head = file.read_bytes().replace(b"  ten ", b"  " + FIELD.replace(b" ", b"_") + b" ")
        file.write_bytes(head.replace(b"Neutral", stated.encode()))
        file.with_suffix(".mid").write_bytes(b'"1","KCN L\xfd\xf5ng S\xf5n"\n')
    else:
        file = written(tmp_path / "a.shp", [Limit(square(ZONE), {"XFIELDXX": "XX" * 7})])
        dbf = file.with_suffix(".dbf").read_bytes().replace(b"XX" * 7, b"KCN L\xfd\xf5ng S\xf5n ")
        file.with_suffix(".dbf").write_bytes(dbf.replace(b"XFIELDXX", FIELD))
        file.with_suffix(".cpg").write_text(stated, encoding="ascii")
    field = "Tên_cụm" if file.suffix == ".mif" else "Tên cụm"
    done = to_zones(copy_of_atlas, file, "--name-field", field)
    assert done.exit_code == 0 and "“KCN Lương Sơn”" in done.output, done.output


def test_utf8_is_read_whatever_code_page_is_stated(copy_of_atlas: Path, tmp_path: Path) -> None:
    """GDAL drops bytes that the code page does not have: Đ and ồ are not to be found again then."""
    file = written(tmp_path / "a.shp", [Limit(square(ZONE), {"ten": "CCN Đồng Tâm II"})])
    file.with_suffix(".cpg").write_text("1252", encoding="ascii")
    done = run(copy_of_atlas, file, "--layer", "clusters", "--dry-run")
    assert "ccn-dong-tam-2" in done.output, done.output


@pytest.mark.parametrize(("content", "name"), [(b"L\xad\xacng S\xacn", "TCVN3"), (b"L\xf6\xf4ng S\xf4n", "VNI")])
def test_old_fonts_are_recognised_and_refused(content: bytes, name: str, copy_of_atlas: Path, tmp_path: Path) -> None:
    file = mif(tmp_path / "a.mif", [Limit(projected(square(ZONE)), {"ma": "1", "ten": "?"})], MAPINFO_TM3)
    (tmp_path / "a.mid").write_bytes(b'"1","KCN ' + content + b'"\n')
    done = to_zones(copy_of_atlas, file)
    assert done.exit_code == 2 and f"is {name} for “KCN Lương Sơn”" in done.output


def test_a_text_within_the_limits_names_them(copy_of_atlas: Path, tmp_path: Path) -> None:
    ring = projected(square(ZONE))
    pairs = "".join(f" 10\n{x!r}\n 20\n{y!r}\n" for x, y in ring[:-1])
    text = f"  0\nTEXT\n  8\nchu\n 10\n{ring[1][0]!r}\n 20\n{ring[1][1] + 300!r}\n 40\n10\n  1\nKCN Luong Son\n"
    (tmp_path / "a.dxf").write_text(
        f"  0\nSECTION\n  2\nENTITIES\n  0\nLWPOLYLINE\n  8\nranh\n 90\n{len(ring) - 1}\n 70\n1\n{pairs}{text}"
        "  0\nLINE\n  8\nduong\n 10\n1.0\n 20\n1.0\n 11\n9.0\n 21\n9.0\n  0\nENDSEC\n  0\nEOF\n",
        encoding="ascii",
    )
    done = to_zones(copy_of_atlas, tmp_path / "a.dxf", "--crs", TM3)
    assert done.exit_code == 0, done.output
    assert "field Text" in done.output and "Left out 1 line that" in done.output
    assert off_m(copy_of_atlas, ZONE, square(ZONE)) < SIX_DECIMALS


def test_both_sides_of_a_miss_are_listed_with_the_nearest(copy_of_atlas: Path, tmp_path: Path) -> None:
    by_name = [Limit(square(ZONE), {"ten": NAMES[ZONE]}), Limit(square(OTHER), {"ten": "KCN Mong Hoah"})]
    file = written(tmp_path / "b.geojson", by_name)
    done = run(copy_of_atlas, file, "--layer", "zones", "--dry-run")
    assert done.exit_code == 0
    assert "import-unmatched" in done.output and "Not in the file, left as they are (7)" in done.output
    assert "nearest: KCN Mông Hóa (kcn-mong-hoa)" in done.output
    assert "kcn-mong-hoa (≈ “KCN Mong Hoah”)" in done.output


def test_a_plan_of_many_parcels_is_compared_in_linear_time(
    copy_of_atlas: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Comparing every parcel with every name took the square of them."""
    ring = limits(["kcn-luong-son"])[0]
    compared: list[str] = []

    def counted(text: str, candidates: Iterable[str], count: int = 3) -> list[str]:
        compared.extend(candidates)
        return []

    monkeypatch.setattr("kcn_map.importing.match.nearest", counted)
    counts = []
    for many in (1_000, 2_000):
        compared.clear()
        parcels = [replace(ring, texts={"ma": str(n), "ten": f"Parcel {n}"}) for n in range(many)]
        Atlas.load(copy_of_atlas).plan_import(written(tmp_path / f"{many}.geojson", [ring, *parcels]), "zones")
        counts.append(len(compared))
    assert counts[0] == counts[1]
