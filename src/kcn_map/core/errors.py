"""Errors: one root, and for each error a message in the reader's language that says what to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kcn_map.text.messages import localized, word


class KcnMapError(Exception):
    """Something that its reader can mend: a sentence of messages.toml. str() is its `message` in English.

    A parameter that maps languages gives its text in the reader's.
    """

    #: As the command ends with: 1, the data have errors; 2, unusable input or usage.
    exit_code = 2

    def __init__(self, sentence: str, /, **params: Any) -> None:
        super().__init__(sentence)
        self.sentence, self.params = sentence, params

    def message(self, lang: str = "en") -> str:
        params = {
            name: localized(value, lang) if isinstance(value, Mapping) else value for name, value in self.params.items()
        }
        return word(self.sentence, lang, **params)

    def __str__(self) -> str:
        return self.message("en")

    def __reduce__(self) -> tuple[Any, ...]:
        """Made again in another process as it is, whatever its class asks for when it is raised."""
        return type(self).__new__, (type(self), *self.args), self.__dict__


class UsageError(KcnMapError, ValueError):
    """An argument that can't be taken. `nearest` are values, or names, like the one that was given."""

    def __init__(
        self, argument: str, sentence: str, nearest: Sequence[str] = (), other: str = "", **params: Any
    ) -> None:
        super().__init__(sentence, **params)
        self.argument, self.nearest, self.other = argument, tuple(nearest), other

    def message(self, lang: str = "en", spell: Callable[[str], str] = str) -> str:
        """The sentence; `spell` gives an argument's name as the reader wrote it, such as --min-area."""
        nearest = word("usage.nearest", lang, nearest=", ".join(self.nearest)) if self.nearest else ""
        places = {"argument": spell(self.argument), "other": spell(self.other), "nearest": nearest}
        return word(self.sentence, lang, **places, **self.params)


class UnknownName(UsageError):
    """No district, or no site, bears the name. `nearest` are names like it; `several` those that share it."""

    def __init__(self, argument: str, value: str, nearest: Sequence[str], several: bool = False) -> None:
        sentence = "usage.several" if several else f"usage.unknown_{argument}"
        super().__init__(argument, sentence, nearest, value=value)
        self.value, self.several = value, several
