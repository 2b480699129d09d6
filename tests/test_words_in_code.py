"""What readers see stands in the files of words, where an atlas can have it in another language: not in Python."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import kcn_map

ROOT = Path(kcn_map.__file__).parent
VIETNAMESE = re.compile(r"[ãăâđêĩôõơũưạ-ỹàáèéìíòóùúý]", re.IGNORECASE)
#: Where Vietnamese stands in Python, and why.
ALLOWED = {
    "cli": "help, in both languages at once",
    "package/table_schema.py": "a README in both languages",
    **dict.fromkeys(
        ("importing/coordinate_table.py", "importing/report_numbers.py", "checking/texts.py"),
        "what files have is known",
    ),
}


def texts_of(source: str) -> Iterator[tuple[int, str]]:
    """The texts of a module that are none of its docstrings, with their lines."""
    tree = ast.parse(source)
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.lineno, node.value


def for_readers(source: str) -> list[int]:
    """Lines with a text of several Vietnamese words, or with the same text for "vi" and for "en"."""
    texts = [number for number, text in texts_of(source) if VIETNAMESE.search(text) and " " in text.strip()]
    pairs = [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Dict)
        and {"vi", "en"} == {getattr(key, "value", None) for key in node.keys}
        and all(isinstance(value, ast.Constant | ast.JoinedStr) for value in node.values)
    ]
    return sorted({*texts, *pairs})


def test_what_a_text_for_readers_is() -> None:
    source = '"""Xã, phường"""\nA = {"vi": "x", "en": "y"}\nB = f"không có {A}"\nC = "xa"\nD = ("đồng", "no file")\n'
    assert for_readers(source) == [2, 3]


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_words_for_readers_stand_in_python(path: Path) -> None:
    name = path.relative_to(ROOT).as_posix()
    if not any(name == place or name.startswith(f"{place}/") for place in ALLOWED):
        assert for_readers(path.read_text(encoding="utf-8")) == []
