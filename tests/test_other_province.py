"""Another province, made up here: its data are good, its map works, and nothing in the code knows the shipped one."""

from __future__ import annotations

import ast
import csv
import json
import re
import subprocess
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import made_province
import pytest
from browser import OpenMap
from playwright.sync_api import expect

from kcn_map import Atlas
from kcn_map.core.errors import UnknownName
from kcn_map.page import minify
from kcn_map.text.names import fold

Run = Callable[..., subprocess.CompletedProcess[str]]
SOURCES = Path(__file__).resolve().parents[1] / "src" / "kcn_map"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_province.make(tmp_path_factory.mktemp("other") / "geodata")


@pytest.fixture(scope="module")
def built(folder: Path, kcn_map: Run) -> Path:
    path = folder.parent / "index.html"
    done = kcn_map("build", "--data", folder, "--out", path)
    assert done.returncode == 0, done.stderr
    return path


def asked(kcn_map: Run, folder: Path, *arguments: str) -> Any:
    done = kcn_map(*arguments, "--data", folder, "--format", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_check_finds_no_error(folder: Path) -> None:
    found = Atlas.load(folder).check()
    gaps = {"schema-old", "figure-not-known", "site-not-located", "source-without-figure"}
    assert {(f.severity, f.code) for f in found} == {("warning", code) for code in gaps}


def test_optional_files_may_be_gone(folder: Path, tmp_path: Path) -> None:
    other = made_province.make(tmp_path / "geodata")
    for name in ("province.geojson", "communes.geojson", "README.md"):
        (other / name).unlink()
    for path in (other / "base").iterdir():
        path.unlink()
    (other / "base").rmdir()
    assert Atlas.load(other).html() == Atlas.load(folder).html()
    (other / "datapackage.json").unlink()  # what its keepers say of it is in the map's package
    assert "atlas-package" in Atlas.load(other).html()


def test_districts_have_its_own_measures(folder: Path, kcn_map: Run) -> None:
    rows = {row["district_code"]: row for row in asked(kcn_map, folder, "districts")}
    assert list(rows) == ["901", "902", "903"]
    first = rows["901"]
    assert first["projects_total"] == 15
    assert first["occupancy_by_industrial_pct"] == pytest.approx((100 * 60 + 300 * 20) / 400)
    assert first["industrial_share_pct"] == pytest.approx(400 / (first["area_official_km2"] * 100) * 100)
    assert first["occupancy_by_industrial_pct_n"] == first["occupancy_by_industrial_pct_of"] == 2
    assert rows["903"]["projects_total"] is None and rows["903"]["projects_total_of"] == 1
    assert "area_planned_ha" not in first and "clusters_count" not in first


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("cu m'gar blang", "901"), ("Čư M'găr Ƀlang", "901"), ("ស្រុក", "901"), ("901", "901"),
        ("THỊ XÃ ŒUVRE-CHÂTEAU", "902"), ("oeuvre chateau", "902"), ("pho cu", "902"),
        ("strasse orsted", "903"), ("Huyện Straße Ørsted", "903"), ("903", "903"),
    ],
)  # fmt: skip
def test_districts_are_found_by_any_of_their_names(folder: Path, name: str, code: str) -> None:
    found = Atlas.load(folder).query(district=name)
    assert list(found.index) == [
        site["id"] for site in (*made_province.ZONES, *made_province.CLUSTERS) if site["district_code"] == code
    ]


def test_the_shipped_province_is_unknown_here(folder: Path, atlas_folder: Path) -> None:
    shipped = Atlas.load(atlas_folder).joined.first_areas
    for district in shipped:
        with pytest.raises(UnknownName):
            Atlas.load(folder).query(district=district.name["vi"])


def test_text_and_sums_work(folder: Path, kcn_map: Run) -> None:
    assert [row["id"] for row in asked(kcn_map, folder, "query", "strasse")] == ["z-2", "c-1"]  # a name, and a district
    assert [row["id"] for row in asked(kcn_map, folder, "query", "nong")] == ["z-1"]


# ── the page ──


def test_map_works_from_disk(built: Path, open_map: OpenMap) -> None:
    page = open_map(built)
    shapes = page.locator("[data-district]")
    assert shapes.evaluate_all("all => all.map((shape) => shape.dataset.district)") == ["901", "902", "903"]
    assert page.locator("#title").inner_text() == "Khu công nghiệp tỉnh Đắk Ƀŏng"
    assert page.locator("#level").is_hidden()
    assert page.locator("[data-commune]").count() == 0
    options = page.locator("#measure option").evaluate_all("all => all.map((option) => option.value)")
    assert options == ["projects_total", "industrial_share_pct", "occupancy_by_industrial_pct"]
    assert page.locator("[data-site='z-1']").count() >= 1
    for value in options:
        page.locator("#measure").select_option(value)
        assert page.locator("#legend").inner_text()


def test_map_follows_links_to_districts_and_sites(built: Path, open_map: OpenMap) -> None:
    page = open_map(built, "district=901", lang="en")
    for code, (_, name, _) in made_province.DISTRICTS.items():
        page.evaluate("code => { location.hash = 'lang=en&district=' + code; }", code)
        expect(page.locator("#details")).to_contain_text(name)
    for site in ("z-1", "z-2", "c-1"):
        page.evaluate("site => { location.hash = 'lang=en&site=' + site; }", site)
        expect(page.locator(f"[data-card='{site}']")).to_be_visible()


def test_map_searches_as_the_shell_does(built: Path, folder: Path, kcn_map: Run, open_map: OpenMap) -> None:
    page = open_map(built)
    for text, ids in {"strasse": ["z-2", "c-1"], "ea nong": ["z-1"], "ørsted": ["c-1"]}.items():
        page.locator("#search").fill(text)
        page.wait_for_function("n => document.querySelectorAll('[data-row]:not([hidden])').length === n", arg=len(ids))
        shown = page.locator("[data-row]:not([hidden])").evaluate_all("all => all.map((row) => row.dataset.row)")
        assert sorted(shown) == sorted(ids)
        assert sorted(row["id"] for row in asked(kcn_map, folder, "query", text)) == sorted(ids)


# ── nothing in the code knows the shipped province ──


def marks(atlas_folder: Path) -> set[str]:
    """What would give the shipped province away: names folded, in two words or more, and ids; codes by themselves."""
    joined = Atlas.load(atlas_folder).joined
    names = [joined.settings.province["vi"], joined.settings.province["en"]]
    names += [name for d in joined.first_areas for name in (d.name["vi"], d.name["en"], *d.other_names)]
    names += [site.name.first for site in joined.sites if site.is_identified]
    short = {re.sub(r"^(tinh|thanh pho|huyen|kcn|ccn) | (province|district|city)$", "", fold(name)) for name in names}
    return {name for name in short if " " in name} | {site.id for site in joined.sites}


def code_texts() -> Iterator[tuple[str, str]]:
    """(file, every text that the program itself holds): no comments, no docstrings."""
    for path in sorted(SOURCES.rglob("*")):
        name = path.relative_to(SOURCES).as_posix()
        if path.suffix == ".py":
            yield from ((name, text) for text in _python_texts(path.read_text(encoding="utf-8")))
        elif path.suffix == ".js":
            yield name, minify.script(path.read_text(encoding="utf-8"))
        elif path.suffix == ".toml":
            tree = tomllib.loads(path.read_text(encoding="utf-8"))
            yield name, json.dumps(tree, ensure_ascii=False, default=str)
        elif path.suffix in (".html", ".css", ".json", ".md"):
            yield name, path.read_text(encoding="utf-8")


def _python_texts(code: str) -> Iterator[str]:
    tree = ast.parse(code)
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


def test_no_name_or_id_of_the_shipped_province(atlas_folder: Path) -> None:
    wanted = sorted(marks(atlas_folder))
    assert len(wanted) > 30
    any_of_them = re.compile(rf"\b({'|'.join(map(re.escape, wanted))})\b")
    found = [(file, any_of_them.findall(f"{text} {fold(text)}")) for file, text in code_texts()]
    assert [(file, names) for file, names in found if names] == []


def test_no_code_of_the_shipped_province(atlas_folder: Path) -> None:
    joined = Atlas.load(atlas_folder).joined
    codes = {area.code for areas in joined.areas.values() for area in areas}
    with (atlas_folder / "communes.csv").open(encoding="utf-8-sig") as file:
        codes |= {row["code"] for row in csv.DictReader(file)}
    quoted = re.compile(rf"""["'“]({"|".join(sorted(codes))})["'”]""")
    assert [(file, quoted.search(text)) for file, text in code_texts() if quoted.search(text) or text in codes] == []
