"""What every verb shares: options, the atlas, messages, and how data that can't be used ends a run."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO, TypeVar

import click

from kcn_map.text.messages import word

if TYPE_CHECKING:
    from kcn_map.atlas import Atlas
    from kcn_map.core.findings import Finding
    from kcn_map.core.model import Geometry
    from kcn_map.core.schema import Column

Verb = TypeVar("Verb", bound=Callable[..., Any])

data_option = click.option(
    "--data", "folder", default="geodata", show_default=True, metavar="DIR",
    type=click.Path(path_type=Path), help="Thư mục dữ liệu. Folder of the atlas.",
)  # fmt: skip
lang_option = click.option(
    "--lang", default="vi", show_default=True, type=click.Choice(["vi", "en"]), help="Ngôn ngữ. Language."
)


def ends_well(verb: Verb) -> Verb:
    """Turn what a user can cause into a message and an exit code, never a traceback."""

    @wraps(verb)
    def run(*args: Any, **kwargs: Any) -> Any:
        from kcn_map.analysis.query import UnknownName
        from kcn_map.core.findings import DataError
        from kcn_map.reading import Unusable

        lang = kwargs.get("lang", "vi")
        try:
            return verb(*args, **kwargs)
        except Unusable as error:
            print_findings(error.findings, lang)
            sys.exit(2)
        except DataError as error:
            print_findings([f for f in error.findings if f.severity == "error"], lang)
            errors, _ = tally(error.findings)
            say(word("cli.no_answer", lang, errors=errors))
            sys.exit(1)
        except UnknownName as miss:
            name = "cli.several_districts" if miss.several else "cli.unknown_district"
            fail(word(name, lang, name=miss.name, nearest=", ".join(miss.nearest)))
        except BrokenPipeError:
            raise  # the reader of stdout has gone; click ends the run without a word
        except OSError as error:
            cannot_write(error, lang)

    return run  # type: ignore[return-value]


def cannot_write(error: OSError, lang: str = "vi") -> NoReturn:
    """Name the place and exit 2. Whatever is a file has a name; what has none is stdout."""
    path = error.filename or word("cli.stdout", lang)
    with suppress(OSError):  # stderr itself may be what is full
        say(word("cli.cannot_write", lang, path=path, why=error.strerror or str(error)))
    _discard_buffers()
    sys.exit(2)


def flush_streams() -> None:
    """Write out what stdout and stderr hold. Raises OSError where it finds no room."""
    for stream in _streams():
        stream.flush()


def _discard_buffers() -> None:
    """Let Python's flush at exit succeed: what a full disk did not take goes to the null device."""
    for stream in _streams():
        with suppress(OSError), Path(os.devnull).open("wb") as null:  # no descriptor: nothing is held back
            os.dup2(null.fileno(), stream.fileno())


def _streams() -> list[TextIO]:
    return [stream for stream in (sys.stdout, sys.stderr) if stream is not None]  # None: closed by the caller


def load(folder: Path) -> Atlas:
    from kcn_map.atlas import Atlas

    return Atlas.load(folder)


def say(message: str) -> None:
    """A message for the person at the terminal, on stderr."""
    click.echo(message, err=True)


def fail(message: str) -> NoReturn:
    """Unusable input or usage: say what is wrong and exit 2."""
    say(message)
    sys.exit(2)


@contextmanager
def progress(what: str, lang: str) -> Iterator[None]:
    """One line on stderr, only if the work takes over a second."""
    timer = threading.Timer(1.0, say, [word("cli.working", lang, what=word(f"cli.{what}", lang))])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def tally(findings: Iterable[Finding]) -> tuple[int, int]:
    """How many errors and how many warnings."""
    severities = [finding.severity for finding in findings]
    return severities.count("error"), severities.count("warning")


def print_findings(findings: Iterable[Finding], lang: str) -> None:
    for finding in findings:
        say(finding_text(finding, lang))


def finding_text(finding: Finding, lang: str) -> str:
    """Place, severity and code on one line, then the message and the fix."""
    row = "" if finding.row is None else f", {word('cli.row', lang, row=finding.row)}"
    field = "" if finding.field is None else f", {finding.field}"
    return (
        f"{finding.file}{row}{field}: {word('cli.' + finding.severity, lang)} {finding.code}\n"
        f"  {finding.message(lang)}\n  {word('cli.fix', lang)}: {finding.fix(lang)}"
    )


def write_result(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[Column], style: str, out: Path | None, lang: str, as_of: str,
    geometries: Sequence[Geometry | None],
) -> None:  # fmt: skip
    """Rows in the form asked for, to a file or to stdout."""
    from kcn_map import tables

    if out is None and style in tables.FILE_FORMATS:
        fail(word("cli.out_needed", lang, format=style))
    text = tables.write_rows(rows, columns, style, out, lang, as_of, geometries)
    if out is None:
        click.echo(text, nl=not text.endswith("\n"))
    else:
        say(word("cli.written", lang, path=out, size=f"{out.stat().st_size / 1000:.0f} kB"))
