"""What a small atlas becomes, kept as files: a change of the code shows in their diff what it changed for a reader.

`make golden` writes them anew; look at `git diff tests/golden` before they are committed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import full_atlas
import page_atlas
import pytest
from atlas_edits import cell, figure, together
from conftest import Run
from finding_case import CLUSTERS, ZONES
from shipped_schema import SITE_ROW
from test_parity import SCRIPT

from kcn_map.analysis.aggregate import summarise
from kcn_map.export import map_layout
from kcn_map.page.data import add_hash, page_data, to_json
from kcn_map.tables import write_rows
from kcn_map.tables.rows import site_row
from kcn_map.text.languages import LANGUAGES

GOLDEN = Path(__file__).parent / "golden"
IS_RENEWED = os.environ.get("KCN_MAP_GOLDEN") == "renew"
#: What the page's data hold of the package itself: it has its files, and every change of a word would be told here.
OF_THE_PACKAGE = ("version", "words", "units", "palettes")
#: First views of the page whose sentences are kept.
STATES: list[dict[str, Any]] = [
    {"measure": measure, "lang": lang, **patch}
    for measure in ("planned", "zones", "rate")
    for patch in ({}, {"level": "commune_2025"}, {"kind": ["zone"]}, {"min_area": 100})
    for lang in LANGUAGES
]


def told(name: str, text: str) -> None:
    """Hold a text against the golden file, or make it that file."""
    file = GOLDEN / name
    if IS_RENEWED:
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    assert text == file.read_text(encoding="utf-8"), f"tests/golden/{name} differs; make golden, then look at the diff"


def data_of_the_page() -> dict[str, Any]:
    joined = page_atlas.joined()
    return page_atlas.records(page_data(joined, summarise(joined)))


def test_data_of_the_page() -> None:
    data = {name: value for name, value in data_of_the_page().items() if name not in OF_THE_PACKAGE}
    told("page.json", json.dumps(data, ensure_ascii=False, indent=1) + "\n")


@pytest.mark.parametrize("style", ["csv", "geojson"])
def test_rows(style: str) -> None:
    joined = page_atlas.joined()
    rows, geometries = [site_row(site, SITE_ROW) for site in joined.sites], [site.geometry for site in joined.sites]
    told(f"sites.{style}", write_rows(rows, SITE_ROW, style, None, "vi", joined.settings.as_of, geometries))


def test_sentences_of_the_page() -> None:
    node = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node")
    assert node, "node is not there: make setup"
    calls = [["summary", state] for state in STATES]
    question = f'{{"data":{to_json(add_hash(data_of_the_page()))},"states":[],"calls":{json.dumps(calls)}}}\n'
    done = subprocess.run([node, SCRIPT], input=question, capture_output=True, encoding="utf-8", check=True)
    lines = zip(STATES, json.loads(done.stdout)["told"], strict=True)
    told("sentences.txt", "".join(f"{json.dumps(state)}\n  {sentence}\n" for state, sentence in lines))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_picture(lang: Any) -> None:
    joined = page_atlas.joined()
    measure = joined.settings.measures[0]
    drawn = map_layout.svg(joined, summarise(joined), measure, map_layout.PAGES["slide"], lang)
    told(f"map.{lang}.svg", drawn.replace("><", ">\n<") + "\n")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_findings(lang: str, tmp_path: Path, kcn_map: Run) -> None:
    folder = full_atlas.make(tmp_path / "geodata")
    together(
        cell(ZONES, "zone-0", area_planned_ha="83,5", occupancy_pct="120", district_code="1"),
        cell(CLUSTERS, "cluster-0", status="open", name_vi="?"),
        figure(ZONES, "zone-1", "established_year", "2030"),
    )(folder)
    done = kcn_map("check", "--data", folder, "--lang", lang)
    assert done.returncode == 1
    told(f"check.{lang}.txt", done.stdout)
