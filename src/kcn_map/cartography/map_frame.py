"""The map itself: land, water, roads, areas as classes, sites as markers, names, scale and north."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kcn_map.cartography import basemap, locator, place_labels, static_map, symbols, theme
from kcn_map.cartography.classes import NO_DATA, NONE, Class, class_colours, class_of, inverse
from kcn_map.cartography.declutter import LEADER, Grounds, Spot, own_areas, positions
from kcn_map.cartography.map_names import Label, Names
from kcn_map.cartography.place_labels import Box, Edges
from kcn_map.cartography.projection import Bounds, Point, Projection
from kcn_map.cartography.scale_bar import km_per_unit, length_km
from kcn_map.cartography.svg import INK, PAPER, Canvas, line, ring
from kcn_map.core.kinds import Kind
from kcn_map.core.model import Geometry, Joined, Site
from kcn_map.core.settings import Lang, Measure
from kcn_map.core.summary import Aggregate, AreaSummary
from kcn_map.text.names import label_of_unit
from kcn_map.text.numbers import format_number

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

BORDER, OUTLINE, WATER, ROAD, GROUND = map(theme.colour, ("border", "border-strong", "water", "road", "unknown"))
#: Paper has less contrast than a screen.
LAND, NEIGHBOUR, HATCH = "#f7f3e9", "#cfc5ae", "#9d957f"
#: Layers of lines and how they are drawn, the lowest first.
LINES = {
    "water": f'stroke="{WATER}" stroke-width="4" stroke-linecap="round"',
    "roads": f'stroke="{ROAD}" stroke-width="1.3" stroke-dasharray="5 3"',
}
#: What the locator shows and how it is drawn.
SEA = "#e3edf0"
LOCATED = {
    "land": f'fill="{LAND}" stroke="{NEIGHBOUR}" stroke-width="1.6"',
    "home": f'fill="{PAPER}" stroke="{OUTLINE}" stroke-width="1.6"',
    "place": f'fill="{theme.colour("accent")}"',
}
AT_LEAST = "≥"
PATTERNS = symbols.pattern("hatch", f'fill="{GROUND}"', f'stroke="{HATCH}" stroke-width="1.4"') + symbols.pattern(
    "stipple", f'fill="{PAPER}"', f'fill="{HATCH}"'
)
FILLS: dict[Class, str] = {NONE: "url(#stipple)", NO_DATA: "url(#hatch)"}
TOLERANCE = 0.0008  # degrees: half a unit of the drawing
PADDING = 16
HAIRLINE = 0.5  # half the width of an area that is no more than a line
LARGE, SMALL = 8.5, 5.2  # half of a marker's size: with a number in it, and without
APART = 18  # least distance between two markers
DOT = 2.8  # of sites without a number, where there are many; of those without room in their area


def draw(
    canvas: Canvas, box: Edges, joined: Joined, areas: Sequence[AreaSummary], measure: Measure, lang: Lang,
    numbers: Mapping[str, int],
) -> None:  # fmt: skip
    """Draw the map into a box. `numbers` stand on the markers of sites, by their ids."""
    drawn = [area for area in joined.first_areas if area.geometry]
    land = [feature for feature in basemap.neighbours_at(joined, joined.settings.levels[0]) if feature.geometry]
    shapes: list[Geometry] = [*(a.geometry for a in drawn if a.geometry), *(f.geometry for f in land if f.geometry)]
    rings = static_map.generalised(shapes, TOLERANCE)
    own, foreign = rings[: len(drawn)], rings[len(drawn) :]
    bounds = _bounds([point for polygon in own for ring_ in polygon for point in ring_])
    frame = Projection.fit(box, bounds, PADDING)
    _open(canvas, box)
    for polygon in foreign:
        canvas.path(_outline(polygon, frame), f'fill="none" stroke="{NEIGHBOUR}"')
    values = {area.code: area.values[measure.id] for area in areas}
    fills = FILLS | dict(enumerate(class_colours(measure)))
    for area, polygon in zip(drawn, own, strict=True):
        fill = fills[class_of(values[area.code], measure)]
        canvas.path(_outline(polygon, frame), f'fill="{fill}" fill-rule="evenodd" stroke="{BORDER}" stroke-width="2.6"')
    for polygon in own:  # a dark line within the light one: seen on dark classes and on hatching alike
        canvas.path(_outline(polygon, frame), f'fill="none" stroke="{OUTLINE}" stroke-width="0.8"')
    for name, style in LINES.items():
        _lines(canvas, joined, name, frame, style)
    _province(canvas, own, frame)
    marks = _markers(canvas, joined, frame, numbers)
    small = locator.locator(joined)
    at = _corner(small, box) if small else (0, 0)
    names = Names(canvas, frame, box, marks)
    if small:
        wide, high = small.width * locator.UNIT, small.height * locator.UNIT
        names.taken.append(Box(at[0] + wide / 2, at[1] + high / 2, wide, high))
    names.areas(_labels(joined, own, values, measure, lang))
    for feature, polygon in zip(land, foreign, strict=True):
        foreign_name = basemap.name_of(feature.properties, joined.settings)[lang]
        names.neighbour(foreign_name, polygon)
    canvas.close()
    _scale_bar(canvas, box, km_per_unit(frame, bounds))
    _north(canvas, box, lang)
    if small:
        _locator(canvas, small, at, lang)
    canvas.rect((box[0], box[1]), box[2] - box[0], box[3] - box[1], f'fill="none" stroke="{OUTLINE}" stroke-width="1"')


def radii(kinds: Sequence[Kind]) -> dict[str, float]:
    """Kind → half of its markers' size."""
    return {kind.id: LARGE if kind is kinds[0] else SMALL for kind in kinds}


def symbol(
    canvas: Canvas, kind: Kind, radius: float, at: Point, *, unknown_area: bool = False, number: int | None = None
) -> None:
    """The symbol of a kind in its colour; unknown_area where the area is not known. A dot has its number beside it."""
    x, y = at
    colour = kind.colour
    fill, stroke = (PAPER, colour) if unknown_area else (colour, PAPER)
    canvas.path(symbols.symbol(kind.symbol, x, y, radius), f'fill="{fill}" stroke="{stroke}" stroke-width="1.6"')
    if number is not None and radius <= DOT:
        canvas.text((x + 4, y + 4), str(number), 10.5, INK, bold=True, halo=3)
    elif number is not None:
        canvas.text((x, y + 4.3), str(number), 12, colour if unknown_area else PAPER, bold=True, anchor="middle")


def _bounds(points: Sequence[Point]) -> Bounds:
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _open(canvas: Canvas, box: Edges) -> None:
    x, y, width, height = box[0], box[1], box[2] - box[0], box[3] - box[1]
    place = f'x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}"'
    canvas.raw(f'<defs>{PATTERNS}<clipPath id="frame"><rect {place}/></clipPath></defs>')
    canvas.rect((x, y), width, height, f'fill="{LAND}"')
    canvas.open('clip-path="url(#frame)"')


def _outline(polygon: Sequence[Sequence[Point]], frame: Projection) -> str:
    return "".join(ring([frame(point) for point in one]) for one in polygon)


def _area(polygon: Sequence[Sequence[Point]], frame: Projection) -> BaseGeometry:
    """The polygon in units of the drawing; rings inside another are holes.

    Generalising can make a narrow ring cross itself, so crossings become vertices, or leave nothing of it but a line.
    """
    import shapely

    lines = shapely.multilinestrings([shapely.linestrings([frame(point) for point in one]) for one in polygon])
    area = shapely.build_area(shapely.node(lines))
    return shapely.buffer(lines, HAIRLINE) if area.is_empty else area


def _province(canvas: Canvas, polygons: Sequence[Sequence[Sequence[Point]]], frame: Projection) -> None:
    import shapely

    union = shapely.union_all([_area(polygon, frame) for polygon in polygons], grid_size=0.1)
    rings = [ring(list(one.coords)) for part in shapely.get_parts(union) for one in (part.exterior, *part.interiors)]
    canvas.path("".join(rings), f'fill="none" stroke="{OUTLINE}" stroke-width="1.8" stroke-linejoin="round"')


def _lines(canvas: Canvas, joined: Joined, name: str, frame: Projection, style: str) -> None:
    for feature in basemap.features(joined, name):
        geometry: Any = feature.geometry
        if geometry is not None:
            parts = [geometry["coordinates"]] if geometry["type"] == "LineString" else geometry["coordinates"]
            canvas.path("".join(line([frame(p) for p in part]) for part in parts), f'fill="none" {style}')


def _markers(canvas: Canvas, joined: Joined, frame: Projection, numbers: Mapping[str, int]) -> list[Box]:
    """Markers that share a place are decluttered, each with a leader line to where it belongs."""
    kinds = joined.settings.kinds
    placed = [site for site in joined.sites if site.lon is not None and site.lat is not None]
    plain = SMALL if len(placed) <= static_map.MANY_MARKS else DOT
    radius = {site.id: LARGE if site.id in numbers else plain for site in placed}
    homes = {site.id: frame((site.lon or 0, site.lat or 0)) for site in placed}
    moved = [site for site in placed if radius[site.id] > DOT]
    spots = {site.id: Spot(*homes[site.id], DOT) for site in placed}
    spots |= _apart(joined, moved, frame, [radius[site.id] for site in moved])
    for id_, (x, y, _) in spots.items():
        if math.dist(homes[id_], (x, y)) > LEADER:
            canvas.path(line([homes[id_], (x, y)]), f'stroke="{INK}" stroke-width="0.9"')
    for kind in reversed(kinds):
        for site in sorted((site for site in placed if site.kind == kind.id), key=lambda site: radius[site.id]):
            x, y, size = spots[site.id]
            is_hollow, number = site.area_planned_ha is None, numbers.get(site.id)
            symbol(canvas, kind, size, (x, y), unknown_area=is_hollow, number=number)
    return [Box(x, y, 2 * size * symbols.REACH, 2 * size * symbols.REACH) for x, y, size in spots.values()]


def _apart(joined: Joined, sites: Sequence[Site], frame: Projection, radii: Sequence[float]) -> dict[str, Spot]:
    """Where the markers of sites stand that do not collide, by their ids."""
    areas = own_areas(joined)
    places = [(site.lon or 0, site.lat or 0) for site in sites]
    grounds = Grounds(frame, places, [areas[site.id] for site in sites])
    spots = positions([frame(place) for place in places], radii, APART, DOT, grounds)
    return {site.id: spot for site, spot in zip(sites, spots, strict=True)}


def _labels(
    joined: Joined, rings: Sequence[Sequence[Sequence[Point]]], values: Mapping[str, Aggregate], measure: Measure,
    lang: Lang,
) -> list[Label]:  # fmt: skip
    """The names of the areas that are drawn, each with its figure."""
    areas = [area for area in joined.first_areas if area.geometry]
    centres = place_labels.centres([None if area.label else area.geometry for area in areas])
    with_sites = {site.codes[joined.settings.levels[0].id] for site in joined.sites}
    return [
        Label(
            label_of_unit(area.name[lang], joined.settings.prefixes),
            _figure(values[area.code], measure, lang),
            polygon,
            area.label or centre or polygon[0][0],
            area.code in with_sites,
            "light" in inverse(class_of(values[area.code], measure), measure),
        )
        for area, polygon, centre in zip(areas, rings, centres, strict=True)
    ]


def _figure(value: Aggregate, measure: Measure, lang: Lang) -> str:
    """As it stands below a name; empty where there is none."""
    if value.value is None or class_of(value, measure) == NONE:
        return ""
    shown = format_number(value.value, lang, measure.decimals)
    text = f"{AT_LEAST} {shown}" if value.is_lower_bound else shown
    if measure.aggregation.is_rate:  # a rate says of how many sites it is
        text += f" ({value.reporting}/{value.sites})"
    return text


def _scale_bar(canvas: Canvas, box: Edges, unit_km: float) -> None:
    """A round number of kilometres, a fifth of the map wide at most."""
    km = length_km((box[2] - box[0]) / 5 * unit_km)
    x, y, width = box[0] + 16, box[3] - 16, km / unit_km
    canvas.rect((x - 8, y - 22), width + 30, 30, f'fill="{LAND}" fill-opacity="0.85"')
    for start, fill in ((x, INK), (x + width / 2, PAPER)):
        canvas.rect((start, y - 4), width / 2, 4, f'fill="{fill}" stroke="{INK}" stroke-width="0.8"')
    canvas.text((x, y - 8), "0", 10.5, anchor="middle")
    canvas.text((x + width, y - 8), f"{km:g} km", 10.5, anchor="middle")


def _corner(small: locator.Locator, box: Edges) -> Point:
    """Where the locator begins: in its corner of the map, beside the scale bar and the north arrow."""
    along, across = small.corner[0], small.corner[1]
    wide, high = small.width * locator.UNIT, small.height * locator.UNIT
    x = box[0] + 8 if across == "w" else box[2] - wide - (56 if along == "n" else 8)
    y = box[1] + 8 if along == "n" else box[3] - high - (48 if across == "w" else 8)
    return x, y


def _locator(canvas: Canvas, small: locator.Locator, at: Point, lang: Lang) -> None:
    canvas.open(f'transform="translate({at[0]:g} {at[1]:g}) scale({locator.UNIT})"')
    canvas.rect((0, 0), small.width, small.height, f'fill="{SEA}" stroke="{OUTLINE}" stroke-width="1.6"')
    for of, outline in small.paths:
        canvas.path(outline, LOCATED[of])
    for name in small.names[lang]:
        x, y = name.dot
        canvas.path(symbols.symbol("circle", x, y, locator.DOT), f'fill="{INK}"')
        start = (name.x, locator.base_line(name))
        canvas.text(start, name.text, locator.LETTERS, anchor=name.anchor, halo=4)
    canvas.close()


def _north(canvas: Canvas, box: Edges, lang: Lang) -> None:
    x, y = box[2] - 26, box[1] + 34
    canvas.path(f"M{x:g} {y - 12:g}l7 22 -7 -5z", f'fill="{INK}"')
    canvas.path(f"M{x:g} {y - 12:g}l-7 22 7 -5z", f'fill="{PAPER}" stroke="{INK}" stroke-width="0.9"')
    canvas.text((x, y - 16), "B" if lang == "vi" else "N", 12, bold=True, anchor="middle")
