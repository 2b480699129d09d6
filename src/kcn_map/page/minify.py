"""Scripts and style sheets without what only their authors need: comments, annotations of types, spare space.

Not a minifier: names and order stay as they are written. What could be misread is left alone,
and no text of theirs may run over several lines. What was done once is kept: a watched map is built many times.
"""

from __future__ import annotations

import re
from functools import cache

# Comments on lines of their own, annotations within a line, indentation and blank lines.
_IDLE = (
    re.compile(r"^[ \t]*/\*(?:(?!\*/).)*\*/[ \t]*\n", re.MULTILINE | re.DOTALL),
    re.compile(r"^[ \t]*//.*\n", re.MULTILINE),
    re.compile(r"/\*\* @(?:(?!\*/).)*\*/ ?"),
    re.compile(r"^\s+", re.MULTILINE),
)
_TEXT = r""""(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'"""
_SCRIPT_SPACE = re.compile(rf"({_TEXT})| *([=<>!&|?:,;{{}}()\[\]*%]+) *|(?<!\+) (\+) (?!\+)|(?<!-) (-) (?!-)")
_LAST_COMMENT = re.compile(rf"({_TEXT})|[ \t]+// .*$")
_GOES_ON = (";", "{", ",", "(", "[")
_STYLE_SPACE = re.compile(rf"({_TEXT})|;?\s*(\}})\s*|\s*([{{;,])\s*|(:)\s+")


@cache
def script(code: str) -> str:
    """JavaScript; lines with a slash or a backtick may hold an expression or a template, and keep their space.

    Lines are joined only where the one before can't be the end of a statement without a semicolon.
    """
    bare = (line if "`" in line else _LAST_COMMENT.sub(_text, line) for line in _bare(code).split("\n"))
    lines = (line if "/" in line or "`" in line else _SCRIPT_SPACE.sub(_first, line) for line in bare)
    return "".join(line if line.endswith(_GOES_ON) and "//" not in line else line + "\n" for line in lines).strip()


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
