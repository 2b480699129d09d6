"""The data package refers to the texts of the page's data, and every text comes back as it was."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcn_map.page.text_references import TooLong, replace, resolve

#: Letters that mean something in CSV, JSON or a reference, among those that don't.
TEXTS = st.text('ab,"\\\n\x1a0 Đ', max_size=40)
DATA = st.recursive(TEXTS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=2), inner))
NAME = "Khu công nghiệp Lạc Thịnh"


@given(DATA, st.lists(TEXTS), st.data())
def test_every_text_comes_back(data: object, others: list[str], draw: st.DataObject) -> None:
    known = [json.dumps(data, ensure_ascii=False), *others]
    text = draw.draw(st.sampled_from([*known, ",".join(known), '","'.join(known), "\x1a0\x1a"]))
    assert resolve({"file": replace(data)(text)}, data, 10**6) == {"file": text}


@pytest.mark.parametrize("text", [f"S02,{NAME},official\n", f'{{"name_vi":"{NAME}"}}', f'a,"{NAME}"', NAME])
def test_a_text_of_the_data_stands_there_alone(text: str) -> None:
    assert NAME not in replace({"sources": ["a", {"title": NAME}]})(text)


def test_a_text_that_is_altered_leaves_the_others() -> None:
    data = {"a": ["Cổng thông tin điện tử", NAME], "b": "tỉnh"}
    short = replace(data)(f"{NAME}\n{data['a'][0]}")
    assert resolve({"file": short}, {**data, "a": ["tin", NAME]}, 100)["file"] == f"{NAME}\ntin"


def test_references_ask_for_no_more_than_there_is_room() -> None:
    assert resolve({"a": "\x1a0\x1a" * 3, "b": "\x1a0\x1a"}, [NAME], 4 * len(NAME))["b"] == NAME
    with pytest.raises(TooLong):
        resolve({"a": "\x1a0\x1a" * 3, "b": "\x1a0\x1a"}, [NAME], 4 * len(NAME) - 1)


@pytest.mark.parametrize("place", ["1", "9" * 30])
def test_a_reference_to_nothing_is_refused(place: str) -> None:
    with pytest.raises(LookupError):
        resolve({"file": f"\x1a{place}\x1a"}, [NAME], 100)
