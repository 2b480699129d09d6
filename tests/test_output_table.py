"""The table for the terminal: aligned, in the reader's way, and honest about what is not known."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from output_rows import DISTRICT_COLUMNS, DISTRICT_ROWS, SITE_ROWS, put
from shipped_schema import SITE_ROW

from kcn_map.core.columns import Column
from kcn_map.core.site_columns import DISTANCE
from kcn_map.tables.terminal import width_of

PLAIN = [
    Column("id", "id", {"vi": "mã", "en": "id"}),
    Column("name_vi", "text", {"vi": "tên", "en": "name"}),
    Column("name_en", "text", {"vi": "", "en": ""}),
]


def body(text: str) -> list[str]:
    """The lines below the rule, without the notes."""
    lines = text.split("\n")
    rule = next(number for number, line in enumerate(lines) if line.startswith("─"))
    return "\n".join(lines[rule + 1 :]).split("\n\n")[0].rstrip("\n").split("\n")


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Any:
    def of(width: int) -> None:
        monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
        monkeypatch.setenv("COLUMNS", str(width))

    return of


def test_sites_in_vietnamese() -> None:
    assert body(put("table")) == [
        "kcn-song-da    KCN Bờ trái sông Đà  148     1.086,37  đang hoạt động    70,81",
        "kcn-b          KCN B                152           83  quy hoạch             —",
        "ccn-chua-ro-1  CCN chưa rõ 1        —              —  quy hoạch             —",
    ]


def test_sites_in_english() -> None:
    text = put("table", lang="en")
    assert "1,086.37" in text
    assert "operating" in text
    assert "Left Bank of the Da River Industrial Zone" in text
    assert "sông Đà" not in text


def test_titles_have_units_and_words_of_the_language() -> None:
    head = put("table").split("─")[0]
    assert [part in head for part in ("Diện tích", "quy hoạch", "(ha)", "Tình trạng", "(%)")] == [True] * 5
    assert "Planned" in put("table", lang="en").split("─")[0]


def test_measures_say_their_coverage_and_that_they_are_lower_bounds() -> None:
    text = put("table", rows=DISTRICT_ROWS, columns=DISTRICT_COLUMNS)
    assert body(text) == [
        "148    Thành phố Hòa Bình  ≥ 1.593,51 (4/6)     57,63",
        "153    Huyện Kim Bôi                — (0/2)  không có",
    ]
    assert text.split("\n\n")[1].startswith("≥: mức tối thiểu.")


def test_a_measure_is_titled_as_the_atlas_has_it() -> None:
    head = put("table", rows=DISTRICT_ROWS, columns=DISTRICT_COLUMNS, lang="en").split("─")[0]
    assert "Mean" in head
    assert "occupancy" in head


def test_no_note_where_nothing_needs_it() -> None:
    assert "\n\n" not in put("table")


def test_numbers_end_and_texts_begin_in_line() -> None:
    lines = body(put("table"))
    assert len({len(line) for line in lines}) == 1


def test_a_distance_is_shown_where_there_is_one() -> None:
    rows = [row | {"distance_km": 12.345} for row in SITE_ROWS]
    assert all(line.endswith("12,345") for line in body(put("table", rows=rows, columns=(*SITE_ROW, DISTANCE))))


@pytest.mark.parametrize("width", range(30, 130, 7))
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_line_is_wider_than_the_terminal(width: int, lang: str, terminal: Any) -> None:
    terminal(width)
    for text in (put("table", lang=lang), put("table", rows=DISTRICT_ROWS, columns=DISTRICT_COLUMNS, lang=lang)):
        assert max(len(line) for line in text.split("\n\n")[0].split("\n")) <= width


def test_a_narrow_terminal_gets_the_key_and_is_told_what_is_missing(terminal: Any) -> None:
    terminal(17)
    text = put("table")
    assert body(text) == ["kcn-song-da", "kcn-b", "ccn-chua-ro-1"]
    assert "còn 5 cột" in text
    assert "csv" in text


def test_a_name_is_cut_before_it_is_left_out(terminal: Any) -> None:
    terminal(76)
    assert "KCN Bờ trái sông…" in put("table")


def test_output_that_is_no_terminal_is_not_cut(terminal: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal(17)
    monkeypatch.setattr("sys.stdout.isatty", lambda: False, raising=False)
    assert "KCN Bờ trái sông Đà" in put("table")


def test_combining_marks_take_no_room_and_wide_letters_two() -> None:
    assert width_of("Hoà Bình") == width_of(unicodedata.normalize("NFD", "Hoà Bình")) == 8
    assert width_of("和平") == 4


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=12), min_size=1, max_size=5))
def test_nothing_in_a_name_breaks_the_table(names: list[str]) -> None:
    rows = [{"id": "a", "name_vi": name, "name_en": name} for name in names]
    text = put("table", rows=rows, columns=PLAIN, geometries=[None] * len(rows))
    assert len(body(text)) == len(rows)
    assert not [letter for letter in text if unicodedata.category(letter) == "Cc" and letter != "\n"]
    assert all(width_of(line) <= width_of(text.split("\n")[1]) for line in body(text))


def test_no_rows_leave_the_titles() -> None:
    text = put("table", rows=[])
    assert "Diện tích" in text
    assert body(text) == [""]
