"""datapackage.json: title, sources and licences that an atlas states, without what follows from the schema."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any, NoReturn

from kcn_map.core.findings import Finding
from kcn_map.core.schema import DESCRIPTION_FILE

LARGEST_FILE = 1_000_000
#: No description is nested so deeply.
DEEPEST = 20


def parse_description(text: str, tables: Collection[str]) -> tuple[Mapping[str, Any] | None, list[Finding]]:
    """The description, None with a finding where it is none; without the fields of tables, which the schema has.

    `tables` are their files.
    """
    try:
        found = json.loads(text, parse_constant=_refuse)
        resources = found.get("resources", [])
        whole = {**found, "resources": [_without_fields(resource, tables) for resource in resources]}
        _refuse_deep(whole)
        json.dumps(whole, ensure_ascii=False, allow_nan=False).encode("utf-8")  # half a surrogate pair is no text
    except (ValueError, AttributeError, TypeError, RecursionError):
        return None, [Finding("description-unreadable", DESCRIPTION_FILE)]
    return whole, []


def _without_fields(resource: Mapping[str, Any], tables: Collection[str]) -> dict[str, Any]:
    schema = resource.get("schema")
    if str(resource.get("path")) not in tables or not isinstance(schema, dict):
        return dict(resource)
    return {**resource, "schema": {name: value for name, value in schema.items() if name != "fields"}}


def _refuse_deep(value: Any, room: int = DEEPEST) -> None:
    if room == 0:
        raise ValueError("nested too deeply")
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _refuse_deep(inner, room - 1)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number of JSON")
