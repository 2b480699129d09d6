"""Small edits of the layers of an atlas folder, as a person makes them in QGIS or an editor: see atlas_edits."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from atlas_edits import GONE, Edit, Json, Place


def collection(file: str, change: Callable[[Json], object], field: str | None = None, value: str | None = None) -> Edit:
    """A change of a whole layer, in place."""

    def edit(folder: Path) -> Place:
        tree = json.loads((folder / file).read_text(encoding="utf-8"))
        change(tree)
        (folder / file).write_text(json.dumps(tree, ensure_ascii=False), encoding="utf-8")
        return Place(file, None, field, value)

    return edit


def feature(file: str, key: str | int, change: Callable[[Json], object], value: str | None = None) -> Edit:
    """A change of one feature's geometry, or of the feature itself, in place."""

    def edit(folder: Path) -> Place:
        numbers: list[int] = []

        def of_one(tree: Json) -> None:
            numbers.append(find_feature(tree, key))
            change(tree["features"][numbers[0]])

        collection(file, of_one)(folder)
        return Place(file, numbers[0] + 1, "geometry", value)

    return edit


def properties(file: str, key: str | int, **changes: Any) -> Edit:
    """Properties of one feature: another value each, or GONE."""

    def edit(folder: Path) -> Place:
        def change(found: Json) -> None:
            found["properties"].update(changes)
            found["properties"] = {name: value for name, value in found["properties"].items() if value is not GONE}

        place = feature(file, key, change)(folder)
        field, value = next(iter(changes.items()))
        told = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) if value is not GONE else None
        return place._replace(field=field, value=told)

    return edit


def geometry(file: str, key: str | int, kind: str | None, coordinates: Any, value: str | None = None) -> Edit:
    """Another geometry for one feature; null where `kind` is None."""
    new = None if kind is None else {"type": kind, "coordinates": coordinates}
    return feature(file, key, lambda found: found.update(geometry=new), value)


def rings(file: str, key: str | int, change: Callable[[list[Any]], list[Any]], value: str | None = None) -> Edit:
    """Each ring of one polygonal feature changed."""

    def of_one(found: Json) -> None:
        shape = found["geometry"]
        polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        for polygon in polygons:
            polygon[:] = [change(ring) for ring in polygon]

    return feature(file, key, of_one, value)


def copied_feature(file: str, key: str, source: str | None = None, **changes: Any) -> Edit:
    """A copy of one feature, perhaps of another layer, at the end of the layer, with other properties."""

    def edit(folder: Path) -> Place:
        others = json.loads((folder / (source or file)).read_text(encoding="utf-8"))
        new = others["features"][find_feature(others, key)]
        new["properties"] |= changes
        collection(file, lambda tree: tree["features"].append(new))(folder)
        count = len(json.loads((folder / file).read_text(encoding="utf-8"))["features"])
        return Place(file, count, *next(iter(changes.items()), (None, None)))

    return edit


def dropped_feature(file: str, key: str) -> Edit:
    return collection(file, lambda tree: tree["features"].pop(find_feature(tree, key)))


def exchanged(file: str, one: str, other: str, *names: str) -> Edit:
    """Two features that have exchanged properties, or with none named their geometries."""

    def edit(folder: Path) -> Place:
        numbers: list[int] = []

        def of_two(tree: Json) -> None:
            numbers[:] = sorted((find_feature(tree, one), find_feature(tree, other)))
            first, second = (tree["features"][number] for number in numbers)
            for name in names:
                first["properties"][name], second["properties"][name] = (
                    second["properties"][name],
                    first["properties"][name],
                )
            if not names:
                first["geometry"], second["geometry"] = second["geometry"], first["geometry"]

        collection(file, of_two)(folder)
        return Place(file, numbers[0] + 1, names[0] if names else "geometry")

    return edit


def find_feature(tree: Json, key: str | int) -> int:
    """The index of the feature with a key, or of the number that counts from 1."""
    if isinstance(key, int):
        return key - 1
    keys = [found["properties"].get("id", found["properties"].get("code")) for found in tree["features"]]
    return keys.index(key)
