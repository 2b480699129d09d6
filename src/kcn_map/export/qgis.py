"""Styles for QGIS: one QML document a layer, in the colours of the map."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from kcn_map.cartography import theme
from kcn_map.cartography.classes import class_colours, labels, limits, no_data, none
from kcn_map.core.kinds import Kind
from kcn_map.core.model import Joined
from kcn_map.core.settings import Lang
from kcn_map.export.layers import column_aliases
from kcn_map.tables.handed_on import Table
from kcn_map.text.messages import word

DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
INK, PAPER, LINE, HATCH, UNKNOWN, NONE = (
    theme.rgba(theme.colour(name)) for name in ("ink", "halo", "border-strong", "hatch", "unknown", "none")
)
#: Outlines and nothing else, of areas and of the whole: width in millimetres.
OUTLINES = {True: "0.2", False: "0.7"}


def style(table: Table, joined: Joined, lang: Lang) -> str:
    """A layer's default style: areas of the first level by the classes of the first measure, sites by mark.

    Others are outlines.

    "None" is dotted and "no data" hatched, rules of their own: a graduated style would leave them out.
    """
    root = Element("qgis", version="3.22.0", styleCategories="Symbology|Labeling|Fields")
    is_first = table.level == joined.settings.levels[0].id
    if is_first:
        _areas(root, joined, lang)
    elif table.kind:
        _sites(root, joined.settings.kind(table.kind), lang)
    else:
        renderer = SubElement(root, "renderer-v2", type="singleSymbol", enableorderby="0")
        _fill(SubElement(renderer, "symbols"), "0", None, OUTLINES[table.level is not None])
    if table.level is not None or table.kind:
        _labels(root, f"name_{lang}", 9 if is_first else 7)
    _aliases(root, table, lang)
    return DOCTYPE + tostring(root, encoding="unicode")


def _aliases(root: Element, table: Table, lang: Lang) -> None:
    """The titles of columns: a style that names none takes away those that the file itself has."""
    aliases = SubElement(root, "aliases")
    for column, alias in column_aliases(table, lang):
        SubElement(aliases, "alias", field=column.name, name=alias)


def _areas(root: Element, joined: Joined, lang: Lang) -> None:
    measure = joined.settings.measures[0]
    renderer = SubElement(root, "renderer-v2", type="RuleRenderer", enableorderby="0")
    rules = SubElement(renderer, "rules", key="rules")
    symbols = SubElement(renderer, "symbols")
    field, is_none = f'"{measure.id}"', f'("{measure.id}_of" = 0 AND NOT "{measure.id}_at_least")'
    tests = [
        " AND ".join(
            [f"NOT {is_none}"]
            + [f"{field} >= {low!r}"] * (low is not None)
            + [f"{field} < {high!r}"] * (high is not None)
        )
        for low, high in limits(measure)
    ]
    for number, (test, label, colour) in enumerate(
        zip(tests, labels(measure, lang), class_colours(measure), strict=True)
    ):
        _rule(rules, number, test, label)
        _fill(symbols, str(number), theme.rgba(colour), "0.3")
    _rule(rules, len(tests), is_none, none(joined, measure, lang))
    _dotted(symbols, str(len(tests)))
    _rule(rules, len(tests) + 1, f"{field} IS NULL AND NOT {is_none}", no_data(measure, lang))
    _hatched(symbols, str(len(tests) + 1))


def _sites(root: Element, kind: Kind, lang: Lang) -> None:
    """Marks where there are points, outlines where there are limits; an unknown area makes the mark hollow."""
    name, shape, colour = kind.name[lang], kind.symbol, theme.rgba(kind.colour)
    renderer = SubElement(root, "renderer-v2", type="RuleRenderer", enableorderby="0")
    rules = SubElement(renderer, "rules", key="rules")
    symbols = SubElement(renderer, "symbols")
    drawn = "geometry_type($geometry)"
    _rule(rules, 0, f"{drawn} = 'Point' AND \"area_planned_ha\" IS NOT NULL", name)
    _mark(symbols, "0", shape, colour, PAPER)
    _rule(rules, 1, f"{drawn} = 'Point' AND \"area_planned_ha\" IS NULL", f"{name}: {word('page.no_area', lang)}")
    _mark(symbols, "1", shape, PAPER, colour)
    _rule(rules, 2, f"{drawn} = 'Polygon'", f"{name}: {word('export.limits', lang)}")
    _fill(symbols, "2", None, "0.5", colour)


def _rule(rules: Element, number: int, test: str, label: str) -> None:
    SubElement(rules, "rule", key=f"rule-{number}", symbol=str(number), filter=test, label=label)


def _symbol(symbols: Element, name: str, kind: str) -> Element:
    return SubElement(symbols, "symbol", name=name, type=kind, alpha="1", clip_to_extent="1", force_rhr="0")


def _layer(symbol: Element, kind: str, options: Sequence[tuple[str, str]]) -> Element:
    layer = SubElement(symbol, "layer", {"class": kind, "enabled": "1", "locked": "0", "pass": "0"})
    for key, value in options:
        SubElement(layer, "prop", k=key, v=value)
    return layer


def _fill(symbols: Element, name: str, colour: str | None, width: str, outline: str = LINE) -> None:
    options = [
        ("style", "solid" if colour else "no"), ("color", colour or PAPER), ("outline_color", outline),
        ("outline_style", "solid"), ("outline_width", width), ("outline_width_unit", "MM"),
    ]  # fmt: skip
    _layer(_symbol(symbols, name, "fill"), "SimpleFill", options)


def _hatched(symbols: Element, name: str) -> None:
    symbol = _symbol(symbols, name, "fill")
    ground = [("style", "solid"), ("color", UNKNOWN), ("outline_color", LINE), ("outline_width", "0.3")]
    _layer(symbol, "SimpleFill", ground)
    pattern = _layer(symbol, "LinePatternFill", [("angle", "45"), ("distance", "2"), ("distance_unit", "MM")])
    line = _symbol(pattern, f"@{name}@1", "line")
    _layer(line, "SimpleLine", [("line_color", HATCH), ("line_width", "0.3"), ("line_width_unit", "MM")])


def _dotted(symbols: Element, name: str) -> None:
    symbol = _symbol(symbols, name, "fill")
    ground = [("style", "solid"), ("color", NONE), ("outline_color", LINE), ("outline_width", "0.3")]
    _layer(symbol, "SimpleFill", ground)
    steps = [("distance_x", "3"), ("distance_y", "1.5"), ("displacement_x", "1.5"), ("displacement_y", "0")]
    steps += [(f"{name}_unit", "MM") for name, _ in steps]
    pattern = _layer(symbol, "PointPatternFill", steps)
    dot = _symbol(pattern, f"@{name}@1", "marker")
    look = [("name", "circle"), ("color", HATCH), ("outline_style", "no"), ("size", "0.6"), ("size_unit", "MM")]
    _layer(dot, "SimpleMarker", look)


def _mark(symbols: Element, name: str, shape: str, colour: str, outline: str) -> None:
    options = [
        ("name", shape), ("color", colour), ("outline_color", outline), ("outline_width", "0.4"),
        ("outline_width_unit", "MM"), ("size", "3.2"), ("size_unit", "MM"),
    ]  # fmt: skip
    _layer(_symbol(symbols, name, "marker"), "SimpleMarker", options)


def _labels(root: Element, field: str, size: int) -> None:
    settings = SubElement(SubElement(root, "labeling", type="simple"), "settings", calloutType="simple")
    text = SubElement(settings, "text-style", fieldName=field, fontSize=str(size), fontSizeUnit="Point", textColor=INK)
    SubElement(text, "text-buffer", bufferDraw="1", bufferSize="0.8", bufferSizeUnits="MM", bufferColor=PAPER)
