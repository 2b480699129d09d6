"""Values of this package are what the standard library's frozen dataclasses are."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from typing import Any

import pytest

from kcn_map.core.kinds import Nouns
from kcn_map.core.settings import Text
from kcn_map.values import dataclass

FIELDS: dict[str, tuple[Any, ...]] = {"same": (1, "a"), "other": (2, "a"), "named": (1, "b")}


@dataclass(frozen=True, slots=True)
class Ours:
    number: int
    name: str = "a"
    seen: list[int] = dataclasses.field(default_factory=list, compare=False)
    by: dict[str, int] = dataclasses.field(default_factory=dict, hash=False, repr=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Theirs:
    number: int
    name: str = "a"
    seen: list[int] = dataclasses.field(default_factory=list, compare=False)
    by: dict[str, int] = dataclasses.field(default_factory=dict, hash=False, repr=False)


@pytest.mark.parametrize("given", FIELDS.values(), ids=FIELDS)
def test_equality_hash_and_text_are_those_of_the_library(given: tuple[Any, ...]) -> None:
    for changed in ({"seen": [1]}, {"by": {"a": 1}}, {}):
        ours, theirs = Ours(1), Theirs(1)
        assert (ours == Ours(*given, **changed)) == (theirs == Theirs(*given, **changed))
        assert (hash(ours) == hash(Ours(*given, **changed))) == (hash(theirs) == hash(Theirs(*given, **changed)))
        assert repr(Ours(*given, **changed)) == repr(Theirs(*given, **changed)).replace("Theirs", "Ours")
    assert Ours(1) != Theirs(1)


def test_values_are_copied_replaced_and_taken_apart() -> None:
    value = Ours(1, by={"a": 2})
    assert dataclasses.replace(value, name="b") == Ours(1, "b", by={"a": 2})
    assert dataclasses.asdict(value) == {"number": 1, "name": "a", "seen": [], "by": {"a": 2}}
    assert copy.deepcopy(value) == value == pickle.loads(pickle.dumps(value))


@dataclass(frozen=True, slots=True)
class Even(Ours):
    """One that refuses what can't be, with a field more than the class that it is made from."""

    half: int = 0

    def __post_init__(self) -> None:
        if self.number != 2 * self.half:
            raise ValueError(self.number)


def test_a_value_may_refuse_its_fields_and_have_more_than_its_kin() -> None:
    assert [field.name for field in dataclasses.fields(Even)] == ["number", "name", "seen", "by", "half"]
    assert Even(2, half=1) != Ours(2)
    with pytest.raises(ValueError, match="3"):
        Even(3, half=1)
    with pytest.raises(TypeError, match=r"Even\.__init__\(\)"):
        Even()  # type: ignore[call-arg]


def test_a_value_has_no_room_for_what_it_does_not_name() -> None:
    with pytest.raises(AttributeError):
        Ours(1).unknown = 1  # type: ignore[attr-defined]


def test_values_of_two_kinds_with_one_content_differ() -> None:
    text = Text({"vi": "a", "en": "a"})
    nouns = Nouns(text, text, text, text)
    assert nouns == Nouns(text, text, text, text)
    assert nouns != (text, text, text, text)
