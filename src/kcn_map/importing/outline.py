"""The boundary of the whole follows that of its areas: neither could change alone."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from kcn_map.checking.coverage import difference_ha
from kcn_map.core.findings import Finding
from kcn_map.core.model import Dataset, Geometry

DIFFERS = "coverage-outline-differs"


def following(
    dataset: Dataset, before: Mapping[str, Geometry | None], after: Mapping[str, Geometry | None]
) -> tuple[str, Geometry, Geometry] | None:
    """Key, old and new geometry of the outline, where it agreed with the areas of a level and no longer does."""
    found = [feature for feature in dataset.layers["province"].features if feature.geometry]
    if len(found) != 1 or found[0].geometry is None:
        return None
    old = found[0].geometry
    most = dataset.settings.tolerances.outline_ha
    outline, former, new = _shape(old), _union(before), _union(after)
    agreed = difference_ha(former, outline, dataset.settings.area_crs) <= most
    if not agreed or difference_ha(new, outline, dataset.settings.area_crs) <= most:
        return None
    return str(found[0].key), old, _plain(new)


def of_other_levels(findings: Sequence[Finding], changed: str) -> tuple[list[Finding], list[Finding]]:
    """The findings without those of other levels whose areas do not fill the new outline yet, and these."""
    others = [one for one in findings if one.code == DIFFERS and one.file != changed]
    return [one for one in findings if one not in others], others


def _shape(geometry: Geometry) -> Any:
    from shapely import make_valid
    from shapely.geometry import shape

    return make_valid(shape(dict(geometry)))


def _union(shapes: Mapping[str, Geometry | None]) -> Any:
    from shapely import union_all

    return union_all([_shape(geometry) for geometry in shapes.values() if geometry])


def _plain(shape: Any) -> Geometry:
    from shapely import orient_polygons
    from shapely.geometry import mapping

    plain: Geometry = json.loads(json.dumps(mapping(orient_polygons(shape))))
    return plain
