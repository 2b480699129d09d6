"""No spreadsheet runs a text: formulas in every field go out as texts, and come back as they were."""

from __future__ import annotations

import csv
import io
from itertools import cycle
from pathlib import Path

import pytest
from click.testing import CliRunner
from hostile_fields import COMMUNE_NAMES, SETTINGS_FILE, spoil, takes_text
from openpyxl import load_workbook
from shipped_schema import SCHEMA, TABLES
from test_page_policy import ATTRIBUTE, BOUND

from kcn_map.cli import main
from kcn_map.core.schema import TableSchema

FORMULAS = ('=HYPERLINK("https://elsewhere.invalid")', "+1", "-1+cmd|' /C calc'!A0", "@SUM(1)", "=1+1;=2+2,=3+3")
#: What a spreadsheet takes for the beginning of a formula, also of a text that it has cut in two.
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


@pytest.fixture
def atlas(copy_of_atlas: Path) -> Path:
    """A formula before whatever stands in each field, but for names that must agree; settings stand on one line."""
    turns = cycle(FORMULAS)
    spoil(copy_of_atlas, lambda old, field: (next(turns) if field[0] != SETTINGS_FILE else "=1+1") + old,
          {*BOUND, ATTRIBUTE, (SETTINGS_FILE, "province.code"), *COMMUNE_NAMES})  # fmt: skip
    return copy_of_atlas


def run(*words: object) -> str:
    done = CliRunner().invoke(main, [*map(str, words), "--lang", "en"])
    assert done.exit_code == 0, done.output
    return done.stdout


def is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def key(table: TableSchema, row: dict[str, str]) -> tuple[float | str, ...]:
    """Numbers as numbers: they are written with other decimals."""
    return tuple(float(row[name]) if is_number(row[name]) else row[name] for name in table.key)


def test_no_text_of_a_csv_is_a_formula(atlas: Path, tmp_path: Path) -> None:
    run("export", "--format", "csv", "--data", atlas, "--out", tmp_path / "tables")
    for verb in ("query", "districts"):
        run(verb, "--format", "csv", "--data", atlas, "--out", tmp_path / "tables" / f"{verb}.csv")
        told = run(verb, "--format", "csv", "--data", atlas)
        assert told == (tmp_path / "tables" / f"{verb}.csv").read_text(encoding="utf-8-sig")
    cells = [cell for path in (tmp_path / "tables").iterdir() for row in rows_of(path) for cell in row.values()]
    assert [cell for cell in cells if cell.startswith(STARTS) and not is_number(cell)] == []
    for formula in FORMULAS:
        assert any(cell.startswith(f"'{formula}") for cell in cells)


def test_the_texts_of_a_csv_are_those_of_the_atlas(atlas: Path, tmp_path: Path) -> None:
    """But for the apostrophe before what would be a formula."""
    run("export", "--format", "csv", "--data", atlas, "--out", tmp_path / "tables")
    for table in map(SCHEMA.table, ("zones", "clusters", "observations", "sources")):
        there = {key(table, row): row for row in rows_of(tmp_path / "tables" / table.file)}
        for row in rows_of(atlas / table.file):
            for column in (one for one in table.columns if takes_text(one) and not one.about):
                cell, wanted = there[key(table, row)][column.name], row[column.name].strip()
                assert cell == (f"'{wanted}" if wanted.startswith(STARTS) else wanted), (table.file, column.name)


def test_no_cell_of_a_workbook_is_a_formula_and_it_comes_back(atlas: Path, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("query.xlsx", "districts.xlsx", "export.xlsx")]
    for file in files:
        run(file.stem, "--format", "xlsx", "--data", atlas, "--out", file)
        cells = [cell for sheet in load_workbook(file) for row in sheet.iter_rows() for cell in row]
        assert any(str(cell.value).startswith("=1+1") for cell in cells)
        assert {cell.data_type for cell in cells} <= {"s", "n", "b"}
        assert {cell.number_format for cell in cells if cell.data_type == "s"} == {"@"}
    before = {table.file: (atlas / table.file).read_bytes() for table in TABLES}
    done = CliRunner().invoke(main, ["import", str(files[-1]), "--yes", "--data", str(atlas), "--lang", "en"])
    assert done.exit_code == 0 and "Nothing to change" in done.output, done.output[-800:]
    assert {table.file: (atlas / table.file).read_bytes() for table in TABLES} == before
