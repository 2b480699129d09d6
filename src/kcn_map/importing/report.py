"""A table of a report: a row a site, a column a figure, whatever else stands around them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import islice, zip_longest
from pathlib import Path

from kcn_map.checking.common import site_rows
from kcn_map.core.columns import NUMERIC, Column, name_of
from kcn_map.core.findings import Finding
from kcn_map.core.model import Dataset
from kcn_map.core.site_columns import OWN_COLUMNS, label
from kcn_map.importing.common import MOST_REPORTED, refuse, refuse_unreadable, unusable
from kcn_map.importing.common import name_of as file_name
from kcn_map.importing.match import name_index, names_of_row
from kcn_map.importing.report_numbers import CONVERSIONS, decimal_sign, plain, same_unit, split_unit
from kcn_map.importing.table_rows import WORKBOOK, TableRow, csv_rows, sheet_rows
from kcn_map.reading.cells import PLACEHOLDERS, BadCell, parse, visible
from kcn_map.reading.observations import attribute_type
from kcn_map.tables.plain import spreadsheet_number
from kcn_map.text.languages import with_shipped
from kcn_map.text.messages import Told
from kcn_map.text.names import fold, nearest
from kcn_map.values import dataclass

#: A header has not more titles above it, a report not more rows; so many show by which column sites are found.
MOST_TITLES, MOST_ROWS, MOST_COMPARED = 30, 20_000, 500


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a report: where it stands, of which site, and what it is; `text` is as data files have it."""

    line: int
    site: str
    field: Column
    text: str


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of a report; `unread` are its other columns, `left` the rows that name no site, with their texts."""

    figures: tuple[Figure, ...]
    unread: tuple[str, ...]
    left: tuple[tuple[int, str, str], ...]


@dataclass(frozen=True, slots=True)
class _Header:
    first: int  # of the rows with figures, counted from 0
    titles: Sequence[str]
    fields: Mapping[int, tuple[Column, float]]  # place of a column → what it holds, and its factor


def read_report(path: Path, dataset: Dataset, mapped: Mapping[str, str], chosen: str | None) -> Report:
    """The figures of a CSV or workbook; `mapped` says of columns by their titles which field they hold.

    Raises Unusable where no column is a figure or no row a site, DataError for cells that can't be taken.
    """
    fields, languages = figure_columns(dataset), with_shipped(dataset.settings.languages)
    found = {name: (rows, header) for name, rows in _tables(path, chosen).items()
             if (header := _header(path, rows, fields, mapped, languages))}  # fmt: skip
    if not found:
        allowed = visible(", ".join(fields), 400)
        unusable("import-report-unclear", file_name(path), fields=allowed)
    if len(found) > 1:
        unusable("import-layer-unclear", file_name(path), value=visible(", ".join(found), 200), count=len(found))
    rows, header = next(iter(found.values()))
    return _read(path, rows[header.first :], header, dataset)


def _tables(path: Path, chosen: str | None) -> dict[str, list[TableRow]]:
    refuse_unreadable(path)
    if path.suffix.lower() != WORKBOOK:
        return {"": list(islice(csv_rows(path), MOST_ROWS))}
    sheets = sheet_rows(path)
    if chosen is not None and chosen not in sheets:
        layers = visible(", ".join(sheets), 300)
        unusable("import-source-layer-missing", file_name(path), value=visible(chosen), layers=layers)
    return {name: rows for name, rows in sheets.items() if chosen in (None, name)}


def figure_columns(dataset: Dataset) -> dict[str, Column]:
    """The figures that a report may give: the adopted ones, and numeric attributes of the observations."""
    own = (*OWN_COLUMNS, *dataset.settings.fields)
    others = [
        Column(id_, attribute_type(dataset.settings, id_) or "text", one.name, one.unit.first)
        for id_, one in dataset.settings.attributes.items()
    ]
    return {column.name: column for column in (*own, *others) if column.type in NUMERIC}


def _header(
    path: Path, rows: Sequence[TableRow], fields: Mapping[str, Column], mapped: Mapping[str, str],
    languages: Sequence[str],
) -> _Header | None:  # fmt: skip
    """The row with most titles of figures, those of merged cells above it included; None where there is none."""
    wanted = {fold(title): fields[name] for title, name in mapped.items()}
    known = {fold(text): column for column in fields.values() for text in _called(column, languages)} | wanted
    best: _Header | None = None
    for place, row in enumerate(rows[:MOST_TITLES]):
        above = rows[place - 1].cells if place else []
        titles = [_title(*texts) for texts in zip_longest(row.cells, above, fillvalue="")]
        forms_of = [(fold(title), fold(split_unit(title)[0])) for title in titles]
        columns = {
            at: next(known[form] for form in forms if form in known)
            for at, forms in enumerate(forms_of) if any(form in known for form in forms)
        }  # fmt: skip
        has_all = set(wanted) <= {form for forms in forms_of for form in forms}
        if has_all and len(columns) > (len(best.fields) if best else 0):
            found = {at: (column, _factor(path, row.line, titles[at], column)) for at, column in columns.items()}
            best = _Header(place + 1, titles, found)
    return best


def _title(text: str, above: str) -> str:
    """A title of two lines: what stands below may be empty, or the unit alone."""
    return text if split_unit(text)[0] else f"{above} {text}".strip()


def _called(column: Column, languages: Sequence[str]) -> tuple[str, ...]:
    return (column.name, *(text for lang in languages for text in (name_of(column, lang), label(column.name, lang))))


def _factor(path: Path, line: int, title: str, column: Column) -> float:
    """What a column's numbers are to be multiplied by. Raises DataError for a unit that can't be converted."""
    unit = split_unit(title)[1]
    found, wanted = same_unit(unit), same_unit(column.unit)
    factor = CONVERSIONS.get((found, wanted))
    known = {same_unit(one.unit) for one in OWN_COLUMNS if one.unit} | {unit for pair in CONVERSIONS for unit in pair}
    if factor is None and found != wanted and found in known and column.type != "count":
        refuse(Finding("import-unit-differs", file_name(path), line, visible(title), visible(unit),
                       {"field": column.name, "unit": column.unit or "–"}))  # fmt: skip
    return factor or 1.0


def _read(path: Path, rows: Sequence[TableRow], header: _Header, dataset: Dataset) -> Report:
    keys_of, called = _sites(dataset)
    at = _naming_column(rows, header, keys_of)
    if at is None:
        unusable("import-report-unclear", file_name(path), fields="–")
    signs = {
        place: decimal_sign([_cell(row, place) for row in rows if place not in row.numbers]) for place in header.fields
    }
    figures, left, findings = [], [], list[Finding]()
    given_before: dict[tuple[str, str], Figure] = {}
    for row in rows:
        text = _cell(row, at)
        keys = keys_of(text)
        cells = {place: _cell(row, place) for place in header.fields}
        given = {place: cell for place, cell in cells.items() if cell and not _is_unknown(cell)}
        if len(keys) != 1:
            if text and given:
                near = next(iter(nearest(text[:100], called, 1)), "")
                left.append((row.line, visible(text), f"{near} ({called[near]})" if near else "–"))
            continue
        for place, cell in given.items():
            column, factor = header.fields[place]
            found = _text(cell, column, factor, signs[place], is_number=place in row.numbers)
            if isinstance(found, BadCell):
                findings.append(Finding(found.code, file_name(path), row.line, visible(header.titles[place]),
                                        visible(cell), found.params))  # fmt: skip
                continue
            figure = Figure(row.line, keys[0], column, found)
            first = given_before.setdefault((figure.site, column.name), figure)
            if first is figure:
                figures.append(figure)
            elif first.text != found:
                params = {"site": figure.site, "field": column.name, "other": visible(first.text), "line": first.line}
                findings.append(Finding("import-figure-twice", file_name(path), row.line, visible(header.titles[place]),
                                        visible(cell), params))  # fmt: skip
    if findings:
        refuse(*findings[:MOST_REPORTED])
    read = {at, *header.fields}
    unread = [title for place, title in enumerate(header.titles) if title and place not in read]
    return Report(tuple(figures), tuple(unread), tuple(left))


def _is_unknown(cell: str) -> bool:
    """Whether a cell says that a figure is not known; an error of the spreadsheet (#DIV/0!) says no such thing."""
    return cell.casefold() in PLACEHOLDERS and not cell.startswith("#")


def _cell(row: TableRow, place: int) -> str:
    return row.cells[place] if place < len(row.cells) else ""


def _text(cell: str, column: Column, factor: float, sign: str | None, *, is_number: bool) -> str | BadCell:
    """A cell as data files have it, or why it can't be taken."""
    text = cell if is_number else plain(cell, sign, is_count=column.type in ("count", "year"))
    if text is None:
        return BadCell("import-cell-doubtful", why=Told("detail.decimals_or_thousands"))
    try:
        value = parse(column, text)
    except BadCell as bad:
        return bad
    return spreadsheet_number(text if factor == 1 else f"{float(value) * factor:.12g}")  # type: ignore[arg-type]


def _sites(dataset: Dataset) -> tuple[Callable[[str], Sequence[str]], dict[str, str]]:
    """Finds the sites that a text means, and name → id."""
    names = {str(row.values["id"]): names_of_row(str(row.values["id"]), row.values) for _, row in site_rows(dataset)}
    called = {name: key for key, known in names.items() for name in (*known[1:], known[0])}
    return name_index(dataset, names), called


def _naming_column(rows: Sequence[TableRow], header: _Header, keys_of: Callable[[str], Sequence[str]]) -> int | None:
    """The column by which most sites are found."""
    places = [place for place in range(len(header.titles)) if place not in header.fields]
    some = rows[:MOST_COMPARED]
    found = {at: len({key for row in some if (text := _cell(row, at)) for key in keys_of(text)}) for at in places}
    best = max(found, key=lambda at: found[at], default=None)
    return best if best is not None and found[best] else None
