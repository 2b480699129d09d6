"""A table of sites that the atlas does not have yet, with coordinates or without: rows of their table and layer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from kcn_map.analysis.diff import compare
from kcn_map.core.columns import Column
from kcn_map.core.figure_columns import column_about
from kcn_map.core.findings import Finding
from kcn_map.core.kinds import Kind
from kcn_map.core.model import Dataset
from kcn_map.core.schema import TableSchema, schema_of
from kcn_map.core.settings import code_column, text_column
from kcn_map.core.site_columns import ADOPTED
from kcn_map.importing import georeference, snapshot
from kcn_map.importing.common import name_of, refuse, refuse_unreadable, unusable
from kcn_map.importing.crs import WORLD, of_user
from kcn_map.importing.csv_patch import replaced
from kcn_map.importing.geojson_patch import appended
from kcn_map.importing.layers import LayerOptions, refuse_broken
from kcn_map.importing.plan import ImportPlan, Remark
from kcn_map.importing.provenance import refuse_unknown
from kcn_map.importing.table_rows import WORKBOOK, TableRow, csv_rows, sheet_rows
from kcn_map.reading import arguments
from kcn_map.reading.cells import BadCell, parse, visible
from kcn_map.tables.headings import spoken, title
from kcn_map.text.messages import word
from kcn_map.text.names import fold, fold_unit, nearest
from kcn_map.values import dataclass

#: So many rows above the titles may be those of a report.
MOST_ABOVE = 20
SOURCE, LON, LAT = "source", "lon", "lat"
#: Stands for the column of names in the first language.
NAME = "name"
#: Folded titles of the running number of a row.
_COUNTED = ("stt", "tt", "no", "so thu tu")
#: Folded titles that people write, beside the names and titles of the columns.
_CALLED = {
    **dict.fromkeys(("ten", "name", "ten khu", "ten cum", "ten kcn", "ten ccn", "khu cong nghiep"), NAME),
    **dict.fromkeys(("ten tieng anh", "english name"), "name_en"),
    **dict.fromkeys(("ma", "ma so"), "id"),
    **dict.fromkeys(("dien tich", "dien tich ha", "area", "area ha"), "area_planned_ha"),
    **dict.fromkeys(("nguon", "source", "ma nguon"), SOURCE),
    **dict.fromkeys(("lon", "lng", "longitude", "kinh do", "x", "easting"), LON),
    **dict.fromkeys(("lat", "latitude", "vi do", "y", "northing"), LAT),
}
_COORDINATE = Column("value", "value", "", "")


@dataclass(frozen=True, slots=True)
class _Listed:
    """A row of the file: its line, its texts by column of the table, and where it lies, if that is known."""

    line: int
    texts: dict[str, str]
    point: tuple[float, float] | None


def plan_new_sites(folder: Path, path: Path, options: LayerOptions) -> ImportPlan:
    """What the sites of a table would add to the table and the layer of their kind.

    Raises Unusable for a file or option that can't be used, DataError for cells that can't be taken, and where the
    atlas would have errors that it has not now.
    """
    before = snapshot.take(folder)
    dataset = snapshot.dataset_of(before)
    kinds = {kind.stem: kind for kind in dataset.settings.kinds}
    kind = kinds[arguments.choice("layer", options.layer, tuple(kinds))]
    schema = schema_of(dataset.settings)
    table, layer = schema.table(kind.stem), schema.layer(kind.stem)
    refuse_broken(dataset, table, before)
    refuse_broken(dataset, layer, before)
    refuse_unknown(dataset, options.as_of, options.source)
    rows, unknown = _listed(path, table, dataset, options)
    codes = _codes(dataset)
    sites = [_site(row, dataset, kind, table, codes, options) for row in rows]
    if wrong := list(_unknown_areas(path, rows, sites, dataset)):
        refuse(*wrong)
    features = [_feature(row, site, dataset, path) for row, site in zip(rows, sites, strict=True)]
    changed = {
        table.file: replaced(before[table.file], {}, sites),
        layer.file: appended(before[layer.file].decode("utf-8"), features).encode("utf-8"),
    }
    snapshot.refuse_new_errors(before, changed)
    counts = {"count": len(sites), "placed": sum(row.point is not None for row in rows)}
    changes = compare(dataset, snapshot.dataset_of({**before, **changed}))
    return ImportPlan(folder, changes, [Remark("new_sites", counts)], unknown, before, changed)


# ── the file ──────────────────────────────────────────────────────────────────────────────────────


def _listed(
    path: Path, table: TableSchema, dataset: Dataset, options: LayerOptions
) -> tuple[list[_Listed], list[Finding]]:
    """The rows below the titles, and a warning for each title that is no column. Raises DataError for wrong cells."""
    rows = _rows(path, options.source_layer)
    titles, own = _titles(dataset, table), _name(dataset)
    found = ((place, [titles.get(fold(cell), "") for cell in row.cells]) for place, row in enumerate(rows[:MOST_ABOVE]))
    place, columns = next(((place, names) for place, names in found if own in names), (-1, []))
    if place < 0:
        told = visible(", ".join(rows[0].cells), 200) if rows else "–"
        refuse(Finding("column-missing", name_of(path), None, own, params={"columns": told}))
    unknown = [
        Finding("column-unknown", name_of(path), rows[place].line, visible(cell), visible(cell))
        for cell, column in zip(rows[place].cells, columns, strict=True)
        if cell and not column and fold(cell) not in _COUNTED
    ]
    findings: list[Finding] = []
    wanted = {column.name: column for column in table.columns}
    listed = [_row(path, row, columns, wanted, options, findings) for row in rows[place + 1 :]]
    if findings:
        refuse(*findings)
    return [row for row in listed if row.texts.get(own)], unknown


def _rows(path: Path, sheet: str | None) -> list[TableRow]:
    """The rows of a CSV, or those of a workbook's sheet: the one that is named, else the first that has any."""
    refuse_unreadable(path)
    if path.suffix.lower() != WORKBOOK:
        return list(csv_rows(path))
    sheets = sheet_rows(path)
    if sheet is not None and sheet not in sheets:
        names = visible(", ".join(sheets), 200) or "–"
        unusable("import-source-layer-missing", name_of(path), value=visible(sheet), layers=names)
    return sheets[sheet] if sheet is not None else next((rows for rows in sheets.values() if rows), [])


def _name(dataset: Dataset) -> str:
    """The column, or property, of names in the first language."""
    return text_column(NAME, dataset.settings.languages[0])


def _titles(dataset: Dataset, table: TableSchema) -> Mapping[str, str]:
    """Folded title → column; that of an area is its level's name as well."""
    own = _name(dataset)
    found = {text: own if column == NAME else column for text, column in _CALLED.items()}
    for level in reversed(dataset.settings.levels):  # of two that are called alike the first is meant
        names = ",".join((*level.name.values(), *level.name_plural.values(), *level.prefixes))
        found |= {fold(text): level.code_column for text in (names, *names.split(","))}
    for column in table.columns:
        texts = (column.name, column.vi, column.en, *(title(column, lang) for lang in ("vi", "en")))
        found |= {fold(text): column.name for text in texts}
    return found


def _row(
    path: Path, row: TableRow, columns: Sequence[str], wanted: Mapping[str, Column], options: LayerOptions,
    findings: list[Finding],
) -> _Listed:  # fmt: skip
    texts: dict[str, str] = {}
    at: dict[str, float] = {}
    for name, cell in zip(columns, row.cells, strict=False):
        if not name or not cell:
            continue
        column = wanted.get(name, _COORDINATE if name in (LON, LAT) else None)
        text = _value(column, cell) if column else cell
        try:
            value = parse(column, text) if column and column.type != "code" else text
        except BadCell as bad:
            findings.append(Finding(bad.code, name_of(path), row.line, name, visible(cell), bad.params))
            continue
        if name in (LON, LAT) and isinstance(value, int | float):
            at[name] = float(value)
        else:
            texts[name] = text
    return _Listed(row.line, texts, _point(at, options) if len(at) == 2 else None)


def _value(column: Column, cell: str) -> str:
    """A cell as the table has it: what a reader calls a value stands for it."""
    said = {fold(spoken(column, value, lang)): value for value in column.values for lang in ("vi", "en")}
    return said.get(fold(cell), cell)


def _point(at: Mapping[str, float], options: LayerOptions) -> tuple[float, float]:
    if options.crs is None:
        return at[LON], at[LAT]
    crs = of_user(options.crs, WORLD).crs
    assert crs is not None
    lon, lat = crs.to_wgs84(at[LON], at[LAT])
    return float(lon), float(lat)


# ── the atlas ─────────────────────────────────────────────────────────────────────────────────────


def _codes(dataset: Dataset) -> Mapping[str, Mapping[str, str]]:
    """Level → what its areas are called, folded, and their codes → code; a name of several areas is of none."""
    found = {}
    for level in dataset.settings.levels:
        areas = dataset.layers[level.id].features if level.layer else ()
        called = [(fold_unit(str(area.properties[_name(dataset)]), level.prefixes), str(area.key)) for area in areas]
        names = [name for name, _ in called]
        found[level.id] = {str(area.key): str(area.key) for area in areas}
        found[level.id] |= {name: code for name, code in called if names.count(name) == 1}
    return found


def _site(
    row: _Listed, dataset: Dataset, kind: Kind, table: TableSchema, codes: Mapping[str, Mapping[str, str]],
    options: LayerOptions,
) -> dict[str, str]:  # fmt: skip
    """The row of the table: what the file does not say is empty, but for what every row has."""
    names = {column.name for column in table.columns}
    texts = {name: text for name, text in row.texts.items() if name in names}
    name = texts[_name(dataset)]
    named = {text_column(NAME, lang): name for lang in dataset.settings.languages}
    site = {"id": _slug(name), **named, "status": "unknown", **texts, "kind": kind.id}
    for level, known in codes.items():
        column = code_column(level)
        if text := site.get(column):
            site[column] = known.get(text) or known.get(fold_unit(text)) or text
        elif row.point is not None and (code := _lies_in(row.point, dataset, level)):
            site[column] = code
    source = row.texts.get(SOURCE) or options.source
    for attribute, (source_column, _) in ADOPTED.items():
        if site.get(attribute):
            date_column = column_about(attribute, "as_of")
            site |= {source_column: site.get(source_column) or source or ""}
            site |= {date_column: site.get(date_column) or options.as_of or ""}
    return site


def _unknown_areas(
    path: Path, rows: Sequence[_Listed], sites: Sequence[Mapping[str, str]], dataset: Dataset
) -> Iterator[Finding]:
    """An area that the atlas does not have, with the one that is called most like it."""
    for level in (level for level in dataset.settings.levels if level.layer):
        names = {str(area.properties[_name(dataset)]): str(area.key) for area in dataset.layers[level.id].features}
        for row, site in zip(rows, sites, strict=True):
            text = site.get(level.code_column)
            if text and text not in names.values():
                near = next((f"{name} ({names[name]})" for name in nearest(text, names, 1)), "–")
                params = {"of": level.file, "level": level.name, "nearest": near}
                yield Finding("area-unknown", name_of(path), row.line, level.code_column, visible(text), params)


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")


def _lies_in(point: tuple[float, float], dataset: Dataset, level: str) -> str | None:
    from shapely.geometry import Point

    areas = georeference.area_shapes(dataset, level) if level in dataset.layers else {}
    return next((code for code, area in areas.items() if area.covers(Point(*point))), None)


def _feature(row: _Listed, site: Mapping[str, str], dataset: Dataset, path: Path) -> dict[str, Any]:
    """A point that says where it is from, or no geometry: then the area of the first level is what is known."""
    first = dataset.settings.levels[0].code_column
    accuracy = "commune" if row.point else "district" if site.get(first) else "province"
    properties: dict[str, Any] = {"id": site["id"], "location_accuracy": accuracy, "uncertainty_m": None}
    for name in ("basis_vi", "basis_en"):
        text = word("import.basis_commune", name[-2:], file=name_of(path)) + "."
        properties[name] = text if row.point else None
    point = {"type": "Point", "coordinates": [round(number, 6) for number in row.point]} if row.point else None
    return {"type": "Feature", "properties": properties, "geometry": point}
