"""Numbers and dates as the reader writes them: the table that the page's script is held to as well."""

import json
import os
import random
import shutil
import subprocess
import sys
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcn_map.page import records
from kcn_map.text.numbers import format_date, format_number, rounded

CASES = json.loads(Path(__file__).parent.joinpath("cases", "format.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("kind", "value", "lang", "expected"), CASES)
def test_table(kind: str, value: Any, lang: str, expected: str) -> None:
    assert (format_number(value[0], lang, value[1]) if kind == "number" else format_date(value, lang)) == expected


def test_the_table_has_both_kinds_and_all_languages_that_the_scripts_are_tested_with() -> None:
    locales = json.loads(Path(__file__).parent.joinpath("cases", "locales.json").read_text(encoding="utf-8"))
    assert {(kind, lang) for kind, _, lang, _ in CASES} == {(k, lang) for k in ("number", "date") for lang in locales}
    assert {lang: json.loads(json.dumps(records.locale(lang))) for lang in locales} == locales


def test_a_language_that_cldr_does_not_know_has_iso_dates() -> None:
    assert (format_date("2020-03-05", "mtq"), format_number(1501.5, "mtq")) == ("2020-03-05", "1,501.5")


@pytest.mark.parametrize(
    ("value", "expected"), [(866.605, "866,605"), (83.0, "83"), (1e-7, "0,0000001"), (10**21, "1" + ".000" * 7)]
)
def test_without_a_limit_every_decimal_is_kept(value: float, expected: str) -> None:
    assert format_number(value, "vi") == expected


NUMBERS = st.one_of(
    st.floats(0, 1e12), st.integers(0, 10**7).map(lambda thousandths: thousandths / 1000), st.floats(0, 1e-5)
)


@given(NUMBERS, st.integers(0, 6))
def test_halves_of_what_is_written_are_rounded_up(value: float, decimals: int) -> None:
    """2.675 is written 2.68, as in a spreadsheet."""
    expected = Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    assert Decimal(format_number(value, "en", decimals).replace(",", "")) == expected
    assert rounded(value, decimals) == expected and rounded(-value, decimals) == -expected


def test_the_page_rounds_as_decimals_do() -> None:
    """A number a line: what Python's decimals make of it, and what the page's script does."""
    chance = random.Random(1)
    values = [2.675, 1.005, 0.5, 1e-7, 5e-7, 123456789.49999999, *(chance.randrange(10**7) / 1000 for _ in range(3000))]
    values += [chance.uniform(0, 10 ** chance.randrange(-8, 15)) for _ in range(3000)]
    asked = [[value, place % 7] for place, value in enumerate(values)]
    script = 'const { kcn } = require("./load.js"); const asked = JSON.parse(require("fs").readFileSync(0, "utf8"));'
    script += "console.log(JSON.stringify(asked.map(([value, decimals]) => kcn.format.round(value, decimals))));"
    folder = Path(__file__).parent / "js"
    node = shutil.which("node", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    assert node, "node is not there: make setup"
    done = subprocess.run([node, "-e", script], cwd=folder, input=json.dumps(asked), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    for (value, decimals), text in zip(asked, json.loads(done.stdout), strict=True):
        assert Decimal(text) == rounded(value, decimals), (value, decimals)


@given(st.floats(-1e12, 1e12) | st.integers(-(10**15), 10**15))
def test_a_written_number_reads_back(value: float) -> None:
    for lang, group, point in (("vi", ".", ","), ("en", ",", ".")):
        text = format_number(value, lang).replace(group, "").replace(point, ".").replace("−", "-")
        assert float(text) == value


def test_what_is_no_date_stays_as_it_is() -> None:
    assert format_date("2020-13-01", "vi") == "2020-13-01"
    assert format_date("khoảng 2020", "en") == "khoảng 2020"
    assert format_date(None, "vi") == ""
