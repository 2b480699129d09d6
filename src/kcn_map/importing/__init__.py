"""Import: boundaries from GIS and CAD into a layer, an edited workbook into the tables. First a plan, then the files.

Whatever comes from outside is untrusted: names of files, members of archives, coordinate systems, cells.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kcn_map.core.errors import UsageError
from kcn_map.reading import arguments

if TYPE_CHECKING:
    from kcn_map.importing.plan import ImportPlan

WORKBOOK = ".xlsx"
TABLES = (".csv", WORKBOOK)


def plan_import(folder: Path, path: Path, layer: str | None = None, **options: Any) -> ImportPlan:
    """What a file would change in an atlas: a workbook its tables, any other file the layer of that name.

    `options` are those of layers.LayerOptions; None leaves one as it is. Raises reading.Unusable for a file or folder
    that can't be used, DataError with the findings for content that can't be taken, UsageError for a layer or option
    that can't be, or where the file takes none, or no layer where it does.
    """
    from kcn_map.importing.layers import LayerOptions, plan_layer
    from kcn_map.importing.new_areas import plan_new_areas
    from kcn_map.importing.new_sites import plan_new_sites

    arguments.known(options, LayerOptions.__slots__[1:])
    given = {name: value for name, value in options.items() if value is not None and value is not False}
    is_new = "new" in given
    if path.suffix.lower() == WORKBOOK and not is_new:
        from kcn_map.importing.workbook_changes import plan_workbook

        for name in ("layer", *given) if layer is not None else given:
            raise UsageError(name, "import.not_for_workbook")
        return plan_workbook(folder, path)
    if layer is None:
        raise UsageError("layer", "import.layer_needed")
    asked = LayerOptions(layer, **given)
    if is_new:
        return (plan_new_sites if path.suffix.lower() in TABLES else plan_new_areas)(folder, path, asked)
    return plan_layer(folder, path, asked)
