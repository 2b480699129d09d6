"""A built map against itself: its manifest is computed again from its content, and the map is built again.

This detects a map that was altered by a slip, a broken transfer or by hand. It is no signature: who builds another
map from other data gets one that is verified too, with another data hash.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kcn_map import __version__, reading
from kcn_map.core.errors import KcnMapError
from kcn_map.core.findings import DataError
from kcn_map.core.model import Dataset
from kcn_map.core.schema import DESCRIPTION_FILE, SETTINGS_FILE
from kcn_map.io.folders import write_folder
from kcn_map.package import serialize
from kcn_map.package.table_schema import data_package
from kcn_map.page import embedded_package
from kcn_map.page.data import content_hash
from kcn_map.pipeline import Pipeline
from kcn_map.reading.atlas_files import AtlasFiles
from kcn_map.reading.datapackage import parse_description
from kcn_map.text.languages import LANGUAGES, Language
from kcn_map.values import dataclass
from kcn_map.verify.built_map import ELEMENTS, BuiltMap, NotAMap, read_map
from kcn_map.verify.difference import AlteredPart, StrangeFile, difference

__all__ = [
    "ELEMENTS", "AlteredPart", "MapAltered", "NotAMap", "Verification", "dataset_of", "extract", "languages_of",
    "verify",
]  # fmt: skip


class MapAltered(KcnMapError):
    """The map is not as it was built; `parts` says where."""

    exit_code = 1

    def __init__(self, path: Path, parts: tuple[AlteredPart, ...]) -> None:
        super().__init__("verify.altered", path=path)
        self.parts = parts

    def message(self, lang: str = "en") -> str:
        return "\n".join([*(part.sentence(lang) for part in self.parts), super().message(lang)])


@dataclass(frozen=True, slots=True)
class Verification:
    """What `verify` found. `rebuilt`: this kcn-map is the one that built the map, so it could be built anew."""

    version: str
    data_hash: str
    altered: tuple[AlteredPart, ...]
    rebuilt: bool


def verify(path: Path) -> Verification:
    """Whether a map is as it was built. Raises NotAMap, also for a file that is not there."""
    built = read_map(path)
    altered, texts = _altered_files(built)
    version, data_hash = built.manifest["version"], built.manifest["data"]
    if not altered and version == __version__:
        altered = _altered_parts(built, texts)
    if not altered and not (_hash(built.data) == data_hash == built.data["hash"]):
        altered = [AlteredPart("atlas-data")]
    if not altered and version != built.data["version"]:
        altered = [AlteredPart("atlas-package")]
    return Verification(str(version), str(data_hash), tuple(altered), version == __version__)


def _hash(data: Mapping[str, Any]) -> str | None:
    """The hash of the page's data; None where numbers in them are infinite."""
    try:
        return content_hash(data)
    except ValueError:
        return None


def extract(path: Path, folder: Path) -> None:
    """Write the data package of a map into a folder that is not there or empty; `build` makes the same map of it.

    Raises MapAltered where the package is not what the manifest says, NotAMap, folders.NotEmpty, OSError.
    """
    texts = _texts(path)
    schema = reading.schema_in(texts[SETTINGS_FILE])
    description, _ = parse_description(texts.get(DESCRIPTION_FILE, ""), [table.file for table in schema.tables])
    columns = {table.file: texts.get(table.file, "").partition("\n")[0].split(",") for table in schema.tables}
    write_folder(folder, {**texts, DESCRIPTION_FILE: data_package(schema, description, columns)})


def languages_of(path: Path) -> tuple[Language, ...]:
    """The languages of a map with its words, its first one first; the shipped ones where it can't be read."""
    try:
        _, texts = _altered_files(read_map(path))
    except NotAMap:
        return LANGUAGES
    return reading.languages_by(texts[SETTINGS_FILE], texts.get) if SETTINGS_FILE in texts else LANGUAGES


def dataset_of(path: Path) -> Dataset:
    """The data that a map was built from. Raises as `extract` does."""
    return reading.dataset_of(_files(_texts(path)))


def _texts(path: Path) -> dict[str, str]:
    altered, texts = _altered_files(read_map(path))
    if altered:
        raise MapAltered(path, tuple(altered))
    return texts


def _altered_files(built: BuiltMap) -> tuple[list[AlteredPart], dict[str, str]]:
    """The files of the package that are not what the manifest says, and the texts of the others."""
    wanted = built.manifest["files"]
    try:
        texts = embedded_package.unpack(built.stream, built.data)
    except embedded_package.Broken as broken:
        return [AlteredPart(str(broken))], {}
    good = {file: text for file, text in texts.items() if text is not None and _digest(file, text) == wanted.get(file)}
    known = reading.schema_in(texts.get(SETTINGS_FILE) or "").files
    bad = [file for file in dict.fromkeys([*wanted, *texts]) if file not in good]
    return [AlteredPart(file) if file in known else StrangeFile(file) for file in bad], good


def _digest(file: str, text: str) -> str | None:
    try:
        text.encode("utf-8")
        return serialize.digest(file, text)
    except (reading.Unusable, UnicodeEncodeError):  # no settings, or half a surrogate pair
        return None


def _altered_parts(built: BuiltMap, texts: Mapping[str, str]) -> list[AlteredPart]:
    """What differs from the map that the package makes."""
    try:
        pipeline = Pipeline(_files(texts))
        languages = pipeline.files.settings.languages
        html = pipeline.document(built.lang if built.lang in languages else languages[0]).render()
    except DataError:
        return [AlteredPart("atlas-package")]
    return difference(built, html, pipeline.files.settings)


def _files(texts: Mapping[str, str]) -> AtlasFiles:
    return reading.decoded({file: text.encode("utf-8") for file, text in texts.items()})
