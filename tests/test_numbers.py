"""Numbers and dates as the reader writes them: the table that the page's script is held to as well."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcn_map.text.numbers import format_date, format_number

CASES = json.loads(Path(__file__).parent.joinpath("cases", "format.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("kind", "value", "lang", "expected"), CASES)
def test_table(kind: str, value: Any, lang: str, expected: str) -> None:
    assert (format_number(value[0], lang, value[1]) if kind == "number" else format_date(value, lang)) == expected


def test_the_table_has_both_kinds_and_languages() -> None:
    assert {(kind, lang) for kind, _, lang, _ in CASES} == {(k, la) for k in ("number", "date") for la in ("vi", "en")}


@pytest.mark.parametrize(
    ("value", "expected"), [(866.605, "866,605"), (83.0, "83"), (1e-7, "0,0000001"), (10**21, "1" + ".000" * 7)]
)
def test_without_a_limit_every_decimal_is_kept(value: float, expected: str) -> None:
    assert format_number(value, "vi") == expected


@given(st.floats(-1e12, 1e12) | st.integers(-(10**15), 10**15))
def test_a_written_number_reads_back(value: float) -> None:
    for lang, group, point in (("vi", ".", ","), ("en", ",", ".")):
        text = format_number(value, lang).replace(group, "").replace(point, ".").replace("−", "-")
        assert float(text) == value


def test_what_is_no_date_stays_as_it_is() -> None:
    assert format_date("2020-13-01", "vi") == "2020-13-01"
    assert format_date("khoảng 2020", "en") == "khoảng 2020"
    assert format_date(None, "vi") == ""
