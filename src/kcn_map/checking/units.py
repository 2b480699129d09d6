"""Checks of units: a total stands in that of its setting."""

from __future__ import annotations

from kcn_map.checking.common import Findings, at
from kcn_map.core.model import Dataset
from kcn_map.core.settings import Settings
from kcn_map.core.site_columns import OWN_COLUMNS

#: Units that people write for another: a figure in one of them is no count and no area in hectares.
OTHERS = ("m²", "m2", "km²", "km2", "km", "m", "%")


def check_units(dataset: Dataset) -> Findings:
    yield from _totals(dataset)


def _totals(dataset: Dataset) -> Findings:
    """A total stands in the unit of its setting."""
    settings, table = dataset.settings, dataset.tables["totals"]
    known = units(settings)
    wanted = {total.id: names_of(settings, total.id, total.unit) for total in settings.totals}
    for row in table.rows:
        found, names = str(row.values["unit"] or ""), wanted.get(str(row.values["measure"]))
        if found and names and unit_differs(found, names, known):
            yield at("total-unit-differs", table.file, row, "unit", wanted=names[0] or "–")


def names_of(settings: Settings, id_: str, unit: str) -> tuple[str, ...]:
    """A unit, and what readers of either language call it."""
    attribute = settings.attributes.get(id_)
    return (unit, *attribute.unit.values()) if attribute else (unit,)


def unit_differs(found: str, wanted: tuple[str, ...], known: set[str]) -> bool:
    """Whether it is another unit. What is counted has none, but may be called by its name: "projects"."""
    folded = found.casefold()
    return folded not in {name.casefold() for name in wanted} and (wanted[0] != "" or folded in known)


def units(settings: Settings) -> set[str]:
    """The units of columns and attributes, and those that are mistaken for them."""
    names = [
        *OTHERS,
        *(column.unit for column in (*OWN_COLUMNS, *settings.fields)),
        *(unit for attribute in settings.attributes.values() for unit in attribute.unit.values()),
    ]
    return {name.casefold() for name in names if name}
