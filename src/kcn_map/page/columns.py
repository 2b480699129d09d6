"""Records as columns, so that the names of their fields stand in the page once; columns.js takes them apart.

[{"a": 1, "b": 2}, {"a": 3, "b": 4}]            ⇄  {"$columns": {"a": [1, 3], "b": [2, 4]}}
{"x": {"a": 1, "b": 2}, "y": {"a": 3, "b": 4}}  ⇄  {"$keys": ["x", "y"], "$columns": {"a": [1, 3], "b": [2, 4]}}

Within a column a value that repeats itself stands once, with how often it comes again:
["exact", "exact", "exact", "about"]            ⇄  ["exact", {"$more": 2}, "about"]
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any

COLUMNS = "$columns"
KEYS = "$keys"
MORE = "$more"
#: Values and letters: more than any atlas has, and a page's few letters could ask for far more.
LARGEST = 50_000_000

Run = tuple[Any, int]  # a value, and how many there are of it one after the other


def pack(value: Any) -> Any:
    """The JSON value with all records that share their fields turned into columns, at any depth.

    Records are two or more objects with the same fields, in a list or under the keys of an object.
    """
    if isinstance(value, dict):
        if _are_records(value.values(), len(value)):
            return {KEYS: list(value), **_columns(_runs(value.values()))}
        return {key: pack(member) for key, member in value.items()}
    if isinstance(value, list):
        return _columns(_runs(value)) if _are_records(value, len(value)) else [pack(member) for member in value]
    return value


def unpack(value: Any) -> Any:
    """The exact inverse of `pack`. Raises ValueError where columns repeat themselves without measure."""
    if _size(value) > LARGEST:
        raise ValueError("columns without end")
    return _unpacked(value)


def _unpacked(value: Any) -> Any:
    if isinstance(value, list):
        return [_unpacked(member) for member in value]
    if not isinstance(value, dict):
        return value
    if COLUMNS not in value:
        return {key: _unpacked(member) for key, member in value.items()}
    columns = [_repeated(_unpacked(column)) for column in value[COLUMNS].values()]
    records = [dict(zip(value[COLUMNS], record, strict=True)) for record in zip(*columns, strict=True)]
    return dict(zip(value[KEYS], records, strict=True)) if KEYS in value else records


def _size(value: Any) -> int:
    """How many values and letters the packed value has once it is unpacked, repeated as often as it asks for."""
    if isinstance(value, dict):
        return 1 + sum(map(_size, value.values()))
    if not isinstance(value, list):
        return len(value) if isinstance(value, str) else 1
    size = last = 1
    for member in value:
        if isinstance(member, dict) and member.keys() == {MORE}:
            size += last * max(member[MORE], 0)
        else:
            last = _size(member)
            size += last
    return size


def _are_records(members: Iterable[Any], count: int) -> bool:
    """Whether so many members, of which some may be left out that are like their neighbours, are records."""
    if count < 2:
        return False
    names: set[tuple[str, ...]] = set()
    for member in members:
        if not isinstance(member, dict) or not member:
            return False
        names.add(tuple(member))
    return len(names) == 1


def _runs(values: Iterable[Any]) -> list[Run]:
    return [(value, 1) for value in values]


def _merged(runs: Iterable[Run], key: Callable[[Any], Any]) -> list[Run]:
    """Neighbours whose key is the same as one, with their count."""
    merged = []
    for _, alike in groupby(runs, key=lambda run: key(run[0])):
        (first, count), *more = alike
        merged.append((first, count + sum(n for _, n in more)))
    return merged


def _columns(records: list[Run]) -> dict[str, Any]:
    return {COLUMNS: {field: _column([(record[field], n) for record, n in records]) for field in records[0][0]}}


def _column(runs: list[Run]) -> Any:
    runs = _merged(runs, id)  # quicker than to compare: of most areas there is the same nothing to tell
    if _are_records((value for value, _ in runs), sum(n for _, n in runs)):
        return _columns(runs)
    column = []
    for first, count in _merged(runs, _alike):
        more, packed = count - 1, pack(first)
        mark = {MORE: more}
        column.append(packed)
        if more and more * (len(json.dumps(first)) + 1) > len(json.dumps(mark)):
            column.append(mark)
        else:
            column.extend([packed] * more)
    return column


def _alike(value: Any) -> Any:
    """The same for the same JSON: to Python alone 1 is True and 1.0."""
    return repr(value) if isinstance(value, dict | list) else (type(value), value)


def _repeated(column: list[Any]) -> list[Any]:
    values: list[Any] = []
    for member in column:
        if isinstance(member, dict) and member.keys() == {MORE}:
            values.extend([values[-1]] * member[MORE])
        else:
            values.append(member)
    return values
