"""Every optional field of an atlas, by the schema, and how to empty it or leave it out."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from atlas_edits import Json, read_rows, write_rows
from shipped_schema import LAYERS, TABLES

from kcn_map.core.schema import SETTINGS_FILE
from kcn_map.core.site_columns import ADOPTED
from kcn_map.reading import Unusable
from kcn_map.reading.settings import parse_settings

#: No place for a site; nor a district.
GEOMETRY, NOWHERE = "geometry", "district"
#: Tables of sites and their layers.
SITES = {f"{layer.name}.csv": layer.file for layer in LAYERS if layer.may_be_null}


#: From, to, and what comes in between.
Edit = tuple[int, int, str]


class Field(NamedTuple):
    """A column, a property, or a setting, by its section, its name, and what is done to it."""

    file: str
    name: str


Which = Callable[[int, Field], bool]


def table_fields() -> list[Field]:
    """But for the columns about a figure, which a table has where they say something: the full atlas has none."""
    told = ((table.file, column) for table in TABLES for column in table.columns if not column.about)
    return [Field(file, column.name) for file, column in told if not column.required]


def layer_fields() -> list[Field]:
    named = [Field(layer.file, one.name) for layer in LAYERS for one in layer.properties if not one.required]
    return named + [Field(layer.file, GEOMETRY) for layer in LAYERS if layer.may_be_null]


def may_lack() -> set[Field]:
    """Any property, and the few columns without which a table is whole."""
    columns = {Field(table.file, column.name) for table in TABLES for column in table.columns if column.optional}
    return columns | {Field(layer.file, one.name) for layer in LAYERS for one in layer.properties if not one.required}


def setting_fields(text: str) -> list[Field]:
    """What the settings can do without, or can have empty, one by one."""
    return [Field(SETTINGS_FILE, name) for name, edit in _edits(text) if _is_usable(_edited(text, [edit]))]


def without_settings(text: str, names: Collection[str]) -> str:
    """The settings without these, as far as they can do without them together."""
    done: list[Edit] = []
    for name, edit in _edits(text):
        if name in names and _is_usable(_edited(text, [*done, edit])):
            done.append(edit)
    return _edited(text, done)


def together(field: Field) -> list[Field]:
    """A field, and what `check` lets stand only beside it: figures go with their source, date and base, a place with
    its district."""
    file, name = field
    if name == "district_code" and file in SITES:
        return [field, Field(SITES[file], NOWHERE)]
    if file not in SITES:
        return [field]
    columns = [figure for figure, beside in ADOPTED.items() if name in beside]
    return [field, *(Field(file, column) for column in columns or ["occupancy_pct"] * (name == "occupancy_base"))]


def leave_out(folder: Path, fields: Sequence[Field]) -> None:
    """Empty these fields, and take away the columns and properties among them that a file may lack."""
    empty(folder, fields)
    gone = {Field(*one) for field in fields for one in together(field)}
    for path in {folder / file for file, _ in gone}:
        names = {name for file, name in gone & may_lack() if folder / file == path}
        if path.suffix == ".csv":
            rows = read_rows(path)
            write_rows(path, [{name: cell for name, cell in row.items() if name not in names} for row in rows])
        elif path.suffix == ".geojson":
            tree = json.loads(path.read_text(encoding="utf-8"))
            for feature in tree["features"]:
                feature["properties"] = {k: v for k, v in feature["properties"].items() if k not in names}
            path.write_text(json.dumps(tree, ensure_ascii=False), encoding="utf-8")


def empty(folder: Path, fields: Sequence[Field], which: Which = lambda place, field: True) -> None:
    """Empty these fields in the rows and features of which `which` is true, by their place in the file."""
    gone: dict[str, list[tuple[str, Field]]] = defaultdict(list)
    for field in fields:
        for file, name in together(field):
            gone[file].append((name, field))
    for file, names in gone.items():
        if file.endswith(".csv"):
            rows = read_rows(folder / file)
            for place, row in enumerate(rows):
                row.update((name, "") for name, field in names if which(place, field))
            write_rows(folder / file, rows)
        elif file.endswith(".geojson"):
            tree = json.loads((folder / file).read_text(encoding="utf-8"))
            for place, feature in enumerate(tree["features"]):
                _empty_feature(feature, [name for name, field in names if which(place, field)])
            (folder / file).write_text(json.dumps(tree, ensure_ascii=False), encoding="utf-8")
    path = folder / SETTINGS_FILE
    path.write_text(
        without_settings(path.read_text(encoding="utf-8"), [name for name, _ in gone[SETTINGS_FILE]]), encoding="utf-8"
    )


def _empty_feature(feature: Json, names: list[str]) -> None:
    for name in names:
        if name in (GEOMETRY, NOWHERE):
            feature["geometry"] = None
            feature["properties"]["location_accuracy"] = "unknown" if NOWHERE in names else "district"
        else:
            feature["properties"][name] = None


def _edits(text: str) -> Iterator[tuple[str, Edit]]:
    """What may be tried with the settings: a section, a line, a part of one taken away; a text or a list emptied."""
    sections = [(found[1], found.start(), found.end()) for found in re.finditer(r"(?m)^(\[.+\])$", text)]
    bounds = [*sections, ("", len(text), len(text))]
    spans = [("", 0, sections[0][1])] + [(name, end, after[1]) for (name, _, end), after in pairwise(bounds)]
    for place, (name, start, end) in enumerate(spans):
        section = f"{place}{name}"
        if name:
            yield f"{section} gone", (start - len(name), end, "")
        for line in re.compile(r"(?m)^(\w+) = (.+)$").finditer(text, start, end):
            yield f"{section}.{line[1]} gone", (line.start(), line.end(), "")
            if line[2][0] in '"[':
                yield f"{section}.{line[1]} empty", (line.start(2), line.end(), '""' if line[2][0] == '"' else "[]")
            for part in re.compile(r', (\w+) = ("[^"]*"|\[[^\]]*\])').finditer(text, line.start(), line.end()):
                yield f"{section}.{line[1]}.{part[1]} gone", (part.start(), part.end(), "")


def _edited(text: str, edits: list[Edit]) -> str:
    """Of edits of the same place the first counts."""
    done = len(text)
    for start, end, new in sorted(edits, reverse=True):
        if end <= done:
            text, done = text[:start] + new + text[end:], start
    return text


def _is_usable(text: str) -> bool:
    try:
        parse_settings(text)
    except Unusable:
        return False
    return True
