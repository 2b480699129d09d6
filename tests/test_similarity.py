"""What a mistyped text was meant to be: the right one, always the same one, and soon enough among very many."""

from __future__ import annotations

import time
from random import Random

from kcn_map.checking.twins import twins
from kcn_map.text.similarity import LONGEST, closest, similarity


def test_the_most_similar_comes_first_and_nothing_where_none_is() -> None:
    assert closest("kcn-luong-san", ["ccn-luong-son", "kcn-luong-son", "kcn-mong-hoa"], 2, cutoff=0.6) == [
        "kcn-luong-son",
        "ccn-luong-son",
    ]
    assert closest("xyz", ["kcn-luong-son"], cutoff=0.5) == []
    assert similarity("abc", "abc") == 1 and similarity("abc", "xyz") == 0


def test_of_equally_similar_ones_the_same_is_taken_in_any_order() -> None:
    assert closest("S055", ["S05", "S55"], cutoff=0.6) == closest("S055", ["S55", "S05"], cutoff=0.6) == ["S55"]


def test_a_table_with_every_id_changed_is_compared_whole() -> None:
    """3,000 ids without their last letter; the limit is of processor time, whatever else runs."""
    random = Random(1)
    ids = {"".join(random.choices("abcdeghiklmnoqrtuvxy", k=14)) for _ in range(3_000)}
    started = time.process_time()
    assert twins({key[:-1] for key in ids}, ids) == {key[:-1]: key for key in ids}
    assert time.process_time() - started < 5


def test_long_texts_are_not_compared_at_length() -> None:
    """A hundred of 20,000 letters with each other took a minute; the limit is of processor time."""
    random = Random(2)
    texts = ["".join(random.choices("abcdefgh ", k=20_000)) for _ in range(100)]
    started = time.process_time()
    assert [closest(text + "x", texts, cutoff=0.6) for text in texts] == [[]] * 100
    assert closest("b" * LONGEST, texts, cutoff=0.6) == []
    assert time.process_time() - started < 2
