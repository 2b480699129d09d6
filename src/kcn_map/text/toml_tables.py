"""The package's own TOML files, a table at a time: parsing all of them would take a tenth of `query`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

#: A heading and what stands below it, up to the next one.
_TABLE = re.compile(r"^\[([\w-]+)\]\n(.*?)(?=^\[|\Z)", re.MULTILINE | re.DOTALL)


class TomlTables(Mapping[str, Mapping[str, Any]]):
    """The top tables of a text, in its order, each parsed when it is first asked for.

    For files of this package alone: a line that begins with "[" must be a heading, without dots or quotes.
    """

    def __init__(self, text: str) -> None:
        self._texts: dict[str, str] = dict(_TABLE.findall(text))
        self._parsed: dict[str, Mapping[str, Any]] = {}

    def __getitem__(self, name: str) -> Mapping[str, Any]:
        if name not in self._parsed:
            self._parsed[name] = tomllib.loads(self._texts[name])
        return self._parsed[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)
