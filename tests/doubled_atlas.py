"""The shipped atlas as older ones are: what is told of a figure of a table of sites stands in observations.csv, with
the figure once more."""

from __future__ import annotations

from pathlib import Path

from atlas_edits import read_rows, write_rows

from kcn_map.analysis.figures import SOURCE_COLUMN, split_list
from kcn_map.core.figure_columns import FIGURES, figure_columns
from kcn_map.core.settings import text_column

LANGUAGES = ("vi", "en")
ABOUT = {column.name for column in figure_columns(LANGUAGES)}


def double(folder: Path) -> None:
    """Type the figures of the tables of sites of which more is told a second time, and tell it there."""
    observations = read_rows(folder / "observations.csv")
    for file in ("zones.csv", "clusters.csv"):
        rows = read_rows(folder / file)
        for row in rows:
            for begin, (attribute, *_) in FIGURES.items():
                told = {column: cell for column, cell in row.items() if column in ABOUT and column.startswith(begin)}
                if any(_of(told, begin).values()) and row[attribute]:
                    _insert(observations, _observation(row, begin, attribute))
        write_rows(folder / file, [{name: cell for name, cell in row.items() if name not in ABOUT} for row in rows])
    write_rows(folder / "observations.csv", observations)


def _of(told: dict[str, str], begin: str) -> dict[str, str]:
    """Without the columns of another figure that is called longer."""
    longer = [other for other in FIGURES if other != begin and other.startswith(begin)]
    return {column: cell for column, cell in told.items() if not column.startswith(tuple(longer) or "?")}


def _observation(row: dict[str, str], begin: str, attribute: str) -> dict[str, str]:
    def about(part: str) -> str:
        return row.get(f"{begin}_{part}", "")

    source = split_list(row.get(SOURCE_COLUMN[attribute], ""))[0]
    return {
        "subject": row["id"], "attribute": attribute, "value": row[attribute],
        "qualifier": about("qualifier") or "exact", "as_of": about("as_of"),
        "as_of_basis": about("as_of_basis") or ("stated" if about("as_of") else "unknown"), "source": source,
        **{text_column("note", lang): about(f"note_{lang}") for lang in reversed(LANGUAGES)},
    }  # fmt: skip


def _insert(observations: list[dict[str, str]], one: dict[str, str]) -> None:
    """Before the first later one of its attribute or behind all of it, else before all others of its subject."""
    subjects = [n for n, other in enumerate(observations) if other["subject"] == one["subject"]]
    alike = [n for n in subjects if observations[n]["attribute"] == one["attribute"]]
    later = [n for n in alike if observations[n]["as_of"] > one["as_of"]]
    places = [*later, *(n + 1 for n in reversed(alike)), *subjects, len(observations)]
    observations.insert(places[0], one)
