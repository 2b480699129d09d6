"""kcn-map build: geodata/ → one sealed HTML file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kcn_map.cli.common import (
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
from kcn_map.text.messages import word

if TYPE_CHECKING:
    from kcn_map.core.settings import Lang


@click.command()
@click.option(
    "--out", default="output/index.html", show_default=True, metavar="FILE",
    type=click.Path(path_type=Path), help="Tệp bản đồ. The map.",
)  # fmt: skip
@data_option
@document_lang_option
@ends_well
def build(out: Path, folder: Path, lang: Lang) -> None:
    """Kiểm tra dữ liệu và dựng bản đồ. Check the data and render the map.

    Có lỗi thì không ghi gì, bản đồ cũ được giữ nguyên. On errors nothing is written and the last good map stays.
    """
    from kcn_map.core.findings import DataError
    from kcn_map.io import gdal_process

    with gdal_process.running():
        atlas = load(folder, lang)
        try:
            with progress("rendering", lang):
                path = atlas.save(out, document_lang(folder))
        except DataError as error:
            print_findings([finding for finding in error.findings if finding.severity == "error"], lang)
            print_message(word("cli.not_written", lang, errors=tally(error.findings)[0]))
            sys.exit(1)
    errors, warnings = tally(atlas.check())
    print_message(word("cli.tally", lang, errors=errors, warnings=warnings))
    print_message(word("cli.written", lang, path=path, size=f"{path.stat().st_size / 1000:.0f} kB"))
