"""The text of a table with some rows replaced or added: all other bytes are unchanged."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from kcn_map.reading.text import LARGEST_FILE

_BOM = b"\xef\xbb\xbf"


def replaced(content: bytes, changed: Mapping[int, Mapping[str, str]], added: Sequence[Mapping[str, str]]) -> bytes:
    """`changed` has the cells by the line where a row begins, `added` comes at the end; lines count from 1.

    A column that the table lacks and a new cell needs comes at the right, empty in all other rows.
    """
    bom = _BOM if content.startswith(_BOM) else b""
    lines = list(io.StringIO(content.removeprefix(bom).decode("utf-8"), newline=""))
    divider = ";" if lines[0].count(";") > lines[0].count(",") else ","
    end = "\r\n" if lines[0].endswith("\r\n") else "\n"
    csv.field_size_limit(LARGEST_FILE)
    reader = csv.reader(lines, delimiter=divider, strict=True)
    header = [cell.strip() for cell in next(reader)]
    needed = [name for row in (*changed.values(), *added) for name, cell in row.items() if cell and name not in header]
    further = list(dict.fromkeys(needed))
    parts = _widened(lines[: reader.line_num], "".join(divider + name for name in further))
    done = reader.line_num
    for cells in reader:
        new = changed.get(done + 1)
        parts += (
            _widened(lines[done : reader.line_num], divider * len(further))
            if new is None
            else [_line([*header, *further], [*cells, *[""] * len(further)], new, divider, end)]
        )
        done = reader.line_num
    if added and not parts[-1].endswith(("\n", "\r")):
        parts.append(end)
    header += further
    parts += [_line(header, [""] * len(header), row, divider, end) for row in added]
    return bom + "".join(parts).encode("utf-8")


def _widened(lines: list[str], more: str) -> list[str]:
    """The lines of a row with more cells at its end."""
    bare = lines[-1].rstrip("\r\n")
    return [*lines[:-1], bare + more + lines[-1][len(bare) :]] if more and bare else lines


def _line(header: Sequence[str], cells: Sequence[str], new: Mapping[str, str], divider: str, end: str) -> str:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=divider, lineterminator=end)
    writer.writerow([new.get(name, cell) for name, cell in zip(header, cells, strict=True)])
    return buffer.getvalue()
