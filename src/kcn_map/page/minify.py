"""Scripts and style sheets without what only their authors need: comments, spare space, long names.

Scripts are minified by minify-go as the package is installed, by hatch_build.py, with this file alone: what is
installed from a wheel needs no minify-go. What was done once is kept: a watched map is built many times.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

#: What `prepare` has minified, by digest. An edited file is not in there, nor is any once this one is edited.
PREPARED = Path(__file__).with_name("minified.json")
_MINIFIER = Path(__file__).read_bytes()
#: The ECMAScript that the page is written in, jsconfig.json's target: no newer syntax may take the place of it.
_EDITION = 2022

_TEXT = r""""(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'"""
_STYLE_COMMENT = re.compile(rf"({_TEXT})|\s*/\*(?:(?!\*/).)*\*/", re.DOTALL)
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
    """JavaScript; as it is where it was edited since and minify-go is not there."""
    try:
        import minify
    except ImportError:
        return code
    minify.config({"js-version": _EDITION})
    found: str = minify.string("application/javascript", code)
    return found


@_once
def style(css: str) -> str:
    """CSS: a space stays where it may join two selectors. The colours of an atlas are written by each build."""
    return _kept(_STYLE_SPACE, _kept(_STYLE_COMMENT, css)).strip()


def _kept(pattern: re.Pattern[str], code: str) -> str:
    """The code with each match replaced by its groups."""
    return "".join(filter(None, pattern.split(code)))
