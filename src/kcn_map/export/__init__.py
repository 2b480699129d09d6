"""Export: the joined layers in the formats that others need, or the map as a picture.

The same atlas gives the same bytes. Every file is written whole or not at all.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from kcn_map.core.errors import KcnMapError, UsageError
from kcn_map.values import dataclass

if TYPE_CHECKING:
    from kcn_map.core.model import Joined
    from kcn_map.core.settings import Lang, Settings
    from kcn_map.core.summary import Summary


@dataclass(frozen=True, slots=True)
class Format:
    """A format of export. `write` of the module named here writes it; `several`: it makes more than one file."""

    module: str
    several: bool = False


#: In the order of `--help`. Where a format makes several files, `out` is a folder, or a ZIP where it is named so.
FORMATS = {
    "gpkg": Format("geopackage"),
    "fgb": Format("flatgeobuf", several=True),
    "kml": Format("kml"),
    "shp": Format("shapefile", several=True),
    "csv": Format("csv_files", several=True),
    "xlsx": Format("workbook"),
    "png": Format("image"),
    "svg": Format("image"),
    "pdf": Format("image"),
}
#: Pictures of the map, which show one measure on a page.
PICTURES = tuple(name for name, known in FORMATS.items() if known.module == "image")
#: Forms of the picture: 16:9 for slides, A4 on its side for reports.
PAGES = ("slide", "a4")


class MissingExtra(KcnMapError, ImportError):
    """PNG and PDF need what `pip install "kcn-map[picture]"` brings; SVG does without."""

    def __init__(self, style: str) -> None:
        super().__init__("export.needs_extra", format=style)


def check_arguments(settings: Settings, out: Path, style: str, measure: str | None, page: str | None) -> None:
    """Raises UsageError for a format, measure or page that is none, and a file where a format makes several."""
    from kcn_map.reading import arguments

    arguments.choice("format", style, list(FORMATS))
    if FORMATS[style].several and out.suffix.lower() == f".{style}":
        raise UsageError("path", "export.several_files", format=style, path=out.with_suffix(""))
    if measure is not None:
        arguments.choice("measure", measure, [known.id for known in settings.measures])
    if page is not None:
        arguments.choice("page", page, PAGES)


def export(
    joined: Joined, summary: Summary, out: Path, style: str, lang: Lang, measure: str | None, page: str | None
) -> None:
    """Write the atlas into `out` in one of FORMATS.

    `measure` (the id of one; None takes the first) and `page` (one of PAGES; None takes A4 for PDF,
    else the slide) shape the pictures alone. Raises UsageError as `check_arguments` does,
    MissingExtra where PNG or PDF lack their library, and OSError naming `out`.
    """
    check_arguments(joined.settings, out, style, measure, page)
    if style in PICTURES:
        from kcn_map.export import image

        image.write(out, joined, summary, style, lang, measure, page or ("a4" if style == "pdf" else "slide"))
    else:
        from kcn_map.tables.handed_on import tables

        writer = import_module(f"kcn_map.export.{FORMATS[style].module}")
        writer.write(out, tables(joined, summary), joined, lang)
