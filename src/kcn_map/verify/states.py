"""An atlas by the name that a person gives it: a folder, a built map, or a git revision of the data folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kcn_map.analysis.diff import Change, compare
from kcn_map.core.findings import DataError, has_errors
from kcn_map.core.model import Dataset
from kcn_map.io.git import folder_at
from kcn_map.reading import read
from kcn_map.verify import dataset_of


def changes_between(old: str, new: str, folder: Path) -> list[Change]:
    """What changed between two states; a git revision is one of `folder`.

    Raises DataError for a state with errors, NoRevision for a name of nothing, and as proof.dataset_of does.
    """
    with _state(old, folder) as before, _state(new, folder) as after:
        return compare(before, after)


@contextmanager
def _state(name: str, folder: Path) -> Iterator[Dataset]:
    with _dataset(name, folder) as dataset:
        if has_errors(dataset.findings):
            raise DataError(dataset.findings)
        yield dataset


@contextmanager
def _dataset(name: str, folder: Path) -> Iterator[Dataset]:
    path = Path(name)
    if path.is_file():
        with dataset_of(path) as dataset:
            yield dataset
    elif path.is_dir():
        yield read(path)
    else:
        with folder_at(name, folder) as place:
            yield read(place)
