"""kcn-map check: all findings about the data at once."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kcn_map.cli.common import Choice, data_option, ends_well, finding_text, lang_option, progress, tally
from kcn_map.cli.streams import print_message
from kcn_map.text.messages import word

if TYPE_CHECKING:
    from kcn_map.core.findings import Finding


#: What a workflow command has escaped: in its text, and in its properties, which end at a colon or a comma.
GITHUB_TEXT = "%\r\n"
GITHUB_PROPERTY = GITHUB_TEXT + ":,"


@click.command()
@click.option(
    "--format", "style", default="text", show_default=True, type=Choice(["text", "json", "github"]),
    help="Dạng kết quả. Form of the result.",
)  # fmt: skip
@data_option
@lang_option
@ends_well
def check(style: str, folder: Path, lang: str) -> None:
    """Kiểm tra dữ liệu, nêu mọi điều tìm thấy cùng một lúc. Check the data; all findings at once."""
    from kcn_map.atlas import Atlas
    from kcn_map.io import gdal_process

    with gdal_process.running(), progress("checking", lang):
        findings = Atlas.load(folder).check()
    if style == "json":
        click.echo(json.dumps([finding.as_dict(lang) for finding in findings], ensure_ascii=False, indent=2))
    for finding in findings if style != "json" else ():
        click.echo(finding_text(finding, lang) if style == "text" else github_line(finding, folder, lang))
    errors, warnings = tally(findings)
    print_message(word("cli.tally", lang, errors=errors, warnings=warnings))
    sys.exit(1 if errors else 0)


def github_line(finding: Finding, folder: Path, lang: str) -> str:
    """A workflow command: ::error file=…,line=…::message."""
    from kcn_map.reading.cells import whole

    about = "" if finding.subject is None else f"{finding.subject}: "
    text = _escaped(f"{about}{finding.message(lang)} {finding.fix(lang)}", GITHUB_TEXT)
    line = f",line={finding.row}" if finding.row and not finding.file.endswith("json") else ""
    path = (folder / finding.file).as_posix()
    place = _escaped(whole(path), GITHUB_PROPERTY)
    return f"::{finding.severity} file={place}{line},title={finding.code}::{text}"


def _escaped(text: str, characters: str) -> str:
    return "".join(f"%{ord(char):02X}" if char in characters else char for char in text)
