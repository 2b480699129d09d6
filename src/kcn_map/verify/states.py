"""An atlas by name: a folder, a built map, or a git revision of the data folder."""

from __future__ import annotations

from pathlib import Path

from kcn_map.analysis.diff import Change, compare
from kcn_map.core.findings import DataError, has_errors
from kcn_map.core.model import Dataset
from kcn_map.core.schema import SETTINGS_FILE
from kcn_map.io.git import files_at
from kcn_map.reading import files_by, parse, read
from kcn_map.reading.text import LARGEST_FILE
from kcn_map.verify import dataset_of


def changes_between(old: str, new: str, folder: Path) -> list[Change]:
    """What changed between two states; a git revision is one of `folder`.

    Raises DataError for a state with errors, NoRevision for a name of nothing, and as verify.dataset_of does.
    """
    return compare(_state(old, folder), _state(new, folder))


def _state(name: str, folder: Path) -> Dataset:
    dataset = _dataset(name, folder)
    if has_errors(dataset.findings):
        raise DataError(dataset.findings)
    return dataset


def _dataset(name: str, folder: Path) -> Dataset:
    path = Path(name)
    if path.is_file():
        return dataset_of(path)
    if path.is_dir():
        return read(path)
    settings = files_at(name, folder, (SETTINGS_FILE,), LARGEST_FILE).get(SETTINGS_FILE, b"")
    return parse(files_at(name, folder, files_by(settings), LARGEST_FILE))
