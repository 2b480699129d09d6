"""What an export made: the atlas and its tables, and how they are looked at in every format."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import page_atlas
import pytest
from shapely.geometry import shape

from kcn_map import Atlas, export
from kcn_map.analysis.aggregate import summarise
from kcn_map.core.model import Joined
from kcn_map.core.summary import Summary
from kcn_map.tables.handed_on import Table, tables

AS_OF = "2020-12-31"
DATA = tuple(style for style in export.FORMATS if style not in export.PICTURES)
HOSTILE = '<img src=x onerror=alert(1)>"\'&=HYPERLINK("x")\n]]>$[name]\x07{{7*7}}'
#: Degrees: about a centimetre.
CENTIMETRE = 1e-7
Tables = dict[str, Table]


@pytest.fixture(scope="session")
def content(atlas: Atlas) -> Tables:
    return {table.name: table for table in tables(atlas.joined, atlas.summary)}


@pytest.fixture(scope="session")
def hostile() -> tuple[Joined, Summary]:
    """An atlas in which every text that people write ends in what might be run, shown or cut as something else."""
    spoilt: Joined = page_atlas.spoil(page_atlas.joined(), HOSTILE)
    joined = replace(spoilt, settings=replace(spoilt.settings, as_of=AS_OF))  # reading has made sure of dates
    return joined, summarise(joined)


def named(style: str, folder: Path, name: str = "atlas") -> Path:
    return folder / (f"{name}.zip" if export.FORMATS[style].several else f"{name}.{style}")


def unzipped(path: Path, folder: Path) -> Path:
    with zipfile.ZipFile(path) as parts:
        parts.extractall(folder)
    return folder


def rows_of(table: Table) -> list[dict[str, Any]]:
    return [dict(row) for row in table.rows]


def as_text(value: Any) -> Any:
    return f"{value:.15g}" if isinstance(value, int | float) else value


def same_place(found: Any, wanted: Any) -> bool:
    if found is None or wanted is None:
        return found is wanted
    return bool(shape(found).hausdorff_distance(shape(wanted)) < CENTIMETRE)


def read_csv(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def csv_cell(value: Any) -> str:
    """A cell as CSV has it: of three decimals spreadsheets in Vietnamese make thousands, so there are four."""
    if isinstance(value, float) and re.fullmatch(r"-?\d+\.\d{3}", repr(value)):
        return f"{value!r}0"
    return "" if value is None else json.dumps(value) if isinstance(value, bool) else str(as_text(value))
