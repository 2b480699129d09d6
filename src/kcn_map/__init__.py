"""kcn-map: an atlas of industrial zones and clusters, from GeoJSON and tables to one sealed HTML map.

>>> from kcn_map import Atlas
>>> atlas = Atlas.load("geodata")

The import is light: the geospatial libraries load with the first step that needs them.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kcn_map.atlas import Atlas, DataError
    from kcn_map.core.findings import Finding

__version__ = "0.1.0"
__all__ = ["Atlas", "DataError", "Finding", "__version__"]


def __getattr__(name: str) -> Any:
    if name in {"Atlas", "DataError"}:
        from kcn_map import atlas

        return getattr(atlas, name)
    if name == "Finding":
        from kcn_map.core.findings import Finding

        return Finding
    raise AttributeError(f"module 'kcn_map' has no attribute {name!r}")
