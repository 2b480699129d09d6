"""A small map of the land around the place, to tell where it is: the page has it in a corner, and so has a picture.

The layer `locator` of the base map is that land, cut to a window; what lies in it and is no land is sea.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kcn_map.cartography import basemap, static_map, text_layout
from kcn_map.cartography.place_labels import Box, overlap
from kcn_map.cartography.projection import Bounds, Point, Projection
from kcn_map.core.cache import memoize
from kcn_map.core.common_schema import REFERENCE
from kcn_map.core.model import Geometry, Joined
from kcn_map.core.settings import Lang
from kcn_map.geo import coordinates
from kcn_map.text.xml import escaped
from kcn_map.values import dataclass

LAYER = "locator"
UNIT = 0.5  # of the drawing, in CSS pixels: outlines are in whole units
SIZE = 240  # the longer side
TOLERANCE = 1  # how far a line may move
LEAST = 14  # a smaller place is a dot of that size
LETTERS, DOT, GAP = 20, 3, 7  # of the hubs: size of the names, half of a dot, from a dot to its name
#: The part of the map's width and height that it takes, with what stands around it.
ROOM = (0.24, 0.28)
#: Corners of the map, the best first: south-west, north-west, south-east, north-east.
CORNERS = ("sw", "nw", "se", "ne")


@dataclass(frozen=True, slots=True)
class Name:
    """A hub: its dot, and where its name begins or ends, on the base line."""

    dot: Point
    text: str
    x: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Locator:
    """`corner` of the map is free of areas. `paths` are outlines as what they show: land, home (around the place).

    `names` are those that have room, by language.
    """

    corner: str
    width: float
    height: float
    paths: tuple[tuple[str, str], ...]
    names: Mapping[str, tuple[Name, ...]]


def locator(joined: Joined) -> Locator | None:
    """None without the layer, where the place does not lie within it, and where no corner of the map is free."""
    around = [feature.geometry for feature in basemap.features(joined, LAYER) if feature.geometry]
    outline = [feature.geometry for feature in basemap.features(joined, "province") if feature.geometry]
    areas = [area.geometry for area in joined.first_areas if area.geometry]
    place = outline or areas
    corner = _free_corner(areas) if around and areas else None
    if not corner or not _is_within(coordinates.bounds(place), window := coordinates.bounds(around)):
        return None
    project, height = Projection.across(SIZE, window)
    if height > SIZE:
        project, height = Projection.across(SIZE * SIZE / height, window)
    width = project((window[2], 0))[0]
    tolerance = TOLERANCE * (window[2] - window[0]) / width
    names = {str(lang): _names(joined, project, width, lang) for lang in joined.settings.languages}
    return Locator(corner, width, height, _paths(around, place, project, tolerance), names)


def svg(joined: Joined, lang: Lang) -> str:
    """The drawing, whose looks map.css has; empty where there is none. Readers by ear have the words of the page.

    It shows the names of one language and has those of the others.
    """
    drawn = locator(joined)
    if drawn is None:
        return ""
    size = f"0 0 {drawn.width:.0f} {drawn.height:.0f}"
    paths = "".join(f'<path class="locator-{of}" d="{path}"/>' for of, path in drawn.paths)
    shown = {of: "" if of == lang else " hidden" for of in drawn.names}
    names = "".join(f'<g lang="{of}"{shown[of]}>{"".join(map(_named, all_))}</g>' for of, all_ in drawn.names.items())
    return (
        f'<svg id="locator" class="locator at-{drawn.corner}" viewBox="{size}" aria-hidden="true">'
        f'<rect class="locator-sea" width="100%" height="100%"/>{paths}{names}</svg>'
    )


def _named(name: Name) -> str:
    anchor = "" if name.anchor == "start" else f' text-anchor="{name.anchor}"'
    return (
        f'<circle cx="{name.dot[0]:.0f}" cy="{name.dot[1]:.0f}" r="{DOT}"/>'
        f'<text x="{name.x:.0f}" y="{base_line(name):.0f}"{anchor}>{escaped(name.text)}</text>'
    )


def base_line(name: Name) -> float:
    return name.dot[1] + 0.35 * LETTERS


def _paths(
    around: Sequence[Geometry], place: Sequence[Geometry], project: Projection, tolerance: float
) -> tuple[tuple[str, str], ...]:
    """Land, that around the place last, and the place on it."""
    import shapely

    rings = static_map.generalised([*around, *place], tolerance)
    west, south, east, north = coordinates.bounds(place)
    middle = shapely.Point((west + east) / 2, (south + north) / 2)
    is_home = shapely.covers(coordinates.shapes(around), middle).tolist()
    land = [("home" if own else "land", polygon) for own, polygon in zip(is_home, rings, strict=False)]
    own = [point for polygon in rings[len(around) :] for one in polygon for point in one]
    (left, bottom), (right, top) = project((west, south)), project((east, north))
    drawn = [(of, _outline(polygon, project)) for of, polygon in sorted(land, key=lambda one: one[0] == "home")]
    if not own or max(right - left, bottom - top) < LEAST:
        x, y, r = round((left + right) / 2), (top + bottom) / 2, LEAST // 2
        dot = f"M{x - r:g} {y:.0f}a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0 {-2 * r} 0z"
        return (*drawn, ("place", dot))
    return (*drawn, ("place", "".join(_outline(polygon, project) for polygon in rings[len(around) :])))


def _outline(polygon: Sequence[Sequence[Point]], project: Projection) -> str:
    return "".join(static_map.outline([project(point) for point in one]) for one in polygon if len(one) > 3)


def _names(joined: Joined, project: Projection, width: float, lang: Lang) -> tuple[Name, ...]:
    """Those of the hubs, in their order, that have room beside their dot."""
    found: list[Name] = []
    taken: list[Box] = []
    for feature in basemap.features(joined, "towns"):
        if feature.geometry is None or feature.properties.get("kind") != REFERENCE:
            continue
        text = basemap.name_of(feature.properties, joined.settings)[lang]
        x, y = project(feature.geometry["coordinates"])
        wide = text_layout.WIDER * text_layout.width(text, LETTERS)
        for side, anchor in ((1, "start"), (-1, "end")):
            start = x + side * GAP
            box = Box(start + side * wide / 2, y, wide + 2 * GAP, 1.2 * LETTERS)
            if box.x - wide / 2 > 0 and box.x + wide / 2 < width and not any(overlap(box, one) for one in taken):
                taken.append(box)
                found.append(Name((x, y), text, start, anchor))
                break
    return tuple(found)


@memoize(2)
def _free_corner(areas: Sequence[Geometry]) -> str | None:
    import shapely

    west, south, east, north = coordinates.bounds(areas)
    wide, high = ROOM[0] * (east - west), ROOM[1] * (north - south)
    across = {"w": (west, west + wide), "e": (east - wide, east)}
    along = {"s": (south, south + high), "n": (north - high, north)}
    shapes = coordinates.shapes(areas)
    for corner in CORNERS:
        (left, right), (low, top) = across[corner[1]], along[corner[0]]
        box = shapely.box(left, low, right, top)
        if not shapely.intersects(shapes, box).any():
            return corner
    return None


def _is_within(inner: Bounds, outer: Bounds) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2] and inner[3] <= outer[3]
