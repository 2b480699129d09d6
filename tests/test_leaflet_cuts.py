"""What the page takes of Leaflet: whole in itself, with all that the page's scripts name, and without the rest."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kcn_map import page
from kcn_map.page import asset_files, leaflet

ROOT = Path(__file__).resolve().parents[1]
METHOD = re.compile(r"[{,](\w+):function\b")
BROWSER = {
    *("window", "document", "navigator", "console", "setTimeout", "clearTimeout", "self"),
    *("Element", "HTMLInputElement", "HTMLLabelElement", "HTMLSelectElement"),
}
#: What the browser has of such names, and the page's own: `app.flyTo` is no map's.
OTHERS = {"click", "close", "flyTo", "toggle"}


@pytest.fixture(scope="module")
def script() -> str:
    return leaflet.script()


def page_scripts() -> str:
    """Without comments, which name Leaflet's types."""
    named = asset_files._manifest()
    code = "\n".join(map(asset_files._text, [*named["js"], *named["fields"], named["canvas"]]))
    return re.sub(r"/\*[\s\S]*?\*/|//.*", "", code)


def test_what_is_left_parses_and_refers_to_nothing_that_is_cut(script: str) -> None:
    """ESLint's rule no-undef; `exports`, `define` and `L` are asked for with typeof."""
    node = shutil.which("node", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    assert node, "node is not there: make setup"
    rules = ["--no-config-lookup", "--rule", "no-undef: error"]
    command = [node, str(ROOT / "node_modules/eslint/bin/eslint.js"), *rules, "--stdin"]
    done = subprocess.run(command, input=script, capture_output=True, encoding="utf-8", cwd=ROOT, check=False)
    assert "Parsing error" not in done.stdout + done.stderr
    assert set(re.findall(r"'(\w+)' is not defined", done.stdout)) == BROWSER | {"exports", "define", "L"}


def test_no_method_is_called_that_is_cut(script: str) -> None:
    """By its name: in Leaflet of a variable or `this`, in the page's scripts of anything."""
    cut = set(METHOD.findall(leaflet.whole_script())) - set(METHOD.findall(script))
    called = set(re.findall(r"(?<![\w)])(?:this|[a-z])\.(\w+)\b", script)) | set(
        re.findall(r"\.(\w+)\b", page_scripts())
    )
    assert len(cut) > 150
    assert cut & called <= OTHERS


def test_functions_that_the_page_asks_leaflet_for_are_there(script: str) -> None:
    asked = set(re.findall(r"\bL\.(\w+)", page_scripts()))
    assert {"map", "svg", "polygon", "marker", "control", "svgOverlay"} <= asked
    assert asked <= set(re.findall(r"\bt\.(\w+)=", script))


def test_what_is_cut_is_not_there(script: str) -> None:
    gone = {
        *("leaflet-popup", "leaflet-tooltip", "leaflet-tile", "leaflet-control-layers", "leaflet-control-zoom"),
        *("leaflet-control-attribution", "geolocation", "FeatureCollection", "leaflet-vml-container", "clearRect"),
        *("marker-icon", "EPSG:4326", "tapHold:", "flyTo:"),
    }
    whole = leaflet.whole_script()
    assert {word for word in gone if word not in whole or word in script} == set()
    assert len(script) < 80_000
    assert script.startswith("/* @preserve\n * Leaflet 1.9.4, a JS library")
    assert "(c) 2010-2023" in script


def test_a_cut_that_fits_nowhere_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for line in ("var nothing= ... function Y(", "var K= ... function nothing("):
        file = tmp_path / "leaflet-unused.txt"
        file.write_text(f"# No such place\n{line}\n", encoding="utf-8")
        monkeypatch.setattr(leaflet, "UNUSED", file)
        with pytest.raises(
            page.LeafletError,
            match=re.escape(f'leaflet-unused.txt: leaflet.js of Leaflet 1.9.4 has no place to cut "{line}"'),
        ):
            leaflet.script()
