"""What the page is put together from: Leaflet, its own files, the shell; the notebook's frame and the file written."""

from __future__ import annotations

import re
import runpy
from html import unescape
from importlib.machinery import ModuleSpec
from pathlib import Path

import folium
import page_atlas
import pytest
from markupsafe import Markup

from kcn_map import page
from kcn_map.analysis.aggregate import summarise
from kcn_map.page import asset_files, leaflet
from kcn_map.page.html_document import Document
from kcn_map.page.notebook import AtlasMap


def test_leaflet_is_whole_and_asks_for_nothing() -> None:
    script, style = leaflet.script(), leaflet.style()
    assert f"Leaflet {leaflet.VERSION}" in script[:200]
    assert "sourceMappingURL" not in script
    assert "</script" not in script.lower()
    assert "url(" not in style
    assert "}.leaflet-control-scale-line{" in style and "attribution" not in style
    assert style.count("{") == style.count("}")


def test_parts_of_leaflet_that_have_no_style_here_are_not_used() -> None:
    """popup, tooltip and Leaflet's own marker picture: leaflet.py leaves their rules out."""
    named = asset_files._manifest()
    used = "\n".join(map(asset_files._text, [*named["js"], *named["fields"], named["canvas"]]))
    assert not re.search(r"L\.(popup|tooltip|icon|Icon)\b|bind(Popup|Tooltip)|open(Popup|Tooltip)", used)
    assert re.search(r"L\.marker\(", used)


def test_another_leaflet_is_refused_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(leaflet.SHA256, "leaflet.js", "0" * 64)
    with pytest.raises(page.LeafletError, match=r"(?s)leaflet\.js.*expected SHA-256 0000.*pip install"):
        leaflet.script()


def test_a_missing_leaflet_is_named_with_the_remedy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(leaflet, "find_spec", lambda _: None)
    with pytest.raises(page.LeafletError, match=r"is not installed\. .*pip install"):
        leaflet.style()
    empty = ModuleSpec("js_lib_leaflet", None, origin=str(tmp_path / "__init__.py"))
    monkeypatch.setattr(leaflet, "find_spec", lambda _: empty)
    with pytest.raises(page.LeafletError, match=r"has no file leaflet\.css"):
        leaflet.style()


def test_manifest_names_every_script_and_style_there_is() -> None:
    folder = Path(asset_files.__file__).parent / "assets"
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.suffix in (".js", ".css")}
    named = asset_files._manifest()
    assert sorted([*named["js"], *named["fields"], named["canvas"], named["start"], *named["css"]]) == sorted(there)


def test_only_a_map_of_very_many_areas_has_the_script_for_them() -> None:
    few, many = asset_files.scripts(asset_files.CANVAS_THRESHOLD), asset_files.scripts(asset_files.CANVAS_THRESHOLD + 1)
    assert len([code for code in many if code not in few]) == 1


def test_no_text_of_the_pages_own_files_ends_its_element() -> None:
    named = asset_files._manifest()
    for name in [*named["js"], *named["fields"], named["canvas"], *named["css"]]:
        text = asset_files._text(name)
        assert not re.search(r"</(script|style)|<!--", text, re.IGNORECASE), name


def test_a_tree_that_nobody_may_write_into_is_installed_without(tmp_path: Path) -> None:
    module = tmp_path / "src" / "kcn_map" / "page" / "minify.py"
    module.parent.mkdir(parents=True)
    module.write_text("def prepare(folder): raise PermissionError(folder)", encoding="utf-8")
    hook = runpy.run_path(str(Path(__file__).resolve().parents[1] / "hatch_build.py"))["Minified"]
    data: dict[str, list[str]] = {"artifacts": []}
    hook(str(tmp_path), {}, None, None, str(tmp_path), "wheel").initialize("standard", data)
    assert data["artifacts"] == ["/src/kcn_map/page/minified.json"]


def test_a_place_that_the_template_misspells_is_an_error() -> None:
    document = Document("{{titel}}", title="", styles=[], start="", scripts=[], places={"lang": "vi"})
    with pytest.raises(KeyError, match="titel"):
        document.render()


def test_a_text_is_never_taken_for_a_template() -> None:
    document = Document(
        "{{title}} {{map}}", title="{{ 7*7 }}", styles=[], start="", scripts=[], places={"map": "{{ 8*8 }}"}
    )
    assert document.render() == "{{ 7*7 }} {{ 8*8 }}"


def test_a_text_is_never_taken_for_html() -> None:
    text = "<b>\"x\" & 'y'</b>\x07\ud800"
    places = {"map": Markup("<g/>")}
    document = Document("{{title}}|{{map}}", title=text, styles=[], start="", scripts=[], places=places)
    assert document.render() == "&lt;b&gt;&#34;x&#34; &amp; &#39;y&#39;&lt;/b&gt;\ufffd\ufffd|<g/>"


@pytest.fixture(scope="module")
def notebook_map() -> AtlasMap:
    joined = page_atlas.joined()
    found = page.notebook_map(page_atlas.dataset(), joined, summarise(joined))
    assert isinstance(found, AtlasMap)
    return found


def test_a_notebook_shows_the_very_page(notebook_map: AtlasMap) -> None:
    joined = page_atlas.joined()
    html = page.render(page_atlas.dataset(), joined, summarise(joined))
    frame = notebook_map._repr_html_()
    assert isinstance(notebook_map, folium.Map)
    assert notebook_map.render() == html
    assert frame.startswith("<iframe ")
    assert frame.count("<") == 2
    srcdoc = re.findall(r'srcdoc="([^"]*)"', frame)
    assert [unescape(text) for text in srcdoc] == [html]
    assert frame == page.notebook_map(page_atlas.dataset(), joined, summarise(joined))._repr_html_()


def test_a_map_from_a_notebook_saves_the_very_page(notebook_map: AtlasMap, tmp_path: Path) -> None:
    notebook_map.save(tmp_path / "map.html")
    assert (tmp_path / "map.html").read_text(encoding="utf-8") == notebook_map.render()


def test_what_the_policy_would_stop_is_refused_at_once(notebook_map: AtlasMap) -> None:
    with pytest.raises(TypeError, match="Marker can't be added"):
        folium.Marker([20, 105]).add_to(notebook_map)


def test_a_page_is_written_with_its_folder(tmp_path: Path) -> None:
    target = tmp_path / "mới" / "index.html"
    page.write(target, "Hoà Bình")
    assert target.read_bytes() == "Hoà Bình".encode()


def test_a_page_that_can_not_be_written_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "index.html"
    target.write_text("good", encoding="utf-8")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        page.write(target, "better")
    assert target.read_text(encoding="utf-8") == "good"
    assert list(tmp_path.iterdir()) == [target]
