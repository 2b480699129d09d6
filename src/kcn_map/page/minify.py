"""Scripts and style sheets without what only their authors need: comments, annotations of types, spare space.

Not a minifier: names and order stay as they are written. What could be misread is left alone,
and no text of theirs may run over several lines. What was done once is kept: a watched map is built many times.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise, starmap

# Comments on lines of their own, annotations within a line, indentation and blank lines.
_IDLE = (
    re.compile(r"^[ \t]*/\*(?:(?!\*/).)*\*/[ \t]*\n", re.MULTILINE | re.DOTALL),
    re.compile(r"^[ \t]*//.*\n", re.MULTILINE),
    re.compile(r"/\*\* @(?:(?!\*/).)*\*/ ?"),
    re.compile(r"^\s+", re.MULTILINE),
)
_TEXT = r""""(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'"""
_SCRIPT_SPACE = re.compile(rf"({_TEXT})| *([=<>!&|?:,;{{}}()\[\]*%/]+) *|(?<!\+) (\+) (?!\+)|(?<!-) (-) (?!-)")
# A template, or a slash that is no division; one within a text does no harm here.
_MAY_BE_PATTERN = re.compile(r"`|(?<! )/|/(?! )")
_LAST_COMMENT = re.compile(rf"({_TEXT})|[ \t]+// .*$")
# Where a statement goes on after the end of a line, and where it went on before the beginning of one.
_GOES_ON = (";", "{", ",", "(", "[", "=", "=>", "&&", "||", "?", ":")
_CLOSING = (")", "]", "}")
_EMPTY = re.compile(r"\b(?:for|if|while)\b")  # its body may be the empty statement
_WENT_ON = (*_CLOSING, "?", ":", ".", ",", "&&", "||")
_STYLE_SPACE = re.compile(rf"({_TEXT})|;?\s*(\}})\s*|\s*([{{;,])\s*|(:)\s+")


@cache
def script(code: str) -> str:
    """JavaScript; lines that may hold a regular expression or a template keep their space.

    Lines are joined only where no statement can end between them.
    """
    bare = (line if "`" in line else _LAST_COMMENT.sub(_text, line) for line in _bare(code).split("\n"))
    lines = (line if _MAY_BE_PATTERN.search(line) else _SCRIPT_SPACE.sub(_first, line) for line in bare)
    return "".join(starmap(_line, pairwise([*lines, ""]))).strip()


def _line(line: str, following: str) -> str:
    """A line, with its end where a statement may end there; no comma and no semicolon before what closes."""
    if "//" in line:
        return line + "\n"
    if line.endswith(",") and following.startswith(_CLOSING):
        return line[:-1]
    if line.endswith(";") and following.startswith("}") and not _EMPTY.match(line):
        return line[:-1]
    return line if line.endswith(_GOES_ON) or following.startswith(_WENT_ON) else line + "\n"


@cache
def style(css: str) -> str:
    """CSS: a space stays where it may join two selectors."""
    return _STYLE_SPACE.sub(_first, _bare(css))


def _bare(code: str) -> str:
    for idle in _IDLE:
        code = idle.sub("", code)
    return code.strip()


def _text(found: re.Match[str]) -> str:
    return found[1] or ""


def _first(found: re.Match[str]) -> str:
    return next(group for group in found.groups() if group is not None)
