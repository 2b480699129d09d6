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


@pytest.mark.parametrize(
    ("code", "minified"),
    [
        ("// @ts-check\n/* What\n * it is. */\n  const a = 1;\n\n", "const a=1;"),
        ("const a = { b : \"x = { y }\" , c : 'a , b' };", "const a={b:\"x = { y }\",c:'a , b'};"),
        ("const a = /[ ,/] = /;\nlet b = `a = ${ c }  `;", "const a=/[ ,/] = /;let b=`a = ${c}  `;"),
        ("const f = (/** @type {any} */ x) => x / 2 / x;", "const f=x=>x/2/x;"),
        ("/** @param {any} x */\nfunction f(x) {\n  return !x;\n}", "function f(x){return!x}"),
        ("if (a) {\n  for (;;);\n}\nb();", "if(a){for(;;);}\nb();"),
        ("f({ a: 1,\n  b: [\n  2] }); // so, it's;\ng()\n", "f({a:1,b:[2]});g()"),
        ("a = 'x // y'; // z\nb = `c // d`; // e", "a='x // y';b=`c // d`;"),
        ("const a = b\n  .c()\n[1].d;", "const a=b.c()\n[1].d;"),
        ("const a =\n  b / 2 ||\n  f(\n    c,\n  );\ng();", "const a=b/2||f(c);g();"),
        ("/** @type {any} */ (x).y = 1; /* why */\nz()", "(x).y=1;z()"),
        ("a = b + +c - -d + e++ + f - g;", "a=b+ +c- -d+e++ +f-g;"),
        ('say("it\\" = { is");', 'say("it\\" = { is");'),
        (
            "const a = 1;\nconst b = 2;\nlet c;\nlet d;\nf();\nconst e = [, 3, ];",
            "const a=1,b=2;let c,d;f();const e=[,3];",
        ),
        ("const list = [word => word.list, ({ word }) => ({ word })];", "const l=[w=>w.list,({word:w})=>({word:w})];"),
        (
            "function name(node, { text = `${node}`, ...rest }) { return [text, rest]; }",
            "function N(n,{text:t=`${n}`,...r}){return[t,r]}",
        ),
        (
            "const start = 1;\nfor (const step of start) step();\n({ get step() { return start; } });",
            "const s=1;for(const S of s)S();({get step(){return s}});",
        ),
        (
            "const { of, get } = kcn.set;\nfor (const on of of) get(on);",
            "const{of,get}=kcn.set;for(const o of of)get(o);",
        ),
        (
            "try { document.body.close(); } catch (error) { close(error); }",
            "try{document.body.close()}catch(e){close(e)}",
        ),
    ],
)
def test_scripts_lose_only_what_their_authors_need(code: str, minified: str) -> None:
    assert minify.script(code) == minified


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
    ahead = loaded(copied)
    monkeypatch.setattr(ahead, "_Script", lambda code: pytest.fail("minified anew"))
    assert [*map(ahead.script, sources)] == made
    copied.write_bytes(copied.read_bytes() + b"# edited\n")
    edited = loaded(copied)
    monkeypatch.setattr(edited, "_Script", Anew)
    assert {*map(edited.script, sources)} == {"anew"}


class Anew:
    def __init__(self, code: str) -> None:
        self.code = code

    def rename(self) -> None:
        """Nothing here."""

    def text(self) -> str:
        return "anew"


def loaded(path: Path) -> Any:
    """A module of its own, that no other test shares."""
    spec = spec_from_file_location("copied", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
