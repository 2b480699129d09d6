"""Dataclasses for values that nothing assigns to, made in a tenth of the time that the library's frozen ones take.

Every command makes some forty such classes at its start, and for each the library has Python compile six functions and
reads every annotation. Here `__init__` alone is compiled; equality, hash and text are closures. The library's
`fields`, `replace` and `asdict` take these classes as its own. The type checker takes them for frozen ones and refuses
an assignment; at run time nothing refuses it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:
    import dataclasses
    import inspect
    from operator import attrgetter

    def dataclass(*, frozen, slots):
        """A class whose values are the same where their fields are; `frozen` and `slots` are for the type checker."""
        assert frozen and slots

        def make(cls):
            own = {name: _field(cls, name, kind) for name, kind in inspect.get_annotations(cls).items()}
            fields = {**getattr(cls, "__dataclass_fields__", {}), **own}
            compared = attrgetter(*(name for name, field in fields.items() if field.compare))
            hashed = attrgetter(*(name for name, field in fields.items() if field.compare and field.hash is not False))

            def equal(self, other):
                if other.__class__ is not self.__class__:
                    return NotImplemented
                return self is other or compared(self) == compared(other)

            def text(self):
                shown = ", ".join(f"{name}={getattr(self, name)!r}" for name, field in fields.items() if field.repr)
                return f"{self.__class__.__qualname__}({shown})"

            kept = {name: value for name, value in vars(cls).items() if name not in (*own, "__dict__", "__weakref__")}
            made = {"__slots__": tuple(own), "__dataclass_fields__": fields, "__init__": _init(cls, fields)}
            made |= {"__eq__": equal, "__hash__": lambda self: hash(hashed(self)), "__repr__": text}
            return type(cls)(cls.__name__, cls.__bases__, kept | made)  # slots can't be added to a class that is there

        return make

    def _field(cls, name, kind):
        default = cls.__dict__.get(name, dataclasses.MISSING)
        field = default if isinstance(default, dataclasses.Field) else dataclasses.field(default=default)
        field.name, field.type, field._field_type = name, kind, dataclasses._FIELD  # as the library's functions ask
        return field

    def _init(cls, fields):
        defaults, taken, lines = {}, ["self"], []
        for name, field in fields.items():
            value = name
            if field.default_factory is not dataclasses.MISSING:
                defaults[f"_{name}"] = field.default_factory
                value = f"_{name}() if {name} is _{name} else {name}"
            elif field.default is not dataclasses.MISSING:
                defaults[f"_{name}"] = field.default
            taken.append(f"{name}=_{name}" if f"_{name}" in defaults else name)
            lines.append(f"self.{name}={value}")
        if hasattr(cls, "__post_init__"):
            lines.append("self.__post_init__()")
        found = {}
        exec(f"def __init__({','.join(taken)}):{';'.join(lines)}", defaults, found)
        found["__init__"].__qualname__ = f"{cls.__qualname__}.__init__"
        return found["__init__"]
