"""A drawing in SVG, written element by element. Every text is escaped here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from kcn_map.cartography import theme
from kcn_map.cartography.projection import Point
from kcn_map.text.xml import escaped

FONTS = "'Source Sans Pro','Segoe UI',Roboto,'Noto Sans','Helvetica Neue',Arial,sans-serif"
INK, SOFT, PAPER, GROUND, LINE = map(theme.colour, ("ink", "ink-soft", "raised", "paper", "hairline"))


class Canvas:
    """Units are CSS pixels; y runs down."""

    def __init__(self) -> None:
        self._parts: list[str] = []

    def text(
        self, at: Point, content: str, size: float, fill: str = INK, *, bold: bool = False, anchor: str = "start",
        halo: float = 0, spacing: float = 0,
    ) -> None:  # fmt: skip
        """One line; `at` is its start, middle or end on the base line.

        A halo is drawn as a text of its own below: not every program knows of paint-order.
        """
        style = ' font-weight="600"' if bold else ""
        style += "" if anchor == "start" else f' text-anchor="{anchor}"'
        style += f' letter-spacing="{spacing}"' if spacing else ""
        start = f'<text x="{short(at[0])}" y="{short(at[1])}" font-size="{size}"{style}'
        if halo:
            drawn = f'fill="{PAPER}" stroke="{PAPER}" stroke-width="{halo}" stroke-linejoin="round" aria-hidden="true"'
            self._parts.append(f"{start} {drawn}>{escaped(content)}</text>")
        self._parts.append(f'{start} fill="{fill}">{escaped(content)}</text>')

    def lines(
        self, at: Point, contents: Iterable[str], size: float, step: float, fill: str = INK, *, bold: bool = False
    ) -> float:
        """Lines below one another, the first on `at`; gives the base line after the last."""
        x, y = at
        for content in contents:
            self.text((x, y), content, size, fill, bold=bold)
            y += step
        return y

    def rect(self, at: Point, width: float, height: float, style: str) -> None:
        place = f'x="{short(at[0])}" y="{short(at[1])}" width="{short(width)}" height="{short(height)}"'
        self._parts.append(f"<rect {place} {style}/>")

    def add(self, other: Canvas) -> None:
        """What another canvas has, above all that is here."""
        self._parts += other._parts

    def path(self, outline: str, style: str) -> None:
        self._parts.append(f'<path d="{outline}" {style}/>')

    def open(self, style: str) -> None:
        self._parts.append(f"<g {style}>")

    def close(self) -> None:
        self._parts.append("</g>")

    def raw(self, markup: str) -> None:
        """Markup of our own, without any text of the data."""
        self._parts.append(markup)

    def svg(self, width: float, height: float, title: str, lang: str) -> str:
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
            f'viewBox="0 0 {width:g} {height:g}" role="img" xml:lang="{lang}" font-family="{FONTS}">'
            f"<title>{escaped(title)}</title>\n" + "\n".join(self._parts) + "\n</svg>\n"
        )


def ring(points: Sequence[Point]) -> str:
    return line(points[:-1]) + "z"


def line(points: Sequence[Point]) -> str:
    """A path to a tenth of a unit, each point as the step from the one before."""
    tenths = [(round(x * 10), round(y * 10)) for x, y in points]
    steps = [(x - a, y - b) for (a, b), (x, y) in pairwise(tenths)]
    start = f"M{short(tenths[0][0] / 10)} {short(tenths[0][1] / 10)}"
    return start + "".join(f"l{short(x / 10)} {short(y / 10)}" for x, y in steps if x or y)


def short(number: float) -> str:
    """To a tenth of a unit."""
    return f"{number:.1f}".removesuffix(".0")
