"""The symbols of sites and the patterns of areas without a class, once for the static map and the export.

The page has the same outlines among its data, for dom.js; map/areas.js draws its patterns.
"""

from __future__ import annotations

from typing import Literal

from kcn_map.cartography.svg import short

#: How far a diamond reaches for a square's half side of 1: both look alike in size.
REACH = 1.25
#: Half of a circle that looks as large, and of that the handle of its curves; the corners of other symbols.
ROUND, HANDLE = 1.13, 0.5523
CORNERS = {
    "triangle": ((0, -1.25), (1.25, 1), (-1.25, 1)),
    "hexagon": ((-1.2, 0), (-0.6, -1.04), (0.6, -1.04), (1.2, 0), (0.6, 1.04), (-0.6, 1.04)),
}
HATCH, STIPPLE = 7, 9  # from one line, one dot to the next


def symbol(shape: str, x: float, y: float, radius: float) -> str:
    """The outline of a symbol, one of SYMBOLS; all look alike in size."""
    if shape == "square":
        side = short(2 * radius)
        return f"M{short(x - radius)} {short(y - radius)}h{side}v{side}h-{side}z"
    if shape == "diamond":
        reach = short(radius * REACH)
        return f"M{short(x)} {short(y - radius * REACH)}l{reach} {reach} -{reach} {reach} -{reach} -{reach}z"
    if shape == "circle":
        r, k = radius * ROUND, radius * ROUND * HANDLE
        first = (0, -k, r - k, -r, r, -r)
        others = (r, r - k, r, r, k - r, r, -r, r, -r, k - r, -r, -r)
        return f"M{short(x - r)} {short(y)}c{' '.join(map(short, first))}s{' '.join(map(short, others))}z"
    return "M" + "L".join(f"{short(x + radius * a)} {short(y + radius * b)}" for a, b in CORNERS[shape]) + "z"


def pattern(name: Literal["hatch", "stipple"], ground: str, ink: str) -> str:
    """A pattern element: "no data" is hatched, "none" is dotted. `ground` and `ink` are attributes of their parts."""
    size = HATCH if name == "hatch" else STIPPLE
    drawn = f'<path {ink} d="M.5 0V{HATCH}"/>' if name == "hatch" else f'<circle {ink} cx="4.5" cy="4.5" r=".9"/>'
    return (
        f'<pattern id="{name}" width="{size}" height="{size}" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect {ground} width="{size}" height="{size}"/>{drawn}</pattern>'
    )
