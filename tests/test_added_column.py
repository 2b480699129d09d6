"""A column is named in the schema and nowhere else: one entry added there, and its words, is all it takes.

The package is copied, a column of each type is added to the copy, and the copy is asked at every place of a site's row.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from added_columns import BAD, CELLS, ENTRIES, OTHER, SITE, TITLES, VALUES, WORDS, data_of, texts_of, with_cells
from browser import OpenMap
from forked_command import Forks
from playwright.sync_api import expect
from test_parity import SCRIPT

import kcn_map
from kcn_map.io import gdal
from kcn_map.page.columnar import unpack

PACKAGE = Path(kcn_map.__file__).parent
#: The command of the copy.
Run = Callable[..., str]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package with the entries."""
    top = tmp_path_factory.mktemp("src")
    copy = shutil.copytree(PACKAGE, top / "kcn_map", ignore=shutil.ignore_patterns("__pycache__"))
    schema, words = copy / "core" / "site_columns.py", copy / "text" / "messages.toml"
    text = schema.read_text(encoding="utf-8")
    entries = "".join(f'    of_sites("{name}", {entry}, optional=True),\n' for name, (entry, *_) in ENTRIES.items())
    at = text.index('    of_sites("infrastructure_investor"')
    schema.write_text(text[:at] + entries + text[at:], encoding="utf-8")
    english = {name: label.lower() for name, (_, _, label, _) in ENTRIES.items()}
    titles = "".join(f'{name} = {{ vi = "{vi}", en = "{english[name]}" }}\n' for name, vi in TITLES.items())
    told = words.read_text(encoding="utf-8").replace("[attribute]\n", f"[attribute]\n{titles}")
    words.write_text(WORDS + told, encoding="utf-8")
    return top


@pytest.fixture(scope="module")
def env(package: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(package), "PYTHONIOENCODING": "utf-8", "KCN_MAP_LANG": "en"}


@pytest.fixture(scope="module")
def run(env: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    with Forks(tmp_path_factory.mktemp("said"), env) as forks:

        def run(*arguments: str | Path, fails: bool = False) -> str:
            done = forks.run([*map(str, arguments)], Path.cwd(), env)
            assert (done.returncode != 0) == fails, done.stderr
            return done.stdout

        yield run


@pytest.fixture(scope="module")
def folder(atlas_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_cells(Path(shutil.copytree(atlas_folder, tmp_path_factory.mktemp("data") / "geodata")), **CELLS)


@pytest.fixture(scope="module")
def page(run: Run, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("page") / "index.html"
    run("build", "--data", folder, "--out", out)
    return out


def test_tables_are_read_checked_and_joined(run: Run, folder: Path) -> None:
    """One table has the columns, the other lacks them: neither is at fault."""
    run("check", "--data", folder)
    rows = {row["id"]: row for row in json.loads(run("query", "--data", folder, "--format", "json"))}
    assert {name: rows[SITE][name] for name in ENTRIES} == VALUES
    assert {rows[OTHER][name] for name in ENTRIES} == {None}


@pytest.mark.parametrize("name", BAD)
def test_a_cell_is_checked_by_its_type(name: str, run: Run, copy_of_atlas: Path) -> None:
    value, code = BAD[name]
    folder = with_cells(copy_of_atlas, **{name: value})
    told = json.loads(run("check", "--format", "json", "--data", folder, fails=True))
    errors = [(one["code"], one["field"], one["value"]) for one in told if one["severity"] == "error"]
    assert errors == [(code, name, value)]
    assert "website" in told[0]["message"] or name != "website"  # not “source”, of which alone it was said once


def test_the_shell_shows_it(run: Run, folder: Path) -> None:
    told = run("show", SITE, "--data", folder)
    for name, (_, cell, label, shown) in ENTRIES.items():
        value = cell if name == "park_motto" else shown.replace("\u00a0", " ")
        assert re.search(rf"^{label} +{re.escape(value)}$", told, re.MULTILINE)
    assert json.loads(run("show", SITE, "--format", "json", "--data", folder)).items() >= VALUES.items()


def test_the_table_of_the_shell_has_it_where_there_is_room(run: Run, folder: Path) -> None:
    told = run("query", "--data", folder, "--format", "table")
    row = next(line for line in told.splitlines() if SITE in line)
    for _, cell, _, _ in ENTRIES.values():
        assert ("river port" if cell == "river" else cell) in row


@pytest.mark.parametrize("style", ["csv", "geojson", "xlsx"])
def test_tables_have_it(style: str, run: Run, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / f"sites.{style}"
    run("query", "--sort", "-power_mw", "--data", folder, "--out", out)
    if style == "csv":
        first = next(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"))))
        assert texts_of(first) == CELLS
    elif style == "geojson":
        assert json.loads(out.read_text(encoding="utf-8"))["features"][0]["properties"].items() >= VALUES.items()
    else:
        head, first = list(openpyxl.load_workbook(out).active.iter_rows(values_only=True))[:2]
        row = dict(zip(head, first, strict=True))
        assert [row[name] for name in ("Power (MW)", "Gates", "Opened", "First year", "Website")] == [
            12.5, 3, "2012-05", 2011, "https://an.example.vn/kcn",
        ]  # fmt: skip


def test_a_measure_can_be_made_of_it(run: Run, atlas_folder: Path, tmp_path: Path) -> None:
    copy = with_cells(Path(shutil.copytree(atlas_folder, tmp_path / "geodata")), power_mw="12.5")
    settings = copy / "atlas.toml"
    measure = (
        '[[measures]]\nid = "power_mw_total"\ntitle_vi = "Điện"\ntitle_en = "Power"\nnote_vi = "n"\nnote_en = "n"\n'
        'unit = "MW"\ndecimals = 1\naggregation = "sum"\nfield = "power_mw"\nbreaks = [5, 10]\npalette = "forest"\n\n'
    )
    text = settings.read_text(encoding="utf-8")
    at = text.index("[[measures]]")
    settings.write_text(text[:at] + measure + text[at:], encoding="utf-8")
    rows = json.loads(run("districts", "--data", copy, "--format", "json"))
    assert [row["power_mw_total"] for row in rows if row["power_mw_total"] is not None] == [12.5]


def test_the_page_has_it_in_its_downloads(run: Run, page: Path, folder: Path, package: Path) -> None:
    question = json.dumps({"data": data_of(page), "states": []})
    node = shutil.which("node", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    assert node
    done = subprocess.run([node, SCRIPT], input=question + "\n", capture_output=True, encoding="utf-8", check=True)
    answer = json.loads(done.stdout)
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(answer["csv"].removeprefix("\ufeff")))}
    assert texts_of(rows[SITE]) == CELLS
    shapes = {one["properties"]["id"]: one["properties"] for one in json.loads(answer["geojson"])["features"]}
    assert shapes[SITE].items() >= VALUES.items()
    written = run("query", "--data", folder, "--format", "csv")
    assert answer["csv"].removeprefix("\ufeff") == written.removeprefix("\ufeff")


def test_card_and_tables_of_the_page_have_it(open_map: OpenMap, page: Path) -> None:
    """The table of sites, which sorts by a number, and the comparison, whose columns are sites."""
    opened = open_map(page, f"site={SITE}&compare={SITE},{OTHER}", lang="en")
    card = opened.locator(f'[data-card="{SITE}"] .facts').first
    for _, _, label, shown in ENTRIES.values():
        value = card.locator(f"dt:text-is('{label}') + dd")
        expect(value).to_have_text("River port" if label == "Port" else shown)
    expect(card.locator("dd a[href='https://an.example.vn/kcn']")).to_have_count(1)
    opened.locator(".sheet").evaluate_all("all => all.forEach((one) => { one.style.contentVisibility = 'visible'; })")
    cells = opened.locator(f'#table [data-row="{SITE}"] > *').all_inner_texts()
    table = dict(zip(opened.locator("#table thead th").all_inner_texts(), cells, strict=True))
    compared = [line.split("\t")[:2] for line in opened.locator("#compare tbody").inner_text().splitlines()]
    for name, (_, _, label, shown) in ENTRIES.items():
        title, told = ("Power (MW)", "12.5") if name == "power_mw" else (label, shown)
        assert table[title] == told
        assert [title, told] in compared
    opened.locator("#table thead button", has_text="Power (MW)").click()
    expect(opened.locator("#table [data-row]").first).to_have_attribute("data-row", SITE)


def test_the_page_without_scripts_has_it(page: Path) -> None:
    (_, static) = re.findall("<noscript>(.*?)</noscript>", page.read_text(encoding="utf-8"), re.DOTALL)
    table = static.split("<table>")[2].replace("\u00a0", " ")
    shown = re.findall("<td>(.*?)</td>", next(row for row in table.split("<tr>") if "KCN Lương Sơn" in row))
    assert shown[-len(ENTRIES) :] == [
        *("since 21 Jan 2011", "12.5 MW", "3", "May 2012", "2011", "https://an.example.vn/kcn", "river port"),
    ]
    assert table.count('>Power <i lang="vi">Công suất điện</i></th>') == 1


def test_exports_have_it(run: Run, folder: Path, tmp_path: Path) -> None:
    for name in ("a.gpkg", "a.kml", "a.shp.zip", "a.fgb.zip", "a.csv.zip"):
        run("export", "--format", name.split(".")[1], "--data", folder, "--out", tmp_path / name)
    with sqlite3.connect(tmp_path / "a.gpkg") as base:
        cells = base.execute(f"SELECT {', '.join(ENTRIES)} FROM zones WHERE id = ?", [SITE]).fetchone()
        aliases = dict(base.execute("SELECT column_name, title FROM gpkg_data_columns WHERE table_name = 'zones'"))
    base.close()
    assert dict(zip(ENTRIES, cells, strict=True)) == VALUES
    assert (aliases["power_mw"], aliases["port"]) == ("Power (MW)", "Port")
    kml = ElementTree.parse(tmp_path / "a.kml")
    told = {one.get("name"): one.text for one in kml.iter("{http://www.opengis.net/kml/2.2}SimpleData")}
    assert {name: told[name] for name in ENTRIES} == CELLS
    assert "river port" in (tmp_path / "a.kml").read_text(encoding="utf-8")
    for name in ("a.shp.zip", "a.fgb.zip", "a.csv.zip"):
        with zipfile.ZipFile(tmp_path / name) as files:
            files.extractall(tmp_path / name.removesuffix(".zip"))
    (fields,) = (tmp_path / "a.shp").rglob("fields.csv")
    assert set(ENTRIES) <= {row["name"] for row in csv.DictReader(io.StringIO(fields.read_text(encoding="utf-8-sig")))}
    (zones,) = (tmp_path / "a.fgb").rglob("zones.fgb")
    assert next(one for one in gdal.read(zones) if one.properties["id"] == SITE).properties.items() >= VALUES.items()
    (table,) = (tmp_path / "a.csv").rglob("zones.csv")
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(table.read_text(encoding="utf-8-sig")))}
    assert texts_of(rows[SITE]) == CELLS


def test_an_edited_workbook_brings_it_in(run: Run, folder: Path, tmp_path: Path) -> None:
    """Also into a table that lacks the column: it gets it."""
    copy, book = Path(shutil.copytree(folder, tmp_path / "geodata")), tmp_path / "book.xlsx"
    run("export", "--format", "xlsx", "--data", copy, "--out", book)
    edited = openpyxl.load_workbook(book)
    for sheet in edited.worksheets:
        heads = {cell.value: cell.column for cell in sheet[1]}
        if "Power (MW)" in heads:
            row = next(cell.row for cell in sheet["A"] if cell.value in (SITE, OTHER))
            sheet.cell(row, heads["Power (MW)"]).value = 20.5
    edited.save(book)
    before = (copy / "clusters.csv").read_text(encoding="utf-8")
    run("import", book, "--data", copy, "--yes")
    rows = json.loads(run("query", "--data", copy, "--format", "json"))
    assert [row["id"] for row in rows if row["power_mw"] == 20.5] == [SITE, OTHER]
    after = (copy / "clusters.csv").read_text(encoding="utf-8")
    changed = [(old, new) for old, new in zip(before.splitlines(), after.splitlines(), strict=True) if new != old + ","]
    assert [(new.removeprefix(old)) for old, new in changed] == [",power_mw", ",20.5"]
    told = run("diff", folder, copy)
    assert "power" in told.lower() and "20.5" in told


def test_the_map_gives_it_back(run: Run, page: Path, tmp_path: Path) -> None:
    run("verify", page)
    run("extract", page, "--out", tmp_path / "out")
    table = (tmp_path / "out" / "zones.csv").read_text(encoding="utf-8")
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(table))}
    assert texts_of(rows[SITE]) == CELLS
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8"))
    fields = next(one for one in package["resources"] if one["path"] == "zones.csv")["schema"]["fields"]
    types = {one["name"]: one["type"] for one in fields}
    assert [types[name] for name in ENTRIES] == ["string", "number", "integer", "string", "integer", "string", "string"]


def test_the_docs_have_it(env: dict[str, str]) -> None:
    script = (
        "from kcn_map.package.table_schema import column_tables; from kcn_map.reading import schema_in; "
        "print(column_tables(schema_in('schema = 1')))"
    )
    told = subprocess.run([sys.executable, "-c", script], stdout=subprocess.PIPE, encoding="utf-8", env=env).stdout
    assert "| `power_mw` | number | MW | công suất điện | power |" in told
    assert "| `port` | enum |  | cảng | port: `river`, `sea` |" in told


def test_data_of_the_page_name_their_columns_once(page: Path) -> None:
    data = unpack(data_of(page))
    assert data["facts"] == ["decision", *ENTRIES]
    assert set(ENTRIES) <= {one["name"] for one in data["fields"]}
