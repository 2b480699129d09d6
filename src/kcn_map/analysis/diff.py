"""Compare: what changed between two states of an atlas folder, as values that render their own sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from kcn_map.core.model import Cell, Dataset, Feature, Geometry, Row
from kcn_map.core.schema import DESCRIPTION_FILE, LayerSchema, TableSchema, schema_of
from kcn_map.core.settings import Settings, text_column
from kcn_map.core.site_columns import ADOPTED
from kcn_map.geo.geodesy import area_ha, distance_km
from kcn_map.reading.cells import visible
from kcn_map.reading.geometries import positions_of
from kcn_map.reading.settings import FILE
from kcn_map.text.messages import word
from kcn_map.text.numbers import format_number
from kcn_map.values import dataclass

#: Properties that hold a name; the first one present is shown beside the key.
_NAMES = re.compile("name_.*|title")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `action` is added, removed, changed, renamed or moved.

    `key` names the row or feature, `field` the column or property, None for the whole; `moved_m` is the
    straight-line distance between the middles of two geometries in metres, `old` and `new` are then
    their areas in hectares, None for points; `source` names the sources of a changed figure.
    """

    action: str
    file: str
    key: str
    name: str | None = None
    field: str | None = None
    old: Cell = None
    new: Cell = None
    moved_m: float | None = None
    source: str | None = None
    title: Mapping[str, str] | None = None

    def sentence(self, lang: str = "vi") -> str:
        place = f"{self.file}: {visible(self.key)}" + (f" ({visible(self.name)})" if self.name else "")
        moved = None if self.moved_m is None else format_number(self.moved_m, lang, 1)
        source = word("diff.source", lang, source=self.source) if self.source else ""
        values = {
            "field": (self.title or {}).get(lang, self.field),
            "old": _shown(self.old, self.field, lang),
            "new": _shown(self.new, self.field, lang),
            "moved": moved,
        }
        return f"{place}: {word(f'diff.{self.action}', lang, **values)}{source}"

    def as_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__ if name != "title"}


def compare(old: Dataset, new: Dataset) -> list[Change]:
    """Everything that differs in content, file by file; white space and the order of rows do not count."""
    settings = _trees(FILE, asdict(old.settings), asdict(new.settings))
    description = _trees(DESCRIPTION_FILE, old.description or {}, new.description or {})
    return [*settings, *_tables(old, new), *_layers(old, new), *description]


def _trees(file: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    before, after = dict(_flat(old)), dict(_flat(new))
    for name in [*before, *(name for name in after if name not in before)]:
        if before.get(name) != after.get(name):
            yield Change("changed", file, name, field=name, old=before.get(name), new=after.get(name))


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, Cell]]:
    """(dotted name, value) of every setting; items of a list go by their id or name, or their place."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list | tuple) and any(isinstance(item, dict) for item in value):
        for place, item in enumerate(value, 1):
            named = item if isinstance(item, dict) else {}
            yield from _flat(item, f"{path}.{named.get('id') or named.get('name') or place}")
    else:
        yield path, _cell(value)


def _tables(old: Dataset, new: Dataset) -> Iterator[Change]:
    tables = (table for dataset in (old, new) for table in schema_of(dataset.settings).tables)
    for schema in {table.name: table for table in tables}.values():
        before, after = (_rows(schema, dataset) for dataset in (old, new))
        yield from _gone_and_come(schema.file, _names(before), _names(after))
        for key in before:
            if key in after:
                yield from _row(schema, key, before[key], after[key])


def _rows(schema: TableSchema, dataset: Dataset) -> dict[str, Row]:
    return {_key(schema, row): row for row in dataset.tables[schema.name].rows} if schema.name in dataset.tables else {}


def _key(schema: TableSchema, row: Row) -> str:
    return " · ".join(str(row.values[name]) for name in schema.key if row.values[name] is not None)


def _names(rows: Mapping[str, Row]) -> dict[str, str | None]:
    return {key: _name(row.values) for key, row in rows.items()}


def _name(values: Mapping[str, Any]) -> str | None:
    return next((str(value) for field, value in values.items() if value and _NAMES.fullmatch(field)), None)


def _row(schema: TableSchema, key: str, old: Row, new: Row) -> Iterator[Change]:
    for column in schema.columns:
        before, after = old.values.get(column.name), new.values.get(column.name)
        if before != after:
            action = "renamed" if column.required and column.base == "name" else "changed"
            source = new.values.get(ADOPTED[column.name][0]) if column.name in ADOPTED else None
            name = _name(new.values)
            yield Change(
                action,
                schema.file,
                key,
                name,
                column.name,
                before,
                after,
                source=None if source is None else str(source),
                title=column.titles,
            )


def _layers(old: Dataset, new: Dataset) -> Iterator[Change]:
    layers = (layer for dataset in (old, new) for layer in schema_of(dataset.settings).layers)
    for schema in {layer.name: layer for layer in layers}.values():
        before, after = (_features(schema, dataset) for dataset in (old, new))
        titles = [{key: _name(f.properties) for key, f in features.items()} for features in (before, after)]
        yield from _gone_and_come(schema.file, *titles)
        for key in before:
            if key in after:
                yield from _feature(schema.file, key, before[key], after[key], new.settings)


def _features(schema: LayerSchema, dataset: Dataset) -> dict[str, Feature]:
    features = dataset.layers[schema.name].features if schema.name in dataset.layers else ()
    return {feature.key or str(feature.number): feature for feature in features}


def _feature(file: str, key: str, old: Feature, new: Feature, settings: Settings) -> Iterator[Change]:
    name, name_field = _name(new.properties), text_column("name", settings.languages[0])
    for field in [*old.properties, *(field for field in new.properties if field not in old.properties)]:
        before, after = old.properties.get(field), new.properties.get(field)
        if before != after:
            action = "renamed" if field == name_field else "changed"
            yield Change(action, file, key, name, field, _cell(before), _cell(after))
    if old.geometry == new.geometry:
        return
    if old.geometry is None or new.geometry is None:
        before, after = ("" if g is None else str(g["type"]) for g in (old.geometry, new.geometry))
        yield Change("changed", file, key, name, "geometry", before or None, after or None)
        return
    crs = settings.area_crs
    moved = round(distance_km(_middle(old.geometry), _middle(new.geometry), crs) * 1000, 1)
    first, second = _area(old.geometry, crs), _area(new.geometry, crs)
    action = "moved" if first is None and second is None else "geometry_changed"
    yield Change(action, file, key, name, "geometry", first, second, moved_m=moved)


def _gone_and_come(file: str, old: Mapping[str, str | None], new: Mapping[str, str | None]) -> Iterator[Change]:
    yield from (Change("removed", file, key, name) for key, name in old.items() if key not in new)
    yield from (Change("added", file, key, name) for key, name in new.items() if key not in old)


def _area(geometry: Geometry | None, crs: str) -> float | None:
    return round(area_ha(geometry, crs), 2) if geometry and "Polygon" in geometry["type"] else None


def _middle(geometry: Geometry) -> tuple[float, float]:
    positions = list(positions_of(geometry))
    return sum(p[0] for p in positions) / len(positions), sum(p[1] for p in positions) / len(positions)


def _cell(value: Any) -> Cell:
    """A list as its members, None where there are none; an empty text is none too."""
    if isinstance(value, list | tuple):
        value = "; ".join(map(str, value))
    return value if isinstance(value, int | float) else value or None


def _shown(value: Cell, field: str | None, lang: str) -> str:
    if value is None:
        return word("diff.empty", lang)
    if field and field.endswith("_year"):
        return str(value)
    return visible(value) if isinstance(value, str) else format_number(value, lang)
