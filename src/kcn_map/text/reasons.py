"""Messages of the system and of parsers in the reader's language: reasons.toml tells which text they are."""

from __future__ import annotations

import errno
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from kcn_map.text.messages import Told

#: The position at which a parser stopped.
_PLACE = re.compile(r" \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")
#: A message without a translation is quoted up to this length.
LONGEST = 160


def reason(of: BaseException | str) -> Told:
    """Language → why, for an exception or the text of one. What is not known is quoted as it stands."""
    known = catalogue()
    if isinstance(of, OSError) and (name := known["errno"].get(errno.errorcode.get(of.errno or 0, ""))):
        return Told(f"reason.{name}")
    text = _words(of)
    place = _PLACE.search(text)
    if place is not None:
        why = reason(text[: place.start()])
        return Told("reason.at" if place["line"] else "reason.at_end", why=why, **place.groupdict())
    for name, pattern in known["says"].items():
        if found := re.search(pattern, text):
            return Told(f"reason.{name}", **found.groupdict())
    return Told("reason.other", text=text[:LONGEST])


def _words(of: BaseException | str) -> str:
    """What an exception says, in one line that can be seen, without the file that it is about."""
    text = str((isinstance(of, OSError) and of.strerror) or of)
    if isinstance(of, OSError) and isinstance(of.filename, str):
        text = text.replace(of.filename, "")
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """The reasons that are known: `errno` by the system's names, `says` by patterns, in their order."""
    return tomllib.loads(Path(__file__).with_name("reasons.toml").read_text(encoding="utf-8"))
