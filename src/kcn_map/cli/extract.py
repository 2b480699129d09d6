"""kcn-map extract: the data package from a built map."""

from __future__ import annotations

from pathlib import Path

import click

from kcn_map.cli.common import ends_well, lang_option
from kcn_map.cli.streams import print_message
from kcn_map.text.messages import word


@click.command()
@click.argument("path", metavar="MAP.html", type=click.Path(path_type=Path))
@click.option(
    "--out", "folder", required=True, metavar="DIR", type=click.Path(path_type=Path), help="Thư mục mới. A new folder."
)
@lang_option
@ends_well
def extract(path: Path, folder: Path, lang: str) -> None:
    """Lấy lại gói dữ liệu từ bản đồ. Get the data package back out of a map.

    “kcn-map build --data DIR” của phiên bản đã dựng bản đồ thì dựng lại đúng bản đồ ấy, từng byte. Thư mục đang có gì
    thì không đụng đến; bản đồ đã bị sửa thì không ghi gì. From it, “kcn-map build --data DIR” of the version that built
    the map makes the very same bytes. A folder that holds anything is left alone, and of a map that was altered nothing
    is written.
    """
    from kcn_map.atlas import Atlas

    Atlas.extract(path, folder)
    print_message(word("verify.extracted", lang, folder=folder))
