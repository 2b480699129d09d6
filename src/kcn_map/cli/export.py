"""kcn-map export: the joined layers for other programs, or the map as a picture."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kcn_map.cli.common import (
    Choice,
    data_option,
    document_lang,
    document_lang_option,
    ends_well,
    load,
    print_findings,
    progress,
    tally,
)
from kcn_map.cli.streams import print_message
from kcn_map.export import FORMATS, PAGES
from kcn_map.text.messages import word

if TYPE_CHECKING:
    from kcn_map.core.settings import Lang


@click.command()
@click.option(
    "--format", "style", type=Choice(FORMATS), help="Định dạng. Format.  [default: as the ending of --out says]"
)
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), metavar="PATH",
    help="Tệp; với csv, fgb, shp là thư mục hoặc tệp .zip. A file; for csv, fgb and shp a folder or a .zip.",
)  # fmt: skip
@click.option("--measure", metavar="ID", help="Ảnh: chỉ tiêu nào. Pictures: which measure.  [default: the first]")
@click.option(
    "--page", type=Choice(PAGES),
    help="Ảnh: khổ 16:9 hay A4 ngang. Pictures: 16:9, or A4 landscape.  [default: a4 for pdf, else slide]",
)  # fmt: skip
@data_option
@document_lang_option
@ends_well
def export(
    style: str | None, out: Path, measure: str | None, page: str | None, folder: Path, lang: Lang
) -> None:  # fmt: skip
    """Xuất các lớp cho phần mềm khác, hoặc bản đồ thành ảnh. Layers for other programs, or a picture.

    Có lỗi thì không ghi gì. On errors nothing is written.
    """
    atlas = load(folder, lang)
    with progress("checking", lang):
        findings = atlas.check()
    errors, _ = tally(findings)
    if errors:
        print_findings([finding for finding in findings if finding.severity == "error"], lang)
        print_message(word("export.not_written", lang, errors=errors))
        sys.exit(1)
    with progress("exporting", lang):
        atlas.export(out, style, document_lang(folder), measure=measure, page=page)
    print_message(word("cli.written", lang, path=out, size=f"{_size(out) / 1000:.0f} kB"))


def _size(path: Path) -> int:
    return sum(part.stat().st_size for part in path.iterdir()) if path.is_dir() else path.stat().st_size
