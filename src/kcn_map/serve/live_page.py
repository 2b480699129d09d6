"""The page that `watch` serves: the last good map, a script that listens for updates, and the current errors."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from html import escape
from pathlib import Path
from threading import Condition
from typing import TYPE_CHECKING, Any

from kcn_map.core.findings import Finding
from kcn_map.text.languages import LANGUAGES
from kcn_map.text.messages import word

if TYPE_CHECKING:
    from kcn_map.core.settings import Lang
    from kcn_map.serve.rebuilder import Result

MOST_SHOWN = 50
TAG_LENGTH = 16


class LivePage:
    """The current page and message. Written by the watch, read by the threads of the server."""

    def __init__(self, lang: Lang) -> None:
        self._change = Condition()
        self._number = 0
        self._tag = ""
        self.lang = lang
        self.page = _waiting_page(lang)
        self._message = _message("", None)

    def show(self, result: Result) -> None:
        """A good map takes the place of the last one; all else is reported beside it."""
        page, tag, problems = self.page, self._tag, None
        if result.document is not None:
            tag = hashlib.sha256(result.document.render().encode("utf-8")).hexdigest()[:TAG_LENGTH]
            page = result.document.render_served(_asset("watch.css"), _script(tag))
        else:
            problems = {str(lang): _problems(result, lang, has_map=bool(tag)) for lang in (self.lang, *LANGUAGES)}
        with self._change:
            self.page, self._tag, self._message = page, tag, _message(tag, problems)
            self._number += 1
            self._change.notify_all()

    def wait_for_update(self, known: int, timeout_s: float) -> tuple[int, str] | None:
        """The number and text of the message once it differs from the known one; None when the time is over."""
        with self._change:
            is_new = self._change.wait_for(lambda: self._number != known, timeout_s)
            return (self._number, self._message) if is_new else None


def _message(tag: str, problems: Mapping[str, Any] | None) -> str:
    return json.dumps({"page": tag, "problems": problems}, ensure_ascii=False)


def _problems(result: Result, lang: str, has_map: bool) -> dict[str, Any]:
    errors = [finding for finding in result.findings if finding.severity == "error"]
    items = [_item(finding, lang) for finding in errors[:MOST_SHOWN]]
    if result.failure:
        items.append(
            {"place": word("watch.fault", lang), "message": result.failure, "fix": word("watch.fault_fix", lang)}
        )
    more = len(errors) - MOST_SHOWN
    return {
        "title": word("watch.title", lang, errors=len(errors) or 1),
        "kept": word("watch.kept" if has_map else "watch.none_yet", lang),
        "close": word("watch.close", lang),
        "more": word("watch.more", lang, count=more) if more > 0 else "",
        "items": items,
    }


def _item(finding: Finding, lang: str) -> dict[str, str]:
    return {"place": finding.location(lang), "message": finding.message(lang), "fix": finding.fix(lang)}


def _waiting_page(lang: Lang) -> str:
    """A page for the time before there is a map."""
    from kcn_map.page.html_document import policy

    style, script = _asset("watch.css"), _script("")
    parts = {
        "lang": lang, "csp": policy([style], [script], "'self'"), "text": escape(word("watch.waiting", lang)),
        "style": style, "script": script,
    }  # fmt: skip
    page = _asset("waiting.html")
    for name, text in parts.items():
        page = page.replace(f"{{{{{name}}}}}", text)
    return page


def _script(tag: str) -> str:
    return _asset("watch.js").replace("{{page}}", tag)


@cache
def _asset(name: str) -> str:
    text = Path(__file__).with_name("assets").joinpath(name).read_text(encoding="utf-8")
    return text.replace("\r\n", "\n")
