"""Scripts and style sheets without what only their authors need: comments, annotations of types, spare space.

Not a minifier: names and order stay as they are written. What could be misread is left alone,
and no text of theirs may run over several lines. What was done once is kept: a watched map is built many times, and
the package's own files are minified as it is installed, by hatch_build.py.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from itertools import groupby, pairwise, starmap
from pathlib import Path

#: What `prepare` has minified, by digest. An edited file is not in there, nor is any once this one is edited.
PREPARED = Path(__file__).with_name("minified.json")

# Comments on lines of their own, annotations within a line, indentation and blank lines.
_IDLE = (
    re.compile(r"^[ \t]*/\*(?:(?!\*/).)*\*/[ \t]*\n", re.MULTILINE | re.DOTALL),
    re.compile(r"^[ \t]*//.*\n", re.MULTILINE),
    re.compile(r"/\*\* @(?:(?!\*/).)*\*/ ?"),
    re.compile(r"^\s+", re.MULTILINE),
)
_TEXT = r""""(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'"""
_TEXTS = re.compile(f"({_TEXT})")
_SIGN = r"[=<>!&|?:,;{}()\[\]*%/]"
#: Beside a sign, and beside a plus or minus that stands between two spaces and next to no other one.
_SCRIPT_SPACE = re.compile(
    rf" (?: *(?={_SIGN})|(?<={_SIGN} ) *|(?<!\+ )(?=\+ (?!\+))|(?<= \+ )(?<!\+ \+ )(?!\+)"
    r"|(?<!- )(?=- (?!-))|(?<= - )(?<!- - )(?!-))"
)
# A slash that is no division; one within a text does no harm here.
_SLASH = re.compile(r"(?<! )/|/(?! )")
_LAST_COMMENT = re.compile(rf"({_TEXT})|[ \t]+// .*$")
# Where a statement goes on after the end of a line, and where it went on before the beginning of one.
_GOES_ON = (";", "{", ",", "(", "[", "=", "=>", "&&", "||", "?", ":")
_CLOSING = (")", "]", "}")
_DECLARATION = re.compile(r"const [^;{}`]*;")  # whole, on one line
_EMPTY = re.compile(r"\b(?:for|if|while)\b")  # its body may be the empty statement
_WENT_ON = (*_CLOSING, "?", ":", ".", ",", "&&", "||")
_STYLE_COMMENT = re.compile(rf"({_TEXT})|\s*/\*(?:(?!\*/).)*\*/", re.DOTALL)
_STYLE_SPACE = re.compile(rf"({_TEXT})|;?\s*(\}})\s*|\s*([{{;,])\s*|(:)\s+")


def prepare(folder: Path) -> None:
    """Minify all scripts and styles of a folder for the builds to come."""
    minified = {}
    for minify, ending in ((script, "js"), (style, "css")):
        for path in sorted(folder.rglob(f"*.{ending}")):
            code = path.read_text(encoding="utf-8")
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
    return hashlib.sha256(_minifier() + code.encode("utf-8")).hexdigest()


@cache
def _minifier() -> bytes:
    return Path(__file__).read_bytes()


@_once
def script(code: str) -> str:
    """JavaScript; lines that may hold a regular expression or a template keep their space.

    Lines are joined only where no statement can end between them.
    """
    bare = map(_without_last_comment, _bare(code).split("\n"))
    runs = ((may_be, "\n".join(run)) for may_be, run in groupby(bare, _may_be_pattern))  # quicker than line by line
    lines = "\n".join(run if may_be else _without_space(run) for may_be, run in runs).split("\n")
    return "".join(starmap(_line, pairwise([*_together(lines), ""]))).strip()


def _together(lines: list[str]) -> list[str]:
    """One declaration of constants in place of several on lines that follow one another."""
    found = list(lines)
    for number, (line, following) in enumerate(pairwise(lines)):
        if following.startswith("const ") and _DECLARATION.fullmatch(line):
            found[number] = f"{found[number][:-1]},"
            found[number + 1] = following[6:]
    return found


def _may_be_pattern(line: str) -> bool:
    return "`" in line or ("/" in line and _SLASH.search(line) is not None)


def _without_space(code: str) -> str:
    parts = _TEXTS.split(code)  # every second one is a text
    parts[::2] = [_SCRIPT_SPACE.sub("", part) for part in parts[::2]]
    return "".join(parts)


def _without_last_comment(line: str) -> str:
    return line if "`" in line or "// " not in line else _kept(_LAST_COMMENT, line)


def _line(line: str, following: str) -> str:
    """A line, with its end where a statement may end there; no comma and no semicolon before what closes."""
    if "//" in line:
        return line + "\n"
    if line.endswith(",") and following.startswith(_CLOSING):
        return line[:-1]
    if line.endswith(";") and following.startswith("}") and not _EMPTY.match(line):
        return line[:-1]
    return line if line.endswith(_GOES_ON) or following.startswith(_WENT_ON) else line + "\n"


@_once
def style(css: str) -> str:
    """CSS: a space stays where it may join two selectors."""
    return _kept(_STYLE_SPACE, _kept(_STYLE_COMMENT, _bare(css)))


def _bare(code: str) -> str:
    for idle in _IDLE:
        code = idle.sub("", code)
    return code.strip()


def _kept(pattern: re.Pattern[str], code: str) -> str:
    """The code with each match replaced by its groups; `split` does so in C, where `sub` would call a function."""
    return "".join(filter(None, pattern.split(code)))
