"""The words that a reader sees: plural forms, and no English plural that a 1 would make wrong."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from kcn_map.text.messages import dictionary, fill, word

CASES = json.loads(Path(__file__).parent.joinpath("cases", "words.json").read_text(encoding="utf-8"))
#: A number of a person's own choosing beside a plural: "{n} sites"; a plural form is "{n} {n:site|sites}".
PLURAL = re.compile(r"\{(n|of|count|errors|warnings|known|total)\} [a-z]+s\b")


@pytest.mark.parametrize(("text", "values", "expected"), CASES)
def test_plural_forms(text: str, values: dict[str, Any], expected: str) -> None:
    assert fill(text, values) == expected


def test_a_place_without_a_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        word("cli.tally", "en", errors=1)


def test_one_of_a_thing_is_told_in_the_singular() -> None:
    assert word("cli.tally", "en", errors=1, warnings=2) == "1 error, 2 warnings."
    texts = {f"{name}.{key}": entry["en"] for name, section in dictionary().items() for key, entry in section.items()}
    assert {name: text for name, text in texts.items() if PLURAL.search(text)} == {}
