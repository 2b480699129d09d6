"""Reasons of the system, of parsers and of GDAL reach the reader in his language, and reads are not called writes."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from kcn_map.cli.common import ends_well, lang_option
from kcn_map.io import gdal
from kcn_map.io.files import atomic_path
from kcn_map.text.reasons import catalogue, reason

TOML = [
    *(
        "a = ",
        'a = "b',
        "a = 'b",
        'a = "b\nc"',
        'a = """b',
        "a",
        "a b = 1",
        "= 1",
        "a = 1 b = 2",
        "a = [1",
        "a = {b = 1",
    ),
    *("[a", "[[a]", 'a = "\\q"', 'a = "\\u12"', "a = 1\na = 2", "[a]\n[a]", "a = {b = 1, b = 2}", "a = 2020-13-40"),
    *("a = 1\n[a.b]\n", "a = " + "1" * 5_000, "a = 1\n\x01", '"a', "a.b = 1\n[a]\nb.c = 1"),
]
JSON = [
    "{",
    "[1,",
    "[1 2]",
    '{"a" 1}',
    "{'a': 1}",
    '{"a": 1,}',
    '["a',
    '["a\nb"]',
    '["\\q"]',
    '["\\u12"]',
    "[] []",
    "nul",
]
CSV = ['a,"b', 'a,"b"c']
SHAPES = {
    "POLYGON((0 0,1 1,1 0,0 1,0 0))": "đường tự cắt",
    "POLYGON((0 0,4 0,4 4,0 4,0 0),(5 5,6 5,6 6,5 5))": "lỗ nằm ngoài đa giác",
    "MULTIPOLYGON(((0 0,9 0,9 9,0 9,0 0)),((1 1,2 1,2 2,1 1)))": "phần này nằm trong phần kia",
    "POLYGON((0 0,8 0,8 8,0 8,0 0),(0 4,4 8,8 4,4 0,0 4))": "lỗ cắt đa giác thành nhiều phần",
    "POLYGON((0 0,0 0,0 0,0 0))": "quá ít điểm khác nhau",
}


def assert_translated(of: BaseException | str) -> None:
    """Neither language quotes what the program said: someone has put it into words."""
    told = reason(of)
    assert told["vi"] != told["en"]
    assert "chương trình báo" not in told["vi"], told
    assert not re.search(r"[{}]|\b(the|line|at|expected|invalid|value)\b", told["vi"], re.IGNORECASE), told


def refused(parse: Callable[[str], object], text: str) -> BaseException:
    with pytest.raises((ValueError, csv.Error)) as failure:
        parse(text)
    return failure.value


@pytest.mark.parametrize("text", TOML, ids=lambda text: text[:20])
def test_what_toml_refuses_is_translated(text: str) -> None:
    error = refused(tomllib.loads, text)
    assert_translated(error)
    if place := re.search(r"line (\d+), column (\d+)", str(error)):
        assert f"ở dòng {place[1]}, cột {place[2]}" in reason(error)["vi"]


@pytest.mark.parametrize("text", JSON)
def test_what_json_refuses_is_translated(text: str) -> None:
    error = refused(json.loads, text)
    assert isinstance(error, json.JSONDecodeError)
    assert_translated(error.msg)


@pytest.mark.parametrize("text", CSV)
def test_what_csv_refuses_is_translated(text: str) -> None:
    assert_translated(refused(lambda text: list(csv.reader(io.StringIO(text), strict=True)), text))


@pytest.mark.parametrize("text", SHAPES)
def test_what_geos_refuses_is_translated(text: str) -> None:
    import shapely

    from kcn_map.geo.coordinates import why_invalid

    place, why = why_invalid(shapely.from_wkt(text))
    assert why["vi"] == SHAPES[text]
    assert re.fullmatch(r"-?[\d.]+, -?[\d.]+", place)


@pytest.mark.parametrize("name", catalogue()["errno"])
def test_what_the_system_refuses_is_translated(name: str) -> None:
    number = getattr(errno, name)
    assert_translated(OSError(number, os.strerror(number), "somewhere"))


@pytest.mark.parametrize("engine", ["fiona", "pyogrio"])
@pytest.mark.parametrize("suffix", ["gpkg", "shp", "kml", "geojson", "fgb", "dxf"])
def test_what_gdal_refuses_is_translated(engine: gdal.Engine, suffix: str, tmp_path: Path) -> None:
    pytest.importorskip(engine)
    (tmp_path / f"a.{suffix}").write_bytes(b"\x00junk\xff" * 100)
    with pytest.raises(gdal.VectorFileError) as failure:
        gdal.read(tmp_path / f"a.{suffix}", engine=engine)
    assert_translated(failure.value)


def test_what_nobody_has_translated_is_quoted() -> None:
    assert dict(reason("Flux\n\x07 at 5\u202e")) == {"vi": "chương trình báo “Flux at 5”", "en": "“Flux at 5”"}


def said(failing: Callable[[], object], lang: str) -> str:
    @click.command()
    @lang_option
    @ends_well
    def verb(lang: str) -> None:
        failing()

    done = CliRunner().invoke(verb, ["--lang", lang])
    assert done.exit_code == 2
    return done.output


def test_a_failed_read_is_not_called_a_failed_write(tmp_path: Path) -> None:
    def reads() -> None:
        with atomic_path(tmp_path / "new") as path:
            path.write_bytes((tmp_path / "gone").read_bytes())

    assert said(reads, "en").startswith(f"Can't read {tmp_path / 'gone'}: there is no such file or folder.")
    assert said(reads, "vi").startswith(f"Không đọc được {tmp_path / 'gone'}: không có tệp hay thư mục này.")


def test_a_failed_write_names_what_was_to_be_written(tmp_path: Path) -> None:
    def writes() -> None:
        with atomic_path(tmp_path / "new") as path:
            path.write_bytes(b"")
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    assert said(writes, "en").startswith(f"Can't write {tmp_path / 'new'}: the disk is full. See to free space")


@pytest.mark.parametrize("verb", ["verify MAP", "extract MAP --out there"])
def test_a_map_that_is_not_there_is_told_so(verb: str, tmp_path: Path) -> None:
    from kcn_map.cli import main

    words = [str(tmp_path / word) if word in ("MAP", "there") else word for word in verb.split()]
    done = CliRunner().invoke(main, [*words, "--lang", "en"])
    assert (done.exit_code, done.output) == (2, f"There is no file {tmp_path / 'MAP'}. See its name and path.\n")
    assert list(tmp_path.iterdir()) == []
