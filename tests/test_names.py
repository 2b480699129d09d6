"""Folding: however a person types a Vietnamese name, it is the same name."""

import json
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcn_map.text import names
from kcn_map.text.names import (
    fold,
    fold_unit,
    index_names,
    label_of_unit,
    look_up,
    nearest,
    unit_phrases,
    unit_words,
    units,
)

CASES = json.loads((Path(__file__).parent / "cases" / "fold.json").read_text(encoding="utf-8"))
UNIT_CASES = json.loads((Path(__file__).parent / "cases" / "units.json").read_text(encoding="utf-8"))
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


@pytest.mark.parametrize("prefix", [*unit_words(), *unit_phrases(), *(unit["word"] for unit in units()["before"])])
def test_every_prefix_goes(prefix: str) -> None:
    assert fold_unit(f"{prefix} Lương Sơn") == "luong son"


@pytest.mark.parametrize(("name", "label", "in_sentence", "folded"), UNIT_CASES)
def test_a_unit_in_a_label_and_as_it_folds(name: str, label: str, in_sentence: str, folded: str) -> None:
    assert label_of_unit(name) == label
    assert fold_unit(name) == fold_unit(in_sentence) == fold_unit(label) == folded


def test_words_of_units_stand_in_one_place() -> None:
    sources = Path(names.__file__).parents[1]
    written = [path for suffix in ("py", "js") for path in sources.rglob(f"*.{suffix}")]
    assert len(written) > 100
    assert [path.name for path in written if re.search("Thị xã|thi xa", path.read_text(encoding="utf-8"))] == []


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
