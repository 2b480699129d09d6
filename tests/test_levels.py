"""Levels are data: an atlas of one level, one of three with letters in the codes, and mistakes in [[levels]]."""

from __future__ import annotations

import csv
import json
import re
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import made_province
import page_atlas
import pytest
from shipped_schema import KINDS_TOML

from kcn_map import Atlas, DataError, UnknownName, Unusable, reading
from kcn_map.core import findings
from kcn_map.page import data as page_data
from kcn_map.page.columnar import pack

WARDS = """[[levels]]
id = "ward"
layer = "wards.geojson"
name = { vi = "phường", en = "ward" }
name_plural = { vi = "phường", en = "wards" }
valid_from = 2025-07-01
"""
#: Above them a level with a layer of its own, and below the wards that there were, by name alone.
REGIONS = """
[[levels]]
id = "region"
layer = "regions.geojson"
name = { vi = "vùng", en = "region" }
name_plural = { vi = "vùng", en = "regions" }

[[levels]]
id = "old_ward"
table = "old_wards.csv"
name = { vi = "phường cũ", en = "former ward" }
name_plural = { vi = "phường cũ", en = "former wards" }
valid_until = 2025-07-01
"""
CODES = {"901": "GM.0503-a", "902": "GM.0503-b", "903": "GM.0599"}
Edit = Callable[[str], str]


def moved(folder: Path, levels: str) -> Path:
    """The made province with its districts as wards, and these levels."""
    settings = folder / "atlas.toml"
    text = settings.read_text(encoding="utf-8").replace("schema = 1", "schema = 2")
    settings.write_text(text.replace("[[measures]]", f"{levels}\n{KINDS_TOML}\n[[measures]]", 1), encoding="utf-8")
    for name in ("communes.csv", "communes.geojson"):
        (folder / name).unlink(missing_ok=True)
    tree = json.loads((folder / "districts.geojson").read_text(encoding="utf-8"))
    for feature in tree["features"]:
        feature["properties"]["code"] = CODES[feature["properties"]["code"]]
    (folder / "districts.geojson").unlink()
    (folder / "wards.geojson").write_text(json.dumps(tree), encoding="utf-8")
    for name in ("zones.csv", "clusters.csv"):
        path = folder / name
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        kept = [column for column in rows[0] if "commune" not in column and column != "district_code"]
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [*kept, "ward_code"], lineterminator="\n")
            writer.writeheader()
            for row in rows:
                code = CODES.get(row["district_code"], "")
                writer.writerow({**{name: row[name] for name in kept}, "ward_code": code})
    towns = folder / "base" / "towns.geojson"
    if towns.exists():
        towns.write_text(towns.read_text(encoding="utf-8").replace("district_code", "ward_code"), encoding="utf-8")
    observations = folder / "observations.csv"
    text = observations.read_text(encoding="utf-8")
    told = re.sub(r"district:(\d+)", lambda found: f"ward:{CODES[found[1]]}", text)
    observations.write_text(told, encoding="utf-8")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return made_province.make(tmp_path / "geodata")


def test_an_atlas_of_one_level_checks_builds_and_is_queried(folder: Path, tmp_path: Path) -> None:
    atlas = Atlas.load(moved(folder, WARDS))
    assert [finding for finding in atlas.check() if finding.severity == "error"] == []
    assert list(atlas.districts.index) == list(CODES.values()) and atlas.districts.index.name == "ward_code"
    sites = atlas.query(district="gm.0503-a")
    assert len(sites) and set(sites["ward_code"]) == {"GM.0503-a"}
    assert "district_code" not in sites.columns and "commune_2025" not in sites.columns
    page = atlas.save(tmp_path / "index.html")
    assert Atlas.verify(page).altered == ()
    assert Atlas.load(Atlas.extract(page, tmp_path / "package")).check() == atlas.check()
    assert atlas.export(tmp_path / "map.svg").exists() and atlas.export(tmp_path / "a.gpkg").exists()


def test_former_areas_answer_by_what_they_went_into(folder: Path, tmp_path: Path) -> None:
    moved(folder, WARDS + REGIONS)
    shutil.copy(folder / "wards.geojson", folder / "regions.geojson")
    became = f"GM.0599,{made_province.DISTRICTS['903'][0]}"
    rows = f"code,name_vi,other_names,ward_code,ward_name\nX-1,Phường Bến Cũ,Làng Bến,{became}\n"
    (folder / "old_wards.csv").write_text(rows, encoding="utf-8")
    atlas = Atlas.load(folder)
    errors = [finding for finding in atlas.check() if finding.severity == "error"]
    assert errors == []
    found = atlas.query(district="ben cu")
    assert list(found.index) == list(atlas.query(district="GM.0599").index) and len(found)
    assert list(atlas.query(district="lang ben").index) == list(found.index)
    regions = atlas.areas("region")
    assert len(regions) == len(CODES) + 1  # the last row: sites that are not allocated
    assert regions.index.isna()[-1] and regions.iloc[-1]["projects_total_of"] == len(atlas.sites)
    with pytest.raises(UnknownName):
        atlas.query(district="nowhere at all")


def test_prefixes_of_a_level_are_no_part_of_a_name(folder: Path, tmp_path: Path) -> None:
    moved(folder, WARDS + 'prefixes = ["Buôn", "Rural Municipality"]\n')
    atlas = Atlas.load(folder)
    name = made_province.DISTRICTS["903"][0].removeprefix("Huyện ")
    for text in (f"buon {name}", f"{name} rural municipality", f"RM {name}", f"huyện {name}"):
        assert set(atlas.query(district=text)["ward_code"]) == {CODES["903"]}, text
    sought = [list(atlas.query(text).index) for text in (name, f"buôn {name}", f"rural municipality {name}")]
    assert sought[0] and sought[1:] == sought[:1] * 2
    for text in ("buôn", "rm"):
        with pytest.raises(UnknownName):
            atlas.query(district=f"xyz {text} nowhere")


def test_a_text_finds_sites_by_what_their_area_was_made_of(folder: Path, tmp_path: Path) -> None:
    moved(folder, WARDS + REGIONS)
    shutil.copy(folder / "wards.geojson", folder / "regions.geojson")
    became = f"GM.0599,{made_province.DISTRICTS['903'][0]}"
    rows = f"code,name_vi,other_names,ward_code,ward_name\nX-1,Phường Bến Cũ,Làng Bến,{became}\n"
    (folder / "old_wards.csv").write_text(rows, encoding="utf-8")
    atlas = Atlas.load(folder)
    wanted = set(atlas.query(district="GM.0599").index)
    assert wanted and set(atlas.query("bến cũ").index) == set(atlas.query("lang ben").index) == wanted
    data = page_atlas.records(page_data.page_data(atlas.joined, atlas.summary))
    assert {site["row"]["id"] for site in data["sites"] if "Phường Bến Cũ" in site["places"]} == wanted


def test_findings_call_an_area_what_its_level_is_called(folder: Path) -> None:
    moved(folder, WARDS)
    zones = folder / "zones.csv"
    with zones.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0]["ward_code"], rows[1]["ward_code"] = "GM.0503-x", "GM.0599"
    with zones.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    said = {finding.code: finding for finding in Atlas.load(folder).check() if finding.file.startswith("zones")}
    assert said["area-unknown"].message("en") == ("wards.geojson has no ward of code “GM.0503-x”; nearest: GM.0503-b.")
    assert "in ward GM.0599 but in" in said["site-outside-area"].message("en")
    assert "trong phường GM.0599 mà" in said["site-outside-area"].message("vi")


def test_no_finding_names_a_level_of_its_own() -> None:
    """What an area is called is said by the settings: no text has it."""
    named = re.compile(r"\b(huyện|xã|phường|districts?|communes?|wards?)\b", re.IGNORECASE)
    texts = [text for code in findings.catalogue().values() for kind in (code.title, code.message, code.fix)
             for text in kind.values()]  # fmt: skip
    assert [text for text in texts if named.search(text)] == []


MISTAKES: dict[str, tuple[Edit, str]] = {
    "an unknown parent": (lambda text: text + 'parent = "gone"\n', "levels.ward.parent"),
    "a circle": (
        lambda text: text + 'parent = "region"\n' + REGIONS.replace('id = "region"', 'id = "region"\nparent = "ward"'),
        "levels.ward.parent",
    ),
    "an id twice": (lambda text: text + REGIONS.replace('id = "region"', 'id = "ward"'), "levels.ward.id"),
    "an id that is a column": (lambda text: text.replace('"ward"', '"status"', 1), "levels.status.id"),
    "an id that is a key of addresses": (lambda text: text.replace('"ward"', '"q"', 1), "levels.q.id"),
    "an id that is one but for its year": (lambda text: text.replace('"ward"', '"kind_1"', 1), "levels.kind_1.id"),
    "a prefix without letters": (lambda text: text + 'prefixes = ["-"]\n', "levels.ward.prefixes"),
    "two levels of one layer": (
        lambda text: text + REGIONS.replace("regions.geojson", "wards.geojson"),
        "levels.region.layer",
    ),
    "thirty levels": (
        lambda text: text + "".join(REGIONS.replace("region", f"r{number}") for number in range(15)),
        "levels",
    ),
    "a layer elsewhere": (lambda text: text.replace("wards.geojson", "../wards.geojson"), "levels.ward.layer"),
    "a first level of names alone": (lambda text: text.replace('layer = "wards.geojson"\n', ""), "levels.ward.layer"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_of_levels_are_findings(mistake: str, folder: Path) -> None:
    edit, field = MISTAKES[mistake]
    with pytest.raises(Unusable) as refusal:
        Atlas.load(moved(folder, edit(WARDS)))
    assert field in {finding.field for finding in refusal.value.findings}


def test_a_layer_that_is_not_there_is_a_finding(folder: Path) -> None:
    moved(folder, WARDS)
    (folder / "wards.geojson").unlink()
    found = reading.read(folder).findings
    assert [(finding.code, finding.file) for finding in found] == [("file-missing", "wards.geojson")]
    with pytest.raises(DataError):
        _ = Atlas.load(folder).joined


OLD_KINDS = re.compile(r"^\[\[kinds\]\]\n(?:.+\n)+\n?", re.MULTILINE)


def test_an_atlas_of_schema_1_says_the_same(copy_of_atlas: Path, atlas_folder: Path, tmp_path: Path) -> None:
    """What it leaves unsaid, `check` gives to put in: its levels, and its kinds with the limit that it has of one."""
    settings = copy_of_atlas / "atlas.toml"
    text = settings.read_text(encoding="utf-8").replace("[sites]\n", "")
    bare = re.sub(r"^\[\[levels\]\]\n(?:.+\n)+\n", "", text, flags=re.MULTILINE)
    zones, clusters = OLD_KINDS.findall(bare)
    limit = "".join(line for line in clusters.splitlines(True) if line.startswith(("[[", "id =", "area_max")))
    bare = bare.replace(zones, "").replace(clusters, f"{limit}\n")
    settings.write_text(bare.replace("schema = 2", "schema = 1", 1), encoding="utf-8")
    old, new = Atlas.load(copy_of_atlas), Atlas.load(atlas_folder)
    assert pack(page_data.page_data(old.joined, old.summary)) == pack(page_data.page_data(new.joined, new.summary))
    (told,) = [finding for finding in old.check() if finding.code == "schema-old"]
    assert [finding for finding in old.check() if finding != told] == new.check()
    page = old.save(tmp_path / "index.html")
    assert Atlas.verify(page).altered == ()
    assert [change.key for change in Atlas.diff(page, atlas_folder)] == ["schema"]
    package = Atlas.extract(page, tmp_path / "package")
    lines = told.fix("en").partition("\n")[2]
    moved = (package / "atlas.toml").read_text(encoding="utf-8").replace("schema = 1", "schema = 2", 1)
    assert "in place of any [[kinds]] there" in told.fix("en") and lines.count("[[kinds]]") == 2
    (package / "atlas.toml").write_text(f"{OLD_KINDS.sub('', moved)}\n{lines}\n", encoding="utf-8")
    assert Atlas.load(package).joined.settings == new.joined.settings


def test_an_atlas_of_schema_1_that_describes_its_kinds_lacks_the_levels_alone(copy_of_atlas: Path) -> None:
    settings = copy_of_atlas / "atlas.toml"
    bare = re.sub(r"^\[\[levels\]\]\n(?:.+\n)+\n", "", settings.read_text(encoding="utf-8"), flags=re.MULTILINE)
    settings.write_text(bare.replace("schema = 2", "schema = 1", 1), encoding="utf-8")
    (told,) = [finding for finding in Atlas.load(copy_of_atlas).check() if finding.code == "schema-old"]
    assert "[[levels]]" in told.fix("en") and "kinds" not in told.fix("en")


def test_the_shipped_atlas_leaves_nothing_unsaid(atlas_folder: Path) -> None:
    tree = tomllib.loads((atlas_folder / "atlas.toml").read_text(encoding="utf-8"))
    assert {"levels", "kinds", "sites"} <= tree.keys() and all("table" in kind for kind in tree["kinds"])


def test_a_folder_of_districts_that_holds_communes_is_told_as_such(copy_of_atlas: Path) -> None:
    """Where a province of today stands in the files of schema 1: codes of five digits, and communes as "districts"."""
    settings = copy_of_atlas / "atlas.toml"
    text = re.sub(r"^\[\[levels\]\]\n(?:.+\n)+\n", "", settings.read_text(encoding="utf-8"), flags=re.MULTILINE)
    settings.write_text(text.replace("schema = 2", "schema = 1", 1), encoding="utf-8")
    layer = copy_of_atlas / "districts.geojson"
    layer.write_bytes((copy_of_atlas / "communes.geojson").read_bytes())
    told = next(finding for finding in Atlas.load(copy_of_atlas).check() if finding.code == "schema-old")
    first = tomllib.loads(told.fix("vi").partition("\n")[2])["levels"][0]
    assert (first["id"], first["layer"], first["digits"]) == ("district", "districts.geojson", 5)
    assert first["name"]["vi"] == "xã" and first["name_plural"] == {"vi": "xã, phường", "en": "communes"}
