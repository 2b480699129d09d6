"""Proof: a built map against itself. Its manifest is worked out anew from what stands in it, and it is built anew.

What this finds is a map that was altered, by a slip, a broken transfer or a quick hand. It is no signature: who
builds another map from other data gets one that proves itself too, with another hash.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from kcn_map import __version__, contents, new, reading
from kcn_map.atlas import Atlas
from kcn_map.files import write_folder
from kcn_map.findings import DataError, Finding
from kcn_map.model import Dataset, Lang
from kcn_map.page import package
from kcn_map.page.columns import unpack
from kcn_map.page.data import content_hash
from kcn_map.reading.text import read_text

#: What of the page's data is as it stands in one file; the rest is worked out from several.
SECTIONS = {
    "atlas.toml": (
        *("title", "as_of", "data_until", "languages", "contact", "disclaimer", "attribution", "measures"),
        *("province.code", "province.name", "province.ended_on", "province.administration"),
    ),
    "observations.csv": ("province.observations",),
    "totals.csv": ("totals",),
    "sources.csv": ("sources",),
    "communes.csv": ("communes_2020",),
    "districts.geojson": ("districts",),
    "communes.geojson": ("communes",),
    "base/neighbours.geojson": ("neighbours",),
    "base/water.geojson": ("base.water",),
    "base/roads.geojson": ("base.roads",),
    "base/towns.geojson": ("base.towns",),
}
#: What of a site stands in its layer; the rest, but for its observations, is in its table.
PLACED = ("lonlat", "polygon", "location_accuracy", "location_uncertainty_m", "location_note")
SITE_FILES = {
    **{"zones.csv": ("zone", False), "clusters.csv": ("cluster", False)},
    **{"zones.geojson": ("zone", True), "clusters.geojson": ("cluster", True)},
}
#: What of a record is worked out, or stands in another file.
ELSEWHERE = ("values", "sites", "observations")
#: How the elements of the page begin, by what they are called here.
ELEMENTS = {
    **{name: f'<script type="application/json" id="{name}">' for name in ("atlas-data", "atlas-package")},
    **{"script": "<script>", "style": "<style>", "static": "<noscript>", "picture": '<svg id="picture"'},
    **{"head": "<head>", "body": "<body>"},
}
LARGEST_MAP = 100_000_000


class NoMap(Exception):
    """The file is no map of kcn-map, or one of before maps could prove themselves."""


class Altered(Exception):
    """The map is not as it was built; `parts` says where."""

    def __init__(self, parts: tuple[Part, ...]) -> None:
        super().__init__(", ".join(part.name for part in parts))
        self.parts = parts


@dataclass(frozen=True, slots=True)
class Part:
    """What is not as it was built: a file of the data package (`line` None), or an element of the page by its line."""

    name: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """What `verify` found. `rebuilt`: this kcn-map is the one that built the map, so it could be built anew."""

    version: str
    data_hash: str
    altered: tuple[Part, ...]
    rebuilt: bool


@dataclass(frozen=True, slots=True)
class _BuiltMap:
    html: str
    lang: Lang
    data: Mapping[str, Any]
    manifest: Mapping[str, Any]
    files: Mapping[str, Any]


def verify(path: Path) -> Proof:
    """Whether a map is as it was built. Raises NoMap, reading.Unusable for a file that can't be read."""
    built = _read(path)
    altered, texts = _altered_files(built)
    version, data_hash = built.manifest["version"], built.manifest["data"]
    if not altered and version == __version__:
        altered = _altered_parts(built, texts)
    if not altered and not (_hash(built.data) == data_hash == built.data["hash"]):
        altered = [Part("atlas-data")]
    if not altered and version != built.data["version"]:
        altered = [Part("atlas-package")]
    return Proof(str(version), str(data_hash), tuple(altered), version == __version__)


def _hash(data: Mapping[str, Any]) -> str | None:
    """The hash of the page's data; None where numbers in them are infinite."""
    try:
        return content_hash(data)
    except ValueError:
        return None


def extract(path: Path, folder: Path) -> None:
    """Write the data package of a map into a folder that is not there or empty; `build` makes the same map of it.

    Raises Altered where the package is not what the manifest says, NoMap, files.NotEmpty, OSError.
    """
    write_folder(folder, {**_texts(path), "datapackage.json": new.package()})


@contextmanager
def dataset_of(path: Path) -> Iterator[Dataset]:
    """The data that a map was built from. Raises as `extract` does."""
    with _dataset(_texts(path)) as dataset:
        yield dataset


def _texts(path: Path) -> dict[str, str]:
    altered, texts = _altered_files(_read(path))
    if altered:
        raise Altered(tuple(altered))
    return texts


def _read(path: Path) -> _BuiltMap:
    found = read_text(path.parent, path.name, LARGEST_MAP)
    if isinstance(found, Finding):
        raise reading.Unusable([found])
    html = found.replace("\r\n", "\n")
    try:
        data, packed = _block(html, "atlas-data"), _block(html, "atlas-package")
        lang = html.split('<html lang="', 1)[1][:2]
        built = _BuiltMap(html, cast(Lang, lang), _unpacked(data), **json.loads(packed))
        parts = built.data, built.files, built.manifest, built.manifest["files"]
        whole = {"version", "data"} <= built.manifest.keys() and {"version", "hash"} <= built.data.keys()
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
        raise NoMap(path.name) from error
    if lang not in ("vi", "en") or not whole or not all(isinstance(part, dict) for part in parts):
        raise NoMap(path.name)
    return built


def _unpacked(text: str) -> Any:
    """The page's data; nothing is left of them where they can no longer be read, or their columns don't fit."""
    try:
        return unpack(json.loads(text))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        return {"version": None, "hash": None}


def _block(html: str, name: str) -> str:
    """The text of a data element; none can hold `<`. Raises ValueError where it is not there just once."""
    _, after = html.split(ELEMENTS[name])
    return after.split("</script>", 1)[0]


def _altered_files(built: _BuiltMap) -> tuple[list[Part], dict[str, str]]:
    """The files of the package that are not what the manifest says, and the texts of the others."""
    wanted = built.manifest["files"]
    try:
        texts = package.unpack(built.files, built.data)
    except package.Broken:
        return [Part("atlas-data")], {}
    good = {file: text for file, text in texts.items() if text is not None and _digest(file, text) == wanted.get(file)}
    return [
        Part(file) for file in (*wanted, *(file for file in built.files if file not in wanted)) if file not in good
    ], good


def _digest(file: str, text: str) -> str | None:
    try:
        return contents.digest(file, text)
    except reading.Unusable:
        return None


def _altered_parts(built: _BuiltMap, texts: Mapping[str, str]) -> list[Part]:
    """Where the map differs from the one that its own package makes: files if it can be told, else the element."""
    with _dataset(texts) as dataset:
        try:
            html = Atlas(dataset).html(built.lang)
        except DataError:
            return [Part("atlas-package")]
    if html == built.html:
        return []
    fresh = unpack(json.loads(_block(html, "atlas-data")))
    files = [file for file, sections in SECTIONS.items() if any(_at(built.data, s) != _at(fresh, s) for s in sections)]
    files += [file for file, what in SITE_FILES.items() if _sites(built.data, *what) != _sites(fresh, *what)]
    files += ["observations.csv"] if _observations(built.data) != _observations(fresh) else []
    packed = json.loads(_block(html, "atlas-package"))["files"]
    files += [file for file in packed if built.files.get(file) != packed[file]]
    return [Part(file) for file in dict.fromkeys(files)] or [_element(built.html, html)]


def _at(data: Any, path: str) -> Any:
    """What stands at a path of the page's data, without what each record has from elsewhere."""
    for name in path.split("."):
        data = data.get(name) if isinstance(data, dict) else None
    if isinstance(data, list):
        return [{k: v for k, v in one.items() if k not in ELSEWHERE} if isinstance(one, dict) else one for one in data]
    return data


def _sites(data: Mapping[str, Any], kind: str, placed: bool) -> list[Any]:
    """What stands in the layer of the sites of a kind, or in their table."""
    sites = [site for site in _records(data, "sites") if site.get("kind") == kind]
    own = [name for name in (sites[0] if sites else ()) if name not in ELSEWHERE and (name in PLACED) == placed]
    return [[site.get(name) for name in own] for site in sites]


def _observations(data: Mapping[str, Any]) -> list[Any]:
    return [record.get("observations") for name in ("sites", "districts") for record in _records(data, name)]


def _records(data: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    found = data.get(name)
    return [record for record in found if isinstance(record, dict)] if isinstance(found, list) else []


def _element(found: str, wanted: str) -> Part:
    """The element that the first line to differ belongs to."""
    lines, others = found.split("\n"), wanted.split("\n")
    number = next(
        (i for i, (a, b) in enumerate(zip(lines, others, strict=False)) if a != b), min(len(lines), len(others))
    )
    text = "\n".join(others[: number + 1])
    name = max(ELEMENTS, key=lambda name: text.rfind(ELEMENTS[name]))
    return Part(name, number + 1)


@contextmanager
def _dataset(texts: Mapping[str, str]) -> Iterator[Dataset]:
    with TemporaryDirectory() as place:
        folder = Path(place) / "atlas"
        write_folder(folder, texts)
        yield reading.read(folder)
