"""Which field of a file holds the codes, and which the names, of areas that the atlas does not have yet."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NoReturn

from kcn_map.core.findings import Finding
from kcn_map.importing.common import Source, refuse, unusable
from kcn_map.reading.cells import visible
from kcn_map.text.messages import Told
from kcn_map.text.names import fold
from kcn_map.values import dataclass

#: A code as the atlas takes it. A number with decimals is none.
_CODE = re.compile(r"(?!\d*\.\d+$)[A-Za-z0-9_.-]{1,20}", re.ASCII)
#: Of so large a part of the names none is a second time.
_DIFFERENT = 0.9
_MOST_SHOWN = 3
#: What can't be chosen: its finding, and the option that chooses it.
_UNCLEAR = {"code": ("import-codes-unclear", "--id-field"), "name": ("import-names-unclear", "--name-field")}


@dataclass(frozen=True, slots=True)
class _Field:
    """A field of a file with its values, blank ones too."""

    name: str
    values: tuple[str, ...]

    @property
    def called(self) -> str:
        return " ".join(re.split(r"[\W_]+", fold(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", self.name))))

    def told(self) -> Told:
        """The field for a sentence: how many of its values differ, and the first of them."""
        known = dict.fromkeys(value for value in self.values if value)
        samples = visible(", ".join([*known][:_MOST_SHOWN]), 60)
        count = f"{len(known)}/{len(self.values)}"
        return Told("detail.field", name=visible(self.name), count=count, samples=samples)


def choose_fields(source: Source, id_field: str | None, name_field: str | None) -> tuple[str, str]:
    """The fields of codes and of names: those that are asked for, else the only likely ones.

    Raises Unusable for a field that is not there, DataError where none or several could be meant.
    """
    fields = [_Field(name, _values(source, name)) for name in source.fields]
    code = _asked(source, fields, id_field) or _likeliest(source, fields, "code", _code_rank)
    if not _are_codes(code):
        _refuse(source, [code], "code")
    others = [field for field in fields if field != code]
    return code.name, (_asked(source, fields, name_field) or _likeliest(source, others, "name", _name_rank)).name


def choose_name(source: Source, name_field: str | None, taken: Sequence[str] = ()) -> str:
    """The field of names: the one that is asked for, else the only likely one of those that are not taken.

    Raises as choose_fields does.
    """
    fields = [_Field(name, _values(source, name)) for name in source.fields]
    others = [field for field in fields if field.name not in taken]
    return (_asked(source, fields, name_field) or _likeliest(source, others, "name", _name_rank)).name


def running(values: Sequence[str]) -> bool:
    """Whether these are the numbers that a program gives to one row after the other."""
    numbers = sorted(int(value) for value in values if value.isdigit())
    return 0 < len(numbers) == len(values) and numbers[-1] - numbers[0] == len(numbers) - 1


def _values(source: Source, name: str) -> tuple[str, ...]:
    return tuple(feature.attributes.get(name, "").strip() for feature in source.features)


def _asked(source: Source, fields: Sequence[_Field], name: str | None) -> _Field | None:
    found = next((field for field in fields if field.name == name), None)
    if name is not None and found is None:
        known = visible(", ".join(source.fields), 300) or "–"
        unusable("import-field-missing", source.file, value=visible(name), fields=known)
    return found


def _likeliest(
    source: Source, fields: Sequence[_Field], what: str, rank: Callable[[_Field], tuple[int, ...] | None]
) -> _Field:
    """The one field of the highest rank; a field without one is out."""
    ranked = [(place, field) for field in fields if (place := rank(field)) is not None]
    best = [field for place, field in ranked if place == max(ranked, key=lambda one: one[0])[0]]
    return best[0] if len(best) == 1 else _refuse(source, best or fields, what)


def _refuse(source: Source, fields: Sequence[_Field], what: str) -> NoReturn:
    known = tuple(field.told() for field in fields) or "–"
    code, option = _UNCLEAR[what]
    params: Mapping[str, object] = {"known": known, "option": option}
    refuse(Finding(code, source.file, params=params))


def _are_codes(field: _Field) -> bool:
    return len(set(field.values)) == len(field.values) and all(_CODE.fullmatch(value) for value in field.values)


def _code_rank(field: _Field) -> tuple[int, ...] | None:
    """Codes are all different; a running number is none, unless the field is called one."""
    if not field.values or not _are_codes(field):
        return None
    called = _place(field.called, _called()["codes"])
    digits = [value for value in field.values if value.isdigit()]
    if not called and running(field.values):
        return None
    return called, len({len(value) for value in field.values}) == 1, len(digits) == len(field.values)


def _name_rank(field: _Field) -> tuple[int, ...] | None:
    """Names are words, nearly all different."""
    words = [value for value in field.values if sum(letter.isalpha() for letter in value) * 2 > len(value)]
    different = len(set(words))
    if not field.values or len(words) < len(field.values) or different < _DIFFERENT * len(words):
        return None
    marked = any(not value.isascii() for value in words)
    return _place(field.called, _called()["names"]), marked, different


@cache
def _called() -> Mapping[str, Sequence[str]]:
    """What fields of codes and of names are called, as field_names.toml beside this file has them."""
    return tomllib.loads(Path(__file__).with_name("field_names.toml").read_text(encoding="utf-8"))


def _place(called: str, names: Sequence[str]) -> int:
    """How likely a field of that name is what is looked for, 0 for not at all."""
    return len(names) - names.index(called) if called in names else 0
