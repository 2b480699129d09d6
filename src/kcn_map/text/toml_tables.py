"""The package's own TOML files, as far as they are asked for: parsing all of them would take a tenth of `query`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any


class TomlTables(Mapping[str, Mapping[str, Any]]):
    """The top tables of a text, in its order, each parsed as far as it is asked for.

    For files of this package alone: a line that begins with "[" must be a heading, without dots or quotes, and an entry
    must be one line.
    """

    def __init__(self, text: str) -> None:
        parts = (part.partition("]\n") for part in f"\n{text}".split("\n[")[1:])
        self._texts = {name: content for name, _, content in parts}
        self._tables: dict[str, Mapping[str, Any]] = {}

    def __getitem__(self, name: str) -> Mapping[str, Any]:
        if name not in self._tables:
            self._tables[name] = _Table(self._texts[name])
        return self._tables[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


class _Table(Mapping[str, Any]):
    """A table: an entry that is asked for is parsed alone, all of them where they are gone through."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = {line.partition(" = ")[0]: line for line in text.split("\n")}
        self._parsed: dict[str, Any] = {}
        self._is_whole = False

    def __getitem__(self, key: str) -> Any:
        if key not in self._parsed and not self._is_whole:
            self._parsed.update(tomllib.loads(self._lines[key]))
        return self._parsed[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole())

    def __len__(self) -> int:
        return len(self._whole())

    def _whole(self) -> Mapping[str, Any]:
        if not self._is_whole:
            self._parsed, self._is_whole = tomllib.loads(self._text), True
        return self._parsed
