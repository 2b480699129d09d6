"""Records as columns, so that the names of their fields stand in the page once; columnar.js takes them apart.

[{"a": 1, "b": 2}, {"a": 3, "b": 4}]            ⇄  {"$columns": {"a": [1, 3], "b": [2, 4]}}
{"x": {"a": 1, "b": 2}, "y": {"a": 3, "b": 4}}  ⇄  {"$keys": ["x", "y"], "$columns": {"a": [1, 3], "b": [2, 4]}}

A column of lists of records is one list of them all, with how many each had:
[[{"a": 1}, {"a": 2}], [], [{"a": 3}]]          ⇄  {"$lengths": [2, 0, 1], "$columns": {"a": [1, 2, 3]}}

Within a column a value that repeats itself stands once, with how often it comes again:
["exact", "exact", "exact", "about"]            ⇄  ["exact", {"$more": 2}, "about"]
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import accumulate, chain, compress, islice, pairwise
from operator import is_not, mul, ne
from typing import Any

COLUMNS = "$columns"
KEYS = "$keys"
LENGTHS = "$lengths"
MORE = "$more"
#: Bytes in memory, about: more than any atlas takes, and a page's few letters could ask for far more.
LARGEST = 500_000_000
#: What a record, each field of it, and a value or letter take, about.
RECORD, FIELD, VALUE = 200, 60, 8
#: Types of values that hold no others; of those that are numbers one equals another of another type.
_SINGLE, _NUMBERS = frozenset({str, type(None), int, float, bool}), frozenset({int, float, bool})


class Records:
    """Records by the columns of their fields, each a list or Records: `pack` takes them as they stand.

    `counts` says how many records there are of each row, one after the other; without it there is one.
    """

    __slots__ = ("columns", "counts")

    def __init__(self, columns: Mapping[str, Any], counts: list[int] | None = None) -> None:
        self.columns = columns
        self.counts = counts or [1] * max(map(len, columns.values()), default=0)

    def __len__(self) -> int:
        return sum(self.counts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Records) and len(self) == len(other) and self.listed() == other.listed()

    def __repr__(self) -> str:
        return repr(self.listed())

    def listed(self) -> list[dict[str, Any]]:
        columns = [column.listed() if isinstance(column, Records) else column for column in self.columns.values()]
        rows = (dict(zip(self.columns, row, strict=True)) for row in zip(*columns, strict=True))
        return [row for row, count in zip(rows, self.counts, strict=True) for _ in range(count)]


def pack(value: Any) -> Any:
    """The JSON value with all records that share their fields turned into columns, at any depth.

    Records are two or more objects with the same fields, in a list, in Records, or under the keys of an object.
    """
    if isinstance(value, Records):
        return pack_columns(value.columns, value.counts) if len(value) > 1 else pack(value.listed())
    if isinstance(value, dict):
        if _are_records(value.values(), len(value)):
            return {KEYS: list(value), **_columns(list(value.values()), [1] * len(value))}
        return {key: pack(member) for key, member in value.items()}
    if isinstance(value, list):
        return _columns(value, [1] * len(value)) if _are_records(value, len(value)) else list(map(pack, value))
    return value


def pack_columns(columns: Mapping[str, Any], counts: list[int] | None = None) -> dict[str, Any]:
    """The columns of Records, of however many records, as `pack` has those of several."""

    def packed(column: Any) -> Any:
        if isinstance(column, Records):
            return pack_columns(column.columns, column.counts)
        return _column(column, counts or [1] * len(column)) if column else column

    return {COLUMNS: {field: packed(column) for field, column in columns.items()}}


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
    if LENGTHS in value:
        rest = iter(records)
        return [list(islice(rest, length)) for length in _repeated(value[LENGTHS])]
    return dict(zip(value[KEYS], records, strict=True)) if KEYS in value else records


def _size(value: Any) -> int:
    """About how many bytes the packed value takes once it is unpacked, repeated as often as it asks for."""
    if isinstance(value, dict):
        size = RECORD + sum(map(_size, value.values()))
        if COLUMNS in value:
            fields = value[COLUMNS].values()
            size += max(map(_length, fields), default=0) * (RECORD + FIELD * len(fields))
        return size
    if not isinstance(value, list):
        return VALUE * (len(value) if isinstance(value, str) else 1)
    size = last = VALUE
    for member in value:
        if _is_more(member):
            size += last * max(member[MORE], 0)
        else:
            last = _size(member)
            size += last
    return size


def _length(column: Any) -> int:
    """How many members a column has once it is unpacked."""
    if isinstance(column, dict):
        if LENGTHS in column:
            return _length(column[LENGTHS])
        return max(map(_length, column[COLUMNS].values()), default=0)
    return sum(max(member[MORE], 0) if _is_more(member) else 1 for member in column)


def _is_more(member: Any) -> bool:
    return isinstance(member, dict) and member.keys() == {MORE}


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


def _are_lists_of_records(values: list[Any], counts: list[int]) -> bool:
    if set(map(type, values)) != {list}:
        return False
    return _are_records(chain.from_iterable(values), sum(map(mul, map(len, values), counts)))


def _are_alike(values: list[Any]) -> bool:
    """Whether all are Records, with the same fields where they are not empty."""
    if not all(isinstance(value, Records) for value in values):
        return False
    return len({tuple(one.columns) for one in values if one}) < 2


def _columns(records: list[Any], counts: list[int]) -> dict[str, Any]:
    """`counts`: how many there are of each record, one after the other."""
    return {COLUMNS: {field: _column([record[field] for record in records], counts) for field in records[0]}}


def _column(values: list[Any], counts: list[int]) -> list[Any] | dict[str, Any]:
    values, counts = _merged(values, counts, is_not)  # quicker than to compare: most areas share what they have to say
    if _are_alike(values):
        values = [one.listed() for one in values]
    if _are_records(values, sum(counts)):
        return _columns(values, counts)
    if _are_lists_of_records(values, counts):
        lists = [value for value, count in zip(values, counts, strict=True) for _ in range(count)]
        records = list(chain.from_iterable(lists))
        return {LENGTHS: _column(list(map(len, lists)), [1] * len(lists)), **_columns(records, [1] * len(records))}
    kinds = _kinds(values)
    values, counts = _merged(values, counts, _differ if len(kinds & _NUMBERS) > 1 or kinds - _SINGLE else ne)
    packed = list(map(pack, values)) if kinds - _SINGLE else values
    return packed if len(values) == sum(counts) else list(_with_marks(values, packed, counts))


def _kinds(values: list[Any]) -> set[type]:
    """The types of values, of lists those of their members."""
    kinds = set(map(type, values))
    if list not in kinds:
        return kinds
    lists = values if len(kinds) == 1 else [value for value in values if type(value) is list]
    return kinds - {list} | set(map(type, chain.from_iterable(lists)))


def _with_marks(values: list[Any], packed: list[Any], counts: list[int]) -> Iterator[Any]:
    """The packed values, each so often, or with a mark that says so where that is shorter."""
    for value, short, count in zip(values, packed, counts, strict=True):
        yield short
        if count > 1:
            mark = {MORE: count - 1}
            length = len(json.dumps(value, default=Records.listed))
            is_shorter = (count - 1) * (length + 1) > len(json.dumps(mark))
            yield from [mark] if is_shorter else [short] * (count - 1)


def _merged(values: list[Any], counts: list[int], differ: Callable[[Any, Any], bool]) -> tuple[list[Any], list[int]]:
    """Neighbours that do not differ as one, with their count."""
    starts = [0, *compress(range(1, len(values)), map(differ, values, values[1:]))]
    if len(starts) >= len(values):
        return values, counts
    sums = list(accumulate(counts, initial=0))
    return [values[start] for start in starts], [
        sums[end] - sums[start] for start, end in pairwise([*starts, len(values)])
    ]


def _differ(one: Any, other: Any) -> bool:
    """Whether the JSON of both differs: to Python alone 1 is True and 1.0."""
    if one != other or type(one) is not type(other):
        return True
    return isinstance(one, dict | list | Records) and repr(one) != repr(other)


def _repeated(column: list[Any]) -> list[Any]:
    values: list[Any] = []
    for member in column:
        if _is_more(member):
            values.extend([values[-1]] * member[MORE])
        else:
            values.append(member)
    return values
