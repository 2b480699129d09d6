"""The words that a reader sees: plural forms, and no English plural that a 1 would make wrong."""

import json
import re
import tomllib
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from shipped_schema import SITE_ROW

from kcn_map.core.columns import name_of
from kcn_map.text import messages
from kcn_map.text.languages import LANGUAGES
from kcn_map.text.messages import dictionary, fill, word
from kcn_map.text.toml_tables import TomlTables

ASSETS = Path(__file__).resolve().parents[1] / "src" / "kcn_map" / "page" / "assets"
CASES = json.loads(Path(__file__).parent.joinpath("cases", "words.json").read_text(encoding="utf-8"))
#: A number of a person's own choosing beside a plural: "{n} sites"; a plural form is "{n} {n:site|sites}".
PLURAL = re.compile(r"\{(n|of|count|errors|warnings|known|total)\} [a-z]+s\b")


@pytest.mark.parametrize("case", CASES)
def test_plural_forms(case: list[Any]) -> None:
    text, values, expected, *lang = case
    assert fill(text, values, *lang) == expected


def test_a_place_without_a_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        word("cli.tally", "en", errors=1)


def test_one_of_a_thing_is_told_in_the_singular() -> None:
    assert word("cli.tally", "en", errors=1, warnings=2) == "1 error, 2 warnings."
    assert {name: text["en"] for name, text in texts().items() if PLURAL.search(text["en"])} == {}


def texts() -> dict[str, dict[str, str]]:
    """All texts; for the page [beside] stands in place of titles."""
    words = {f"{name}.{key}": dict(entry) for name, section in dictionary().items() for key, entry in section.items()}
    return words | {f"attribute.{key}": dict(entry) for key, entry in dictionary()["beside"].items()}


#: A text that the page asks for by name, with the values that it gives: t("page.why", { n, sites: … }).
ASKED = re.compile(r'\bt\("([\w.]+)"(?:, (\{.*?\}))?\)')


def test_the_page_fills_every_place_of_its_texts() -> None:
    """A place without a value would stand on the page in braces."""
    scripts = [path.read_text(encoding="utf-8") for path in (ASSETS / "js").rglob("*.js")]
    asked = [found for script in scripts for found in ASKED.findall(script)]
    assert len(asked) > 100
    for name, values in asked:
        for text in texts()[name].values():
            found = {place for _, place, _, _ in Formatter().parse(text) if place}
            places = {place for place in found if not place.lower().startswith(messages.SITES)}  # filled in Python
            assert all(re.search(rf"[{{,] *{place}\b|\.\.\.", values) for place in places), (name, places, values)


@pytest.mark.parametrize("name", ["text/messages.toml", "core/findings.toml"])
def test_tables_read_one_by_one_are_those_of_the_whole(name: str) -> None:
    text = (Path(messages.__file__).parents[1] / name).read_text(encoding="utf-8")
    whole = tomllib.loads(text)
    assert dict(TomlTables(text)) == whole
    alone = TomlTables(text)
    assert {table: {key: alone[table][key] for key in entries} for table, entries in whole.items()} == whole
    assert "lacking" not in alone["cli" if "cli" in alone else "file-missing"]


def test_a_label_is_no_second_title_of_its_column() -> None:
    titles = {one.name: {lang: name_of(one, lang) for lang in LANGUAGES} for one in SITE_ROW}
    assert [name for name, label in dictionary()["beside"].items() if titles.get(name) == dict(label)] == []
