"""Scripts and style sheets without what only their authors need: comments, spare space, long names.

A script is read as tokens, never as a tree. Names that it declares become short, all occurrences of one alike; what it
does not declare, properties and keys keep theirs. What was done once is kept: a watched map is built many times, and
the package's own files are minified as it is installed, by hatch_build.py, with this file alone.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import suppress
from functools import cache
from itertools import chain, product
from pathlib import Path
from string import ascii_letters

#: What `prepare` has minified, by digest. An edited file is not in there, nor is any once this one is edited.
PREPARED = Path(__file__).with_name("minified.json")
_MINIFIER = Path(__file__).read_bytes()

_TEXT = r""""(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'"""
_COMMENT = r"/\*(?:(?!\*/).)*\*/"
_SPACE = re.compile(rf"(?:\s|//[^\n]*|{_COMMENT})+", re.DOTALL)
_TOKEN = re.compile(rf"{_TEXT}|\d[\w.]*|[A-Za-z_$][\w$]*|\.\.\.|=>|\?\.(?!\d)|.", re.DOTALL)
_TEMPLATE = re.compile(r"(?:[^`\\$]|\\.|\$(?!\{))*(?:`|\$\{)", re.DOTALL)
_PATTERN = re.compile(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/\w*")
_NAME = re.compile(r"[A-Za-z_$][\w$]*\Z")
_WORDS = re.compile(r"[\w$]{2}")
#: Words that may or may not be names, short ones that never are, and the names that all scripts share.
_RESERVED = frozenset(("async", "get", "of", "set", "do", "if", "in", "kcn", "root", "L"))
_HEADS = ("if", "for", "while", "switch")
_OPEN, _CLOSED = frozenset("([{"), frozenset(")]}")
#: What an object or a pattern may follow; a block follows none of these.
_BEFORE_OBJECT = frozenset([*"(,=:[?&|", "return", "yield", "...", "const", "let", "of", "in"])
#: Where a statement goes on after the end of a line, and where it went on before the beginning of one.
_GOES_ON = frozenset([*";{,([=?:&|", "=>"])
_WENT_ON = frozenset(")]}?:.,&|")
#: What a regular expression may follow, a division not; what may stand between a bracket or comma and a key.
_BEFORE_PATTERN = frozenset([*"(,=:[!&|?{};", "", "return", "=>"])
_BEFORE_KEY = frozenset(["get", "set", "async", "*"])
_STYLE_COMMENT = re.compile(rf"({_TEXT})|\s*{_COMMENT}", re.DOTALL)
_STYLE_SPACE = re.compile(rf"({_TEXT})|;?\s*(\}})\s*|\s*([{{;,])\s*|(:)\s+")


def prepare(folder: Path) -> None:
    """Minify all scripts and styles of a folder for the builds to come."""
    minified = {}
    for minify, ending in ((script, "js"), (style, "css")):
        for code in (path.read_text(encoding="utf-8") for path in sorted(folder.rglob(f"*.{ending}"))):
            minified[_digest(code)] = minify(code)
    draft = PREPARED.with_suffix(f".{os.getpid()}")  # a build may read the file meanwhile
    draft.write_text(json.dumps(minified, ensure_ascii=False, indent=0), encoding="utf-8", newline="\n")
    draft.replace(PREPARED)


def _once(minify: Callable[[str], str]) -> Callable[[str], str]:
    """What was prepared, else what `minify` makes of a text, once."""

    @cache
    def found(code: str) -> str:
        prepared = _prepared().get(_digest(code))
        return minify(code) if prepared is None else prepared

    return found


@cache
def _prepared() -> Mapping[str, str]:
    with suppress(FileNotFoundError):
        found: Mapping[str, str] = json.loads(PREPARED.read_bytes())
        return found
    return {}


def _digest(code: str) -> str:
    return hashlib.sha256(_MINIFIER + code.encode("utf-8")).hexdigest()


@_once
def script(code: str) -> str:
    """JavaScript; lines are joined only where no statement can end between them."""
    found = _Script(code)
    found.rename()
    return found.text()


class _Script:
    """A script as tokens, each with the space before it and the bracket that it stands in."""

    def __init__(self, code: str) -> None:
        self.tokens: list[str] = []
        self.gaps: list[str] = []
        self.inner: list[int] = []  # where the bracket opens, -1 outside of all
        self.match: dict[int, int] = {}  # the other bracket of a pair
        end, opened = 0, [-1]
        while (at := _end(_SPACE, code, end)) < len(code):
            gap, end, place = code[end:at], self._end_of_token(code, at, opened[-1]), len(self.tokens)
            token = code[at:end]
            if token[0] in _CLOSED:
                other = opened.pop()
                self.match |= {place: other, other: place}
            self.tokens.append(token)
            self.gaps.append("\n" if "\n" in gap else gap and " ")
            self.inner.append(opened[-1])
            if token in _OPEN or token.endswith("${"):
                opened.append(place)
        self.tokens.append("")  # the end, before the first as well
        self.inner.append(-1)

    def _end_of_token(self, code: str, at: int, opened: int) -> int:
        last = self.tokens[-1] if self.tokens else ""
        if code[at] == "`" or (code[at] == "}" and self.tokens[opened].endswith("${")):
            return _end(_TEMPLATE, code, at + 1)
        if code[at] == "/" and (last in _BEFORE_PATTERN or last.endswith("${")):
            return _end(_PATTERN, code, at)
        return _end(_TOKEN, code, at)

    def _is_object(self, place: int) -> bool:
        """Whether a bracket is that of an object or its pattern."""
        before = self.tokens[place - 1]
        return self.tokens[place] == "{" and (before in _BEFORE_OBJECT or before.endswith("${"))

    def _is_key(self, place: int) -> bool:
        """Whether a name stands where an object has its keys, be it a value's short form too."""
        while self.tokens[place - 1] in _BEFORE_KEY:
            place -= 1
        return self.tokens[place - 1] in ("{", ",") and self._is_object(self.inner[place])

    def _is_property(self, place: int) -> bool:
        """Whether a name is that of a property alone."""
        is_whole = self.tokens[place + 1] not in (",", "}", "=")
        return self.tokens[place - 1] in (".", "?.") or (is_whole and self._is_key(place))

    # ── names ──

    def rename(self) -> None:
        """Short names for what the script declares: the first letter of the long one, else the next that is free.

        Two names get the same one only if neither occurs within what encloses the other.
        """
        found: dict[str, list[int]] = {}
        for place, token in enumerate(self.tokens):
            if _NAME.match(token) and not self._is_property(place):
                found.setdefault(token, []).append(place)
        regions = sorted(self._regions(), key=lambda region: region[1] - region[0])
        names = {name: _Name(found[name], regions) for name in (found.keys() & self._declared()) - _RESERVED}
        taken = (found.keys() - names) | _RESERVED
        given: dict[str, list[_Name]] = {}
        for long, name in sorted(names.items(), key=lambda item: (-len(item[1].places), item[0])):
            short = next(
                short
                for short in chain((long[0], long[0].swapcase()), _shorts())
                if short not in taken and not any(map(name.meets, given.get(short, ())))
            )
            given.setdefault(short, []).append(name)
            for place in name.places if short != long else ():
                self.tokens[place] = f"{long}:{short}" if self._is_key(place) else short

    def _declared(self) -> Iterator[str]:
        """Names of constants, variables, functions and parameters."""
        for place, token in enumerate(self.tokens):
            if token in ("const", "let", "var"):
                end = yield from self._item(place + 1)
                while self.tokens[end] == ",":
                    end = yield from self._item(end + 1)
            elif token == "function":
                yield self.tokens[place + 1 + (self.tokens[place + 1] == "*")]
            elif token == "=>":
                yield from self._item(self._head(place))
            elif self._has_body(place):
                yield from self._items(self.match[place])

    def _item(self, place: int) -> Generator[str, None, int]:
        """The names of a pattern, and where it ends with the value that it has."""
        while self.tokens[place] in ("...", ","):  # a place of a list may have no name
            place += 1
        if place in self.match and self.tokens[place] in _OPEN:
            yield from self._items(place)
            place = self.match[place]
        elif _NAME.match(self.tokens[place]):
            yield self.tokens[place]
        return self._end_of_value(place + 1)

    def _items(self, opened: int) -> Iterator[str]:
        """The names of the patterns between brackets, not those of their keys."""
        place = opened + 1
        while place < self.match[opened]:
            if self._is_object(opened):
                place = self.match.get(place, place) if self.tokens[place] == "[" else place
                place += 2 * (self.tokens[place + 1] == ":")
            place = (yield from self._item(place)) + 1

    def _end_of_value(self, place: int) -> int:
        """The comma, the end of a statement or the bracket that an expression ends before."""
        while (token := self.tokens[place]) and token not in (",", ";") and token[0] not in _CLOSED:
            place = self.match.get(place, place) + 1
        return place

    def _head(self, arrow: int) -> int:
        """Where the parameters of an arrow function begin."""
        return self.match.get(arrow - 1, arrow - 1)

    def _has_body(self, place: int) -> bool:
        """Whether parameters end here, of a function or of what is caught."""
        return self.tokens[place : place + 2] == [")", "{"] and not self._is_head(place)

    def _is_head(self, place: int) -> bool:
        """Whether the condition of a statement ends here, which may be empty after it."""
        return self.tokens[self.match.get(place, place) - 1] in _HEADS

    def _regions(self) -> Iterator[tuple[int, int]]:
        """From where to where names are those of a block, or of a function with its parameters."""
        yield -1, len(self.tokens)
        for place, token in enumerate(self.tokens):
            if token == "{" and not self._is_object(place):
                yield place, self.match[place]
                if self.tokens[place - 1] == ")":
                    yield self.match[place - 1], self.match[place]
            elif token == "=>":
                yield self._head(place), self._end_of_value(place + 1) - 1

    # ── space ──

    def _shorten(self) -> None:
        """Leave out what means nothing: last commas and semicolons, a second `const`, brackets of one parameter."""
        tokens = self.tokens
        declares: dict[int, str] = {}  # by bracket, the word that declares in the statement there
        for place, token in enumerate(tokens):
            inner, before = self.inner[place], tokens[place - 1]
            if token in ("const", "let"):
                if before == ";" and declares.get(inner) == token:
                    tokens[place - 1 : place + 1] = ",", ""
                declares[inner] = token
            elif before == ";":
                declares.pop(inner, None)
                tokens[place - 1] = ";" if token != "}" or self._is_head(place - 2) else ""
            elif before == "," and token[:1] in _CLOSED and tokens[place - 2] not in ("[", ","):
                tokens[place - 1] = ""
            if token == "=>" and before == ")" and _NAME.match(tokens[place - 2]) and tokens[place - 3] == "(":
                tokens[place - 3] = tokens[place - 1] = ""

    def text(self) -> str:
        """What means something of the tokens, with what has to stand between them."""
        self._shorten()
        parts: list[str] = []
        last, gap = ";", ""
        for token, space in zip(self.tokens, self.gaps, strict=False):
            gap = gap if gap == "\n" else space or gap
            if token:
                parts += _between(last, gap, token), token
                last, gap = token, ""
        return "".join(parts)


class _Name:
    """A declared name: where it occurs, and the first of the regions that has all of that."""

    def __init__(self, places: list[int], regions: list[tuple[int, int]]) -> None:
        self.places = places
        self.region = next(region for region in regions if region[0] <= places[0] and places[-1] <= region[1])

    def occurs_in(self, region: tuple[int, int]) -> bool:
        return bisect_left(self.places, region[0]) < bisect_right(self.places, region[1])

    def meets(self, other: _Name) -> bool:
        return self.occurs_in(other.region) or other.occurs_in(self.region)


def _shorts() -> Iterator[str]:
    return map("".join, chain(ascii_letters, product(ascii_letters, repeat=2)))


def _between(last: str, gap: str, token: str) -> str:
    """The line or the space between two tokens that had such a gap."""
    if gap == "\n" and last not in _GOES_ON and not last.endswith("${") and token[0] not in _WENT_ON:
        return gap
    touching = last[-1] + token[0]
    return " " if _WORDS.match(touching) or (gap and touching in ("++", "--", "//")) else ""


def _end(pattern: re.Pattern[str], code: str, at: int) -> int:
    """Where a match ends; where it would begin if there is none."""
    found = pattern.match(code, at)
    return found.end() if found else at


@_once
def style(css: str) -> str:
    """CSS: a space stays where it may join two selectors."""
    return _kept(_STYLE_SPACE, _kept(_STYLE_COMMENT, css)).strip()


def _kept(pattern: re.Pattern[str], code: str) -> str:
    """The code with each match replaced by its groups."""
    return "".join(filter(None, pattern.split(code)))
