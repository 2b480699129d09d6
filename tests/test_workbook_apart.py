"""Workbooks in a process of their own: one that grows without end is stopped there, and that is a sentence."""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from import_files import ZONES, put
from openpyxl import load_workbook

from kcn_map import Atlas
from kcn_map.core.findings import DataError
from kcn_map.importing import gdal_apart, workbook
from kcn_map.reading import Unusable

SHEET = "xl/worksheets/sheet1.xml"
MANY = 4_000_000  # more than are read in the two seconds that a test allows
#: Name → (the part that grows, what it ends with, what is put before that, the reason for which it is refused).
BOMBS = {
    "strings": ("xl/sharedStrings.xml", b"</sst>", b"<si><t>a</t></si>" * MANY, "openpyxl had to stop"),
    "cells": (SHEET, b"</sheetData>", b'<row r="99">' + b"<c/>" * 2 * MANY + b"</row>", "openpyxl had to stop"),
    "styles": ("xl/styles.xml", b"</cellXfs>", b"<xf/>" * MANY, "openpyxl had to stop"),
    "nesting": (SHEET, b"</sheetData>", b"<a>" * MANY + b"</a>" * MANY, "openpyxl had to stop"),
    "a date": (SHEET, b"</sheetData>", b'<row r="99"><c t="d"><v>9999999999-01-01</v></c></row>', "can't be read"),
    "a number": (SHEET, b"</sheetData>", b'<row r="99"><c><v>' + b"9" * 5000 + b"</v></c></row>", "can't be read"),
}


@pytest.mark.skipif(os.name == "nt", reason="no limits")
@pytest.mark.parametrize("name", BOMBS)
def test_a_workbook_that_grows_without_end_is_stopped(
    name: str, copy_of_atlas: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "CPU_S", 2)
    monkeypatch.setattr(gdal_apart, "MEMORY", 1_000_000_000)
    part, end, more, why = BOMBS[name]
    changed(copy_of_atlas, tmp_path, {part: lambda content: content.replace(end, more + end)})
    with pytest.raises(Unusable) as caught:
        Atlas.load(copy_of_atlas).plan_import(tmp_path / "a.xlsx")
    assert why in caught.value.findings[0].message("en")


def test_many_sheets_of_one_part_are_refused(copy_of_atlas: Path, tmp_path: Path) -> None:
    def doubled(content: bytes) -> bytes:
        found = re.findall(rb"<sheet [^>]*/>", content)[0]
        named = (re.sub(rb'(name="|sheetId=")', rb"\g<1>1%d" % number, found) for number in range(200))
        return content.replace(b"</sheets>", b"".join(named) + b"</sheets>")

    changed(copy_of_atlas, tmp_path, {"xl/workbook.xml": doubled})
    with pytest.raises(Unusable) as caught:
        Atlas.load(copy_of_atlas).plan_import(tmp_path / "a.xlsx")
    assert "more than 100 sheets" in caught.value.findings[0].message("en")


def test_a_sheet_may_say_that_it_is_a_million_columns_wide(copy_of_atlas: Path, tmp_path: Path) -> None:
    def wide(content: bytes) -> bytes:
        return re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', content)

    changed(copy_of_atlas, tmp_path, {SHEET: wide})
    assert Atlas.load(copy_of_atlas).plan_import(tmp_path / "a.xlsx").changed == {}


def changed(atlas: Path, folder: Path, edits: Mapping[str, Callable[[bytes], bytes]]) -> None:
    """a.xlsx: an export whose parts are edited."""
    file = Atlas.load(atlas).export(folder / "whole.xlsx", "xlsx")
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(folder / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            edited = edits[name](content) if name in edits else content
            assert name not in edits or edited != content
            target.writestr(name, edited)


def test_what_the_other_process_finds_is_told(copy_of_atlas: Path, tmp_path: Path) -> None:
    """Its findings come with words of ours, which JSON has by their names alone."""
    file = Atlas.load(copy_of_atlas).export(tmp_path / "a.xlsx", "xlsx", "vi")
    book = load_workbook(file)
    put(book[ZONES], 2, "Diện tích quy hoạch", True)
    book.save(file)
    with pytest.raises(DataError) as caught:
        Atlas.load(copy_of_atlas).plan_import(file)
    (found,) = caught.value.findings
    assert found.code == "import-cell-doubtful" and "true or false" in found.message("en")
