"""Export: the joined layers in the formats that others need, or the map as a picture.

The same atlas gives the same bytes. Every file is written whole or not at all.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kcn_map.core.errors import KcnMapError, UsageError

if TYPE_CHECKING:
    from kcn_map.core.model import Joined, Lang, Settings, Summary

FORMATS = ("gpkg", "fgb", "kml", "shp", "csv", "xlsx", "png", "svg", "pdf")
#: Formats of several files: `out` is a folder, or a ZIP where it is named so.
BUNDLES = ("fgb", "shp", "csv")
PICTURES = ("png", "svg", "pdf")
#: Forms of the picture: 16:9 for slides, A4 on its side for reports.
PAGES = ("slide", "a4")


class MissingExtra(KcnMapError, ImportError):
    """PNG and PDF need what `pip install "kcn-map[picture]"` brings; SVG does without."""

    def __init__(self, style: str) -> None:
        super().__init__("export.needs_extra", format=style)


def check_arguments(settings: Settings, out: Path, style: str, measure: str | None, page: str | None) -> None:
    """Raises UsageError for a format, measure or page that is none, and a file where a format makes several."""
    from kcn_map.reading import arguments

    arguments.choice("format", style, FORMATS)
    if style in BUNDLES and out.suffix.lower() == f".{style}":
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
        _write_data(joined, summary, out, style, lang)


def _write_data(joined: Joined, summary: Summary, out: Path, style: str, lang: Lang) -> None:
    from kcn_map.export import geopackage, kml, layers, multi_file, workbook
    from kcn_map.io.files import atomic_path
    from kcn_map.tables.handed_on import tables

    content, as_of = tables(joined, summary), joined.settings.as_of
    if style == "gpkg":
        geopackage.write(out, content, joined, lang)
    elif style == "fgb":
        multi_file.write(out, layers.flatgeobuf(content, as_of), as_of)
    elif style == "shp":
        multi_file.write(out, layers.shapefiles(content, as_of, lang), as_of)
    elif style == "csv":
        multi_file.write(out, workbook.csv_files(content), as_of)
    else:
        data = kml.document(content, joined, lang) if style == "kml" else workbook.workbook(content, lang, as_of)
        with atomic_path(out) as path:
            path.write_bytes(data)
