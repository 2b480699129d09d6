"""Folding: however a person types a Vietnamese name, it is the same name."""

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcn_map.text.names import UNIT_PREFIXES, fold, fold_unit, index_names, look_up, nearest

CASES = json.loads((Path(__file__).parent / "cases" / "fold.json").read_text(encoding="utf-8"))
VIETNAMESE = st.text(
    st.sampled_from("aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ ĐÂƯ-.'"),
    max_size=30,
)


@pytest.mark.parametrize(("text", "folded"), CASES)
def test_shared_cases(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(VIETNAMESE)
def test_composition_case_and_marks_do_not_matter(text: str) -> None:
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    for form in (unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text), text.upper(), bare):
        assert fold(form) == fold(text)


@given(VIETNAMESE)
def test_only_ascii_letters_remain_of_vietnamese(text: str) -> None:
    assert set(fold(text)) <= set("abcdefghijklmnopqrstuvwxyz ")


@pytest.mark.parametrize("prefix", UNIT_PREFIXES)
def test_every_prefix_goes(prefix: str) -> None:
    assert fold_unit(f"{prefix} Lương Sơn") == "luong son"


@pytest.mark.parametrize(
    "typed",
    ["luong son", "Lương Sơn", "H. Lương Sơn", "HUYỆN LƯƠNG SƠN", "Huyen  Luong Son", "Luong Son District", "152"],
)
def test_one_district_under_all_its_names(typed: str) -> None:
    index = index_names(
        [("152", ("152", "Huyện Lương Sơn", "Luong Son District")), ("148", ("148", "Thành phố Hòa Bình"))]
    )
    assert look_up(typed, index) == ["152"]


def test_a_shared_name_gives_both() -> None:
    index = index_names([("1", ("Xã Tân Lạc",)), ("2", ("Huyện Tân Lạc",))])
    assert look_up("tan lac", index) == ["1", "2"]
    assert look_up("huyện Tân Lạc", index) == ["2"]


def test_a_miss_names_the_nearest() -> None:
    assert nearest("Luong Sn", ["Huyện Lạc Sơn", "Huyện Lương Sơn", "Huyện Đà Bắc"])[0] == "Huyện Lương Sơn"
    assert nearest("Luong Sn", ["Huyện Đà Bắc"]) == []
