"""Import: limits from GIS and CAD files into a layer, an edited workbook into the tables. Planned first, then written.

Whatever comes from outside is untrusted: names of files, members of archives, coordinate systems, cells.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kcn_map.importing.plan import ImportPlan

WORKBOOK = ".xlsx"


def plan_import(folder: Path, path: Path, layer: str | None = None, **options: Any) -> ImportPlan:
    """What a file would change in an atlas: a workbook its tables, any other file the layer of that name.

    `options` are those of layers.LayerOptions. Raises read.Unusable for a file, folder or option that
    can't be used, DataError with the findings for content that can't be taken, TypeError for a layer
    or options where the file takes none, or no layer where it does.
    """
    if path.suffix.lower() == WORKBOOK:
        from kcn_map.importing.workbook_changes import plan_workbook

        if layer is not None or options:
            raise TypeError("a workbook takes no layer and no options")
        return plan_workbook(folder, path)
    from kcn_map.importing.layers import LAYER_NAMES, LayerOptions, plan_layer

    if layer not in LAYER_NAMES:
        raise TypeError(f"the layer is one of {', '.join(LAYER_NAMES)}, not {layer}")
    return plan_layer(folder, path, LayerOptions(layer, **options))
