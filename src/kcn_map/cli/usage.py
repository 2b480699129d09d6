"""What click refuses, an unknown option or a missing argument, in the reader's language."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import click

from kcn_map.cli.common import LANG_VARIABLE, fail, reading_lang
from kcn_map.text.messages import word
from kcn_map.text.reasons import reason

#: What click says, where nothing else does: of a flag's value, and of arguments too many, which stand in its brackets.
_NO_VALUE = "does not take a value"
_EXTRA = re.compile(r"unexpected extra arguments? \((.+)\)", re.DOTALL)


def refuse_usage(error: click.UsageError, words: Sequence[str]) -> NoReturn:
    """Say what is wrong with the words of a command line, and where its help is, and exit 2."""
    given, folder = _value(words, "--lang") or os.environ.get(LANG_VARIABLE), _value(words, "--data") or "geodata"
    lang = reading_lang(given, Path(folder))
    lines = [_sentence(error, lang)]
    if error.ctx is not None:
        lines.append(word("usage.see_help", lang, command=error.ctx.command_path))
    fail("\n".join(lines))


def _value(words: Sequence[str], option: str) -> str | None:
    """What the words give for an option, which click has not come to, or has not kept."""
    for index, text in enumerate(words):
        if text == option and index + 1 < len(words):
            return words[index + 1]
        if text.startswith(f"{option}="):
            return text.partition("=")[2]
    return None


def _sentence(error: click.UsageError, lang: str) -> str:
    near = getattr(error, "possibilities", None)
    nearest = word("usage.nearest", lang, nearest=", ".join(sorted(near))) if near else ""
    if isinstance(error, click.NoSuchOption):
        return word("usage.unknown_option", lang, option=error.option_name, nearest=nearest)
    if isinstance(error, click.exceptions.NoSuchCommand):
        return word("usage.unknown_command", lang, command=error.command_name, nearest=nearest)
    if isinstance(error, click.MissingParameter) and error.param is not None:
        is_option = isinstance(error.param, click.Option)
        argument = error.param.opts[-1] if is_option else error.param.human_readable_name
        return word("usage.missing", lang, argument=argument)
    if isinstance(error, click.BadOptionUsage):
        sentence = "value_needless" if _NO_VALUE in error.message else "value_missing"  # it has no context to ask
        return word(f"usage.{sentence}", lang, option=error.option_name)
    if extra := _EXTRA.search(error.format_message()):
        return word("usage.too_many", lang, arguments=extra[1])
    return reason(error.format_message())[lang]
