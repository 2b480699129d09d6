"""The HTML document of the page: a template whose every part is put in place once.

What is put in a place is not looked at again: a text like {{title}} stays as it is.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from kcn_map.page.html import html

#: What the page may do: run and style with what it brought along, show pictures out of itself, and nothing else.
POLICY = (
    "default-src 'none'; script-src {scripts}; style-src {styles}; img-src data: blob:; "
    "connect-src {connect}; form-action 'none'; base-uri 'none'"
)

_PLACE = re.compile(r"\{\{(\w+)\}\}")


class Document:
    """A sealed HTML document made from a template with places for its parts, `{{name}}`.

    What goes into the places is text, or Markup: HTML, or JSON without `<`. No style or script holds the end of its own
    element. The script `start` runs before the body is there, the others when all of it is.
    """

    def __init__(
        self,
        template: str,
        *,
        title: str,
        styles: Sequence[str],
        start: str,
        scripts: Sequence[str],
        places: Mapping[str, Any],
    ) -> None:
        self.title = title
        self._template = template
        self._styles, self._start, self._scripts = tuple(styles), start, tuple(scripts)
        self._places = {"title": title, **places}

    def render(self) -> str:
        """The document as text."""
        return self._with(self._styles, self._scripts, "'none'")

    def render_served(self, style: str, script: str) -> str:
        """The document with one more style and script, which may ask the server it comes from, and no one else."""
        return self._with((*self._styles, style), (*self._scripts, script), "'self'")

    def _with(self, styles: Sequence[str], scripts: Sequence[str], connect: str) -> str:
        values = {
            **self._places,
            "csp": Markup(policy(styles, (self._start, *scripts), connect)),
            "css": _elements("style", styles),
            "start": _elements("script", [self._start]),
            "js": _elements("script", scripts),
        }
        return _PLACE.sub(lambda place: html(values[place[1]]), self._template)


def _elements(name: str, texts: Sequence[str]) -> Markup:
    return Markup("\n".join(f"<{name}>{text}</{name}>" for text in texts))


def policy(styles: Sequence[str], scripts: Sequence[str], connect: str = "'none'") -> str:
    """The Content-Security-Policy that admits just these styles and scripts, and connections to `connect`."""
    return POLICY.format(
        styles=" ".join(map(_digest, styles)), scripts=" ".join(map(_digest, scripts)), connect=connect
    )


def _digest(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii") + "'"
