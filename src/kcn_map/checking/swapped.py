"""Names that two sites or two areas have exchanged: id, Vietnamese and English name tell the same place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, NamedTuple

from kcn_map.checking.common import SITE_TABLES, Findings, units
from kcn_map.core.findings import Finding
from kcn_map.core.model import KINDS, Dataset
from kcn_map.reading.cells import visible
from kcn_map.text.names import fold_unit, without_kind


class _Named(NamedTuple):
    """Where a name stands, and what its id and names are without the words for what it is of, folded."""

    number: int
    key: str
    name: str
    forms: Sequence[str]


def check_swapped(dataset: Dataset) -> Findings:
    for name, kind in zip(SITE_TABLES, KINDS, strict=True):
        table = dataset.tables[name]
        yield from _swapped(
            table.file,
            ((row.line, row.values) for row in table.rows),
            "id",
            partial(without_kind, kind=kind),
        )
    for level in dataset.settings.levels:
        named = ((unit.number, {"name_en": None, **unit.values, "code": unit.key}) for unit in units(dataset, level))
        yield from _swapped(level.file, named, "code", fold_unit)


def _swapped(file: str, items: Iterable[tuple[int, Any]], key: str, form: Callable[[str], str]) -> Findings:
    """Two of which each has the name that the other's id, or its name in the other language, tells."""
    named = []
    for number, values in items:
        texts = [str(values[name] or "") for name in (key, "name_vi", "name_en")]
        named.append(_Named(number, texts[0], texts[1], [form(text) for text in texts]))
    told: set[int] = set()
    for by in (0, 2):
        owners = {item.forms[by]: item for item in named}
        for item in named:
            other = owners.get(item.forms[1])
            if other is None or item.forms[1] == item.forms[by] or {item.number, other.number} & told:
                continue
            if other.forms[1] == item.forms[by]:
                told |= {item.number, other.number}
                params = {"other": visible(other.key), "their": visible(other.name)}
                yield Finding("names-swapped", file, item.number, "name_vi", visible(item.name), params)
