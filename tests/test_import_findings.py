"""Every finding of an import: one file that brings it, one like it that does not; both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from findings_import import IMPORT_CASES, findings_of

from kcn_map.core.findings import catalogue, has_errors

pytestmark = pytest.mark.usefixtures("gdal_here")


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("code", IMPORT_CASES)
def test_the_mistake_is_named_and_nothing_is_written(code: str, copy_of_atlas: Path, tmp_path: Path) -> None:
    attempt = IMPORT_CASES[code].bad(tmp_path, copy_of_atlas)
    before = contents(copy_of_atlas)
    found = findings_of(copy_of_atlas, attempt)
    assert code in {finding.code for finding in found}
    assert {finding.code for finding in found if finding.severity == "error"} <= {code}
    for finding in found:
        for lang in ("vi", "en"):
            for text in (finding.message(lang), finding.fix(lang)):
                assert text.strip() and not re.search(r"[{}]|\bNone\b|  ", text), text
    if has_errors(found) and code != "import-changed-meanwhile":  # that one is edited by another hand
        assert contents(copy_of_atlas) == before


@pytest.mark.parametrize("code", IMPORT_CASES)
def test_its_harmless_kin_goes_through(code: str, copy_of_atlas: Path, tmp_path: Path) -> None:
    found = findings_of(copy_of_atlas, IMPORT_CASES[code].good(tmp_path, copy_of_atlas))
    assert code not in {finding.code for finding in found}
    assert not has_errors(found), [finding.message("en") for finding in found]


def test_every_code_of_an_import_has_its_case() -> None:
    assert set(IMPORT_CASES) == {code for code in catalogue() if code.startswith("import-")}
