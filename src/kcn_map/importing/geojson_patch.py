"""The text of a layer with some features replaced: all other bytes stay as they are."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

_BLANKS = " \t\r\n"
_decoder = json.JSONDecoder()


def features_of(text: str) -> dict[str, dict[str, Any]]:
    """Key (id, else code) → feature as the file has it, with members that the atlas does not know."""
    found = (json.loads(text[start:end]) for start, end in _spans(text))
    return {_key(feature): feature for feature in found}


def replaced(text: str, features: Mapping[str, Any]) -> str:
    """The text with the features of these keys replaced, each on one line."""
    parts, done = [], 0
    for start, end in _spans(text):
        key = _key(json.loads(text[start:end]))
        if key in features:
            parts += [text[done:start], json.dumps(features[key], ensure_ascii=False, separators=(",", ":"))]
            done = end
    return "".join([*parts, text[done:]])


def _key(feature: Mapping[str, Any]) -> str:
    properties = feature.get("properties") or {}
    return str(properties.get("id", properties.get("code")))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Where each item of the top `features` begins and ends. The text is known to be a FeatureCollection."""
    place = _after(text, _skip(text, 1 if text.startswith("\ufeff") else 0))  # the brace
    while text[place] != "}":
        name, place = _decoder.raw_decode(text, place)
        place = _after(text, _skip(text, place))  # the colon
        if name == "features":
            place = _after(text, place)  # the bracket
            while text[place] != "]":
                _, end = _decoder.raw_decode(text, place)
                yield place, end
                place = _comma(text, end)
            place = _comma(text, place + 1)
        else:
            _, place = _decoder.raw_decode(text, place)
            place = _comma(text, place)


def _skip(text: str, place: int) -> int:
    while text[place] in _BLANKS:
        place += 1
    return place


def _after(text: str, place: int) -> int:
    """Behind a sign and the blanks that follow it."""
    return _skip(text, place + 1)


def _comma(text: str, place: int) -> int:
    place = _skip(text, place)
    return _after(text, place) if text[place] == "," else place
