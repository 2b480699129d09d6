"""The command line. One file a verb; nothing heavy is imported before a verb needs it."""

from __future__ import annotations

import atexit
import gc
from typing import Any

import click

from kcn_map import __version__
from kcn_map.cli.build import build
from kcn_map.cli.check import check
from kcn_map.cli.common import reading_lang
from kcn_map.cli.diff import diff
from kcn_map.cli.districts import districts
from kcn_map.cli.export import export
from kcn_map.cli.extract import extract
from kcn_map.cli.import_ import import_
from kcn_map.cli.new import new
from kcn_map.cli.query import query
from kcn_map.cli.show import show
from kcn_map.cli.streams import check_descriptors, failed, flush_streams, reader_gone
from kcn_map.cli.verify import verify
from kcn_map.cli.watch import watch

#: Threshold of the garbage collector: its default costs a fifth of a run at hundreds of thousands of positions.
GC_THRESHOLD = 200_000


class _Group(click.Group):
    def main(self, *args: Any, **kwargs: Any) -> Any:
        """A full disk ends help and verbs alike: exit 2, no traceback, also where the last write comes at exit."""
        check_descriptors(reading_lang(None, None))
        try:
            try:
                return super().main(*args, **kwargs)
            finally:
                flush_streams()  # Python's own flush at exit would fail with code 120
        except BrokenPipeError:
            reader_gone()
        except OSError as error:
            failed(error)

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        try:
            return super().make_context(*args, **kwargs)
        except BrokenPipeError:
            reader_gone()

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            reader_gone()


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="kcn-map %(version)s")
def main() -> None:
    """Bản đồ khu, cụm công nghiệp: dựng, kiểm tra, tra cứu.

    An atlas of industrial zones and clusters: build the map, check the data, query it.

    Results go to stdout, as UTF-8, messages to stderr. Exit 0: good; 1: the data has errors; 2: unusable
    input or usage, or no room for what is written; 130, 141, 143: ended from outside.
    """
    gc.set_threshold(GC_THRESHOLD)
    atexit.register(gc.freeze)  # skip the collection at exit as well


for verb in (build, check, query, districts, show, diff, export, import_, watch, verify, extract, new):
    main.add_command(verb)
