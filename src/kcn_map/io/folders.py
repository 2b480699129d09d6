"""New folders are written whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kcn_map.core.errors import KcnMapError
from kcn_map.io.files import made_parents, naming, output_path, resolve, staging_dir


class NotEmpty(KcnMapError):
    """There is something already where a folder is to be."""

    def __init__(self, folder: Path) -> None:
        super().__init__("new.not_empty", folder=folder)


def write_folder(folder: Path, texts: Mapping[str, str], there: str = "") -> None:
    """Write files, by their names in the folder, into one that is not there yet or holds nothing: all or none.

    A file `there` may be alone in it, and stays as it is. Raises NotEmpty, AmongInputs, and OSError naming the folder
    where it can't be written.
    """
    with naming(folder):
        target = resolve(folder)
        found = [path.name for path in target.iterdir()] if target.is_dir() else []
        if (target.exists() and not target.is_dir()) or (found and found != [there]):
            raise NotEmpty(folder)
        target = target if found else output_path(folder)
        with made_parents(target):
            _fill(target, {name: text for name, text in texts.items() if name not in found})


def _fill(target: Path, texts: Mapping[str, str]) -> None:
    with staging_dir(target.parent) as stage:
        made = stage / "atlas"  # not the stage itself, which no one else may read
        for name, text in texts.items():
            path = made / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        _move(made, target)


def _move(made: Path, target: Path) -> None:
    """Into place: at once, or, where an empty folder is there, in which someone may stand, file by file or none."""
    if not target.exists():
        made.rename(target)
        return
    moved: list[Path] = []
    try:
        for entry in sorted(made.iterdir()):
            moved.append(entry.rename(target / entry.name))
    except OSError:
        for path in moved:
            path.rename(made / path.name)
        raise
