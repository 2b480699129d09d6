"""words/<lang>.toml: the interface's words in a language of the atlas, or other ones than those that are shipped.

Sections and keys are those of messages.toml, each with one text; [finding.code] has message and fix of a finding. What
lacks is shown in the shipped words.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from kcn_map.core.cache import memoize
from kcn_map.core.findings import Finding, codes, finding_texts
from kcn_map.core.schema import words_file
from kcn_map.core.settings import Settings
from kcn_map.reading.cells import BadCell, refuse_invisible, shown, visible
from kcn_map.reading.repeats import listed
from kcn_map.reading.toml import Unusable, parse_tree
from kcn_map.text.languages import LANGUAGES, Language, primary
from kcn_map.text.messages import SITES, dictionary, is_word, word
from kcn_map.text.similarity import closest

#: All words that are shipped, in one language, take a third of it.
LARGEST_FILE = 300_000
LONGEST_TEXT = 2000
#: A text, and places for values: {n}, or the forms that go with a number, {n:site|sites}.
_WELL_FORMED = re.compile(r"(?:[^{}]|\{\w+(?::[^{}|]*(?:\|[^{}|]*)+)?\})*")
#: What every text of a finding may have.
OF_FINDINGS = {"value", "file", "field", "row"}
#: [finding.code] has what `check` says.
DEEPEST = 2
OF_A_FINDING = ("message", "fix")
#: Of a section that lacks more texts than these it is said how many it lacks.
MOST_LISTED = 5
#: So many unknown names are compared with the known ones: a file of more is of something else.
MOST_COMPARED = 100


@memoize(4)
def parse_words(lang: str, text: str) -> tuple[Mapping[str, str], tuple[Finding, ...]]:
    """The texts that can be used, by "section.key", and what is wrong with the others."""
    file = words_file(lang)
    try:
        tree = parse_tree(text, file)
    except Unusable as unusable:
        return {}, unusable.findings
    words: dict[str, str] = {}
    findings: list[Finding] = []
    for name, value in _entries(tree):
        finding = _refused(file, name, value, len(findings) < MOST_COMPARED)
        if finding is not None:
            findings.append(finding)
        elif value:
            words[name] = value
    return words, tuple(findings)


def lacking(lang: str, words: Mapping[str, str]) -> list[Finding]:
    """What is shown in English because a language has no words for it: the sections that lack most come first."""
    if primary(lang) in LANGUAGES:
        return []
    sections: dict[str, list[str]] = {}
    for name in _wanted():
        sections.setdefault(name.partition(".")[0], []).append(name)
    lacks = {section: [name for name in names if name not in words] for section, names in sections.items()}
    count, total = (sum(map(len, names.values())) for names in (lacks, sections))
    if not count:
        return []
    names: list[str] = []
    for section in sorted(lacks, key=lambda section: -len(lacks[section])):
        many = len(lacks[section]) > MOST_LISTED
        names += [f"[{section}] ({len(lacks[section])}/{len(sections[section])})"] if many else lacks[section]
    params = {"count": count, "total": total, "names": listed(names)}
    return [Finding("words-incomplete", words_file(lang), value=visible(lang), params=params)]


def _wanted() -> Iterator[str]:
    """The names of all texts that a language has: those that are not empty in the shipped ones, and of findings."""
    yield from (name for name, texts in _shipped().items() if any(texts.values()))
    yield from (f"finding.{code}.{part}" for code in codes() for part in OF_A_FINDING)


def _entries(tree: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """ "section.key" and its value; a table too where it is one too deep."""
    for key, value in tree.items():
        name = above + key
        if isinstance(value, dict) and name.count(".") < DEEPEST:
            yield from _entries(value, f"{name}.")
        else:
            yield name, value


def _refused(file: str, name: str, value: Any, may_compare: bool) -> Finding | None:
    """Why an entry can't be used."""
    texts = _shipped().get(name) or _of_finding(name)
    if texts is None:
        near = next(iter(closest(name[:80], list(_shipped()), cutoff=0.6)), "–") if may_compare else "–"
        return Finding("words-unknown", file, field=visible(name), value=visible(name), params={"nearest": near})
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        return Finding("words-no-text", file, field=name, value=shown(value), params={"most": LONGEST_TEXT})
    try:
        refuse_invisible(value)
    except BadCell as bad:
        return Finding(bad.code, file, field=name, value=visible(value), params=bad.params)
    wanted = [{one for one in _places(text) if not _is_of_sites(one)} for text in texts.values()]
    may_have = set.union(*wanted, OF_FINDINGS if name.startswith("finding.") else set())
    found = _places(value) if _WELL_FORMED.fullmatch(value) else None
    if found is None or not set.intersection(*wanted) <= found <= may_have | set(filter(_is_of_sites, found)):
        params = {"places": ", ".join(sorted(may_have)) or "–"}
        return Finding("words-places", file, field=name, value=visible(value, 200), params=params)
    return None


def _is_of_sites(place: str) -> bool:
    """Whether a place stands for what sites are called: any text may have those, and none must."""
    return place.lower().removeprefix(SITES) in dictionary()["sites"]


def _places(text: str) -> set[str]:
    """The places of a text, without those for what sites are called, which any text may have."""
    names = {name for _, name, _, _ in string.Formatter().parse(text) if name}
    return {name for name in names if not is_word(name.lower().replace(SITES, "sites.", 1))}


def _of_finding(name: str) -> Mapping[str, str] | None:
    """The texts of "finding.code.message", None for what is no text of a finding."""
    section, _, rest = name.partition(".")
    code, _, part = rest.rpartition(".")
    is_one = section == "finding" and code in codes() and part in OF_A_FINDING
    return finding_texts(code, part) if is_one else None


@cache
def _shipped() -> Mapping[str, Mapping[str, str]]:
    """The shipped texts of each entry, by "section.key"."""
    return {f"{section}.{key}": texts for section, entries in dictionary().items() for key, texts in entries.items()}


def words_of_levels(settings: Settings, lang: Language) -> Mapping[str, str]:
    """What is said of a site's place, with the names of the levels: "section.key" → text."""
    first = settings.levels[0]
    finer = settings.finer or first
    of = {"accuracy.district": first, "accuracy.commune": finer}
    of |= {f"location_basis.{basis}": finer for basis in ("source", "name", "none")}
    return {name: word(f"place.{name.replace('.', '_')}", lang, level=level.name[lang]) for name, level in of.items()}
