"""Sites that the atlas does not have yet, as a file lists them: a row of a table each, or a feature of a GIS file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from kcn_map.core.columns import Column
from kcn_map.core.findings import Finding
from kcn_map.core.model import Dataset, Geometry
from kcn_map.core.schema import LayerSchema, TableSchema
from kcn_map.core.settings import Text, text_column
from kcn_map.importing import shapes
from kcn_map.importing.common import MOST_REPORTED, Source, name_of, refuse, refuse_unreadable, unusable
from kcn_map.importing.crs import WORLD, area_of, of_file, of_user
from kcn_map.importing.fields import choose_name, running
from kcn_map.importing.layers import LayerOptions, called
from kcn_map.importing.match import readable
from kcn_map.importing.plan import Remark
from kcn_map.importing.source import read_source
from kcn_map.importing.table_rows import WORKBOOK, TableRow, csv_rows, sheet_rows
from kcn_map.reading.cells import BadCell, parse, visible
from kcn_map.tables.headings import spoken, titles_of
from kcn_map.text.languages import with_shipped
from kcn_map.text.names import fold
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
    **dict.fromkeys(("ten", "name", "ten khu", "ten cum"), NAME),
    **dict.fromkeys(("ten tieng anh", "english name"), "name_en"),
    **dict.fromkeys(("ma", "ma so"), "id"),
    **dict.fromkeys(("dien tich", "dien tich ha", "area", "area ha"), "area_planned_ha"),
    **dict.fromkeys(("nguon", "source", "ma nguon"), SOURCE),
    **dict.fromkeys(("lon", "lng", "longitude", "kinh do", "x", "easting"), LON),
    **dict.fromkeys(("lat", "latitude", "vi do", "y", "northing"), LAT),
}
_COORDINATE = Column("value", "value", Text())


@dataclass(frozen=True, slots=True)
class Listed:
    """A site of the file: its line or number, its texts by column of the table, and where it lies, if that is known."""

    line: int
    texts: dict[str, str]
    geometry: Geometry | None


def listed_rows(
    path: Path, table: TableSchema, dataset: Dataset, options: LayerOptions
) -> tuple[list[Listed], list[Finding], list[Remark]]:
    """The rows below the titles, a warning for each title that is no column, and which title became which column.

    Raises DataError for wrong cells, and where no row has a title of names; Unusable for a title that is not there.
    """
    rows = _rows(path, options.source_layer)
    titles, own = _titles(dataset, table), name_column(dataset)
    asked = {name: column for name, column in ((options.id_field, "id"), (options.name_field, own)) if name is not None}
    found = ((place, _named(row.cells, titles, asked)) for place, row in enumerate(rows[:MOST_ABOVE]))
    place, columns = next(((place, names) for place, names in found if own in names), (-1, []))
    heads = rows[place].cells if place >= 0 else max((row.cells for row in rows[:MOST_ABOVE]), key=len, default=[])
    known = visible(", ".join(filter(None, heads)), 200) or "–"
    if missing := [name for name in asked if name not in heads]:
        unusable("import-field-missing", name_of(path), value=visible(missing[0]), fields=known)
    if place < 0:
        params = {"known": known, "option": "--name-field"}
        refuse(Finding("import-names-unclear", name_of(path), params=params))
    pairs = [(cell, column) for cell, column in zip(heads, columns, strict=True) if cell]
    unknown = [
        Finding("column-unknown", name_of(path), rows[place].line, visible(cell), visible(cell))
        for cell, column in pairs
        if not column and fold(cell) not in _COUNTED
    ]
    findings: list[Finding] = []
    wanted = {column.name: column for column in table.columns}
    listed = [_row(path, row, columns, wanted, options, findings) for row in rows[place + 1 :]]
    if findings:
        refuse(*findings)
    return [row for row in listed if row.texts.get(own)], unknown, _remarks(pairs)


def _named(cells: Sequence[str], titles: Mapping[str, str], asked: Mapping[str, str]) -> list[str]:
    """The column of each title, "" for none; of a column that is asked for only the title that is named."""
    columns = [titles.get(fold(cell), "") for cell in cells]
    return [asked.get(cell) or ("" if column in asked.values() else column)
            for cell, column in zip(cells, columns, strict=True)]  # fmt: skip


def _remarks(pairs: Iterable[tuple[str, str]]) -> list[Remark]:
    """Which field became which column, where any is not called so."""
    told = [f"{visible(name)} → {column}" for name, column in pairs if column and name != column]
    return [Remark("new_columns", {"columns": ", ".join(told)})] if told else []


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


def name_column(dataset: Dataset) -> str:
    """The column, or property, of names in the first language."""
    return text_column(NAME, dataset.settings.languages[0])


def _titles(dataset: Dataset, table: TableSchema) -> Mapping[str, str]:
    """Folded title → column; that of an area is its level's name as well."""
    own = name_column(dataset)
    found = {text: own if column == NAME else column for text, column in _CALLED.items()}
    for kind in dataset.settings.kinds:
        called = [fold(text) for text in kind.phrases]
        found |= {form: own for text in called for form in (text, f"ten {text}", f"{text} name", f"name of {text}")}
    for level in reversed(dataset.settings.levels):  # of two that are called alike the first is meant
        names = (*level.name.values(), *level.name_plural.values(), *level.prefixes)
        found |= {fold(text): level.code_column for name in names for text in (name, *name.split(","))}
    for column in table.columns:
        found |= {fold(text): column.name for text in titles_of(column, with_shipped(dataset.settings.languages))}
    return found


def _row(
    path: Path, row: TableRow, columns: Sequence[str], wanted: Mapping[str, Column], options: LayerOptions,
    findings: list[Finding],
) -> Listed:  # fmt: skip
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
    return Listed(row.line, texts, _point(at, options) if len(at) == 2 else None)


def _value(column: Column, cell: str) -> str:
    """A cell as the table has it: what a reader calls a value stands for it."""
    said = {fold(spoken(column, value, lang)): value for value in column.values for lang in ("vi", "en")}
    return said.get(fold(cell), cell)


def _point(at: Mapping[str, float], options: LayerOptions) -> Geometry:
    lon, lat = at[LON], at[LAT]
    if options.crs is not None:
        crs = of_user(options.crs, WORLD).crs
        assert crs is not None
        lon, lat = map(float, crs.to_wgs84(lon, lat))
    return {"type": "Point", "coordinates": [round(lon, 6), round(lat, 6)]}


def listed_features(
    path: Path, table: TableSchema, layer: LayerSchema, dataset: Dataset, options: LayerOptions
) -> tuple[list[Listed], list[Finding], list[Remark]]:
    """The features of a GIS file, a warning for each field that is no column, and what to know about the file."""
    found = read_source(path, called(dataset.settings, layer), None, options.source_layer, options.drawing_layer)
    source, encoding = readable(found, options.id_field, None)
    remarks = [Remark("encoding", {"encoding": encoding})] if encoding else []
    crs = (of_file(source, area_of(source, None)) if options.crs is None else of_user(options.crs, WORLD)).crs
    if crs is None:
        unusable("import-crs-missing", source.file, fits="–")
    drawn = [feature for feature in source.features if feature.shape is not None]
    made = {feature.number: shapes.shaped(source, feature, layer, crs, False) for feature in drawn}
    if wrong := [one.wrong for one in made.values() if one.wrong]:
        refuse(*wrong[:MOST_REPORTED])
    remarks += [Remark("from_crs", {"crs": crs.label})] if drawn else []
    remarks += [Remark(key, params) for one in made.values() for key, params in one.remarks][:MOST_REPORTED]
    columns = _columns(source, table, dataset, options)
    known = [name for name, column in columns.items() if column]
    remarks += _remarks(columns.items())
    findings: list[Finding] = []
    wanted = {column.name: column for column in table.columns}
    listed = []
    for feature in source.features:
        cells = [feature.attributes.get(name, "").strip() for name in known]
        row = TableRow(feature.number, cells, False)
        texts = _row(path, row, [columns[name] for name in known], wanted, options, findings).texts
        shape = made.get(feature.number)
        listed.append(Listed(feature.number, texts, shape.geometry if shape else None))
    if findings:
        refuse(*findings)
    left = [name for name in columns if name not in known]
    unknown = [Finding("column-unknown", name_of(path), 1, visible(name), visible(name)) for name in left]
    return [one for one in listed if one.texts.get(name_column(dataset))], unknown, remarks


def _columns(source: Source, table: TableSchema, dataset: Dataset, options: LayerOptions) -> dict[str, str]:
    """Field → column of the table, "" for none. The running numbers of a program are no ids; shapes show the place."""
    titles, own = _titles(dataset, table), name_column(dataset)
    columns = {name: titles.get(_words(name), "") for name in source.fields}
    for name, column in columns.items():
        is_count = column == "id" and running([feature.attributes.get(name, "") for feature in source.features])
        columns[name] = "" if is_count or column in (LON, LAT) else column
    for asked, column in ((options.id_field, "id"), (options.name_field, own)):
        if asked is not None:
            choose_name(source, asked)
            columns = {name: "" if other == column else other for name, other in columns.items()} | {asked: column}
    if own not in columns.values():
        columns[choose_name(source, None, [name for name, column in columns.items() if column])] = own
    return columns


def _words(name: str) -> str:
    """A field's name as a title: a GIS file has "_" for blanks."""
    return " ".join(fold(name).replace("_", " ").split())
