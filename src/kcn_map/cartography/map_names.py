"""Names on a picture of the map: of areas, with their figures, and of the neighbours."""

from __future__ import annotations

from collections.abc import Sequence

from kcn_map.cartography import place_labels, text_layout
from kcn_map.cartography.place_labels import LINE, Area, Box, Edges, Form
from kcn_map.cartography.projection import Point, Projection
from kcn_map.cartography.svg import INK, PAPER, Canvas
from kcn_map.values import dataclass

#: Sizes of letters; and what stands away from the edge of the map.
NAME, MANY_NAMES, VALUE, FOREIGN, EDGE = 13.5, 10.5, 12.5, 11.5, 4
FAINT = "#8a8672"
SPACING = 1.5  # between the letters of a neighbour's name
MARGIN = 12  # what that keeps away from its borders


@dataclass(frozen=True, slots=True)
class Label:
    """The name of an area and its figure, if any; its rings and where the name is wanted, in degrees.

    `is_inverse` on a dark class: white, without a halo.
    """

    name: str
    figure: str
    rings: Sequence[Sequence[Point]]
    home: Point
    has_sites: bool
    is_inverse: bool


class Names:
    """What is written on the map within `box`, clear of `marks`: areas first."""

    def __init__(self, canvas: Canvas, frame: Projection, box: Edges, marks: Sequence[Box]) -> None:
        self.canvas, self.frame, self.marks = canvas, frame, marks
        self.edges = (box[0] + EDGE, box[1] + EDGE, box[2] - EDGE, box[3] - EDGE)
        self.taken: list[Box] = []

    def areas(self, labels: Sequence[Label]) -> None:
        """Each with its figure where there is room for both, else without."""
        is_bold = len(labels) <= place_labels.MANY
        size = NAME if is_bold else MANY_NAMES
        for figures in ([label.figure for label in labels], [""] * len(labels)):
            left = []
            areas = [self.area(label, figure, size, is_bold) for label, figure in zip(labels, figures, strict=False)]
            places = place_labels.arrange(areas, self.edges, self.marks, self.taken)
            for label, figure, area, place in zip(labels, figures, areas, places, strict=False):
                if place:
                    self.taken.append(place.box)
                    self.write(area.forms[place.form], place.box, figure, size, is_bold, label.is_inverse)
                elif figure:
                    left.append(label)
            labels = left

    def area(self, label: Label, figure: str, size: float, is_bold: bool) -> Area:
        forms = place_labels.forms(label.name, size, lambda text: text_layout.width(text, size, is_bold), not is_bold)
        if figure:
            width, height = text_layout.width(figure, VALUE), VALUE * LINE
            forms = [place_labels.with_line(form, width * form.factor, height * form.factor) for form in forms]
        return Area(self.projected(label.rings), self.frame(label.home), forms, label.has_sites)

    def projected(self, rings: Sequence[Sequence[Point]]) -> list[list[Point]]:
        return [[self.frame(point) for point in ring] for ring in rings]

    def write(self, form: Form, box: Box, figure: str, size: float, bold: bool, is_inverse: bool) -> None:
        height = VALUE * LINE * form.factor if figure else 0
        fill, halo = (PAPER, 0) if is_inverse else (INK, 3)
        first, step = place_labels.base_lines(form, box._replace(y=box.y - height / 2), size)
        for number, text in enumerate(form.lines):
            at = (box.x, first + number * step)
            self.canvas.text(at, text, round(size * form.factor, 1), fill, bold=bold, anchor="middle", halo=halo)
        if figure:
            at = (box.x, first + (len(form.lines) - 1) * step + height)
            self.canvas.text(at, figure, round(VALUE * form.factor, 1), fill, anchor="middle", halo=halo)

    def neighbour(self, name: str, rings: Sequence[Sequence[Point]]) -> None:
        """As near to the middle of the map as there is room in the neighbour."""
        left, top, right, bottom = self.edges
        forms = place_labels.forms(
            name.upper(), FOREIGN, lambda text: text_layout.width(text, FOREIGN) + SPACING * len(text)
        )
        wide = [place_labels.with_margin(form, MARGIN) for form in forms]
        area = Area(self.projected(rings), ((left + right) / 2, (top + bottom) / 2), wide)
        (place,) = place_labels.arrange([area], self.edges, self.marks, self.taken)
        if not place:
            return
        self.taken.append(place.box)
        form = forms[place.form]
        first, step = place_labels.base_lines(form, place.box, FOREIGN)
        for number, text in enumerate(form.lines):
            at = (place.box.x, first + number * step)
            self.canvas.text(at, text, round(FOREIGN * form.factor, 1), FAINT, anchor="middle", spacing=SPACING)
