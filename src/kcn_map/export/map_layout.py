"""The page around the map: title, legend, list of zones, sources, disclaimer. Two sizes, one layout."""

from __future__ import annotations

from kcn_map.cartography import basemap, map_frame, text_layout
from kcn_map.cartography.classes import NO_DATA, NONE, class_colours, labels, no_data, none, tally, title
from kcn_map.cartography.coverage import at_least, counted, coverage, nouns_of
from kcn_map.cartography.svg import GROUND, LINE, SOFT, Canvas
from kcn_map.core.kinds import Kind
from kcn_map.core.model import Joined, Site
from kcn_map.core.settings import Lang, Measure
from kcn_map.core.summary import Summary
from kcn_map.text.messages import word
from kcn_map.text.numbers import format_date, format_number
from kcn_map.values import dataclass

MARGIN, GAP, PANEL = 28.0, 18.0, 286.0
TITLE, SUBTITLE, TEXT, SMALL, FINE = 25, 15.5, 13, 11.5, 9.5
ROW = 21.0
FINE_STEP = 12.5


@dataclass(frozen=True, slots=True)
class Page:
    """In CSS pixels, 96 to the inch."""

    width: float
    height: float


#: 16:9, and A4 on its side.
PAGES = {"slide": Page(1280, 720), "a4": Page(297 / 25.4 * 96, 210 / 25.4 * 96)}


def svg(joined: Joined, summary: Summary, measure: Measure, page: Page, lang: Lang) -> str:
    """The whole page as SVG. The same atlas gives the same text."""
    settings = joined.settings
    as_of = word("page.as_of", lang, date=format_date(settings.as_of, lang))
    canvas = Canvas()
    canvas.rect((0, 0), page.width, page.height, f'fill="{GROUND}"')
    head = MARGIN + 20
    room = page.width - 2 * MARGIN
    subtitle = f"{title(measure, lang)}. {as_of}"
    heading = text_layout.clipped(settings.title[lang])
    canvas.text((MARGIN, head), heading, _fitting(heading, TITLE, room), bold=True)
    canvas.text((MARGIN, head + 25), subtitle, _fitting(subtitle, SUBTITLE, room), SOFT)
    fine = _fine_print(joined, measure, room, lang)
    foot = page.height - MARGIN + 6 - FINE_STEP * (len(fine) - 1)
    canvas.lines((MARGIN, foot), fine, FINE, FINE_STEP, SOFT)
    top, bottom = head + 40, foot - FINE_STEP - 8
    right = page.width - MARGIN - PANEL
    box = (MARGIN, top, right - GAP, bottom)
    panel = _Panel(Canvas(), right, top, bottom, joined, lang)
    numbers = panel.draw(summary, measure)
    map_frame.draw(canvas, box, joined, summary.first_areas, measure, lang, numbers)
    canvas.add(panel.canvas)
    return canvas.svg(
        page.width, page.height,
        word("export.picture", lang, title=settings.title[lang], measure=title(measure, lang), as_of=as_of), lang,
    )  # fmt: skip


def _fine_print(joined: Joined, measure: Measure, room: float, lang: Lang) -> list[str]:
    """Sources of the figures, credits, and what the map is not."""
    settings = joined.settings
    credits_ = "; ".join(text[lang] for text in settings.attribution)
    publishers = "; ".join(_publishers(joined, measure))
    parts = [
        word("export.figures", lang, sources=publishers) if publishers else "",
        word("export.base_map", lang, sources=credits_) if credits_ else "",
        settings.administration[lang],
        settings.disclaimer[lang],
    ]
    return [line for part in parts for line in text_layout.wrapped(part, FINE, room)]


def _publishers(joined: Joined, measure: Measure) -> list[str]:
    """Who published the figures of the measure; of a count or an estimate, those of all figures that are used."""
    field = measure.aggregation.field or ""
    cited = {id_ for site in joined.sites for id_ in site.sources.get(field, ())}
    cited = cited or {id_ for site in joined.sites for ids in site.sources.values() for id_ in ids}
    names = [source.publisher or source.title for source in joined.sources if source.id in cited]
    return list(dict.fromkeys(names))


def _fitting(text: str, size: float, room: float) -> float:
    """The size at which a text fits on one line."""
    width = text_layout.width(text, size, bold=True)
    return round(size * min(1, room / width), 1) if width else size  # a combining mark alone has no width


class _Panel:
    """The column beside the map, written downwards."""

    def __init__(self, canvas: Canvas, x: float, top: float, bottom: float, joined: Joined, lang: Lang) -> None:
        self.canvas, self.x, self.y, self.bottom = canvas, x, top + 11, bottom
        self.joined, self.lang = joined, lang
        self.right = x + PANEL

    def draw(self, summary: Summary, measure: Measure) -> dict[str, int]:
        """Gives the number of each site that the list has, by id."""
        self.classes(summary, measure)
        self.rule()
        self.markers()
        self.rule()
        return self.numbered()

    def rule(self) -> None:
        self.canvas.path(f"M{self.x:g} {self.y - 4:g}H{self.right:g}", f'stroke="{LINE}"')
        self.y += 15

    def note(self, text: str) -> None:
        lines = text_layout.wrapped(text[:1].upper() + text[1:], SMALL, PANEL)
        self.y = self.canvas.lines((self.x, self.y), lines, SMALL, 15, SOFT) + (3 if lines else 0)

    def classes(self, summary: Summary, measure: Measure) -> None:
        level = self.joined.settings.levels[0]
        values = [area.values[measure.id] for area in summary.first_areas]
        counts = tally(values, measure)
        heading = text_layout.wrapped(title(measure, self.lang), TEXT, PANEL - 64, bold=True)
        self.canvas.text(
            (self.right, self.y),
            word("export.count_areas", self.lang, one=level.name[self.lang], many=level.name_plural[self.lang]),
            SMALL,
            SOFT,
            anchor="end",
        )
        self.y = self.canvas.lines((self.x, self.y), heading, TEXT, 16, bold=True) + 4
        for number, (colour, label) in enumerate(zip(class_colours(measure), labels(measure, self.lang), strict=True)):
            self.swatch(colour, label, counts[number])
        if counts[NONE]:
            self.swatch(map_frame.FILLS[NONE], none(self.joined, measure, self.lang), counts[NONE])
        if counts[NO_DATA]:
            self.swatch(map_frame.FILLS[NO_DATA], no_data(measure, self.lang), counts[NO_DATA])
        nouns = nouns_of(measure.aggregation, self.joined.sites, self.joined.settings)
        whole, fields = summary.province.values[measure.id], self.joined.settings.fields
        known = coverage(measure, whole, self.joined.sites, nouns, self.lang, fields)
        bounds = at_least(measure, values, nouns, map_frame.AT_LEAST, self.lang)
        self.note(" ".join(filter(None, (known and f"{known}.", bounds))))

    def swatch(self, fill: str, label: str, count: int) -> None:
        self.canvas.rect((self.x, self.y - 12), 28, 16, f'fill="{fill}" stroke="#8a8775" stroke-width="0.6"')
        self.canvas.text((self.x + 38, self.y), label, TEXT)
        self.canvas.text((self.right, self.y), str(count), TEXT, SOFT, anchor="end")
        self.y += ROW

    def markers(self) -> None:
        placed = [site for site in self.joined.sites if site.lon is not None]
        kinds = {site.kind for site in placed}
        for kind in self.joined.settings.kinds:
            if kind.id in kinds:
                self.entry(kind.in_legend(self.lang), kind)
        if unknown_area := next((site for site in placed if site.area_planned_ha is None), None):
            kind = self.joined.settings.kind(unknown_area.kind)
            self.entry(word("page.mark_unknown_area", self.lang), kind, unknown_area=True)
        for name, style in map_frame.LINES.items():
            if basemap.features(self.joined, name):
                self.canvas.path(f"M{self.x:g} {self.y - 4:g}h28", style)
                self.canvas.text((self.x + 38, self.y), word(f"export.{name}", self.lang), TEXT)
                self.y += ROW
        missing = [site for site in self.joined.sites if site.lon is None]
        told = counted(len(missing), nouns_of(None, missing, self.joined.settings), self.lang)
        absent = word("export.off_map", self.lang, n=len(missing), sites=told) if missing else ""
        self.note(" ".join(filter(None, (word("export.no_limits", self.lang) if placed else "", absent))))

    def entry(self, label: str, kind: Kind, unknown_area: bool = False) -> None:
        radius = map_frame.radii(self.joined.settings.kinds)[kind.id]
        map_frame.symbol(self.canvas, kind, radius, (self.x + 14, self.y - 4), unknown_area=unknown_area)
        self.canvas.text((self.x + 38, self.y), label, TEXT)
        self.y += ROW

    def numbered(self) -> dict[str, int]:
        """The sites of the first kind with their area; the largest where there is no room for all."""
        step, first = 17.5, self.joined.settings.kinds[0].id
        sites = [site for site in self.joined.sites if site.lon is not None and site.kind == first]
        fitting = int((self.bottom - self.y) / step) + 1
        if is_cut := len(sites) > fitting:
            largest = sorted(sites, key=lambda site: -(site.area_planned_ha or 0))[: max(fitting - 1, 0)]
            sites = [site for site in sites if site in largest]
        for number, site in enumerate(sites, 1):
            self.site(site, number)
            self.y += step
        if is_cut and fitting > 0:
            self.canvas.text((self.x + 22, self.y), "…", TEXT)
        return {site.id: number for number, site in enumerate(sites, 1)}

    def site(self, site: Site, number: int) -> None:
        area = site.area_planned_ha
        shown = "–" if area is None else f"{format_number(area, self.lang)} ha"
        room = PANEL - 22 - text_layout.width(shown, TEXT) - 10
        name = site.name[self.lang]
        size = max(_fitting(name, TEXT, room), SMALL)
        self.canvas.text((self.x + 8, self.y), str(number), TEXT, bold=True, anchor="middle")
        self.canvas.text((self.x + 22, self.y), text_layout.shortened(name, size, room), size)
        self.canvas.text((self.right, self.y), shown, TEXT, SOFT, anchor="end")
