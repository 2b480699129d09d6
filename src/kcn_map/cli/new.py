"""kcn-map new: an empty atlas for another province."""

from __future__ import annotations

from pathlib import Path

import click

from kcn_map.cli.common import ends_well, lang_option
from kcn_map.cli.streams import print_message
from kcn_map.text.messages import word


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@lang_option
@ends_well
def new(folder: Path, lang: str) -> None:
    """Tạo atlas trống cho tỉnh khác, mỗi tệp, cột, đơn vị đều có giải thích. An empty atlas for another province.

    Điền dần rồi chạy “kcn-map check --data DIR”: lệnh ấy nói bước tiếp theo. Thư mục đang có gì thì không đụng đến;
    chỉ có atlas.toml thì lập các tệp còn lại theo cấp, loại, cột ghi trong đó. Fill it in step by step; “kcn-map check
    --data DIR” leads the way. A folder that holds anything is left alone; one that holds an atlas.toml alone gets all
    other files, by its levels, kinds and fields.
    """
    from kcn_map.atlas import Atlas

    Atlas.new(folder)
    print_message(word("new.made", lang, folder=folder))
