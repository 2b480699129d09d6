"""A KML for Google Earth: folders of the sites of each kind and of the areas of the first level; every text stays text.

A balloon is HTML after XML has been read, so what stands in one is escaped for both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from kcn_map.cartography import theme
from kcn_map.cartography.classes import NO_DATA, NONE, class_colours, classify, labels, no_data, none
from kcn_map.cartography.classes import title as measure_title
from kcn_map.core.columns import Column, begin
from kcn_map.core.model import Geometry, Joined
from kcn_map.core.settings import Lang
from kcn_map.io.files import atomic_path
from kcn_map.reading.winding import rings_of
from kcn_map.tables.handed_on import Table
from kcn_map.tables.headings import spoken, title
from kcn_map.text.messages import word
from kcn_map.text.numbers import format_date, format_number
from kcn_map.text.xml import clean, escaped

#: Google's own symbols, drawn in the colour of the kind. It has no hexagon.
ICON = "http://maps.google.com/mapfiles/kml/shapes/{}.png"
ICONS = {
    "square": "square", "diamond": "open-diamond", "circle": "placemark_circle", "triangle": "triangle",
    "hexagon": "polygon",
}  # fmt: skip
FILLED = "b3"  # seven tenths: the ground stays to be seen
LINE, EMPTY = theme.abgr(theme.colour("border-strong")), theme.abgr(theme.colour("none"), FILLED)


def write(out: Path, tables: Sequence[Table], joined: Joined, lang: Lang) -> None:
    """The KML in `lang` into a file."""
    data = document(tables, joined, lang)
    with atomic_path(out) as path:
        path.write_bytes(data)


def document(tables: Sequence[Table], joined: Joined, lang: Lang) -> bytes:
    """The KML in one language. Sites without a place are named in the description: no point is made up for them."""
    settings = joined.settings
    root = Element("kml", xmlns="http://www.opengis.net/kml/2.2")
    top = SubElement(root, "Document")
    _text(top, "name", settings.title[lang])
    _text(top, "description", _paragraphs(_about(tables, joined, lang)))
    _styles(top, joined)
    folders = [table for table in tables if table.kind or table.level == settings.levels[0].id]
    for table in folders:
        _schema(top, table, lang)
    for table in folders:
        _folder(top, table, joined, lang)
    indent(root, " ")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode").encode() + b"\n"


def _text(parent: Element, tag: str, content: str, **attributes: str) -> Element:
    child = SubElement(parent, tag, {name: clean(value) for name, value in attributes.items()})
    child.text = clean(content)
    return child


def _paragraphs(lines: Iterable[str]) -> str:
    return "".join(f"<p>{_html(line)}</p>" for line in lines if line)


def _html(text: str) -> str:
    """Text as a balloon shows it: no tag, and none of Google Earth's own $[entities]."""
    return escaped(text).replace("$[", "&#36;[")


def _about(tables: Sequence[Table], joined: Joined, lang: Lang) -> list[str]:
    settings = joined.settings
    name = f"name_{lang}"
    placeless = [
        str(row[name] or row["id"])
        for table in tables if table.kind
        for row, geometry in zip(table.rows, table.geometries or (), strict=True) if geometry is None
    ]  # fmt: skip
    return [
        word("page.as_of", lang, date=format_date(settings.as_of, lang)),
        settings.administration[lang],
        word("export.no_place", lang, names=", ".join(placeless)) if placeless else "",
        f"{begin(settings.levels[0].name_plural[lang])}: {_legend(joined, lang)}",
        word("export.places", lang, **joined.called.said(lang)),
        settings.disclaimer[lang],
        *(text[lang] for text in settings.attribution),
    ]


def _legend(joined: Joined, lang: Lang) -> str:
    measure = joined.settings.measures[0]
    told = [*labels(measure, lang), none(joined, measure, lang), no_data(measure, lang)]
    return f"{measure_title(measure, lang)}: {'; '.join(told)}"


def _styles(top: Element, joined: Joined) -> None:
    for kind in joined.settings.kinds:
        colour = theme.abgr(kind.colour)
        style = SubElement(top, "Style", id=kind.stem)
        drawn = SubElement(style, "IconStyle")
        _text(drawn, "color", colour)
        _text(drawn, "scale", "0.9")
        _text(SubElement(drawn, "Icon"), "href", ICON.format(ICONS[kind.symbol]))
        _text(SubElement(style, "LabelStyle"), "scale", "0.8")
        _polygon_style(style, None, colour)
    for number, shade in enumerate(class_colours(joined.settings.measures[0])):
        _polygon_style(SubElement(top, "Style", id=f"class-{number}"), theme.abgr(shade, FILLED), LINE)
    _polygon_style(SubElement(top, "Style", id=f"class-{NONE}"), EMPTY, LINE)
    _polygon_style(SubElement(top, "Style", id=f"class-{NO_DATA}"), None, LINE)


def _polygon_style(style: Element, fill: str | None, line: str) -> None:
    """The rest of a style, in the order of OGC's schema. Balloons have our text alone: Google's own show HTML."""
    drawn = SubElement(style, "LineStyle")
    _text(drawn, "color", line)
    _text(drawn, "width", "1.5")
    inside = SubElement(style, "PolyStyle")
    if fill:
        _text(inside, "color", fill)
    else:
        _text(inside, "fill", "0")
    _text(SubElement(style, "BalloonStyle"), "text", "$[description]")


def _schema(top: Element, table: Table, lang: Lang) -> None:
    """The types of the columns, so that a GIS gets numbers as numbers."""
    types = {"number": "double", "percent": "double", "count": "int", "year": "int", "flag": "bool"}
    schema = SubElement(top, "Schema", name=table.name, id=f"columns-{table.name}")
    for column in table.columns:
        field = _text(schema, "SimpleField", "", type=types.get(column.type, "string"), name=column.name)
        _text(field, "displayName", title(column, lang))


def _folder(top: Element, table: Table, joined: Joined, lang: Lang) -> None:
    folder = SubElement(top, "Folder", id=f"folder-{table.name}")
    _text(folder, "name", table.title(lang))
    for row, geometry in zip(table.rows, table.geometries or (), strict=True):
        if geometry is not None:
            _placemark(folder, table, row, geometry, joined, lang)


def _placemark(
    folder: Element, table: Table, row: Mapping[str, Any], geometry: Geometry, joined: Joined, lang: Lang
) -> None:
    mark = SubElement(folder, "Placemark")
    name = str(row[f"name_{lang}"] or row[table.columns[0].name])
    _text(mark, "name", name)
    _text(mark, "description", _balloon(name, table.columns, row, lang))
    style = table.name
    if table.level is not None:
        measure = joined.settings.measures[0]
        value, sites, at_least = (row[measure.id + end] for end in ("", "_of", "_at_least"))
        style = f"class-{classify(value, sites, at_least, measure.breaks, measure.decimals)}"
    _text(mark, "styleUrl", f"#{style}")
    data = SubElement(SubElement(mark, "ExtendedData"), "SchemaData", schemaUrl=f"#columns-{table.name}")
    for column in table.columns:
        if row[column.name] is not None:
            _text(data, "SimpleData", _plain(row[column.name]), name=column.name)
    _geometry(mark, geometry)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return repr(value) if isinstance(value, float) else str(value)


def _balloon(name: str, columns: Sequence[Column], row: Mapping[str, Any], lang: Lang) -> str:
    """What is known, a line each, as the reader writes it. Coverage counts stay in the data."""
    lines = [
        f"<b>{_html(title(column, lang))}</b>: {_html(_shown(column, row, lang))}"
        for column in columns
        if row[column.name] is not None and not column.name.endswith(("_n", "_of", "_at_least"))
    ]
    return f"<h3>{_html(name)}</h3>{'<br>'.join(lines)}"


def _shown(column: Column, row: Mapping[str, Any], lang: Lang) -> str:
    value = row[column.name]
    if isinstance(value, int | float):
        shown = str(value) if column.type == "year" else format_number(value, lang, 5 if column.unit == "°" else 2)
        return word("page.at_least", lang, value=shown) if row.get(f"{column.name}_at_least") else shown
    return format_date(value, lang) if column.type == "date" else spoken(column, str(value), lang)


def _geometry(mark: Element, geometry: Geometry) -> None:
    if geometry["type"] == "Point":
        _text(SubElement(mark, "Point"), "coordinates", _position(geometry["coordinates"]))
        return
    parent = SubElement(mark, "MultiGeometry") if geometry["type"] == "MultiPolygon" else mark
    polygon = parent
    for ring, is_outer in rings_of(geometry):
        if is_outer:
            polygon = SubElement(parent, "Polygon")
            _text(polygon, "tessellate", "1")
        boundary = SubElement(polygon, "outerBoundaryIs" if is_outer else "innerBoundaryIs")
        _text(SubElement(boundary, "LinearRing"), "coordinates", " ".join(map(_position, ring)))


def _position(point: Sequence[float]) -> str:
    return f"{point[0]!r},{point[1]!r}"
