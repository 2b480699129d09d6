"""Import: boundaries from GIS and CAD into a layer, an edited workbook into the tables. First a plan, then the files.

Whatever comes from outside is untrusted: names of files, members of archives, coordinate systems, cells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kcn_map.core.errors import UsageError
from kcn_map.reading import arguments

if TYPE_CHECKING:
    from kcn_map.importing.plan import ImportPlan

WORKBOOK = ".xlsx"
TABLES = (".csv", WORKBOOK)
_OTHER_SPREADSHEETS = (".xls", ".xlsm", ".xlsb", ".ods")


def plan_import(folder: Path, path: Path, layer: str | None = None, **options: Any) -> ImportPlan:
    """What a file would change in an atlas.

    With `layer` it changes that layer; without one, an edited workbook changes its tables, and a table of figures with
    `as_of` and `source` the observations. `options` are those of layers.LayerOptions and report_changes.ReportOptions;
    None leaves one as it is. Raises reading.Unusable for a file or folder that can't be used, DataError with the
    findings for content that can't be taken, UsageError for a layer or option that can't be, or that the file does not
    take, or no layer where it needs one.
    """
    from kcn_map.importing.common import name_of, unusable
    from kcn_map.importing.layers import LayerOptions, plan_layer
    from kcn_map.importing.new_areas import plan_new_areas
    from kcn_map.importing.new_sites import plan_new_sites
    from kcn_map.importing.report_changes import ReportOptions, plan_report

    of_layer, of_report = LayerOptions.__slots__[1:], ReportOptions.__slots__
    arguments.known(options, tuple(dict.fromkeys((*of_layer, *of_report))))
    if (suffix := path.suffix.lower()) in _OTHER_SPREADSHEETS:
        unusable("import-format-unknown", name_of(path), value=suffix, allowed=", ".join(TABLES))
    given = {name: value for name, value in options.items() if not _is_unset(value)}
    if layer is not None:
        _refuse(given, of_layer, "import.not_for_layer")
        asked = LayerOptions(layer, **given)
        if asked.new:
            return (plan_new_sites if suffix in TABLES else plan_new_areas)(folder, path, asked)
        return plan_layer(folder, path, asked)
    if suffix in TABLES and given:
        _refuse(given, of_report, "import.not_for_report")
        return plan_report(folder, path, ReportOptions(**given))
    if suffix == WORKBOOK:
        from kcn_map.importing.workbook_changes import plan_workbook

        return plan_workbook(folder, path)
    raise UsageError("layer", "import.layer_needed")


def _is_unset(value: Any) -> bool:
    """0 metres are something, where no flag and an empty list are nothing."""
    return value is None or value is False or (isinstance(value, tuple | list) and not value)


def _refuse(given: Mapping[str, Any], allowed: Sequence[str], key: str) -> None:
    for name in given:
        if name not in allowed:
            raise UsageError(name, key)
