"""Reads a built page as a browser without scripts does, and knows what it would load."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

from kcn_map.page.columnar import unpack

VOID = {"meta", "link", "img", "br", "input", "hr", "source", "base", "embed", "area", "col", "wbr", "track"}
LOADING = {"src", "srcset", "data", "poster", "background", "action", "formaction", "ping", "manifest", "xlink:href"}


class Page(HTMLParser):
    """The elements of a page in order: (name, attributes, text within, without that of inner elements)."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = text
        self.elements: list[tuple[str, dict[str, str], list[str]]] = []
        self._open: list[list[str]] = [[]]
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        words: list[str] = []
        self.elements.append((tag, {name: value or "" for name, value in attrs}, words))
        if tag not in VOID:
            self._open.append(words)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}, []))

    def handle_endtag(self, tag: str) -> None:
        if len(self._open) > 1:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].append(data)

    def all(self, tag: str) -> list[tuple[dict[str, str], str]]:
        return [(attributes, "".join(words)) for name, attributes, words in self.elements if name == tag]

    def scripts(self) -> list[str]:
        """What a browser would run."""
        return [text for attributes, text in self.all("script") if attributes.get("type") != "application/json"]

    def styles(self) -> list[str]:
        return [text for _, text in self.all("style")]

    def data(self) -> dict[str, Any]:
        embedded = [text for attributes, text in self.all("script") if attributes.get("id") == "atlas-data"]
        found: dict[str, Any] = unpack(json.loads(embedded[0]))
        return found

    def policy(self) -> dict[str, list[str]]:
        """The directives of the Content-Security-Policy."""
        texts = [a["content"] for a, _ in self.all("meta") if a.get("http-equiv") == "Content-Security-Policy"]
        directives = [directive.split() for directive in texts[0].split(";") if directive.strip()]
        return {name: sources for name, *sources in directives}

    def loads(self) -> list[str]:
        """Every address that a browser would fetch by itself; fragments and data: are in the page already."""
        found = [a[name] for _, a, _ in self.elements for name in LOADING if name in a]
        found += [a["href"] for tag, a, _ in self.elements if tag in ("link", "image", "use", "base") and "href" in a]
        styles = "\n".join([*self.styles(), *(a["style"] for _, a, _ in self.elements if "style" in a)])
        found += re.findall(r"url\(\s*['\"]?([^'\")]*)", styles) + re.findall(r"@import[^;]*", styles)
        found += [a["fill"][4:-1] for _, a, _ in self.elements if a.get("fill", "").startswith("url(")]
        return [address for address in found if not address.startswith(("#", "data:"))]
