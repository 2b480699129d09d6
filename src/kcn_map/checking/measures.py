"""Checks of measures, and of how totals are made: what is added can be, in its unit, of the kind that the id says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kcn_map.checking.common import Findings
from kcn_map.checking.units import names_of, unit_differs, units
from kcn_map.core.findings import Finding
from kcn_map.core.kinds import Kind
from kcn_map.core.model import Dataset
from kcn_map.core.schema import SETTINGS_FILE
from kcn_map.core.settings import Aggregation, Measure, Settings
from kcn_map.core.site_columns import OWN_COLUMNS
from kcn_map.reading.cells import visible
from kcn_map.values import dataclass

#: What a field of sites that is no column of their tables ends with → its unit.
UNITS = {"_ha": "ha", "_m": "m"}
#: A sum of these means nothing, nor one of what is so much a year, or a square metre.
NOT_ADDITIVE, PER = ("percent", "year"), "/"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of sites, as a measure uses it."""

    unit: str
    is_additive: bool


_JOINED = {
    name: Field(next((unit for end, unit in UNITS.items() if name.endswith(end)), "°"), name not in ("lon", "lat"))
    for name in ("area_vacant_ha", "location_uncertainty_m", "lon", "lat")
}


def fields_of(settings: Settings) -> dict[str, Field]:
    """The fields of sites by their names."""
    return {
        column.name: Field(column.unit, column.type not in NOT_ADDITIVE and PER not in column.unit)
        for column in (*OWN_COLUMNS, *settings.fields)
    } | _JOINED


def check_measures(dataset: Dataset) -> Findings:
    """Each measure and total by its settings alone. A field that there is not has its finding already."""
    settings = dataset.settings
    known, fields = units(settings), fields_of(settings)
    for path, id_, unit, how in _aggregated(settings):
        senseless = [(key, name) for key, name in _added(how) if name in fields and not fields[name].is_additive]
        for key, name in senseless:
            yield Finding("measure-not-additive", SETTINGS_FILE, None, f"{path}.{key}", visible(name))
        wanted = _unit(how, fields)
        if not senseless and wanted is not None and unit_differs(unit, names_of(settings, id_, wanted), known):
            params = {"wanted": wanted or "–"}
            yield Finding("measure-unit-differs", SETTINGS_FILE, None, f"{path}.unit", visible(unit), params)
        yield from kind_differs(path, id_, how, settings.kinds)
    for measure in settings.measures:
        yield from _decimals(measure)


def kind_differs(path: str, id_: str, how: Aggregation, kinds: Sequence[Kind]) -> Findings:
    """An id that speaks of one kind takes in that kind alone."""
    said = [kind.id for kind in kinds if {kind.id, kind.stem} & set(id_.split("_"))]
    if len(said) == 1 and how.kind != said[0]:
        params = {"kind": said[0], "found": how.kind or "–"}
        yield Finding("measure-kind-differs", SETTINGS_FILE, None, f"{path}.kind", visible(id_), params)


def _decimals(measure: Measure) -> Findings:
    """The legend shows the limits of classes as they are."""
    fine = [limit for limit in measure.breaks if round(limit, measure.decimals) != limit]
    if fine:
        field, params = f"measures.{measure.id}.breaks", {"decimals": measure.decimals}
        yield Finding("breaks-too-fine", SETTINGS_FILE, None, field, ", ".join(f"{x:g}" for x in fine), params)


def _added(how: Aggregation) -> list[tuple[str, str]]:
    """(setting, field) of what the aggregation adds up."""
    field = how.field if how.method in ("sum", "share") else None
    return [(key, name) for key, name in (("field", field), ("weight", how.weight)) if name is not None]


def _unit(how: Aggregation, fields: dict[str, Field]) -> str | None:
    """The unit of the aggregate, "" for none; None where its field is not known."""
    if how.method in ("count", "share"):
        return "%" if how.method == "share" else ""
    return fields[how.field].unit if how.field in fields else None


def _aggregated(settings: Settings) -> Iterator[tuple[str, str, str, Aggregation]]:
    """(place, id, unit, aggregation) of each measure, and of each total that the layers arrive at."""
    for measure in settings.measures:
        yield f"measures.{measure.id}", measure.id, measure.unit, measure.aggregation
    for total in settings.totals:
        if total.aggregation is not None:
            yield f"totals.{total.id}", total.id, total.unit, total.aggregation
