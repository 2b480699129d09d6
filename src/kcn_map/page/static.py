"""What the page shows where no script runs: what it is, a drawn map, tables and sources."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from markupsafe import Markup

from kcn_map.cartography import place_labels, static_map, theme
from kcn_map.cartography.classes import NO_DATA, NONE, class_of, inverse, labels
from kcn_map.cartography.coverage import coverage, none_of, nouns_of
from kcn_map.cartography.declutter import own_areas
from kcn_map.cartography.palettes import colours, palettes
from kcn_map.core.columns import Column, begin
from kcn_map.core.kinds import Nouns
from kcn_map.core.model import Joined, Site, Source
from kcn_map.core.settings import Lang, Level, Measure, Settings, Text
from kcn_map.core.site_columns import ADOPTED, CHOSEN, chosen, label, site_cell, site_row_columns
from kcn_map.core.summary import Aggregate, AreaSummary, Summary
from kcn_map.page import minify
from kcn_map.page.html import concat, fill, html
from kcn_map.page.static_html import Writer, small
from kcn_map.tables.headings import spoken
from kcn_map.text.messages import word
from kcn_map.text.names import label_of_unit
from kcn_map.text.numbers import format_date, format_number, tidy

#: Figures in the table of sites; their sources are listed.
CITED = tuple(name for name in CHOSEN["static"] if name in ADOPTED)
UNKNOWN = "–"
#: Parts of the page with a tab of their own where it is one column, and what that is called.
TABS = {"map": "page.map", "places": "page.tab_list", "areas": "page.table", "sources": "page.tab_sources"}
#: A day that a text names.
_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b", re.ASCII)


def style(settings: Settings) -> str:
    """The style of the static part, with the classes of its map in the colours of its palette.

    The colours are properties that the page sets anew with each measure.
    """
    ramps, count = palettes()[settings.measures[0].palette], len(settings.measures[0].breaks) + 1
    properties = "".join(
        f"--c{i}-{look}:{colour};" for look in ("light", "dark") for i, colour in enumerate(colours(ramps[look], count))
    )
    rules = Path(__file__).with_name("static.css").read_text(encoding="utf-8")
    return f"{minify.style(rules)}\n:root{{{properties}}}{theme.kind_rules(settings.kinds)}"


def description(settings: Settings, lang: Lang) -> str:
    """One line that says what the page is, for search engines and links to it."""
    return f"{settings.title[lang]}. {word('page.as_of', lang, date=format_date(settings.as_of, lang))}"


class Static:
    """The parts of one atlas, `lang` first, its other languages beside it: texts, or HTML."""

    def __init__(self, joined: Joined, summary: Summary, lang: Lang) -> None:
        self.joined, self.summary, self.lang = joined, summary, lang
        self.others = [other for other in joined.settings.languages if other != lang]
        self.write = Writer(lang, self.others)
        self.columns = {column.name: column for column in site_row_columns(joined.settings)}
        places = {place for site in joined.sites for place in site.codes.items()}
        self.names = {
            (level, area.code): area.name
            for level, areas in joined.areas.items()
            for area in areas
            if (level, area.code) in places
        }

    def as_of(self) -> str:
        return word("page.as_of", self.lang, date=format_date(self.joined.settings.as_of, self.lang))

    def administration(self) -> str:
        """What became of the place since, beside the date."""
        return self.since(self.lang)

    def since(self, lang: Lang) -> str:
        settings = self.joined.settings
        day = format_date(settings.ended_on, lang)
        return settings.administration[lang] or (word("page.ended", lang, date=day) if day else "")

    def intro(self) -> Markup:
        """What stands above the map where no script runs: the head of the page in the other languages, and why."""
        heads = (fill('<p lang="{}">{}</p>', lang, self.head(lang)) for lang in self.others)
        why = self.write.paragraph(self.words("static.no_script"))
        return fill('<div class="static">{}{}</div>', concat(heads), why)

    def views(self) -> Markup:
        """The saved views as links, if there are any."""
        links = (
            fill('<a class="chip" href="#{}">{}</a>', saved.view, saved.title[self.lang])
            for saved in self.joined.settings.views
        )
        nav = '<nav id="views" class="views" data-t-label="page.views">\n    {}</nav>'
        return fill(nav, concat(links)) if self.joined.settings.views else Markup()

    def tabs(self) -> Markup:
        """The ways to the page's parts; the first one is on, as it is where the page opens."""
        on = {"map": Markup(' aria-current="true"')}
        links = (
            fill('<a href="#{}" data-t="{}"{}>{}</a>', part, name, on.get(part, ""), self.word(name, self.lang))
            for part, name in TABS.items()
        )
        return fill('<nav class="tabs">{}</nav>', concat(links))

    def head(self, lang: Lang) -> str:
        settings = self.joined.settings
        as_of = word("page.as_of", lang, date=format_date(settings.as_of, lang))
        return " ".join(filter(None, (f"{settings.title[lang]}.", as_of, self.since(lang))))

    def tables(self) -> Markup:
        """What stands below it: its legend, tables, sources."""
        settings, write = self.joined.settings, self.write
        measure = settings.measures[0]
        parts = [
            fill("<p>{}</p>", write.titled(measure.title, measure.unit)),
            write.items("static-legend", [*map(self.legend_class, self.classes(measure)), *self.kinds()]),
            self.districts(),
            *(self.basis(rate) for rate in settings.measures if rate.aggregation.is_rate),
            self.sites(),
            fill("<h2>{}</h2>", write.both(self.words("static.sources"))),
            write.items("static-sources", map(self.source, self.cited())),
            *map(write.paragraph, (settings.disclaimer, *settings.attribution)),
        ]
        return fill('<div class="static">{}</div>', concat(parts))

    def told(self, tell: Callable[[Lang], str]) -> Text:
        """What a function of the language says, in all languages of the atlas."""
        return Text.in_each(self.joined.settings.languages, tell)

    def words(self, name: str) -> Text:
        return self.told(lambda lang: self.word(name, lang))

    def word(self, name: str, lang: Lang, /, **params: str) -> str:
        return word(name, lang, **self.joined.called.said(lang), **params)

    def heading(self, name: str | Level) -> Text:
        """What heads the column of a figure, or of the areas of a level."""
        fields = self.joined.settings.fields
        return self.told(lambda lang: begin(name.title[lang]) if isinstance(name, Level) else label(name, lang, fields))

    # ── map ──

    def map(self) -> Markup:
        """The map of the first measure; with scripts it stands until the page's own is drawn."""
        measure = self.joined.settings.measures[0]
        drawn = [
            (area, area.geometry, summary)
            for area, summary in zip(self.joined.first_areas, self.summary.first_areas, strict=True)
            if area.geometry
        ]
        centres = place_labels.centres([None if area.label else geometry for area, geometry, _ in drawn])
        shapes = [
            static_map.Shape(
                code=html(area.code),
                geometry=geometry,
                label=html(label_of_unit(area.name[self.lang], self.joined.settings.prefixes)),
                title=html(f"{area.name[self.lang]}: {self.amount(summary, measure)}"),
                group=class_of(summary.values[measure.id], measure),
                inverse=inverse(class_of(summary.values[measure.id], measure), measure),
                anchor=area.label or centre or (0, 0),
                has_sites=bool(summary.site_ids),
            )
            for (area, geometry, summary), centre in zip(drawn, centres, strict=True)
        ]
        kind, areas = self.joined.settings.kind, own_areas(self.joined)
        markers = [
            static_map.Marker(kind(site.kind), html(site.name[self.lang]), (site.lon, site.lat), areas[site.id])
            for site in self.joined.sites
            if site.lon is not None and site.lat is not None
        ]
        level = self.joined.settings.levels[0].id
        return Markup(static_map.svg(shapes, level, markers, html(measure.title[self.lang])))

    def amount(self, area: AreaSummary, measure: Measure) -> str:
        value = area.values[measure.id]
        unit = measure.unit if class_of(value, measure) not in (NONE, NO_DATA) else ""
        return f"{self.number(value, measure)} {unit}".rstrip()

    def classes(self, measure: Measure) -> list[tuple[str, Text]]:
        how, nouns = measure.aggregation, self.nouns(measure)
        limits = {str(lang): labels(measure, lang) for lang in self.joined.settings.languages}
        groups = range(len(measure.breaks) + 1)
        return [
            *((str(group), Text((lang, limits[lang][group]) for lang in limits)) for group in groups),
            (NONE, self.told(lambda lang: none_of(how, nouns, lang))),
            (NO_DATA, self.words("page.unknown" if how.method == "count" else "page.no_figure")),
        ]

    def legend_class(self, group: tuple[str, Text]) -> Markup:
        name, text = group
        return fill('<li><span class="swatch" data-class="{}"></span> {}</li>', name, self.write.both(text))

    def kinds(self) -> list[Markup]:
        """The kinds of the legend: those of which there are sites."""
        there, kinds = {site.kind for site in self.joined.sites}, self.joined.settings.kinds
        return [
            fill("<li>{} {}</li>", Markup(static_map.key(kind)), self.write.both(kind.name))
            for kind in kinds
            if kind.id in there
        ]

    def nouns(self, measure: Measure) -> Nouns:
        return nouns_of(measure.aggregation, self.joined.sites, self.joined.settings)

    def basis(self, measure: Measure) -> Markup:
        """What stands behind a rate, of the whole atlas."""
        value = self.summary.province.values[measure.id]
        nouns, sites, fields = self.nouns(measure), self.joined.sites, self.joined.settings.fields
        text = self.told(lambda lang: coverage(measure, value, sites, nouns, lang, fields))
        return fill("<p>{}: {}.</p>", self.write.both(measure.title), self.write.both(text))

    # ── tables ──

    def districts(self) -> Markup:
        measures, first = self.joined.settings.measures, self.joined.settings.levels[0]
        return self.write.table(
            self.told(lambda lang: self.word("static.areas", lang, **_names(first, lang))),
            [(self.heading(first), ""), *((m.title, m.unit) for m in measures)],
            ((area.name, (self.value(area.values[m.id], m) for m in measures)) for area in self.summary.first_areas),
        )

    def value(self, value: Aggregate, measure: Measure) -> Markup:
        """ "≥ 70,18 (1/5)": the value, whether it is a lower bound, and how many of the sites report.

        A count reports for itself, and where there is no site there is none to report.
        """
        has_basis = measure.aggregation.method != "count" and value.sites
        reporting = f"({value.reporting}/{value.sites})" if has_basis else ""
        return concat([self.number(value, measure), small(reporting)])

    def number(self, value: Aggregate, measure: Measure) -> str:
        """ "≥ 70,18", "0" or a word for none, a dash for no data."""
        is_count = measure.aggregation.method == "count"
        if class_of(value, measure) == NONE and not is_count:
            return word("page.none", self.lang)
        bound = "≥ " if value.is_lower_bound else ""
        return UNKNOWN if value.value is None else bound + format_number(value.value, self.lang, measure.decimals)

    def sites(self) -> Markup:
        _, *names = chosen("static", self.joined.settings)  # the first is the name, which heads the row
        return self.write.table(
            self.words("static.sites"),
            [(title, "") for title in (self.words("static.site"), *map(self.heading, names))],
            ((site.name, (self.cell(site, name) for name in names)) for site in self.joined.sites),
        )

    def cell(self, site: Site, name: str | Level) -> Markup:
        """What a cell shows, a dash where nothing is known; the sources of a figure, and what an occupancy is of."""
        if isinstance(name, Level):
            return html(self.place(site, name.id) or UNKNOWN)
        text = shown_cell(self.columns[name], site_cell(site, name), self.lang)
        if text == "":
            return html(UNKNOWN)
        sources = site.sources.get(name, ()) if name in CITED else ()
        cited = concat((fill('<a href="#static-{0}">{0}</a>', one) for one in sources), ", ")
        basis = self.occupancy_basis(site) if name == "occupancy_pct" else ""
        return concat([text, small(fill("[{}]", cited) if cited else ""), small(basis)])

    def place(self, site: Site, level: str) -> str:
        """The area of a level that a site lies in, as its source calls it if that is known."""
        area = self.names.get((level, site.codes[level] or ""))
        return site.area_names.get(level) or (area[self.lang] if area else "")

    def occupancy_basis(self, site: Site) -> str:
        base = word(f"base.{site.occupancy_base}", self.lang) if site.occupancy_base else ""
        return ", ".join(filter(None, (base, format_date(site.occupancy_as_of, self.lang))))

    def cited(self) -> list[Source]:
        """The sources that the table of sites refers to."""
        ids = {source for site in self.joined.sites for name in CITED for source in site.sources.get(name, ())}
        return [source for source in self.joined.sources if source.id in ids]

    def source(self, source: Source) -> Markup:
        is_web = source.url and source.url.startswith(("http://", "https://"))
        title = fill('<a href="{}">{}</a>', source.url, source.title) if is_web else source.title
        about = filter(None, (source.publisher, format_date(source.published, self.lang)))
        return fill('<li id="static-{0}"><b>{0}</b> {1}</li>', source.id, concat([title, *about], ", "))


def _names(level: Level, lang: Lang) -> dict[str, str]:
    """What sentences call the areas of a level: one, and several."""
    return {"name": level.name[lang], "names": level.name_plural[lang]}


def shown_cell(column: Column, value: Any, lang: Lang) -> str:
    """A cell of a site's row by the type of its column; "" where it is not known. As `cell` in phrases.js."""
    if isinstance(value, str):
        if column.type in ("enum", "url"):
            return spoken(column, value, lang)
        if column.type == "date":
            return format_date(value, lang)
        return _DAY.sub(lambda day: format_date(day[0], lang), value)
    if value is None or column.type == "year":
        return "" if value is None else str(value)
    return f"{format_number(tidy(value), lang)}\u00a0{column.unit}".rstrip()
