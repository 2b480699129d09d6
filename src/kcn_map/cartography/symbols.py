"""The symbols of sites and the patterns of areas without a class, once for the static map and the export.

dom.js and map/areas.js draw the page's in the same shapes.
"""

from __future__ import annotations

from typing import Literal

from kcn_map.cartography.svg import short

#: How far a diamond reaches for a square's half side of 1: both look alike in size.
REACH = 1.25
HATCH, STIPPLE = 7, 9  # from one line, one dot to the next


def symbol(kind: str, x: float, y: float, radius: float) -> str:
    """The outline of a site's symbol: zones are squares, clusters are diamonds, told apart without colour."""
    if kind == "zone":
        side = short(2 * radius)
        return f"M{short(x - radius)} {short(y - radius)}h{side}v{side}h-{side}z"
    reach = short(radius * REACH)
    return f"M{short(x)} {short(y - radius * REACH)}l{reach} {reach} -{reach} {reach} -{reach} -{reach}z"


def pattern(name: Literal["hatch", "stipple"], ground: str, ink: str) -> str:
    """A pattern element: "no data" is hatched, "none" is dotted. `ground` and `ink` are attributes of their parts."""
    size = HATCH if name == "hatch" else STIPPLE
    drawn = f'<path {ink} d="M.5 0V{HATCH}"/>' if name == "hatch" else f'<circle {ink} cx="4.5" cy="4.5" r=".9"/>'
    return (
        f'<pattern id="{name}" width="{size}" height="{size}" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect {ground} width="{size}" height="{size}"/>{drawn}</pattern>'
    )
