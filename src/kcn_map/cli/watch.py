"""kcn-map watch: the map in the browser, anew after every edit."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kcn_map.cli.common import (
    Number,
    data_option,
    document_lang,
    document_lang_option,
    ends_well,
    print_findings,
    tally,
)
from kcn_map.cli.streams import print_message
from kcn_map.io.interrupts import raise_interrupts
from kcn_map.text.messages import word

if TYPE_CHECKING:
    from kcn_map.core.settings import Lang
    from kcn_map.serve import Result

#: Of the garbage collector, for a run that stays: its default costs a fifth of a build at 100,000 positions.
GC_THRESHOLD = 200_000


@click.command()
@click.option(
    "--port", default=8000, show_default=True, type=Number(), metavar="N",
    help="Cổng trên máy này; 0: cổng trống bất kỳ. Port on this machine; 0: any free one.",
)  # fmt: skip
@click.option("--open", "opens", is_flag=True, help="Mở trình duyệt. Open the browser.")
@click.option(
    "--out", default="output/index.html", show_default=True, metavar="FILE",
    type=click.Path(path_type=Path), help="Tệp bản đồ. The map.",
)  # fmt: skip
@data_option
@document_lang_option
@ends_well
def watch(port: int, opens: bool, out: Path, folder: Path, lang: Lang) -> None:
    """Dựng bản đồ, mở cho máy này xem, sửa đến đâu dựng lại đến đó. Build, serve to this machine, rebuild on edit.

    Trang đang mở tự tải lại và giữ nguyên trạng thái; có lỗi thì bản đồ tốt gần nhất ở lại, lỗi hiện ngay trên trang.
    Dừng bằng Ctrl-C. The open page reloads and keeps its state; on errors the last good map stays and the page tells
    them. Ctrl-C ends it.
    """
    from kcn_map.serve import watch as run

    def started(address: str) -> None:
        print_message(word("watch.started", lang, address=address))
        if opens:
            click.launch(address)

    def built(result: Result) -> None:
        report(result, out, lang)

    raise_interrupts()
    gc.set_threshold(GC_THRESHOLD)
    gc.enable()
    try:
        run(folder, out, port=port, lang=document_lang(folder), started=started, built=built)
    except KeyboardInterrupt:
        print_message(word("watch.stopped", lang))


def report(result: Result, out: Path, lang: str) -> None:
    """A result for the person at the terminal: what stands in the way, or where the map is."""
    errors, warnings = tally(result.findings)
    print_findings([finding for finding in result.findings if finding.code.startswith("pending-")], lang)
    if result.failure:
        print_message(f"{word('watch.fault', lang)}: {result.failure}")
    elif errors:
        print_findings([finding for finding in result.findings if finding.severity == "error"], lang)
        print_message(word("cli.not_written", lang, errors=errors))
    else:
        print_message(word("watch.built", lang, path=out, warnings=warnings))
