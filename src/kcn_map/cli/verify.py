"""kcn-map verify: a built map proves its own content."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kcn_map.cli.common import ends_well, fail, lang_option, say
from kcn_map.text.messages import word

if TYPE_CHECKING:
    from kcn_map.verify import Part


@click.command()
@click.argument("path", metavar="MAP.html", type=click.Path(path_type=Path))
@click.option(
    "--format", "style", default="text", show_default=True, type=click.Choice(["text", "json"]), help="Dạng kết quả."
)
@lang_option
@ends_well
def verify(path: Path, style: str, lang: str) -> None:
    """Xem bản đồ có còn đúng như khi dựng không. Whether a map is as it was built.

    Tính lại mã kiểm của từng tệp dữ liệu trong bản đồ rồi dựng lại bản đồ để so; sai một chữ số cũng nêu tệp nào.
    The hash of each data file in the map is worked out again and the map is built anew; one altered digit is named
    with its file. Exit 0: as built; 1: altered.
    """
    from kcn_map.reading.cells import visible
    from kcn_map.verify import NoMap
    from kcn_map.verify import verify as prove

    try:
        proof = prove(path)
    except NoMap:
        fail(word("proof.no_map", lang, path=path))
    if style == "json":
        click.echo(json.dumps(asdict(proof), ensure_ascii=False, indent=2))
    else:
        for part in proof.altered:
            click.echo(sentence(part, lang))
    if proof.altered:
        say(word("proof.altered", lang, path=path))
        sys.exit(1)
    name = "proof.good" if proof.rebuilt else "proof.good_data"
    say(word(name, lang, version=visible(proof.version), hash=proof.data_hash))


def sentence(part: Part, lang: str) -> str:
    """What is not as it was built."""
    from kcn_map.core.schema import FILES
    from kcn_map.reading.cells import visible
    from kcn_map.verify import ELEMENTS

    if part.name in ELEMENTS:
        place = "" if part.line is None else word("proof.line", lang, line=part.line)
        return word(f"proof.part_{part.name.replace('-', '_')}", lang) + place
    return word("proof.file" if part.name in FILES else "proof.no_file", lang, file=visible(part.name))
