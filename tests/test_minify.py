"""Scripts and styles as the page has them: shorter, and as they were in what they do."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

from kcn_map.page import minify

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "src" / "kcn_map"


def test_a_script_loses_only_what_its_authors_need() -> None:
    code = "// check\n(function (root) {\n  const name = root.kcn;\n  name.shown = ({ id }) => id;\n})(globalThis);\n"
    assert minify.script(code) == "(function(e){const t=e.kcn;t.shown=({id:e})=>e})(globalThis)"


def test_a_script_stays_whole_without_its_minifier(monkeypatch: pytest.MonkeyPatch) -> None:
    """That of a wheel is edited."""
    monkeypatch.setitem(sys.modules, "minify", None)
    code = "/* edited */ const name = 1;\n"
    assert minify.script(code) == code


def test_scripts_refer_to_what_they_did() -> None:
    """ESLint parses both; what its rule no-undef says of one it says of the other, as often."""
    codes = [path.read_text(encoding="utf-8") for path in sorted(SOURCES.rglob("*.js"))]
    free = undefined("\n".join(codes))
    assert free["'document' is not defined."] > 50
    assert undefined("\n".join(map(minify.script, codes))) == free


def undefined(code: str) -> Counter[str]:
    node = shutil.which("node", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    assert node, "node is not there: make setup"
    options = ["--no-config-lookup", "--rule", "no-undef: error", "--format", "json", "--stdin"]
    command = [node, str(ROOT / "node_modules/eslint/bin/eslint.js"), *options]
    done = subprocess.run(command, input=code, capture_output=True, encoding="utf-8", cwd=ROOT, check=False)
    return Counter(message["message"] for message in json.loads(done.stdout)[0]["messages"])


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
    monkeypatch.setitem(sys.modules, "minify", None)
    assert [*map(loaded(copied).script, sources)] == made
    copied.write_bytes(copied.read_bytes() + b"# edited\n")
    assert [*map(loaded(copied).script, sources)] == sources


def loaded(path: Path) -> Any:
    """A module of its own, that no other test shares."""
    spec = spec_from_file_location("copied", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
