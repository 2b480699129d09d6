"""Files that grow without end: drawings whose blocks repeat, a property of its own each, shapes piled up."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from kcn_map.core.findings import Finding
from kcn_map.geo.line_density import dense_in
from kcn_map.importing.common import name_of, refuse, unusable
from kcn_map.importing.drawing import pairs
from kcn_map.text.messages import Told

#: No plan that a person draws has more parts, no layer more columns: databases take no more than 2,000.
MOST_PARTS, MOST_FIELDS = 1_000_000, 1000
#: The block that the entities of a drawing themselves are.
_DRAWING = ""
_NAME_IN_KML = re.compile(rb"""<(?:\w{1,20}:)?(?:Simple)?(?:Data|Field)\s[^>]{0,300}?\bname\s*=\s*["']([^"']{0,300})""")

_TAG_OF_GPX = re.compile(rb"<([\w:.-]{1,300})")

Block = tuple[int, Counter[str]]  # entities of its own, and how often it repeats which block


def refuse_excess(path: Path) -> None:
    """Raises Unusable for a file that would take GDAL hours, or all memory."""
    suffix = path.suffix.lower()
    if suffix == ".dxf" and (parts := count_parts(_blocks(path))) > MOST_PARTS:
        why = Told("detail.many_parts", parts=_shown(parts), most=float(MOST_PARTS))
        unusable("import-file-unreadable", name_of(path), why=why)
    count = _FIELDS.get(suffix)
    if count is not None and (fields := count(path)) > MOST_FIELDS:
        why = Told("detail.many_properties", fields=_shown(fields), most=float(MOST_FIELDS))
        unusable("import-file-unreadable", name_of(path), why=why)


def _shown(number: int) -> float:
    return float(min(number, 10**15))


def _blocks(path: Path) -> dict[str, Block]:
    """The blocks of a drawing, by name."""
    found: dict[str, list[Counter[str]]] = {}
    own, kind, name, columns, rows = _DRAWING, "", "", 1, 1

    def close() -> None:
        nonlocal own
        if kind == "BLOCK":
            own = name
        elif kind in ("ENDBLK", "ENDSEC"):
            own = _DRAWING
        elif kind == "INSERT":
            found.setdefault(own, [Counter(), Counter()])[1][name] += columns * rows
        elif kind:
            found.setdefault(own, [Counter(), Counter()])[0][""] += 1

    for code, text in pairs(path):
        if code == "0":
            close()
            kind, name, columns, rows = text, "", 1, 1
        elif code == "2" and kind in ("BLOCK", "INSERT"):
            name = text
        elif code in ("70", "71") and kind == "INSERT" and text.isdecimal():
            count = max(int(text[:9]), 1)
            columns, rows = (count, rows) if code == "70" else (columns, count)
    close()
    return {block: (parts[""], inserts) for block, (parts, inserts) in found.items()}


def count_parts(blocks: Mapping[str, Block]) -> int:
    """How many entities a drawing has once its blocks are drawn; a block that holds itself is drawn once."""
    known: dict[str, int] = {}
    waiting = [(_DRAWING, False)]
    while waiting:
        name, is_ready = waiting.pop()
        own, inserts = blocks.get(name, (0, Counter()))
        if is_ready:
            known[name] = own + sum(times * known[inner] for inner, times in inserts.items())
        elif name not in known:
            known[name] = own
            waiting += [(name, True), *((inner, False) for inner in inserts if inner not in known)]
    return known[_DRAWING]


def _fields_of_geojson(path: Path) -> int:
    import orjson

    try:
        tree = orjson.loads(path.read_bytes())
        return len({name for feature in tree["features"] for name in feature["properties"] or ()})
    except (orjson.JSONDecodeError, LookupError, TypeError):
        return 0  # GDAL says what is wrong with it


def _fields_of_kml(path: Path) -> int:
    return len({found[1] for found in _NAME_IN_KML.finditer(path.read_bytes())})


def _fields_of_gpx(path: Path) -> int:
    """Each element of an extension becomes a field."""
    return len({found[1] for found in _TAG_OF_GPX.finditer(path.read_bytes())})


_FIELDS: Mapping[str, Callable[[Path], int]] = {
    ".geojson": _fields_of_geojson, ".json": _fields_of_geojson, ".kml": _fields_of_kml,
    ".gpx": _fields_of_gpx,
}  # fmt: skip


def refuse_dense(file: str, shapes: Sequence[Any], is_drawing: bool) -> None:
    """Raises DataError where shapes lie over each other as on no map. A drawing has hatching: each is seen alone."""
    for near in map(dense_in, ([shape] for shape in shapes) if is_drawing else [shapes]):
        if near:
            refuse(Finding("layer-too-dense", file, params={"near": near}))
