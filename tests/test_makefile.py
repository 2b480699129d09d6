"""What make says on a machine where something is missing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[1]
NO_INDEX = "make: pip reaches no package index, so nothing can be installed."


@pytest.fixture
def environment_to_fill(tmp_path: Path) -> Path:
    """A virtual environment that make takes for one, in which nothing is installed yet."""
    folder = tmp_path / "venv"
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    (folder / "bin" / "python").chmod(0o755)
    (folder / "pyvenv.cfg").touch()
    return folder


@pytest.mark.parametrize("target", ["map", "lint"])
def test_no_network_is_a_sentence_in_place_of_retries(target: str, environment_to_fill: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        ["make", target, f"VENV={environment_to_fill}"],
        cwd=TOP,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PIP_INDEX_URL": "http://127.0.0.1:9/simple"},
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 2
    assert NO_INDEX in done.stderr and "PIP_FIND_LINKS" in done.stderr
    assert "Retrying" not in done.stderr and "No matching distribution" not in done.stderr
