"""A page whose first level is communes, parts of former provinces: it begins with them, without a word of districts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import full_atlas
import page_atlas
import pytest
from atlas_edits import read_rows, write_rows
from browser import OpenMap
from playwright.sync_api import Page, expect
from shipped_schema import KINDS_TOML

from kcn_map import Atlas, page
from kcn_map.analysis.aggregate import summarise
from kcn_map.export import map_layout
from kcn_map.page.data import page_data

CODES = {"148": "07894", "150": "08230", "152": "LS.1", "153": "LS-2_b"}
PARENTS = {"07894": "25", "08230": "25", "LS.1": "26", "LS-2_b": "26"}
#: Words of levels that this page does not have, and what no text has.
FOREIGN = re.compile(r"huyện|district|thị trấn|2025|undefined|\{\w", re.IGNORECASE)
#: What is read, seen or printed, but for the name of the base map's one town.
TEXTS = """() => [document.querySelector("main").innerText.replaceAll("Thị trấn Phố", ""),
  document.getElementById("print").textContent,
  ...[...document.querySelectorAll("*")].flatMap((one) =>
    ["aria-label", "title", "placeholder"].map((name) => one.getAttribute(name) || ""))]"""


def of_communes(data: dict[str, Any]) -> dict[str, Any]:
    """The data of an atlas of the same places as communes with codes of any letters, of two former provinces."""
    districts = data["levels"][0]
    areas = [area | {"code": CODES[area["code"]]} for area in districts["areas"]]
    names = [{"vi": f"Xã {place}", "en": f"{place} Commune"} for place in range(1, 5)]
    ward = districts | {
        "id": "ward", "name": {"vi": "xã", "en": "commune"}, "parent": "former", "valid_from": "2020-07-01",
        "name_plural": {"vi": "xã, phường", "en": "communes and wards"}, "valid_until": None,
        "areas": [a | {"name": name, "parents": [PARENTS[a["code"]]]} for a, name in zip(areas, names, strict=True)],
    }  # fmt: skip
    former = ward | {
        "id": "former", "name": {"vi": "tỉnh cũ", "en": "former province"}, "parent": None, "is_mapped": False,
        "name_plural": {"vi": "tỉnh cũ", "en": "former provinces"}, "valid_from": None, "valid_until": "2020-07-01",
        "areas": [{"code": "25", "name": "Tỉnh Bắc", "other_names": ["Vĩnh Phú"]},
                  {"code": "26", "name": "Tỉnh Nam", "other_names": []}],
    }  # fmt: skip
    layers = data["topology"]["layers"]
    drawn = layers["district"] | {"keys": [CODES[key] for key in layers["district"]["keys"]]}
    return data | {
        "levels": [ward, former],
        "province": data["province"] | {"ended_on": None},
        "sites": [site | {"row": row(site["row"])} for site in data["sites"]],
        "topology": data["topology"] | {"layers": {"ward": drawn, "neighbours": layers["neighbours"],
                                                    "sites": layers["sites"]}},
    }  # fmt: skip


def row(values: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in values.items() if not name.startswith(("district", "commune"))}
    code = CODES.get(values["district_code"])
    return kept | {"ward_code": code, "former_code": PARENTS.get(code or "")}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    joined = page_atlas.joined()
    path = tmp_path_factory.mktemp("communes") / "map.html"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(page, "page_data", lambda *values: of_communes(page_atlas.records(page_data(*values))))
        path.write_text(page.render(page_atlas.dataset(), joined, summarise(joined)), encoding="utf-8")
    return path


def test_the_page_opens_with_its_communes(built: Path, open_map: OpenMap) -> None:
    shown = open_map(built, lang="en")
    expect(shown.locator("[data-ward]")).to_have_count(4)
    expect(shown.locator("#level")).to_be_hidden()
    expect(shown.locator("#legend h2")).to_contain_text("communes and wards")
    assert shown.locator("#search").get_attribute("placeholder") == "Name, commune, former province, industry…"
    shown.locator('[data-ward="LS-2_b"]').focus()
    shown.keyboard.press("Enter")
    expect(shown.locator("[data-card='LS-2_b']")).to_contain_text("4 Commune")
    assert shown.evaluate("location.hash") == "#lang=en&selected=LS-2_b"


def test_sites_are_listed_and_filtered_by_former_province(built: Path, open_map: OpenMap) -> None:
    shown = open_map(built)
    expect(shown.locator("#places h3").first).to_have_text("Tỉnh Bắc")
    expect(shown.locator("#places h4")).to_contain_text(["Xã 1", "Xã 2"])
    assert (chips(shown, "ward"), chips(shown, "former")) == (["1", "2"], ["Bắc", "Nam"])
    shown.locator("details.more summary").first.click()
    south = shown.locator("[data-facet='former'][data-value='26']")
    south.click()
    expect(shown.locator("#count")).to_have_text("0 / 4")
    expect(shown.locator(".reasons")).to_contain_text("ở Tỉnh Bắc, không phải Tỉnh Nam")
    expect(shown.locator(".reasons")).to_contain_text("chưa rõ tỉnh cũ")
    expect(shown.locator(".empty-box > .button")).to_contain_text(["Mọi tỉnh cũ"])
    assert shown.evaluate("location.hash") == "#former=26"
    south.click()
    shown.locator("#search").fill("vinh phu")
    expect(shown.locator("#count")).to_have_text("3 / 4")


def chips(shown: Page, level: str) -> list[str]:
    return shown.locator(f"[data-facet='{level}'] span:first-of-type").all_text_contents()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_nothing_is_said_of_levels_that_there_are_not(built: Path, open_map: OpenMap, lang: str) -> None:
    shown = open_map(built, lang=lang)
    for link in ("", "ward=07894", "site=kcn-a&compare=kcn-a", "former=25&q=kcn"):
        shown.evaluate("link => { location.hash = link; }", f"lang={lang}&{link}")
        expect(shown.locator("#count")).to_have_text(
            {"ward=07894": "2 / 4", "former=25&q=kcn": "2 / 4"}.get(link, "4 / 4")
        )
        shown.evaluate("dispatchEvent(new Event('beforeprint'))")
        found = [FOREIGN.findall(text) for text in shown.evaluate(TEXTS)]
        assert [words for words in found if words] == [], link


LEVEL = """
[[levels]]
id = "commune"
layer = "communes.geojson"
name = { vi = "xã", en = "commune" }
name_plural = { vi = "xã, phường", en = "communes and wards" }
"""
OTHERS = ("district_code", "commune_2020", "commune_2020_code", "commune_2025")


@pytest.fixture(scope="module")
def atlas(tmp_path_factory: pytest.TempPathFactory) -> Atlas:
    """The full atlas with its communes alone."""
    folder = full_atlas.make(tmp_path_factory.mktemp("alone") / "geodata")
    for name, old, new in (
        ("atlas.toml", "schema = 1", "schema = 2"),
        ("atlas.toml", "Tỉnh có ba huyện.", ""),
        ("atlas.toml", "The province has three districts.", ""),
        ("observations.csv", "district:901", "commune:91000"),
    ):
        text = (folder / name).read_text(encoding="utf-8").replace(old, new, 1)
        (folder / name).write_text(text, encoding="utf-8")
    with (folder / "atlas.toml").open("a", encoding="utf-8") as file:
        file.write(LEVEL + KINDS_TOML)
    for name in ("districts.geojson", "communes.csv", "datapackage.json"):
        (folder / name).unlink()
    for name in ("zones.csv", "clusters.csv"):
        rows = [{key.replace("commune_2025_code", "commune_code"): one[key] for key in one if key not in OTHERS}
                for one in read_rows(folder / name)]  # fmt: skip
        write_rows(folder / name, rows)
    return Atlas.load(folder)


def test_an_atlas_of_communes_alone_opens_with_them(atlas: Atlas, open_map: OpenMap, tmp_path: Path) -> None:
    shown = open_map(atlas.save(tmp_path / "map.html"), lang="en")
    hooks = shown.locator("[data-commune]").evaluate_all("all => all.map((one) => one.dataset.commune)")
    assert sorted(hooks) == ["91000", "91001", "91002"]
    expect(shown.locator("#level")).to_be_hidden()
    expect(shown.locator("#legend h2")).to_contain_text("communes and wards")
    assert atlas.query(district="91001").index.tolist() == ["zone-1", "cluster-1"]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_its_pictures_and_tables_without_scripts_have_no_word_of_districts(atlas: Atlas, lang: Any) -> None:
    measure = atlas.joined.settings.measures[0]
    drawn = map_layout.svg(atlas.joined, atlas.summary, measure, map_layout.PAGES["slide"], lang)
    texts = re.findall(r"<text[^>]*>([^<]*)<", drawn)
    assert {"vi": "số xã", "en": "communes and wards"}[lang] in texts
    assert not [text for text in texts if re.search("huyện|district", text, re.IGNORECASE)]
    heads = re.findall(r"<h2>(.*?)</h2>", " ".join(re.findall(r"<noscript>.*?</noscript>", atlas.html(), re.S)))
    assert any("theo xã, phường" in head and "by commune" in head for head in heads)
