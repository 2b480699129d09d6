"""stdout and stderr: messages for the person at the terminal, and how a command ends that has no room or reader."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import NoReturn, TextIO

import click

from kcn_map.io.interrupts import BROKEN_PIPE
from kcn_map.text.messages import localized, word

#: Open files that every verb can do with: the hungriest, export of a picture, needs eight.
OPEN_FILES = 16


def check_descriptors(lang: str) -> None:
    """End here where the limit of open files is too low: deep in a library it would be any error at all."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if most != resource.RLIM_INFINITY and most < OPEN_FILES:
        failed(OSError(errno.EMFILE, os.strerror(errno.EMFILE)), lang)


def failed(error: OSError, lang: str = "vi") -> NoReturn:
    """Name the place and exit 2. Whatever is a file has a name; what has none is stdout."""
    from kcn_map.io.files import LeadsElsewhere, was_to_be_read
    from kcn_map.text.reasons import reason

    try:
        path = word("cli.stdout", lang) if error.filename is None else error.filename
        if error.filename is None and error.errno in (errno.EMFILE, errno.ENFILE):  # no file, but a pipe or a socket
            print_message(word("cli.too_many_files", lang, why=localized(reason(error), lang)))
        elif isinstance(error, LeadsElsewhere):
            print_message(word("cli.leads_elsewhere", lang, path=path, target=error.target))
        else:
            sentence = "cli.cannot_read" if was_to_be_read(error) else "cli.cannot_write"
            print_message(word(sentence, lang, path=path, why=localized(reason(error), lang)))
    except OSError:  # there is no descriptor to read the words by, or stderr itself is full
        with suppress(OSError):
            click.echo(str(error), err=True)
    _discard_buffers()
    sys.exit(2)


def reader_gone() -> NoReturn:
    """The reader of stdout wants no more: no word, and the code of a program that the system ends for it."""
    _discard_buffers()
    sys.exit(BROKEN_PIPE)


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


def print_message(message: str) -> None:
    """A message for the person at the terminal, on stderr; names of files from anywhere do nothing to the terminal."""
    from kcn_map.reading.cells import whole

    click.echo("\n".join(whole(line) for line in message.split("\n")), err=True)
