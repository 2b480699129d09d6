"""The second look at the layers: GDAL, and so QGIS, must read the same features as the map shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kcn_map.checking.common import Findings
from kcn_map.core.cache import memoize
from kcn_map.core.findings import Finding
from kcn_map.core.model import Dataset, Layer
from kcn_map.core.schema import schema_of
from kcn_map.core.settings import Settings
from kcn_map.io import gdal, gdal_process
from kcn_map.reading.atlas_files import AtlasFiles
from kcn_map.reading.cells import visible

#: GDAL takes the square of the number of different properties: a minute for 8,000.
MOST_PROPERTIES = 1000


def look_ahead(files: AtlasFiles) -> None:
    """Have GDAL's process read the layers while they are read here; what is wrong with them is not known yet."""
    schema = schema_of(files.settings)
    found = [(schema.layer(name).file, key) for name, key in _layers(files.settings)]
    paths = [(files.paths.get(file), key) for file, key in found if isinstance(files.texts.get(file), str)]
    gdal_process.ask([(path, key) for path, key in paths if path is not None and gdal.can_name(path)])


class SecondLook:
    """What GDAL finds in the layers of a dataset: its process is asked now, what it says is looked at later."""

    def __init__(self, dataset: Dataset) -> None:
        self._asked = list(_readable(dataset))
        gdal_process.ask([(path, key) for path, _, key in self._asked])

    def findings(self) -> Findings:
        """A finding for each layer that GDAL reads differently; only where its process does is it asked again, here."""
        for path, layer, key in self._asked:
            if gdal_process.answer((path, key)) == gdal_process.digest(_keys(layer)):
                continue
            try:
                _read_by_gdal(path, layer, key)
            except _Differs as other:
                keys = visible(", ".join(map(str, other.keys))) or None
                params = {"strict": len(layer.features), "gdal": len(other.keys), "keys": keys or "–"}
                yield Finding("readers-differ", layer.file, None, key, keys, params)


def _readable(dataset: Dataset) -> Iterator[tuple[Path, Layer, str]]:
    """The layers whose features stand in tables, those that the strict reader took: path, layer, and its key."""
    unread = {finding.file for finding in dataset.findings if finding.severity == "error"}
    strange = Counter(finding.file for finding in dataset.findings if finding.code == "property-unknown")
    unread |= {file for file, count in strange.items() if count > MOST_PROPERTIES}
    for name, key in _layers(dataset.settings):
        layer = dataset.layers[name]
        path = dataset.paths.get(layer.file)
        if path is not None and layer.file not in unread and gdal.can_name(path):
            yield path, layer, key


def _layers(settings: Settings) -> Iterator[tuple[str, str]]:
    """The layers of the areas and sites that have tables, each with its key."""
    yield settings.levels[0].id, "code"
    for kind in settings.kinds:
        yield kind.stem, "id"


def _keys(layer: Layer) -> list[Any]:
    return [feature.key for feature in layer.features]


class _Differs(Exception):
    """GDAL finds other keys in a layer's file, none where it can't read it."""

    def __init__(self, keys: list[Any]) -> None:
        super().__init__()
        self.keys = keys


@memoize(14)  # twice the layers of the first level and of six kinds
def _read_by_gdal(path: Path, layer: Layer, key: str) -> None:
    """Raises _Differs. Only agreement is kept: what GDAL saw of a file that was just being saved is no verdict."""
    try:
        found = gdal.keys(path, key)
    except OSError:
        found = []
    if found != _keys(layer):
        raise _Differs(found)
