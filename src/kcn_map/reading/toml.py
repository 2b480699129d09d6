"""Reading of TOML with a finding for each value that is missing, invalid or unknown."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from kcn_map.core.cache import memoize
from kcn_map.core.findings import DataError, Finding
from kcn_map.core.schema import SETTINGS_FILE
from kcn_map.core.settings import Text
from kcn_map.reading.cells import BadCell, refuse_invisible, refuse_placeholder, shown, visible
from kcn_map.reading.text import read_text
from kcn_map.text.languages import LANGUAGES, TAG, Language, with_shipped
from kcn_map.text.messages import Told
from kcn_map.text.reasons import reason
from kcn_map.text.similarity import closest

FILE = SETTINGS_FILE
LARGEST_FILE = 1_000_000
#: No page has more.
MOST_LANGUAGES, MOST_TABLES = 20, 1000
#: No tolerance and no class limit comes near it.
LARGEST_NUMBER = 1e12
#: A key of so many parts that it is none: the parser would take the square of their number.
_ENDLESS_KEY = re.compile(r"""(?<![\w-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){30}""")
MISSING = object()
#: Language → the words that an atlas has in it.
Words = Mapping[str, Mapping[str, str]]


class Unusable(DataError):
    """Nothing can be read: no folder, or no usable atlas.toml."""

    exit_code = 2


def read_text_of_settings(folder: Path) -> str:
    """The text of atlas.toml. Raises Unusable where there is no folder or no such text."""
    refuse_no_folder(folder)
    text = read_text(folder / FILE, FILE, LARGEST_FILE)
    if isinstance(text, Finding):
        raise Unusable([text])
    return text


def refuse_no_folder(folder: Path) -> None:
    """Raises Unusable where there is no folder."""
    name = visible(str(folder), 200)
    try:
        if not folder.is_dir():
            raise Unusable([Finding("folder-missing", name)])
    except OSError as error:
        raise Unusable([Finding("file-unreadable", name, params={"why": reason(error)})]) from None


@memoize(4)
def parse_tree(text: str, file: str = FILE) -> Mapping[str, Any]:
    """The tables of a TOML text, kept for who asks for its levels apart, behind those of two languages' words.

    Raises Unusable where it is none.
    """
    why: Any = Told("detail.nested")
    try:
        if not _ENDLESS_KEY.search(text):
            return tomllib.loads(text)
    except RecursionError:
        pass
    except ValueError as error:  # no TOML, or an integer of more digits than Python converts
        why = reason(error)
    raise Unusable([Finding("toml-unreadable", file, params={"why": why})])


class Reader:
    """A table of the file. It notes what is missing or wrong and goes on with a stand-in, to find all at once."""

    def __init__(
        self, tree: Mapping[str, Any], path: str = "", parent: Reader | None = None, words: Words | None = None
    ) -> None:
        self.tree, self.path = tree, path
        self.languages: tuple[Language, ...] = parent.languages if parent else languages_in(tree, words or {})
        self.findings: list[Finding] = parent.findings if parent else []
        self.lacking: dict[str, list[str]] = parent.lacking if parent else {}
        self.readers: list[Reader] = parent.readers if parent else []
        self.readers.append(self)
        self.asked: set[str] = set()

    def field(self, key: str) -> str:
        return visible(self.path + key, 120)

    def take(self, key: str, expected: Mapping[str, str], fits: Callable[[Any], bool], default: Any = MISSING) -> Any:
        """The value of a key that fits; else a finding that says what was expected, and None."""
        self.asked.add(key)
        value = self.tree.get(key, default)
        if value is MISSING:
            self.findings.append(Finding("setting-missing", FILE, field=self.field(key), params={"expected": expected}))
            return None
        if value is not default and not fits(value):
            self.findings.append(
                Finding("setting-invalid", FILE, None, self.field(key), shown(value), {"expected": expected})
            )
            return None
        return value

    def text(self, key: str, default: Any = MISSING) -> Any:
        """Text; "" is one."""
        value = self.take(key, Told("detail.text_in_quotes"), is_text, default)
        try:
            refuse_invisible(value or "")
            refuse_placeholder(value or "")
        except BadCell as bad:
            self.findings.append(Finding(bad.code, FILE, None, self.field(key), shown(value), bad.params))
        return value or ""

    def name(self, key: str) -> str:
        """An id: it becomes the name of a column and a part of addresses."""
        expected = Told("detail.plain_name")
        return self.take(key, expected, is_name) or ""

    def both(self, key: str) -> Text:
        """`key_<lang>` in each language."""
        return self._texts(f"{key}_")

    def words(self, key: str) -> Text:
        """`key = { <lang> = "…" }` in each language."""
        return self.table(key)._texts()

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; left out, there are none."""
        expected = Told("detail.list_of_texts")
        return tuple(self.take(key, expected, are_texts, []) or ())

    def title(self, key: str) -> Text:
        """`key_<lang>` in each language, none of them blank."""
        return self.names(f"{key}_")

    def names(self, prefix: str = "") -> Text:
        """`prefix<lang>` in each language, none of them blank."""
        found = self._texts(prefix)
        for key in (prefix + lang for lang in self.languages):
            text = self.tree.get(key)
            if isinstance(text, str) and not text.strip():
                params = {"expected": Told("detail.name")}
                self.findings.append(Finding("setting-invalid", FILE, None, self.field(key), text, params))
        return found

    def _texts(self, prefix: str = "") -> Text:
        """What is there of the texts `prefix<lang>`. That of the first language must be, and may be blank."""
        first = self.languages[0]
        found = {
            lang: self.text(prefix + lang, MISSING if lang == first else "") for lang in with_shipped(self.languages)
        }
        found = {lang: text for lang, text in found.items() if text.strip()}
        for lang in self.languages:
            if lang not in found and set(self.languages) & found.keys():
                self.lacking.setdefault(lang, []).append(self.field(prefix + lang))
        return Text(found)

    def number(self, key: str) -> float:
        """A number, 0 or more; where the key says that it is a percentage, 100 at most."""
        if key.endswith("_pct"):
            expected, fits = Told("detail.percentage"), _is_percentage
        else:
            expected, fits = Told("detail.no_negative"), is_number
        return self.take(key, expected, fits) or 0

    def day(self, key: str, default: Any = MISSING) -> Any:
        expected = Told("detail.plain_date")
        value = self.take(key, expected, lambda value: type(value) is date, default)
        return value.isoformat() if value else None

    def choice(self, key: str, allowed: tuple[str, ...], default: Any = MISSING) -> Any:
        listed = ", ".join(allowed)
        return self.take(key, Told("detail.one_of", listed=listed), lambda value: value in allowed, default)

    def choices(self, key: str, allowed: tuple[str, ...], default: Any = MISSING) -> Any:
        def fits(value: Any) -> bool:
            return (
                isinstance(value, list)
                and bool(value)
                and all(value.count(item) == 1 and item in allowed for item in value)
            )

        listed = ", ".join(allowed)
        value = self.take(key, Told("detail.list_of", listed=listed), fits, default)
        return None if value is None else tuple(value)

    def table(self, key: str) -> Reader:
        expected = Told("detail.table", field=self.field(key))
        tree = self.take(key, expected, lambda value: isinstance(value, dict))
        return Reader({}) if tree is None else Reader(tree, f"{self.path}{key}.", self)

    def tables(self, key: str, default: Any = MISSING, most: int = MOST_TABLES) -> list[Reader]:
        def fits(value: Any) -> bool:
            enough = isinstance(value, list) and (value or default is not MISSING)
            return enough and len(value) <= most and all(isinstance(item, dict) for item in value)

        found = self.take(key, Told("detail.tables", key=key, most=most), fits, default) or []
        names = [item["id"] if is_name(item.get("id")) else number for number, item in enumerate(found, 1)]
        return [Reader(item, f"{self.path}{key}.{name}.", self) for name, item in zip(names, found, strict=True)]


def unknown_settings(top: Reader) -> list[Finding]:
    """Keys that nobody asked for: a misspelt `kind` would else change a measure without a word."""
    findings = []
    for reader in top.readers:
        for key in reader.tree:
            if key not in reader.asked:
                nearest = next(iter(closest(key[:80], sorted(reader.asked), cutoff=0.6)), "–")
                findings.append(
                    Finding("setting-unknown", FILE, None, reader.field(key), visible(key), {"nearest": nearest})
                )
    return findings


def are_languages(value: Any) -> bool:
    """Whether a value is a list of BCP 47's tags, each once."""
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_LANGUAGES:
        return False
    return all(is_text(tag) and TAG.fullmatch(tag) and value.count(tag) == 1 for tag in value)


def languages_in(tree: Mapping[str, Any], words: Words) -> tuple[Language, ...]:
    """The languages of an atlas.toml with their words; the shipped ones where it does not say."""
    found: Any = tree.get("languages")
    return tuple(Language(lang, words.get(lang)) for lang in (found if are_languages(found) else LANGUAGES))


def is_text(value: Any) -> bool:
    return isinstance(value, str)


def are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(is_text, value))


def is_number(value: Any) -> bool:
    return type(value) in (int, float) and 0 <= value <= LARGEST_NUMBER


def _is_percentage(value: Any) -> bool:
    return is_number(value) and value <= 100


def is_name(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch("[A-Za-z][A-Za-z0-9_]{0,59}", value) is not None
