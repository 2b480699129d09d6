"""Cells: what each type takes, what it refuses and why, and that nothing but a reason ever comes of nonsense."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from shipped_schema import TABLES

from kcn_map.core.columns import Column
from kcn_map.core.model import Cell
from kcn_map.reading.cells import BadCell, first_day, last_day, parse, parse_date, shown, visible
from kcn_map.text.languages import LANGUAGES
from kcn_map.text.messages import written

EVERY_COLUMN = [column for schema in TABLES for column in schema.columns]


def column(type_: str, **more: object) -> Column:
    return Column("name", type_, {"vi": "tên", "en": "name"}, **more)  # type: ignore[arg-type]


AREA, DEGREES = column("number", unit="ha"), column("number", unit="°")
CODE, CODES = column("code", digits=5), column("codes", digits=5, refers="commune_2025")
IDS, NAMES = column("ids", refers="sources"), column("ids")

TAKEN = [
    (AREA, "866.605", 866.605),
    (AREA, " 83 ", 83.0),
    (AREA, "+1e2", 100.0),
    (AREA, "-0", 0.0),
    (AREA, "", None),
    (DEGREES, "-12.5", -12.5),
    (column("percent"), "100", 100.0),
    (column("count"), "40", 40),
    (column("count"), "40.0", 40),
    (column("year"), "2011", 2011),
    (column("date"), "2017/2020-06", "2017/2020-06"),
    (column("enum", values=("zone",)), " zone ", "zone"),
    (column("id"), "district:152", "district:152"),
    (CODE, "04945", "04945"),
    (CODES, "04945; 04924", "04945;04924"),
    (IDS, "S33; S18;", "S33;S18"),
    (IDS, " ; ", None),
    (NAMES, "KCN Bình Phú", "KCN Bình Phú"),
    (column("value"), "83", 83),
    (column("value"), "83.5", 83.5),
    (column("value"), "QĐ 78/QĐ-UBND", "QĐ 78/QĐ-UBND"),
    (column("value"), "1" * 41, "1" * 41),
    (column("text"), "hai\ndòng", "hai\ndòng"),
]


@pytest.mark.parametrize(("kind", "text", "value"), TAKEN)
def test_taken(kind: Column, text: str, value: Cell) -> None:
    found = parse(kind, text)
    assert found == value
    assert type(found) is type(value)
    assert str(found) != "-0.0"


REFUSED = [
    (AREA, "866,605", "number-decimal-comma", {"suggestion": "866.605"}),
    (AREA, "1.501,47", "number-decimal-comma", {"suggestion": "1501.47"}),
    (AREA, "1,501.47", "number-decimal-comma", {"suggestion": "1501.47"}),
    (AREA, "1 501,47", "number-decimal-comma", {"suggestion": "1501.47"}),
    (AREA, "1\u00a0501", "number-decimal-comma", {"suggestion": "1501"}),
    (AREA, "1.501.470", "number-decimal-comma", {"suggestion": "1501470"}),
    (AREA, "1,501,470", "number-decimal-comma", {"suggestion": "1501470"}),
    (column("value"), "866,605", "number-decimal-comma", {"suggestion": "866.605"}),
    (AREA, "83 ha", "number-invalid", {}),
    (AREA, "８３", "number-invalid", {}),
    (AREA, "9" * 5000, "number-invalid", {}),
    (AREA, "0x53", "number-invalid", {}),
    (AREA, "Infinity", "number-not-finite", {}),
    (AREA, "NaN", "number-not-finite", {}),
    (AREA, "1e999", "number-not-finite", {}),
    (column("value"), "inf", "number-not-finite", {}),
    (AREA, "-1", "number-negative", {}),
    (AREA, "51000000001", "number-too-large", {"most": {"vi": "51.000.000.000 ha", "en": "51,000,000,000 ha"}}),
    (column("count"), "1000000001", "number-too-large", {"most": {"vi": "1.000.000.000", "en": "1,000,000,000"}}),
    (column("value"), "1e16", "number-too-large", {"most": {"vi": "1" + ".000" * 5, "en": "1" + ",000" * 5}}),
    (column("value"), "-1", "number-negative", {}),
    (column("percent"), "100.01", "percent-out-of-range", {}),
    (column("count"), "1.5", "count-not-whole", {}),
    (column("year"), "20", "date-invalid", {}),
    (column("year"), "２０２０", "date-invalid", {}),
    (column("date"), "31/12/2020", "date-invalid", {}),
    (column("date"), "2020-02-30", "date-invalid", {}),
    (column("date"), "2020/2017", "date-invalid", {}),
    (column("date"), "２０２０", "date-invalid", {}),
    (column("enum", values=("zone", "cluster")), "Zone", "value-not-allowed", {"allowed": "zone, cluster"}),
    (column("id"), "kcn luong", "id-characters", {"character": "U+0020 SPACE"}),
    (column("id"), "kcn ", "id-characters", {"character": "U+0020 SPACE"}),
    (column("id"), "kсn", "id-characters", {"character": "U+0441 CYRILLIC SMALL LETTER ES"}),
    (column("id"), "-kcn", "id-characters", {"character": "U+002D HYPHEN-MINUS"}),
    (IDS, "S33, S18", "id-characters", {"character": "U+002C COMMA"}),
    (CODE, "4945", "code-leading-zeros", {"full": "04945", "digits": 5}),
    (CODES, "4945;04924", "code-leading-zeros", {"full": "04945;04924", "digits": 5}),
    (CODE, "049455", "code-invalid", {"digits": 5}),
    (CODE, "4945.0", "code-invalid", {"digits": 5}),
    (CODE, "4945", "code-leading-zeros", {"full": "04945", "digits": 5}),
    (column("text", required=True), " ", "value-missing", {}),
    (column("ids", refers="sources", required=True), ";", "value-missing", {}),
    (column("text"), "a\u202eb", "text-invisible-character", {"character": "U+202E"}),
    (column("text"), "a\x00b", "text-invisible-character", {"character": "U+0000"}),
    (column("text"), "\ud800", "text-invisible-character", {"character": "U+D800"}),
]


@pytest.mark.parametrize(("kind", "text", "code", "params"), REFUSED)
def test_refused(kind: Column, text: str, code: str, params: dict[str, object]) -> None:
    with pytest.raises(BadCell) as refusal:
        parse(kind, text)
    assert refusal.value.code == code
    for lang in LANGUAGES:
        assert said(refusal.value.params, lang) == said(params, lang)


def said(params: Mapping[str, object], lang: str) -> dict[str, object]:
    """What a reader of a language is told of a cell."""
    return {name: written(value, lang) for name, value in params.items()}


def test_only_leading_zeros_are_repaired() -> None:
    for kind, text, code, _ in REFUSED:
        with pytest.raises(BadCell) as refusal:
            parse(kind, text)
        assert (refusal.value.repaired is not None) == (code == "code-leading-zeros")


@given(st.sampled_from(EVERY_COLUMN), st.text(st.characters(codec=None)))
@example(AREA, "\ud800")
@example(column("value"), "1" * 5000)
def test_any_text_is_a_value_or_a_reason(kind: Column, text: str) -> None:
    with suppress(BadCell):
        parse(kind, text)


@given(st.floats(0, 5.1e10))
def test_a_number_comes_back(number: float) -> None:
    assert parse(AREA, repr(number)) == number


@given(st.dates(date(1800, 1, 1)))
def test_a_day_comes_back(day: date) -> None:
    assert parse_date(day.isoformat()) == day.isoformat()
    assert first_day(day.isoformat()) == last_day(day.isoformat()) == day


def test_the_days_of_an_interval() -> None:
    assert first_day("2017/2020-06") == date(2017, 1, 1)
    assert last_day("2017/2020-06") == date(2020, 6, 1)


@given(st.text(st.characters(codec=None)))
@example("\u202e\u200b\ud800\x00")
def test_what_is_shown_can_be_seen_and_written(text: str) -> None:
    seen = visible(text)
    assert len(seen) <= 80
    assert all(char.isprintable() or char.isspace() for char in seen.replace("\n", "").replace("\t", ""))
    seen.encode("utf-8")


def test_a_value_of_json_is_shown_as_json_has_it() -> None:
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    assert [shown(value) for value in (None, True, "chữ", 1.5, {"a": ["ă"]})] == [
        "null",
        "true",
        "chữ",
        "1.5",
        '{"a": ["ă"]}',
    ]
    assert shown(deep) == "…"
    assert shown(10**5000) == "…"
