"""The page as one document: sealed, the same every time, and safe whatever the data says."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import page_atlas
import pytest
from page_reader import Page

from kcn_map import page
from kcn_map.analysis.aggregate import summarise
from kcn_map.core.settings import Lang

RAW_MAX, PACKED_MAX = 560_000, 190_000
TESTS = Path(__file__).resolve().parent

#: Everything that has ever broken out of an attribute, a text, a script, a template or a line.
PAYLOAD = (
    "</script></noscript><script>alert(1)</script><img src=x onerror=alert(1)><!--\"' onload='x "
    "{{ 7*7 }}{% raw %}{# #}${7*7}`\\u003c\\ &amp;\u2028\u2029\x00\ud800"
)


@pytest.fixture(scope="module")
def built() -> Page:
    joined = page_atlas.joined()
    return Page(page.render(page_atlas.dataset(), joined, summarise(joined)))


@pytest.fixture(scope="module")
def hostile() -> Page:
    joined = page_atlas.spoil(page_atlas.joined(), PAYLOAD)
    return Page(page.render(page_atlas.dataset(), joined, summarise(joined)))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_head_names_language_title_and_leaves_zoom_on(lang: Lang) -> None:
    joined = page_atlas.joined()
    built = Page(page.render(page_atlas.dataset(), joined, summarise(joined), lang))
    assert built.text.startswith("<!doctype html>\n<html ")
    assert built.all("html")[0][0]["lang"] == lang
    assert built.all("title")[0][1] == f"Title {lang}"
    metas = [attributes for attributes, _ in built.all("meta")]
    assert {"charset": "utf-8"} in metas
    as_of = {"vi": "Số liệu đến 31-12-2020.", "en": "Figures as of 31 Dec 2020."}[lang]
    assert {"name": "description", "content": f"Title {lang}. {as_of}"} in metas
    assert [attributes["href"][:19] for attributes, _ in built.all("link")] == ["data:image/svg+xml,"]
    viewport = next(meta["content"] for meta in metas if meta.get("name") == "viewport")
    assert "width=device-width" in viewport
    assert "user-scalable" not in viewport
    assert "maximum-scale" not in viewport


def test_policy_admits_the_pages_own_scripts_and_styles_and_nothing_else(built: Page) -> None:
    def digests(texts: list[str]) -> list[str]:
        hashes = (hashlib.sha256(text.encode("utf-8")).digest() for text in texts)
        return [f"'sha256-{base64.b64encode(digest).decode('ascii')}'" for digest in hashes]

    policy = built.policy()
    assert len(built.scripts()) == 3
    assert policy.pop("script-src") == digests(built.scripts())
    assert policy.pop("style-src") == digests(built.styles())
    assert policy.pop("img-src") == ["data:", "blob:"]
    assert policy.pop("default-src") == ["'none'"]
    assert set(map(tuple, policy.values())) == {("'none'",)}
    assert {"connect-src", "form-action", "base-uri"} <= set(policy)


def test_policy_stands_before_all_that_it_governs(built: Page) -> None:
    tags = [tag for tag, attributes, _ in built.elements if attributes.get("charset") is None]
    assert tags.index("meta") < min(tags.index(tag) for tag in ("title", "style", "script"))


def test_nothing_is_loaded_from_anywhere(built: Page) -> None:
    assert built.loads() == []
    assert not any(name.startswith("on") for _, attributes, _ in built.elements for name in attributes)


def test_no_style_attribute_that_the_policy_would_refuse(built: Page) -> None:
    assert [tag for tag, attributes, _ in built.elements if "style" in attributes] == []


def test_hostile_text_adds_no_element_and_no_attribute(built: Page, hostile: Page) -> None:
    def shape(page: Page) -> list[tuple[str, list[str]]]:
        # Names on the static map stand where there is room: longer ones may have none.
        return [(tag, sorted(attributes)) for tag, attributes, _ in page.elements if tag != "text"]

    assert shape(hostile) == shape(built)
    assert hostile.scripts() == built.scripts()
    assert hostile.policy() == built.policy()
    assert hostile.loads() == []


def test_hostile_text_is_read_as_it_was_written(hostile: Page) -> None:
    site = next(site for site in hostile.data()["sites"] if site["row"]["id"].startswith("kcn-a"))
    assert site["row"]["name_vi"] == "kcn-a vi" + PAYLOAD
    assert site["row"]["note"] == "Note" + PAYLOAD
    shown = PAYLOAD.replace("\x00", "\ufffd").replace("\ud800", "\ufffd")
    assert hostile.all("title")[0][1] == "Title vi" + shown
    assert any("kcn-a vi" + shown in text for _, text in hostile.all("th"))


def test_hostile_text_can_be_written_to_a_file(hostile: Page, tmp_path: Path) -> None:
    page.write(tmp_path / "index.html", hostile.text)
    assert (tmp_path / "index.html").read_text(encoding="utf-8") == hostile.text


def test_same_values_give_the_same_text(built: Page) -> None:
    joined = page_atlas.joined()
    assert page.render(page_atlas.dataset(), joined, summarise(joined)) == built.text


def test_hash_order_of_the_process_leaves_no_trace(built: Page) -> None:
    script = (
        "import hashlib, page_atlas\n"
        "from kcn_map import page\n"
        "from kcn_map.analysis.aggregate import summarise\n"
        "joined = page_atlas.joined()\n"
        "print(hashlib.sha256(page.render(page_atlas.dataset(), joined, summarise(joined)).encode()).hexdigest())\n"
    )
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", script],
            cwd=TESTS,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        assert done.stdout.strip() == hashlib.sha256(built.text.encode("utf-8")).hexdigest()


def test_building_loads_no_geopandas_folium_branca_or_pyproj() -> None:
    script = (
        "import sys, page_atlas\n"
        "from kcn_map import page\n"
        "from kcn_map.analysis.aggregate import summarise\n"
        "joined = page_atlas.joined()\n"
        "page.render(page_atlas.dataset(), joined, summarise(joined))\n"
        "print(sorted({'geopandas', 'pandas', 'folium', 'branca', 'pyproj'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=TESTS, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "[]"


def test_the_shipped_map_is_sealed_and_small(built_map: Path) -> None:
    content = built_map.read_bytes()
    shipped = Page(content.decode("utf-8"))
    assert shipped.loads() == []
    assert len(content) <= RAW_MAX
    assert len(gzip.compress(content, 9)) <= PACKED_MAX


def test_an_atlas_without_base_map_and_communes_still_has_a_page() -> None:
    areas = {**page_atlas.joined().areas, "commune_2020": (), "commune_2025": ()}
    joined = replace(page_atlas.joined(), base={}, areas=areas, totals=(), sites=())
    data = Page(page.render(page_atlas.dataset(), joined, summarise(joined))).data()
    assert [level["id"] for level in data["levels"]] == ["district"]
    assert data["neighbours"] == data["sites"] == []
    assert data["base"] == {"water": [], "roads": [], "towns": []}


def test_the_data_element_has_nothing_that_html_or_script_could_misread(hostile: Page) -> None:
    embedded = next(text for attributes, text in hostile.all("script") if attributes.get("id") == "atlas-data")
    assert not set(embedded) & set("<>&\u2028\u2029")
    json.loads(embedded)
