"""kcn-map districts: one row an area of a level, every measure with its coverage."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kcn_map.cli.common import (
    data_option,
    ends_well,
    format_option,
    lang_option,
    load,
    out_option,
    output_format,
    write_result,
)

if TYPE_CHECKING:
    from kcn_map.core.settings import Lang


@click.command()
@click.option(
    "--level", metavar="L", help="Cấp nào; không ghi là cấp đầu. The level, by its id; the first if left out."
)
@click.option("--province", is_flag=True, help="Chỉ một dòng của toàn tỉnh. The row of the province alone.")
@format_option
@out_option
@data_option
@lang_option
@ends_well
def districts(level: str | None, province: bool, style: str | None, out: Path | None, folder: Path, lang: Lang) -> None:
    """Mỗi nơi của một cấp một dòng, mọi chỉ tiêu, kèm số khu, cụm có số liệu. Every measure of every area, n of N."""
    from kcn_map.analysis.find import find_level
    from kcn_map.core.area_columns import area_columns
    from kcn_map.tables.rows import level_rows, total_row

    style = output_format(style, out, folder)
    atlas = load(folder, lang)
    joined, summary = atlas.joined, atlas.summary
    asked = find_level(joined.settings, level)
    columns = area_columns(joined.settings, asked)
    whole = [total_row(summary.province, columns, joined.settings.languages)], [None]
    rows, geometries = whole if province else level_rows(joined, summary, asked)
    write_result(rows, columns, style, out, lang, joined.settings.as_of, geometries=geometries, level=asked)
