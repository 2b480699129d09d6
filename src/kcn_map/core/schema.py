"""What each table and layer of an atlas holds: columns, types, units. The contract with the data's keepers.

Reading types the cells by it, `geodata/README.md` and `datapackage.json` are generated from it.
"""

from __future__ import annotations

from dataclasses import dataclass

from kcn_map.core.model import ACCURACIES, KINDS, OCCUPANCY_BASES, STATUSES


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `type` is one of text, id, code, number, percent, count, year, date, enum, ids, value.

    `code` keeps its leading zeros up to `digits`; `ids` is a list divided by semicolons;
    `value` is a number where it looks like one; `texts`, in layers alone, is a JSON list of texts.
    `refers` names the table or layer whose keys it may hold.
    """

    name: str
    type: str
    vi: str
    en: str
    unit: str = ""
    required: bool = False
    values: tuple[str, ...] = ()
    digits: int = 0
    refers: str = ""


#: What no figure of a unit exceeds on Earth: its surface, half its girth. All others are written in fifteen digits.
LARGEST = {"ha": 5.1e10, "km²": 5.1e8, "m": 2.004e7, "km": 20040.0}
LARGEST_COUNT, LARGEST_NUMBER = 1e9, 1e15


def largest(column: Column) -> float:
    """The largest number that a cell of a column can hold."""
    return LARGEST_COUNT if column.type == "count" else LARGEST.get(column.unit, LARGEST_NUMBER)


@dataclass(frozen=True, slots=True)
class TableSchema:
    name: str
    file: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


@dataclass(frozen=True, slots=True)
class LayerSchema:
    """A GeoJSON layer: its key property ("" for none), the geometry types it may hold, and its other properties."""

    name: str
    file: str
    key: str
    geometry_types: tuple[str, ...]
    properties: tuple[Column, ...]
    may_be_null: bool = False


SITE_COLUMNS = (
    Column("id", "id", "mã của KCN hoặc CCN trong atlas", "id of the site in this atlas", required=True),
    Column(
        "kind", "enum", "loại: zone là KCN, cluster là CCN", "zone (KCN) or cluster (CCN)", required=True, values=KINDS
    ),
    Column("name_vi", "text", "tên tiếng Việt", "name in Vietnamese", required=True),
    Column("name_en", "text", "tên tiếng Anh", "name in English", required=True),
    Column("other_names", "ids", "tên khác, cách nhau bằng dấu chấm phẩy", "other names, divided by semicolons"),
    Column(
        "district_code", "code", "mã huyện, thành phố", "official code of the district", digits=3, refers="districts"
    ),
    Column("commune_2020", "text", "xã, phường, thị trấn năm 2020", "commune of 2020"),
    Column(
        "commune_2020_code",
        "code",
        "mã xã năm 2020",
        "official code of the commune of 2020",
        digits=5,
        refers="communes",
    ),
    Column(
        "location_basis",
        "enum",
        "căn cứ của vị trí: nguồn ghi rõ, suy từ tên, hoặc không có",
        "what the commune rests on: a source, the site's name, or nothing",
        values=("source", "name", "none"),
    ),
    Column("area_planned_ha", "number", "diện tích quy hoạch", "planned area", "ha"),
    Column("area_source", "ids", "nguồn của diện tích quy hoạch", "source of the planned area", refers="sources"),
    Column("area_industrial_ha", "number", "diện tích đất công nghiệp", "industrial land", "ha"),
    Column(
        "area_industrial_source",
        "ids",
        "nguồn của diện tích đất công nghiệp",
        "source of the industrial land",
        refers="sources",
    ),
    Column("status", "enum", "tình trạng", "status", required=True, values=STATUSES),
    Column("status_basis", "text", "căn cứ của tình trạng", "what the status rests on"),
    Column("established_year", "year", "năm thành lập", "year of establishment"),
    Column("decision", "text", "quyết định, văn bản", "decisions and papers"),
    Column("infrastructure_investor", "text", "chủ đầu tư hạ tầng", "infrastructure investor"),
    Column("investor_source", "ids", "nguồn của chủ đầu tư", "source of the investor", refers="sources"),
    Column("occupancy_pct", "percent", "tỷ lệ lấp đầy", "occupancy", "%"),
    Column(
        "occupancy_base",
        "enum",
        "tỷ lệ lấp đầy tính trên đất nào",
        "the land that the occupancy is a share of",
        values=OCCUPANCY_BASES,
    ),
    Column("occupancy_as_of", "date", "thời điểm của tỷ lệ lấp đầy", "date of the occupancy"),
    Column("occupancy_source", "ids", "nguồn của tỷ lệ lấp đầy", "source of the occupancy", refers="sources"),
    Column("projects_total", "count", "số dự án", "projects"),
    Column("projects_operating", "count", "số dự án đang hoạt động", "projects operating"),
    Column("projects_as_of", "date", "thời điểm của số dự án", "date of the project counts"),
    Column("projects_source", "ids", "nguồn của số dự án", "source of the project counts", refers="sources"),
    Column("industries_vi", "text", "ngành nghề", "industries, in Vietnamese"),
    Column("industries_en", "text", "ngành nghề, tiếng Anh", "industries, in English"),
    Column("commune_2025", "text", "xã, phường từ 1-7-2025", "commune since 2025-07-01"),
    Column(
        "commune_2025_code",
        "code",
        "mã xã, phường từ 1-7-2025",
        "official code of the commune since 2025-07-01",
        digits=5,
        refers="communes_2025",
    ),
    Column("note", "text", "ghi chú, tiếng Anh", "note, in English"),
    Column("note_vi", "text", "ghi chú", "note, in Vietnamese"),
)

#: Adopted number → the column that names its source, and the column that dates it (None: the observation's own date).
ADOPTED = {
    "area_planned_ha": ("area_source", None),
    "area_industrial_ha": ("area_industrial_source", None),
    "occupancy_pct": ("occupancy_source", "occupancy_as_of"),
    "projects_total": ("projects_source", "projects_as_of"),
    "projects_operating": ("projects_source", "projects_as_of"),
}

#: A column that any table may have, for those who keep the data: it is read no further, so no reader ever sees it.
KEEPER_NOTE = "keeper_note"

#: Source column → the attributes whose source it names: one, but for projects_source, which names that of both counts.
SOURCE_OF = {
    column: tuple(attribute for attribute, (other, _) in ADOPTED.items() if other == column)
    for column, _ in ADOPTED.values()
} | {"investor_source": ("infrastructure_investor",)}

#: Columns of a site's row: those of its table, then what the join adds. The geometry is beside the row, not in it.
SITE_ROW = (
    *SITE_COLUMNS,
    Column(
        "area_vacant_ha", "number", "đất công nghiệp còn trống (ước tính)", "vacant industrial land (estimate)", "ha"
    ),
    Column("location_accuracy", "enum", "độ chính xác của vị trí", "accuracy of the location"),
    Column("location_uncertainty_m", "number", "sai số của vị trí", "uncertainty of the location", "m"),
    Column("lon", "number", "kinh độ của điểm", "longitude of the mark", "°"),
    Column("lat", "number", "vĩ độ của điểm", "latitude of the mark", "°"),
)
DISTANCE = Column("distance_km", "number", "khoảng cách đường thẳng", "straight-line distance", "km")

QUALIFIERS = ("exact", "about", "over", "nearly")

TABLES = (
    TableSchema("zones", "zones.csv", ("id",), SITE_COLUMNS),
    TableSchema("clusters", "clusters.csv", ("id",), SITE_COLUMNS),
    TableSchema(
        "observations",
        "observations.csv",
        ("subject", "attribute", "value", "as_of", "source"),
        (
            Column(
                "subject",
                "id",
                "đối tượng: mã KCN, CCN, province hoặc district:<mã>",
                "a site's id, province, or district:<code>",
                required=True,
            ),
            Column("attribute", "text", "đại lượng", "attribute", required=True),
            Column("value", "value", "giá trị đã công bố", "published value", required=True),
            Column(
                "qualifier",
                "enum",
                "đúng bằng, khoảng, trên, gần",
                "exact, about, over, nearly",
                required=True,
                values=QUALIFIERS,
            ),
            Column("as_of", "date", "thời điểm", "date"),
            Column(
                "as_of_basis",
                "enum",
                "thời điểm được ghi rõ, ước đoán hay không biết",
                "date stated, estimated or unknown",
                required=True,
                values=("stated", "estimated", "unknown"),
            ),
            Column("source", "id", "nguồn", "source", required=True, refers="sources"),
            Column("note", "text", "ghi chú, tiếng Anh", "note, in English"),
            Column("note_vi", "text", "ghi chú", "note, in Vietnamese"),
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
            Column("url", "text", "địa chỉ", "address"),
            Column("published", "date", "ngày công bố", "date of publication"),
            Column("published_note", "text", "về ngày công bố, tiếng Anh", "about that date, in English"),
            Column("published_note_vi", "text", "về ngày công bố", "about that date, in Vietnamese"),
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
            Column(
                "qualifier",
                "enum",
                "đúng bằng, khoảng, trên, gần",
                "exact, about, over, nearly",
                required=True,
                values=QUALIFIERS,
            ),
            Column("unit", "text", "đơn vị", "unit"),
            Column("as_of", "date", "thời điểm", "date", required=True),
            Column("source", "id", "nguồn", "source", required=True, refers="sources"),
            Column("note", "text", "ghi chú, tiếng Anh", "note, in English"),
            Column("note_vi", "text", "ghi chú", "note, in Vietnamese"),
        ),
    ),
    TableSchema(
        "communes",
        "communes.csv",
        ("code",),
        (
            Column("code", "code", "mã xã năm 2020", "official code of the commune of 2020", required=True, digits=5),
            Column("name_vi", "text", "tên xã năm 2020", "name of the commune of 2020", required=True),
            Column("other_names", "ids", "tên cũ, tên khác", "former and other names"),
            Column("district_code", "code", "mã huyện", "district", required=True, digits=3, refers="districts"),
            Column(
                "commune_2025_code",
                "ids",
                "mã xã từ 1-7-2025; hai mã nếu bị chia",
                "code of the commune since 2025-07-01; two where it was split",
                required=True,
                digits=5,
                refers="communes_2025",
            ),
            Column("commune_2025_name", "text", "tên xã từ 1-7-2025", "its name", required=True),
            Column("lon", "number", "kinh độ của điểm", "longitude of a point", "°"),
            Column("lat", "number", "vĩ độ của điểm", "latitude of a point", "°"),
            Column("point_quality", "text", "chất lượng của điểm", "quality of the point"),
        ),
    ),
)

POLYGON = ("Polygon", "MultiPolygon")
LINE = ("LineString", "MultiLineString")

NAME_VI = Column("name_vi", "text", "tên tiếng Việt", "name in Vietnamese", required=True)
NAME_EN = Column("name_en", "text", "tên tiếng Anh", "name in English")
VALID_FROM = Column("valid_from", "date", "có từ ngày", "first day of the unit")
VALID_UNTIL = Column("valid_until", "date", "không còn từ ngày", "day from which it is no more")
ORIGIN = Column("source", "text", "nguồn", "source")

SITE_PROPERTIES = (
    Column(
        "location_accuracy", "enum", "độ chính xác của vị trí", "accuracy of the place",
        required=True, values=ACCURACIES,
    ),
    Column("uncertainty_m", "number", "sai số của vị trí", "uncertainty of the place", "m"),
    Column("basis_vi", "text", "vị trí dựa vào đâu", "what the place rests on, in Vietnamese"),
    Column("basis_en", "text", "vị trí dựa vào đâu, tiếng Anh", "what the place rests on"),
)  # fmt: skip

LINE_PROPERTIES = (
    Column("name_vi", "text", "tên tiếng Việt", "name in Vietnamese"),
    NAME_EN,
    Column("class", "text", "loại", "class"),
    Column("accuracy_m", "number", "độ chính xác", "accuracy", "m"),
    ORIGIN,
)

LAYERS = (
    LayerSchema(
        "districts",
        "districts.geojson",
        "code",
        POLYGON,
        (
            NAME_VI,
            Column("name_en", "text", "tên tiếng Anh", "name in English", required=True),
            Column("other_names", "texts", "tên khác", "other names"),
            Column("area_official_km2", "number", "diện tích tự nhiên", "official area", "km²"),
            Column("area_note_vi", "text", "nguồn của diện tích", "source of the area, in Vietnamese"),
            Column("area_note_en", "text", "nguồn của diện tích, tiếng Anh", "source of the area"),
            Column("label_lon", "number", "kinh độ của nhãn", "longitude of the label", "°"),
            Column("label_lat", "number", "vĩ độ của nhãn", "latitude of the label", "°"),
        ),
    ),
    LayerSchema("zones", "zones.geojson", "id", ("Point", *POLYGON), SITE_PROPERTIES, may_be_null=True),
    LayerSchema("clusters", "clusters.geojson", "id", ("Point", *POLYGON), SITE_PROPERTIES, may_be_null=True),
    LayerSchema(
        "communes_2025",
        "communes.geojson",
        "code",
        POLYGON,
        (
            NAME_VI,
            Column("districts_2020", "texts", "mã các huyện năm 2020", "districts of 2020", refers="districts"),
            Column("communes_2020", "texts", "tên các xã năm 2020", "communes of 2020"),
        ),
    ),
    LayerSchema(
        "province",
        "province.geojson",
        "code",
        POLYGON,
        (NAME_VI, NAME_EN, Column("as_of", "date", "thời điểm", "date")),
    ),
    LayerSchema("neighbours", "base/neighbours.geojson", "code", POLYGON, (NAME_VI, NAME_EN, VALID_FROM, VALID_UNTIL)),
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
            Column("full_name_vi", "text", "tên đầy đủ", "full name"),
            Column("kind", "text", "loại", "kind"),
            Column("district_code", "code", "mã huyện", "district", digits=3, refers="districts"),
            ORIGIN,
        ),
    ),
)

#: Kinds of towns that the page knows; any other is a town.
SEATS, REFERENCE = ("provincial seat", "district seat"), "reference"
KINDS_OF_TOWNS = (*SEATS, REFERENCE)

SETTINGS_FILE = "atlas.toml"
#: A Frictionless data package, for other programs; an atlas can do without.
DESCRIPTION_FILE = "datapackage.json"
#: All that an atlas folder is read from, in the order in which findings and contents are told.
FILES = (SETTINGS_FILE, *(schema.file for schema in (*TABLES, *LAYERS)), DESCRIPTION_FILE)

#: Layers and tables that an atlas can do without: another province may have no communes or base map.
OPTIONAL = ("communes", "communes_2025", "province", "neighbours", "water", "roads", "towns")


def table_schema(name: str) -> TableSchema:
    return next(schema for schema in TABLES if schema.name == name)
