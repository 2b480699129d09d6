"""Shared by all verbs: options, loading of the atlas, messages, and exit codes for unusable data."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click
from click.core import ParameterSource

from kcn_map.cli.streams import failed, flush_streams, print_message
from kcn_map.tables import FORMATS
from kcn_map.text.languages import LANGUAGES, primary
from kcn_map.text.messages import word

if TYPE_CHECKING:
    from kcn_map.atlas import Atlas
    from kcn_map.core.columns import Column
    from kcn_map.core.findings import Finding
    from kcn_map.core.model import Geometry
    from kcn_map.core.settings import Lang, Level
    from kcn_map.text.languages import Language

#: Names the language for all commands.
LANG_VARIABLE = "KCN_MAP_LANG"

Verb = TypeVar("Verb", bound=Callable[..., Any])

data_option = click.option(
    "--data", "folder", default="geodata", show_default=True, metavar="DIR",
    type=click.Path(path_type=Path), help="Thư mục dữ liệu. Folder of the atlas.",
)  # fmt: skip


class Choice(click.Choice[str]):
    """One of several values, for the help and for completion; what is none of them `ends_well` refuses."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return value


class Number(click.ParamType[Any]):
    """A number where it is one; what is none the verb's twin refuses, as it does from Python."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return float(value)
        except ValueError:
            return value


lang_option = click.option(
    "--lang", envvar=LANG_VARIABLE, metavar="LANG",
    help=f"Ngôn ngữ. Language.  [default: {LANG_VARIABLE}, else the locale, else the atlas's first]",
)  # fmt: skip
document_lang_option = click.option(
    "--lang", envvar=LANG_VARIABLE, metavar="LANG",
    help="Ngôn ngữ của trang, ảnh, tệp, và của thông báo. Language of page, picture or file, and of messages."
    f"  [default: {LANG_VARIABLE}, else the atlas's first]",
)  # fmt: skip


format_option = click.option(
    "--format", "style", type=Choice(FORMATS),
    help="Dạng kết quả. Form of the result.  [default: as the ending of --out says, else table]",
)  # fmt: skip
out_option = click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE",
    help="Ghi vào tệp; thiếu thư mục thì tạo. To a file; missing folders are made.",
)  # fmt: skip


def reading_lang(given: str | None, folder: Path | None) -> Language:
    """The language of messages at the terminal: as asked for, else of the locale, else the atlas's first."""
    languages = reading_languages(folder)
    if given is not None:
        return next((lang for lang in languages if lang == given), languages[0])
    locale = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), None)
    if locale is None and sys.platform == "win32":
        from locale import getlocale

        locale = getlocale()[0]
    tag = (locale or "").partition(".")[0].replace("_", "-")
    return next((lang for lang in languages if tag == lang), None) or next(
        (lang for lang in languages if primary(tag) == primary(lang)), languages[0]
    )


def reading_languages(folder: Path | None) -> tuple[Language, ...]:
    """The languages that messages come in: those of an atlas or a map, its first one first, then the shipped ones."""
    if folder is None:
        return LANGUAGES
    if folder.is_file():
        from kcn_map import verify

        found = verify.languages_of(folder)
    else:
        from kcn_map.reading import languages_of

        found = languages_of(folder)
    return tuple(dict.fromkeys((*found, *LANGUAGES)))


def document_lang(folder: Path) -> str | None:
    """The language of what is made for others: as asked for; None is the atlas's first.

    The locale has no say in it: the same atlas makes the same bytes on every machine. A variable that names a language
    which the atlas has not is passed over, since it is set for all atlases; an option is not.
    """
    context = click.get_current_context()
    given = context.params["lang"]
    if given is None or context.get_parameter_source("lang") is not ParameterSource.ENVIRONMENT:
        return None if given is None else str(given)
    from kcn_map.reading import languages_of

    return next((lang for lang in languages_of(folder) if lang == given), None)


def ends_well(verb: Verb) -> Verb:
    """Turn what a user can cause into a message and an exit code, never a traceback."""

    @wraps(verb)
    def run(*args: Any, **kwargs: Any) -> Any:
        from kcn_map.core.errors import KcnMapError, UsageError
        from kcn_map.core.findings import DataError
        from kcn_map.reading import arguments

        about = _atlas_of(kwargs)
        lang = reading_lang(kwargs["lang"], about)
        try:
            _check_choices(kwargs)
            if kwargs["lang"] is not None:
                arguments.choice("lang", kwargs["lang"], reading_languages(about))
            verb(*args, **{**kwargs, "lang": lang})
            flush_streams()  # here the language is known, should there be no room
        except UsageError as error:
            fail(error.message(lang, _spelled))
        except DataError as error:
            print_findings([f for f in error.findings if f.severity == "error"], lang)
            if error.exit_code == 1:
                print_message(word("cli.no_answer", lang, errors=tally(error.findings)[0]))
            sys.exit(error.exit_code)
        except KcnMapError as error:
            print_message(error.message(lang))
            sys.exit(error.exit_code)
        except BrokenPipeError:
            raise  # what has been read is all that was wanted
        except OSError as error:
            failed(error, lang)

    return run  # type: ignore[return-value]


#: Verb → the argument that names the state or the map that it tells of.
_NAMES = {"diff": "new", "verify": "path", "extract": "path"}


def _atlas_of(given: Mapping[str, Any]) -> Path | None:
    """The folder or the map that a verb tells of: of two states the new one, else that of --data."""
    named = given.get(_NAMES.get(str(click.get_current_context().command.name), ""))
    there = filter(os.path.exists, [named] if named else [])  # for which no name is too long
    return next(map(Path, there), given.get("folder"))


def _check_choices(given: Mapping[str, Any]) -> None:
    """Raises UsageError for a value that is none of its option's choices."""
    from kcn_map.reading import arguments

    for param in click.get_current_context().command.params:
        if isinstance(param.type, Choice) and given[str(param.name)] is not None:
            for value in arguments.texts(str(param.name), given[str(param.name)]):
                arguments.choice(str(param.name), value, param.type.choices)


def _spelled(argument: str) -> str:
    """An argument of Python as the command line has it: within_km is --within, text is TEXT."""
    for param in click.get_current_context().command.params:
        if argument == param.name or f"--{argument}" in param.opts:
            return param.opts[-1] if isinstance(param, click.Option) else param.human_readable_name
    return argument


def load(folder: Path, lang: str) -> Atlas:
    from kcn_map.atlas import Atlas

    print_pending(folder, lang)
    return Atlas.load(folder)


def print_pending(folder: Path, lang: str) -> bool:
    """Say what an interrupted import has left in a folder, if anything."""
    from kcn_map.reading import pending_in

    found = pending_in(folder)
    print_findings(found, lang)
    return bool(found)


def fail(message: str) -> NoReturn:
    """Unusable input or usage: say what is wrong and exit 2."""
    print_message(message)
    sys.exit(2)


@contextmanager
def progress(what: str, lang: str) -> Iterator[None]:
    """One line on stderr, only if the work takes over a second."""
    timer = threading.Timer(1.0, print_message, [word("cli.working", lang, what=word(f"cli.{what}", lang))])
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
        print_message(finding_text(finding, lang))


def finding_text(finding: Finding, lang: str) -> str:
    """Place, severity and code on one line, then the message and the fix."""
    return (
        f"{finding.location(lang)}: {word('cli.' + finding.severity, lang)} {finding.code}\n"
        f"  {finding.message(lang)}\n  {word('cli.fix', lang)}: {finding.fix(lang)}"
    )


def output_format(style: str | None, out: Path | None, folder: Path) -> str:
    """The form of rows: as asked for, else as the ending of the file says. Raises UsageError, AmongInputs."""
    from kcn_map.io.files import output_path
    from kcn_map.reading import arguments
    from kcn_map.tables import FORMATS

    if out is not None:
        output_path(out, folder)
    return arguments.format_of(out, FORMATS, style, default="table")


def write_result(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[Column], style: str, out: Path | None, lang: Lang, as_of: str,
    geometries: Sequence[Geometry | None], level: Level | None = None,
) -> None:  # fmt: skip
    """Rows in the form asked for, to a file or to stdout."""
    from kcn_map import tables

    if out is None and style in tables.FILE_FORMATS:
        fail(word("cli.out_needed", lang, format=style))
    text = tables.write_rows(rows, columns, style, out, lang, as_of, geometries, level)
    if out is None:
        click.echo(text, nl=not text.endswith("\n"))
    else:
        print_message(word("cli.written", lang, path=out, size=f"{out.stat().st_size / 1000:.0f} kB"))
