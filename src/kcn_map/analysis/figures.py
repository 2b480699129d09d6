"""Published figures: those of observations.csv, and those of the tables of sites and totals that stand nowhere else.

A figure in one of these tables, with its source and date, is an observation: it is not typed twice. What observations
tell beside these, columns about it do: figure_columns.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from kcn_map.core.figure_columns import IF_DATED, about, note_about
from kcn_map.core.model import Cell, Dataset, Observation, Row
from kcn_map.core.settings import Text
from kcn_map.core.site_columns import ADOPTED, names_of
from kcn_map.text.dates import overlap
from kcn_map.text.messages import word

#: Stands for every source, where a table names none: for the year of establishment, and for fields.
ANY = "*"
#: The columns of a figure that are no text of a language.
_FIGURE = ("subject", "attribute", "value", "qualifier", "as_of", "as_of_basis", "source")
#: Attribute of a site → the column that names its source.
SOURCE_COLUMN = {attribute: column for attribute, (column, _) in ADOPTED.items()} | {
    "infrastructure_investor": "investor_source", "established_year": "established_source",
}  # fmt: skip


def split_list(cell: Cell | Sequence[str]) -> tuple[str, ...]:
    """The parts of a cell that holds several, divided by semicolons; those of a list as they are."""
    if not cell:
        return ()
    if isinstance(cell, str) and ";" not in cell:  # most cells
        return (cell.strip(),) if cell.strip() else ()
    parts = cell if isinstance(cell, list | tuple) else str(cell).split(";")
    return tuple(part.strip() for part in parts if part.strip())


def site_sources(row: Row) -> dict[str, tuple[str, ...]]:
    """Attribute of a site → the sources of its value, where it has one."""
    values = row.values
    return {
        attribute: sources
        for attribute, column in SOURCE_COLUMN.items()
        if values.get(attribute) is not None and (sources := split_list(values.get(column)))
    }


def published(dataset: Dataset) -> tuple[Observation, ...]:
    """The figures in the order of observations.csv.

    Those that only another table has stand among those of their attribute, before the first that is later, else before
    all others of their subject, what a site is behind them: so they stand where a reader looks for them.
    """
    listed = list(_listed(dataset))
    known = {(one.subject, one.attribute, one.value, one.source) for one in listed}
    alike: dict[tuple[str, str], list[int]] = defaultdict(list)
    first, last = dict[str, int](), dict[str, int]()
    for n, one in enumerate(listed):
        alike[one.subject, one.attribute].append(n)
        first.setdefault(one.subject, n)
        last[one.subject] = n + 1
    added: dict[int, list[Observation]] = defaultdict(list)
    for one in _tabled(dataset):
        if (one.subject, one.attribute, one.value, one.source) not in known:
            others = alike[one.subject, one.attribute]
            later = (n for n in others if one.as_of and (listed[n].as_of or "") > one.as_of)
            beside = last if one.attribute in IF_DATED else first
            behind = others[-1] + 1 if others else beside.get(one.subject, len(listed))
            added[next(later, behind)].append(one)
    return tuple(one for n in range(len(listed) + 1) for one in (*added[n], *listed[n : n + 1]))


def _listed(dataset: Dataset) -> Iterator[Observation]:
    """The rows of observations.csv, each with whether the tables use it."""
    adopted = _adopted(dataset)
    for row in dataset.tables["observations"].rows:
        values: dict[str, Any] = dict(row.values)
        by_source = adopted.get((values["subject"], values["attribute"], values["value"]), {})
        dates = [day for source in (values["source"], ANY) for day in by_source.get(source, ())]
        figure = {name: values[name] for name in _FIGURE}
        note = Text.of_row(values, "note", dataset.settings.languages)
        yield Observation(**figure, note=note, adopted=any(may_be(day, values["as_of"]) for day in dates))


def _tabled(dataset: Dataset) -> Iterator[Observation]:
    """The figures of the tables of sites and totals, one a source."""
    for kind in dataset.settings.kinds:
        for row in dataset.tables[kind.stem].rows:
            for attribute, sources in site_sources(row).items():
                if attribute not in IF_DATED or about(row.values, attribute, "as_of") is not None:
                    yield from (_of_site(row, attribute, one, dataset.settings.languages) for one in sources)
    for row in dataset.tables["totals"].rows:
        measure, *figure = (row.values[name] for name in ("measure", "value", "as_of", "source"))
        yield _observation("province", measure, *figure, qualifier=row.values["qualifier"])


def _of_site(row: Row, attribute: str, source: str, languages: Sequence[str]) -> Observation:
    """A figure of the table of its site; where no note says what land a share is of, that is its note."""
    told = {part: about(row.values, attribute, part) for part in ("qualifier", "as_of_basis")}
    day, base = about(row.values, attribute, "as_of"), row.values["occupancy_base"]
    note = note_about(row.values, attribute, languages)
    if attribute == "occupancy_pct" and base and not note:
        note = _of_base(str(base), languages)
    told = {part: value for part, value in told.items() if value is not None}
    return _observation(row.values["id"], attribute, row.values[attribute], day, source, note=note, **told)


def _observation(
    subject: Cell,
    attribute: Cell,
    value: Cell,
    day: Cell,
    source: Cell,
    *,
    qualifier: Cell = "exact",
    as_of_basis: Cell = None,
    note: Text | None = None,
) -> Observation:
    """A figure as observations.csv would have it."""
    return Observation(
        subject=str(subject),
        attribute=str(attribute),
        value=int(value) if isinstance(value, float) and value.is_integer() else value,
        qualifier=str(qualifier),
        as_of=None if day is None else str(day),
        as_of_basis=str(as_of_basis or ("unknown" if day is None else "stated")),
        source=str(source),
        note=note or Text(),
        adopted=True,
    )


def _of_base(base: str, languages: Sequence[str]) -> Text:
    """What the note of a share says: the land that it is of."""
    return Text.in_each(languages, lambda lang: word("page.of_base", lang, base=word(f"base.{base}", lang)))


def _adopted(dataset: Dataset) -> dict[tuple[Any, Any, Any], dict[Cell, set[Cell]]]:
    """(subject, attribute, value) → source → dates, of the figures that the tables of sites and of totals use."""
    adopted: dict[tuple[Any, Any, Any], dict[Cell, set[Cell]]] = defaultdict(lambda: defaultdict(set))
    unsourced = dict.fromkeys(("established_year", *names_of(dataset.settings.fields)), (ANY,))
    for kind in dataset.settings.kinds:
        for row in dataset.tables[kind.stem].rows:
            for attribute, sources in {**unsourced, **site_sources(row)}.items():
                _, date_column = ADOPTED.get(attribute, ("", None))
                by_source = adopted[row.values["id"], attribute, row.values[attribute]]
                for source in sources:
                    by_source[source].add(row.values[date_column] if date_column else None)
    for row in dataset.tables["totals"].rows:
        figure = "province", row.values["measure"], row.values["value"]
        adopted[figure][row.values["source"]].add(row.values["as_of"])
    return adopted


def may_be(day: Cell, other: Cell) -> bool:
    """Whether two dates may be the same; one that is not known may be any."""
    return day is None or other is None or overlap(str(day), str(other))
