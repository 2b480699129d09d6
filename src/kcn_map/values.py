"""Dataclasses for values that nothing assigns to, made in a third of the time that the library's frozen ones take.

Every command makes some forty such classes at its start, and for each the library has Python compile six functions,
which is a seventh of `query`. Here it compiles `__init__` alone; equality, hash and text are closures. The type
checker takes these classes for frozen ones and refuses an assignment; at run time nothing refuses it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:
    import dataclasses
    from operator import attrgetter

    def dataclass(*, frozen, slots):
        """A class whose values are the same where their fields are; `frozen` and `slots` are for the type checker."""
        assert frozen and slots

        def make(cls):
            made = dataclasses.dataclass(eq=False, repr=False, slots=True)(cls)
            fields = dataclasses.fields(made)
            compared = attrgetter(*(field.name for field in fields if field.compare))
            hashed = attrgetter(*(field.name for field in fields if field.compare and field.hash is not False))

            def equal(self, other):
                if other.__class__ is not self.__class__:
                    return NotImplemented
                return self is other or compared(self) == compared(other)

            def text(self):
                shown = ", ".join(f"{field.name}={getattr(self, field.name)!r}" for field in fields if field.repr)
                return f"{self.__class__.__qualname__}({shown})"

            made.__eq__, made.__hash__, made.__repr__ = equal, lambda self: hash(hashed(self)), text
            return made

        return make
