"""kcn-map diff: what changed between two states of the data, in sentences."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kcn_map.cli.common import data_option, ends_well, fail, lang_option, say
from kcn_map.text.messages import word

if TYPE_CHECKING:
    from kcn_map.core.model import Dataset


@click.command()
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option(
    "--format", "style", default="text", show_default=True, type=click.Choice(["text", "json"]), help="Dạng kết quả."
)
@data_option
@lang_option
@ends_well
def diff(old: str, new: str, style: str, folder: Path, lang: str) -> None:
    """Nêu những gì đã đổi giữa hai thư mục, bản đồ hoặc phiên bản git. What changed, in sentences.

    OLD, NEW: thư mục dữ liệu, bản đồ đã dựng (.html), hoặc phiên bản git của --data (HEAD, HEAD~3, v1.0).
    A data folder, a built map, or a git revision of --data.
    """
    from kcn_map.analysis.diff import compare

    with ExitStack() as stack:
        changes = compare(_state(old, folder, lang, stack), _state(new, folder, lang, stack))
    if style == "json":
        click.echo(json.dumps([change.as_dict() for change in changes], ensure_ascii=False, indent=2))
    else:
        for change in changes:
            click.echo(change.sentence(lang))
    say(word("diff.tally", lang, count=len(changes)) if changes else word("diff.none", lang))


def _state(name: str, folder: Path, lang: str, stack: ExitStack) -> Dataset:
    """The data of a folder, of a built map, or of a revision of the data folder."""
    from kcn_map.core.findings import DataError, has_errors

    path = Path(name)
    dataset = _of_map(path, lang, stack) if path.is_file() else _of_folder(name, folder, lang, stack)
    if has_errors(dataset.findings):
        raise DataError(dataset.findings)
    return dataset


def _of_folder(name: str, folder: Path, lang: str, stack: ExitStack) -> Dataset:
    from kcn_map.io.git import NoGit, NoRevision, folder_at
    from kcn_map.reading import read

    try:
        return read(Path(name) if Path(name).is_dir() else stack.enter_context(folder_at(name, folder)))
    except NoGit:
        fail(word("diff.no_git", lang, name=name))
    except NoRevision:
        fail(word("diff.neither", lang, name=name, folder=folder))


def _of_map(path: Path, lang: str, stack: ExitStack) -> Dataset:
    from kcn_map.verify import Altered, NoMap, dataset_of

    try:
        return stack.enter_context(dataset_of(path))
    except NoMap:
        fail(word("proof.no_map", lang, path=path))
    except Altered:
        fail(word("proof.altered", lang, path=path))
