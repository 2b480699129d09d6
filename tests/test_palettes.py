"""The classes' colours can be told apart: in greyscale, under three colour deficiencies, on light and dark ground."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from kcn_map.cartography import theme
from kcn_map.cartography.palettes import inverse_from
from kcn_map.cartography.palettes import palettes as loaded

PALETTES: dict[str, dict[str, list[str]]] = dict(loaded())
STEPS = 6
#: Least difference of CIE lightness between neighbours: what greyscale leaves of a step.
LIGHTNESS_STEP = 6.0
#: Least CIEDE2000 between neighbours, for every kind of sight.
DELTA_E = 5.5

Colour = tuple[float, float, float]

#: Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.
SIGHTS = {
    "full": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def linear(colour: str) -> Colour:
    """ "#rrggbb" as linear RGB, 0 to 1."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return red, green, blue


def seen(colour: Colour, sight: str) -> Colour:
    """Linear RGB as someone with that sight sees it."""
    red, green, blue = (
        min(1.0, max(0.0, sum(part * weight for part, weight in zip(colour, row, strict=True))))
        for row in SIGHTS[sight]
    )
    return red, green, blue


def lab(colour: Colour) -> Colour:
    """Linear RGB as CIELAB, white point D65."""
    red, green, blue = colour
    xyz = (
        (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047,
        0.2126729 * red + 0.7151522 * green + 0.0721750 * blue,
        (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883,
    )
    x, y, z = (part ** (1 / 3) if part > 216 / 24389 else (24389 / 27 * part + 16) / 116 for part in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def delta_e(first: Colour, second: Colour) -> float:
    """CIEDE2000 between two CIELAB colours."""
    (l1, a1, b1), (l2, a2, b2) = first, second
    mean_chroma = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    g = 0.5 * (1 - math.sqrt(mean_chroma**7 / (mean_chroma**7 + 25**7)))
    a1, a2 = a1 * (1 + g), a2 * (1 + g)
    c1, c2 = math.hypot(a1, b1), math.hypot(a2, b2)
    h1, h2 = math.degrees(math.atan2(b1, a1)) % 360, math.degrees(math.atan2(b2, a2)) % 360
    turn = 0.0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    dl, dc, dh = l2 - l1, c2 - c1, 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn / 2))
    mean_l, c = (l1 + l2) / 2, (c1 + c2) / 2
    h = h1 + h2 if c1 * c2 == 0 else (h1 + turn / 2) % 360
    t = (
        1
        - 0.17 * math.cos(math.radians(h - 30))
        + 0.24 * math.cos(math.radians(2 * h))
        + 0.32 * math.cos(math.radians(3 * h + 6))
        - 0.20 * math.cos(math.radians(4 * h - 63))
    )
    sl = 1 + 0.015 * (mean_l - 50) ** 2 / math.sqrt(20 + (mean_l - 50) ** 2)
    sc, sh = 1 + 0.045 * c, 1 + 0.015 * c * t
    rotation = -2 * math.sqrt(c**7 / (c**7 + 25**7)) * math.sin(math.radians(60 * math.exp(-(((h - 275) / 25) ** 2))))
    return math.sqrt((dl / sl) ** 2 + (dc / sc) ** 2 + (dh / sh) ** 2 + rotation * (dc / sc) * (dh / sh))


def faults(ramp: list[str], ground: str) -> list[str]:
    """What is wrong with a ramp, low to high: darker with the value on light ground, lighter on dark."""
    found = []
    colours = [linear(colour) for colour in ramp]
    sign = -1 if ground == "light" else 1
    for sight in SIGHTS:
        for (a, first), (b, second) in pairwise(
            (name, lab(seen(c, sight))) for name, c in zip(ramp, colours, strict=True)
        ):
            if (step := sign * (second[0] - first[0])) < LIGHTNESS_STEP:
                found.append(f"{a} {b} {sight}: lightness step {step:.1f}")
            if (difference := delta_e(first, second)) < DELTA_E:
                found.append(f"{a} {b} {sight}: ΔE {difference:.1f}")
    return found


@pytest.mark.parametrize("ground", ["light", "dark"])
@pytest.mark.parametrize("name", ["forest", "ochre", "indigo", "clay"])
def test_every_step_can_be_seen(name: str, ground: str) -> None:
    ramp = PALETTES[name][ground]
    assert len(ramp) == STEPS
    assert faults(ramp, ground) == []


def tokens(ground: str) -> dict[str, str]:
    """The colours that all sheets use."""
    return dict(theme.theme()[ground])


def contrast(first: str, second: str) -> float:
    low, high = sorted(
        sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True))
        for colour in (first, second)
    )
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("ground", ["light", "dark"])
def test_none_is_neither_a_class_nor_the_land_outside(ground: str) -> None:
    """Its ground is beyond the ramp's end, its dots are seen on it, and it stands out from the land around."""
    told = tokens(ground)
    for ramp in PALETTES.values():
        assert faults([told["none"], *ramp[ground]], ground) == []
    assert contrast(told["none"], told["hatch"]) > 2
    assert contrast(told["none"], told["land"]) >= 1.15


@pytest.mark.parametrize("ground", ["light", "dark"])
@pytest.mark.parametrize("name", ["forest", "ochre", "indigo", "clay"])
def test_the_class_next_to_the_land_stands_out_and_names_are_read_on_each(name: str, ground: str) -> None:
    """With their halo in the middle of a ramp, without at its end; all on the land without."""
    told, first = tokens(ground), inverse_from(name, ground)
    ramp = PALETTES[name][ground]
    assert contrast(ramp[0], told["land"]) >= 1.15
    assert all(contrast(colour, told["label"]) >= 3.7 for colour in ramp[:first])
    assert all(contrast(colour, told["halo"]) >= 4.4 for colour in ramp[first:])
    assert 2 <= first < STEPS
    for name in ("label-soft", "water-ink"):
        assert contrast(told[name], told["land"]) >= 4.5


@pytest.mark.parametrize(
    "ramp",
    [
        ["#ff0000", "#e06000", "#a0a000", "#60c000", "#30e000", "#00ff00"],  # red to green
        ["#e3ead0", "#e0e8cc", "#8fb884", "#5f9867", "#34744e", "#124f38"],  # two steps alike
        ["#124f38", "#34744e", "#5f9867", "#8fb884", "#bcd3a6", "#e3ead0"],  # the wrong way round
    ],
)
def test_a_bad_ramp_fails(ramp: list[str]) -> None:
    assert faults(ramp, "light")


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 2.49, -0.001), (50, -2.49, 0.0009), 7.1792),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.135), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_delta_e_is_that_of_the_published_pairs(first: Colour, second: Colour, expected: float) -> None:
    assert delta_e(first, second) == pytest.approx(expected, abs=1e-4)
