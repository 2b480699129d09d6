"""Where a table of coordinates begins: its header, below titles of the sheet, or none at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise, zip_longest

from kcn_map.importing.crs import VN2000, names_vn2000
from kcn_map.importing.table_rows import TableRow
from kcn_map.text.names import fold
from kcn_map.values import dataclass

WGS84 = "EPSG:4326"
#: Folded titles of the columns across (east) and up (north), the system that they name; x and y may be either.
_PAIRS: Sequence[tuple[tuple[str, ...], tuple[str, ...], str | None, bool]] = (
    (("lon", "lng", "long", "longitude", "kinh do"), ("lat", "latitude", "vi do"), WGS84, False),
    (("easting", "east", "e", "dong"), ("northing", "north", "n", "bac"), None, False),
    (("x",), ("y",), None, True),
)
_UNITS = ("", " m", " met", " do", " deg")
_BEFORE = ("toa do ", "truc ", "coordinate ")
#: Folded titles of columns that identify the site that a vertex belongs to.
_OWNERS = ("id", "ma", "ten", "name", "name vi", "ten kcn", "ten ccn", "khu", "cum", "site", "code")
#: Folded titles of columns that number the corners.
_NUMBERS = (
    "stt", "tt", "so thu tu", "so", "no", "point", "diem", "moc", "so hieu", "so hieu diem", "ten diem", "so hieu moc",
    "ten moc", "diem goc", "so hieu goc",
)  # fmt: skip
_NUMBER = re.compile(r"[+-]?\d[\d.,\s]*")
_COUNTED = re.compile(r"\(?(\d{1,2})\)?")
#: A header has not more titles above it.
MOST_TITLES = 30
#: No longitude or latitude is larger; grids in metres have coordinates of this size.
_DEGREES, _METRES = 180, 1000


@dataclass(frozen=True, slots=True)
class Titles:
    """The header of a table: where easting and northing stand, which column says the owner, which numbers the corners.

    `crs` is the system that the titles name; `unsure`: x and y may be either way round. The first of the rows with
    corners is `first`, counted from 0.
    """

    header: Sequence[str]
    east: int
    north: int
    crs: str | None
    unsure: bool
    owner: str | None
    number: str | None
    first: int

    @property
    def fields(self) -> tuple[str, ...]:
        places = (self.east, self.north)
        return tuple(title for index, title in enumerate(self.header) if title and index not in places)


def titles_of(head: Sequence[TableRow], id_field: str | None) -> Titles | None:
    """What the first rows of a table say of its columns; None where they have no pair of coordinates."""
    for place, row in enumerate(head[:MOST_TITLES]):
        above = head[place - 1].cells if place else []  # titles of two rows are merged cells
        header = [title or merged for title, merged in zip_longest(row.cells, above, fillvalue="")]
        folded = [_bare(title) for title in header]
        columns = _columns(folded)
        if columns is not None:
            first = place + 1 + (place + 1 < len(head) and _is_counted(head[place + 1].cells))
            if columns[2] == WGS84 and names_vn2000(" ".join(text for above in head[:first] for text in above.cells)):
                columns = (*columns[:2], VN2000, columns[3])
            number = next((header[folded.index(name)] for name in _NUMBERS if name in folded), None)
            return Titles(header, *columns, _owner(header, folded, id_field), number, first)
    return _without_header(head, id_field)


def _bare(title: str) -> str:
    """A folded title without its unit: "Tọa độ X (m)" → "x"."""
    name = fold(title)
    for before in _BEFORE:
        name = name.removeprefix(before)
    known = {name for east, north, _, _ in _PAIRS for name in (*east, *north)}
    return next((name.removesuffix(unit) for unit in _UNITS if name.removesuffix(unit) in known), fold(title))


def _columns(folded: Sequence[str]) -> tuple[int, int, str | None, bool] | None:
    """Where easting and northing stand, the system that their titles name, and whether they may be either way round."""
    for easts, norths, crs, unsure in _PAIRS:
        east = [index for index, name in enumerate(folded) if name in easts]
        north = [index for index, name in enumerate(folded) if name in norths]
        if len(east) == len(north) == 1:
            return east[0], north[0], crs, unsure
    return None


def _is_counted(cells: Sequence[str]) -> bool:
    """Whether a row below the header only counts the columns: (1), (2), (3)."""
    found = [_COUNTED.fullmatch(cell) for cell in cells if cell]
    numbers = [int(one[1]) for one in found if one]
    return len(numbers) == len(found) > 1 and all(b == a + 1 for a, b in pairwise(numbers)) and numbers[0] == 1


def _owner(header: Sequence[str], folded: Sequence[str], id_field: str | None) -> str | None:
    """The column that says whose corner a row is; None where all rows are of one."""
    if id_field is not None:
        return id_field
    return next((header[folded.index(name)] for name in _OWNERS if name in folded), None)


def _without_header(head: Sequence[TableRow], id_field: str | None) -> Titles | None:
    """A table of bare numbers: two columns are coordinates by their size, one may count, one may name the owner."""
    width = len(head[0].cells) if head else 0
    if not 2 <= width <= 4 or any(len(row.cells) != width for row in head):
        return None
    columns = [[row.cells[column] for row in head] for column in range(width)]
    sizes = [_size(texts) for texts in columns]
    for unit in ("metres", "degrees"):
        places = [column for column, size in enumerate(sizes) if size == unit]
        if len(places) == 2:
            header = [chr(ord("A") + column) for column in range(width)]
            owners = [header[column] for column, size in enumerate(sizes) if size == "text"]
            counts = [header[column] for column, size in enumerate(sizes) if size == "count"]
            owner = id_field or (owners[0] if len(owners) == 1 else None)
            return Titles(header, places[0], places[1], None, True, owner, counts[0] if counts else None, 0)
    return None


def _size(texts: Sequence[str]) -> str:
    """What a column of a table without titles holds."""
    if not all(_NUMBER.fullmatch(text) for text in texts):
        return "text"
    numbers = [float(plain_number(text, is_degrees=False) or "nan") for text in texts]
    if all(number >= _METRES for number in numbers):
        return "metres"
    if all(text.isdecimal() for text in texts):
        return "count"
    return "degrees" if all(abs(number) <= _DEGREES for number in numbers) else "other"


def plain_number(text: str, *, is_degrees: bool) -> str | None:
    """A coordinate with a decimal point, however it is written; None where a comma may be either.

    No longitude has thousands, and a comma before three digits alone groups them as often as not.
    """
    bare = re.sub(r"\s", "", text)
    last = max(bare.rfind(","), bare.rfind("."))
    sign = bare[last] if last >= 0 else ""
    digits = re.sub(r"[.,]", "", bare)
    if not sign or (sign == "." and bare.count(".") == 1 and "," not in bare):
        return bare
    if bare.count(sign) > 1:  # what comes more than once groups thousands
        return digits
    whole, decimals = bare[:last], bare[last + 1 :]
    is_grouped = sign == "," and len(decimals) == 3 and len(whole.lstrip("+-")) <= 3
    if is_grouped and not is_degrees:
        return None
    return re.sub(r"[.,]", "", whole) + "." + decimals
