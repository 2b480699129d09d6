"""The layers and tables of every export: flat, joined, each with its columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kcn_map.core.area_columns import PROVINCE_ROW, area_columns, measure_columns
from kcn_map.core.columns import Column, begin
from kcn_map.core.model import Geometry, Joined
from kcn_map.core.schema import schema_of
from kcn_map.core.settings import Lang, Measure, Text
from kcn_map.core.site_columns import site_row_columns
from kcn_map.core.summary import Summary
from kcn_map.tables.headings import title
from kcn_map.tables.rows import area_rows, measured, observation_rows, site_row, source_rows
from kcn_map.text.languages import LANGUAGES
from kcn_map.text.messages import word
from kcn_map.text.numbers import format_date

TOTAL_ROW = (
    Column("measure", "id", "mã đại lượng", "id of the total"),
    Column("title_vi", "text", "đại lượng của toàn tỉnh", "provincial total, in Vietnamese"),
    Column("title_en", "text", "đại lượng, tiếng Anh", "provincial total, in English"),
    Column("value", "number", "giá trị đã công bố", "published value"),
    Column("qualifier", "enum", "đúng bằng, khoảng, trên, gần, tự tính", "exact, about, over, nearly, derived"),
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
    """Rows of one grain. `geometries`, one a row, in WGS 84; None where the table has none at all.

    `level` is the id of that whose areas they are, `kind` that of the sites.
    """

    name: str
    titles: Text
    columns: tuple[Column, ...]
    rows: Sequence[Mapping[str, Any]]
    geometries: Sequence[Geometry | None] | None = None
    level: str | None = None
    kind: str | None = None

    def title(self, lang: Lang) -> str:
        return self.titles[lang]


def tables(joined: Joined, summary: Summary) -> list[Table]:
    """Layers first: sites, the areas of each level, province; then observations, sources, totals, notes."""
    everything = [*_layers(joined, summary), _observations(joined), _sources(joined), _totals(summary), _notes(joined)]
    return [table for table in everything if table.rows or table.geometries is None]


def _layers(joined: Joined, summary: Summary) -> Iterator[Table]:
    settings = joined.settings
    columns = site_row_columns(settings)
    for kind in settings.kinds:
        chosen = [site for site in joined.sites if site.kind == kind.id]
        rows = [site_row(site, columns) for site in chosen]
        geometries = [site.geometry for site in chosen]
        yield Table(kind.stem, _begun(kind.name_plural), columns, rows, geometries, kind=kind.id)
    for level in (level for level in settings.levels if level.layer):
        rows, geometries = area_rows(joined, summary, level), [area.geometry for area in joined.areas[level.id]]
        yield Table(level.stem, _begun(level.name_plural), area_columns(settings, level), rows, geometries, level.id)
    outlines = joined.base["province"].features if "province" in joined.base else ()
    names = {"code": settings.province_code, "name_vi": settings.province["vi"], "name_en": settings.province["en"]}
    rows = [names | measured(summary.province) for _ in outlines]
    columns = (*PROVINCE_ROW, *measure_columns(settings.measures))
    yield Table("province", _titles("province"), columns, rows, [outline.geometry for outline in outlines])


def _begun(text: Text) -> Text:
    return Text.in_each(text, lambda lang: begin(text[lang]))


def _titles(name: str) -> Text:
    return Text.in_each(LANGUAGES, lambda lang: word(f"export.{name}", lang))


def _observations(joined: Joined) -> Table:
    return Table(
        "observations",
        _titles("observations"),
        schema_of(joined.settings).table("observations").columns,
        observation_rows(joined),
    )


def _sources(joined: Joined) -> Table:
    return Table(
        "sources", _titles("sources"), schema_of(joined.settings).table("sources").columns, source_rows(joined)
    )


def _totals(summary: Summary) -> Table:
    rows = [
        {
            "measure": reconciliation.total.setting.id,
            "title_vi": reconciliation.total.setting.title["vi"],
            "title_en": reconciliation.total.setting.title["en"],
            "value": reconciliation.total.value,
            "qualifier": reconciliation.total.qualifier,
            "unit": reconciliation.total.setting.unit or None,
            "as_of": reconciliation.total.as_of,
            "source": reconciliation.total.source,
            "layers": reconciliation.layers and reconciliation.layers.value,
            "layers_at_least": reconciliation.layers and reconciliation.layers.is_lower_bound,
            "difference": reconciliation.difference,
            "agrees": reconciliation.agrees,
            "why_vi": reconciliation.total.setting.why.get("vi"),
            "why_en": reconciliation.total.setting.why.get("en"),
            "note": reconciliation.total.note,
        }
        for reconciliation in summary.reconciliations
    ]
    return Table("totals", _titles("totals"), TOTAL_ROW, rows)


def _notes(joined: Joined) -> Table:
    """What a reader of the tables must know, in both languages."""
    settings = joined.settings

    def both(name: str) -> tuple[str, str]:
        vi, en = (
            word(name, lang, date=format_date(settings.as_of, lang), **joined.called.said(lang))
            for lang in ("vi", "en")
        )
        return vi, en

    def noted(measure: Measure) -> tuple[str, str]:
        vi, en = (f"{measure.title[lang]}: {measure.note[lang]}" for lang in ("vi", "en"))
        return vi, en

    lines: list[tuple[str, tuple[str, str]]] = [
        ("title", (settings.title["vi"], settings.title["en"])),
        ("as_of", both("page.as_of")),
        ("administration", (settings.administration["vi"], settings.administration["en"])),
        ("disclaimer", (settings.disclaimer["vi"], settings.disclaimer["en"])),
        ("unknown", both("export.unknown")),
        ("crs", both("export.crs")),
        ("places", both("export.places")),
        ("coverage", both("export.coverage")),
        *((f"attribution_{n}", (text["vi"], text["en"])) for n, text in enumerate(settings.attribution, 1)),
        *((f"measure.{m.id}", noted(m)) for m in settings.measures),
    ]
    return Table(
        "notes",
        _titles("notes"),
        NOTE_ROW,
        [{"id": name, "vi": vi or None, "en": en or None} for name, (vi, en) in lines],
    )


def both_titles(column: Column) -> tuple[str, str]:
    """What a column is called in Vietnamese and in English, with its unit."""
    return title(column, "vi"), title(column, "en")
