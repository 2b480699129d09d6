"""kcn-map diff: what changed between two states of the data, in sentences."""

from __future__ import annotations

import json
from pathlib import Path

import click

from kcn_map.cli.common import Choice, data_option, ends_well, lang_option, print_pending
from kcn_map.cli.streams import print_message
from kcn_map.text.messages import word


@click.command()
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option(
    "--format", "style", default="text", show_default=True, type=Choice(["text", "json"]), help="Dạng kết quả."
)
@data_option
@lang_option
@ends_well
def diff(old: str, new: str, style: str, folder: Path, lang: str) -> None:
    """Nêu những gì đã đổi giữa hai thư mục, bản đồ hoặc phiên bản git. What changed, in sentences.

    OLD, NEW: thư mục dữ liệu, bản đồ đã dựng (.html), hoặc phiên bản git của --data (HEAD, HEAD~3, v1.0).
    A data folder, a built map, or a git revision of --data.
    """
    from kcn_map.atlas import Atlas

    for name in (old, new):
        print_pending(Path(name), lang)
    changes = Atlas.diff(old, new, folder)
    if style == "json":
        click.echo(json.dumps([change.as_dict() for change in changes], ensure_ascii=False, indent=2))
    else:
        for change in changes:
            click.echo(change.sentence(lang))
    print_message(word("diff.tally", lang, count=len(changes)) if changes else word("diff.none", lang))
