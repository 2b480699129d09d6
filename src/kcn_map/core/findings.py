"""Findings: what `check` has to say, each with the place, the value as found, and the fix.

The catalogue of codes, with severity and wording in both languages, is findings.toml beside this
file; docs/findings.md is generated from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field as dataclass_field
from functools import cache
from pathlib import Path
from typing import Any

from kcn_map.core.errors import KcnMapError
from kcn_map.text.languages import LANGUAGES
from kcn_map.text.messages import Told, fill, localized, word, words_of, written
from kcn_map.text.toml_tables import TomlTables
from kcn_map.values import dataclass


@dataclass(frozen=True, slots=True)
class FindingCode:
    """One kind of finding. Messages and fixes are format strings over value, expected and params."""

    code: str
    severity: str
    title: Mapping[str, str]
    message: Mapping[str, str]
    fix: Mapping[str, str]


#: What there is to say of a code.
PARTS = ("title", "message", "fix")


@cache
def _entries() -> TomlTables:
    return TomlTables(Path(__file__).with_name("findings.toml").read_text(encoding="utf-8"))


def codes() -> list[str]:
    """Every finding code there is, in the order of findings.toml."""
    return list(_entries())


@cache
def finding_code(code: str) -> FindingCode:
    """What findings.toml says of a code. Raises KeyError for one that is not there."""
    texts = {part: finding_texts(code, part) for part in PARTS}
    return FindingCode(code, _entries()[code]["severity"], **texts)


def finding_texts(code: str, part: str) -> Mapping[str, str]:
    """Language → the title, message or fix of a code."""
    return {lang: _entries()[code][f"{part}_{lang}"] for lang in LANGUAGES}


def catalogue() -> Mapping[str, FindingCode]:
    """Every finding code with what findings.toml says of it, in its order."""
    return {code: finding_code(code) for code in codes()}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to say about the data.

    `row` is the line of a table (the header is 1) or the number of a feature in its layer (from 1);
    `subject` is the id of the site, area or source that the row belongs to, None where it belongs to
    none; `value` is the text as found; `params` fill the rest of the sentence: a float is written as
    the reader writes it, a text or a mapping of languages gives its words in the reader's, a tuple those of each,
    all else stands as it is.
    `consequences` is how many other findings follow from it: they are not reported, and go when it is fixed.
    """

    code: str
    file: str
    row: int | None = None
    field: str | None = None
    value: str | None = None
    params: Mapping[str, Any] = dataclass_field(default_factory=dict)
    subject: str | None = None
    consequences: int = 0

    @property
    def severity(self) -> str:
        """`error` stops a build, `warning` does not."""
        return finding_code(self.code).severity

    def location(self, lang: str = "vi") -> str:
        """File, row, the id of what the row is about, field: "zones.csv, row 2 (kcn-luong-son), area_planned_ha"."""
        row = None if self.row is None else word("cli.row", lang, row=self.row)
        about = f"{row} ({self.subject})" if row and self.subject else row
        return ", ".join(filter(None, (self.file, about, self.field)))

    def message(self, lang: str = "vi") -> str:
        """What is wrong, with the value as found and what was expected, in one sentence."""
        template = self._template("message", lang)
        also = "{also}" if "also" in self.params and "{also}" not in template else ""
        said = self._fill(template + also, lang)
        return f"{said} {word('cli.consequences', lang, n=self.consequences)}" if self.consequences else said

    def fix(self, lang: str = "vi") -> str:
        """What to do about it."""
        return self._fill(self._template("fix", lang), lang)

    def as_dict(self, lang: str = "vi") -> dict[str, Any]:
        """As `kcn-map check --format json` has it."""
        return {
            "code": self.code,
            "severity": self.severity,
            "file": self.file,
            "row": self.row,
            "subject": self.subject,
            "field": self.field,
            "value": self.value,
            "message": self.message(lang),
            "fix": self.fix(lang),
            "consequences": self.consequences,
        }

    def _template(self, part: str, lang: str) -> str:
        own = words_of(lang).get(f"finding.{self.code}.{part}")
        return own or str(localized(finding_texts(self.code, part), lang))

    def _fill(self, template: str, lang: str) -> str:
        quoted = "" if self.value is None else word("check.quoted", lang, value=self.value)
        params = {name: _written(value, lang) for name, value in self.params.items()}
        given = {"value": quoted, "file": self.file, "field": self.field, "row": self.row, **params}
        return fill(template, given, lang)


def _written(value: Any, lang: str) -> Any:
    if isinstance(value, tuple):
        return "; ".join(str(_written(one, lang)) for one in value)
    return written(value, lang)


def quantity(value: float, unit: str) -> Told | float:
    """A number with its unit, if it has one, for the params of a finding."""
    return Told("detail.quantity", value=value, unit=unit) if unit else value


class DataError(KcnMapError):
    """The data can't be used as it is; `findings` say why, all of them."""

    exit_code = 1

    def __init__(self, findings: Iterable[Finding]) -> None:
        super().__init__("findings")
        self.findings = tuple(findings)

    def message(self, lang: str = "en") -> str:
        return "; ".join(f"{f.file}: {f.message(lang)}" for f in self.findings if f.severity == "error")


def has_errors(findings: Iterable[Finding]) -> bool:
    return any(finding.severity == "error" for finding in findings)
