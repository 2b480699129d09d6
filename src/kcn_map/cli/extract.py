"""kcn-map extract: the data package out of a built map."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kcn_map.cli.common import ends_well, fail, lang_option, say
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

    “kcn-map build --data DIR” dựng lại đúng bản đồ ấy, từng byte. Thư mục đang có gì thì không đụng đến; bản đồ đã bị
    sửa thì không ghi gì. From it, “kcn-map build --data DIR” makes the very same bytes. A folder that holds anything
    is left alone, and of a map that was altered nothing is written.
    """
    from kcn_map.cli.verify import sentence
    from kcn_map.io.files import NotEmpty
    from kcn_map.verify import Altered, NoMap
    from kcn_map.verify import extract as take_out

    try:
        take_out(path, folder)
    except NoMap:
        fail(word("proof.no_map", lang, path=path))
    except NotEmpty:
        fail(word("new.not_empty", lang, folder=folder))
    except Altered as altered:
        for part in altered.parts:
            say(sentence(part, lang))
        say(word("proof.altered", lang, path=path))
        sys.exit(1)
    say(word("proof.extracted", lang, folder=folder))
