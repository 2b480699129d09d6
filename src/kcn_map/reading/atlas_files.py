"""The files of an atlas as texts, before their tables and layers are parsed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path

from kcn_map.core.findings import Finding
from kcn_map.core.settings import Settings
from kcn_map.reading.garbled import encoded_twice
from kcn_map.values import dataclass

#: File → its text, or the finding that says why there is none.
Texts = Mapping[str, str | Finding]


@dataclass(frozen=True, slots=True)
class AtlasFiles:
    """The texts of an atlas, of one moment; of these its settings are parsed.

    `words` has the texts of the words files that are there; `findings` are those of the words and of pending imports.
    `folder` and `paths`, where each file was read, are there for what was read from a folder.
    """

    settings: Settings
    texts: Texts
    words: Mapping[str, str]
    findings: tuple[Finding, ...]
    folder: Path | None = None
    paths: Mapping[str, Path] = field(default_factory=dict)


def text_in(texts: Texts, file: str, may_lack: bool, findings: list[Finding]) -> str | None:
    """The text of a file; None, with a finding where it must be there or is of no use."""
    text = texts.get(file, Finding("file-missing", file))
    if isinstance(text, str):
        twice = encoded_twice(file, text)
        if twice is None:
            return text
        text = twice
    if text.code != "file-missing" or not may_lack:
        findings.append(text)
    return None
