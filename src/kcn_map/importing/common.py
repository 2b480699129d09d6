"""What the steps of an import share: features of the source file, and how an import is refused."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from kcn_map.core.findings import DataError, Finding
from kcn_map.reading.cells import visible
from kcn_map.reading.text import LARGEST_FILE
from kcn_map.reading.toml import Unusable
from kcn_map.text.messages import Told
from kcn_map.text.reasons import reason
from kcn_map.values import dataclass

__all__ = [
    "DataError",
    "Source",
    "SourceFeature",
    "Unusable",
    "name_of",
    "refuse",
    "refuse_large",
    "refuse_unreadable",
    "unusable",
]

#: No more findings of one kind are reported for one file.
MOST_REPORTED = 10


@dataclass(frozen=True, slots=True)
class SourceFeature:
    """One feature of a source file. `number` counts from 1 (the line of a table); `shape` is in the file's own CRS.

    `attributes` are texts; `labels` are texts of a drawing that lie within the shape. `unlabelled` are shapes of its
    layer without a text that share an edge with it or lie within it: whether they belong to it is not said.
    """

    number: int
    attributes: Mapping[str, str]
    shape: Any  # a shapely geometry, None for a null one
    labels: tuple[str, ...] = ()
    unlabelled: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A source file as read. `crs` is WKT or EPSG:nnnn, None where the file states none.

    `axis_order_unknown`: x and y may come in either order, as in tables of coordinates. `ignored` counts
    what is no shape, such as lines of a drawing that close no area. `remarks` are keys of [import]
    in messages.toml, each with what its sentence needs.
    """

    file: str
    features: tuple[SourceFeature, ...]
    crs: str | None
    fields: tuple[str, ...] = ()
    axis_order_unknown: bool = False
    ignored: int = 0
    remarks: tuple[tuple[str, Mapping[str, Any]], ...] = ()


def name_of(path: Path) -> str:
    """A file's name for a sentence, without its folder."""
    return visible(path.name, 80)


def unusable(code: str, file: str, *, field: str | None = None, value: str | None = None, **params: Any) -> NoReturn:
    """The file or an option can't be used at all."""
    raise Unusable([Finding(code, file, None, field, value, params)])


def refuse(*findings: Finding) -> NoReturn:
    """The file can be read, but what it says can't be taken."""
    raise DataError(findings)


def refuse_unreadable(path: Path) -> None:
    """Raises Unusable for what is no file, can't be looked at, or is too large."""
    try:
        path.stat()
    except FileNotFoundError:
        unusable("import-file-unreadable", name_of(path), why=Told("detail.no_such_file"))
    except (OSError, ValueError) as error:
        unusable("import-file-unreadable", name_of(path), why=reason(error))
    if not path.is_file():
        unusable("import-file-unreadable", name_of(path), why=Told("detail.no_file"))
    refuse_large(path)


def refuse_large(path: Path) -> None:
    if (size := path.stat().st_size) > LARGEST_FILE:
        megabytes, most = round(size / 1e6, 1), round(LARGEST_FILE / 1e6, 1)
        unusable("file-too-large", name_of(path), size=megabytes, most=most)
