"""Checks of settings by themselves: none beyond sense, none that says what another says already."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kcn_map.cartography import theme
from kcn_map.checking.common import Findings
from kcn_map.checking.measures import fields_of, kind_differs
from kcn_map.core.findings import Finding
from kcn_map.core.model import Dataset
from kcn_map.core.schema import SETTINGS_FILE
from kcn_map.core.settings import Settings
from kcn_map.reading.cells import shown, visible
from kcn_map.text.messages import Told

#: A wider tolerance hides the mistakes that it is there to find: in per cent, metres, hectares.
WIDEST = {"_pct": 20, "_m": 100, "_ha": 1000}
#: WCAG asks for so much of a symbol and its ground.
LEAST_CONTRAST = 3
#: A square metre of a hectare has four decimals.
MOST_DECIMALS = 4
#: What an id ends with → the unit that it names.
UNITS = {"_ha": "ha", "_km": "km", "_km2": "km²", "_pct": "%"}

#: (setting, its value, key of the reason in messages.toml, what that needs)
Odd = tuple[str, Any, str, dict[str, Any]]


def check_sense(dataset: Dataset) -> Findings:
    for find in (_tolerances, _decimals, _fields, _alike, _attributes, _kinds):
        for field, value, why, params in find(dataset.settings):
            yield beyond_sense(visible(field), shown(value), why, **params)


def beyond_sense(field: str, value: str, why: str, **params: Any) -> Finding:
    told = Told(f"sense.{why}", **params)
    return Finding("setting-beyond-sense", SETTINGS_FILE, None, field, value, {"why": told})


def _tolerances(settings: Settings) -> Iterator[Odd]:
    values = {f"tolerances.{name}": getattr(settings.tolerances, name) for name in settings.tolerances.__slots__}
    values |= {f"totals.{total.id}.tolerance_pct": total.tolerance_pct for total in settings.totals}
    for field, value in values.items():
        most = next(most for end, most in WIDEST.items() if field.endswith(end))
        if value > most:
            yield field, value, "tolerance", {"most": most}


def _kinds(settings: Settings) -> Iterator[Odd]:
    """The symbols of kinds can be seen on the map, and told apart."""
    looks: dict[tuple[str, str], str] = {}
    for kind in settings.kinds:
        if theme.contrast(kind.colour, theme.colour("land")) < LEAST_CONTRAST:
            yield f"kinds.{kind.id}.colour", kind.colour, "colour", {"least": LEAST_CONTRAST}
        first = looks.setdefault((kind.symbol, kind.colour.lower()), kind.id)
        if first != kind.id:
            yield f"kinds.{kind.id}.symbol", kind.symbol, "symbol", {"first": first}


def _decimals(settings: Settings) -> Iterator[Odd]:
    fields = fields_of(settings)
    for measure in settings.measures:
        counted = fields[measure.id].unit == "" if measure.id in fields else measure.aggregation.method == "count"
        most = 0 if counted else MOST_DECIMALS
        if measure.decimals > most:
            why = "decimals" if most else "decimals_of_count"
            yield f"measures.{measure.id}.decimals", measure.decimals, why, {"most": most}


def _fields(settings: Settings) -> Iterator[Odd]:
    """A measure that is called as a column is that of the column."""
    fields = fields_of(settings)
    for measure in settings.measures:
        field = measure.aggregation.field
        same_unit = measure.id in fields and field in fields and fields[field].unit == fields[measure.id].unit
        if same_unit and field != measure.id:
            yield f"measures.{measure.id}.field", field, "field", {"id": measure.id}


def _alike(settings: Settings) -> Iterator[Odd]:
    """No two measures, or totals, are computed alike or called alike; nor are two attributes of one unit."""
    measures = [(f"measures.{m.id}", m.title, m.unit, m.aggregation, "title") for m in settings.measures]
    totals = [(f"totals.{t.id}", t.title, t.unit, t.aggregation, "title") for t in settings.totals]
    attributes = [(f"attributes.{id_}", a.name, a.unit.first, None, "") for id_, a in settings.attributes.items()]
    for listed in (measures, totals, attributes):
        titles: dict[Any, str] = {}
        ways: dict[Any, str] = {}
        for path, title, unit, how, prefix in listed:
            for lang in settings.languages:
                first = titles.setdefault((lang, title[lang].casefold(), unit), path)
                if first != path:
                    field = f"{path}.{prefix}_{lang}" if prefix else f"{path}.{lang}"
                    yield field, title[lang], "title", {"first": first.partition(".")[2]}
                    break
            if how is None or any(kind_differs(path, path.partition(".")[2], how, settings.kinds)):  # reported already
                continue
            first = ways.setdefault(how, path)
            if first != path:
                yield f"{path}.aggregation", how.method, "alike", {"first": first.partition(".")[2]}


def _attributes(settings: Settings) -> Iterator[Odd]:
    """An attribute is in the unit that its id ends with; a share is of two totals."""
    for id_, attribute in settings.attributes.items():
        end = next((end for end in UNITS if id_.endswith(end)), None)
        if end and attribute.unit.first != UNITS[end]:
            yield f"attributes.{id_}.unit", attribute.unit.first, "unit", {"end": end, "wanted": UNITS[end]}
        if attribute.share_of and attribute.share_of[0] == attribute.share_of[1]:
            yield f"attributes.{id_}.share_of", attribute.share_of[0], "share", {}
