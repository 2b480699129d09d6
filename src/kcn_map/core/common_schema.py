"""What every atlas holds, whatever its levels: figures, sources, totals, the layers of sites and of the base map."""

from __future__ import annotations

from dataclasses import replace

from kcn_map.core.columns import Column
from kcn_map.core.model import ACCURACIES
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
DATE_BASES = ("stated", "estimated", "unknown")
_QUALIFIER = Column(
    "qualifier", "enum", "đúng bằng, khoảng, trên, gần, tự tính", "exact, about, over, nearly, derived",
    required=True, values=QUALIFIERS,
)  # fmt: skip
#: Where a published figure comes from, and what is to be said of it.
_FROM = (
    Column("source", "id", "nguồn", "source", required=True, refers="sources"),
    Column("note", "text", "ghi chú, tiếng Anh", "note, in English", lang="en"),
    Column("note_vi", "text", "ghi chú", "note, in Vietnamese", lang="vi"),
)
#: Tables that every atlas has, whatever its levels.
OWN_TABLES = (
    TableSchema(
        "observations",
        "observations.csv",
        ("subject", "attribute", "value", "as_of", "source"),
        (
            Column(
                "subject",
                "id",
                "đối tượng: mã của khu, cụm, province hoặc <cấp>:<mã>",
                "a site's id, province, or <level>:<code>",
                required=True,
            ),
            Column("attribute", "text", "đại lượng", "attribute", required=True),
            Column("value", "value", "giá trị đã công bố", "published value", required=True),
            _QUALIFIER,
            Column("as_of", "date", "thời điểm", "date"),
            Column(
                "as_of_basis",
                "enum",
                "thời điểm được ghi rõ, ước đoán hay không biết",
                "date stated, estimated or unknown",
                required=True,
                values=DATE_BASES,
            ),
            *_FROM,
        ),
    ),
    TableSchema(
        "sources",
        "sources.csv",
        ("id",),
        (
            Column("id", "id", "mã nguồn", "id of the source", required=True),
            Column("title", "text", "tên bài, văn bản", "title", required=True),
            Column("publisher", "text", "nơi công bố", "publisher"),
            Column("url", "url", "địa chỉ", "address"),
            Column("published", "date", "ngày công bố", "date of publication"),
            Column("published_note", "text", "về ngày công bố, tiếng Anh", "about that date, in English", lang="en"),
            Column("published_note_vi", "text", "về ngày công bố", "about that date, in Vietnamese", lang="vi"),
            Column(
                "kind",
                "enum",
                "loại nguồn",
                "kind of source",
                required=True,
                values=("official", "press", "broker", "encyclopedia", "data"),
            ),
        ),
    ),
    TableSchema(
        "totals",
        "totals.csv",
        ("measure", "as_of"),
        (
            Column("measure", "id", "đại lượng của toàn tỉnh", "provincial total", required=True),
            Column("value", "number", "giá trị đã công bố", "published value", required=True),
            _QUALIFIER,
            Column("unit", "text", "đơn vị", "unit"),
            Column("as_of", "date", "thời điểm", "date", required=True),
            *_FROM,
        ),
    ),
)

POLYGON = ("Polygon", "MultiPolygon")
LINE = ("LineString", "MultiLineString")

NAME_VI = Column("name_vi", "text", "tên tiếng Việt", "name in Vietnamese", required=True, lang="vi")
NAME_EN = Column("name_en", "text", "tên tiếng Anh", "name in English", lang="en")
VALID_FROM = Column("valid_from", "date", "có từ ngày", "first day of the unit")
VALID_UNTIL = Column("valid_until", "date", "không còn từ ngày", "day from which it is no more")
ORIGIN = Column("source", "text", "nguồn", "source")

SITE_PROPERTIES = (
    Column(
        "location_accuracy", "enum", "độ chính xác của vị trí", "accuracy of the place",
        required=True, values=ACCURACIES,
    ),
    Column("uncertainty_m", "number", "sai số của vị trí", "uncertainty of the place", "m"),
    Column("basis_vi", "text", "vị trí dựa vào đâu", "what the place rests on, in Vietnamese", lang="vi"),
    Column("basis_en", "text", "vị trí dựa vào đâu, tiếng Anh", "what the place rests on", lang="en"),
)  # fmt: skip

LINE_PROPERTIES = (
    Column("name_vi", "text", "tên tiếng Việt", "name in Vietnamese", lang="vi"),
    NAME_EN,
    Column("class", "text", "loại", "class"),
    Column("accuracy_m", "number", "độ chính xác", "accuracy", "m"),
    ORIGIN,
)

AREA_PROPERTIES = (
    NAME_VI,
    NAME_EN,
    Column("other_names", "texts", "tên khác", "other names"),
    Column("area_official_km2", "number", "diện tích tự nhiên", "official area", "km²"),
    Column("area_note_vi", "text", "nguồn của diện tích", "source of the area, in Vietnamese", lang="vi"),
    Column("area_note_en", "text", "nguồn của diện tích, tiếng Anh", "source of the area", lang="en"),
    Column("label_lon", "number", "kinh độ của nhãn", "longitude of the label", "°"),
    Column("label_lat", "number", "vĩ độ của nhãn", "latitude of the label", "°"),
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
            (NAME_VI, NAME_EN, Column("as_of", "date", "thời điểm", "date")),
        ),
        LayerSchema(
            "neighbours",
            "base/neighbours.geojson",
            "code",
            POLYGON,
            (NAME_VI, NAME_EN, VALID_FROM, VALID_UNTIL),
        ),
        LayerSchema("water", "base/water.geojson", "", LINE, LINE_PROPERTIES),
        LayerSchema(
            "roads",
            "base/roads.geojson",
            "",
            LINE,
            (Column("ref", "text", "số hiệu", "number of the road"), *LINE_PROPERTIES),
        ),
        LayerSchema(
            "towns",
            "base/towns.geojson",
            "",
            ("Point",),
            (
                Column("id", "text", "mã của điểm mốc", "id of a reference point"),
                NAME_VI,
                NAME_EN,
                Column("full_name_vi", "text", "tên đầy đủ", "full name", lang="vi"),
                Column("kind", "text", "loại", "kind"),
                in_first_level,
                ORIGIN,
            ),
        ),
    )
    return tuple(replace(layer, may_lack=True) for layer in layers)
