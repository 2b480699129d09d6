"""kcn-map: an atlas of industrial zones and clusters, from GeoJSON and tables to one sealed HTML map.

>>> from kcn_map import Atlas, KcnMapError
>>> atlas = Atlas.load("geodata")

The import is light: the geospatial libraries load with the first step that needs them, and nothing is imported here, as
a command is not yet ready for Ctrl-C.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from kcn_map.analysis.query import Query
    from kcn_map.atlas import Atlas
    from kcn_map.core.errors import KcnMapError, UnknownName, UsageError
    from kcn_map.core.findings import DataError, Finding
    from kcn_map.export import MissingExtra
    from kcn_map.io.files import AmongInputs
    from kcn_map.io.folders import NotEmpty
    from kcn_map.io.git import NoRevision
    from kcn_map.page.leaflet import LeafletError
    from kcn_map.reading import Unusable
    from kcn_map.serve import watch as watch
    from kcn_map.serve.server import PortTaken
    from kcn_map.verify import MapAltered, NotAMap

__version__ = "0.1.0"

#: What a caller can meet → the module that has it.
_HOMES = {
    "Atlas": "atlas",
    "Query": "analysis.query",
    "Finding": "core.findings",
    "KcnMapError": "core.errors",
    "UsageError": "core.errors",
    "UnknownName": "core.errors",
    "DataError": "core.findings",
    "Unusable": "reading",
    "NotAMap": "verify",
    "MapAltered": "verify",
    "NotEmpty": "io.folders",
    "AmongInputs": "io.files",
    "NoRevision": "io.git",
    "PortTaken": "serve.server",
    "watch": "serve",
    "MissingExtra": "export",
    "LeafletError": "page.leaflet",
}
__all__ = [
    "AmongInputs",
    "Atlas",
    "DataError",
    "Finding",
    "KcnMapError",
    "LeafletError",
    "MapAltered",
    "MissingExtra",
    "NoRevision",
    "NotAMap",
    "NotEmpty",
    "PortTaken",
    "Query",
    "UnknownName",
    "Unusable",
    "UsageError",
    "__version__",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'kcn_map' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"kcn_map.{_HOMES[name]}"), name)
