"""The layers and tables of every export: flat, joined, each with its columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kcn_map.core.area_columns import COMMUNE_ROW, DISTRICT_ROW, PROVINCE_ROW
from kcn_map.core.columns import Column
from kcn_map.core.model import Geometry, Joined
from kcn_map.core.schema import table_schema
from kcn_map.core.settings import Lang
from kcn_map.core.site_columns import SITE_ROW
from kcn_map.core.summary import AreaSummary, Summary
from kcn_map.tables.headings import title
from kcn_map.tables.rows import area_row, district_columns, district_rows, observation_rows, site_row, source_rows
from kcn_map.text.messages import word
from kcn_map.text.numbers import format_date

TOTAL_ROW = (
    Column("measure", "id", "mã đại lượng", "id of the total"),
    Column("title_vi", "text", "đại lượng của toàn tỉnh", "provincial total, in Vietnamese"),
    Column("title_en", "text", "đại lượng, tiếng Anh", "provincial total, in English"),
    Column("value", "number", "giá trị đã công bố", "published value"),
    Column("qualifier", "enum", "đúng bằng, khoảng, trên, gần", "exact, about, over, nearly"),
    Column("unit", "text", "đơn vị", "unit"),
    Column("as_of", "date", "thời điểm", "date"),
    Column("source", "id", "nguồn", "source"),
    Column("layers", "number", "cộng từ các lớp", "sum of the layers"),
    Column("layers_at_least", "flag", "tổng cộng là mức tối thiểu", "that sum is a lower bound"),
    Column("difference", "number", "chênh lệch", "difference"),
    Column("agrees", "flag", "khớp", "they agree"),
    Column("why_vi", "text", "vì sao lệch", "why they differ, in Vietnamese"),
    Column("why_en", "text", "vì sao lệch, tiếng Anh", "why they differ, in English"),
    Column("note", "text", "ghi chú", "note"),
)
NOTE_ROW = (
    Column("id", "id", "mục", "item"),
    Column("vi", "text", "nội dung", "in Vietnamese"),
    Column("en", "text", "nội dung, tiếng Anh", "in English"),
)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one grain. `geometries`, one a row, in WGS 84; None where the table has none at all."""

    name: str
    columns: tuple[Column, ...]
    rows: Sequence[Mapping[str, Any]]
    geometries: Sequence[Geometry | None] | None = None

    def title(self, lang: Lang) -> str:
        return word(f"export.{self.name}", lang)


def tables(joined: Joined, summary: Summary) -> list[Table]:
    """Layers first: zones, clusters, districts, communes, province; then observations, sources, totals, notes."""
    everything = [*_layers(joined, summary), _observations(joined), _sources(joined), _totals(summary), _notes(joined)]
    return [table for table in everything if table.rows or table.geometries is None]


def _layers(joined: Joined, summary: Summary) -> list[Table]:
    measures = district_columns(joined.settings.measures)
    counted = measures[len(DISTRICT_ROW) :]
    kinds = {kind: [site for site in joined.sites if site.kind == kind] for kind in ("zone", "cluster")}
    sites = [
        Table(f"{kind}s", SITE_ROW, [site_row(site) for site in chosen], [site.geometry for site in chosen])
        for kind, chosen in kinds.items()
    ]
    communes = [
        {
            "code": commune.code,
            "name_vi": commune.name_vi,
            "districts_2020": ";".join(commune.districts_2020) or None,
            "communes_2020": ";".join(commune.communes_2020) or None,
            **_measured(area),
        }
        for commune, area in zip(joined.communes_2025, summary.communes, strict=True)
    ]
    outlines = joined.base["province"].features if "province" in joined.base else ()
    settings = joined.settings
    province = {
        "code": settings.province_code,
        "name_vi": settings.province.vi,
        "name_en": settings.province.en,
        **_measured(summary.province),
    }
    return [
        *sites,
        Table(
            "districts", measures, district_rows(joined, summary.districts), [d.geometry for d in joined.districts]
        ),
        Table("communes", (*COMMUNE_ROW, *counted), communes, [c.geometry for c in joined.communes_2025]),
        Table(
            "province", (*PROVINCE_ROW, *counted), [province for _ in outlines], [f.geometry for f in outlines]
        ),
    ]  # fmt: skip


def _measured(area: AreaSummary) -> dict[str, Any]:
    """The measures of an area with their coverage, without what names the area."""
    names = {column.name for column in DISTRICT_ROW}
    return {name: value for name, value in area_row(area, None).items() if name not in names}


def _observations(joined: Joined) -> Table:
    return Table("observations", table_schema("observations").columns, observation_rows(joined))


def _sources(joined: Joined) -> Table:
    return Table("sources", table_schema("sources").columns, source_rows(joined))


def _totals(summary: Summary) -> Table:
    rows = [
        {
            "measure": reconciliation.total.setting.id,
            "title_vi": reconciliation.total.setting.title.vi,
            "title_en": reconciliation.total.setting.title.en,
            "value": reconciliation.total.value,
            "qualifier": reconciliation.total.qualifier,
            "unit": reconciliation.total.setting.unit or None,
            "as_of": reconciliation.total.as_of,
            "source": reconciliation.total.source,
            "layers": reconciliation.layers and reconciliation.layers.value,
            "layers_at_least": reconciliation.layers and reconciliation.layers.is_lower_bound,
            "difference": reconciliation.difference,
            "agrees": reconciliation.agrees,
            "why_vi": reconciliation.total.setting.why.vi or None,
            "why_en": reconciliation.total.setting.why.en or None,
            "note": reconciliation.total.note,
        }
        for reconciliation in summary.reconciliations
    ]
    return Table("totals", TOTAL_ROW, rows)


def _notes(joined: Joined) -> Table:
    """What a reader of the tables must know, in both languages."""
    settings = joined.settings

    def both(name: str) -> tuple[str, str]:
        vi, en = (word(name, lang, date=format_date(settings.as_of, lang)) for lang in ("vi", "en"))
        return vi, en

    lines: list[tuple[str, tuple[str, str]]] = [
        ("title", (settings.title.vi, settings.title.en)),
        ("as_of", both("page.as_of")),
        ("administration", (settings.administration.vi, settings.administration.en)),
        ("disclaimer", (settings.disclaimer.vi, settings.disclaimer.en)),
        ("unknown", both("export.unknown")),
        ("crs", both("export.crs")),
        ("places", both("export.places")),
        ("coverage", both("export.coverage")),
        *((f"attribution_{n}", (text.vi, text.en)) for n, text in enumerate(settings.attribution, 1)),
        *((f"measure.{m.id}", (f"{m.title.vi}: {m.note.vi}", f"{m.title.en}: {m.note.en}")) for m in settings.measures),
    ]
    return Table("notes", NOTE_ROW, [{"id": name, "vi": vi or None, "en": en or None} for name, (vi, en) in lines])


def both_titles(column: Column) -> tuple[str, str]:
    """What a column is called in Vietnamese and in English, with its unit."""
    return title(column, "vi"), title(column, "en")
