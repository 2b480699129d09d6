"""Messages of the system and of parsers in the reader's language, from reasons.toml."""

from __future__ import annotations

import errno
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from kcn_map.text.messages import dictionary, fill

#: The position at which a parser stopped.
_PLACE = re.compile(r" \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")
#: A message without a translation is quoted up to this length.
LONGEST = 160


def reason(of: BaseException | str) -> Mapping[str, str]:
    """Language → why, for an exception or the text of one. What is not known is quoted as it stands."""
    known = catalogue()
    if isinstance(of, OSError) and (number := errno.errorcode.get(of.errno or 0, "")) in known["errno"]:
        return dict(known["errno"][number])
    text = _words(of)
    place = _PLACE.search(text)
    if place is not None:
        return {lang: _placed(why, place, lang) for lang, why in reason(text[: place.start()]).items()}
    for entry in known["says"]:
        if found := re.search(entry["pattern"], text):
            return {lang: fill(entry[lang], found.groupdict()) for lang in ("vi", "en")}
    return {lang: fill(said, {"text": text[:LONGEST]}) for lang, said in dictionary()["reason"]["other"].items()}


def _words(of: BaseException | str) -> str:
    """What an exception says, in one line that can be seen, without the file that it is about."""
    text = str((isinstance(of, OSError) and of.strerror) or of)
    if isinstance(of, OSError) and isinstance(of.filename, str):
        text = text.replace(of.filename, "")
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _placed(why: str, place: re.Match[str], lang: str) -> str:
    name = "at" if place["line"] else "at_end"
    return fill(dictionary()["reason"][name][lang], {"why": why, **place.groupdict()})


@cache
def catalogue() -> Mapping[str, Any]:
    """The reasons that are known: `errno` by the system's names, `says` in their order."""
    return tomllib.loads(Path(__file__).with_name("reasons.toml").read_text(encoding="utf-8"))
