"""kcn-map districts: one row a district, every measure with its coverage."""

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
    from kcn_map.core.model import Geometry


@click.command()
@click.option("--province", is_flag=True, help="Chỉ một dòng của toàn tỉnh. The row of the province alone.")
@format_option
@out_option
@data_option
@lang_option
@ends_well
def districts(province: bool, style: str | None, out: Path | None, folder: Path, lang: str) -> None:
    """Mỗi huyện một dòng, mọi chỉ tiêu, kèm số nơi có số liệu. Every measure of every district, n of N."""
    from kcn_map.tables.rows import area_row, district_columns, district_rows

    style = output_format(style, out, folder)
    atlas = load(folder, lang)
    joined, summary = atlas.joined, atlas.summary
    if province:
        rows = [area_row(summary.province, None)]
        geometries: list[Geometry | None] = [None]
    else:
        rows = district_rows(joined, summary.districts)
        geometries = [district.geometry for district in joined.districts]
    columns = district_columns(joined.settings.measures)
    write_result(rows, columns, style, out, lang, joined.settings.as_of, geometries=geometries)
