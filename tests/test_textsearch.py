"""Text search: one table of cases for shell, Python and page."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from kcn_map import Atlas
from kcn_map.analysis.query import Query
from kcn_map.analysis.textsearch import one_typo
from kcn_map.cli import main

GEODATA = Path(__file__).parent.parent / "geodata"
CASES = json.loads((Path(__file__).parent / "cases" / "search.json").read_text(encoding="utf-8"))
WORD = st.text("abcdefghi", min_size=4, max_size=9)


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return Atlas.load(GEODATA)


def test_there_are_sixty_cases() -> None:
    assert len(CASES) >= 60


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_the_same_sites_in_the_same_order_in_python_and_shell(atlas: Atlas, text: str, expected: list[str]) -> None:
    assert [match.site.id for match in atlas.select(Query(text=text)).matches] == expected


@pytest.mark.parametrize(("text", "expected"), CASES[::7])
def test_the_shell_says_the_same(text: str, expected: list[str]) -> None:
    result = CliRunner().invoke(main, ["query", text, "--format", "json", "--data", str(GEODATA)])
    assert [row["id"] for row in json.loads(result.stdout)] == expected


@given(WORD, st.data())
def test_one_error_is_forgiven(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("jklm"))
    swapped = word[:place] + word[place + 1 : place + 2] + word[place] + word[place + 2 :]
    changed, added = word[:place] + letter + word[place + 1 :], word[:place] + letter + word[place:]
    for typed in (swapped, changed, added):
        assert one_typo(typed, word)
    assert one_typo(word, added)


@given(WORD)
def test_two_errors_are_not(word: str) -> None:
    assert not one_typo("xy" + word[2:], word)
    assert not one_typo(word + "xy", word)


@pytest.mark.parametrize(
    ("typed", "word", "forgiven"), [("sno", "son", True), ("noi", "doi", False), ("ah", "ha", False)]
)
def test_short_words_forgive_less(typed: str, word: str, forgiven: bool) -> None:
    assert one_typo(typed, word) is forgiven
