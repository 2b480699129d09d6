"""Differences between a map and the one built from its own package: by file of the data, or element of the page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import takewhile
from typing import Any

from kcn_map.core.settings import Settings
from kcn_map.page.columnar import unpack
from kcn_map.page.embedded_package import texts
from kcn_map.reading.cells import visible
from kcn_map.text.messages import word
from kcn_map.values import dataclass
from kcn_map.verify.built_map import ELEMENTS, BuiltMap, block

#: File → the parts of the page's data that come from it alone; the rest is computed from several files.
SECTIONS = {
    "atlas.toml": (
        *(
            "title",
            "as_of",
            "data_until",
            "languages",
            "contact",
            "public_url",
            "views",
            "disclaimer",
            "attribution",
            "measures",
        ),
        *("province.code", "province.name", "province.ended_on", "province.administration"),
    ),
    "observations.csv": ("province.observations",),
    "totals.csv": ("totals",),
    "sources.csv": ("sources",),
    "base/neighbours.geojson": ("neighbours",),
    "base/water.geojson": ("base.water",),
    "base/roads.geojson": ("base.roads",),
    "base/towns.geojson": ("base.towns",),
}
#: Properties of a site from its layer; the rest, except observations, are from its table.
PLACED = ("lon", "lat", "polygon", "location_accuracy", "location_uncertainty_m", "location_note")
#: Properties of a record that are computed, or come from another file.
ELSEWHERE = ("values", "sites", "observations", "row")


@dataclass(frozen=True, slots=True)
class AlteredPart:
    """What is not as it was built: a file of the data package (`line` None), or an element of the page by its line."""

    name: str
    line: int | None = None

    def sentence(self, lang: str = "vi") -> str:
        if self.name in ELEMENTS:
            place = "" if self.line is None else word("verify.line", lang, line=self.line)
            return word(f"verify.part_{self.name.replace('-', '_')}", lang) + place
        return word(self._sentence, lang, file=visible(self.name))

    @property
    def _sentence(self) -> str:
        return "verify.file"


@dataclass(frozen=True, slots=True)
class StrangeFile(AlteredPart):
    """A file of the data package that no atlas with its settings has."""

    @property
    def _sentence(self) -> str:
        return "verify.no_file"


def difference(built: BuiltMap, html: str, settings: Settings) -> list[AlteredPart]:
    """What is not as in the page `html`, the one that the map should be: files where known, else the element."""
    if html == built.html:
        return []
    fresh = unpack(json.loads(block(html, "atlas-data")))
    sections = SECTIONS | {level.file: (f"levels.{level.id}.areas",) for level in settings.levels}
    files = [file for file, paths in sections.items() if any(_at(built.data, p) != _at(fresh, p) for p in paths)]
    for kind in settings.kinds:
        parts = (kind.table, False), (kind.layer, True)
        files += [f for f, placed in parts if _sites(built.data, kind.id, placed) != _sites(fresh, kind.id, placed)]
    files += ["observations.csv"] if _observations(built.data) != _observations(fresh) else []
    old, new = texts(built.stream, built.data), texts(json.loads(block(html, "atlas-package"))["files"], fresh)
    files += [file for file in new if old.get(file) != new[file]]
    return [AlteredPart(file) for file in dict.fromkeys(files)] or [_element(built.html, html)]


def _at(data: Any, path: str) -> Any:
    """What stands at a path of the page's data, by names and ids, without what each record has from elsewhere."""
    for name in path.split("."):
        if isinstance(data, list):
            data = next((one for one in data if isinstance(one, dict) and one.get("id") == name), None)
        else:
            data = data.get(name) if isinstance(data, dict) else None
    if isinstance(data, list):
        return [{k: v for k, v in one.items() if k not in ELSEWHERE} if isinstance(one, dict) else one for one in data]
    return data


def _sites(data: Mapping[str, Any], kind: str, placed: bool) -> list[Any]:
    """What stands in the layer of the sites of a kind, or in their table."""
    sites = [{**_row(site), **site} for site in _records(data, "sites") if _row(site).get("kind") == kind]
    own = [name for name in (sites[0] if sites else ()) if name not in ELSEWHERE and (name in PLACED) == placed]
    return [[site.get(name) for name in own] for site in sites]


def _row(site: Mapping[str, Any]) -> Mapping[str, Any]:
    """The columns of a site; none where the map has been given others."""
    row = site.get("row")
    return row if isinstance(row, dict) else {}


def _observations(data: Mapping[str, Any]) -> list[Any]:
    areas = [area for level in _records(data, "levels") for area in _records(level, "areas")]
    return [record.get("observations") for record in (*_records(data, "sites"), *areas)]


def _records(data: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    found = data.get(name)
    return [record for record in found if isinstance(record, dict)] if isinstance(found, list) else []


def _element(found: str, wanted: str) -> AlteredPart:
    """The element that the first line to differ belongs to."""
    lines = wanted.split("\n")
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(found.split("\n"), lines, strict=False)))
    before = "\n".join(lines[: same + 1])
    return AlteredPart(max(ELEMENTS, key=lambda name: before.rfind(ELEMENTS[name])), same + 1)
