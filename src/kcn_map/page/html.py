"""HTML out of texts: a value is escaped as it is put in its place, unless it is Markup, made of escaped text alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import LiteralString

from markupsafe import Markup, escape

#: What HTML can't hold as text: control characters and halves of surrogate pairs.
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def html(value: object) -> Markup:
    """Any value as HTML, safe in elements and quoted attributes; what is no character becomes U+FFFD."""
    return value if isinstance(value, Markup) else _escaped(str(value))


@lru_cache(10_000)
def _escaped(text: str) -> Markup:
    return escape(_NO_TEXT.sub("\ufffd", text))


def fill(template: LiteralString, *values: object) -> Markup:
    """A template with a value in each place `{}`."""
    return Markup(template.format(*map(html, values)))


def concat(values: Iterable[object], separator: str = "") -> Markup:
    """Values one after the other."""
    return Markup(separator.join(map(html, values)))
