"""Fields are data: an entry of [[fields]] is a column of sites at every place where one is read, checked and shown."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import made_fields
import openpyxl
import pytest
from atlas_edits import read_rows, write_rows
from conftest import Run
from made_fields import CELLS, FIELDS, NAMES, VALUES, entry, measured, with_fields

from kcn_map import Atlas, Unusable

Edit = Callable[[str], str]
RENT, QUAY = entry("land_rent"), entry("quay")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_fields.make(tmp_path_factory.mktemp("fields") / "geodata")


@pytest.fixture(scope="module")
def atlas(folder: Path) -> Atlas:
    return Atlas.load(folder)


@pytest.fixture(scope="module")
def page(atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return atlas.save(tmp_path_factory.mktemp("page") / "index.html")


def with_cell(folder: Path, tmp_path: Path, name: str, cell: str) -> Path:
    """A copy with another cell of the first site."""
    copy = Path(shutil.copytree(folder, tmp_path / "geodata"))
    first, *others = read_rows(copy / "zones.csv")
    write_rows(copy / "zones.csv", [first | {name: cell}, *others])
    return copy


MISTAKES: dict[str, tuple[str, str]] = {
    "a type that there is not": (RENT.replace('"money"', '"price"'), "fields.land_rent.type"),
    "no type": (RENT.replace('type = "money"\n', ""), "fields.land_rent.type"),
    "no name": (re.sub("name = .*\n", "", RENT), "fields.land_rent.name"),
    "an id that is no name": (RENT.replace('"land_rent"', '"land rent"'), "fields.1.id"),
    "an id twice": (RENT + RENT, "fields.land_rent.id"),
    "the id of a column": (RENT.replace('"land_rent"', '"status"'), "fields.status.id"),
    "the id of a column of a level": (RENT.replace('"land_rent"', '"District_code"'), "fields.District_code.id"),
    "the id of what the join adds": (RENT.replace('"land_rent"', '"distance_km"'), "fields.distance_km.id"),
    "the id of a text in a language": (RENT.replace('"land_rent"', '"industries_en"'), "fields.industries_en.id"),
    "the id of a measure": (RENT.replace('"land_rent"', '"industrial_share_pct"'), "fields.industrial_share_pct.id"),
    "the id of a condition": (RENT.replace('"land_rent"', '"compare"'), "fields.compare.id"),
    "a column that databases keep": (RENT.replace('"land_rent"', '"fid"'), "fields.fid.id"),
    "money without a currency": (RENT.replace("USD/m²", ""), "fields.land_rent.unit"),
    "a unit of a choice": (QUAY.replace('"choice"', '"choice"\nunit = "m"'), "fields.quay.unit"),
    "a group that there is not": (RENT.replace('"price"', '"prices"'), "fields.land_rent.group"),
    "a filter of a text": (entry("phone").replace('"text"', '"text"\nfilter = true'), "fields.phone.filter"),
    "a filter that is a text": (RENT.replace("true", '"yes"'), "fields.land_rent.filter"),
    "no choices": (re.sub("choices = .*\n", "", QUAY), "fields.quay.choices"),
    "a choice without words": (
        QUAY.replace('{ vi = "bến sông", en = "river quay" }', "{}"),
        "fields.quay.choices.river.vi",
    ),
    "choices of a number": (RENT + "choices = { a = { vi = 'a' } }\n", "fields.land_rent.choices"),
    "a key that there is not": (RENT + "colour = 'red'\n", "fields.land_rent.colour"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_of_fields_are_findings(mistake: str, folder: Path, tmp_path: Path) -> None:
    text, field = MISTAKES[mistake]
    copy = Path(shutil.copytree(folder, tmp_path / "geodata"))
    settings = copy / "atlas.toml"
    whole = settings.read_text(encoding="utf-8")
    settings.write_text(whole.replace("".join(map(entry, FIELDS)), text), encoding="utf-8")
    with pytest.raises(Unusable) as refusal:
        Atlas.load(copy)
    assert [finding.field for finding in refusal.value.findings] == [field]


def test_tables_are_read_checked_and_joined(atlas: Atlas) -> None:
    """One table has the columns, the other lacks them: neither is at fault."""
    assert not [finding for finding in atlas.check() if finding.code in ("column-unknown", "column-missing")]
    sites = {site.id: site.facts for site in atlas.joined.sites}
    assert {name: sites["z-1"][name] for name in FIELDS} == VALUES
    assert {sites["c-1"][name] for name in FIELDS} == {None}
    assert list(atlas.sites.loc["z-1", list(FIELDS)]) == list(VALUES.values())


BAD = {
    "area_ready_ha": ("12,5", "number-decimal-comma"),
    "let_until": ("June", "date-invalid"),
    "land_rent": ("-5", "number-negative"),
    "green_pct": ("120", "percent-out-of-range"),
    "gates": ("2.5", "count-not-whole"),
    "phone": ("n/a", "value-placeholder"),
    "email": ("info@", "address-invalid"),
    "website": ("ftp://an.example", "address-invalid"),
    "quay": ("lake", "value-not-allowed"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_cell_is_checked_by_its_type(name: str, folder: Path, tmp_path: Path) -> None:
    cell, code = BAD[name]
    copy = with_cell(folder, tmp_path, name, cell)
    errors = [finding for finding in Atlas.load(copy).check() if finding.severity == "error"]
    assert [(finding.code, finding.field, finding.value) for finding in errors] == [(code, name, cell)]


def test_an_address_of_mail_may_say_so(folder: Path, tmp_path: Path) -> None:
    copy = with_cell(folder, tmp_path, "email", "mailto:info@an.example.vn")
    assert not [finding for finding in Atlas.load(copy).check() if finding.severity == "error"]


def test_the_shell_shows_them(kcn_map: Run, folder: Path) -> None:
    told = kcn_map("show", "z-1", "--data", folder, "--lang", "en").stdout
    for name, (*_, shown) in FIELDS.items():
        title, value = NAMES[name][1].capitalize(), shown.replace("\u00a0", " ")
        assert re.search(rf"^{title} +{re.escape(value)}$", told, re.MULTILINE | re.IGNORECASE), name
    table = kcn_map("query", "--data", folder, "--format", "table", "--lang", "vi", "--sort", "-land_rent").stdout
    row = next(line for line in table.splitlines() if "z-1" in line)
    assert "bến sông" in row and "55" in row and table.index("z-2") < table.index("z-1")


def test_exports_have_them(atlas: Atlas, tmp_path: Path) -> None:
    with sqlite3.connect(atlas.export(tmp_path / "a.gpkg", "gpkg", "en")) as base:
        cells = base.execute(f"SELECT {', '.join(FIELDS)} FROM zones WHERE id = 'z-1'").fetchone()
        aliases = dict(base.execute("SELECT column_name, title FROM gpkg_data_columns WHERE table_name = 'zones'"))
    base.close()
    assert dict(zip(FIELDS, cells, strict=True)) == VALUES
    assert (aliases["land_rent"], aliases["quay"]) == ("Land rent (USD/m²)", "Nearest quay")
    kml = ElementTree.parse(atlas.export(tmp_path / "a.kml", "kml", "en"))
    told = {one.get("name"): one.text for one in kml.iter("{http://www.opengis.net/kml/2.2}SimpleData")}
    assert set(FIELDS) <= set(told)
    sheet = openpyxl.load_workbook(atlas.export(tmp_path / "a.xlsx", "xlsx", "en")).worksheets[0]
    head, first = list(sheet.iter_rows(values_only=True))[:2]
    row = dict(zip(head, first, strict=True))
    assert [row[name] for name in ("Levelled land (ha)", "Land rent (USD/m²)", "Gates", "E-mail", "Nearest quay")] == [
        12.5, 55, 3, "info@an.example.vn", "river",
    ]  # fmt: skip


def test_an_edited_workbook_brings_them_in(kcn_map: Run, folder: Path, tmp_path: Path) -> None:
    """Also into a table that lacks the column: it gets it."""
    copy, book = Path(shutil.copytree(folder, tmp_path / "geodata")), tmp_path / "book.xlsx"
    Atlas.load(copy).export(book, "xlsx", "en")
    edited = openpyxl.load_workbook(book)
    for sheet in edited.worksheets[:2]:
        heads = {cell.value: cell.column for cell in sheet[1]}
        sheet.cell(2, heads["Land rent (USD/m²)"]).value = 61.5
        sheet.cell(2, heads["Nearest quay"]).value = "sea"
    edited.save(book)
    done = kcn_map("import", book, "--data", copy, "--yes")
    assert done.returncode == 0, done.stderr
    rows = {row["id"]: row for row in json.loads(kcn_map("query", "--data", copy, "--format", "json").stdout)}
    assert [(rows[id_]["land_rent"], rows[id_]["quay"]) for id_ in ("z-1", "c-1")] == [(61.5, "sea")] * 2
    assert rows["z-1"]["let_until"] == CELLS["let_until"]


@pytest.mark.parametrize(
    ("how", "unit", "wanted"),
    [
        ('aggregation = "sum"\nfield = "area_ready_ha"', "ha", 92.5),
        ('aggregation = "maximum"\nfield = "gates"', "", 4),
        ('aggregation = "median"\nfield = "land_rent"', "USD/m²", 627.5),
        ('aggregation = "weighted_mean"\nfield = "land_rent"\nweight = "gates"', "USD/m²", (3 * 55 + 4 * 1200) / 7),
    ],
)
def test_measures_can_be_made_of_them(how: str, unit: str, wanted: float, folder: Path, tmp_path: Path) -> None:
    atlas = Atlas.load(measured(folder, tmp_path, how, unit))
    assert [finding.code for finding in atlas.check() if finding.severity == "error"] == []
    assert [value for value in atlas.districts["m"].dropna() if value] == [pytest.approx(wanted)]


def test_what_is_so_much_for_each_unit_is_not_added(folder: Path, tmp_path: Path) -> None:
    copy = measured(folder, tmp_path, 'aggregation = "sum"\nfield = "land_rent"', "USD/m²")
    found = [(one.code, one.value) for one in Atlas.load(copy).check() if one.severity == "error"]
    assert found == [("measure-not-additive", "land_rent")]


@pytest.mark.parametrize(
    ("view", "wrong"),
    [
        ("fields=quay:river,sea;land_rent:..100.5;let_until:2030-06..&sort=-land_rent", None),
        ("fields=quay:lake", "quay:lake"),
        ("fields=gates:2..;motto:a..b", "motto:a..b"),
        ("fields=land_rent:..cheap", "land_rent:..cheap"),
    ],
)
def test_a_saved_view_asks_for_fields_that_there_are(
    view: str, wrong: str | None, folder: Path, tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(folder, tmp_path / "geodata"))
    with_fields(copy, f'[[views]]\ntitle_vi = "Xem"\ntitle_en = "View"\nview = "{view}"\n\n')
    found = [one.value for one in Atlas.load(copy).check() if one.code == "view-unknown"]
    assert found == ([wrong] if wrong else [])


def test_the_map_gives_them_back(kcn_map: Run, page: Path, tmp_path: Path) -> None:
    assert kcn_map("verify", page).returncode == 0
    kcn_map("extract", page, "--out", tmp_path / "out")
    (row, *_) = csv.DictReader(io.StringIO((tmp_path / "out" / "zones.csv").read_text(encoding="utf-8")))
    assert {name: row[name] for name in FIELDS} == CELLS
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8"))
    resource = next(one for one in package["resources"] if one["path"] == "zones.csv")
    types = {one["name"]: one["type"] for one in resource["schema"]["fields"]}
    assert [types[name] for name in ("area_ready_ha", "land_rent", "gates", "quay")] == [
        "number", "number", "integer", "string",
    ]  # fmt: skip
