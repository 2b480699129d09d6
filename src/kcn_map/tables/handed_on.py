"""The layers and tables of every export: flat, joined, each with its columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from kcn_map.core.area_columns import area_columns, measure_columns, name_cells, province_columns
from kcn_map.core.columns import Column, begin, told_in, worded
from kcn_map.core.model import Geometry, Joined
from kcn_map.core.settings import Lang, Measure, Text
from kcn_map.core.site_columns import site_row_columns
from kcn_map.core.summary import Summary
from kcn_map.tables.headings import title
from kcn_map.tables.rows import area_rows, measured, observation_rows, site_row, source_rows, table_columns
from kcn_map.text.messages import word
from kcn_map.text.numbers import format_date
from kcn_map.values import dataclass

TOTAL_ROW = (
    worded("measure", "id", title="total_id"),
    worded("title_vi", "text", lang="vi"),
    worded("title_en", "text", lang="en"),
    worded("value", "number"),
    worded("qualifier", "enum"),
    worded("unit", "text"),
    worded("as_of", "date"),
    worded("source", "id"),
    worded("layers", "number"),
    worded("layers_at_least", "flag"),
    worded("difference", "number"),
    worded("agrees", "flag"),
    worded("why_vi", "text", lang="vi"),
    worded("why_en", "text", lang="en"),
    worded("note", "text"),
)
_ITEM = worded("id", "id", title="item")
#: The columns of notes, which bear the language alone.
_WORDED = (
    worded("text_vi", "text", lang="vi"),
    worded("text_en", "text", lang="en"),
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
    everything = [
        *_layers(joined, summary),
        _observations(joined),
        _sources(joined),
        _totals(summary, joined.settings.languages),
        _notes(joined),
    ]
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
    names = {"code": settings.province_code, **name_cells(settings.province, settings.languages)}
    rows = [names | measured(summary.province) for _ in outlines]
    columns = (*province_columns(settings), *measure_columns(settings.measures))
    yield Table(
        "province", _titles("province", settings.languages), columns, rows, [outline.geometry for outline in outlines]
    )


def _begun(text: Text) -> Text:
    return Text.in_each(text, lambda lang: begin(text[lang]))


def _titles(name: str, languages: Sequence[str]) -> Text:
    return Text.in_each(languages, lambda lang: word(f"export.{name}", lang))


def _observations(joined: Joined) -> Table:
    return Table(
        "observations",
        _titles("observations", joined.settings.languages),
        table_columns(joined.settings, "observations"),
        observation_rows(joined),
    )


def _sources(joined: Joined) -> Table:
    columns = table_columns(joined.settings, "sources")
    return Table("sources", _titles("sources", joined.settings.languages), columns, source_rows(joined))


def _totals(summary: Summary, languages: Sequence[str]) -> Table:
    rows = [
        {
            "measure": reconciliation.total.setting.id,
            **{f"title_{lang}": reconciliation.total.setting.title[lang] for lang in languages},
            "value": reconciliation.total.value,
            "qualifier": reconciliation.total.qualifier,
            "unit": reconciliation.total.setting.unit or None,
            "as_of": reconciliation.total.as_of,
            "source": reconciliation.total.source,
            "layers": reconciliation.layers and reconciliation.layers.value,
            "layers_at_least": reconciliation.layers and reconciliation.layers.is_lower_bound,
            "difference": reconciliation.difference,
            "agrees": reconciliation.agrees,
            **{f"why_{lang}": reconciliation.total.setting.why.get(lang) for lang in languages},
            "note": reconciliation.total.note["en"] or None,
        }
        for reconciliation in summary.reconciliations
    ]
    columns = tuple(told_in(TOTAL_ROW, languages))
    names = [column.name for column in columns]
    return Table("totals", _titles("totals", languages), columns, [{name: row[name] for name in names} for row in rows])


def _notes(joined: Joined) -> Table:
    """What a reader of the tables must know, in each language."""
    settings, languages = joined.settings, joined.settings.languages

    def words(name: str) -> Text:
        def told(lang: str) -> str:
            return word(name, lang, date=format_date(settings.as_of, lang), **joined.called.said(lang))

        return Text.in_each(languages, told)

    def noted(measure: Measure) -> Text:
        return Text.in_each(languages, lambda lang: f"{measure.title[lang]}: {measure.note[lang]}")

    lines = [
        ("title", settings.title),
        ("as_of", words("page.as_of")),
        ("administration", settings.administration),
        ("disclaimer", settings.disclaimer),
        ("unknown", words("export.unknown")),
        ("crs", words("export.crs")),
        ("places", words("export.places")),
        ("coverage", words("export.coverage")),
        *((f"attribution_{n}", text) for n, text in enumerate(settings.attribution, 1)),
        *((f"measure.{measure.id}", noted(measure)) for measure in settings.measures),
    ]
    columns = (_ITEM, *(replace(column, name=column.lang) for column in told_in(_WORDED, languages)))
    rows = [{"id": name, **{str(lang): text[lang] or None for lang in languages}} for name, text in lines]
    return Table("notes", _titles("notes", languages), columns, rows)


def titles_of(column: Column, languages: Sequence[Lang]) -> tuple[str, ...]:
    """What a column is called in each of some languages, with its unit."""
    return tuple(title(column, lang) for lang in languages)
