"""Every finding: one edit that brings it, at its place and nothing else; one like it that does not; both languages."""

from __future__ import annotations

import ast
import json
import re
from collections import Counter
from pathlib import Path

import cases_of_areas
import cases_of_figures
import cases_of_layers
import cases_of_tables
import cases_of_values
import pytest
from atlas_edits import Edit, cell, read_rows
from click.testing import CliRunner
from finding_case import Case
from layer_edits import properties
from shipped_schema import LAYERS

from kcn_map import checking, reading
from kcn_map.cli import main
from kcn_map.core.findings import Finding, catalogue

SOURCES = Path(__file__).resolve().parents[1] / "src" / "kcn_map"
LANGUAGES = ("vi", "en")
#: What names a line of a file that could not be read.
LINES_ALONE = ("encoding-not-utf8", "encoding-twice", "table-unreadable", "geojson-unreadable")
CASES = [
    *(*cases_of_tables.CASES, *cases_of_values.CASES, *cases_of_areas.CASES),
    *(*cases_of_figures.CASES, *cases_of_layers.CASES),
]


def case_of(code: str) -> Case:
    return next(case for case in CASES if case.code == code)


def findings_of(folder: Path) -> list[Finding]:
    try:
        return list(checking.check(reading.read(folder)))
    except reading.Unusable as unusable:
        return list(unusable.findings)


def new(found: list[Finding], before: list[Finding]) -> list[Finding]:
    """What an edit has brought: findings that were not there at that place before."""
    left = Counter((f.code, f.file, f.row, f.field, f.value) for f in before)
    left.subtract({})
    added = []
    for finding in found:
        place = (finding.code, finding.file, finding.row, finding.field, finding.value)
        left[place] -= 1
        if left[place] < 0:
            added.append(finding)
    return added


@pytest.fixture(scope="session")
def atlas_folder(doubled_atlas: Path) -> Path:
    """Most of what `check` can say of a figure it says where observations.csv has it as well."""
    return doubled_atlas


@pytest.fixture(scope="session")
def shipped(atlas_folder: Path) -> list[Finding]:
    """What is said of the atlas as shipped: warnings alone."""
    return findings_of(atlas_folder)


def named(case: Case) -> str:
    return case.code


@pytest.mark.parametrize("case", CASES, ids=named)
def test_the_mistake_is_named_at_its_place(case: Case, copy_of_atlas: Path, shipped: list[Finding]) -> None:
    place = case.bad(copy_of_atlas)._replace(**case.place)
    added = new(findings_of(copy_of_atlas), shipped)
    assert {finding.code for finding in added} == {case.code, *case.beside}
    finding = next(finding for finding in added if finding.code == case.code)
    assert (finding.file, finding.row, finding.field) == place[:3]
    wanted = place.value or ""
    assert (finding.value or "").startswith(wanted[:-1]) if wanted.endswith("…") else (finding.value or "") == wanted
    assert (finding.subject or "") == (subject_of(copy_of_atlas, finding) or "")
    assert f'"subject": {json.dumps(finding.subject)}' in json.dumps(finding.as_dict())
    for lang in LANGUAGES:
        assert_reads_well(finding, lang)


def subject_of(folder: Path, finding: Finding) -> str | None:
    """The id in the row or feature that a finding names, as it stands in the file."""
    if finding.row is None or finding.code in LINES_ALONE or finding.file == "atlas.toml":
        return None
    path = folder / finding.file
    if path.suffix == ".csv":
        return None if finding.row == 1 else next(iter(read_rows(path)[finding.row - 2].values())).strip()
    feature = json.loads(path.read_text(encoding="utf-8"))["features"][finding.row - 1]
    name = next(layer.key for layer in LAYERS if layer.file == finding.file)
    key = (feature.get("properties") or {}).get(name)
    return key if isinstance(key, str) and key else None


def assert_reads_well(finding: Finding, lang: str) -> None:
    """Nothing is left unfilled, and the value stands in its quotes where the wording has a place for it."""
    for text in (finding.message(lang), finding.fix(lang)):
        assert text.strip() and not re.search(r"[{}]|\bNone\b|  ", text), text
    if finding.value and "{value}" in catalogue()[finding.code].message[lang]:
        assert f"“{finding.value}”" in finding.message(lang)


@pytest.mark.parametrize("case", CASES, ids=named)
def test_its_harmless_kin_is_not(case: Case, copy_of_atlas: Path, shipped: list[Finding]) -> None:
    case.good(copy_of_atlas)
    assert case.code not in {finding.code for finding in new(findings_of(copy_of_atlas), shipped)}


#: An edit, and the code, the file and the nearest name of the finding that it brings.
MISSES = [
    (cell("zones.csv", "kcn-mong-hoa", id="kcn-mong-hoaa"), "id-without-feature", "zones.csv", "kcn-mong-hoa"),
    (properties("zones.geojson", "kcn-mong-hoa", id="x"), "id-without-row", "zones.geojson", "kcn-mong-hoa"),
    (case_of("subject-unknown").bad, "subject-unknown", "observations.csv", "kcn-luong-son"),
    (case_of("setting-unknown").bad, "setting-unknown", "atlas.toml", "kind"),
    (case_of("measure-unknown-field").bad, "measure-unknown-field", "atlas.toml", "area_vacant_ha"),
    (cell("observations.csv", {"attribute": "tenants"}, source="S800"), "source-unknown", "observations.csv", "S80"),
]


@pytest.mark.parametrize(("edit", "code", "file", "nearest"), MISSES)
def test_a_miss_names_the_nearest(edit: Edit, code: str, file: str, nearest: str, copy_of_atlas: Path) -> None:
    edit(copy_of_atlas)
    finding = next(f for f in findings_of(copy_of_atlas) if (f.code, f.file) == (code, file))
    assert f": {nearest}." in finding.message("en")
    assert f": {nearest}." in finding.message("vi")


def test_numbers_are_written_as_the_reader_writes_them(shipped: list[Finding]) -> None:
    rate = next(f for f in shipped if f.code == "total-differs" and f.value == "57")
    assert "các lớp cho 57,6 " in rate.message("vi")
    assert "the layers give 57.6 " in rate.message("en")


def test_every_code_has_its_case() -> None:
    """What `import` says of a foreign file is no finding of `check`: its own tests bring each of those about."""
    assert len({(case.code, str(case.place)) for case in CASES}) == len(CASES)
    imported = {code for code in catalogue() if code.startswith("import-")}
    assert {case.code for case in CASES} == set(catalogue()) - imported
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("*import*.py"))
    assert {code for code in imported if f'"{code}"' not in tests} == set()


def test_the_code_says_what_the_catalogue_holds() -> None:
    """No code is emitted that has no wording, and none has a wording that nothing emits."""
    calls, texts = set(), set()
    for path in SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.add(node.value)
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Finding", "BadCell", "at"):
                calls |= {a.value for a in node.args[:1] if isinstance(a, ast.Constant)}
    assert calls and calls <= set(catalogue())
    assert set(catalogue()) <= texts


#: A place of a sentence; what sites are called one language may say where another does without.
PLACE = r"{(?!sites_)(\w+)}"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_wording_is_whole(lang: str) -> None:
    other = LANGUAGES[1 - LANGUAGES.index(lang)]
    for entry in catalogue().values():
        assert entry.severity in ("error", "warning")
        for texts in (entry.title, entry.message, entry.fix):
            assert texts[lang] != texts[other]
            assert set(re.findall(PLACE, texts[lang])) == set(re.findall(PLACE, texts[other])), entry.code


def test_the_shipped_atlas_has_no_errors(shipped: list[Finding]) -> None:
    assert shipped
    assert {finding.severity for finding in shipped} == {"warning"}


# ── what the commands make of them ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("code", "status"),
    [("percent-out-of-range", 1), ("ring-open", 1), ("code-leading-zeros", 0), ("setting-missing", 2)],
)
def test_check_ends_as_the_severity_says(code: str, status: int, copy_of_atlas: Path) -> None:
    case_of(code).bad(copy_of_atlas)
    done = CliRunner().invoke(main, ["check", "--data", str(copy_of_atlas), "--lang", "en"])
    assert done.exit_code == status
    assert code in done.output


@pytest.mark.parametrize(
    ("code", "status"), [("number-decimal-comma", 1), ("coordinates-swapped", 1), ("toml-unreadable", 2)]
)
def test_build_leaves_the_last_good_map_as_it_was(code: str, status: int, copy_of_atlas: Path, tmp_path: Path) -> None:
    good = tmp_path / "index.html"
    good.write_bytes(b"the last good map")
    case_of(code).bad(copy_of_atlas)
    done = CliRunner().invoke(main, ["build", "--data", str(copy_of_atlas), "--out", str(good)])
    assert done.exit_code == status
    assert good.read_bytes() == b"the last good map"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["geodata", "index.html"]
    assert code in done.output


@pytest.mark.parametrize(
    ("form", "where"),
    [
        ("text", "zones.csv, row 2 (kcn-luong-son), occupancy_pct: error percent-out-of-range"),
        ("json", '"subject": "kcn-luong-son"'),
        ("github", "title=percent-out-of-range::kcn-luong-son: "),
    ],
)
def test_every_form_names_the_site(form: str, where: str, copy_of_atlas: Path) -> None:
    case_of("percent-out-of-range").bad(copy_of_atlas)
    done = CliRunner().invoke(main, ["check", "--data", str(copy_of_atlas), "--lang", "en", "--format", form])
    assert where in done.stdout


def test_a_workflow_command_is_escaped(copy_of_atlas: Path, tmp_path: Path) -> None:
    """A colon or comma in a folder's name would end the property, a line break the command."""
    case_of("percent-out-of-range").bad(copy_of_atlas)
    folder = copy_of_atlas.rename(tmp_path / "50%, a:b")
    done = CliRunner().invoke(main, ["check", "--data", str(folder), "--lang", "en", "--format", "github"])
    line = next(line for line in done.stdout.splitlines() if "percent-out-of-range" in line)
    place, text = line.removeprefix("::error file=").split("::", 1)
    assert place.startswith(f"{tmp_path.as_posix()}/50%25%2C a%3Ab/zones.csv,line=")
    assert "lies outside 0–100 %25" in text and "%," not in line
    assert all(line.startswith("::") for line in done.stdout.splitlines())
