"""The page's templates in Jinja2: each value is escaped, unless it is Markup, made of escaped text alone."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup, escape

#: What HTML can't hold as text: control characters and halves of surrogate pairs.
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def html(text: object) -> Markup:
    """Any text as HTML, safe in elements and quoted attributes; what is no character becomes U+FFFD."""
    return escape(_characters(text))


def render(template: str, **values: Any) -> Markup:
    """One of the templates with these values. Its lines are joined: they and their indentation are for who edits it."""
    return Markup(environment().get_template(template).render(values))


@cache
def environment() -> Environment:
    """Jinja's settings for every template of the page."""
    loader = FunctionLoader(_joined_lines)
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, finalize=_characters)


def _joined_lines(name: str) -> str:
    text = Path(__file__).with_name("templates").joinpath(name).read_text(encoding="utf-8")
    return "".join(line.strip() for line in text.splitlines())


def _characters(value: object) -> object:
    return value if isinstance(value, Markup) else _NO_TEXT.sub("\ufffd", str(value))
