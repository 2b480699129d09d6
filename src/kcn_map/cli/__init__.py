"""The command line. One file a verb, imported when it is asked for; nothing heavy before a verb needs it."""

from __future__ import annotations

from collections import UserDict
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import click

from kcn_map import __version__
from kcn_map.cli.common import reading_lang
from kcn_map.cli.streams import check_descriptors, failed, flush_streams, reader_gone

VERBS = (
    *("build", "check", "query", "districts", "show", "diff", "export", "import", "watch", "verify", "extract", "new"),
)


class _Verbs(UserDict[str, Any]):
    """Verb → its command, imported when it is asked for: the function of its name, in the module of its name."""

    def __getitem__(self, verb: str) -> click.Command:
        name: str = super().__getitem__(verb)
        return getattr(import_module(f"kcn_map.cli.{name}"), name)


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

    def make_context(self, info_name: str | None, args: list[str], *rest: Any, **kwargs: Any) -> click.Context:
        with _usage_errors_reported(list(args)):
            return super().make_context(info_name, args, *rest, **kwargs)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.obj = list(args)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        with _usage_errors_reported(ctx.obj):
            return super().invoke(ctx)


@contextmanager
def _usage_errors_reported(words: list[str]) -> Iterator[None]:
    """What click refuses is reported in the reader's language; a reader who has gone gets no message."""
    try:
        yield
    except click.exceptions.NoArgsIsHelpError:
        raise  # the help is what it says
    except click.UsageError as error:
        from kcn_map.cli.usage import refuse_usage

        refuse_usage(error, words)
    except BrokenPipeError:
        reader_gone()


@click.group(
    cls=_Group, commands=_Verbs({verb: verb for verb in VERBS} | {"import": "import_"}),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)  # fmt: skip
@click.version_option(__version__, message="kcn-map %(version)s")
def main() -> None:
    """Bản đồ khu, cụm công nghiệp: dựng, kiểm tra, tra cứu.

    An atlas of industrial zones and clusters: build the map, check the data, query it.

    Results go to stdout, as UTF-8, messages to stderr. Exit 0: good; 1: the data has errors; 2: unusable
    input or usage, or no room for what is written; 130, 141, 143: ended from outside.
    """
