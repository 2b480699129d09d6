"""What the page is put together from: Leaflet, its own files, the shell; the notebook's frame and the file written."""

from __future__ import annotations

import re
import runpy
from html import unescape
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import folium
import page_atlas
import pytest
from markupsafe import Markup

from kcn_map import page
from kcn_map.analysis.aggregate import summarise
from kcn_map.page import asset_files, leaflet, minify
from kcn_map.page.html_document import Document
from kcn_map.page.notebook import AtlasMap


def test_leaflet_is_whole_and_asks_for_nothing() -> None:
    script, style = leaflet.script(), leaflet.style()
    assert f"Leaflet {leaflet.VERSION}" in script[:200]
    assert "sourceMappingURL" not in script
    assert "</script" not in script.lower()
    assert "url(" not in style
    assert ".leaflet-control-attribution,.leaflet-control-scale-line{" in style
    assert style.count("{") == style.count("}")


def test_parts_of_leaflet_that_have_no_style_here_are_not_used() -> None:
    """popup, tooltip and Leaflet's own marker picture: leaflet.py leaves their rules out."""
    used = "\n".join(asset_files.scripts(asset_files.CANVAS_THRESHOLD + 1))
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


def test_no_text_of_the_pages_own_files_runs_over_lines_or_ends_its_element() -> None:
    """Minifying goes by lines: a template that began on one and ended on another would lose its indentation."""
    named = asset_files._manifest()
    for name in [*named["js"], *named["fields"], named["canvas"], *named["css"]]:
        text = asset_files._text(name)
        assert not re.search(r"</(script|style)|<!--", text, re.IGNORECASE), name
        assert [line for line in text.splitlines() if line.count("`") % 2] == [], name


@pytest.mark.parametrize(
    ("code", "minified"),
    [
        ("// @ts-check\n/* What\n * it is. */\n  const a = 1;\n\n", "const a=1;"),
        ("const a = { b : \"x = { y }\" , c : 'a , b' };", "const a={b:\"x = { y }\",c:'a , b'};"),
        ("const a = /[ ,] = /;\nlet b = `a = ${c}`;", "const a = /[ ,] = /;let b = `a = ${c}`;"),
        ("const f = (/** @type {any} */ x) => x;", "const f=(x)=>x;"),
        ("/** @param {any} x */\nfunction f(x) {\n  return !x;\n}", "function f(x){return!x}"),
        ("if (a) {\n  for (;;);\n}\nb();", "if(a){for(;;);}\nb();"),
        ("f({ a: 1,\n  b: [\n  2] }); // so, it's;\ng()\n", "f({a:1,b:[2]});g()"),
        ("a = 'x // y'; // z\nb = `c // d`; // e", "a = 'x // y';\nb = `c // d`; // e"),
        ("const a = b\n  .c()\n[1].d;", "const a=b.c()\n[1].d;"),
        ("const a =\n  b / 2 ||\n  f(\n    c,\n  );\ng();", "const a=b/2||f(c);g();"),
        ("a = `// x`;\n}\nf(`x`); // y\n}", "a = `// x`;\n}\nf(`x`); // y\n}"),
        ("/** @type {any} */ (x).y = 1; /* why */\nz()", "(x).y = 1; /* why */\nz()"),
        ("a = b + +c - -d + e++ + f - g;", "a=b + +c - -d+e++ + f-g;"),
        ("a = f(b) + (c) - 'd = e' + [g] - -h;", "a=f(b)+(c)-'d = e'+[g]- -h;"),
        ("a = 1;\nb = /[ ,] = /;\nc = 2;", "a=1;b = /[ ,] = /;c=2;"),
        ('say("it\\" = { is");', 'say("it\\" = { is");'),
    ],
)
def test_scripts_lose_only_what_their_authors_need(code: str, minified: str) -> None:
    assert minify.script(code) == minified


@pytest.mark.parametrize(
    ("css", "minified"),
    [
        (
            "/* Why */\n.a .b > c,\n.d :is(e, f) {\n  margin: 0 auto;\n  color: red;\n}\n",
            ".a .b > c,.d :is(e,f){margin:0 auto;color:red}",
        ),
        ('.a::before { content: " ; { "; }', '.a::before{content:" ; { "}'),
        (
            "@media (min-width: 9em) {\n  .a { left: calc(1px + 2px); }\n}",
            "@media (min-width:9em){.a{left:calc(1px + 2px)}}",
        ),
        (
            '.a {\n  top: 0; /* why */\n  left: 0; /* over\n two lines */ content: "/* no */";\n}',
            '.a{top:0;left:0;content:"/* no */"}',
        ),
    ],
)
def test_styles_lose_only_space_and_comments(css: str, minified: str) -> None:
    assert minify.style(css) == minified


def test_what_is_minified_ahead_is_what_its_sources_give(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder, copied = Path(minify.__file__).parent, tmp_path / "minify.py"
    copied.write_bytes(Path(minify.__file__).read_bytes())
    sources = [path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.js"))]
    made = [*map(loaded(copied).script, sources)]
    loaded(copied).prepare(folder)
    ahead = loaded(copied)
    monkeypatch.setattr(ahead, "_bare", lambda code: pytest.fail("minified anew"))
    assert [*map(ahead.script, sources)] == made
    copied.write_bytes(copied.read_bytes() + b"# edited\n")
    edited = loaded(copied)
    monkeypatch.setattr(edited, "_bare", lambda code: "anew")
    assert {*map(edited.script, sources)} == {"anew"}


def loaded(path: Path) -> Any:
    """A module of its own, that no other test shares."""
    spec = spec_from_file_location("copied", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


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
