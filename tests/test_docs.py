"""The docs follow the code: commands, findings, and what the README tells a reader to type."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import api_page
import make_docs
import programs
import pytest
from conftest import Run
from import_files import square

import kcn_map
from kcn_map.cli import main
from kcn_map.core.findings import catalogue
from kcn_map.io import gdal

TOP = Path(__file__).resolve().parents[1]
READMES = {name: (TOP / name).read_text(encoding="utf-8") for name in ("README.md", "README.vi.md")}
CONTRIBUTING = (TOP / "CONTRIBUTING.md").read_text(encoding="utf-8")
#: Verbs whose twin has another name: Python has `import` as a keyword, and `build` saves.
TWINS = {"build": "save", "import": "import_file"}
AUTHOR = ["-c", "user.name=reader", "-c", "user.email=", "-c", "commit.gpgsign=false"]


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of one language in a Markdown text."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def commands() -> list[str]:
    """Every kcn-map command in the shell blocks of both READMEs, once, without its comment."""
    return list(dict.fromkeys(command for text in READMES.values() for command in commands_of(text)))


def commands_of(text: str) -> list[str]:
    """Every kcn-map command in a text's shell blocks, without its comment."""
    lines = [line.split("  #")[0].strip() for block in blocks(text, "sh") for line in block.splitlines()]
    return list(dict.fromkeys(line.removeprefix(".venv/bin/") for line in lines if "kcn-map " in line))


def finite(command: str) -> bool:
    """Whether a command ends by itself."""
    return shlex.split(command)[1] != "watch"


def targets(text: str) -> set[str]:
    """The make targets that a text tells its reader to run."""
    return set(re.findall(r"^make ([a-z]+)", "".join(blocks(text, "sh")), re.MULTILINE)) | set(
        re.findall(r"`make ([a-z]+)`", text)
    )


@pytest.mark.parametrize("path", make_docs.PAGES, ids=lambda path: path.name)
def test_page_is_current(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == make_docs.PAGES[path](), "run `make docs`"


def test_every_verb_is_documented() -> None:
    page = (make_docs.DOCS / "cli.md").read_text(encoding="utf-8")
    assert [verb for verb in main.commands if f"## `kcn-map {verb}`" not in page] == []


def test_every_package_that_is_needed_is_listed_with_its_licence() -> None:
    page = (make_docs.DOCS / "licences.md").read_text(encoding="utf-8")
    rows = {
        cells[1]: cells[2:4] for line in page.splitlines() if len(cells := [c.strip() for c in line.split("|")]) == 5
    }
    for name, version in make_docs.locked():
        versions, licence = rows[name]
        assert version in versions.split(", ") and len(licence) > 1, name


def test_every_option_is_explained() -> None:
    silent = [
        f"{verb} {parameter.opts[0]}"
        for verb, command in main.commands.items()
        for parameter in command.params
        if parameter.param_type_name == "option" and not getattr(parameter, "help", None)
    ]
    assert silent == []


def test_every_finding_is_documented() -> None:
    page = (make_docs.DOCS / "findings.md").read_text(encoding="utf-8")
    assert [code for code in catalogue() if f"### `{code}`\n" not in page] == []


@pytest.mark.parametrize("text", READMES.values(), ids=READMES)
def test_readme_has_commands_of_every_verb(text: str) -> None:
    shown = {shlex.split(command)[1] for command in commands_of(text)}
    assert set(main.commands) <= shown


def test_readmes_say_the_same() -> None:
    """Both are whole: the same headings, blocks, links to pages and packages to install."""
    for pattern in (
        r"^(#+) ",
        r"^```(\w+)$",
        r"\]\(((?:docs/(?!pictures)|geodata/|CHANGELOG|CONTRIBUTING|LICENSE)[^)]*)\)",
    ):
        english, vietnamese = (re.findall(pattern, text, re.MULTILINE) for text in READMES.values())
        assert english == vietnamese
    assert [text.count("```text\napt-get install ") for text in READMES.values()] == [1, 1]


@pytest.mark.parametrize("text", READMES.values(), ids=READMES)
def test_readme_has_the_two_commands_on_its_first_screen(text: str) -> None:
    first = "\n".join(text.splitlines()[:15])
    assert all(command in first for command in ("make map", "make test", "![", "README"))


@pytest.mark.parametrize("command", list(filter(finite, commands())))
def test_readme_command_works(command: str, copy_of_atlas: Path, built_map: Path, tmp_path: Path, kcn_map: Run) -> None:
    words = shlex.split(command)
    assert words[0] == "kcn-map"
    if "HEAD" in words:
        for git in (["init", "--quiet"], ["add", "."], [*AUTHOR, "commit", "--quiet", "--message", "atlas"]):
            subprocess.run([programs.program("git"), *git], cwd=tmp_path, check=True)
    if words[1] == "import":
        shape = {"type": "Polygon", "coordinates": [square("kcn-luong-son")]}
        record = gdal.Record({"ma": "kcn-luong-son"}, shape)
        gdal.write(tmp_path / words[2], "GPKG", {"ma": "str"}, [record], as_of="2020-12-31", layer="ranh gioi")
    if words[1] in ("verify", "extract"):
        (tmp_path / words[2]).parent.mkdir()
        shutil.copy(built_map, tmp_path / words[2])
    done = kcn_map(*words[1:], cwd=tmp_path)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("code", [code for text in READMES.values() for code in blocks(text, "python")])
def test_readme_python_works(code: str, atlas_folder: Path, tmp_path: Path) -> None:
    shutil.copytree(atlas_folder, tmp_path / "geodata")
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True)


def test_examples_of_the_api_run(atlas_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As docs/api.md has them: one after the other, beside geodata/."""
    shutil.copytree(atlas_folder, tmp_path / "geodata")
    monkeypatch.chdir(tmp_path)
    known = {name: getattr(kcn_map, name) for name in kcn_map.__all__}
    examples = doctest.DocTestParser().get_doctest(
        api_page.page().replace("\n```", "\n\n```"), known, "api.md", None, 0
    )
    assert len(examples.examples) >= len(main.commands)
    assert doctest.DocTestRunner().run(examples).failed == 0


def test_api_tells_every_name() -> None:
    page = api_page.page()
    assert [name for name in kcn_map.__all__ if not name.startswith("__") and f"`{name}`" not in page] == []
    twins = [verb for verb in main.commands if f"### `Atlas.{TWINS.get(verb, verb)}" not in page]
    assert twins == []


@pytest.mark.parametrize("text", READMES.values(), ids=READMES)
def test_readme_names_the_packages_of_all_programs(text: str) -> None:
    packages = programs.packages_of(programs.PROGRAMS)
    lines = [block.split() for block in blocks(text, "text") if block.startswith("apt-get install ")]
    assert [line[3:] for line in lines] == [packages]


@pytest.mark.parametrize("text", READMES.values(), ids=READMES)
def test_windows_installs_a_copy(text: str) -> None:
    """Python 3.11 and 3.12 misread the path file of an editable install in a folder with Vietnamese letters."""
    (lines,) = blocks(text, "bat")
    installs = [line.split()[4:] for line in lines.splitlines() if " pip install " in line]
    assert [words[-1] for words in installs] == ["requirements.txt", "."]
    assert all("-e" not in words and "--editable" not in words for words in installs)


@pytest.mark.parametrize("text", [*READMES.values(), CONTRIBUTING], ids=[*READMES, "CONTRIBUTING"])
def test_make_targets_exist(text: str) -> None:
    makefile = (TOP / "Makefile").read_text(encoding="utf-8")
    assert targets(text)
    assert [target for target in targets(text) if not re.search(rf"^{target}:", makefile, re.MULTILINE)] == []


@pytest.mark.parametrize(
    "page",
    [
        *READMES,
        "CONTRIBUTING.md",
        "geodata/README.md",
        "docs/api.md",
        "docs/cli.md",
        "docs/findings.md",
        "docs/tasks/another-language.md",
        "docs/tasks/new-place.md",
        "docs/tasks/edit-in-excel.md",
        "docs/tasks/hand-on.md",
        "docs/tasks/new-survey.md",
        "docs/tasks/publish.md",
    ],
)
def test_links_lead_somewhere(page: str) -> None:
    path = TOP / page
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_completion_is_there_as_told() -> None:
    words = {"COMP_WORDS": "kcn-map qu", "COMP_CWORD": "1", "_KCN_MAP_COMPLETE": "bash_complete"}
    command = Path(sys.executable).with_name("kcn-map")
    done = subprocess.run([command], env={**os.environ, **words}, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == "plain,query\n"
