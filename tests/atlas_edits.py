"""Small edits of an atlas folder, as a person makes them in Excel, QGIS or an editor; each knows where it was made.

An edit is a function of the folder; it returns the place (file, row, field, value) that a finding about it should name.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from kcn_map.core.site_columns import ADOPTED


class Place(NamedTuple):
    file: str
    row: int | None = None
    field: str | None = None
    value: str | None = None


Edit = Callable[[Path], Place]
Json = dict[str, Any]

#: Takes a property or a column away.
GONE = object()


def together(first: Edit, *others: Edit) -> Edit:
    """Several edits; the first of them is the one that a finding names."""

    def edit(folder: Path) -> Place:
        place = first(folder)
        for other in others:
            other(folder)
        return place

    return edit


# ── files ─────────────────────────────────────────────────────────────────────────────────────────


def nothing(folder: Path) -> Place:
    return Place("")


def without(file: str) -> Edit:
    def edit(folder: Path) -> Place:
        (folder / file).unlink()
        return Place(file)

    return edit


def holding(file: str, content: str | bytes) -> Edit:
    """The file, with another content."""

    def edit(folder: Path) -> Place:
        (folder / file).write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return Place(file)

    return edit


def folder_instead(file: str) -> Edit:
    def edit(folder: Path) -> Place:
        (folder / file).unlink()
        (folder / file).mkdir()
        return Place(file)

    return edit


def pending(file: str, *, named: str | None = None) -> Edit:
    """A new content for the file waits to take its place, as an import leaves it that is killed."""

    def edit(folder: Path) -> Place:
        content = (folder / file).read_bytes()
        made = folder / ".kcn-map-pending-x"
        made.mkdir()
        (made / Path(file).name).write_bytes(content + b"\n")
        before = {named or file: hashlib.sha256(content).hexdigest()}
        (made / "before.json").write_text(json.dumps(before), encoding="utf-8")
        return Place(made.name)

    return edit


def no_folder(folder: Path) -> Place:
    shutil.rmtree(folder)
    return Place(str(folder))


def sized(file: str, size: int) -> Edit:
    """The file, filled up to a size, without taking so much of the disk."""

    def edit(folder: Path) -> Place:
        with (folder / file).open("r+b") as opened:
            opened.truncate(size)
        return Place(file)

    return edit


def encoded(file: str, encoding: str) -> Edit:
    """The file in another encoding; what that can't write becomes a question mark."""

    def edit(folder: Path) -> Place:
        content = (folder / file).read_text(encoding="utf-8").encode(encoding, "replace")
        (folder / file).write_bytes(content)
        first = next(place for place, byte in enumerate(content) if byte > 0x7F)
        return Place(file, content[:first].count(b"\n") + 1, None, f"0x{content[first]:02X}")

    return edit


def garbled(file: str) -> Edit:
    """The file, its UTF-8 taken for windows-1252 and saved as what it then looked like."""

    def edit(folder: Path) -> Place:
        content = (folder / file).read_bytes()
        text = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in content)
        (folder / file).write_text(text, encoding="utf-8")
        return Place(file)

    return edit


def replaced(file: str, old: str, new: str, field: str | None = None, value: str | None = None) -> Edit:
    """The first place that the pattern `old` matches, replaced; `row` is its line."""

    def edit(folder: Path) -> Place:
        text = (folder / file).read_text(encoding="utf-8")
        found = re.search(old, text, re.MULTILINE)
        assert found, f"{old} is not in {file}"
        (folder / file).write_text(text[: found.start()] + found.expand(new) + text[found.end() :], encoding="utf-8")
        return Place(file, text.count("\n", 0, found.start()) + 1, field, value)

    return edit


def setting(old: str, new: str, field: str | None = None, value: str | None = None) -> Edit:
    """A change of atlas.toml, where findings name no line."""
    change = replaced("atlas.toml", old, new, field, value)
    return lambda folder: change(folder)._replace(row=None)


def words(content: str, field: str | None = None, value: str | None = None) -> Edit:
    """Words of an atlas in Vietnamese."""

    def edit(folder: Path) -> Place:
        path = folder / "words" / "vi.toml"
        path.parent.mkdir()
        path.write_text(content, encoding="utf-8")
        return Place("words/vi.toml", None, field, value)

    return edit


# ── tables ────────────────────────────────────────────────────────────────────────────────────────


def cell(file: str, key: str | Mapping[str, str], **changes: str) -> Edit:
    """Cells of one row, which `key` finds: the text of its first column, or those of several."""

    def edit(folder: Path) -> Place:
        rows = read_rows(folder / file)
        number = find_row(rows, key)
        rows[number].update(changes)
        write_rows(folder / file, rows)
        field, value = next(iter(changes.items()))
        return Place(file, number + 2, field, value)

    return edit


def here(file: str, key: str | Mapping[str, str], field: str) -> Edit:
    """No edit: the place of a cell that an edit elsewhere makes wrong."""

    def edit(folder: Path) -> Place:
        rows = read_rows(folder / file)
        number = find_row(rows, key)
        return Place(file, number + 2, field, rows[number][field])

    return edit


def copied(file: str, key: str | Mapping[str, str], source: str | None = None, **changes: str) -> Edit:
    """A copy of one row, perhaps of another file, at the end of the table, with changes."""

    def edit(folder: Path) -> Place:
        rows, others = read_rows(folder / file), read_rows(folder / (source or file))
        rows.append({**others[find_row(others, key)], **changes})
        write_rows(folder / file, rows)
        field = next(iter(changes), next(iter(rows[0])))
        return Place(file, len(rows) + 1, field, rows[-1][field])

    return edit


def rows_gone(file: str, which: Callable[[dict[str, str]], bool]) -> Edit:
    def edit(folder: Path) -> Place:
        write_rows(folder / file, [row for row in read_rows(folder / file) if not which(row)])
        return Place(file)

    return edit


def headings(file: str) -> Edit:
    """The first line of a table alone."""

    def edit(folder: Path) -> Place:
        header = (folder / file).read_text(encoding="utf-8").partition("\n")[0]
        return holding(file, header + "\n")(folder)

    return edit


def columns(
    file: str, change: Callable[[dict[str, str]], dict[str, str]], field: str | None = None, value: str | None = None
) -> Edit:
    """Every row of a table changed, its header with them."""

    def edit(folder: Path) -> Place:
        write_rows(folder / file, [change(row) for row in read_rows(folder / file)])
        return Place(file, 1, field, value)

    return edit


def figure(file: str, key: str, attribute: str, value: str) -> Edit:
    """Another value for a figure of a site, in its table and in the observation that it adopts, if there is one."""

    def edit(folder: Path) -> Place:
        rows = read_rows(folder / file)
        row = rows[find_row(rows, key)]
        seen = {"subject": key, "attribute": attribute, "value": row[attribute]}
        if attribute in ADOPTED:
            seen["source"] = row[ADOPTED[attribute][0]]
        observations = read_rows(folder / "observations.csv")
        if any(seen.items() <= other.items() for other in observations):
            cell("observations.csv", seen, value=value)(folder)
        return cell(file, key, **{attribute: value})(folder)

    return edit


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def find_row(rows: list[dict[str, str]], key: str | Mapping[str, str]) -> int:
    wanted = {next(iter(rows[0])): key} if isinstance(key, str) else key
    return next(number for number, row in enumerate(rows) if all(row[name] == text for name, text in wanted.items()))
