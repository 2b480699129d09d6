"""The package's own TOML files, a table at a time: parsing all of them would take a tenth of `query`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any


class TomlTables(Mapping[str, Mapping[str, Any]]):
    """The top tables of a text, in its order, each parsed when it is first asked for.

    For files of this package alone: a line that begins with "[" must be a heading, without dots or quotes.
    """

    def __init__(self, text: str) -> None:
        tables = (part.partition("]\n") for part in f"\n{text}".split("\n[")[1:])
        self._texts = {name: content for name, _, content in tables}
        self._parsed: dict[str, Mapping[str, Any]] = {}

    def __getitem__(self, name: str) -> Mapping[str, Any]:
        if name not in self._parsed:
            self._parsed[name] = tomllib.loads(self._texts[name])
        return self._parsed[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)
