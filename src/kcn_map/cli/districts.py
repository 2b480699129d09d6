"""kcn-map districts: one row a district, every measure with its coverage."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kcn_map.cli.common import Choice, data_option, ends_well, lang_option, load, write_result
from kcn_map.cli.query import FORMATS

if TYPE_CHECKING:
    from kcn_map.core.model import Geometry


@click.command()
@click.option("--province", is_flag=True, help="Chỉ một dòng của toàn tỉnh. The row of the province alone.")
@click.option("--format", "style", default="table", show_default=True, type=Choice(FORMATS), help="Dạng kết quả.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Ghi vào tệp. To a file.")
@data_option
@lang_option
@ends_well
def districts(province: bool, style: str, out: Path | None, folder: Path, lang: str) -> None:
    """Mỗi huyện một dòng, mọi chỉ tiêu, kèm số nơi có số liệu. Every measure of every district, n of N."""
    from kcn_map.tables.rows import area_row, district_columns, district_rows

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
