"""The text of a layer with some features replaced: all other bytes are unchanged."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
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


def appended(text: str, features: Sequence[Mapping[str, Any]]) -> str:
    """The text with features behind those that it has, each on a line of its own."""
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in features)
    ends = [end for _, end in _spans(text)]
    if ends:
        return f"{text[: ends[-1]]},\n{lines}{text[ends[-1] :]}"
    index = text.index("[", text.index('"features"')) + 1
    return f"{text[:index]}\n{lines}\n{text[index:].lstrip(_BLANKS)}"


def _key(feature: Mapping[str, Any]) -> str:
    properties = feature.get("properties") or {}
    return str(properties.get("id", properties.get("code")))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Where each item of the top `features` begins and ends. The text is known to be a FeatureCollection."""
    index = _after(text, _skip(text, 1 if text.startswith("\ufeff") else 0))  # the brace
    while text[index] != "}":
        name, index = _decoder.raw_decode(text, index)
        index = _after(text, _skip(text, index))  # the colon
        if name == "features":
            index = _after(text, index)  # the bracket
            while text[index] != "]":
                _, end = _decoder.raw_decode(text, index)
                yield index, end
                index = _comma(text, end)
            index = _comma(text, index + 1)
        else:
            _, index = _decoder.raw_decode(text, index)
            index = _comma(text, index)


def _skip(text: str, index: int) -> int:
    while text[index] in _BLANKS:
        index += 1
    return index


def _after(text: str, index: int) -> int:
    """Behind a sign and the blanks that follow it."""
    return _skip(text, index + 1)


def _comma(text: str, index: int) -> int:
    index = _skip(text, index)
    return _after(text, index) if text[index] == "," else index
