"""The data package within the page: the folder that it was built from, and a manifest to verify it with.

{"manifest": {"version", "data", "files": {file: SHA-256 of its content}}, "files": {file: text} in bzip2 and base64}

All files are one stream: apart they would take a quarter more. `data` is the hash of the page's own data. What the
data hold stands in the page once: texts are references to theirs, and a layer, which is packed as columns, has null for
the coordinates of polygons and lines, which come from the topology and the base map that the page draws and lose
nothing.
It is bzip2, for that packs a text into the same bytes on every machine: libraries of deflate differ.
"""

from __future__ import annotations

import base64
import bz2
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any

from kcn_map import __version__
from kcn_map.cartography import basemap
from kcn_map.core.model import Dataset
from kcn_map.core.schema import SETTINGS_FILE, LayerSchema, schema_of
from kcn_map.geo import topology
from kcn_map.package import serialize
from kcn_map.page import columnar, layer_columns, text_references
from kcn_map.page.data import SEAL, to_json
from kcn_map.reading import schema_in

#: No atlas is longer when unpacked; a bomb would be.
LARGEST = 200_000_000
#: What comes of data that don't fit what is done with them.
UNFIT = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError)
#: The coordinates that the page draws for a feature: by its layer, key, place in the layer, and type of geometry.
Drawn = Callable[[LayerSchema, str | None, int, str], Any]


class Broken(Exception):
    """What stands in an element of the page can't be read: its name is the message."""


def embed(dataset: Dataset, data: Mapping[str, Any]) -> str:
    """The folder that the page is built from, as JSON that can stand in a script element.

    `data` are the page's, packed and with their hash.
    """
    texts = serialize.texts(dataset)
    digests = {file: serialize.digest(file, text) for file, text in texts.items()}
    for schema in schema_of(dataset.settings).layers:
        if schema.file in texts:
            texts[schema.file] = layer_columns.pack(dataset.layers[schema.name], partial(basemap.is_drawn, schema.name))
    short = text_references.replace(_unsealed(data))
    files = json.dumps({file: short(text) for file, text in texts.items()}, ensure_ascii=False, separators=(",", ":"))
    manifest = {"version": __version__, "data": data[SEAL], "files": digests}
    return to_json({"manifest": manifest, "files": base64.b64encode(bz2.compress(files.encode("utf-8"), 9)).decode()})


def unpack(stream: Any, data: Mapping[str, Any]) -> dict[str, str | None]:
    """File → text as `serialize.texts` has it; `stream` as it stands in a page, `data` as there, but unpacked.

    None for a file that is broken or that no atlas has. Raises Broken for an element of the page that can't be read.
    """
    drawn, packed = _drawn(data), texts(stream, data)
    schema = schema_in(str(packed.get(SETTINGS_FILE)))
    layers = {layer.file: layer for layer in schema.layers}
    found: dict[str, str | None] = {}
    room = LARGEST
    for file, text in packed.items():
        found[file] = None
        if file in schema.files and isinstance(text, str):
            with suppress(Broken):
                whole = _filled(layers[file], text, drawn, room) if file in layers else text
                found[file], room = whole, room - len(whole)
    return found


def texts(stream: Any, data: Mapping[str, Any]) -> dict[str, Any]:
    """File → text, still without the coordinates that the page draws; what is no text is as it stands in the package.

    Raises Broken for what is not packed, is cut short, swells too far, or refers to what the data do not hold.
    """
    try:
        if isinstance(stream, dict):  # a map from before all files were one stream
            return _apart(stream)
        found = json.loads(_unpacked(stream, LARGEST))
        if not isinstance(found, dict):
            raise Broken("atlas-package")
        held = _unsealed(columnar.pack(data))
        told = text_references.resolve({k: v for k, v in found.items() if isinstance(v, str)}, held, LARGEST)
        return found | {file: layer_columns.unpack(text) for file, text in told.items()}
    except (*UNFIT, OSError, text_references.TooLong) as error:
        raise Broken("atlas-package") from error


def _apart(files: Mapping[str, str]) -> dict[str, Any]:
    """Files that are packed each by itself. Raises ValueError for one that can't be read, or for too much in all."""
    found, room = {}, LARGEST
    for file, packed in files.items():
        found[file] = _unpacked(packed, room).decode("utf-8")
        room = max(0, room - len(found[file]))
    return found


def _unpacked(text: str, room: int) -> bytes:
    """Raises ValueError for what is not packed, is cut short, or swells too far."""
    unpacker = bz2.BZ2Decompressor()
    content = unpacker.decompress(base64.b64decode(text, validate=True), room)
    if not unpacker.eof:
        raise ValueError("cut short")
    return content


def _unsealed(data: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key != SEAL}


def _drawn(data: Mapping[str, Any]) -> Drawn:
    """What the page draws. Raises Broken where its data can't be drawn."""
    try:
        polygons = topology.decode(data["topology"], LARGEST)
        scale = data["topology"]["scale"]
        lines = {name: [_lines(one["lines"], scale) for one in data["base"][name]] for name in basemap.LINES}
    except UNFIT as error:
        raise Broken("atlas-data") from error

    def drawn(layer: LayerSchema, key: str | None, place: int, kind: str) -> Any:
        if layer.name in lines:
            return lines[layer.name][place] if kind == "MultiLineString" else lines[layer.name][place][0]
        part = basemap.part_of(layer)
        older = layer.file.removesuffix(".geojson")  # what the part is called in maps from before levels were data
        geometry = polygons[part if part in polygons else older][key or ""]
        return (
            [geometry["coordinates"]]
            if (kind, geometry["type"]) == ("MultiPolygon", "Polygon")
            else geometry["coordinates"]
        )

    return drawn


def _lines(lines: list[str], scale: int) -> list[list[list[float]]]:
    return [[[x / scale, y / scale] for x, y in topology.decode_line(text)] for text in lines]


def _filled(schema: LayerSchema, text: str, drawn: Drawn, room: int) -> str:
    """The text of a layer with the coordinates that the page draws. Raises Broken for more than `room` letters."""
    try:
        lines: list[str] = []
        features = [line for line in text.split("\n")[1:-2] if line]  # a layer may have none
        for place, line in enumerate(features):
            item = json.loads(line.removesuffix(","))
            geometry = item["geometry"]
            if geometry and geometry["coordinates"] is None:
                key = item["properties"].get("code", item["properties"].get("id"))
                geometry["coordinates"] = drawn(schema, key, place, geometry["type"])
            lines.append(serialize.feature_text(item["properties"], geometry))
            room -= len(lines[-1])
            if room < 0:  # a shape may be asked for again and again
                raise Broken(schema.name)
    except UNFIT as error:
        raise Broken(schema.name) from error
    return "\n".join([text.split("\n")[0], ",\n".join(lines), *text.split("\n")[-2:]])
