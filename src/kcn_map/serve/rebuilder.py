"""Rebuild after edits: a result for every state of the folder that did not change while it was built."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kcn_map.core.errors import KcnMapError
from kcn_map.core.findings import DataError, Finding
from kcn_map.io.journal import State, is_same, state
from kcn_map.pipeline import Pipeline
from kcn_map.reading import files_in
from kcn_map.text.languages import LANGUAGES
from kcn_map.text.messages import localized, word
from kcn_map.text.reasons import reason
from kcn_map.values import dataclass

if TYPE_CHECKING:
    from kcn_map.core.settings import Lang
    from kcn_map.page.html_document import Document

#: Errors are shown only after a pause: half a file, or none, is often just a file that is being saved.
RETRY_DELAY_S = 0.2
#: So often a build starts anew because the folder has changed meanwhile, before its result is shown all the same.
MOST_RETRIES = 5


@dataclass(frozen=True, slots=True)
class Result:
    """What a build came to: a document, or what stands in its way. `failure` is a fault that no finding reports."""

    document: Document | None
    findings: tuple[Finding, ...] = ()
    failure: str | None = None


class Rebuilder:
    """Builds the folder when it is not as it was at the last build, shows the result and writes a good one to `out`."""

    def __init__(
        self,
        folder: Path,
        out: Path,
        lang: Lang | None,
        show: Callable[[Result], None],
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.folder, self.out, self.lang, self.show, self.sleep = folder, out, lang, show, sleep
        self._built: State | None = None

    def rebuild_if_changed(self) -> None:
        """Build if anything has changed since the last build. Whatever the folder holds, it never raises."""
        if self._built is not None and is_same(self._built, self._state()):
            return
        result = self._stable_result()
        self.show(result)
        if result.document is not None:
            self._write(result)

    def _state(self) -> State:
        return state(self.folder, files_in(self.folder))

    def _stable_result(self) -> Result:
        """The result for a folder that did not change while it was built."""
        for _ in range(MOST_RETRIES):
            before = self._built = self._state()
            result = build(self.folder, self.lang)
            if result.document is None:
                self.sleep(RETRY_DELAY_S)
            if is_same(before, self._state()):
                break
        return result

    def _write(self, result: Result) -> None:
        from kcn_map import page

        assert result.document is not None
        try:
            page.write(self.out, result.document.render())
        except OSError as error:
            lang = self.lang or LANGUAGES[0]
            why = word("cli.cannot_write", lang, path=error.filename or self.out, why=localized(reason(error), lang))
            self.show(Result(None, (), why))


def build(folder: Path, lang: Lang | None) -> Result:
    """Read, check and render. Never raises: an edit must not end the watch, not even one that finds a fault of ours."""
    try:
        pipeline = Pipeline.read(folder)
        return Result(pipeline.document(lang), pipeline.findings)
    except DataError as error:
        return Result(None, error.findings)
    except KcnMapError as error:
        return Result(None, (), error.message(lang or LANGUAGES[0]))
    except Exception as error:
        return Result(None, (), f"{type(error).__name__}: {error}")
