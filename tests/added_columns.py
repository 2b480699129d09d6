"""A column of each type that the schema does not have: its entry there, cells of it, and where it is seen."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

SITE, OTHER = "kcn-luong-son", "ccn-tien-tien"
#: Each type of column: its entry in the schema, what stands in a cell, and what a reader sees of it in English.
ENTRIES = {
    "park_motto": ('"text"', "since 2011-01-21", "Motto", "since 21 Jan 2011"),
    "power_mw": ('"number", "MW"', "12.5", "Power", "12.5\u00a0MW"),
    "gates": ('"count"', "3", "Gates", "3"),
    "opened": ('"date"', "2012-05", "Opened", "May 2012"),
    "first_year": ('"year"', "2011", "First year", "2011"),
    "website": ('"url"', "https://an.example.vn/kcn", "Website", "https://an.example.vn/kcn"),
    "port": ('"enum", values=("river", "sea")', "river", "Port", "river port"),
}
#: What can't stand in a cell of such a column, and the finding that says so.
BAD = {
    "park_motto": ("n/a", "value-placeholder"),
    "power_mw": ("12,5", "number-decimal-comma"),
    "gates": ("2.5", "count-not-whole"),
    "opened": ("May", "date-invalid"),
    "first_year": ("11", "date-invalid"),
    "website": ("an.example", "address-invalid"),
    "port": ("lake", "value-not-allowed"),
}
#: Their titles in Vietnamese, which [attribute] has beside the English ones, and the words of a choice.
TITLES = {
    **{"park_motto": "phương châm", "power_mw": "công suất điện", "gates": "số cổng", "opened": "ngày mở cửa"},
    **{"first_year": "năm đầu", "website": "trang web", "port": "cảng"},
}
WORDS = '[port]\nriver = { vi = "cảng sông", en = "river port" }\nsea = { vi = "cảng biển", en = "sea port" }\n\n'
CELLS = {name: cell for name, (_, cell, _, _) in ENTRIES.items()}
VALUES: dict[str, Any] = CELLS | {"power_mw": 12.5, "gates": 3, "first_year": 2011}


def with_cells(folder: Path, **cells: str) -> Path:
    """The zones with these columns at the right, filled for one site; the clusters lack them."""
    table = folder / "zones.csv"
    head, *lines = list(csv.reader(io.StringIO(table.read_text(encoding="utf-8"))))
    rows = [head + list(cells)]
    rows += [line + (list(cells.values()) if line[0] == SITE else [""] * len(cells)) for line in lines]
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    table.write_text(out.getvalue(), encoding="utf-8")
    return folder


def data_of(page: Path) -> Any:
    found = re.search(r'id="atlas-data"[^>]*>(.*?)</script>', page.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return json.loads(found[1])


def texts_of(row: dict[str, Any]) -> dict[str, str]:
    return {name: str(row[name]) for name in ENTRIES}
