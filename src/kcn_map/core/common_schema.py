"""What every atlas holds, whatever its levels: figures, sources, totals, the layers of sites and of the base map."""

from __future__ import annotations

from dataclasses import replace

from kcn_map.core.choices import ACCURACIES
from kcn_map.core.columns import Column, worded
from kcn_map.values import dataclass


@dataclass(frozen=True, slots=True)
class TableSchema:
    """What a table holds; `kind` is the kind of the sites that it has, "" where it has others."""

    name: str
    file: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    may_lack: bool = False
    kind: str = ""

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


@dataclass(frozen=True, slots=True)
class LayerSchema:
    """A GeoJSON layer: its key property ("" for none), the geometry types it may hold, and its other properties.

    An atlas can do without a layer that it `may_lack`; the geometry of a feature `may_be_null`.
    `kind` is the kind of the sites that it has, "" where it has others.
    """

    name: str
    file: str
    key: str
    geometry_types: tuple[str, ...]
    properties: tuple[Column, ...]
    may_be_null: bool = False
    may_lack: bool = False
    kind: str = ""


#: A column that any table may have, for the data's keepers alone: it is not read, so nothing of it is published.
KEEPER_NOTE = "keeper_note"

#: The outline of the whole.
OUTLINE_FILE = "province.geojson"
QUALIFIERS = ("exact", "about", "over", "nearly", "derived")
SOURCE_KINDS = ("official", "press", "broker", "encyclopedia", "data")
DATE_BASES = ("stated", "estimated", "unknown")
_QUALIFIER = worded("qualifier", "enum", required=True, values=QUALIFIERS)
#: Where a published figure comes from, and what is to be said of it.
_FROM = (
    worded("source", "id", required=True, refers="sources"),
    worded("note", "text", title="note_en", lang="en"),
    worded("note_vi", "text", lang="vi"),
)
#: Tables that every atlas has, whatever its levels.
OWN_TABLES = (
    TableSchema(
        "observations",
        "observations.csv",
        ("subject", "attribute", "value", "as_of", "source"),
        (
            worded("subject", "id", required=True),
            worded("attribute", "text", required=True),
            worded("value", "value", required=True),
            _QUALIFIER,
            worded("as_of", "date"),
            worded("as_of_basis", "enum", required=True, values=DATE_BASES),
            *_FROM,
        ),
    ),
    TableSchema(
        "sources",
        "sources.csv",
        ("id",),
        (
            worded("id", "id", title="source_id", required=True),
            worded("title", "text", title="source_title", required=True),
            worded("publisher", "text"),
            worded("url", "url"),
            worded("published", "date"),
            worded("published_note", "text", title="published_note_en", lang="en"),
            worded("published_note_vi", "text", lang="vi"),
            worded("kind", "enum", title="source_kind", required=True, values=SOURCE_KINDS),
        ),
    ),
    TableSchema(
        "totals",
        "totals.csv",
        ("measure", "as_of"),
        (
            worded("measure", "id", title="total", required=True),
            worded("value", "number", required=True),
            _QUALIFIER,
            worded("unit", "text"),
            worded("as_of", "date", required=True),
            *_FROM,
        ),
    ),
)

POLYGON = ("Polygon", "MultiPolygon")
LINE = ("LineString", "MultiLineString")

NAME_VI = worded("name_vi", "text", required=True, lang="vi")
NAME_EN = worded("name_en", "text", lang="en")
VALID_FROM = worded("valid_from", "date")
VALID_UNTIL = worded("valid_until", "date")
ORIGIN = worded("source", "text")

SITE_PROPERTIES = (
    worded("location_accuracy", "enum", title="place_accuracy", required=True, values=ACCURACIES),
    worded("uncertainty_m", "number", "m"),
    worded("basis_vi", "text", lang="vi"),
    worded("basis_en", "text", lang="en"),
)  # fmt: skip

LINE_PROPERTIES = (
    worded("name_vi", "text", lang="vi"),
    NAME_EN,
    worded("class", "text"),
    worded("accuracy_m", "number", "m"),
    ORIGIN,
)

AREA_PROPERTIES = (
    NAME_VI,
    NAME_EN,
    worded("other_names", "texts"),
    worded("area_official_km2", "number", "km²"),
    worded("area_note_vi", "text", lang="vi"),
    worded("area_note_en", "text", lang="en"),
    worded("label_lon", "number", "°"),
    worded("label_lat", "number", "°"),
)

#: Kinds of towns that the page knows; any other is a town.
SEATS, REFERENCE = ("provincial seat", "district seat"), "reference"
KINDS_OF_TOWNS = (*SEATS, REFERENCE)


def base_layers(in_first_level: Column) -> tuple[LayerSchema, ...]:
    """The outline of the whole, and what is drawn for orientation alone: an atlas can do without.

    `in_first_level` is the column of what lies in an area of the first level.
    """
    layers = (
        LayerSchema(
            "province",
            OUTLINE_FILE,
            "code",
            POLYGON,
            (NAME_VI, NAME_EN, worded("as_of", "date")),
        ),
        LayerSchema(
            "neighbours",
            "base/neighbours.geojson",
            "code",
            POLYGON,
            (NAME_VI, NAME_EN, VALID_FROM, VALID_UNTIL),
        ),
        LayerSchema(
            "locator",
            "base/locator.geojson",
            "code",
            POLYGON,
            (NAME_VI, NAME_EN, ORIGIN),
        ),
        LayerSchema("water", "base/water.geojson", "", LINE, LINE_PROPERTIES),
        LayerSchema(
            "roads",
            "base/roads.geojson",
            "",
            LINE,
            (worded("ref", "text"), *LINE_PROPERTIES),
        ),
        LayerSchema(
            "towns",
            "base/towns.geojson",
            "",
            ("Point",),
            (
                worded("id", "text", title="reference_id"),
                NAME_VI,
                NAME_EN,
                worded("full_name_vi", "text", lang="vi"),
                worded("kind", "text", title="town_kind"),
                in_first_level,
                ORIGIN,
            ),
        ),
    )
    return tuple(replace(layer, may_lack=True) for layer in layers)
