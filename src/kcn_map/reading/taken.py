"""Names that an atlas has whatever its levels and kinds, so that none of these can be called so."""

from __future__ import annotations

from kcn_map.core.common_schema import OWN_TABLES
from kcn_map.core.model import Site
from kcn_map.core.site_columns import OWN_COLUMNS

#: Names of files.
TAKEN_FILES = {*(table.name for table in OWN_TABLES), "province", "sites"}
#: And names of columns, of layers drawn for orientation, of keys of the page's addresses and of its attributes.
TAKEN_LEVELS = {
    *TAKEN_FILES, *Site.__slots__, *(column.name for column in OWN_COLUMNS),
    *("neighbours", "locator", "water", "roads", "towns", "area_planned", "name", "code"),
    *("measure", "level", "lang", "q", "site", "compare", "embed", "area", "parent", "picked", "row", "near", "within"),
    *("selected", "sort"),
    *("min_area", "max_area", "min_occupancy", "max_occupancy", "min_vacant", "max_vacant"),
}  # fmt: skip
#: What stands for all kinds, and who figures are about.
TAKEN_KINDS = {"any", "all", "site", "sites", "province"}
