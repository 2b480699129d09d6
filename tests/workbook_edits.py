"""Edits of an exported workbook, as a person makes them in Excel."""

from __future__ import annotations

from typing import Any


def copied(book: Any) -> None:
    book.copy_worksheet(book["Cụm công nghiệp"]).title = "Cụm CN sửa"


def noted(book: Any) -> None:
    book.create_sheet("Việc cần làm").append(["việc", "ai"])


def another(book: Any) -> None:
    """A workbook that is none of the atlas's."""
    for sheet in book.worksheets[1:]:
        book.remove(sheet)
    page = book.worksheets[0]
    page.delete_cols(1, page.max_column)
    page.title = "Sheet1"
    page.append(["a", "b"])


def no_edit(book: Any) -> None:
    """The workbook as it was exported."""


def copied_figure(book: Any) -> tuple[Any, int, int]:
    """The sheet of figures with a copy of its first one at the end: the sheet and both lines."""
    page = book["Số liệu đã công bố"]
    page.append([page.cell(2, column).value for column in range(1, page.max_column + 1)])
    return page, 2, page.max_row


def two_from_one(book: Any) -> None:
    """A figure whose date was edited, and a copy of it with another: either may be the row that was there."""
    page, first, copy = copied_figure(book)
    page.cell(first, 5).value, page.cell(copy, 5).value = "2018", "2019"


def one_more(book: Any) -> None:
    """A copy of a figure with another date; the figure stays."""
    page, _, copy = copied_figure(book)
    page.cell(copy, 5).value = "2018"
