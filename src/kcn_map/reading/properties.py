"""Properties of a feature parsed by the schema of its layer, or the findings that say why they are invalid."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from kcn_map.core.columns import Column
from kcn_map.core.findings import Finding
from kcn_map.core.schema import LayerSchema
from kcn_map.reading.cells import (
    BLANK,
    CODE,
    ID,
    NO_TEXTS,
    BadCell,
    parse_date,
    refuse_bad_code,
    refuse_bad_id,
    refuse_invisible,
    refuse_placeholder,
    refuse_too_large,
    shown,
)
from kcn_map.text.messages import Told

EXPECTED = {
    "text": Told("detail.text"),
    "date": Told("detail.date_as_text"),
    "code": Told("detail.code_as_text"),
    "number": Told("detail.plain_number"),
    "degrees": Told("detail.degrees"),
    "texts": Told("detail.list_of_texts"),
}


def read_properties(
    schema: LayerSchema, found: Mapping[int, Mapping[str, Any]]
) -> tuple[dict[int, dict[str, Any]], list[Finding]]:
    """The properties that the schema names, by the number of their feature: None (for a list: empty) if of no use.

    They are looked at by column: most of what a schema names is in no feature of a layer.
    """
    lacking: dict[str, Any] = {column.name: [] if column.type == "texts" else None for column in schema.properties}
    if schema.key:
        lacking = {schema.key: None, **lacking}
    names: set[str] = set().union(*found.values())
    if not names <= lacking.keys():
        found = {number: {name: p[name] for name in p if name in lacking} for number, p in found.items()}
    values = {number: {**lacking, **properties} for number, properties in found.items()}
    findings: list[Finding] = []
    for column in schema.properties:
        if column.name in names or column.required:
            findings += _read_column(schema, column, values)
    return values, findings


def _read_column(schema: LayerSchema, column: Column, values: Mapping[int, dict[str, Any]]) -> Iterator[Finding]:
    """What is wrong with the values of a property; those that are of no use it takes out."""
    if column.type == "text" and _are_usual_texts([properties[column.name] for properties in values.values()]):
        return
    for number, properties in values.items():
        value = properties[column.name]
        try:
            if value is None or value == "":
                if column.required:
                    raise BadCell("property-missing")
            else:
                _refuse(column, value)
                continue
        except BadCell as bad:
            told = None if value is None else shown(value)
            yield Finding(bad.code, schema.file, number, column.name, told, bad.params)
        properties[column.name] = [] if column.type == "texts" else None


def read_keys(
    schema: LayerSchema, found: Mapping[int, Mapping[str, Any]]
) -> tuple[dict[int, str | None], list[Finding]]:
    """The keys as found of the features that have one, by their number, and what is wrong with them."""
    given: list[Any] = [properties.get(schema.key) for properties in found.values()]
    pattern, refuse = (CODE, refuse_bad_code) if schema.key == "code" else (ID, refuse_bad_id)
    if set(map(type, given)) == {str} and all(map(pattern.fullmatch, given)):  # one by one would be slow
        return dict(zip(found, given, strict=True)), []
    keys: dict[int, str | None] = {}
    findings = []
    for number, key in zip(found, given, strict=True):
        if not isinstance(key, str) or not key:
            params = {"key": schema.key}
            findings.append(Finding("geojson-key-missing", schema.file, number, schema.key, shown(key), params))
            continue
        keys[number] = key
        try:
            refuse(key)
        except BadCell as bad:
            findings.append(Finding(bad.code, schema.file, number, schema.key, shown(key), bad.params))
    return keys, findings


def _refuse(column: Column, value: Any) -> None:
    """Raises BadCell for a value of the wrong type, or text that can't be shown."""
    if column.type == "enum":
        if value not in column.values:
            raise BadCell("value-not-allowed", allowed=", ".join(column.values))
        return
    kind = "degrees" if column.unit == "°" else column.type
    if not _FITS[kind](value):
        raise BadCell("property-invalid", expected=EXPECTED[kind])
    if kind == "number":
        refuse_too_large(column, value)
    if kind == "date":
        parse_date(value)
    for text in value if kind == "texts" else [value]:
        if isinstance(text, str):
            refuse_invisible(text)
            refuse_placeholder(text)


def _are_usual_texts(values: Sequence[Any]) -> bool:
    """Whether these are texts, none of which is empty, invisible or a placeholder: one by one would be slow."""
    if set(map(type, values)) != {str} or not all(values):
        return False
    text = "".join(values)
    if not text.isprintable() or BLANK.search(text):
        return False
    bare = {value.strip() for value in "\n".join(values).casefold().split("\n")}
    return NO_TEXTS.isdisjoint(bare) and NO_TEXTS.isdisjoint(value.strip("().[]<>") for value in bare)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_number(value: Any) -> bool:
    return type(value) in (int, float) and value >= 0


def _is_degrees(value: Any) -> bool:
    return type(value) in (int, float) and -180 <= value <= 180


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) and text.strip() for text in value)


_FITS: dict[str, Callable[[Any], bool]] = {
    "text": _is_text,
    "date": _is_text,
    "code": _is_text,
    "number": _is_number,
    "degrees": _is_degrees,
    "texts": _are_texts,
}
