"""The rules of the house, kept by machine: direction of imports, size of files, lightness, and what no file may say."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
import unicodedata
import zipfile
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

import kcn_map

TOP = Path(__file__).resolve().parents[1]
SOURCES = TOP / "src" / "kcn_map"
#: Made by `make golden`.
GOLDEN = TOP / "tests" / "golden"
LINES_MAX = 300
ROOMS_MAX = 20
LINE_MAX = 120
HEAVY = {
    *("geopandas", "pandas", "numpy", "folium", "branca", "shapely", "pyproj", "fiona", "pyogrio", "openpyxl"),
    *("babel", "filelock", "rapidfuzz", "xlsxwriter"),
}

#: The rooms in the order of the flow. A module may import from its own room and from those before it.
#: Checks stand behind join and summarise, which they ask for what they compare.
ROOMS = (
    ("values",),
    ("text",),
    ("core",),
    ("io",),
    ("geo",),
    ("cartography",),
    ("reading",),
    ("package",),
    ("analysis",),
    ("checking",),
    ("tables",),
    ("page", "export"),
    ("importing",),
    ("pipeline",),
    ("verify",),
    ("atlas",),
    ("serve",),
    ("cli",),
    ("__init__", "__main__"),
)

#: (module, name): what a module asks the package itself for, once it is called, though it stands in a later room. Every
#: verb has its twin on Atlas, also `watch`, whose server stands above.
LATE = {("atlas", "watch")}

#: Joined from halves, so that this file keeps its own rule.
FORBIDDEN = {
    "a package registry's host": "|".join(["py" + r"pi\.org", "python" + r"hosted\.org", "npm" + r"js\.(org|com)"]),
    "a path of one machine": r"(?<![\w.-])/(" + "|".join(["wo" + "rk", "tm" + "p", "ro" + "ot", "ho" + "me"]) + r")/\w",
    "who typed it": r"(?i)\b(" + "|".join(["chat" + "gpt", "co" + "pilot", "clau" + "de", "anth" + "ropic"]) + r")\b",
}


def modules() -> dict[str, Path]:
    """Dotted name within the package → file."""
    return {".".join(path.relative_to(SOURCES).with_suffix("").parts): path for path in sorted(SOURCES.rglob("*.py"))}


def room(module: str) -> int:
    """The place of a module's room in the flow."""
    first = module.split(".")[0]
    for number, names in enumerate(ROOMS):
        if first in names:
            return number
    raise AssertionError(f"{module} stands in no room: give it one in tests/test_house.py")


def imports(module: str, tree: ast.Module) -> Iterator[str]:
    """What of the package itself a module imports at run time, as dotted names within it.

    A name that the package gives, `kcn_map.watch`, stands for its home.
    """
    for statement in _at_run_time(tree):
        if isinstance(statement, ast.ImportFrom) and statement.module == "kcn_map":
            names = [alias.name for alias in statement.names if not alias.name.startswith("__")]
            yield from (kcn_map._HOMES.get(name, name) for name in names if (module, name) not in LATE)
        elif isinstance(statement, ast.Attribute) and ast.unparse(statement.value) == "kcn_map":
            if (module, statement.attr) not in LATE:
                yield kcn_map._HOMES.get(statement.attr, statement.attr)
        elif isinstance(statement, ast.ImportFrom) and (statement.module or "").startswith("kcn_map."):
            yield str(statement.module).removeprefix("kcn_map.")
        elif isinstance(statement, ast.Import):
            yield from (a.name.removeprefix("kcn_map.") for a in statement.names if a.name.startswith("kcn_map."))


def _at_run_time(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            continue
        yield child
        yield from _at_run_time(child)


def backwards(module: str, text: str) -> list[str]:
    """What a module imports from rooms that come after its own."""
    return [name for name in imports(module, ast.parse(text)) if room(name) > room(module)]


@pytest.mark.parametrize("module", modules())
def test_imports_go_one_way(module: str) -> None:
    assert backwards(module, modules()[module].read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("module", "text", "told"),
    [
        ("atlas", "from kcn_map.serve import watch", ["serve"]),
        ("atlas", "def watch():\n    from kcn_map.serve.server import serve", ["serve.server"]),
        ("atlas", "import kcn_map.serve.server", ["serve.server"]),
        ("atlas", "from kcn_map import serve", ["serve"]),
        ("atlas", "import kcn_map\nkcn_map.PortTaken", ["serve.server"]),
        ("atlas", "from kcn_map import PortTaken", ["serve.server"]),
        ("atlas", "def watch():\n    import kcn_map\n    kcn_map.watch()", []),
        ("pipeline", "import kcn_map\nkcn_map.watch", ["serve"]),
        ("pipeline", "from kcn_map import Atlas", ["atlas"]),
        ("core.model", "from kcn_map.reading import cells", ["reading"]),
        ("serve.rebuilder", "from kcn_map.atlas import Atlas", []),
        ("atlas", "if TYPE_CHECKING:\n    from kcn_map.serve import Result", []),
    ],
)
def test_an_import_of_a_later_room_is_told(module: str, text: str, told: list[str]) -> None:
    assert backwards(module, text) == told


def test_there_are_few_rooms() -> None:
    """Modules at the top, packages there and one level down."""
    tops = {path for path in SOURCES.glob("*.py") if not path.name.startswith("__")}
    packages = {path.parent for depth in ("*", "*/*") for path in SOURCES.glob(f"{depth}/__init__.py")}
    assert len(tops) + len(packages) <= ROOMS_MAX
    ranked = {name for names in ROOMS for name in names if not name.startswith("__")}
    assert ranked == {path.stem for path in tops} | {path.name for path in packages if path.parent == SOURCES}


@pytest.mark.parametrize("module", modules())
def test_heavy_libraries_are_imported_where_they_are_used(module: str) -> None:
    """At the head of a module only the page's inner modules may: the command line never loads those for its help."""
    tree = ast.parse(modules()[module].read_text(encoding="utf-8"))
    at_head = {name.split(".")[0] for statement in tree.body for name in _imported(statement)}
    allowed = HEAVY if module.startswith(("page.", "cartography.", "geo.topology")) else set()
    assert at_head & HEAVY <= allowed


def _imported(statement: ast.stmt) -> list[str]:
    if isinstance(statement, ast.Import):
        return [alias.name for alias in statement.names]
    return [statement.module or ""] if isinstance(statement, ast.ImportFrom) else []


def test_values_are_made_in_one_way() -> None:
    """A frozen class that the library makes costs every command half a millisecond at its start."""
    made = {module for module, path in modules().items() if "@dataclass(frozen" in path.read_text(encoding="utf-8")}
    quick = "from kcn_map.values import dataclass\n"
    assert {module for module in made if quick not in modules()[module].read_text(encoding="utf-8")} == set()


def test_help_loads_no_heavy_library() -> None:
    script = (
        "import sys, kcn_map.cli\n"
        "try: kcn_map.cli.main(['--help'])\n"
        "except SystemExit as end: assert end.code == 0\n"
        f"print(sorted({HEAVY!r} & set(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True)
    assert done.stderr.strip() == "[]"


def test_a_verb_loads_no_other_and_a_query_no_geometry() -> None:
    script = (
        "import sys, kcn_map.cli\n"
        f"try: kcn_map.cli.main(['query', '--data', {str(TOP / 'geodata')!r}])\n"
        "except SystemExit as end: assert end.code in (0, None)\n"
        f"loaded = {HEAVY | {'kcn_map.checking.layers', 'kcn_map.export'}!r} & set(sys.modules)\n"
        "print(sorted(loaded), [name for name in kcn_map.cli.VERBS if 'kcn_map.cli.' + name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.splitlines()[-1] == "[] ['query']"


def written(*endings: str) -> list[tuple[Path, list[str]]]:
    """The files that are written by hand in the package, its tests and tools, with their lines."""
    files = [path for top in ("src", "tests", "tools") for end in endings for path in (TOP / top).rglob(f"*.{end}")]
    assert files
    return [(path, path.read_text(encoding="utf-8").splitlines()) for path in files if GOLDEN not in path.parents]


@pytest.mark.parametrize("suffix", ["py", "js", "css", "html"])
def test_files_are_small(suffix: str) -> None:
    assert {path.name: len(lines) for path, lines in written(suffix) if len(lines) > LINES_MAX} == {}


@pytest.mark.parametrize("suffix", ["py", "js", "ts", "css", "html"])
def test_lines_are_short(suffix: str) -> None:
    """Data URLs have no place to break, nor have directives to a checker."""
    long = [
        f"{path.name}:{number}"
        for path, lines in written(suffix)
        for number, line in enumerate(lines, 1)
        if len(line) > LINE_MAX and "base64," not in line and "# type: ignore" not in line
    ]
    assert long == []


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_says(what: str) -> None:
    found = [
        f"{path.relative_to(TOP)}:{number}: {line.strip()[:120]}"
        for path in _kept_files()
        for number, line in enumerate(_text(path).splitlines(), 1)
        if re.search(FORBIDDEN[what], line)
    ]
    assert found == []


def test_no_name_of_the_code_is_a_metaphor() -> None:
    named = re.compile("(?i)" + "|".join(["cro" + "wd", "work" + "shop", "squee" + "ze", "letter" + r"ing|_told\b"]))
    assert [path.name for path in _kept_files() if path.is_relative_to(SOURCES) and named.search(_text(path))] == []


#: The tone mark on the second vowel that ends a word: texts have it on the first, as in "Hòa", "Thủy".
SECOND_VOWEL = re.compile(r"(?i)(?<!q)(?:o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])(?!\w)")
#: Titles as their publishers write them; the modules that tell of both spellings.
SPELLS_BOTH = {"sources.csv", "names.py", "fold.js", "spelling.py"}


def test_vietnamese_is_spelled_in_one_way() -> None:
    """Tests are left out: they hold names in both spellings to try what folds them."""
    found = [
        f"{path.relative_to(TOP)}:{number}: {line.strip()[:120]}"
        for path in _kept_files()
        if TOP / "tests" not in path.parents and path.name not in SPELLS_BOTH
        for number, line in enumerate(unicodedata.normalize("NFC", _text(path)).splitlines(), 1)
        if SECOND_VOWEL.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("text", "told"),
    [("toạ độ", ["oạ"]), ("Hoà, THUỶ", ["oà", "UỶ"]), ("tọa Hòa Thủy quý quỳ", []), ("khoán hoàn thoáng huỳnh", [])],
)
def test_a_tone_mark_on_the_second_vowel_is_told(text: str, told: list[str]) -> None:
    assert SECOND_VOWEL.findall(text) == told


def _kept_files() -> list[Path]:
    """Every file that .gitignore does not leave out, told without git, which a fresh machine lacks."""
    rules = [".git", *(TOP / ".gitignore").read_text(encoding="utf-8").split()]
    kept = []
    for folder, folders, names in os.walk(TOP):
        here = Path(folder).relative_to(TOP)
        folders[:] = [name for name in folders if not _is_ignored(here / name, rules)]
        kept += [TOP / here / name for name in names if not _is_ignored(here / name, rules)]
    return sorted(kept)


def _is_ignored(path: Path, rules: list[str]) -> bool:
    """As git has it: a rule with a folder in it is of the whole path, any other of the name alone."""
    return any(fnmatch(path.as_posix() if "/" in rule[:-1] else path.name, rule.rstrip("/")) for rule in rules)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.suffix != ".png" else ""


def test_the_wheel_holds_every_file_of_the_package(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path], cwd=TOP, check=True)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        held = {name for name in wheel.namelist() if name.startswith("kcn_map/")}
    there = {path.relative_to(SOURCES.parent).as_posix() for path in _kept_files() if SOURCES in path.parents}
    assert held == there | {"kcn_map/page/minified.json"}


@pytest.mark.parametrize(
    ("lock", "groups"), [("requirements.txt", ["build"]), ("requirements-dev.txt", ["build", "dev"])]
)
def test_lock_pins_every_dependency_with_hashes(lock: str, groups: list[str]) -> None:
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))
    asked = project["project"]["dependencies"] + [
        line for name in groups for line in project["dependency-groups"][name]
    ]
    names = {re.split(r"[<>=; ]", line)[0] for line in asked}
    text = (TOP / lock).read_text(encoding="utf-8")
    assert names <= set(re.findall(r"^(\S+)==.*\\\n    --hash=sha256:", text, re.MULTILINE))
