"""docs/api.md: what `import kcn_map` offers, from its docstrings; the examples in them run in the tests."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import kcn_map
from kcn_map import Atlas, Finding, KcnMapError, Query

HEAD = """# Python

`from kcn_map import Atlas`: mỗi lệnh có một hàm tương ứng, nhận và từ chối những thứ như nhau.
Mọi ví dụ dưới đây chạy trong các phép thử.

`from kcn_map import Atlas`: each verb of the command line has its twin, which takes and refuses the same. The tests run
every example below, in this order, beside `geodata/`.
"""

#: The classes that are told whole, in this order; of the errors a line each.
CLASSES: tuple[type, ...] = (Atlas, Query, Finding)


def errors() -> list[type[KcnMapError]]:
    """The exported errors, the root first, then as `kcn_map.__all__` has them."""
    named = [getattr(kcn_map, name) for name in kcn_map.__all__]
    return sorted((n for n in named if inspect.isclass(n) and issubclass(n, KcnMapError)), key=lambda n: len(n.__mro__))


def page() -> str:
    """The whole page as Markdown."""
    rows = [f"| `{error.__name__}` | {error.exit_code} | {_first_line(error)} |\n" for error in errors()]
    table = "| error | exit | |\n|---|---:|---|\n" + "".join(rows)
    told = f"## Errors\n\nAll have the root `KcnMapError`; str() is the sentence in English.\n\n{table}"
    return "\n".join([HEAD, *(text for one in CLASSES for text in _class(one)), told])


def _class(one: type) -> Iterator[str]:
    yield f"## `{one.__name__}`\n\n{_markdown(inspect.getdoc(one) or '')}"
    if is_dataclass(one):
        types = {field.name: str(field.type).replace("|", "\\|") for field in fields(one)}
        rows = "".join(f"| `{name}` | `{told}` |\n" for name, told in types.items())
        yield f"| field | type |\n|---|---|\n{rows}"
    for name, member in vars(one).items():
        if not name.startswith("_") and (text := inspect.getdoc(getattr(one, name))) and _is_callable(member):
            yield f"### `{one.__name__}.{name}{_signature(member)}`\n\n{_markdown(text)}"


def _is_callable(member: Any) -> bool:
    return isinstance(member, property | classmethod | staticmethod) or inspect.isfunction(member)


def _signature(member: Any) -> str:
    """As a caller writes it: without self, annotations without quotes, none for a property."""
    if isinstance(member, property):
        return ""
    function = member.__func__ if isinstance(member, classmethod | staticmethod) else member
    signature = inspect.signature(function)
    parameters = [p for p in signature.parameters.values() if p.name not in ("self", "cls")]
    return re.sub(r"(: |-> )'([^']*)'", r"\1\2", str(signature.replace(parameters=parameters)))


def _first_line(error: type) -> str:
    return " ".join((inspect.getdoc(error) or "").split("\n\n")[0].split())


def _markdown(text: str) -> str:
    """A docstring with its examples fenced."""
    parts = text.split("\n\n")
    return "\n\n".join(f"```python\n{part}\n```" if part.startswith(">>>") else part for part in parts) + "\n"
