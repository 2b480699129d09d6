"""What the page shows where no script runs: what it is, a drawn map, tables and sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from importlib.resources import files

from kcn_map.cartography import static_map
from kcn_map.cartography.classes import NO_DATA, NONE, class_of, labels
from kcn_map.cartography.coverage import coverage, kind_of, none_of
from kcn_map.cartography.palettes import colours, palettes
from kcn_map.cartography.place_labels import district_label
from kcn_map.core.model import KINDS, AreaSummary, Joined, Lang, Measure, Settings, Site, Source, Summary, Text, Value
from kcn_map.page import minify
from kcn_map.text.messages import word
from kcn_map.text.numbers import format_date, format_number

#: What HTML can't hold as text: control characters and halves of surrogate pairs.
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

#: Figures in the table of sites; their sources are listed.
CITED = ("area_planned_ha", "occupancy_pct")


def html(text: object) -> str:
    """Any text as HTML, safe in elements and quoted attributes; what is no character becomes U+FFFD."""
    return escape(_NO_TEXT.sub("\ufffd", str(text)))


def swatch(group: str) -> str:
    """A class in the legend."""
    return f'<span class="swatch" data-class="{group}"></span>'


def style(settings: Settings) -> str:
    """The style of the static part, with the classes of its map in the colours of its palette.

    The colours are properties that the page sets anew with each measure.
    """
    ramps, count = palettes()[settings.measures[0].palette], len(settings.measures[0].breaks) + 1
    properties = "".join(
        f"--c{i}-{theme}:{colour};"
        for theme in ("light", "dark")
        for i, colour in enumerate(colours(ramps[theme], count))
    )
    rules = files("kcn_map.page").joinpath("static.css").read_text(encoding="utf-8")
    return f"{minify.style(rules)}\n:root{{{properties}}}"


def description(settings: Settings, lang: Lang) -> str:
    """One line that says what the page is, for search engines and links to it."""
    return html(f"{settings.title[lang]}. {word('page.as_of', lang, date=format_date(settings.as_of, lang))}")


class Static:
    """The parts of one atlas as HTML, `lang` first, the other language beside it. Text is escaped throughout."""

    def __init__(self, joined: Joined, summary: Summary, lang: Lang) -> None:
        self.joined, self.summary, self.lang = joined, summary, lang
        self.other: Lang = "en" if lang == "vi" else "vi"
        self.is_alone = self.other not in joined.settings.languages
        self.names = {district.code: Text(district.name_vi, district.name_en) for district in joined.districts}

    def as_of(self) -> str:
        return html(word("page.as_of", self.lang, date=format_date(self.joined.settings.as_of, self.lang)))

    def administration(self) -> str:
        """What became of the place since, beside the date."""
        return html(self.since(self.lang))

    def since(self, lang: Lang) -> str:
        settings = self.joined.settings
        day = format_date(settings.ended_on, lang)
        return settings.administration[lang] or (word("page.ended", lang, date=day) if day else "")

    def intro(self) -> str:
        """What stands above the map where no script runs: the head of the page in the other language, and why."""
        settings, lang = self.joined.settings, self.other
        as_of = word("page.as_of", lang, date=format_date(settings.as_of, lang))
        head = html(" ".join(filter(None, (f"{settings.title[lang]}.", as_of, self.since(lang)))))
        told = "" if self.is_alone else f'<p lang="{lang}">{head}</p>'
        return f'<div class="static">{told}<p>{self.word("static.no_script")}</p></div>'

    def tables(self) -> str:
        """What stands below it: its legend, tables, sources."""
        settings = self.joined.settings
        parts = [
            self.legend(settings.measures[0]),
            self.table("static.districts", self.district_head(), map(self.district_row, self.summary.districts)),
            *(self.basis(m) for m in settings.measures if m.statistic.aggregation == "weighted_mean"),
            self.table("static.sites", self.site_head(), map(self.site_row, self.joined.sites)),
            f"<h2>{self.word('static.sources')}</h2>",
            f'<ul class="static-sources">{"".join(map(self.source, self.cited()))}</ul>',
            f"<p>{self.both(settings.disclaimer)}</p>",
            *(f"<p>{self.both(line)}</p>" for line in settings.attribution),
        ]
        return f'<div class="static">{"".join(parts)}</div>'

    # ── texts ──

    def both(self, text: Text) -> str:
        first = html(text[self.lang])
        return first if text.vi == text.en or self.is_alone else f"{first} {self.second(text)}"

    def second(self, text: Text) -> str:
        return f'<i lang="{self.other}">{html(text[self.other])}</i>'

    def word(self, name: str, **dates: str) -> str:
        vi, en = (
            word(name, lang, **{place: format_date(value, lang) for place, value in dates.items()})
            for lang in ("vi", "en")
        )
        return self.both(Text(vi, en))

    def title(self, measure: Measure) -> str:
        return self.both(measure.title) + (f" ({html(measure.unit)})" if measure.unit else "")

    def value(self, value: Value, measure: Measure) -> str:
        """ "≥ 70,18 (1/5)": the value, whether it is a lower bound, and how many of the sites report.

        A count reports for itself, and where there is no site there is none to report.
        """
        shown = self.number(value, measure)
        if measure.statistic.aggregation == "count" or not value.sites:
            return shown
        return f"{shown} <small>({value.reporting}/{value.sites})</small>"

    def number(self, value: Value, measure: Measure) -> str:
        """ "≥ 70,18", "0" or a word for none, a dash for no data."""
        is_count = measure.statistic.aggregation == "count"
        if class_of(value, measure) == NONE and not is_count:
            return html(word("page.none", self.lang))
        bound = "≥ " if value.at_least else ""
        return "–" if value.value is None else bound + format_number(value.value, self.lang, measure.decimals)

    # ── map ──

    def map(self) -> str:
        """The map of the first measure; with scripts it stands until the page's own is drawn."""
        measure = self.joined.settings.measures[0]
        areas = {area.code: area for area in self.summary.districts}
        shapes = [
            static_map.Shape(
                code=html(district.code),
                geometry=district.geometry,
                label=html(district_label(district.name_vi)),
                title=f"{html(self.names[district.code][self.lang])}: {self.amount(areas[district.code], measure)}",
                group=class_of(areas[district.code].values[measure.id], measure),
                anchor=district.label,
            )
            for district in self.joined.districts
            if district.geometry
        ]
        marks = [
            static_map.Mark(site.kind, html(site.name_vi if self.lang == "vi" else site.name_en), (site.lon, site.lat))
            for site in self.joined.sites
            if site.lon is not None and site.lat is not None
        ]
        return static_map.svg(shapes, marks, html(measure.title[self.lang]))

    def amount(self, area: AreaSummary, measure: Measure) -> str:
        value = area.values[measure.id]
        unit = html(measure.unit) if class_of(value, measure) not in (NONE, NO_DATA) else ""
        return f"{self.number(value, measure)} {unit}".rstrip()

    def legend(self, measure: Measure) -> str:
        how, kind = measure.statistic, self.kind(measure)
        none = Text(none_of(how, kind, "vi"), none_of(how, kind, "en"))
        limits = zip(labels(measure, "vi"), labels(measure, "en"), strict=True)
        entries = [
            *((str(group), Text(vi, en)) for group, (vi, en) in enumerate(limits)),
            (NONE, none),
        ]
        boxes = [(swatch(group), self.both(text)) for group, text in entries]
        boxes.append((swatch(NO_DATA), self.word("page.unknown" if how.aggregation == "count" else "page.no_figure")))
        kinds = {site.kind for site in self.joined.sites}
        boxes += [(static_map.key(name), self.word(f"kind.{name}")) for name in KINDS if name in kinds]
        listed = "".join(f"<li>{mark} {text}</li>" for mark, text in boxes)
        return f'<p>{self.title(measure)}</p><ul class="static-legend">{listed}</ul>'

    def kind(self, measure: Measure) -> str:
        return kind_of(measure.statistic, self.joined.sites)

    def basis(self, measure: Measure) -> str:
        """What stands behind a rate, of the whole atlas."""
        value = self.summary.province.values[measure.id]
        kind, sites = self.kind(measure), self.joined.sites
        told = Text(coverage(measure, value, sites, kind, "vi"), coverage(measure, value, sites, kind, "en"))
        return f"<p>{self.both(measure.title)}: {self.both(told)}.</p>"

    # ── tables ──

    def table(self, title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
        columns = "".join(f'<th scope="col">{cell}</th>' for cell in head)
        lines = "".join(
            f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in rest)}</tr>'
            for first, *rest in rows
        )
        return (
            f'<h2>{self.word(title)}</h2><div class="static-scroll">'
            f"<table><thead><tr>{columns}</tr></thead><tbody>{lines}</tbody></table></div>"
        )

    def district_head(self) -> list[str]:
        measures = self.joined.settings.measures
        return [self.word("attribute.district"), *map(self.title, measures)]

    def district_row(self, area: AreaSummary) -> list[str]:
        values = (self.value(area.values[m.id], m) for m in self.joined.settings.measures)
        return [self.both(Text(area.name_vi, area.name_en)), *values]

    def site_head(self) -> list[str]:
        attributes = ("district", "commune_2020", "commune_2025", "area_planned_ha", "status", "occupancy_pct")
        return [self.word("static.site"), *(self.word(f"attribute.{name}") for name in attributes)]

    def site_row(self, site: Site) -> list[str]:
        district = self.names.get(site.district_code or "")
        return [
            self.both(Text(site.name_vi, site.name_en)),
            html(district[self.lang]) if district else "–",
            html(site.commune_2020 or "–"),
            html(site.commune_2025 or "–"),
            self.figure(site, "area_planned_ha", "ha"),
            html(word(f"status.{site.status}", self.lang)),
            self.occupancy(site),
        ]

    def figure(self, site: Site, attribute: str, unit: str) -> str:
        """A figure with links to its sources; a dash where it is not known."""
        value = getattr(site, attribute)
        if value is None:
            return "–"
        links = ", ".join(
            f'<a href="#static-{html(source)}">{html(source)}</a>' for source in site.sources.get(attribute, ())
        )
        return f"{format_number(value, self.lang, 2)} {unit}{f' <small>[{links}]</small>' if links else ''}"

    def occupancy(self, site: Site) -> str:
        figure = self.figure(site, "occupancy_pct", "%")
        if site.occupancy_pct is None:
            return figure
        base = html(word(f"base.{site.occupancy_base}", self.lang)) if site.occupancy_base else ""
        told = ", ".join(filter(None, (base, html(format_date(site.occupancy_as_of, self.lang)))))
        return f"{figure} <small>{told}</small>" if told else figure

    def cited(self) -> list[Source]:
        """The sources that the table of sites refers to."""
        ids = {source for site in self.joined.sites for name in CITED for source in site.sources.get(name, ())}
        return [source for source in self.joined.sources if source.id in ids]

    def source(self, source: Source) -> str:
        title = html(source.title)
        if source.url and source.url.startswith(("http://", "https://")):
            title = f'<a href="{html(source.url)}">{title}</a>'
        told = ", ".join(html(part) for part in (source.publisher, format_date(source.published, self.lang)) if part)
        return f'<li id="static-{html(source.id)}"><b>{html(source.id)}</b> {title}{f", {told}" if told else ""}</li>'
