"""kcn-map verify: whether a built map is as it was built."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from kcn_map.cli.common import Choice, ends_well, lang_option
from kcn_map.cli.streams import print_message
from kcn_map.text.messages import word


@click.command()
@click.argument("path", metavar="MAP.html", type=click.Path(path_type=Path))
@click.option(
    "--format", "style", default="text", show_default=True, type=Choice(["text", "json"]), help="Dạng kết quả."
)
@lang_option
@ends_well
def verify(path: Path, style: str, lang: str) -> None:
    """Xem bản đồ có còn đúng như khi dựng không. Whether a map is as it was built.

    Tính lại mã kiểm của từng tệp dữ liệu trong bản đồ rồi dựng lại bản đồ để so; sai một chữ số cũng nêu tệp nào.
    The hash of each data file in the map is worked out again and the map is built anew; one altered digit is named
    with its file. Exit 0: as built; 1: altered; 2: no map, or one that another version of kcn-map built.
    """
    from kcn_map.atlas import Atlas
    from kcn_map.reading.cells import visible

    result = Atlas.verify(path)
    if style == "json":
        click.echo(json.dumps(asdict(result), ensure_ascii=False, indent=2))
    else:
        for part in result.altered:
            click.echo(part.sentence(lang))
    if result.altered:
        print_message(word("verify.altered", lang, path=path))
        sys.exit(1)
    name = "verify.good" if result.rebuilt else "verify.good_data"
    print_message(word(name, lang, version=visible(result.version), hash=visible(result.data_hash)))
    if not result.rebuilt:
        sys.exit(2)
