"""Figures of a report → observations, and into the tables of sites where they are adopted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from kcn_map.analysis.figures import may_be, site_sources, split_list
from kcn_map.checking.common import site_rows
from kcn_map.core.columns import name_of as name_of_column
from kcn_map.core.errors import UsageError
from kcn_map.core.figure_columns import about, column_about
from kcn_map.core.findings import DataError, Finding, has_errors
from kcn_map.core.model import Cell, Dataset, Row
from kcn_map.core.settings import Settings, text_column
from kcn_map.core.site_columns import ADOPTED, SOURCE_OF
from kcn_map.importing import csv_patch, snapshot
from kcn_map.importing.common import MOST_REPORTED, name_of
from kcn_map.importing.plan import FigureChange, ImportPlan, Remark
from kcn_map.importing.provenance import refuse_unknown
from kcn_map.importing.report import Figure, Report, figure_columns, read_report
from kcn_map.reading import arguments
from kcn_map.reading.cells import parse, visible
from kcn_map.text.languages import with_shipped
from kcn_map.values import dataclass

#: What a table of sites says of a figure, as observations.csv does.
_BESIDE = ("qualifier", "as_of", "as_of_basis")
_Observed = Mapping[tuple[Cell, Cell], Sequence[Row]]


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """How a report is taken. Raises UsageError for what can't be asked.

    `as_of` is the date of its figures, `source` an id of sources.csv, `columns` say as "title=field" which figure a
    column holds, `adopt`: the figures become those of the sites' tables. `source_layer` is a sheet of several.
    """

    as_of: str | None = None
    source: str | None = None
    columns: Sequence[str] = ()
    adopt: bool = False
    source_layer: str | None = None

    def __post_init__(self) -> None:
        for name, other in (("as_of", "source"), ("source", "as_of")):
            if getattr(self, name) is None:
                raise UsageError(name, "import.report_needs", other=other)
            arguments.text(name, getattr(self, name))
        if self.source_layer is not None:
            arguments.text("source_layer", self.source_layer)
        arguments.flag("adopt", self.adopt)
        for one in arguments.texts("columns", self.columns):
            if "=" not in one:
                raise UsageError("columns", "import.not_mapped", value=visible(one))

    def mapped(self, fields: Sequence[str]) -> dict[str, str]:
        """Title → field. Raises UsageError for a field that there is not."""
        pairs = (one.rpartition("=") for one in self.columns)
        return {title.strip(): arguments.choice("columns", field.strip(), fields) for title, _, field in pairs}


def plan_report(folder: Path, path: Path, options: ReportOptions) -> ImportPlan:
    """What the figures of a report would change.

    Raises Unusable for a file or option that can't be used, DataError for cells that can't be taken, and where the
    tables would not stand the check.
    """
    before = snapshot.take(folder)
    dataset = snapshot.dataset_of(before)
    refuse_unknown(dataset, options.as_of, options.source)
    report = read_report(path, dataset, options.mapped(list(figure_columns(dataset))), options.source_layer)
    known = _known(dataset)
    said = (options.as_of, options.source)
    new = [one for one in report.figures if (one.site, one.field.name, _value(one), *said) not in known]
    sites = {str(row.values["id"]): (file, row) for file, row in site_rows(dataset)}
    observed = _by_source(dataset, options)
    kept = [one for one in new if not (options.adopt and _is_known(one, sites[one.site][1], observed, options))]
    rows, edits = [_observation(one, options) for one in kept], dict[int, dict[str, str]]()
    if options.adopt:
        rows = [*_former(dataset, report.figures, sites, options), *rows]
        edits = dict(_corrections(new, sites, observed, options))
    file = dataset.tables["observations"].file
    changed = {file: csv_patch.replaced(before[file], edits, rows)} if rows or edits else {}
    if options.adopt:
        changed |= _adopted(before, report.figures, sites, options)
    checked = snapshot.findings_of({**before, **changed}) if changed else ()
    if has_errors(checked):
        raise DataError(checked)
    listed = [one for one in report.figures if one in new or (options.adopt and _differs(one, sites[one.site][1]))]
    changes = [_change(dataset.settings, one, sites[one.site], options) for one in listed]
    return ImportPlan(folder, changes, list(_remarks(report, new, sites)), _left(path, report), before, changed)


def _known(dataset: Dataset) -> set[tuple[Any, ...]]:
    """The figures that there are: those of the tables of sites are observations too."""
    found = {_key(row) for row in dataset.tables["observations"].rows}
    for _, row in site_rows(dataset):
        for name, sources in site_sources(row).items():
            figure = (row.values["id"], name, row.values[name], about(row.values, name, "as_of"))
            found |= {(*figure, source) for source in sources}
    return found


def _key(row: Row) -> tuple[Any, ...]:
    return tuple(row.values[name] for name in ("subject", "attribute", "value", "as_of", "source"))


def _value(figure: Figure) -> Any:
    return parse(figure.field, figure.text)


def _observation(figure: Figure, options: ReportOptions) -> dict[str, str]:
    """The row of a figure among the observations."""
    return {
        "subject": figure.site, "attribute": figure.field.name, "value": figure.text, "qualifier": "exact",
        "as_of": str(options.as_of), "as_of_basis": "stated", "source": str(options.source),
    }  # fmt: skip


def _former(
    dataset: Dataset, figures: Sequence[Figure], sites: Mapping[str, tuple[str, Row]], options: ReportOptions
) -> Iterator[dict[str, str]]:
    """The figures that others take the place of in the tables of sites, where they stand nowhere else.

    But for what the report corrects: its source has one figure for one day.
    """
    known = {(*_key(row)[:3], row.values["source"]) for row in dataset.tables["observations"].rows}
    for one in figures:
        row, name = sites[one.site][1], one.field.name
        if not _differs(one, row) or row.values[name] is None:
            continue
        told = {part: row.raw.get(column_about(name, part), "").strip() for part in _BESIDE}
        notes = {column: row.raw.get(column_about(name, f"note_{lang}"), "").strip()
                 for lang in dataset.settings.languages for column in [text_column("note", lang)]}  # fmt: skip
        for source in split_list(row.values[ADOPTED[name][0]]):
            is_corrected = source == options.source and _corrects(one, row, options)
            if not is_corrected and (one.site, name, row.values[name], source) not in known:
                yield {
                    "subject": one.site, "attribute": name, "value": row.raw[name].strip(), **told, **notes,
                    "qualifier": told["qualifier"] or "exact", "source": source,
                    "as_of_basis": told["as_of_basis"] or ("stated" if told["as_of"] else "unknown"),
                }  # fmt: skip


def _adopted(
    before: Mapping[str, bytes], figures: Sequence[Figure], sites: Mapping[str, tuple[str, Row]],
    options: ReportOptions,
) -> dict[str, bytes]:  # fmt: skip
    """The tables of sites with the figures that differ from theirs, each with its source and date."""
    edits: dict[str, dict[int, dict[str, str]]] = {}
    given = {(one.site, one.field.name) for one in figures}
    for one in figures:
        file, row = sites[one.site]
        if one.field.name not in ADOPTED or not _differs(one, row):
            continue
        source, _ = ADOPTED[one.field.name]
        cells = edits.setdefault(file, {}).setdefault(row.line, {})
        of_former = tuple(_former_columns(one.field.name, keeps_notes=_corrects(one, row, options)))
        former = [column for column in row.raw if column.startswith(of_former)]
        cells |= dict.fromkeys(former, "")
        cells |= {one.field.name: one.text, source: _sources(one.site, source, row, given, options)}
        cells[column_about(one.field.name, "as_of")] = str(options.as_of)
    return {file: csv_patch.replaced(before[file], rows, []) for file, rows in edits.items()}


def _former_columns(attribute: str, keeps_notes: bool) -> Iterator[str]:
    """What the columns begin with that describe the figure that was there alone."""
    parts = ("qualifier", "as_of_basis", *(["note_"] * (not keeps_notes)))
    return (column_about(attribute, part) for part in parts)


def _sources(
    site: str, column: str, row: Row, given: set[tuple[str, str]], options: ReportOptions
) -> str:  # fmt: skip
    """The source of a figure; beside it that of another figure which shares its column and which the report lacks."""
    others = [name for name in SOURCE_OF[column] if row.values[name] is not None and (site, name) not in given]
    former = str(row.values[column]).split(";") if others and row.values[column] else []
    return ";".join(dict.fromkeys([str(options.source), *former]))


def _differs(figure: Figure, row: Row) -> bool:
    return figure.field.name in ADOPTED and row.values[figure.field.name] != _value(figure)


def _by_source(dataset: Dataset, options: ReportOptions) -> dict[tuple[Cell, Cell], list[Row]]:
    """Subject and attribute → what the source of the report has of them."""
    found: dict[tuple[Cell, Cell], list[Row]] = {}
    for row in dataset.tables["observations"].rows:
        if row.values["source"] == options.source:
            found.setdefault((row.values["subject"], row.values["attribute"]), []).append(row)
    return found


def _is_known(figure: Figure, row: Row, observed: _Observed, options: ReportOptions) -> bool:
    """Whether the table tells a figure that it adopts: not beside another of its source that may be of its date."""
    if not _differs(figure, row):
        return False
    name, is_corrected = figure.field.name, _corrects(figure, row, options)
    table = (row.values[name], about(row.values, name, "as_of"))
    others = [(one.values["value"], one.values["as_of"]) for one in observed.get((figure.site, name), ())]
    others += [table] * (options.source in split_list(row.values[ADOPTED[name][0]]))
    return not any(may_be(options.as_of, day) and not (is_corrected and (value, day) == table) for value, day in others)


def _corrects(figure: Figure, row: Row, options: ReportOptions) -> bool:
    """Whether the table has another figure of the same source and date."""
    if not _differs(figure, row) or row.values[figure.field.name] is None:
        return False
    is_of_source = options.source in split_list(row.values[ADOPTED[figure.field.name][0]])
    return is_of_source and about(row.values, figure.field.name, "as_of") == options.as_of


def _corrections(
    new: Sequence[Figure], sites: Mapping[str, tuple[str, Row]], observed: _Observed, options: ReportOptions
) -> Iterator[tuple[int, dict[str, str]]]:
    """Line → cells of the observations that have what the table has and the report corrects."""
    for one in new:
        row, name = sites[one.site][1], one.field.name
        if _corrects(one, row, options):
            former = (row.values[name], options.as_of)
            for found in observed.get((one.site, name), ()):
                if (found.values["value"], found.values["as_of"]) == former:
                    yield found.line, {"value": one.text}


def _change(settings: Settings, figure: Figure, site: tuple[str, Row], options: ReportOptions) -> FigureChange:
    file, row = site
    languages = with_shipped(settings.languages)
    titles: dict[str, str] = {lang: name_of_column(figure.field, lang) for lang in languages}
    unit = settings.attributes[figure.field.name].unit if figure.field.name in settings.attributes else None
    units: dict[str, str] = {lang: unit[lang] if unit else figure.field.unit for lang in languages}
    name = figure.field.name
    adopted = row.values.get(name) if name in ADOPTED else None
    return FigureChange(
        file if options.adopt and _differs(figure, row) else "observations.csv", figure.site,
        str(row.values[text_column("name", settings.languages[0])]), name, titles, units,
        _value(figure), adopted, row.raw[ADOPTED[name][0]].strip() if adopted is not None else None, name in ADOPTED,
        options.adopt and _corrects(figure, row, options),
    )  # fmt: skip


def _remarks(report: Report, new: Sequence[Figure], sites: Mapping[str, tuple[str, Row]]) -> Iterator[Remark]:
    if known := len(report.figures) - len(new):
        yield Remark("report_known", {"count": known})
    there = {one.site for one in report.figures}
    files = {sites[key][0] for key in there}
    if lacking := [key for key, (file, _) in sites.items() if file in files and key not in there]:
        yield Remark("report_lacks", {"count": len(lacking), "names": ", ".join(lacking)})
    if report.unread:
        yield Remark("report_unread", {"columns": visible(", ".join(report.unread), 300)})


def _left(path: Path, report: Report) -> list[Finding]:
    return [
        Finding("import-row-unmatched", name_of(path), line, None, text, {"nearest": near})
        for line, text, near in report.left[:MOST_REPORTED]
    ]
